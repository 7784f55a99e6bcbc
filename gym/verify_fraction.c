/* Fractions of 128-bit whole numbers, with overflow reported. */
#include "gym/verify_formula.h"

static bool is_narrow(mg_int128 a) {
    return a == (int64_t)a;
}

static mg_int128 magnitude(mg_int128 a) {
    return a < 0 ? -a : a;
}

static const mg_int128 LIMIT = (mg_int128)1 << 125;

bool mg_int_multiply(mg_int128 a, mg_int128 b, mg_int128 *product) {
    if (!is_narrow(a) || !is_narrow(b)) {
        mg_int128 m = magnitude(a);
        if (m > 0 && magnitude(b) > LIMIT / m) return false;
    }
    *product = a * b;
    return magnitude(*product) <= LIMIT;
}

static mg_int128 common_divisor(mg_int128 a, mg_int128 b) {
    a = magnitude(a), b = magnitude(b);
    while (b > UINT64_MAX || a > UINT64_MAX) {
        if (b == 0) return a;
        mg_int128 r = a % b;
        a = b, b = r;
    }
    uint64_t x = (uint64_t)a, y = (uint64_t)b;
    while (y) {
        uint64_t r = x % y;
        x = y, y = r;
    }
    return x;
}

static mg_fraction reduced(mg_int128 top, mg_int128 bottom) {
    mg_int128 divisor = bottom == 1 ? 1 : common_divisor(top, bottom);
    if (divisor > 1) top /= divisor, bottom /= divisor;
    return (mg_fraction){top, bottom};
}

bool mg_fraction_add(mg_fraction a, mg_fraction b, mg_fraction *sum) {
    if (a.bottom == b.bottom) {
        mg_int128 top = a.top + b.top; /* both below 2^125 */
        *sum = reduced(top, a.bottom);
        return magnitude(top) <= LIMIT;
    }
    mg_int128 left, right, bottom;
    if (!mg_int_multiply(a.top, b.bottom, &left) || !mg_int_multiply(b.top, a.bottom, &right) ||
        !mg_int_multiply(a.bottom, b.bottom, &bottom))
        return false;
    *sum = reduced(left + right, bottom);
    return magnitude(left + right) <= LIMIT;
}

bool mg_fraction_multiply(mg_fraction a, mg_fraction b, mg_fraction *product) {
    mg_int128 top, bottom = 1;
    if (a.bottom == 1 && b.bottom == 1) {
        if (!mg_int_multiply(a.top, b.top, &top)) return false;
        *product = (mg_fraction){top, 1};
        return true;
    }
    mg_fraction x = reduced(a.top, b.bottom), y = reduced(b.top, a.bottom);
    if (!mg_int_multiply(x.top, y.top, &top) || !mg_int_multiply(x.bottom, y.bottom, &bottom))
        return false;
    *product = (mg_fraction){top, bottom};
    return true;
}

bool mg_fraction_invert(mg_fraction a, mg_fraction *inverse) {
    if (a.top == 0) return false;
    *inverse = a.top < 0 ? (mg_fraction){-a.bottom, -a.top} : (mg_fraction){a.bottom, a.top};
    return true;
}
