/* Times of day: the time so many minutes after or before another (clock_time, DM time), and the
 * minutes from one time to another (clock_difference).
 *
 * Operands: the first time in steps of the day, the step count (negative: before). */
#include "gym/families/numbers_common.h"

enum { DAY = 1440 };

/* minutes a step, most steps */
static const mg_level LEVELS[] = {
    {"half hours, up to 12 hours", {30, 24}},
    {"5 minutes, up to 12 hours", {5, 144}},
    {"minutes, up to 12 hours (as DM time)", {1, 720}},
    {"minutes, up to 24 hours, past midnight", {1, 1439}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t most = level->knob[1];
    *box = (mg_box){.count = 2, .low = {0, -most}, .high = {DAY / level->knob[0] - 1, most}};
}

/* For differences the second time is always the later one. */
static void box_difference(const mg_level *level, mg_box *ranges) {
    box(level, ranges);
    ranges->low[1] = 1;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges;
    box(level, &ranges);
    mg_num_draw_in_box(&ranges, rng, v);
    if (v[1] == 0) v[1] = 1;
}

static void draw_difference(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges;
    box_difference(level, &ranges);
    mg_num_draw_in_box(&ranges, rng, v);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "time %0 and %1", v[0] * level->knob[0], v[1] * level->knob[0]);
    return v[1] != 0;
}

static bool canonical_difference(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "time from %0 in %1", v[0] * level->knob[0], v[1] * level->knob[0]);
    return true;
}

/* "09:05", or "9:05 AM". */
static void write_time(mg_text *out, int64_t minutes, bool half_day) {
    int64_t hour = minutes / 60;
    if (half_day)
        mg_text_int(out, (hour + 11) % 12 + 1);
    else
        mg_text_padded(out, hour, 2);
    mg_text_char(out, ':');
    mg_text_padded(out, minutes % 60, 2);
    if (half_day) mg_text_string(out, hour < 12 ? " AM" : " PM");
}

static const char *print_time(char *buffer, size_t size, int64_t minutes, bool half_day) {
    mg_text text = mg_text_over(buffer, size);
    write_time(&text, minutes, half_day);
    mg_text_end(&text);
    return buffer;
}

static const mg_wordings AFTER[2] = {
    {2,
     {"What time is it %0 minutes after &0? Answer as HH:MM on the 24-hour clock.",
      "It is &0. Which time will a 24-hour clock (HH:MM) show %0 minutes later?"}},
    {2,
     {"What time is it %0 minutes before &0? Answer as HH:MM on the 24-hour clock.",
      "It is &0. Which time did a 24-hour clock (HH:MM) show %0 minutes ago?"}}};
static const mg_wordings BETWEEN = {
    3,
    {"How many minutes are there from &0 to the next &1?",
     "A train leaves at &0 and arrives at &1, less than 24 hours later. How many minutes does it "
     "take?",
     "It is &0. In how many minutes will it be &1?"}};

/* difficulty: 1, and 1 each for minutes that are not 0, an hour that is passed, midnight passed */
static void measure(int64_t from, int64_t delta, mg_problem *problem) {
    int64_t to = from + delta;
    problem->digits = mg_digit_count(delta);
    problem->carries = to < 0 || to >= DAY;
    problem->operations = 1 + (delta % 60 != 0) + (from % 60 + delta % 60 >= 60 || delta < 0);
    problem->difficulty = problem->operations + problem->carries + problem->digits;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t from = v[0] * level->knob[0], delta = v[1] * level->knob[0];
    char time[16];
    const char *const names[1] = {print_time(time, sizeof time, from, mg_pick(problem, 1, 2))};
    mg_num_ask(problem, question, &AFTER[delta < 0],
               &(mg_holes){.number = (const int64_t[]){delta < 0 ? -delta : delta}, .name = names});
    write_time(answer, mg_mod(from + delta, DAY), false);
    measure(from, delta, problem);
}

static void pose_difference(const mg_level *level, const int64_t *v, mg_text *question,
                            mg_text *answer, mg_problem *problem) {
    int64_t from = v[0] * level->knob[0], delta = v[1] * level->knob[0];
    bool half_day = mg_pick(problem, 1, 2);
    char first[16], second[16];
    const char *const names[2] = {
        print_time(first, sizeof first, from, half_day),
        print_time(second, sizeof second, (from + delta) % DAY, half_day)};
    mg_num_ask(problem, question, &BETWEEN, &(mg_holes){.name = names});
    mg_text_int(answer, delta);
    measure(from, delta, problem);
}

/* In minutes since midnight. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    int64_t from = problem->operand[0] * level->knob[0];
    int64_t delta = problem->operand[1] * level->knob[0], to = from + delta;
    mg_num_put(out, "%0*60+%1=%2;", from / 60, from % 60, from);
    mg_text_equation(out, from, delta < 0 ? '-' : '+', delta < 0 ? -delta : delta, to);
    mg_text_char(out, ';');
    if (to < 0) mg_num_put(out, "%0+%1=%2;", to, DAY, to + DAY);
    if (to >= DAY) mg_num_put(out, "%0-%1=%2;", to, DAY, to - DAY);
    to = mg_mod(to, DAY);
    mg_num_put(out, "%0=%1*60+%2;", to, to / 60, to % 60);
}

static void work_difference(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    int64_t from = problem->operand[0] * level->knob[0];
    int64_t delta = problem->operand[1] * level->knob[0], to = (from + delta) % DAY;
    mg_num_put(out, "%0*60+%1=%2;%3*60+%4=%5;", from / 60, from % 60, from, to / 60, to % 60, to);
    if (to < from) mg_num_put(out, "%0+%1=%2;", to, DAY, to + DAY);
    mg_num_put(out, "%0-%1=%2;", from + delta, from, delta);
}

static mg_text_bounds bounds(const mg_level *level) {
    (void)level;
    return (mg_text_bounds){84, 5, 64};
}

static mg_text_bounds bounds_difference(const mg_level *level) {
    (void)level;
    return (mg_text_bounds){109, 4, 64};
}

#define SHARED                                                                                     \
    .topic = "numbers", .knobs = {"minutes_a_step", "max_steps"}, .levels = LEVELS,                \
    .level_count = sizeof LEVELS / sizeof LEVELS[0], .default_level = 3

const mg_family mg_family_clock_time = {
    .name = "clock_time",
    .summary = "the time so many minutes after or before another",
    .id = MG_FAMILY_ID_clock_time,
    .answer_kind = MG_ANSWER_TIME,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
    SHARED,
};

const mg_family mg_family_clock_difference = {
    .name = "clock_difference",
    .summary = "the minutes from one time of day to another",
    .id = MG_FAMILY_ID_clock_difference,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box_difference,
    .draw = draw_difference,
    .canonical = canonical_difference,
    .pose = pose_difference,
    .work = work_difference,
    .bounds = bounds_difference,
    SHARED,
};
