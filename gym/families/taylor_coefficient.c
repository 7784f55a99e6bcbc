/* The coefficient of x^k in the expansion at 0 of (p + q x) times an elementary function of a x.
 * Operands: function, a, k, p, q. */
#include "gym/families/calculus_tools.h"

enum { EXP, SIN, COS, LN, INVERSE, FUNCTION_COUNT, MAX_K = 8 };

static const mg_level LEVELS[] = {
    {"one function, k up to 5", {9, 5, 0}},
    {"times p + q x up to 9, k up to 5", {5, 5, 9}},
    {"times p + q x up to 20, k up to 7", {9, 7, 20}},
    {"times p + q x up to 99, k up to 8", {12, 8, 99}},
};

static void box(const mg_level *level, mg_box *box) {
    int32_t max = level->knob[2];
    *box = (mg_box){0};
    mg_box_add(box, 1, 0, FUNCTION_COUNT - 1);
    mg_box_add(box, 1, -level->knob[0], level->knob[0]);
    mg_box_add(box, 1, 0, level->knob[1]);
    mg_box_add(box, 1, max ? -max : 1, max ? max : 12);
    mg_box_add(box, 1, -max, max);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int32_t max = level->knob[2];
    v[0] = mg_draw_between(rng, 0, FUNCTION_COUNT - 1);
    v[1] = mg_draw_nonzero(rng, level->knob[0]);
    v[2] = mg_draw_between(rng, max ? 1 : 0, level->knob[1]);
    if (!max && v[0] == SIN) v[2] |= 1;
    if (!max && v[0] == COS && v[2] % 2) v[2]--;
    v[3] = max ? mg_draw_nonzero(rng, max) : mg_draw_between(rng, 1, 12);
    v[4] = max ? mg_draw_nonzero(rng, max) : 0;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "taylor", v, 5);
    return v[1] != 0 && (v[3] != 0 || v[4] != 0);
}

/* Of x^k in the function alone. */
static mg_ratio coefficient(int64_t function, int64_t a, int64_t k) {
    int64_t power = 1, factorial = 1;
    bool odd = k % 2 == 1;
    if (k < 0 || (function == SIN && !odd) || (function == COS && odd)) return (mg_ratio){0, 1};
    if (function == LN && k == 0) return (mg_ratio){0, 1};
    for (int64_t i = 1; i <= k; i++) {
        power *= a;
        factorial *= i;
    }
    if (function == SIN || function == COS) power = k / 2 % 2 ? -power : power;
    if (function == LN) return mg_ratio_of(odd ? power : -power, k);
    return mg_ratio_of(power, function == INVERSE ? 1 : factorial);
}

static mg_ratio value(const int64_t *v) {
    mg_ratio p, q, sum;
    mg_ratio_multiply((mg_ratio){v[3], 1}, coefficient(v[0], v[1], v[2]), &p);
    mg_ratio_multiply((mg_ratio){v[4], 1}, coefficient(v[0], v[1], v[2] - 1), &q);
    mg_ratio_add(p, q, &sum);
    return sum;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    static const char *const NAMES[] = {"exp(", "sin(", "cos(", "ln(1 + ", "/(1 - "};
    if (which == 'k') {
        if (v[2] == 0) mg_text_string(out, "constant term");
        if (v[2] > 0) mg_text_string(out, "coefficient of x");
        if (v[2] > 1) mg_text_char(out, '^');
        if (v[2] > 1) mg_text_int(out, v[2]);
        return;
    }
    bool one = v[4] == 0 && v[3] == 1 && v[0] != INVERSE, bracket = v[3] != 0 && v[4] != 0;
    if (bracket) mg_text_char(out, '(');
    if (!one) mg_text_whole_polynomial(out, v + 3, 1, 'x');
    if (bracket) mg_text_char(out, ')');
    if (!one && v[0] != INVERSE) mg_text_char(out, '*');
    mg_text_string(out, NAMES[v[0]]);
    bool minus = v[1] < 0 && v[0] >= LN; /* "1 + -2*x" */
    if (minus) mg_text_char(out, '(');
    mg_text_term(out, true, (mg_ratio){v[1], 1}, "x");
    if (minus) mg_text_char(out, ')');
    mg_text_char(out, ')');
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Expand $f in powers of x. What is the @k?",
        "Find the @k in the Taylor series of $f at x = 0 (a fraction in lowest terms).", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_text_ratio(answer, value(v));
    problem->digits = mg_longest(v + 1, 4);
    problem->operations = (int)v[2] * 2 + (v[4] != 0 ? 3 : 1);
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio c[2] = {coefficient(v[0], v[1], v[2]), coefficient(v[0], v[1], v[2] - 1)};
    for (int i = 0; i < 2; i++) {
        if (v[3 + i] == 0 || v[2] < i) continue;
        mg_text_string(out, "the function alone has at degree ");
        mg_text_int(out, v[2] - i);
        mg_text_string(out, ": ");
        mg_text_ratio(out, c[i]);
        mg_text_char(out, ';');
    }
    mg_text_int(out, v[3]);
    mg_text_char(out, '*');
    mg_text_ratio_factor(out, c[0]);
    if (v[4] != 0) {
        mg_text_string(out, " + ");
        mg_text_factor(out, v[4]);
        mg_text_char(out, '*');
        mg_text_ratio_factor(out, c[1]);
    }
    mg_text_string(out, " = ");
    mg_text_ratio(out, value(v));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[2]);
    return (mg_text_bounds){125 + 2 * d, 24, 240 + 2 * d};
}

const mg_family mg_family_taylor_coefficient = {
    .name = "taylor_coefficient",
    .summary = "coefficients of Taylor series at 0",
    .topic = "calculus",
    .id = MG_FAMILY_ID_taylor_coefficient,
    .knobs = {"max_scale", "max_power", "max_factor"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
