/* "u(1) = 3, u(n + 1) = 2*u(n) - 1; what is u(6)?" -> "65". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"u(n + 1) = u(n) + q or p*u(n), up to u(6)", {1, 3, 9, 6}},
    {"u(n + 1) = p*u(n) + q, up to u(8)", {1, 5, 50, 8}},
    {"u(n + 2) = p*u(n + 1) + q*u(n), up to u(9)", {2, 3, 9, 9}},
    {"u(n + 2) = p*u(n + 1) + q*u(n) + r, up to u(10)", {3, 4, 12, 10}},
};
static const mg_text_bounds BOUNDS[] = {
    {90, 10, 135}, {90, 10, 225}, {110, 10, 245}, {120, 15, 370}};
static const char *const WORDINGS[] = {"Let [0] for n = 1, 2, 3 and so on. What is [1]?",
                                       "A sequence is given by [0]. Find [1]."};

/* k, p, q, r, u(1), u(2) */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    int64_t p = knob[1], m = knob[2];
    bool two = knob[0] > 1;
    box->count = 0;
    if (knob[0] < 3)
        *box = (mg_box){.count = 6,
                        .low = {4, -p, two ? -p : -m, 0, -m, two ? -m : 0},
                        .high = {knob[3], p, two ? p : m, 0, m, two ? m : 0}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    bool two = knob[0] > 1;
    v[0] = mg_draw_between(rng, 4, knob[3]);
    v[1] = algebra_nonzero(rng, knob[1]);
    v[2] = algebra_nonzero(rng, two ? knob[1] : knob[2]);
    v[4] = mg_draw_between(rng, -knob[2], knob[2]);
    if (two) v[5] = algebra_nonzero(rng, knob[2]);
    if (knob[0] == 3) v[3] = algebra_nonzero(rng, 99);
    if (knob[0] == 3) v[4] = mg_draw_between(rng, -99, 99);
}

static void write_rule(mg_text *out, bool two, const int64_t *v, const char *last,
                       const char *before) {
    bool any = mg_text_term(out, true, (mg_ratio){v[1], 1}, last);
    any |= mg_text_term(out, !any, (mg_ratio){v[2], 1}, two ? before : "");
    mg_text_term(out, !any, (mg_ratio){v[3], 1}, "");
}

static int64_t next_term(const mg_level *level, const int64_t *v, int64_t last, int64_t before) {
    return v[1] * last + (level->knob[0] > 1 ? v[2] * before : v[2]) + v[3];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[1] == 0 || (level->knob[0] == 1 && v[1] == 1 && v[2] == 0)) return false;
    if (level->knob[0] > 1 && (v[2] == 0 || (v[4] == 0 && v[5] == 0))) return false;
    algebra_key(out, level->knob[0] > 1 ? "recurrence 2" : "recurrence", v, 6);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    bool two = level->knob[0] > 1;
    algebra_line line, asked;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    algebra_write(&text, "u(1) = %d, ", v[4]);
    if (two) algebra_write(&text, "u(2) = %d, ", v[5]);
    mg_text_string(&text, two ? "u(n + 2) = " : "u(n + 1) = ");
    write_rule(&text, two, v, two ? "u(n + 1)" : "u(n)", "u(n)");
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, algebra_format(&asked, "u(%d)", v[0]));
    int64_t before = v[4], last = two ? v[5] : v[4];
    for (int64_t n = two ? 3 : 2; n <= v[0]; n++) {
        int64_t next = next_term(level, v, last, before);
        before = last;
        last = next;
    }
    mg_text_int(answer, last);
    algebra_measure(problem, &last, 1, (int)v[0] * (two ? 3 : 2));
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    const int64_t *v = problem->operand;
    bool two = level->knob[0] > 1;
    int64_t before = v[4], last = two ? v[5] : v[4];
    for (int64_t n = two ? 3 : 2; n <= v[0]; n++) {
        int64_t next = next_term(level, v, last, before);
        algebra_write(out, "%n*%n", v[1], last);
        if (two) algebra_write(out, "%+d*%n", v[2], before);
        if (!two && v[2] != 0) algebra_write(out, "%+d", v[2]);
        if (v[3] != 0) algebra_write(out, "%+d", v[3]);
        algebra_write(out, " = %d;", next);
        before = last;
        last = next;
    }
}

ALGEBRA_FAMILY(recurrence, "terms of sequences given by a recurrence", 2, INTEGER, ANY, box,
               "order", "max_factor", "max_value", "max_index");
