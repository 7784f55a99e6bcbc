/* Sums of products modulo m: (47*83 - 12*5) mod 19, the least non-negative remainder.
 *
 * Operands: m, then for each term its sign (0 +, 1 -) and its factors, rising. */
#include "gym/families/numbers_common.h"

/* terms, factors in each, highest number, highest modulus, walked */
static const mg_level LEVELS[] = {
    {"a sum or difference of numbers up to 30, modulo up to 12", {2, 1, 30, 12, 1}},
    {"a product of numbers up to 99, modulo up to 99", {1, 2, 99, 99, 1}},
    {"2 products of numbers up to 99, modulo up to 99", {2, 2, 99, 99, 0}},
    {"3 products of numbers up to 999, modulo up to 999", {3, 2, 999, 999, 0}},
    {"3 products of 3 numbers up to 9,999, modulo up to 9,999", {3, 3, 9999, 9999, 0}},
};

typedef struct term {
    int64_t part[4]; /* sign, factors */
} term;

static int width(const mg_level *level) {
    return 1 + level->knob[1];
}

static void box(const mg_level *level, mg_box *box) {
    if (!level->knob[4]) return;
    *box = (mg_box){.count = 1, .low = {3}, .high = {level->knob[3]}};
    for (int t = 0; t < level->knob[0]; t++) {
        box->low[box->count] = 0;
        box->high[box->count++] = t > 0;
        for (int i = 0; i < level->knob[1]; i++) {
            box->low[box->count] = 2;
            box->high[box->count++] = level->knob[2];
        }
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 3, level->knob[3]);
    for (int t = 0; t < level->knob[0]; t++) {
        int64_t *at = v + 1 + t * width(level);
        at[0] = t > 0 && mg_rng_below(rng, 2);
        for (int i = 1; i < width(level); i++) at[i] = mg_draw_between(rng, 2, level->knob[2]);
        mg_num_sort_numbers(at + 1, level->knob[1]);
    }
    if (level->knob[4] && level->knob[0] == 2 && !v[3] && v[2] > v[4]) {
        int64_t first = v[2];
        v[2] = v[4];
        v[4] = first;
    }
}

static bool is_before(const term *a, const term *b, int count) {
    for (int i = 0; i < count; i++)
        if (a->part[i] != b->part[i]) return a->part[i] < b->part[i];
    return false;
}

static void write_term(const mg_level *level, const int64_t *at, mg_text *out) {
    for (int i = 1; i < width(level); i++) {
        if (i > 1) mg_text_char(out, '*');
        mg_text_int(out, at[i]);
    }
}

/* Terms sorted: by sign, then by their factors. In a walked level they must be in that order. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    term sorted[3];
    int terms = level->knob[0], parts = width(level);
    for (int t = 0; t < terms; t++) {
        const int64_t *at = v + 1 + t * parts;
        if (!mg_num_is_sorted(at + 1, level->knob[1])) return false;
        term next = {{0}};
        for (int i = 0; i < parts; i++) next.part[i] = at[i];
        int place = t;
        for (; place > 0 && is_before(&next, &sorted[place - 1], parts); place--)
            sorted[place] = sorted[place - 1];
        if (level->knob[4] && place != t) return false;
        sorted[place] = next;
    }
    mg_text_string(out, "mod ");
    mg_text_int(out, v[0]);
    mg_text_char(out, ':');
    for (int t = 0; t < terms; t++) {
        mg_text_char(out, sorted[t].part[0] ? '-' : '+');
        write_term(level, sorted[t].part, out);
    }
    return true;
}

static int64_t product_of(const mg_level *level, const int64_t *at, int64_t m) {
    int64_t product = 1;
    for (int i = 1; i < width(level); i++) product = product * at[i] % m;
    return product;
}

static const mg_wordings WORDINGS = {3,
                                     {"What is {&0} modulo %0?",
                                      "Find the least non-negative remainder of {&0} modulo %0.",
                                      "Calculate ({&0}) mod %0."}};

/* difficulty: operations, a reduction of each counted, times digits of the modulus, + signs */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    char sum[128];
    mg_text text = mg_text_over(sum, sizeof sum);
    int64_t value = 0;
    int signs = 0;
    for (int t = 0; t < level->knob[0]; t++) {
        const int64_t *at = v + 1 + t * width(level);
        if (t > 0) mg_text_string(&text, at[0] ? " - " : " + ");
        write_term(level, at, &text);
        int64_t product = product_of(level, at, v[0]);
        value = mg_mod(at[0] ? value - product : value + product, v[0]);
        signs += at[0] != 0;
    }
    mg_text_end(&text);
    const char *const names[1] = {sum};
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = v, .name = names});
    mg_text_int(answer, value);
    problem->digits = mg_num_longest_digits(v + 1, level->knob[0] * width(level));
    problem->operations = level->knob[0] * level->knob[1] - 1;
    problem->difficulty = problem->operations * (1 + mg_digit_count(v[0])) + signs;
}

/* value = q*m + rest where that says something; returns the rest. */
static int64_t reduce(mg_text *out, int64_t value, int64_t m) {
    int64_t rest = mg_mod(value, m);
    if (rest != value) mg_num_put(out, "%0=%1*%2+%3;", value, (value - rest) / m, m, rest);
    return rest;
}

/* Each factor reduced, multiplied, reduced; then added up. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t m = v[0], value = 0;
    for (int t = 0; t < level->knob[0]; t++) {
        const int64_t *at = v + 1 + t * width(level);
        int64_t product = reduce(out, at[1], m);
        for (int i = 2; i < width(level); i++) {
            int64_t factor = reduce(out, at[i], m);
            mg_num_put(out, "%0*%1=%2;", product, factor, product * factor);
            product = reduce(out, product * factor, m);
        }
        int64_t sum = at[0] ? value - product : value + product;
        if (t > 0) {
            mg_text_equation(out, value, at[0] ? '-' : '+', product, sum);
            mg_text_char(out, ';');
        }
        value = reduce(out, sum, m);
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int number = mg_digit_count(level->knob[2]), m = mg_digit_count(level->knob[3]);
    int terms = level->knob[0], factors = level->knob[1];
    int factor_lines = number + number + m + m + 4, product = 2 * m;
    int product_lines = 2 * m + product + 3 + 2 * product + 2 * m + 4;
    return (mg_text_bounds){54 + m + terms * (factors * (number + 1) + 2), m,
                            terms * (factors * (factor_lines + product_lines) + 6 * m + 16)};
}

const mg_family mg_family_modular_arithmetic = {
    .name = "modular_arithmetic",
    .summary = "sums, differences and products modulo m",
    .topic = "numbers",
    .id = MG_FAMILY_ID_modular_arithmetic,
    .knobs = {"terms", "factors", "max_number", "max_modulus", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
