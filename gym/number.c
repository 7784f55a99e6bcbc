#include "gym/number.h"

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

static uint64_t magnitude_of(int64_t value) {
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

int64_t mg_gcd(int64_t a, int64_t b) {
    uint64_t x = magnitude_of(a), y = magnitude_of(b);
    while (y) {
        uint64_t rest = x % y;
        x = y;
        y = rest;
    }
    return (int64_t)x;
}

int64_t mg_lcm(int64_t a, int64_t b) {
    if (a == 0 || b == 0) return 0;
    uint64_t product;
    uint64_t reduced = magnitude_of(a) / (uint64_t)mg_gcd(a, b);
    if (__builtin_mul_overflow(reduced, magnitude_of(b), &product) || product > INT64_MAX)
        return -1;
    return (int64_t)product;
}

bool mg_power(int64_t base, int exponent, int64_t *value) {
    *value = 1;
    for (int i = 0; i < exponent; i++)
        if (__builtin_mul_overflow(*value, base, value)) return false;
    return true;
}

static uint64_t multiply_mod(uint64_t a, uint64_t b, uint64_t m) {
    return (uint64_t)((unsigned_wide)a * b % m);
}

static uint64_t power_mod(uint64_t base, uint64_t exponent, uint64_t m) {
    uint64_t result = 1 % m;
    for (base %= m; exponent; exponent >>= 1) {
        if (exponent & 1) result = multiply_mod(result, base, m);
        base = multiply_mod(base, base, m);
    }
    return result;
}

int64_t mg_mod(int64_t a, int64_t m) {
    int64_t rest = a % m;
    return rest < 0 ? rest + m : rest;
}

int64_t mg_power_mod(int64_t base, int64_t exponent, int64_t modulus) {
    return (int64_t)power_mod((uint64_t)mg_mod(base, modulus), (uint64_t)exponent,
                              (uint64_t)modulus);
}

/* Whether root^k <= n. */
static bool fits(int64_t root, int k, int64_t n) {
    int64_t power;
    return mg_power(root, k, &power) && power <= n;
}

int64_t mg_root(int64_t n, int k) {
    int64_t root = 0;
    for (int bit = 62 / k; bit >= 0; bit--)
        if (fits(root | (int64_t)1 << bit, k, n)) root |= (int64_t)1 << bit;
    return root;
}

int64_t mg_square_root(int64_t n) {
    return mg_root(n, 2);
}

/* n - 1 = odd * 2^twos. Whether `base` is a witness that n is composite. */
static bool is_witness(uint64_t base, uint64_t n, uint64_t odd, int twos) {
    if (base % n == 0) return false;
    uint64_t x = power_mod(base, odd, n);
    if (x == 1 || x == n - 1) return false;
    for (int i = 1; i < twos; i++) {
        x = multiply_mod(x, x, n);
        if (x == n - 1) return false;
    }
    return true;
}

/* These bases decide every n below 3.3 * 10^24 (Sorenson and Webster, 2015). */
static const uint8_t BASES[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41};

bool mg_is_prime(int64_t n) {
    if (n < 2) return false;
    for (unsigned i = 0; i < sizeof BASES; i++)
        if (n % BASES[i] == 0) return n == BASES[i];
    uint64_t odd = (uint64_t)n - 1;
    int twos = __builtin_ctzll(odd);
    odd >>= twos;
    for (unsigned i = 0; i < sizeof BASES; i++)
        if (is_witness(BASES[i], (uint64_t)n, odd, twos)) return false;
    return true;
}

static void add_factor(mg_factors *factors, int64_t prime, int64_t *n) {
    int power = 0;
    for (; *n % prime == 0; *n /= prime) power++;
    if (power == 0) return;
    factors->prime[factors->count] = prime;
    factors->power[factors->count++] = power;
}

void mg_factorise(int64_t n, mg_factors *factors) {
    factors->count = 0;
    add_factor(factors, 2, &n);
    for (int64_t p = 3; p * p <= n; p += 2) add_factor(factors, p, &n);
    if (n > 1) add_factor(factors, n, &n);
}

/* -- fractions ------------------------------------------------------------------------------- */

mg_ratio mg_ratio_of(int64_t top, int64_t bottom) {
    int64_t common = mg_gcd(top, bottom);
    if (bottom < 0) common = -common;
    return (mg_ratio){top / common, bottom / common};
}

/* The terms may have 127 bits. */
static bool reduce(wide top, wide bottom, mg_ratio *result) {
    unsigned_wide x = top < 0 ? 0 - (unsigned_wide)top : (unsigned_wide)top;
    unsigned_wide y = (unsigned_wide)bottom;
    if (x <= INT64_MAX && y <= INT64_MAX) { /* divisions of 128 bits are slow */
        int64_t common = mg_gcd((int64_t)x, (int64_t)y);
        *result = (mg_ratio){(int64_t)top / common, (int64_t)bottom / common};
        return true;
    }
    while (y) {
        unsigned_wide rest = x % y;
        x = y;
        y = rest;
    }
    top /= (wide)x;
    bottom /= (wide)x;
    if (top > INT64_MAX || top < -INT64_MAX || bottom > INT64_MAX) return false;
    *result = (mg_ratio){(int64_t)top, (int64_t)bottom};
    return true;
}

bool mg_ratio_add(mg_ratio a, mg_ratio b, mg_ratio *result) {
    if (a.bottom == 1 && b.bottom == 1 && !__builtin_add_overflow(a.top, b.top, &result->top)) {
        result->bottom = 1;
        return true;
    }
    wide left = (wide)a.top * b.bottom, right = (wide)b.top * a.bottom, top;
    if (__builtin_add_overflow(left, right, &top)) return false;
    return reduce(top, (wide)a.bottom * b.bottom, result);
}

bool mg_ratio_subtract(mg_ratio a, mg_ratio b, mg_ratio *result) {
    return mg_ratio_add(a, (mg_ratio){-b.top, b.bottom}, result);
}

bool mg_ratio_multiply(mg_ratio a, mg_ratio b, mg_ratio *result) {
    return reduce((wide)a.top * b.top, (wide)a.bottom * b.bottom, result);
}

bool mg_ratio_divide(mg_ratio a, mg_ratio b, mg_ratio *result) {
    if (b.top == 0) return false;
    mg_ratio inverse = b.top < 0 ? (mg_ratio){-b.bottom, -b.top} : (mg_ratio){b.bottom, b.top};
    return mg_ratio_multiply(a, inverse, result);
}

int mg_ratio_compare(mg_ratio a, mg_ratio b) {
    wide left = (wide)a.top * b.bottom, right = (wide)b.top * a.bottom;
    return (left > right) - (left < right);
}

/* -- text ------------------------------------------------------------------------------------ */

void mg_text_ratio(mg_text *text, mg_ratio value) {
    mg_text_int(text, value.top);
    if (value.bottom == 1) return;
    mg_text_char(text, '/');
    mg_text_int(text, value.bottom);
}

void mg_text_padded(mg_text *text, int64_t value, int width) {
    char digits[20];
    int count = 0;
    for (uint64_t rest = magnitude_of(value); rest || count == 0; rest /= 10)
        digits[count++] = (char)('0' + rest % 10);
    for (int zeros = width - count; zeros > 0; zeros--) mg_text_char(text, '0');
    while (count > 0) mg_text_char(text, digits[--count]);
}

void mg_text_decimal(mg_text *text, int64_t units, int places) {
    int64_t scale = 1;
    for (int i = 0; i < places; i++) scale *= 10;
    if (units < 0) mg_text_char(text, '-');
    mg_text_padded(text, units / scale, 1);
    if (places == 0) return;
    mg_text_char(text, '.');
    mg_text_padded(text, units % scale, places);
}

void mg_text_based(mg_text *text, int64_t value, int base) {
    static const char DIGITS[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char digits[64];
    int count = 0;
    for (uint64_t rest = magnitude_of(value); rest || count == 0; rest /= (uint64_t)base)
        digits[count++] = DIGITS[rest % (uint64_t)base];
    if (value < 0) mg_text_char(text, '-');
    while (count > 0) mg_text_char(text, digits[--count]);
}
