/* Lattice points on the boundary of a polygon or inside it. Operands: 0 boundary or 1 inside, x, y
 * of each vertex. */
#include "gym/families/calculus_polygon.h"

static const mg_level LEVELS[] = {
    {"on the boundary of a triangle, up to 12", {3, 12, 0, 0}},
    {"inside a triangle, up to 12", {3, 12, 1, 1}},
    {"triangles, up to 40", {3, 40, 0, 1}},
    {"quadrilaterals, up to 20", {4, 20, 0, 1}},
    {"hexagons, up to 40", {6, 40, 0, 1}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[2], level->knob[3]);
    mg_polygon_draw(rng, level->knob[0], level->knob[1], v + 1);
    if (mg_rng_below(rng, 2)) return;
    /* on one axis twice as coarse: more points on the edges */
    int axis = (int)mg_rng_below(rng, 2);
    for (int i = 0; i < level->knob[0] && level->knob[0] == 3; i++) v[1 + 2 * i + axis] &= ~1;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    return mg_polygon_key(out, v[0] ? "lattice inside" : "lattice boundary", v + 1, level->knob[0]);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    if (which == 'w')
        mg_text_string(out, v[0] ? "strictly inside" : "on the boundary of");
    else
        mg_text_points(out, v + 1, level->knob[0]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "How many points with whole coordinates lie @w the polygon with the vertices @p?",
        "A polygon has the vertices @p, in this order. Count the lattice points @w it.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int sides = level->knob[0];
    int64_t boundary = mg_polygon_boundary(v + 1, sides);
    int64_t twice = mg_polygon_twice_area(v + 1, sides);
    if (twice < 0) twice = -twice;
    mg_text_int(answer, v[0] ? (twice - boundary + 2) / 2 : boundary);
    problem->digits = mg_longest(v + 1, 2 * sides);
    problem->operations = sides * (v[0] ? 5 : 3);
    problem->difficulty = problem->operations * problem->digits;
}

/* Edges by greatest common divisors; then Pick's theorem. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand + 1;
    int sides = mg_level_of(problem)->knob[0];
    for (int i = 0; i < sides; i++) {
        const int64_t *a = v + 2 * i, *b = v + 2 * ((i + 1) % sides);
        mg_text_string(out, "gcd(");
        mg_text_int(out, b[0] - a[0]);
        mg_text_string(out, ", ");
        mg_text_int(out, b[1] - a[1]);
        mg_text_string(out, ") = ");
        mg_text_int(out, mg_gcd(b[0] - a[0], b[1] - a[1]));
        mg_text_char(out, ';');
    }
    int64_t boundary = mg_polygon_boundary(v, sides), twice = mg_polygon_twice_area(v, sides);
    if (twice < 0) twice = -twice;
    mg_text_string(out, "boundary points: ");
    mg_text_int(out, boundary);
    mg_text_char(out, ';');
    if (problem->operand[0] == 0) return;
    mg_text_string(out, "twice the area: ");
    mg_text_int(out, twice);
    mg_text_string(out, ";(");
    mg_text_int(out, twice);
    mg_text_string(out, " - ");
    mg_text_int(out, boundary);
    mg_text_string(out, " + 2)/2 = ");
    mg_text_int(out, (twice - boundary + 2) / 2);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int sides = level->knob[0], d = mg_digit_count(level->knob[1]) + 2;
    return (mg_text_bounds){110 + sides * 2 * (d + 3), 2 * d + 2, 110 + sides * (3 * d + 14)};
}

const mg_family mg_family_lattice_points = {
    .name = "lattice_points",
    .summary = "lattice points on and in polygons",
    .topic = "calculus",
    .id = MG_FAMILY_ID_lattice_points,
    .knobs = {"sides", "max_coordinate", "min_kind", "max_kind"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
