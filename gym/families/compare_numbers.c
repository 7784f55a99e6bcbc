/* Which of two numbers is larger, or whether they are equal: fractions, decimals, powers. A third
 * each, and many pairs that are nearly equal.
 *
 * Operands: the numbers as written (numbers_written.h); or, for powers, base and exponent of each.
 */
#include "gym/families/numbers_written.h"

enum { FRACTIONS, DECIMALS, BOTH, POWERS };

/* kind, highest denominator, decimal places or exponent */
static const mg_level LEVELS[] = {
    {"fractions with denominators to 240 (DM pair)", {FRACTIONS, 240, 0}},
    {"decimals of up to 7 places (DM pair)", {DECIMALS, 0, 7}},
    {"a fraction and a decimal (DM pair)", {BOTH, 240, 5}},
    {"powers of bases to 99, exponents to 12", {POWERS, 0, 0}},
};

enum { MAX_BASE = 99, MAX_EXPONENT = 12 };

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[0] != POWERS) return;
    *box = (mg_box){
        .count = 4, .low = {2, 2, 2, 2}, .high = {MAX_BASE, MAX_EXPONENT, MAX_BASE, MAX_EXPONENT}};
}

/* A fraction; another of about its value, of an equal one, or any. */
static void draw_fractions(const mg_level *level, mg_rng *rng, uint32_t relation, int64_t *v) {
    int64_t most = level->knob[1];
    int64_t bottom = mg_draw_between(rng, 2, most), top = mg_draw_between(rng, 1, 2 * bottom);
    v[0] = mg_written_fraction(top, bottom);
    mg_ratio lowest = mg_ratio_of(top, bottom);
    int64_t times = most / lowest.bottom, other = mg_draw_between(rng, 1, times);
    if (relation == 0 && times > 1 && lowest.bottom > 1) {
        v[1] = mg_written_fraction(lowest.top * other, lowest.bottom * other);
        return;
    }
    int64_t second = mg_draw_between(rng, 2, most);
    int64_t near = top * second / bottom + (relation == 1);
    v[1] = mg_written_fraction(near > 0 ? near : 1, second);
}

/* Decimals that differ in one place, or are the same but for zeros behind. */
static void draw_decimals(const mg_level *level, mg_rng *rng, uint32_t relation, int64_t *v) {
    int places = (int)mg_draw_between(rng, 4, level->knob[2] - 1);
    int64_t units = mg_draw_between(rng, mg_power_of_ten(places - 1), mg_power_of_ten(places + 1));
    v[0] = mg_written_decimal(units, places);
    v[1] = mg_written_decimal(units * 10, places + 1);
    if (relation == 0) return;
    int64_t change = mg_draw_between(rng, 1, 9);
    change *= mg_power_of_ten((int)mg_rng_below(rng, (uint32_t)places));
    v[1] =
        mg_written_decimal(relation == 1 ? units * 10 + change : units * 10 - change, places + 1);
}

/* A fraction that is a decimal, or next to one. */
static void draw_both(const mg_level *level, mg_rng *rng, uint32_t relation, int64_t *v) {
    static const uint8_t BOTTOMS[] = {4,  5,  8,  10, 16,  20,  25,  32,
                                      40, 50, 64, 80, 100, 125, 160, 200};
    int places = relation ? level->knob[2] : 6;
    int64_t bottom = BOTTOMS[mg_rng_below(rng, sizeof BOTTOMS)];
    if (relation) bottom = mg_draw_between(rng, 3, level->knob[1]);
    int64_t top = mg_draw_between(rng, 1, 9 * bottom);
    int64_t units = top * mg_power_of_ten(places) / bottom;
    if (relation == 1) units += mg_draw_between(rng, 1, 400);
    if (relation == 2) units -= mg_draw_between(rng, 0, units < 400 ? units - 1 : 399);
    for (; places > 1 && units % 10 == 0; places--) units /= 10;
    v[0] = mg_written_fraction(top, bottom);
    v[1] = mg_written_decimal(units, places);
}

/* Both powers, where they fit into 18 digits. */
static bool read_powers(const int64_t *v, int64_t *left, int64_t *right) {
    return mg_power(v[0], (int)v[1], left) && mg_power(v[2], (int)v[3], right) &&
           *left < INT64_C(1000000000000000000) && *right < INT64_C(1000000000000000000);
}

