/* Where the lines AB and CD meet. Operands: x, y of A, B, C, D. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"up to 6", {6}},
    {"up to 12", {12}},
    {"up to 40", {40}},
    {"up to 99", {99}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, 8, -level->knob[0], level->knob[0]);
}

/* a x + b y = c through two points. */
static void line_of(const int64_t *p, int64_t *abc) {
    abc[0] = p[3] - p[1];
    abc[1] = p[0] - p[2];
    abc[2] = abc[0] * p[0] + abc[1] * p[1];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t p[3], q[3], sorted[8];
    line_of(v, p);
    line_of(v + 4, q);
    for (int i = 0; i < 8; i++) { /* each pair sorted */
        const int64_t *a = v + i / 4 * 4;
        bool swap = a[0] > a[2] || (a[0] == a[2] && a[1] > a[3]);
        sorted[i] = a[(i % 4 + 2 * swap) % 4];
    }
    int i = 0;
    while (i < 3 && sorted[i] == sorted[4 + i]) i++;
    bool swap = sorted[i] > sorted[4 + i];
    mg_key_list(out, "meet", sorted + 4 * swap, 4);
    mg_key_list(out, ";", sorted + 4 * !swap, 4);
    return p[0] * q[1] != q[0] * p[1];
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    mg_text_point(out, v + 2 * (which - 'A'), 2);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "One line goes through @A and @B, another through @C and @D. "
        "Where do they meet? Give x, y exactly.",
        "Find the intersection of the line through @A and @B with the line through @C and @D. "
        "Answer with its exact coordinates x, y.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t p[3], q[3];
    line_of(v, p);
    line_of(v + 4, q);
    int64_t det = p[0] * q[1] - q[0] * p[1];
    const mg_ratio point[2] = {mg_ratio_of(p[2] * q[1] - q[2] * p[1], det),
                               mg_ratio_of(p[0] * q[2] - q[0] * p[2], det)};
    mg_text_ratio_list(answer, point, 2);
    problem->digits = mg_longest(v, 8);
    problem->operations = 21;
    problem->difficulty = 21 * problem->digits;
}

/* "p*q - r*s = value" */
static int64_t say_minor(int64_t p, int64_t q, int64_t r, int64_t s, mg_text *out) {
    mg_text_dot(out, &p, 1, &q, 1, 1);
    mg_text_string(out, " - ");
    mg_text_dot(out, &r, 1, &s, 1, 1);
    mg_text_string(out, " = ");
    mg_text_int(out, p * q - r * s);
    mg_text_char(out, ';');
    return p * q - r * s;
}

/* Both equations, then Cramer's rule. */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t l[2][3];
    for (int i = 0; i < 2; i++) {
        line_of(problem->operand + 4 * i, l[i]);
        mg_text_string(out, "line: ");
        bool any = mg_text_term(out, true, (mg_ratio){l[i][0], 1}, "x");
        mg_text_term(out, !any, (mg_ratio){l[i][1], 1}, "y");
        mg_text_string(out, " = ");
        mg_text_int(out, l[i][2]);
        mg_text_char(out, ';');
    }
    int64_t det = say_minor(l[0][0], l[1][1], l[1][0], l[0][1], out);
    int64_t top[2] = {say_minor(l[0][2], l[1][1], l[1][2], l[0][1], out),
                      say_minor(l[0][0], l[1][2], l[1][0], l[0][2], out)};
    for (int i = 0; i < 2; i++) {
        mg_text_int(out, top[i]);
        mg_text_char(out, '/');
        mg_text_factor(out, det);
        mg_text_string(out, " = ");
        mg_text_ratio(out, mg_ratio_of(top[i], det));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(2 * level->knob[0]) + 1;
    return (mg_text_bounds){132 + 8 * (d + 2), 14 * d, 160 + 50 * d};
}

const mg_family mg_family_line_intersection = {
    .name = "line_intersection",
    .summary = "where two lines meet, exactly",
    .topic = "calculus",
    .id = MG_FAMILY_ID_line_intersection,
    .knobs = {"max_coordinate"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_LIST,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
