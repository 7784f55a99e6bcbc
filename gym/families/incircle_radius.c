/* The radius of the incircle of a triangle with whole corners, rounded to three decimals: twice the
 * area over the perimeter, by whole square roots. Operands: x, y of each corner. */
#include "gym/families/calculus_polygon.h"

static const mg_level LEVELS[] = {
    {"up to 11, as RG advanced_geometry", {11}},
    {"up to 30", {30}},
    {"up to 100, as RG advanced_geometry, hard", {100}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_polygon_draw(rng, 3, level->knob[0], v);
}

/* Squares of the sides. */
static void squares(const int64_t *v, int64_t *square) {
    for (int i = 0; i < 3; i++) {
        int64_t dx = v[(2 * i + 2) % 6] - v[2 * i], dy = v[(2 * i + 3) % 6] - v[2 * i + 1];
        square[i] = dx * dx + dy * dy;
    }
}

/* Thousandths; -1 where they cannot be told. The perimeter lies within 3 millionths below. */
static int64_t thousandths(const int64_t *v) {
    int64_t square[3], perimeter = 0, twice = mg_polygon_twice_area(v, 3);
    if (twice < 0) twice = -twice;
    squares(v, square);
    for (int i = 0; i < 3; i++) perimeter += mg_square_root(square[i] * 1000000000000);
    int64_t scaled = twice * 1000000000 * 2;
    int64_t most = (scaled + perimeter) / (2 * perimeter);
    int64_t least = (scaled + perimeter + 3) / (2 * (perimeter + 3));
    return least == most ? most : -1;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    return mg_polygon_key(out, "incircle", v, 3) && thousandths(v) >= 0;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    (void)which;
    mg_text_points(out, v, 3);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the radius of the incircle of the triangle with the corners @p? "
        "Round to 3 decimal places.",
        "Find the inradius of the triangle @p, rounded to 3 decimal places.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_text_decimal(answer, thousandths(v), 3);
    problem->digits = mg_longest(v, 6);
    problem->operations = 20;
    problem->difficulty = 20 * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t square[3], twice = mg_polygon_twice_area(v, 3), perimeter = 0;
    squares(v, square);
    for (int i = 0; i < 3; i++) {
        int64_t root = mg_square_root(square[i] * 1000000000000);
        perimeter += root;
        mg_text_string(out, "side ");
        mg_text_char(out, (char)('1' + i));
        mg_text_string(out, ": sqrt(");
        mg_text_int(out, square[i]);
        mg_text_string(out, ") is about ");
        mg_text_decimal(out, root, 6);
        mg_text_char(out, ';');
    }
    mg_text_string(out, "perimeter: about ");
    mg_text_decimal(out, perimeter, 6);
    mg_text_string(out, ";twice the area: ");
    mg_text_int(out, twice < 0 ? -twice : twice);
    mg_text_string(out, ";radius: twice the area over the perimeter, about ");
    mg_text_decimal(out, thousandths(v), 3);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[0]) + 1;
    return (mg_text_bounds){112 + 6 * (d + 2), 7, 310};
}

const mg_family mg_family_incircle_radius = {
    .name = "incircle_radius",
    .summary = "incircles of triangles with whole corners, to 3 decimals",
    .topic = "calculus",
    .id = MG_FAMILY_ID_incircle_radius,
    .knobs = {"max_coordinate"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 1,
    .answer_kind = MG_ANSWER_RATIONAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
