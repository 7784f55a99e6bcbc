/* a*b= with operands of up to A and B digits: "34*7=" -> "238". */
#include "gym/families/swap.h"
#include "gym/family.h"

static const mg_level LEVELS[] = {
    {"1 by 1 digit", {1, 1}},  {"2 by 1 digits", {2, 1}}, {"3 by 1 digits", {3, 1}},
    {"2 by 2 digits", {2, 2}}, {"3 by 2 digits", {3, 2}}, {"3 by 3 digits", {3, 3}},
    {"4 by 3 digits", {4, 3}}, {"4 by 4 digits", {4, 4}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){
        .count = 2,
        .high = {mg_power_of_ten(level->knob[0]) - 1, mg_power_of_ten(level->knob[1]) - 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_number(rng, level->knob[0]);
    v[1] = mg_draw_number(rng, level->knob[1]);
}

/* Where the longer operand fits into the shorter one's place, both orders are points of the box. */
static bool may_swap(const mg_level *level, const int64_t *v) {
    return v[0] < mg_power_of_ten(level->knob[1]);
}

static bool representative(const mg_level *level, const int64_t *v) {
    return !may_swap(level, v) || mg_pair_is_sorted(level, v);
}

static void vary(const mg_level *level, mg_rng *rng, int64_t *v) {
    if (may_swap(level, v)) mg_pair_swap(level, rng, v);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_int(out, v[0] < v[1] ? v[0] : v[1]);
    mg_text_char(out, '*');
    mg_text_int(out, v[0] < v[1] ? v[1] : v[0]);
    return true;
}

/* Carries of the row method: in each row of the second operand's digits, products that pass ten. */
static int count_carries(int64_t a, int64_t b) {
    int carries = 0;
    for (; b; b /= 10) {
        int64_t carry = 0;
        for (int64_t rest = a; rest; rest /= 10) {
            carry = (rest % 10 * (b % 10) + carry) / 10;
            carries += carry > 0;
        }
    }
    return carries;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_text_int(question, v[0]);
    mg_text_char(question, '*');
    mg_text_int(question, v[1]);
    mg_text_char(question, '=');
    mg_text_int(answer, v[0] * v[1]);
    problem->digits = mg_digit_count(v[0] > v[1] ? v[0] : v[1]);
    problem->carries = count_carries(v[0], v[1]);
    problem->operations = mg_digit_count(v[0]) * mg_digit_count(v[1]);
    problem->difficulty = problem->operations + problem->carries;
}

/* Digit products from the right, each put at its place and added to the running sum:
 * 34*7 is "4*7=28;3*7=21;28+210=238;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t sum = 0, row_place = 1, b = problem->operand[1];
    bool first = true;
    do {
        int64_t place = row_place, a = problem->operand[0];
        do {
            int64_t product = a % 10 * (b % 10), term = product * place;
            mg_text_equation(out, a % 10, '*', b % 10, product);
            mg_text_char(out, ';');
            if (!first) {
                mg_text_equation(out, sum, '+', term, sum + term);
                mg_text_char(out, ';');
            }
            sum += term;
            first = false;
            place *= 10;
        } while (a /= 10);
        row_place *= 10;
    } while (b /= 10);
}

static mg_text_bounds bounds(const mg_level *level) {
    int a = level->knob[0], b = level->knob[1];
    return (mg_text_bounds){a + b + 2, a + b, a * b * 7 + (a * b - 1) * (3 * (a + b) + 3)};
}

const mg_family mg_family_multiplication = {
    .name = "multiplication",
    .summary = "products of two whole numbers",
    .topic = "basics",
    .id = MG_FAMILY_ID_multiplication,
    .knobs = {"digits_first", "digits_second"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
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
