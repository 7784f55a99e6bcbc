/* The third side of a right triangle. Operands: 0 the hypotenuse is wanted, 1 a leg, 2 the other
 * leg; with whole sides k (m^2 - n^2), 2 k m n, k (m^2 + n^2): k, m, n; else two sides. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"whole sides, m up to 5", {1, 9, 5}}, {"whole sides, m up to 12", {1, 30, 12}},
    {"sides up to 30", {0, 30, 0}},        {"sides up to 200", {0, 200, 0}},
    {"sides up to 999", {0, 999, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    mg_box_add(box, 1, 0, level->knob[0] ? 2 : 1);
    if (level->knob[0]) mg_box_add(box, 1, 1, level->knob[1]);
    mg_box_add(box, 2, 1, level->knob[0] ? level->knob[2] : level->knob[1]);
}

static bool representative(const mg_level *level, const int64_t *v) {
    return level->knob[0] || v[1] <= v[2];
}

static void vary(const mg_level *level, mg_rng *rng, int64_t *v) {
    if (!level->knob[0]) mg_shuffle(rng, v + 1, 2);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 0, level->knob[0] ? 2 : 1);
    if (level->knob[0]) {
        v[1] = mg_draw_between(rng, 1, level->knob[1]);
        v[2] = mg_draw_between(rng, 2, level->knob[2]);
        v[3] = v[2] - 1 - 2 * mg_draw_between(rng, 0, (v[2] - 2) / 2);
    } else {
        mg_draw_all(rng, v + 1, 2, 1, level->knob[1]);
    }
}

/* The two given sides, the shorter first, and whether the longer is the hypotenuse. */
typedef struct sides {
    int64_t low, high;
    bool leg_wanted;
} sides;

static sides sides_of(const mg_level *level, const int64_t *v) {
    int64_t a = v[1], b = v[2];
    if (level->knob[0]) {
        int64_t leg[2] = {v[1] * (v[2] * v[2] - v[3] * v[3]), 2 * v[1] * v[2] * v[3]};
        a = v[0] == 2 ? leg[1] : leg[0];
        b = v[0] == 0 ? leg[1] : v[1] * (v[2] * v[2] + v[3] * v[3]);
    }
    return (sides){a < b ? a : b, a < b ? b : a, v[0] != 0};
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (level->knob[0] && (v[2] <= v[3] || (v[2] - v[3]) % 2 == 0 || mg_gcd(v[2], v[3]) > 1))
        return false;
    sides s = sides_of(level, v);
    mg_key_list(out, s.leg_wanted ? "leg" : "hypotenuse", &s.low, 1);
    mg_key_list(out, ",", &s.high, 1);
    return !s.leg_wanted || s.low < s.high;
}

static int64_t square_of(sides s) {
    return s.high * s.high + (s.leg_wanted ? -s.low * s.low : s.low * s.low);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    sides s = sides_of(level, v);
    mg_text_int(out, (which == 'a') == s.leg_wanted ? s.high : s.low);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const HYPOTENUSE[] = {
        "The legs of a right triangle measure @a and @b. How long is its hypotenuse, exactly?",
        "A right triangle has legs of length @a and @b. "
        "Find the hypotenuse exactly (simplify a square root).",
        NULL};
    static const char *const LEG[] = {
        "The hypotenuse of a right triangle measures @a and one leg @b. "
        "How long is the other leg, exactly?",
        "A right triangle has the hypotenuse @a and a leg @b. "
        "Find the other leg exactly (simplify a square root).",
        NULL};
    sides s = sides_of(level, v);
    mg_ask(problem, question, s.leg_wanted ? LEG : HYPOTENUSE, part, level, v);
    mg_text_surd(answer, (mg_ratio){1, 1}, square_of(s));
    problem->digits = mg_digit_count(s.high);
    problem->operations = 4;
    problem->difficulty = 4 * problem->digits + !level->knob[0];
}

static void work(const mg_problem *problem, mg_text *out) {
    sides s = sides_of(mg_level_of(problem), problem->operand);
    mg_text_int(out, s.high);
    mg_text_string(out, s.leg_wanted ? "^2 - " : "^2 + ");
    mg_text_int(out, s.low);
    mg_text_string(out, "^2 = ");
    mg_text_int(out, s.high * s.high);
    mg_text_signed(out, s.leg_wanted ? -s.low * s.low : s.low * s.low);
    mg_text_string(out, " = ");
    mg_text_int(out, square_of(s));
    mg_text_string(out, ";sqrt(");
    mg_text_int(out, square_of(s));
    mg_text_string(out, ") = ");
    mg_text_surd(out, (mg_ratio){1, 1}, square_of(s));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int64_t max =
        level->knob[0] ? 2 * level->knob[1] * level->knob[2] * level->knob[2] : level->knob[1];
    int d = mg_digit_count(max);
    return (mg_text_bounds){105 + 2 * d, 2 * d + 8, 40 + 14 * d};
}

const mg_family mg_family_pythagoras = {
    .name = "pythagoras",
    .summary = "the third side of a right triangle, exact",
    .topic = "calculus",
    .id = MG_FAMILY_ID_pythagoras,
    .knobs = {"whole", "max_side_or_factor", "max_m"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 4,
    .answer_kind = MG_ANSWER_SURD,
    .form = MG_FORM_SIMPLE,
    .box = box,
    .representative = representative,
    .vary = vary,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
