/* "Is 1900 a leap year?" -> "no". Operand: the year. */
#include "gym/families/arithmetic_date.h"

static const mg_level LEVELS[] = {
    {"years 1 to 2400, as RG calendar_arithmetic", {2400}},
    {"years up to 99,999", {99999}},
    {"years up to 9,999,999", {9999999}},
    {"years up to 2,000,000,000", {2000000000}},
};

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[0] < 10000000)
        *box = (mg_box){.count = 1, .low = {1}, .high = {level->knob[0]}};
}

/* Half of them leap years; a quarter of each half full centuries. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    bool leap = mg_rng_below(rng, 2), century = mg_rng_below(rng, 4) == 0;
    int64_t year = mg_draw_between(rng, 1, level->knob[0]);
    if (century) year = mg_draw_between(rng, 1, level->knob[0] / 400) * 400;
    if (century && !leap) year -= 100 * mg_draw_between(rng, 1, 3);
    if (!century && leap && !mg_is_leap(year)) year -= year % 4;
    if (!century && !leap && mg_is_leap(year)) year -= mg_draw_between(rng, 1, 3);
    v[0] = year < 1 ? 1 : year;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_string(out, "leap ");
    mg_text_int(out, v[0]);
    return true;
}

/* difficulty: divisions that decide it */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const WORDINGS[][2] = {
        {"Is ", " a leap year in the Gregorian calendar?"},
        {"In the Gregorian calendar, has the year ", " 366 days?"},
        {"Is there a 29 February in the year ", " (Gregorian calendar)?"}};
    int wording = mg_pick(problem, 0, 3);
    mg_text_string(question, WORDINGS[wording][0]);
    mg_text_int(question, v[0]);
    mg_text_string(question, WORDINGS[wording][1]);
    mg_text_string(answer, mg_is_leap(v[0]) ? "yes" : "no");
    problem->digits = mg_digit_count(v[0]);
    problem->operations = v[0] % 4 ? 1 : v[0] % 100 ? 2 : 3;
    problem->difficulty = problem->operations;
}

/* "1900=4*475;1900=100*19;1900=400*4+300;" */
static void work(const mg_problem *problem, mg_text *out) {
    static const int DIVISORS[] = {4, 100, 400};
    int64_t year = problem->operand[0];
    for (int i = 0; i < problem->operations; i++) {
        mg_text_int(out, year);
        mg_text_char(out, '=');
        mg_text_int(out, DIVISORS[i]);
        mg_text_char(out, '*');
        mg_text_int(out, year / DIVISORS[i]);
        if (year % DIVISORS[i]) mg_text_char(out, '+');
        if (year % DIVISORS[i]) mg_text_int(out, year % DIVISORS[i]);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[0]);
    return (mg_text_bounds){66 + digits, 3, 3 * (2 * digits + 10)};
}

const mg_family mg_family_leap_year = {
    .name = "leap_year",
    .summary = "whether a year is a leap year",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_leap_year,
    .knobs = {"highest_year"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 1,
    .answer_kind = MG_ANSWER_BOOLEAN,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
