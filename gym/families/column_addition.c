/* a+b= in columns of N digits, filled up with zeros, least significant digit first: 25+107 is
 * "52000+70100=" -> "000132", in the reversed layout "231000". The digits that are added stand at
 * the same distance from each other and from their sum's, whatever the numbers: the shape in which
 * a model of a few hundred weights can learn addition. The answer has one digit more. */
#include "gym/families/swap.h"
#include "gym/family.h"

static const mg_level LEVELS[] = {
    {"1 digit", {1}},  {"2 digits", {2}},   {"3 digits", {3}},   {"4 digits", {4}},
    {"5 digits", {5}}, {"6 digits", {6}},   {"7 digits", {7}},   {"8 digits", {8}},
    {"9 digits", {9}}, {"10 digits", {10}}, {"11 digits", {11}}, {"12 digits", {12}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t high = mg_power_of_ten(level->knob[0]) - 1;
    *box = (mg_box){.count = 2, .high = {high, high}};
}

/* Turns columns of b into 9 - a, over which a carry runs on: a few columns, or most of them. */
static int64_t make_chain(mg_rng *rng, int columns, int64_t a, int64_t b) {
    uint32_t share = mg_rng_below(rng, 16);
    int64_t place = 1;
    for (int i = 0; i < columns; i++, place *= 10) {
        if (mg_rng_below(rng, 16) > share) continue;
        b += (9 - a / place % 10 - b / place % 10) * place;
    }
    return b;
}

/* One half uniform, one quarter with balanced lengths, one quarter with chains of carries. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int columns = level->knob[0];
    int64_t high = mg_power_of_ten(columns) - 1;
    uint32_t kind = mg_rng_below(rng, 4);
    for (int i = 0; i < 2; i++)
        v[i] = kind == 0 ? mg_draw_number(rng, columns) : mg_draw_between(rng, 0, high);
    if (kind == 1) v[1] = make_chain(rng, columns, v[0], v[1]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_char(out, '+');
    mg_text_int(out, v[0] < v[1] ? v[0] : v[1]);
    mg_text_char(out, '+');
    mg_text_int(out, v[0] < v[1] ? v[1] : v[0]);
    return true;
}

static void write_columns(mg_text *out, int64_t value, int columns) {
    for (; columns > 0; columns--, value /= 10) mg_text_char(out, (char)('0' + value % 10));
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int columns = level->knob[0];
    write_columns(question, v[0], columns);
    mg_text_char(question, '+');
    write_columns(question, v[1], columns);
    mg_text_char(question, '=');
    for (int64_t place = mg_power_of_ten(columns), sum = v[0] + v[1]; place; place /= 10)
        mg_text_char(answer, (char)('0' + sum / place % 10));
    problem->digits = mg_digit_count(v[0] > v[1] ? v[0] : v[1]);
    int64_t carry = 0;
    for (int64_t a = v[0], b = v[1]; a || b; a /= 10, b /= 10) {
        carry = a % 10 + b % 10 + carry >= 10;
        problem->carries += (int)carry;
    }
    problem->operations = problem->digits;
    problem->difficulty = problem->digits + problem->carries;
}

/* "5+7=12;2+0+1=3;": one line a column. */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t a = problem->operand[0], b = problem->operand[1], carry = 0;
    int columns = problem->item.family->levels[problem->item.level - 1].knob[0];
    for (int column = 0; column < columns; column++, a /= 10, b /= 10) {
        int64_t sum = a % 10 + b % 10 + carry;
        mg_text_int(out, a % 10);
        mg_text_char(out, '+');
        mg_text_int(out, b % 10);
        if (carry) mg_text_string(out, "+1");
        mg_text_char(out, '=');
        mg_text_int(out, sum);
        mg_text_char(out, ';');
        carry = sum >= 10;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int columns = level->knob[0];
    return (mg_text_bounds){2 * columns + 2, columns + 1, 9 * columns - 2};
}

const mg_family mg_family_column_addition = {
    .name = "column_addition",
    .summary = "sums of two numbers of equal length, least significant digit first",
    .topic = "basics",
    .id = MG_FAMILY_ID_column_addition,
    .knobs = {"digits"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .representative = mg_pair_is_sorted,
    .vary = mg_pair_swap,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
