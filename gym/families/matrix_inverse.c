/* Inverses of whole matrices, exact: [[1, 2], [3, 4]] -> [[-2, 1], [3/2, -1/2]]. Operands: the
 * entries; or, where the level says so, the entries of L and U with A = L*U and det A = 1 or -1
 * (below the diagonal of L: 3, above that of U: 3, signs of U's diagonal: 3). */
#include <string.h>

#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"2 by 2, up to 5", {2, 5, 0}},   {"2 by 2, up to 9", {2, 9, 0}},
    {"2 by 2, up to 30", {2, 30, 0}}, {"3 by 3 with a whole inverse", {3, 3, 1}},
    {"3 by 3, up to 3", {3, 3, 0}},   {"3 by 3, up to 12", {3, 12, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    int max = level->knob[1];
    mg_box_add(box, level->knob[2] ? 6 : level->knob[0] * level->knob[0], -max, max);
    if (level->knob[2]) mg_box_add(box, 3, 0, 1);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, level->knob[0] * level->knob[0], -level->knob[1], level->knob[1]);
    if (level->knob[2]) mg_draw_all(rng, v + 6, 3, 0, 1);
}

static void entries(const mg_level *level, const int64_t *v, int64_t *m) {
    if (!level->knob[2]) {
        memcpy(m, v, sizeof(int64_t) * (size_t)(level->knob[0] * level->knob[0]));
        return;
    }
    const int64_t lower[9] = {1, 0, 0, v[0], 1, 0, v[1], v[2], 1};
    const int64_t upper[9] = {1 - 2 * v[6], v[3], v[4], 0, 1 - 2 * v[7], v[5], 0, 0, 1 - 2 * v[8]};
    for (int i = 0; i < 9; i++) {
        m[i] = 0;
        for (int k = 0; k < 3; k++) m[i] += lower[i / 3 * 3 + k] * upper[k * 3 + i % 3];
    }
}

/* The cofactor of entry (r, c) of a 3 by 3 matrix: p*q - s*t. */
typedef struct cofactor {
    int64_t p, q, s, t;
} cofactor;

static cofactor cofactor_of(const int64_t *m, int r, int c) {
    int r1 = (r + 1) % 3, r2 = (r + 2) % 3, c1 = (c + 1) % 3, c2 = (c + 2) % 3;
    return (cofactor){m[r1 * 3 + c1], m[r2 * 3 + c2], m[r1 * 3 + c2], m[r2 * 3 + c1]};
}

/* adj(A) and det(A). */
static int64_t adjugate(const int64_t *m, int n, int64_t *adj) {
    if (n == 2) {
        memcpy(adj, (const int64_t[]){m[3], -m[1], -m[2], m[0]}, 4 * sizeof *adj);
        return m[0] * m[3] - m[1] * m[2];
    }
    for (int i = 0; i < 9; i++) {
        cofactor k = cofactor_of(m, i % 3, i / 3); /* transposed */
        adj[i] = k.p * k.q - k.s * k.t;
    }
    return m[0] * adj[0] + m[1] * adj[3] + m[2] * adj[6];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t m[9], adj[9];
    entries(level, v, m);
    if (adjugate(m, level->knob[0], adj) == 0) return false;
    mg_key_list(out, "inverse", m, level->knob[0] * level->knob[0]);
    return true;
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
        "Find the inverse of the matrix @m. Write its entries as fractions in lowest terms.",
        "Let A = @m. What is the inverse of A? Give exact entries (whole numbers or fractions).",
        "Invert the matrix @m exactly.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int n = level->knob[0];
    int64_t m[9], adj[9], det;
    mg_ratio inverse[9];
    entries(level, v, m);
    det = adjugate(m, n, adj);
    for (int i = 0; i < n * n; i++) inverse[i] = mg_ratio_of(adj[i], det);
    mg_text_ratio_matrix(answer, inverse, n, n);
    problem->digits = mg_longest(m, n * n);
    problem->operations = n == 2 ? 7 : 41;
    problem->difficulty = problem->operations + mg_digit_count(det);
}

/* Cofactors (3 by 3), the determinant, and adjugate / determinant. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    int n = level->knob[0];
    int64_t m[9], adj[9], det;
    entries(level, problem->operand, m);
    det = adjugate(m, n, adj);
    for (int i = 0; i < 9 && n == 3; i++) {
        cofactor k = cofactor_of(m, i / 3, i % 3);
        mg_text_dot(out, &k.p, 1, &k.q, 1, 1);
        mg_text_string(out, " - ");
        mg_text_dot(out, &k.s, 1, &k.t, 1, 1);
        mg_text_string(out, " = ");
        mg_text_int(out, k.p * k.q - k.s * k.t);
        mg_text_char(out, ';');
    }
    if (n == 2) {
        mg_text_dot(out, m, 1, m + 3, 1, 1);
        mg_text_string(out, " - ");
        mg_text_dot(out, m + 1, 1, m + 2, 1, 1);
    } else {
        mg_text_dot(out, m, 1, adj, 3, 3);
    }
    mg_text_string(out, " = ");
    mg_text_int(out, det);
    mg_text_string(out, ";determinant ");
    mg_text_int(out, det);
    mg_text_string(out, ", adjugate ");
    mg_text_matrix(out, adj, n, n);
    mg_text_char(out, ';');
    for (int i = 0; i < n * n; i++) {
        mg_text_int(out, adj[i]);
        mg_text_char(out, '/');
        mg_text_factor(out, det);
        mg_text_string(out, " = ");
        mg_text_ratio(out, mg_ratio_of(adj[i], det));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], cells = n * n;
    return (mg_text_bounds){90 + cells * 6 + 4 * n, cells * 14, n == 2 ? 240 : 950};
}

const mg_family mg_family_matrix_inverse = {
    .name = "matrix_inverse",
    .summary = "exact inverses of matrices",
    .topic = "calculus",
    .id = MG_FAMILY_ID_matrix_inverse,
    .knobs = {"size", "max_entry", "whole_inverse"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_MATRIX,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
