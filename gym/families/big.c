#include "gym/families/big.h"

#include <assert.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

static void push(mg_big *number, uint32_t limb) {
    assert(number->count < MG_BIG_LIMBS);
    number->limb[number->count++] = limb;
}

static void trim(mg_big *number) {
    while (number->count > 0 && number->limb[number->count - 1] == 0) number->count--;
}

mg_big mg_big_of(uint64_t value) {
    mg_big number;
    number.count = 0;
    for (; value; value /= MG_BIG_BASE) push(&number, (uint32_t)(value % MG_BIG_BASE));
    return number;
}

void mg_big_scale(mg_big *number, uint64_t factor) {
    if (factor >> 32) {
        mg_big other = mg_big_of(factor);
        *number = mg_big_product(number, &other);
        return;
    }
    uint64_t carry = 0;
    for (int i = 0; i < number->count; i++) {
        carry += number->limb[i] * factor;
        number->limb[i] = (uint32_t)(carry % MG_BIG_BASE);
        carry /= MG_BIG_BASE;
    }
    for (; carry; carry /= MG_BIG_BASE) push(number, (uint32_t)(carry % MG_BIG_BASE));
    trim(number);
}

mg_big mg_big_product(const mg_big *a, const mg_big *b) {
    mg_big product;
    if (a->count == 0 || b->count == 0) return mg_big_of(0);
    product.count = a->count + b->count;
    assert(product.count <= MG_BIG_LIMBS);
    memset(product.limb, 0, sizeof product.limb[0] * (size_t)product.count);
    for (int i = 0; i < a->count; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < b->count; j++) {
            carry += product.limb[i + j] + (uint64_t)a->limb[i] * b->limb[j];
            product.limb[i + j] = (uint32_t)(carry % MG_BIG_BASE);
            carry /= MG_BIG_BASE;
        }
        product.limb[i + b->count] = (uint32_t)carry;
    }
    trim(&product);
    return product;
}

mg_big mg_big_sum(const mg_big *a, const mg_big *b) {
    mg_big sum;
    uint32_t carry = 0;
    sum.count = 0;
    for (int i = 0; i < a->count || i < b->count || carry; i++) {
        if (i < a->count) carry += a->limb[i];
        if (i < b->count) carry += b->limb[i];
        push(&sum, carry % MG_BIG_BASE);
        carry /= MG_BIG_BASE;
    }
    return sum;
}

mg_big mg_big_difference(const mg_big *a, const mg_big *b) {
    mg_big rest = *a;
    uint32_t borrow = 0;
    for (int i = 0; i < a->count; i++) {
        uint32_t taken = (i < b->count ? b->limb[i] : 0) + borrow;
        borrow = rest.limb[i] < taken;
        rest.limb[i] += borrow * MG_BIG_BASE - taken;
    }
    trim(&rest);
    return rest;
}

mg_big mg_big_power(uint64_t base, int exponent) {
    mg_big power = mg_big_of(1);
    while (exponent-- > 0) mg_big_scale(&power, base);
    return power;
}

void mg_big_shift(mg_big *number, int decimal_places) {
    for (; decimal_places >= MG_BIG_LIMB_DIGITS; decimal_places -= MG_BIG_LIMB_DIGITS)
        mg_big_scale(number, MG_BIG_BASE);
    uint64_t factor = 1;
    while (decimal_places-- > 0) factor *= 10;
    mg_big_scale(number, factor);
}

int mg_big_compare(const mg_big *a, const mg_big *b) {
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    for (int i = a->count; i-- > 0;)
        if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

int mg_big_digits(const mg_big *number) {
    if (number->count == 0) return 1;
    int digits = (number->count - 1) * MG_BIG_LIMB_DIGITS;
    for (uint32_t top = number->limb[number->count - 1]; top; top /= 10) digits++;
    return digits;
}

/* How often `bottom` goes into `rest` (below ten times), which keeps the remainder. */
static int take_digit(mg_big *rest, const mg_big *bottom) {
    int digit = 0;
    for (; mg_big_compare(rest, bottom) >= 0; digit++) *rest = mg_big_difference(rest, bottom);
    return digit;
}

bool mg_big_round(const mg_big *top, const mg_big *bottom, int digits, int64_t *mantissa,
                  int *exponent) {
    mg_big rest = *top, unit = *bottom;
    int shift = mg_big_digits(top) - mg_big_digits(bottom);
    if (shift > 0) mg_big_shift(&unit, shift);
    if (shift < 0) mg_big_shift(&rest, -shift);
    if (mg_big_compare(&rest, &unit) < 0) {
        mg_big_scale(&rest, 10);
        shift--;
    }
    int64_t value = 0, limit = 1;
    for (int i = 0; i < digits; i++, limit *= 10) {
        value = value * 10 + take_digit(&rest, &unit);
        mg_big_scale(&rest, 10);
    }
    bool exact = rest.count == 0;
    mg_big_scale(&unit, 5);
    value += mg_big_compare(&rest, &unit) >= 0;
    *exponent = shift - digits + 1;
    if (value == limit) {
        value /= 10;
        ++*exponent;
    }
    *mantissa = value;
    return exact;
}

void mg_text_big(mg_text *text, const mg_big *number) {
    if (number->count == 0) {
        mg_text_char(text, '0');
        return;
    }
    mg_text_int(text, number->limb[number->count - 1]);
    for (int i = number->count - 1; i-- > 0;) {
        char digits[MG_BIG_LIMB_DIGITS];
        uint32_t limb = number->limb[i];
        for (int d = MG_BIG_LIMB_DIGITS; d-- > 0; limb /= 10) digits[d] = (char)('0' + limb % 10);
        mg_text_bytes(text, digits, MG_BIG_LIMB_DIGITS);
    }
}

void mg_text_big_decimal(mg_text *text, const mg_big *units, int places) {
    char digits[MG_BIG_LIMBS * MG_BIG_LIMB_DIGITS + 1];
    mg_text all = mg_text_over(digits, sizeof digits);
    mg_text_big(&all, units);
    int count = (int)mg_text_end(&all), last = count;
    while (last > 1 && last > count - places && digits[last - 1] == '0') last--;
    if (units->count == 0) places = count - last;
    for (int i = count > places ? 0 : count - places - 1; i < last; i++) {
        if (i == count - places) mg_text_char(text, '.');
        mg_text_char(text, i < 0 ? '0' : digits[i]);
    }
}

void mg_text_scaled(mg_text *text, int64_t mantissa, int exponent) {
    if (mantissa < 0) mg_text_char(text, '-');
    mg_big units = mg_big_of((uint64_t)(mantissa < 0 ? -mantissa : mantissa));
    if (exponent > 0) mg_big_shift(&units, exponent);
    mg_text_big_decimal(text, &units, exponent < 0 ? -exponent : 0);
}
