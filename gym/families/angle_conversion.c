/* Degrees to radians, as the factor of pi, and back. Operands: p, q: p degrees where q is 0, else
 * p/q pi. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"multiples of 15 degrees up to 720", {48, 6, 15}},
    {"degrees up to 720, denominators up to 12", {720, 12, 1}},
    {"degrees up to 3600, denominators up to 90", {3600, 90, 1}},
    {"degrees up to 36000, denominators up to 360", {36000, 360, 1}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    mg_box_add(box, 1, 1, level->knob[0]);
    mg_box_add(box, 1, 0, level->knob[1]);
}

/* Both directions as often. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 1, level->knob[0]);
    v[1] = mg_rng_below(rng, 2) ? mg_draw_between(rng, 1, level->knob[1]) : 0;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    const int64_t angle[2] = {v[1] ? v[0] : v[0] * level->knob[2], v[1]};
    mg_key_list(out, v[1] ? "degrees of" : "radians of", angle, 2);
    return v[1] == 0 || mg_gcd(v[0], v[1]) == 1;
}

static mg_ratio value(const mg_level *level, const int64_t *v) {
    return v[1] ? mg_ratio_of(180 * v[0], v[1]) : mg_ratio_of(v[0] * level->knob[2], 180);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    if (which == 'd') {
        mg_text_int(out, v[0] * level->knob[2]);
        return;
    }
    if (v[0] != 1) mg_text_int(out, v[0]);
    mg_text_string(out, v[0] != 1 ? "*pi" : "pi");
    if (v[1] != 1) mg_text_char(out, '/');
    if (v[1] != 1) mg_text_int(out, v[1]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const TO_RADIANS[] = {
        "An angle of @d degrees is how many times pi in radians? "
        "Answer with a fraction in lowest terms.",
        "Write @d degrees in radians as k*pi. What is k, in lowest terms?", NULL};
    static const char *const TO_DEGREES[] = {
        "How many degrees is an angle of @r radians? Answer exactly.",
        "Convert @r radians to degrees (a whole number or a fraction in lowest terms).", NULL};
    mg_ask(problem, question, v[1] ? TO_DEGREES : TO_RADIANS, part, level, v);
    mg_text_ratio(answer, value(level, v));
    problem->digits = mg_longest(v, 2);
    problem->operations = 2;
    problem->difficulty = problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    if (v[1]) mg_text_string(out, "180*");
    mg_text_int(out, v[1] ? v[0] : v[0] * level->knob[2]);
    mg_text_char(out, '/');
    mg_text_int(out, v[1] ? v[1] : 180);
    mg_text_string(out, " = ");
    mg_text_ratio(out, value(level, v));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[0] * level->knob[2]), e = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){100 + d, d + e + 4, 20 + 2 * d + 2 * e};
}

const mg_family mg_family_angle_conversion = {
    .name = "angle_conversion",
    .summary = "degrees to radians and back, exact",
    .topic = "calculus",
    .id = MG_FAMILY_ID_angle_conversion,
    .knobs = {"max_top", "max_bottom", "step"},
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
