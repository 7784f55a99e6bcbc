/* Two near twins: a*x^2 + b*x + c as a*(x + h)^2 + k -> "h, k", and the vertex of the parabola ->
 * "-h, k". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

/* EVEN: b = 2*h; largest a, b, c */
static const mg_level LEVELS[] = {
    {"monic, even b", {1, 1, 20, 99}},
    {"monic, any b", {0, 1, 40, 99}},
    {"any a up to 9", {0, 9, 60, 99}},
    {"any a up to 30, values up to 9999", {0, 30, 300, 9999}},
};
static const mg_text_bounds BOUNDS[] = {
    {110, 15, 110}, {110, 20, 135}, {115, 20, 160}, {120, 25, 190}};
static const char *const SQUARE[] = {
    "Find the numbers h and k so that {0} = {1}. Answer with h, k in this order.",
    "Complete the square: {0} = {1}. What are h and k? Answer h, k."};
static const char *const VERTEX[] = {
    "What is the vertex of the parabola {0}? Answer with its two coordinates in order.",
    "Where is the extreme point of {0}? Give the first coordinate, then the second."};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[1] < 30) /* c, b (or h), a */
        *box = (mg_box){.count = 3,
                        .low = {-knob[3], -knob[2], knob[1] > 1 ? -knob[1] : 1},
                        .high = {knob[3], knob[2], knob[1]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, -knob[3], knob[3]);
    v[1] = algebra_nonzero(rng, knob[2]);
    v[2] = knob[1] > 1 ? algebra_nonzero(rng, knob[1]) : 1;
}

static mg_polynomial read_parabola(const mg_level *level, const int64_t *v) {
    return mg_polynomial_of((int64_t[]){v[0], v[1] * (level->knob[0] ? 2 : 1), v[2]}, 3);
}

/* one key for both: the same work */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_polynomial p = read_parabola(level, v);
    if (v[1] == 0 || v[2] == 0) return false;
    algebra_key_polynomial(out, "square", &p);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_polynomial p = read_parabola(level, v);
    int64_t a = v[2], b = p.coefficient[1], c = v[0];
    bool vertex = problem->item.family->id == MG_FAMILY_ID_quadratic_vertex;
    algebra_line line, form;
    mg_ratio h = mg_ratio_of(vertex ? -b : b, 2 * a), k = mg_ratio_of(4 * a * c - b * b, 4 * a);
    if (vertex) {
        ALGEBRA_ASK(problem, question, VERTEX, algebra_format(&line, "y = %p", &p, 'x'));
    } else {
        algebra_format(&form,
                       a == 1    ? "(x + h)^2 + k"
                       : a == -1 ? "-(x + h)^2 + k"
                                 : "%d*(x + h)^2 + k",
                       a);
        ALGEBRA_ASK(problem, question, SQUARE, algebra_format(&line, "%p", &p, 'x'), form.text);
    }
    algebra_write(answer, "%r, %r", h, k);
    algebra_measure(problem, p.coefficient, 3, 3 + (a != 1) * 2 + (h.bottom != 1));
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_polynomial p = read_parabola(algebra_level(problem), v);
    int64_t a = v[2], b = p.coefficient[1], c = v[0];
    mg_ratio h = mg_ratio_of(b, 2 * a), square, part, k;
    algebra_write(out, "%d/%n = %r;", b, 2 * a, h);
    if (!mg_ratio_multiply(h, h, &square) || !mg_ratio_multiply((mg_ratio){a, 1}, square, &part) ||
        !mg_ratio_subtract((mg_ratio){c, 1}, part, &k))
        return;
    algebra_write(out, "%R^2 = %r;%d - %n*%R = %r;", h, square, c, a, square, k);
    algebra_write(out, "%p = %n*(x%+r)^2%+r;", &p, 'x', a, h, k);
}

ALGEBRA_FAMILY(complete_square, "completing the square", 2, LIST, ANY, box, "even", "max_a",
               "max_b", "max_c");

const mg_family mg_family_quadratic_vertex = {
    .name = "quadratic_vertex",
    .summary = "the vertex of a parabola",
    .topic = "algebra",
    .id = MG_FAMILY_ID_quadratic_vertex,
    .knobs = {"even", "max_a", "max_b", "max_c"},
    .levels = LEVELS,
    .level_count = ALGEBRA_COUNT(LEVELS),
    .default_level = 2,
    .answer_kind = MG_ANSWER_LIST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
