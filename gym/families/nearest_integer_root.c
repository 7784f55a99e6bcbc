/* Roots to the nearest whole number: "What is the cube root of 35 to the nearest whole number?"
 *
 * Operands: degree, number. */
#include "gym/families/arithmetic_common.h"

/* degree from-to, digits from-to */
static const mg_level LEVELS[] = {
    {"square and cube roots, up to 3 digits", {2, 3, 1, 3}},
    {"2nd to 4th roots, up to 5 digits", {2, 4, 1, 5}},
    {"2nd to 10th roots, 7 to 10 digits, as DM nearest_integer_root, train", {2, 10, 7, 10}},
    {"2nd to 10th roots, 8 digits, as DM nearest_integer_root, interpolate", {2, 10, 8, 8}},
    {"2nd to 10th roots, 10 to 12 digits, as DM nearest_integer_root, extrapolate",
     {2, 10, 10, 12}},
    {"2nd to 10th roots, 15 to 18 digits", {2, 10, 15, 18}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    if (knob[3] > 5) return;
    *box =
        (mg_box){.count = 2, .low = {knob[0], 2}, .high = {knob[1], mg_power_of_ten(knob[3]) - 1}};
}

/* Half of them square and cube roots, as the most important ones. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    int highest = mg_rng_below(rng, 2) ? 3 : knob[1];
    v[0] = mg_draw_between(rng, knob[0], highest);
    v[1] = mg_draw_sized(rng, knob[2], knob[3]);
    if (v[1] < 2) v[1] = 2;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_string(out, "nearest root ");
    mg_text_int(out, v[0]);
    mg_text_char(out, ' ');
    mg_text_int(out, v[1]);
    return true;
}

static mg_wide power_of(int64_t base, int64_t exponent) {
    mg_wide power = 1;
    while (exponent-- > 0) power *= base;
    return power;
}

/* Whether root + 1 is nearer than root: (2 root + 1)^k < 2^k number; they are never the same, one
 * is odd. */
static bool rounds_up(const int64_t *v, int64_t root) {
    return power_of(2 * root + 1, v[0]) < power_of(2, v[0]) * v[1];
}

static const char *const ORDINALS[] = {"",    "",    "square", "cube", "4th", "5th",
                                       "6th", "7th", "8th",    "9th",  "10th"};

/* difficulty: digits of the number, and the degree */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    bool power = mg_pick(problem, 0, 3) == 0;
    mg_text_string(question, power ? "What is " : "What is the ");
    if (power) {
        mg_math_open(problem, question);
        mg_text_int(question, v[1]);
        mg_text_string(question, "^(1/");
        mg_text_int(question, v[0]);
        mg_text_char(question, ')');
        mg_math_close(problem, question);
    } else {
        mg_text_string(question, ORDINALS[v[0]]);
        mg_text_string(question, " root of ");
        mg_text_int(question, v[1]);
    }
    mg_text_string(question, ", rounded to the nearest whole number?");
    int64_t root = mg_root(v[1], (int)v[0]);
    mg_text_int(answer, root + rounds_up(v, root));
    problem->digits = mg_digit_count(v[1]);
    problem->operations = (int)v[0];
    problem->difficulty = problem->digits + (int)v[0];
}

/* Between which powers it lies, then on which side of the middle. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t root = mg_root(v[1], (int)v[0]);
    for (int64_t base = root; base <= root + 1; base++) {
        mg_text_int(out, base);
        mg_text_char(out, '^');
        mg_text_int(out, v[0]);
        mg_text_char(out, '=');
        mg_text_wide(out, power_of(base, v[0]));
        mg_text_char(out, ';');
    }
    mg_text_wide(out, power_of(root, v[0]));
    mg_text_string(out, "<=");
    mg_text_int(out, v[1]);
    mg_text_char(out, '<');
    mg_text_wide(out, power_of(root + 1, v[0]));
    mg_text_string(out, ";twice the middle is ");
    mg_text_int(out, 2 * root + 1);
    mg_text_char(out, ';');
    mg_text_wide(out, power_of(2 * root + 1, v[0]));
    mg_text_char(out, rounds_up(v, root) ? '<' : '>');
    mg_text_int(out, (int64_t)1 << v[0]);
    mg_text_char(out, '*');
    mg_text_int(out, v[1]);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[3];
    return (mg_text_bounds){70 + digits, (digits + 1) / level->knob[0] + 2, 9 * digits + 130};
}

const mg_family mg_family_nearest_integer_root = {
    .name = "nearest_integer_root",
    .summary = "roots to the nearest whole number",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_nearest_integer_root,
    .knobs = {"degree_from", "degree_to", "digits_from", "digits_to"},
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
