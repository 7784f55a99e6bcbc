/* The digit at a named place: the hundreds digit of 48215 -> "2".
 *
 * Operands: the number in units of its last decimal place, and the place, counted from there. */
#include "gym/families/numbers_common.h"

/* digits in all, decimal places among them, walked */
static const mg_level LEVELS[] = {
    {"whole numbers of up to 3 digits", {3, 0, 1}},
    {"whole numbers of up to 5 digits", {5, 0, 1}},
    {"whole numbers of up to 10 digits (as DM place_value)", {10, 0, 0}},
    {"5 digits and 4 decimal places", {9, 4, 0}},
    {"whole numbers of up to 15 digits (as DM place_value_big)", {15, 0, 0}},
    {"9 digits and 6 decimal places", {15, 6, 0}},
};

static const char *const WHOLE[] = {"ones",      "tens",          "hundreds",
                                    "thousands", "ten thousands", "hundred thousands",
                                    "millions",  "ten millions",  "hundred millions",
                                    "billions",  "ten billions",  "hundred billions",
                                    "trillions", "ten trillions", "hundred trillions"};
static const char *const PARTS[] = {"tenths",          "hundredths",          "thousandths",
                                    "ten-thousandths", "hundred-thousandths", "millionths"};

static void box(const mg_level *level, mg_box *box) {
    if (!level->knob[2]) return;
    *box = (mg_box){.count = 2,
                    .low = {10, 0},
                    .high = {mg_power_of_ten(level->knob[0]) - 1, level->knob[0] - 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int digits = level->knob[0], least = level->knob[1] ? level->knob[1] + 1 : 2;
    digits = (int)mg_draw_between(rng, level->knob[2] ? least : (least + digits) / 2, digits);
    v[0] = mg_draw_between(rng, mg_power_of_ten(digits - 1), mg_power_of_ten(digits) - 1);
    v[1] = mg_draw_between(rng, 0, digits - 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_text_string(out, "digit ");
    mg_text_decimal(out, v[0], level->knob[1]);
    mg_num_put(out, " at %0", v[1] - level->knob[1]);
    return v[1] < mg_digit_count(v[0]) && (level->knob[1] == 0 || v[0] % 10 != 0);
}

static const char *place_name(const mg_level *level, int64_t place) {
    int64_t power = place - level->knob[1];
    return power >= 0 ? WHOLE[power] : PARTS[-power - 1];
}

/* difficulty: places to count + 1, and 2 more where they are decimal */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const mg_wordings WORDINGS = {3,
                                         {"What is the &0 digit of &1?",
                                          "Which digit of &1 stands in the &0 place?",
                                          "In &1, find the digit of the &0."}};
    char number[24];
    mg_text text = mg_text_over(number, sizeof number);
    mg_text_decimal(&text, v[0], level->knob[1]);
    mg_text_end(&text);
    const char *const names[2] = {place_name(level, v[1]), number};
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.name = names});
    mg_text_int(answer, v[0] / mg_power_of_ten((int)v[1]) % 10);
    int64_t power = v[1] - level->knob[1];
    problem->digits = mg_digit_count(v[0]);
    problem->operations = (int)(power < 0 ? -power + 2 : power) + 1;
    problem->difficulty = problem->operations;
}

/* The digits from the ones (or the tenths) to the place. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t ones = level->knob[1], step = v[1] >= ones ? 1 : -1;
    for (int64_t place = step > 0 ? ones : ones - 1; place != v[1] + step; place += step) {
        mg_text_string(out, place_name(level, place));
        mg_num_put(out, ": %0;", v[0] / mg_power_of_ten((int)place) % 10);
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[0], whole = digits - level->knob[1];
    int longest = level->knob[1] > 4 ? 19 : 17;
    return (mg_text_bounds){37 + longest + digits + 1, 1, whole * (longest + 4)};
}

const mg_family mg_family_place_value = {
    .name = "place_value",
    .summary = "the digit at a named place",
    .topic = "numbers",
    .id = MG_FAMILY_ID_place_value,
    .knobs = {"digits", "decimal_places", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
