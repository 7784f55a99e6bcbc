/* Exact partial sums of series. Operands: kind, p, q, n: GEOMETRIC sum of (p/q)^k, k = 0 to n;
 * TELESCOPE sum of p/(k (k + q)), k = 1 to n; HARMONIC sum of p/(k + q), k = 1 to n; ALTERNATING
 * the same with signs + - + ... */
#include "gym/families/calculus_tools.h"

enum { GEOMETRIC, TELESCOPE, HARMONIC, ALTERNATING, KIND_COUNT };

static const mg_level LEVELS[] = {
    {"up to 4 terms", {9, 9, 2, 4}},
    {"up to 6 terms", {20, 12, 3, 6}},
    {"up to 8 terms", {60, 15, 4, 8}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    mg_box_add(box, 1, 0, KIND_COUNT - 1);
    mg_box_add(box, 1, -knob[0], knob[0]);
    mg_box_add(box, 1, 1, knob[1]);
    mg_box_add(box, 1, knob[2], knob[3]);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 0, KIND_COUNT - 1);
    v[1] = mg_draw_nonzero(rng, v[0] == GEOMETRIC && knob[0] > 12 ? 12 : knob[0]);
    v[2] = mg_draw_between(rng, 1, knob[1]);
    v[3] = mg_draw_between(rng, knob[2], knob[3]);
}

static mg_ratio term(const int64_t *v, int64_t k) {
    if (v[0] == GEOMETRIC) {
        int64_t top = 1, bottom = 1;
        for (int64_t i = 0; i < k; i++) {
            top *= v[1];
            bottom *= v[2];
        }
        return mg_ratio_of(top, bottom);
    }
    if (v[0] == TELESCOPE) return mg_ratio_of(v[1], k * (k + v[2]));
    return mg_ratio_of(v[0] == ALTERNATING && k % 2 == 0 ? -v[1] : v[1], k + v[2]);
}

static bool value(const int64_t *v, mg_ratio *sum) {
    *sum = (mg_ratio){0, 1};
    for (int64_t k = v[0] == GEOMETRIC ? 0 : 1; k <= v[3]; k++)
        if (!mg_ratio_add(*sum, term(v, k), sum)) return false;
    return true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_ratio sum;
    mg_key_list(out, "series", v, 4);
    if (v[1] == 0) return false;
    /* ratios such as 2/4, and those beyond the table of powers, are left out */
    bool power = v[0] == GEOMETRIC;
    if (power && (v[1] > 12 || v[1] < -12 || v[1] == v[2] || mg_gcd(v[1], v[2]) > 1)) return false;
    return value(v, &sum);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    if (which == 'a') mg_text_int(out, v[0] != GEOMETRIC);
    if (which == 'b') mg_text_int(out, v[3]);
    if (which != 'f') return;
    if (v[0] == GEOMETRIC) {
        mg_text_char(out, '(');
        mg_text_ratio(out, (mg_ratio){v[1], v[2]});
        mg_text_string(out, ")^k");
        return;
    }
    if (v[0] == ALTERNATING) mg_text_string(out, "(-1)^(k + 1)*");
    if (v[0] == ALTERNATING) mg_text_factor(out, v[1]);
    if (v[0] != ALTERNATING) mg_text_int(out, v[1]);
    mg_text_string(out, v[0] == TELESCOPE ? "/(k*(k + " : "/(k + ");
    mg_text_int(out, v[2]);
    mg_text_string(out, v[0] == TELESCOPE ? "))" : ")");
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the exact sum of $f over all whole k from @a to @b?",
        "Add up $f for k = @a, ..., @b. Give the sum as a whole number or a fraction in lowest "
        "terms.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_ratio sum;
    value(v, &sum);
    mg_text_ratio(answer, sum);
    problem->digits = mg_digit_count(sum.bottom);
    problem->operations = 3 * (int)v[3];
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t first = v[0] == GEOMETRIC ? 0 : 1;
    mg_ratio sum = term(v, first);
    for (int64_t k = first + 1; k <= v[3]; k++) {
        mg_ratio next = term(v, k);
        mg_text_ratio(out, sum);
        mg_text_string(out, " + ");
        mg_text_ratio_factor(out, next);
        mg_text_string(out, " = ");
        mg_ratio_add(sum, next, &sum);
        mg_text_ratio(out, sum);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[3], d = n <= 4 ? 14 : n <= 6 ? 22 : 28;
    return (mg_text_bounds){125, d, n * (3 * d + 10)};
}

const mg_family mg_family_partial_sum = {
    .name = "partial_sum",
    .summary = "exact partial sums of series",
    .topic = "calculus",
    .id = MG_FAMILY_ID_partial_sum,
    .knobs = {"max_top", "max_bottom", "min_terms", "max_terms"},
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
