/* A whole number from one base in another, digits 0-9a-z: 255 in base 16 -> "ff".
 *
 * Operands: the number, the base it is given in, the base that is asked for. */
#include "gym/families/numbers_common.h"

/* lowest and highest base, highest value, walked */
static const mg_level LEVELS[] = {
    {"bases 2 to 10, values to 63", {2, 10, 63, 1}},
    {"bases 2 to 16, values to 1,000 (as RG base_conversion, easy)", {2, 16, 1000, 1}},
    {"bases 9 to 18, values of 10,000 to 100,000 (as RG base_conversion, hard)",
     {9, 18, 100000, 1}},
    {"bases 2 to 36, values to 10^6", {2, 36, 1000000, 0}},
    {"bases 2 to 16, values to 10^9 (as DM base_conversion)", {2, 16, 1000000000, 0}},
};

static int64_t lowest(const mg_level *level) {
    return level->knob[0] == 9 ? 10000 : 2;
}

static void box(const mg_level *level, mg_box *box) {
    int64_t low = level->knob[0], high = level->knob[1];
    if (!level->knob[3]) return;
    *box = (mg_box){
        .count = 3, .low = {lowest(level), low, low}, .high = {level->knob[2], high, high}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t low = level->knob[0], high = level->knob[1], most = level->knob[2];
    v[0] = mg_rng_below(rng, 4) ? mg_draw_between(rng, lowest(level), most)
                                : mg_num_draw_log(rng, lowest(level), most);
    v[1] = mg_draw_between(rng, low, high);
    v[2] = mg_draw_between(rng, low, high - 1);
    v[2] += v[2] >= v[1];
}

/* One digit that stays the same in both bases is no problem. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "%0 from base %1 to %2", v[0], v[1], v[2]);
    return v[1] != v[2] && (v[0] >= v[1] || v[0] >= v[2]);
}

static int digits_in(int64_t n, int64_t base) {
    int digits = 1;
    for (; n >= base; n /= base) digits++;
    return digits;
}

/* difficulty: digits read in, where they are not decimal + digits written, likewise */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const mg_wordings PLAIN = {3,
                                      {"Convert &0 from base %1 to base %2.",
                                       "What is the base %1 number &0 in base %2?",
                                       "&0 is written in base %1. Write it in base %2."}};
    static const mg_wordings LETTERS = {
        3,
        {"Convert &0 from base %1 to base %2 (digits 0-9, then letters a-z).",
         "What is the base %1 number &0 in base %2? Digits above 9 are letters a-z.",
         "&0 is written in base %1. Write it in base %2, with a, b, c... for digits above 9."}};
    char number[40];
    mg_text text = mg_text_over(number, sizeof number);
    mg_text_based(&text, v[0], (int)v[1]);
    mg_text_end(&text);
    const char *const names[1] = {number};
    mg_num_ask(problem, question, v[1] > 10 || v[2] > 10 ? &LETTERS : &PLAIN,
               &(mg_holes){.number = v, .name = names});
    mg_text_based(answer, v[0], (int)v[2]);
    problem->answer_detail = (int32_t)v[2];
    problem->digits = digits_in(v[0], v[1]);
    problem->operations =
        (v[1] != 10 ? problem->digits : 0) + (v[2] != 10 ? digits_in(v[0], v[2]) : 0);
    problem->difficulty = problem->operations;
}

/* Read in by Horner's rule, written out by division: 1f in base 16 to base 3 is
 * "1*16+15=31;31=10*3+1;10=3*3+1;3=1*3+0;1=0*3+1;" */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t place = 1;
    while (v[0] / place >= v[1]) place *= v[1];
    for (int64_t part = v[0] / place; place > 1 && v[1] != 10; place /= v[1]) {
        int64_t digit = v[0] / (place / v[1]) % v[1];
        mg_num_put(out, "%0*%1+%2=%3;", part, v[1], digit, part * v[1] + digit);
        part = part * v[1] + digit;
    }
    for (int64_t rest = v[0]; rest && v[2] != 10; rest /= v[2])
        mg_num_put(out, "%0=%1*%2+%3;", rest, rest / v[2], v[2], rest % v[2]);
}

static mg_text_bounds bounds(const mg_level *level) {
    int value = mg_digit_count(level->knob[2]), digits = digits_in(level->knob[2], level->knob[0]);
    return (mg_text_bounds){82 + digits, digits, 2 * digits * (value + 10)};
}

const mg_family mg_family_base_conversion = {
    .name = "base_conversion",
    .summary = "whole numbers from base to base, 2 to 36",
    .topic = "numbers",
    .id = MG_FAMILY_ID_base_conversion,
    .knobs = {"min_base", "max_base", "max_value", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_BASED,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
