/* The largest or smallest value of a cubic on an interval: f' = 6 m (x - r)(x - s). Operands: m,
 * the constant of f, r <= s, the interval, 0 smallest or 1 largest. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"turning points up to 6, |x| up to 8", {6, 3, 300, 8}},
    {"turning points up to 9, |x| up to 12", {9, 5, 300, 12}},
    {"turning points up to 20, |x| up to 25", {20, 9, 999, 25}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_nonzero(rng, knob[1]);
    v[1] = mg_draw_between(rng, -knob[2], knob[2]);
    v[2] = mg_draw_between(rng, -knob[0], knob[0]);
    v[3] = mg_draw_between(rng, v[2], knob[0]);
    v[4] = mg_draw_between(rng, -knob[3], knob[3] - 1);
    v[5] = mg_draw_between(rng, v[4] + 1, knob[3]);
    v[6] = mg_rng_below(rng, 2);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "extreme", v, 7);
    return true;
}

static void function_of(const int64_t *v, int64_t *c) {
    c[0] = v[1];
    c[1] = 6 * v[0] * v[2] * v[3];
    c[2] = -3 * v[0] * (v[2] + v[3]);
    c[3] = 2 * v[0];
}

/* Ends and turning points inside, and whether `at` is among them. */
static bool is_candidate(const int64_t *v, int i) {
    int64_t x = v[2 + i];
    if (i >= 2) return true;
    return x > v[4] && x < v[5] && !(i == 1 && v[2] == v[3]);
}

static int64_t extreme(const int64_t *v) {
    int64_t c[4], best = 0;
    function_of(v, c);
    for (int i = 3; i >= 0; i--) {
        if (!is_candidate(v, i)) continue;
        int64_t value = mg_polynomial_at(c, 3, v[2 + i]);
        if (i == 3 || (v[6] ? value > best : value < best)) best = value;
    }
    return best;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    int64_t c[4];
    function_of(v, c);
    if (which == 'p') mg_text_whole_polynomial(out, c, 3, 'x');
    if (which == 'a' || which == 'b') mg_text_int(out, v[4 + which - 'a']);
    if (which == 'w') mg_text_string(out, v[6] ? "largest" : "smallest");
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the @w value of f(x) = $p for x from @a to @b (both included)?",
        "Let x run from @a to @b, both included. Find the @w value that $p takes.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_text_int(answer, extreme(v));
    problem->digits = mg_digit_count(extreme(v));
    problem->operations = 30;
    problem->difficulty = 20 + 5 * (is_candidate(v, 0) + is_candidate(v, 1)) + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t c[4], derivative[4];
    function_of(v, c);
    function_of(v, derivative);
    mg_derive(derivative, 3);
    mg_text_string(out, "derivative: ");
    mg_text_whole_polynomial(out, derivative, 2, 'x');
    mg_text_string(out, ";its zeros: ");
    mg_text_list(out, v + 2, v[2] == v[3] ? 1 : 2);
    mg_text_char(out, ';');
    for (int i = 0; i < 4; i++) {
        if (!is_candidate(v, i)) continue;
        mg_text_put_in(out, c, 3, v[2 + i]);
        mg_text_string(out, " = ");
        mg_text_int(out, mg_polynomial_at(c, 3, v[2 + i]));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[2] * level->knob[0]);
    return (mg_text_bounds){100 + 5 * d, 4 + 3 * d, 130 + 4 * (8 * d + 40)};
}

const mg_family mg_family_extreme_value = {
    .name = "extreme_value",
    .summary = "largest and smallest values of cubics on an interval",
    .topic = "calculus",
    .id = MG_FAMILY_ID_extreme_value,
    .knobs = {"max_turning_point", "max_factor", "max_constant", "max_end"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 1,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
