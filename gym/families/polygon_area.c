/* The exact area of a polygon with whole vertices. Operands: x, y of each vertex. */
#include "gym/families/calculus_polygon.h"

static const mg_level LEVELS[] = {
    {"triangles, up to 12", {3, 12}},      {"triangles, up to 99", {3, 99}},
    {"quadrilaterals, up to 20", {4, 20}}, {"hexagons, up to 20", {6, 20}},
    {"octagons, up to 60", {8, 60}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_polygon_draw(rng, level->knob[0], level->knob[1], v);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    return mg_polygon_key(out, "area", v, level->knob[0]);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)which;
    mg_text_points(out, v, level->knob[0]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the area of the polygon with the vertices @p, in this order?",
        "A polygon has the vertices @p (in order). Find its exact area.",
        "Calculate the area that is enclosed by the segments from one of these points to the next "
        "and back to the first: @p.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int sides = level->knob[0];
    int64_t twice = mg_polygon_twice_area(v, sides);
    mg_text_ratio(answer, mg_ratio_of(twice < 0 ? -twice : twice, 2));
    problem->digits = mg_longest(v, 2 * sides);
    problem->operations = 4 * sides;
    problem->difficulty = 4 * sides * problem->digits;
}

/* The shoelace formula. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int sides = mg_level_of(problem)->knob[0];
    int64_t sum = 0;
    for (int i = 0; i < sides; i++) {
        const int64_t *a = v + 2 * i, *b = v + 2 * ((i + 1) % sides);
        int64_t cross = a[0] * b[1] - b[0] * a[1];
        mg_text_dot(out, a, 1, b + 1, 1, 1);
        mg_text_string(out, " - ");
        mg_text_dot(out, b, 1, a + 1, 1, 1);
        mg_text_string(out, " = ");
        mg_text_int(out, cross);
        mg_text_char(out, ';');
        if (i > 0) mg_text_int(out, sum);
        if (i > 0) mg_text_signed(out, cross);
        sum += cross;
        if (i > 0) mg_text_string(out, " = ");
        if (i > 0) mg_text_int(out, sum);
        if (i > 0) mg_text_char(out, ';');
    }
    sum = sum < 0 ? -sum : sum;
    mg_text_int(out, sum);
    mg_text_string(out, "/2 = ");
    mg_text_ratio(out, mg_ratio_of(sum, 2));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int sides = level->knob[0], d = mg_digit_count(level->knob[1]) + 2;
    return (mg_text_bounds){110 + sides * 2 * (d + 3), 2 * d + 4, 40 + sides * (10 * d + 34)};
}

const mg_family mg_family_polygon_area = {
    .name = "polygon_area",
    .summary = "areas of polygons with whole vertices",
    .topic = "calculus",
    .id = MG_FAMILY_ID_polygon_area,
    .knobs = {"sides", "max_coordinate"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
