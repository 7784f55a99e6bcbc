/* A made-up operator, a @ b = p*a + q*b, told by examples alone and asked for much later:
 * "3 @ 1 = 7. 2 @ 5 = 9. 36 + 41 = 77. ... What is 6 @ 2?"
 *
 * Operands: p, q, then the pairs of numbers, of which the last is asked for. The first two examples
 * determine the rule: their determinant is not zero. */
#include "gym/families/facts.h"
#include "gym/families/filler.h"

enum { P, Q, NUMBERS };

/* examples, largest coefficient, largest number, length of the text before the question */
static const mg_level LEVELS[] = {
    {"4 examples, coefficients up to 2, numbers up to 5, 200 characters", {4, 2, 5, 200}},
    {"4 examples, coefficients up to 3, numbers up to 9, 400 characters", {4, 3, 9, 400}},
    {"3 examples, coefficients up to 5, numbers up to 9, 800 characters", {3, 5, 9, 800}},
    {"3 examples, coefficients up to 9, numbers up to 12, 1400 characters", {3, 9, 12, 1400}},
    {"2 examples, coefficients up to 9, numbers up to 20, 1990 characters", {2, 9, 20, 1990}},
};

static const int64_t *pair(const int64_t *v, int i) {
    return v + NUMBERS + 2 * i;
}

static int64_t apply(const int64_t *v, const int64_t *x) {
    return v[P] * x[0] + v[Q] * x[1];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    for (int i = P; i <= Q; i++) v[i] = mg_draw_between(rng, -level->knob[1], level->knob[1]);
    for (int i = 0; i < 2 * (level->knob[0] + 1); i++)
        v[NUMBERS + i] = mg_draw_between(rng, 1, level->knob[2]);
}

/* Both numbers play a part, and what is asked for is none of the examples. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int n = level->knob[0];
    const int64_t *a = pair(v, 0), *b = pair(v, 1), *asked = pair(v, n);
    if (v[P] == 0 || v[Q] == 0 || a[0] * b[1] == a[1] * b[0]) return false;
    for (int i = 0; i < n; i++)
        if (pair(v, i)[0] == asked[0] && pair(v, i)[1] == asked[1]) return false;
    mg_text_string(out, "distant rule");
    for (int i = 0; i < NUMBERS + 2 * (n + 1); i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    char symbol = "@&~$"[mg_pick(problem, 0, 4)];
    int n = level->knob[0];
    mg_say_rule(question, symbol);
    mg_text_string(question, ". ");
    for (int i = 0; i < n; i++) {
        mg_say_application(question, pair(v, i)[0], symbol, pair(v, i)[1]);
        mg_text_string(question, " = ");
        mg_text_int(question, apply(v, pair(v, i)));
        mg_text_string(question, ". ");
    }
    mg_filler(question, problem, 1, (size_t)level->knob[3]);
    mg_ask_application(question, pair(v, n)[0], symbol, pair(v, n)[1]);
    int64_t value = apply(v, pair(v, n));
    mg_text_int(answer, value);
    problem->operations = 3;
    problem->digits = mg_digit_count(value);
    /* difficulty: of the coefficients that must be found, and of what is worked out with them */
    problem->difficulty = (int)((v[P] < 0 ? -v[P] : v[P]) + (v[Q] < 0 ? -v[Q] : v[Q])) +
                          problem->operations + problem->digits;
}

static void write_signed(mg_text *out, int64_t value) {
    if (value < 0) mg_text_char(out, '(');
    mg_text_int(out, value);
    if (value < 0) mg_text_char(out, ')');
}

/* The rule put in: "2*6 + (-3)*2 = 6;" */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand, *x = pair(v, level->knob[0]);
    write_signed(out, v[P]);
    mg_text_char(out, '*');
    mg_text_int(out, x[0]);
    mg_text_string(out, " + ");
    write_signed(out, v[Q]);
    mg_text_char(out, '*');
    mg_text_int(out, x[1]);
    mg_text_string(out, " = ");
    mg_text_int(out, apply(v, x));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[2]);
    int most = mg_digit_count(2 * level->knob[1] * level->knob[2]) + 1;
    return (mg_text_bounds){level->knob[3] + 2 * digits + 12, most, 2 * digits + most + 17};
}

const mg_family mg_family_distant_rule = {
    .name = "distant_rule",
    .summary = "a made-up operator told by examples, asked for long after",
    .topic = "words",
    .id = MG_FAMILY_ID_distant_rule,
    .knobs = {"examples", "max_coefficient", "max_number", "characters"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
