#include "data/series_numbers.h"

#include <math.h>
#include <string.h>

size_t mg_numbers_bytes(const mg_arrow_field *field) {
    return (size_t)field->bits / 8;
}

bool mg_numbers_is_f32(const mg_arrow_field *field) {
    return field->type == MG_ARROW_FLOAT && field->bits == 32;
}

/* IEEE binary16: sign, 5 bits of exponent, 10 of fraction. */
static double half_to_double(uint16_t half) {
    int exponent = half >> 10 & 31;
    double fraction = half & 1023, magnitude;
    if (exponent == 31) {
        magnitude = fraction > 0 ? NAN : INFINITY;
    } else if (exponent == 0) {
        magnitude = ldexp(fraction, -24);
    } else {
        magnitude = ldexp(1024 + fraction, exponent - 25);
    }
    return half >> 15 ? -magnitude : magnitude;
}

#define CONVERT(type, expression)                                                                  \
    for (size_t i = 0; i < n; i++) {                                                               \
        type x;                                                                                    \
        memcpy(&x, bytes + i * sizeof x, sizeof x);                                                \
        out[i] = (expression);                                                                     \
    }                                                                                              \
    return

static void ints_to_f64(const mg_arrow_field *f, const uint8_t *bytes, size_t n, double *out) {
    switch (f->is_signed ? -f->bits : f->bits) {
    case -8:
        CONVERT(int8_t, x);
    case -16:
        CONVERT(int16_t, x);
    case -32:
        CONVERT(int32_t, x);
    case -64:
        CONVERT(int64_t, (double)x);
    case 8:
        CONVERT(uint8_t, x);
    case 16:
        CONVERT(uint16_t, x);
    case 32:
        CONVERT(uint32_t, x);
    default:
        CONVERT(uint64_t, (double)x);
    }
}

void mg_numbers_to_f64(const mg_arrow_field *field, const uint8_t *bytes, size_t n, double *out) {
    if (field->type == MG_ARROW_INT) {
        ints_to_f64(field, bytes, n, out);
        return;
    }
    switch (field->bits) {
    case 16:
        CONVERT(uint16_t, half_to_double(x));
    case 32:
        CONVERT(float, (double)x);
    default:
        CONVERT(double, x);
    }
}

/* Words of 64 bits as far as there are so many, from any bit on: mostly nothing is null in them. */
#define PUT_NANS()                                                                                 \
    for (size_t i = 0; i < n;) {                                                                   \
        int64_t at = first + (int64_t)i;                                                           \
        size_t count = n - i >= 64 ? 64 - (size_t)(at & 7) : 1;                                    \
        uint64_t nulls = ~(uint64_t)bitmap[at >> 3] >> (at & 7) & 1;                               \
        if (count > 1) {                                                                           \
            memcpy(&nulls, bitmap + (at >> 3), sizeof nulls);                                      \
            nulls = ~nulls >> (at & 7);                                                            \
        }                                                                                          \
        for (; nulls; nulls &= nulls - 1) out[i + (size_t)__builtin_ctzll(nulls)] = NAN;           \
        i += count;                                                                                \
    }

void mg_numbers_null_f32(const uint8_t *bitmap, int64_t first, size_t n, float *out) {
    PUT_NANS()
}

void mg_numbers_null_f64(const uint8_t *bitmap, int64_t first, size_t n, double *out) {
    PUT_NANS()
}

/* Counts in 32 bits, a block at a time, so that the loop is one compare and one subtract a vector.
 */
enum { BLOCK = 1 << 14 };

#define COUNT_NANS()                                                                               \
    size_t missing = 0;                                                                            \
    while (n > 0) {                                                                                \
        size_t block = n < BLOCK ? n : BLOCK;                                                      \
        int32_t count = 0;                                                                         \
        for (size_t i = 0; i < block; i++) count += values[i] != values[i];                        \
        missing += (size_t)count;                                                                  \
        values += block;                                                                           \
        n -= block;                                                                                \
    }                                                                                              \
    return missing

size_t mg_numbers_missing_f32(const float *values, size_t n) {
    COUNT_NANS();
}

size_t mg_numbers_missing_f64(const double *values, size_t n) {
    COUNT_NANS();
}
