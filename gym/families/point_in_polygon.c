/* Is a point inside, outside or on the boundary of a polygon? Each a third. Operands: the point,
 * x, y of each vertex. */
#include "gym/families/calculus_polygon.h"

static const mg_level LEVELS[] = {
    {"triangles, up to 12", {3, 6}},
    {"quadrilaterals, up to 20", {4, 10}},
    {"hexagons, up to 20", {6, 10}},
    {"octagons, up to 60", {8, 30}},
};

enum { OUTSIDE, BOUNDARY, INSIDE, TRIES = 16 };

static int side_count(const mg_level *level) {
    return level->knob[0];
}

/* By edges that a ray to the right crosses. */
static int place(const int64_t *point, const int64_t *xy, int sides) {
    bool inside = false;
    for (int i = 0; i < sides; i++) {
        const int64_t *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % sides);
        int64_t ax = a[0] - point[0], ay = a[1] - point[1];
        int64_t bx = b[0] - point[0], by = b[1] - point[1];
        int64_t cross = ax * by - bx * ay;
        if (cross == 0 && ax * bx <= 0 && ay * by <= 0) return BOUNDARY;
        if ((ay > 0) != (by > 0) && (cross > 0) == (by > ay)) inside = !inside;
    }
    return inside ? INSIDE : OUTSIDE;
}

static void draw_point(mg_rng *rng, const int64_t *xy, int sides, int wanted, int64_t *point) {
    int at = (int)mg_draw_between(rng, 0, sides - 1);
    const int64_t *a = xy + 2 * at, *b = xy + 2 * ((at + 1) % sides);
    int64_t steps = mg_gcd(b[0] - a[0], b[1] - a[1]);
    int64_t step = steps > 1 ? mg_draw_between(rng, 1, steps - 1) : 0;
    if (steps > 0 && wanted == BOUNDARY) {
        for (int axis = 0; axis < 2; axis++)
            point[axis] = a[axis] + (b[axis] - a[axis]) / steps * step;
        return;
    }
    int64_t low[2] = {xy[0], xy[1]}, high[2] = {xy[0], xy[1]};
    for (int i = 2; i < 2 * sides; i++) {
        if (xy[i] < low[i % 2]) low[i % 2] = xy[i];
        if (xy[i] > high[i % 2]) high[i % 2] = xy[i];
    }
    for (int tries = 0; tries < TRIES; tries++) {
        for (int axis = 0; axis < 2; axis++)
            point[axis] = mg_draw_between(rng, low[axis], high[axis]);
        if (place(point, xy, sides) == wanted) return;
    }
}

/* Even coordinates, so that each edge has a lattice point between its ends. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int sides = side_count(level);
    mg_polygon_draw(rng, sides, level->knob[1], v + 2);
    for (int i = 0; i < 2 * sides; i++) v[2 + i] *= 2;
    draw_point(rng, v + 2, sides, (int)mg_rng_below(rng, 3), v);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_key_list(out, "place", v, 2);
    return mg_polygon_key(out, ";", v + 2, side_count(level));
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    if (which == 'q')
        mg_text_point(out, v, 2);
    else
        mg_text_points(out, v + 2, side_count(level));
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Does the point @q lie inside, outside or on the boundary of the polygon with the vertices "
        "@p? Answer inside, outside or boundary.",
        "A polygon has the vertices @p, in this order. Where is @q? "
        "Answer inside, outside or boundary.",
        NULL};
    static const char *const ANSWERS[] = {"outside", "boundary", "inside"};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int sides = side_count(level);
    mg_text_string(answer, ANSWERS[place(v, v + 2, sides)]);
    problem->digits = mg_longest(v, 2 + 2 * sides);
    problem->operations = 5 * sides;
    problem->difficulty = problem->operations;
}

/* The side of each edge on which the point lies. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand, *xy = v + 2;
    int sides = side_count(mg_level_of(problem)), crossings = 0;
    for (int i = 0; i < sides; i++) {
        const int64_t *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % sides);
        int64_t d[4] = {a[0] - v[0], a[1] - v[1], b[0] - v[0], b[1] - v[1]};
        int64_t cross = d[0] * d[3] - d[2] * d[1];
        bool crosses = (d[1] > 0) != (d[3] > 0) && (cross > 0) == (d[3] > d[1]) && cross != 0;
        bool on = cross == 0 && d[0] * d[2] <= 0 && d[1] * d[3] <= 0;
        crossings += crosses;
        mg_text_dot(out, d, 1, d + 3, 1, 1);
        mg_text_string(out, " - ");
        mg_text_dot(out, d + 2, 1, d + 1, 1, 1);
        mg_text_string(out, " = ");
        mg_text_int(out, cross);
        mg_text_string(out, on ? ";on this edge;" : crosses ? ";ray to the right crosses;" : ";");
    }
    mg_text_string(out, "crossings: ");
    mg_text_int(out, crossings);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int sides = side_count(level), d = mg_digit_count(2 * level->knob[1]) + 2;
    return (mg_text_bounds){145 + (sides + 1) * 2 * (d + 3), 8, 20 + sides * (6 * d + 52)};
}

const mg_family mg_family_point_in_polygon = {
    .name = "point_in_polygon",
    .summary = "is a point inside, outside or on a polygon",
    .topic = "calculus",
    .id = MG_FAMILY_ID_point_in_polygon,
    .knobs = {"sides", "half_max_coordinate"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_WORD,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
