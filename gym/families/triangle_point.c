/* Centroid, circumcentre or orthocentre of a triangle with whole corners, as two exact numbers.
 * Operands: which, x, y of each corner. */
#include "gym/families/calculus_polygon.h"

enum { CENTROID, CIRCUMCENTRE, ORTHOCENTRE };

static const char *const NAMES[] = {"centroid", "circumcentre", "orthocentre"};

static const mg_level LEVELS[] = {
    {"centroids, up to 12", {12, CENTROID, CENTROID}},
    {"orthocentres, up to 11, as RG advanced_geometry", {11, ORTHOCENTRE, ORTHOCENTRE}},
    {"circumcentres, up to 12", {12, CIRCUMCENTRE, CIRCUMCENTRE}},
    {"any of the three, up to 30", {30, CENTROID, ORTHOCENTRE}},
    {"orthocentres, up to 100, as RG advanced_geometry, hard", {100, ORTHOCENTRE, ORTHOCENTRE}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[1], level->knob[2]);
    mg_polygon_draw(rng, 3, level->knob[0], v + 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    return mg_polygon_key(out, NAMES[v[0]], v + 1, 3);
}

/* a x + b y = c of two lines through the point. */
typedef struct line {
    int64_t a, b, c;
} line;

/* Perpendicular to pq through the point whose dot product with q - p is twice / 2. */
static line across(const int64_t *p, const int64_t *q, int64_t twice) {
    return (line){2 * (q[0] - p[0]), 2 * (q[1] - p[1]), twice};
}

static void lines_of(const int64_t *v, line *first, line *second) {
    const int64_t *a = v + 1, *b = v + 3, *c = v + 5;
    if (v[0] == ORTHOCENTRE) { /* altitudes through a and b */
        *first = across(b, c, 2 * (a[0] * (c[0] - b[0]) + a[1] * (c[1] - b[1])));
        *second = across(a, c, 2 * (b[0] * (c[0] - a[0]) + b[1] * (c[1] - a[1])));
        return;
    }
    int64_t aa = a[0] * a[0] + a[1] * a[1], bb = b[0] * b[0] + b[1] * b[1];
    int64_t cc = c[0] * c[0] + c[1] * c[1];
    *first = across(a, b, bb - aa);
    *second = across(a, c, cc - aa);
}

static void point_of(const int64_t *v, mg_ratio *x, mg_ratio *y) {
    if (v[0] == CENTROID) {
        *x = mg_ratio_of(v[1] + v[3] + v[5], 3);
        *y = mg_ratio_of(v[2] + v[4] + v[6], 3);
        return;
    }
    line p, q;
    lines_of(v, &p, &q);
    int64_t det = p.a * q.b - q.a * p.b;
    *x = mg_ratio_of(p.c * q.b - q.c * p.b, det);
    *y = mg_ratio_of(p.a * q.c - q.a * p.c, det);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    if (which == 'n')
        mg_text_string(out, NAMES[v[0]]);
    else
        mg_text_points(out, v + 1, 3);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Find the @n of the triangle with the corners @p. "
        "Give x, y exactly, as whole numbers or fractions.",
        "A triangle has the corners @p. What are the exact coordinates x, y of its @n?",
        "What is the @n of the triangle @p? Answer with x and y, exactly.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_ratio xy[2];
    point_of(v, xy, xy + 1);
    mg_text_ratio_list(answer, xy, 2);
    problem->digits = mg_longest(v + 1, 6);
    problem->operations = v[0] == CENTROID ? 6 : 25;
    problem->difficulty = problem->operations * problem->digits;
}

static void say_line(line p, mg_text *out) {
    mg_text_string(out, "line: ");
    bool any = mg_text_term(out, true, (mg_ratio){p.a, 1}, "x");
    mg_text_term(out, !any, (mg_ratio){p.b, 1}, "y");
    mg_text_string(out, " = ");
    mg_text_int(out, p.c);
    mg_text_char(out, ';');
}

/* "(p*q - r*s)/(t) = value" */
static void say_ratio(int64_t p, int64_t q, int64_t r, int64_t s, int64_t det, mg_text *out) {
    mg_text_char(out, '(');
    mg_text_dot(out, &p, 1, &q, 1, 1);
    mg_text_string(out, " - ");
    mg_text_dot(out, &r, 1, &s, 1, 1);
    mg_text_string(out, ")/");
    mg_text_factor(out, det);
    mg_text_string(out, " = ");
    mg_text_ratio(out, mg_ratio_of(p * q - r * s, det));
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int axis = 0; axis < 2 && v[0] == CENTROID; axis++) {
        mg_text_char(out, '(');
        mg_text_int(out, v[1 + axis]);
        mg_text_signed(out, v[3 + axis]);
        mg_text_signed(out, v[5 + axis]);
        mg_text_string(out, ")/3 = ");
        mg_text_ratio(out, mg_ratio_of(v[1 + axis] + v[3 + axis] + v[5 + axis], 3));
        mg_text_char(out, ';');
    }
    if (v[0] == CENTROID) return;
    line p, q;
    lines_of(v, &p, &q);
    int64_t det = p.a * q.b - q.a * p.b;
    say_line(p, out);
    say_line(q, out);
    mg_text_dot(out, &p.a, 1, &q.b, 1, 1);
    mg_text_string(out, " - ");
    mg_text_dot(out, &q.a, 1, &p.b, 1, 1);
    mg_text_string(out, " = ");
    mg_text_int(out, det);
    mg_text_char(out, ';');
    say_ratio(p.c, q.b, q.c, p.b, det, out);
    say_ratio(p.a, q.c, q.a, p.c, det, out);
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[0]) + 1;
    return (mg_text_bounds){125 + 6 * (d + 2), 10 * d + 8, 120 + 40 * d};
}

const mg_family mg_family_triangle_point = {
    .name = "triangle_point",
    .summary = "centroid, circumcentre and orthocentre of triangles",
    .topic = "calculus",
    .id = MG_FAMILY_ID_triangle_point,
    .knobs = {"max_coordinate", "min_kind", "max_kind"},
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
