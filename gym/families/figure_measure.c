/* Areas, perimeters and volumes of figures; where a circle is in them, as a multiple of pi.
 * Operands: the figure (index into FIGURES), its lengths. */
#include "gym/families/calculus_tools.h"

/* value = (top / bottom) * product of lengths^power, or the sum of two such products. */
typedef struct product {
    int top, bottom, power[3];
} product;

typedef struct figure {
    const char *question;
    int lengths, alike; /* the first `alike` lengths may change places */
    product first, second;
} figure;

static const figure FIGURES[] = {
    /* two lengths, plane: 0 to 5 */
    {"What is the area of a rectangle with sides @a and @b?", 2, 2, {1, 1, {1, 1}}, {0}},
    {"What is the perimeter of a rectangle with sides @a and @b?",
     2,
     2,
     {2, 1, {1, 0}},
     {2, 1, {0, 1}}},
    {"A triangle has the base @a and the height @b. What is its area?", 2, 2, {1, 2, {1, 1}}, {0}},
    {"The diagonals of a rhombus measure @a and @b. What is its area?", 2, 2, {1, 2, {1, 1}}, {0}},
    {"A rectangle has the area @a and one side @b. How long is the other side?",
     2,
     0,
     {1, 1, {1, -1}},
     {0}},
    {"A triangle has the area @a and the base @b. How high is it?", 2, 0, {2, 1, {1, -1}}, {0}},
    /* three lengths: 6 to 10 */
    {"The parallel sides of a trapezium measure @a and @b, its height is @c. What is its area?",
     3,
     2,
     {1, 2, {1, 0, 1}},
     {1, 2, {0, 1, 1}}},
    {"What is the volume of a cuboid with edges @a, @b and @c?", 3, 3, {1, 1, {1, 1, 1}}, {0}},
    {"A pyramid of height @c stands on a rectangle with sides @a and @b. What is its volume?",
     3,
     2,
     {1, 3, {1, 1, 1}},
     {0}},
    {"A prism of height @c stands on a right triangle with legs @a and @b. What is its volume?",
     3,
     2,
     {1, 2, {1, 1, 1}},
     {0}},
    {"A cuboid has the volume @a; two of its edges measure @b and @c. How long is the third?",
     3,
     0,
     {1, 1, {1, -1, -1}},
     {0}},
    /* with circles, two lengths: 11 to 18 */
    {"A cylinder has the radius @a and the height @b. Its volume is how many times pi?",
     2,
     0,
     {1, 1, {2, 1}},
     {0}},
    {"A cone has the base radius @a and the height @b. Its volume is how many times pi?",
     2,
     0,
     {1, 3, {2, 1}},
     {0}},
    {"A cylinder has the radius @a and the height @b. Its whole surface is how many times pi?",
     2,
     0,
     {2, 1, {2, 0}},
     {2, 1, {1, 1}}},
    {"A sector of a circle has the radius @a and the angle @b degrees. Its area is how many times "
     "pi?",
     2,
     0,
     {1, 360, {2, 1}},
     {0}},
    {"An arc of a circle of radius @a has the angle @b degrees at the centre. Its length is how "
     "many times pi?",
     2,
     0,
     {1, 180, {1, 1}},
     {0}},
    {"The area of a circle of diameter @a less the area of a circle of diameter @b is how many "
     "times pi?",
     2,
     0,
     {1, 4, {2, 0}},
     {-1, 4, {0, 2}}},
    {"A cone has the base radius @a and slant height @b. Its lateral surface is how many times pi?",
     2,
     2,
     {1, 1, {1, 1}},
     {0}},
    {"An ellipse has the axes (diameters) @a and @b. Its area is how many times pi?",
     2,
     2,
     {1, 4, {1, 1}},
     {0}},
};

static const mg_level LEVELS[] = {
    {"plane figures of two lengths up to 20", {0, 5, 20}},
    {"plane figures of two lengths up to 300", {0, 5, 300}},
    {"three lengths up to 60", {6, 10, 60}},
    {"circles, lengths up to 60", {11, 18, 60}},
    {"circles, lengths up to 900", {11, 18, 900}},
};

