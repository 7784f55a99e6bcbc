/* The missing angle of a convex polygon, whole degrees. Operands: the angles that are given. */
#include "gym/families/calculus_tools.h"

enum { SMALLEST = 10, LARGEST = 175 };

static const mg_level LEVELS[] = {
    {"triangles", {3, 3}},
    {"quadrilaterals", {4, 4}},
    {"5 to 6 sides, as RG simple_geometry", {5, 6}},
    {"7 to 10 sides", {7, 10}},
    {"10 to 15 sides, as RG simple_geometry, hard", {10, 15}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    if (level->knob[1] <= 4) mg_box_add(box, level->knob[1] - 1, SMALLEST, LARGEST);
}

static int given(const mg_level *level, const int64_t *v) {
    int count = 0;
    while (count < level->knob[1] - 1 && v[count] != 0) count++;
    return count;
}

static bool representative(const mg_level *level, const int64_t *v) {
    for (int i = 1; i < given(level, v); i++)
        if (v[i - 1] > v[i]) return false;
    return true;
}

static void vary(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_shuffle(rng, v, given(level, v));
}

/* Each angle falls short of the largest by up to twice its fair share of what all fall short by,
 * within what the others leave possible; then shuffled. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    enum { MOST = LARGEST - SMALLEST };
    int sides = (int)mg_draw_between(rng, level->knob[0], level->knob[1]);
    int64_t angle[16], left = LARGEST * sides - 180 * (sides - 2);
    for (int i = 0; i < sides; i++) {
        int64_t others = sides - 1 - i, low = left - MOST * others, high = 2 * left / (others + 1);
        if (low < 0) low = 0;
        if (high > MOST) high = MOST;
        if (others == 0) low = high = left;
        int64_t shortfall = mg_draw_between(rng, low, high > low ? high : low);
        angle[i] = LARGEST - shortfall;
        left -= shortfall;
    }
    mg_shuffle(rng, angle, sides);
    for (int i = 0; i < sides - 1; i++) v[i] = angle[i];
}

static int64_t missing(const mg_level *level, const int64_t *v) {
    int count = given(level, v);
    int64_t sum = 180 * (count - 1);
    for (int i = 0; i < count; i++) sum -= v[i];
    return sum;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t sorted[16];
    int count = given(level, v);
    for (int i = 0; i < count; i++) {
        int at = i;
        for (; at > 0 && sorted[at - 1] > v[i]; at--) sorted[at] = sorted[at - 1];
        sorted[at] = v[i];
    }
    mg_key_list(out, "angle", sorted, count);
    return missing(level, v) > 0 && missing(level, v) < 180;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    if (which == 'n')
        mg_text_int(out, given(level, v) + 1);
    else
        mg_text_list(out, v, given(level, v));
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "A convex polygon has @n interior angles; all but one measure, in degrees, @a. "
        "How many degrees has the last one?",
        "All but one of the @n interior angles of a convex polygon are known: @a degrees. "
        "Find the missing angle in degrees.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_text_int(answer, missing(level, v));
    problem->digits = 3;
    problem->operations = given(level, v) + 1;
    problem->difficulty = problem->operations;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int count = given(mg_level_of(problem), v);
    int64_t total = 180 * (count - 1), sum = v[0];
    mg_text_string(out, "180*(");
    mg_text_int(out, count + 1);
    mg_text_string(out, " - 2) = ");
    mg_text_int(out, total);
    mg_text_char(out, ';');
    for (int i = 1; i < count; i++) {
        mg_text_int(out, sum);
        mg_text_signed(out, v[i]);
        mg_text_string(out, " = ");
        mg_text_int(out, sum += v[i]);
        mg_text_char(out, ';');
    }
    mg_text_int(out, total);
    mg_text_signed(out, -sum);
    mg_text_string(out, " = ");
    mg_text_int(out, total - sum);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int sides = level->knob[1];
    return (mg_text_bounds){108 + sides * 5, 3, 40 + sides * 19};
}

const mg_family mg_family_polygon_angle = {
    .name = "polygon_angle",
    .summary = "the missing angle of a convex polygon",
    .topic = "calculus",
    .id = MG_FAMILY_ID_polygon_angle,
    .knobs = {"min_sides", "max_sides"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .representative = representative,
    .vary = vary,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
