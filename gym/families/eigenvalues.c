/* Whole eigenvalues. 2 by 2: A = p I + u w^T with eigenvalues p and p + u.w; operands p, u, w with
 * u primitive, its first entry above 0, and u.w >= 0, so that each A has one point. 3 by 3:
 * A = L T L^-1 with T upper and L unit lower triangular; operands: diagonal of T, the rest of T
 * (3), the rest of L (3). */
#include <string.h>

#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"2 by 2, small", {2, 9, 3, 3}},   {"2 by 2", {2, 9, 5, 9}},
    {"2 by 2, large", {2, 30, 9, 30}}, {"3 by 3 triangular", {3, 12, 9, 0}},
    {"3 by 3", {3, 9, 3, 2}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    mg_box_add(box, knob[0] == 2 ? 1 : 3, -knob[1], knob[1]);
    if (knob[0] == 2) mg_box_add(box, 1, 0, knob[2]);
    if (knob[0] == 2) mg_box_add(box, 1, -knob[2], knob[2]);
    if (knob[0] == 2) mg_box_add(box, 2, -knob[3], knob[3]);
    if (knob[0] == 3) mg_box_add(box, 3, -knob[2], knob[2]);
    if (knob[0] == 3) mg_box_add(box, 3, -knob[3], knob[3]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    if (knob[0] == 3) {
        mg_draw_all(rng, v, 3, -knob[1], knob[1]);
        mg_draw_all(rng, v + 3, 3, -knob[2], knob[2]);
        mg_draw_all(rng, v + 6, 3, -knob[3], knob[3]);
        return;
    }
    v[0] = mg_draw_between(rng, -knob[1], knob[1]);
    v[1] = mg_draw_between(rng, 0, knob[2]);
    v[2] = v[1] == 0 ? 1 : mg_draw_between(rng, -knob[2], knob[2]);
    mg_draw_all(rng, v + 3, 2, -knob[3], knob[3]);
    if (v[1] * v[3] + v[2] * v[4] >= 0) return;
    v[3] = -v[3];
    v[4] = -v[4];
}

static void entries(const mg_level *level, const int64_t *v, int64_t *m) {
    if (level->knob[0] == 2) {
        for (int i = 0; i < 4; i++) m[i] = v[1 + i / 2] * v[3 + i % 2] + (i % 3 ? 0 : v[0]);
        return;
    }
    const int64_t *t = v + 3, *l = v + 6;
    const int64_t upper[9] = {v[0], t[0], t[1], 0, v[1], t[2], 0, 0, v[2]};
    const int64_t lower[9] = {1, 0, 0, l[0], 1, 0, l[1], l[2], 1};
    const int64_t back[9] = {1, 0, 0, -l[0], 1, 0, l[0] * l[2] - l[1], -l[2], 1};
    int64_t half[9] = {0};
    for (int i = 0; i < 27; i++)
        half[i / 3] += lower[i / 9 * 3 + i % 3] * upper[i % 3 * 3 + i / 3 % 3];
    memset(m, 0, 9 * sizeof *m);
    for (int i = 0; i < 27; i++) m[i / 3] += half[i / 9 * 3 + i % 3] * back[i % 3 * 3 + i / 3 % 3];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t m[9];
    if (level->knob[0] == 2) {
        bool primitive = mg_gcd(v[1], v[2]) == 1 && (v[1] > 0 || v[2] > 0);
        if (!primitive || (v[3] == 0 && v[4] == 0) || v[1] * v[3] + v[2] * v[4] < 0) return false;
    }
    entries(level, v, m);
    mg_key_list(out, "eigenvalues", m, level->knob[0] * level->knob[0]);
    return true;
}

/* The distinct eigenvalues, rising. */
static int values(const mg_level *level, const int64_t *v, int64_t *value) {
    int n = level->knob[0], count = 0;
    int64_t all[3] = {v[0], n == 2 ? v[0] + v[1] * v[3] + v[2] * v[4] : v[1], v[2]};
    for (int i = 0; i < n; i++) {
        int at = 0;
        while (at < count && value[at] < all[i]) at++;
        if (at < count && value[at] == all[i]) continue;
        for (int k = count++; k > at; k--) value[k] = value[k - 1];
        value[at] = all[i];
    }
    return count;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)which;
    int64_t m[9];
    entries(level, v, m);
    mg_text_matrix(out, m, level->knob[0], level->knob[0]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Find all eigenvalues of the matrix @m. List each once.",
        "What are the eigenvalues of @m? (A repeated one is listed once.)",
        "For which numbers k is @m - k*I singular? List each once.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t m[9], value[3];
    entries(level, v, m);
    mg_text_list(answer, value, values(level, v, value));
    problem->digits = mg_longest(m, level->knob[0] * level->knob[0]);
    problem->operations = level->knob[0] == 2 ? 6 : 20;
    problem->difficulty = problem->operations + problem->digits;
}

/* The characteristic polynomial and its factors. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    int n = level->knob[0];
    int64_t a = v[0], b = n == 2 ? v[0] + v[1] * v[3] + v[2] * v[4] : v[1], c = v[2];
    int64_t m[9];
    entries(level, v, m);
    mg_text_string(out, "trace ");
    mg_text_int(out, n == 2 ? a + b : a + b + c);
    mg_text_string(out, ", determinant ");
    mg_text_int(out, n == 2 ? a * b : a * b * c);
    mg_text_char(out, ';');
    const int64_t two[3] = {a * b, -a - b, 1};
    const int64_t three[4] = {-a * b * c, a * b + a * c + b * c, -a - b - c, 1};
    mg_text_whole_polynomial(out, n == 2 ? two : three, n, 'k');
    mg_text_string(out, " = ");
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_char(out, '*');
        mg_text_char(out, '(');
        mg_text_whole_polynomial(out, (const int64_t[]){i == 0 ? -a : i == 1 ? -b : -c, 1}, 1, 'k');
        mg_text_char(out, ')');
    }
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0];
    return (mg_text_bounds){n == 2 ? 95 : 140, n * 6, n == 2 ? 100 : 140};
}

const mg_family mg_family_eigenvalues = {
    .name = "eigenvalues",
    .summary = "whole eigenvalues of matrices",
    .topic = "calculus",
    .id = MG_FAMILY_ID_eigenvalues,
    .knobs = {"size", "max_eigenvalue", "max_second", "max_third"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_SET,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
