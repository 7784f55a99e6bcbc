#include "gym/family.h"

#include <string.h>

#define MG_FAMILY(number, name) extern const mg_family mg_family_##name;
#include "gym/families.def"
#undef MG_FAMILY

static const mg_family *const FAMILIES[] = {
#define MG_FAMILY(number, name) &mg_family_##name,
#include "gym/families.def"
#undef MG_FAMILY
    NULL,
};

const mg_family *mg_family_at(int i) {
    int count = (int)(sizeof FAMILIES / sizeof FAMILIES[0]) - 1;
    return i >= 0 && i < count ? FAMILIES[i] : NULL;
}

const mg_family *mg_family_find(const char *name) {
    for (const mg_family *const *family = FAMILIES; *family; family++)
        if (strcmp((*family)->name, name) == 0) return *family;
    return NULL;
}

mg_box mg_level_box(const mg_family *family, int level) {
    mg_box box = {0};
    if (family->box) family->box(&family->levels[level - 1], &box);
    return box;
}

uint64_t mg_level_points(const mg_family *family, int level) {
    mg_box box = mg_level_box(family, level);
    if (box.count == 0) return UINT64_MAX;
    uint64_t points = 1;
    for (int i = 0; i < box.count; i++)
        if (__builtin_mul_overflow(points, (uint64_t)(box.high[i] - box.low[i]) + 1, &points))
            return UINT64_MAX;
    return points;
}

void mg_level_point(const mg_family *family, int level, uint64_t n, int64_t *operand) {
    mg_box box = mg_level_box(family, level);
    for (int i = 0; i < box.count; i++) {
        uint64_t span = (uint64_t)(box.high[i] - box.low[i]) + 1;
        operand[i] = box.low[i] + (int64_t)(n % span);
        n /= span;
    }
}

static const uint64_t POWERS_OF_TEN[] = {1,
                                         10,
                                         100,
                                         1000,
                                         10000,
                                         100000,
                                         1000000,
                                         10000000,
                                         100000000,
                                         1000000000,
                                         10000000000,
                                         100000000000,
                                         1000000000000,
                                         10000000000000,
                                         100000000000000,
                                         1000000000000000,
                                         10000000000000000,
                                         100000000000000000,
                                         1000000000000000000,
                                         10000000000000000000u};

/* The number of bits times log10(2) is the number of digits, or one less. */
int mg_digit_count(int64_t value) {
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int guess = (64 - __builtin_clzll(magnitude | 1)) * 1233 >> 12;
    return guess + (magnitude >= POWERS_OF_TEN[guess]) + (magnitude == 0);
}

int64_t mg_power_of_ten(int exponent) {
    return (int64_t)POWERS_OF_TEN[exponent > 0 ? exponent : 0];
}

int64_t mg_draw_between(mg_rng *rng, int64_t low, int64_t high) {
    __extension__ typedef unsigned __int128 wide;
    uint64_t span = (uint64_t)(high - low) + 1;
    if (span <= UINT32_MAX) return low + (int64_t)mg_rng_below(rng, (uint32_t)span);
    uint64_t top = mg_rng_u32(rng);
    uint64_t word = top << 32 | mg_rng_u32(rng);
    return low + (int64_t)(uint64_t)((wide)word * span >> 64);
}

int64_t mg_draw_number(mg_rng *rng, int max_digits) {
    uint32_t total = 0, weight = 1;
    for (int i = 0; i < max_digits; i++, weight *= 3) total += weight;
    uint32_t pick = mg_rng_below(rng, total);
    int digits = 1;
    for (weight = 1; pick >= weight; weight *= 3, digits++) pick -= weight;
    int64_t low = digits == 1 ? 0 : mg_power_of_ten(digits - 1);
    return mg_draw_between(rng, low, mg_power_of_ten(digits) - 1);
}

int mg_pick(const mg_problem *problem, int which, int count) {
    uint64_t hash = (problem->key.low + (uint64_t)which) * 0x9E3779B97F4A7C15u ^ problem->key.high;
    hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
    return (int)((hash >> 32) * (uint64_t)count >> 32);
}

void mg_math_open(mg_problem *problem, const mg_text *question) {
    if (problem->math_count < MG_MAX_MATHS)
        problem->math[problem->math_count].start = (uint16_t)mg_text_length(question);
}

void mg_math_close(mg_problem *problem, const mg_text *question) {
    if (problem->math_count < MG_MAX_MATHS)
        problem->math[problem->math_count++].end = (uint16_t)mg_text_length(question);
}
