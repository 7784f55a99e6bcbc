/* a*x+b=c,x= with whole a (not 0), x and b: "3*x+5=20,x=" -> "5". A factor of 1 and a summand of 0
 * are not written: "x-4=3,x=", "-x=7,x=". "x=7,x=" would be its own answer and does not occur. */
#include "gym/family.h"

static const mg_level LEVELS[] = {
    {"|a|, |x| up to 9, |b| up to 20", {9, 9, 20}},
    {"|a|, |x| up to 12, |b| up to 50", {12, 12, 50}},
    {"|a|, |x| up to 20, |b| up to 100", {20, 20, 100}},
    {"|a|, |x| up to 99, |b| up to 999", {99, 99, 999}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){
        .count = 3, .low = {-knob[0], -knob[1], -knob[2]}, .high = {knob[0], knob[1], knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, -level->knob[0], level->knob[0] - 1);
    v[0] += v[0] >= 0;
    v[1] = mg_draw_between(rng, -level->knob[1], level->knob[1]);
    v[2] = mg_draw_between(rng, -level->knob[2], level->knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t a = v[0], x = v[1], b = v[2];
    if (a == 0 || (a == 1 && b == 0)) return false;
    if (a == -1) mg_text_char(out, '-');
    if (a != 1 && a != -1) {
        mg_text_int(out, a);
        mg_text_char(out, '*');
    }
    mg_text_char(out, 'x');
    if (b > 0) mg_text_char(out, '+');
    if (b != 0) mg_text_int(out, b);
    mg_text_char(out, '=');
    mg_text_int(out, a * x + b);
    return true;
}

static int larger(int a, int b) {
    return a > b ? a : b;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    canonical(level, v, question);
    mg_text_string(question, ",x=");
    mg_text_int(answer, v[1]);
    problem->digits = larger(mg_digit_count(v[0]),
                             larger(mg_digit_count(v[2]), mg_digit_count(v[0] * v[1] + v[2])));
    problem->operations = (v[0] != 1) + (v[2] != 0);
    problem->difficulty = problem->digits + problem->operations;
}

/* Take b off, then divide by a: 3*x+5=20 is "20-5=15;15/3=5;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t a = problem->operand[0], x = problem->operand[1], b = problem->operand[2];
    if (b != 0) {
        mg_text_equation(out, a * x + b, b > 0 ? '-' : '+', b > 0 ? b : -b, a * x);
        mg_text_char(out, ';');
    }
    if (a != 1) {
        mg_text_equation(out, a * x, '/', a, x);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int64_t max_a = level->knob[0], max_x = level->knob[1], max_b = level->knob[2];
    int a = mg_digit_count(max_a), x = mg_digit_count(max_x), b = mg_digit_count(max_b);
    int c = mg_digit_count(max_a * max_x + max_b), product = mg_digit_count(max_a * max_x);
    int take_off = 1 + c + 1 + b + 1 + 1 + product + 1;
    int divide = 1 + product + 1 + 1 + a + 1 + 1 + x + 1;
    return (mg_text_bounds){1 + a + 2 + 1 + b + 1 + 1 + c + 3, 1 + x, take_off + divide};
}

const mg_family mg_family_linear = {
    .name = "linear",
    .summary = "linear equations in one unknown with a whole solution",
    .topic = "basics",
    .id = MG_FAMILY_ID_linear,
    .knobs = {"max_factor", "max_solution", "max_summand"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
