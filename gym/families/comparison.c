/* a?b= asks for the relation of two whole numbers: "12?34=" -> "<". */
#include "gym/families/swap.h"
#include "gym/family.h"

static const mg_level LEVELS[] = {
    {"up to 1 digit", {1}},    {"up to 2 digits", {2}},   {"up to 3 digits", {3}},
    {"up to 4 digits", {4}},   {"up to 5 digits", {5}},   {"up to 6 digits", {6}},
    {"up to 7 digits", {7}},   {"up to 8 digits", {8}},   {"up to 9 digits", {9}},
    {"up to 10 digits", {10}}, {"up to 11 digits", {11}}, {"up to 12 digits", {12}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t high = mg_power_of_ten(level->knob[0]) - 1;
    *box = (mg_box){.count = 2, .high = {high, high}};
}

/* A number that differs from `a`: half of the time in one digit alone, so that no glance at the
 * lengths or the first digits will do. */
static int64_t draw_other(const mg_level *level, mg_rng *rng, int64_t a) {
    if (mg_rng_below(rng, 2)) {
        int64_t place = mg_power_of_ten((int)mg_rng_below(rng, (uint32_t)mg_digit_count(a)));
        int64_t digit = a / place % 10;
        int64_t other = (digit + mg_draw_between(rng, 1, 9)) % 10;
        return a + (other - digit) * place;
    }
    int64_t b = mg_draw_number(rng, level->knob[0]);
    if (b != a) return b;
    return a > 0 ? a - 1 : a + 1;
}

/* The three relations are equally likely. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = v[1] = mg_draw_number(rng, level->knob[0]);
    uint32_t relation = mg_rng_below(rng, 3);
    if (relation == 0) return;
    int64_t other = draw_other(level, rng, v[0]);
    v[(relation == 1) == (other < v[0])] = other;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_int(out, v[0] < v[1] ? v[0] : v[1]);
    mg_text_char(out, '?');
    mg_text_int(out, v[0] < v[1] ? v[1] : v[0]);
    return true;
}

static char relation_of(int64_t a, int64_t b) {
    if (a == b) return '=';
    return a < b ? '<' : '>';
}

/* Digits from the left, both numbers of `digits` digits: the first place where they differ, or the
 * last place. */
static int64_t deciding_place(int64_t a, int64_t b, int digits) {
    int64_t place = mg_power_of_ten(digits - 1);
    while (place > 1 && a / place == b / place) place /= 10;
    return place;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_text_int(question, v[0]);
    mg_text_char(question, '?');
    mg_text_int(question, v[1]);
    mg_text_char(question, '=');
    mg_text_char(answer, relation_of(v[0], v[1]));
    int first = mg_digit_count(v[0]), second = mg_digit_count(v[1]);
    problem->digits = first > second ? first : second;
    problem->operations = 1;
    if (first == second)
        problem->operations += first + 1 - mg_digit_count(deciding_place(v[0], v[1], first));
    problem->difficulty = problem->operations;
}

static void write_relation(mg_text *out, int64_t a, int64_t b) {
    mg_text_int(out, a);
    mg_text_char(out, relation_of(a, b));
    mg_text_int(out, b);
    mg_text_char(out, ';');
}

/* First the lengths, then digit after digit until they differ: 137?142 is "3=3;1=1;3<4;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t a = problem->operand[0], b = problem->operand[1];
    int first = mg_digit_count(a), second = mg_digit_count(b);
    write_relation(out, first, second);
    if (first != second) return;
    int64_t last = deciding_place(a, b, first);
    for (int64_t place = mg_power_of_ten(first - 1); place >= last && place; place /= 10)
        write_relation(out, a / place % 10, b / place % 10);
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[0];
    return (mg_text_bounds){2 * digits + 2, 1, 6 + 4 * digits};
}

const mg_family mg_family_comparison = {
    .name = "comparison",
    .summary = "which of two whole numbers is larger: <, = or >",
    .topic = "basics",
    .id = MG_FAMILY_ID_comparison,
    .knobs = {"digits"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RELATION,
    .box = box,
    .representative = mg_pair_is_sorted,
    .vary = mg_pair_swap,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
