/* A fraction to its lowest terms: "Write 84/36 in lowest terms." -> "7/3".
 *
 * Operands: top and bottom of the answer, factor. */
#include "gym/families/arithmetic_common.h"

/* terms of the answer from-to, factor from-to */
static const mg_level LEVELS[] = {
    {"terms up to 20, factors 2 to 9", {1, 20, 2, 9}},
    {"terms up to 100, factors 2 to 20", {1, 100, 2, 20}},
    {"terms up to 1000, factors 2 to 100, as RG fraction_simplification, easy", {1, 1000, 2, 100}},
    {"terms of 100 to 1000, factors of 10 to 100, as RG fraction_simplification, hard",
     {100, 1000, 10, 100}},
    {"terms up to 99999, factors up to 9999", {1, 99999, 2, 9999}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    if (knob[1] > 100) return;
    *box = (mg_box){
        .count = 3, .low = {knob[0], knob[0], knob[2]}, .high = {knob[1], knob[1], knob[3]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    v[1] = mg_draw_between(rng, knob[0], knob[1]);
    v[2] = mg_draw_between(rng, knob[2], knob[3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (mg_gcd(v[0], v[1]) != 1) return false;
    mg_text_string(out, "lowest ");
    mg_text_int(out, v[0] * v[2]);
    mg_text_char(out, '/');
    mg_text_int(out, v[1] * v[2]);
    return true;
}

static const struct {
    const char *before, *after;
} WORDINGS[] = {{"Simplify ", " to its lowest terms."},
                {"Write ", " in lowest terms."},
                {"Reduce ", " as far as possible."}};

static int64_t write_euclid(mg_text *out, int64_t a, int64_t b) {
    int64_t steps = 0;
    for (; b != 0; steps++) {
        int64_t rest = a % b;
        if (out) {
            mg_text_int(out, a);
            mg_text_char(out, '=');
            mg_text_int(out, a / b);
            mg_text_char(out, '*');
            mg_text_int(out, b);
            if (rest) mg_text_char(out, '+');
            if (rest) mg_text_int(out, rest);
            mg_text_char(out, ';');
        }
        a = b;
        b = rest;
    }
    return steps;
}

/* difficulty: digits of both terms, and Euclid's steps */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int wording = mg_pick(problem, 0, 3);
    mg_text_string(question, WORDINGS[wording].before);
    mg_math_open(problem, question);
    mg_text_int(question, v[0] * v[2]);
    mg_text_char(question, '/');
    mg_text_int(question, v[1] * v[2]);
    mg_math_close(problem, question);
    mg_text_string(question, WORDINGS[wording].after);
    mg_text_ratio(answer, (mg_ratio){v[0], v[1]});
    int top = mg_digit_count(v[0] * v[2]), bottom = mg_digit_count(v[1] * v[2]);
    problem->digits = mg_larger(top, bottom);
    problem->operations = (int)write_euclid(NULL, v[0] * v[2], v[1] * v[2]);
    problem->difficulty = top + bottom + problem->operations;
}

/* Euclid's steps, then both terms divided. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    write_euclid(out, v[0] * v[2], v[1] * v[2]);
    for (int i = 0; i < 2; i++) {
        mg_text_equation(out, v[i] * v[2], '/', v[2], v[i]);
        mg_text_char(out, ';');
    }
}

/* Euclid's steps: at most 4.8 for each digit of the answer's smaller term, and 2. */
static mg_text_bounds bounds(const mg_level *level) {
    int term = mg_digit_count((int64_t)level->knob[1] * level->knob[3]);
    int answer = mg_digit_count(level->knob[1]), steps = 5 * answer + 2;
    return (mg_text_bounds){2 * term + 40, 2 * answer + 1, (steps + 2) * (3 * term + 5)};
}

const mg_family mg_family_fraction_simplification = {
    .name = "fraction_simplification",
    .summary = "fractions to lowest terms",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_fraction_simplification,
    .knobs = {"term_from", "term_to", "factor_from", "factor_to"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
