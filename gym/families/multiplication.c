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

/* "4*7+3+2=33;": a digit of either operand, the digit that stands at this place, the carry. */
static int64_t write_step(mg_text *out, int64_t a, int64_t b, int64_t standing, int64_t carry) {
    int64_t sum = a * b + standing + carry;
    mg_text_int(out, a);
    mg_text_char(out, '*');
    mg_text_int(out, b);
    mg_text_char(out, '+');
    mg_text_int(out, standing);
    mg_text_char(out, '+');
    mg_text_int(out, carry);
    mg_text_char(out, '=');
    mg_text_int(out, sum);
    mg_text_char(out, ';');
    return sum;
}

/* Long multiplication without rows to be added afterwards: each product of digits is added at once
 * to the digit that stands at its place so far and to the carry. 34*17 = 578 is
 *
 *     4*7+0+0=28;3*7+0+2=23;  of the sum 238 the 8 is final, 23 stands
 *     4*1+3+0=7;3*1+2+0=5;    23 becomes 57
 *
 * No step has a result of more than two digits (9*9+9+9 is 99), and each needs but one digit of
 * either operand, and of the steps before it one unit and one carry: what a model can learn from
 * few examples. */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t b = problem->operand[1], standing = 0; /* the sum so far, from the place of b's digit */
    do {
        int64_t a = problem->operand[0], place = 1, carry = 0, row = 0;
        do {
            int64_t sum = write_step(out, a % 10, b % 10, standing / place % 10, carry);
            row += sum % 10 * place;
            carry = sum / 10;
            place *= 10;
        } while (a /= 10);
        standing = (row + carry * place) / 10;
    } while (b /= 10);
}

static mg_text_bounds bounds(const mg_level *level) {
    int a = level->knob[0], b = level->knob[1];
    return (mg_text_bounds){a + b + 2, a + b, 11 * a * b};
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
