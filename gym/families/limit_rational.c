/* Limits of rational functions: at a point where both sides vanish, or at infinity. Operands: 0 at
 * a point or 1 at infinity, the point, degree of the polynomials before the common factor x - a,
 * their coefficients (numerator, denominator). */
#include "gym/families/calculus_tools.h"

enum { MAX_DEGREE = 4, NUMERATOR_AT = 3 };

static const mg_level LEVELS[] = {
    {"at infinity, quadratics up to 20", {1, 1, 2, 20, 0}},
    {"at a point, quadratics", {0, 0, 1, 30, 9}},
    {"both, quadratics and cubics", {0, 1, 2, 20, 9}},
    {"both, cubics and quartics", {0, 1, 3, 30, 12}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    v[1] = v[0] ? 0 : mg_draw_between(rng, -knob[4], knob[4]);
    v[2] = knob[2];
    for (int side = 0; side < 2; side++) {
        int64_t *c = v + NUMERATOR_AT + side * (v[2] + 1);
        mg_draw_all(rng, c, (int)v[2], -knob[3], knob[3]);
        c[v[2]] = mg_draw_nonzero(rng, knob[3]);
    }
    /* at infinity a sixth have the limit 0, of a lower degree above */
    if (v[0] && mg_rng_below(rng, 6) == 0) v[NUMERATOR_AT + v[2]] = 0;
}

static const int64_t *denominator(const int64_t *v) {
    return v + NUMERATOR_AT + v[2] + 1;
}

/* The polynomial as printed: times x - a where the limit is at a. */
static int printed(const int64_t *v, const int64_t *c, int64_t *p) {
    int degree = (int)v[2];
    for (int i = 0; i <= degree + 1; i++)
        p[i] = (i > 0 ? c[i - 1] : 0) - (i <= degree ? v[1] * c[i] : 0);
    if (v[0] == 0) return degree + 1;
    for (int i = 0; i <= degree; i++) p[i] = c[i];
    return degree;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    const int64_t *top = v + NUMERATOR_AT, *bottom = denominator(v);
    int degree = (int)v[2];
    mg_key_list(out, "limit", v, NUMERATOR_AT + 2 * (degree + 1));
    int64_t any = 0;
    for (int i = 0; i <= degree; i++) any |= top[i];
    if (any == 0) return false;
    return v[0] ? bottom[degree] != 0 : mg_polynomial_at(bottom, degree, v[1]) != 0;
}

static void fraction_of_limit(const int64_t *v, int64_t *top, int64_t *bottom) {
    int degree = (int)v[2];
    *top = v[0] ? v[NUMERATOR_AT + degree] : mg_polynomial_at(v + NUMERATOR_AT, degree, v[1]);
    *bottom = v[0] ? denominator(v)[degree] : mg_polynomial_at(denominator(v), degree, v[1]);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    int64_t p[MAX_DEGREE + 2];
    if (which == 'a' && v[0]) mg_text_string(out, "infinity");
    if (which == 'a' && !v[0]) mg_text_int(out, v[1]);
    if (which != 'f') return;
    mg_text_char(out, '(');
    mg_text_whole_polynomial(out, p, printed(v, v + NUMERATOR_AT, p), 'x');
    mg_text_string(out, ")/(");
    mg_text_whole_polynomial(out, p, printed(v, denominator(v), p), 'x');
    mg_text_char(out, ')');
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the limit of $f as x tends to @a?",
        "Find the limit of $f for x -> @a, as a whole number or a fraction in lowest terms.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t top, bottom;
    fraction_of_limit(v, &top, &bottom);
    mg_text_ratio(answer, mg_ratio_of(top, bottom));
    problem->digits = mg_longest(v + NUMERATOR_AT, 2 * ((int)v[2] + 1));
    problem->operations = v[0] ? 2 : 6 * (int)v[2];
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t p[MAX_DEGREE + 2], value[2];
    int degree = (int)v[2];
    fraction_of_limit(v, &value[0], &value[1]);
    if (v[0]) {
        mg_text_string(out, "only the terms of degree ");
        mg_text_int(out, degree);
        mg_text_string(out, " count;");
    }
    for (int side = 0; side < 2 && !v[0]; side++) {
        const int64_t *c = side ? denominator(v) : v + NUMERATOR_AT;
        mg_text_whole_polynomial(out, p, printed(v, c, p), 'x');
        mg_text_string(out, " = (");
        mg_text_whole_polynomial(out, (const int64_t[]){-v[1], 1}, 1, 'x');
        mg_text_string(out, ")*(");
        mg_text_whole_polynomial(out, c, degree, 'x');
        mg_text_string(out, ");");
        mg_text_put_in(out, c, degree, v[1]);
        mg_text_string(out, " = ");
        mg_text_int(out, value[side]);
        mg_text_char(out, ';');
    }
    mg_text_int(out, value[0]);
    mg_text_char(out, '/');
    mg_text_factor(out, value[1]);
    mg_text_string(out, " = ");
    mg_text_ratio(out, mg_ratio_of(value[0], value[1]));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[3] * (level->knob[4] + 1)), n = level->knob[2] + 2;
    return (mg_text_bounds){100 + 2 * n * (d + 7), 2 * d + 12, 90 + 6 * n * (d + 9)};
}

const mg_family mg_family_limit_rational = {
    .name = "limit_rational",
    .summary = "limits of rational functions",
    .topic = "calculus",
    .id = MG_FAMILY_ID_limit_rational,
    .knobs = {"min_kind", "max_kind", "degree", "max_coefficient", "max_point"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