/* The power of another exponent that is next to the first; equal ones are rare. */
static void draw_powers(mg_rng *rng, int64_t *v) {
    int64_t value;
    v[0] = mg_draw_between(rng, 2, MAX_BASE);
    v[1] = mg_draw_between(rng, 2, MAX_EXPONENT);
    while (!mg_power(v[0], (int)v[1], &value) || value >= INT64_C(1000000000000000000)) v[1]--;
    v[3] = mg_draw_between(rng, 2, MAX_EXPONENT);
    v[2] = mg_root(value, (int)v[3]) + mg_draw_between(rng, -1, 2);
    if (v[2] < 2) v[2] = 2;
    if (v[2] > MAX_BASE) v[2] = MAX_BASE;
    if (v[2] < v[0] || (v[2] == v[0] && v[3] < v[1])) {
        int64_t base = v[0], exponent = v[1];
        v[0] = v[2];
        v[1] = v[3];
        v[2] = base;
        v[3] = exponent;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    uint32_t relation = mg_rng_below(rng, 3);
    int kind = level->knob[0];
    if (kind == FRACTIONS) draw_fractions(level, rng, relation, v);
    if (kind == DECIMALS) draw_decimals(level, rng, relation, v);
    if (kind == BOTH) draw_both(level, rng, relation, v);
    if (kind == POWERS) draw_powers(rng, v);
}

static void write_side(const mg_level *level, const int64_t *v, int side, mg_text *out) {
    if (level->knob[0] == POWERS)
        mg_num_put(out, "%0^%1", v[2 * side], v[2 * side + 1]);
    else
        mg_text_written(out, v[side]);
}

static int order_of(const mg_level *level, const int64_t *v) {
    if (level->knob[0] != POWERS) return mg_written_compare(v[0], v[1]);
    int64_t left, right;
    read_powers(v, &left, &right);
    return (left > right) - (left < right);
}

static bool first_leads(const mg_level *level, const int64_t *v) {
    if (level->knob[0] != POWERS) return v[0] <= v[1];
    return v[0] != v[2] ? v[0] < v[2] : v[1] <= v[3];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    bool first = first_leads(level, v);
    write_side(level, v, !first, out);
    mg_text_char(out, '?');
    write_side(level, v, first, out);
    if (level->knob[0] != POWERS) return v[0] != v[1];
    int64_t left, right;
    return first && (v[0] != v[2] || v[1] != v[3]) && read_powers(v, &left, &right) &&
           left / 4 <= right && right / 4 <= left;
}

static const char *const OPENINGS[] = {
    "Which sign fits, <, = or >?\n",
    "Put <, = or > in the place of the question mark: ", "Compare (answer <, = or >): "};

/* difficulty: digits on both sides + 2 for equal or nearly equal values */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    bool swap = mg_pick(problem, 1, 2);
    mg_text_string(question, OPENINGS[mg_pick(problem, 0, 3)]);
    mg_math_open(problem, question);
    const char *start = question->at;
    write_side(level, v, swap, question);
    problem->digits = (int)(question->at - start);
    mg_math_close(problem, question);
    mg_text_string(question, " ? ");
    mg_math_open(problem, question);
    write_side(level, v, !swap, question);
    mg_math_close(problem, question);
    int order = order_of(level, v);
    if (swap) order = -order;
    mg_text_char(answer, order < 0 ? '<' : order > 0 ? '>' : '=');
    problem->operations = level->knob[0] == DECIMALS ? 1 : 2;
    problem->difficulty = (int)(question->at - start) - 3 + 2 * (order == 0);
}

/* One side as a fraction over the product of the denominators, or as a power's value. */
static void write_value(const mg_level *level, const int64_t *v, int side, mg_text *out) {
    int64_t value;
    write_side(level, v, side, out);
    mg_text_char(out, '=');
    if (level->knob[0] == POWERS) {
        mg_power(v[2 * side], (int)v[2 * side + 1], &value);
        mg_text_int(out, value);
    } else {
        mg_written_value here = mg_written_read(v[side]), other = mg_written_read(v[!side]);
        mg_num_put(out, "%0/%1", here.top * other.bottom, here.bottom * other.bottom);
    }
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    bool swap = mg_pick(problem, 1, 2);
    if (level->knob[0] != DECIMALS) {
        write_value(level, problem->operand, swap, out);
        write_value(level, problem->operand, !swap, out);
    }
    write_side(level, problem->operand, swap, out);
    mg_text_char(out, problem->answer[0]);
    write_side(level, problem->operand, !swap, out);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int side = level->knob[0] == POWERS ? 11 : 9;
    return (mg_text_bounds){50 + 3 + 2 * side, 1, level->knob[0] == POWERS ? 86 : 80};
}

const mg_family mg_family_compare_numbers = {
    .name = "compare_numbers",
    .summary = "the larger of two fractions, decimals or powers",
    .topic = "numbers",
    .id = MG_FAMILY_ID_compare_numbers,
    .knobs = {"kind", "max_denominator", "decimal_places"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 1,
    .answer_kind = MG_ANSWER_RELATION,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
