/* Determinants of whole matrices: [[1, 2], [3, 4]] -> -2. */
#include "gym/families/calculus_tools.h"

enum { MAX_N = 4 };

static const mg_level LEVELS[] = {
    {"2 by 2, entries 0 to 9", {2, 0, 9}}, {"2 by 2, up to 9", {2, -9, 9}},
    {"2 by 2, up to 99", {2, -99, 99}},    {"3 by 3, up to 5", {3, -5, 5}},
    {"3 by 3, up to 12", {3, -12, 12}},    {"4 by 4, up to 4", {4, -4, 4}},
    {"4 by 4, up to 12", {4, -12, 12}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    mg_box_add(box, level->knob[0] * level->knob[0], level->knob[1], level->knob[2]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, level->knob[0] * level->knob[0], level->knob[1], level->knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_key_list(out, "det", v, level->knob[0] * level->knob[0]);
    return true;
}

/* The minor of the first row's entry j. */
static void minor_of(const int64_t *m, int n, int j, int64_t *minor) {
    for (int r = 1; r < n; r++)
        for (int c = 0; c < n; c++)
            if (c != j) *minor++ = m[r * n + c];
}

/* Expansion along the first row; out may be NULL. */
static int64_t expand(const int64_t *m, int n, mg_text *out) {
    int64_t sum = 0, cofactor[MAX_N] = {0};
    if (n == 2) {
        sum = m[0] * m[3] - m[1] * m[2];
        cofactor[0] = m[3];
        cofactor[1] = m[2];
    }
    for (int j = 0; j < n && n > 2; j++) {
        int64_t minor[(MAX_N - 1) * (MAX_N - 1)];
        minor_of(m, n, j, minor);
        cofactor[j] = m[j] == 0 ? 0 : expand(minor, n - 1, out);
        sum += j % 2 ? -m[j] * cofactor[j] : m[j] * cofactor[j];
    }
    if (!out) return sum;
    for (int j = 0; j < n; j++) {
        if (j > 0) mg_text_string(out, j % 2 ? " - " : " + ");
        mg_text_factor(out, m[j]);
        mg_text_char(out, '*');
        mg_text_factor(out, cofactor[j]);
    }
    mg_text_string(out, " = ");
    mg_text_int(out, sum);
    mg_text_char(out, ';');
    return sum;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)which;
    mg_text_matrix(out, v, level->knob[0], level->knob[0]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {"What is the determinant of the matrix @m?",
                                           "Calculate the determinant of @m.",
                                           "A = @m. Find det(A).", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int n = level->knob[0];
    mg_text_int(answer, expand(v, n, NULL));
    problem->digits = mg_longest(v, n * n);
    problem->operations = n == 2 ? 3 : n == 3 ? 14 : 63;
    problem->difficulty = problem->operations * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    expand(problem->operand, mg_level_of(problem)->knob[0], out);
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], d = mg_digit_count(level->knob[2]) + 1;
    return (mg_text_bounds){42 + n * n * (d + 3), n * d + n, n == 2 ? 60 : n == 3 ? 260 : 1400};
}

const mg_family mg_family_matrix_determinant = {
    .name = "matrix_determinant",
    .summary = "determinants of whole matrices",
    .topic = "calculus",
    .id = MG_FAMILY_ID_matrix_determinant,
    .knobs = {"size", "min_entry", "max_entry"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 4,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