enum { MAX_ANGLE = 359 };

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    mg_box_add(box, 1, level->knob[0], level->knob[1]);
    mg_box_add(box, FIGURES[level->knob[0]].lengths, 1, level->knob[2]);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    mg_draw_all(rng, v + 1, FIGURES[v[0]].lengths, 1, level->knob[2]);
}

static bool representative(const mg_level *level, const int64_t *v) {
    (void)level;
    for (int i = 2; i <= FIGURES[v[0]].alike; i++)
        if (v[i - 1] > v[i]) return false;
    return true;
}

static void vary(const mg_level *level, mg_rng *rng, int64_t *v) {
    (void)level;
    mg_shuffle(rng, v + 1, FIGURES[v[0]].alike);
}

static bool is_sector(int64_t kind) {
    return FIGURES[kind].first.bottom >= 180;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    const figure *f = &FIGURES[v[0]];
    int64_t sorted[4];
    for (int i = 1; i <= f->lengths; i++) {
        int at = i;
        for (; at > 1 && i <= f->alike && sorted[at - 1] > v[i]; at--) sorted[at] = sorted[at - 1];
        sorted[at] = v[i];
    }
    sorted[0] = v[0];
    mg_key_list(out, "figure", sorted, 1 + f->lengths);
    return !is_sector(v[0]) || v[2] <= MAX_ANGLE;
}

static mg_ratio product_of(const product *p, const int64_t *length) {
    mg_ratio value = p->bottom ? mg_ratio_of(p->top, p->bottom) : (mg_ratio){0, 1};
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < p->power[i]; k++)
            value = mg_ratio_of(value.top * length[i], value.bottom);
        if (p->power[i] < 0) value = mg_ratio_of(value.top, value.bottom * length[i]);
    }
    return value;
}

static mg_ratio value_of(const int64_t *v) {
    const figure *f = &FIGURES[v[0]];
    mg_ratio sum;
    mg_ratio_add(product_of(&f->first, v + 1), product_of(&f->second, v + 1), &sum);
    return sum;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    mg_text_int(out, v[1 + which - 'a']);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    const char *const wordings[] = {FIGURES[v[0]].question, NULL};
    mg_ask(problem, question, wordings, part, level, v);
    mg_text_ratio(answer, value_of(v));
    problem->digits = mg_longest(v + 1, FIGURES[v[0]].lengths);
    problem->operations = FIGURES[v[0]].lengths + (FIGURES[v[0]].second.bottom ? 2 : 0) +
                          (FIGURES[v[0]].first.bottom > 1);
    problem->difficulty = problem->operations * problem->digits;
}

/* "2*3*5/3" */
static void say_product(const product *p, const int64_t *length, mg_text *out) {
    bool any = p->top != 1;
    if (any) mg_text_factor(out, p->top);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < p->power[i]; k++) {
            if (any) mg_text_char(out, '*');
            mg_text_int(out, length[i]);
            any = true;
        }
    }
    if (p->bottom != 1) mg_text_char(out, '/');
    if (p->bottom != 1) mg_text_int(out, p->bottom);
    for (int i = 0; i < 3; i++) {
        if (p->power[i] >= 0) continue;
        mg_text_char(out, '/');
        mg_text_int(out, length[i]);
    }
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    const figure *f = &FIGURES[v[0]];
    say_product(&f->first, v + 1, out);
    if (f->second.bottom) {
        mg_text_string(out, " + ");
        say_product(&f->second, v + 1, out);
        mg_text_string(out, " = ");
        mg_text_ratio(out, product_of(&f->first, v + 1));
        mg_text_string(out, " + ");
        mg_text_ratio_factor(out, product_of(&f->second, v + 1));
    }
    mg_text_string(out, " = ");
    mg_text_ratio(out, value_of(v));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[2]);
    return (mg_text_bounds){152 + 3 * d, 3 * d + 6, 50 + 18 * d};
}

const mg_family mg_family_figure_measure = {
    .name = "figure_measure",
    .summary = "areas, perimeters and volumes, exact",
    .topic = "calculus",
    .id = MG_FAMILY_ID_figure_measure,
    .knobs = {"first_figure", "last_figure", "max_length"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .representative = representative,
    .vary = vary,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
