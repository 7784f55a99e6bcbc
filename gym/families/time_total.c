/* Whole spans of dates and times: "How many minutes are there from 2024-03-14 09:45 to 2024-03-17
 * 08:00?" -> "4215".
 *
 * Operands: first day (arithmetic_date.h), its seconds, the span in units, zones in hours. */
#include "gym/families/arithmetic_date.h"

enum { DAY_SECONDS = 86400 };

/* seconds of a unit, most days, highest zone in hours */
static const mg_level LEVELS[] = {
    {"minutes, up to 2 days", {60, 2, 0}},
    {"minutes, up to 100 days, as RG time_intervals, datetime", {60, 100, 0}},
    {"seconds, up to 7 days", {1, 7, 0}},
    {"seconds, up to 100 days, with zones, as RG time_intervals, datetime_tz", {1, 100, 12}},
    {"seconds, up to 100 years, with zones", {1, 36525, 12}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t unit = level->knob[0], zone = level->knob[2];
    v[0] = mg_draw_between(rng, mg_year_day(1900), mg_year_day(2101) - 1);
    v[1] = mg_draw_between(rng, 0, DAY_SECONDS / unit - 1) * unit;
    v[2] = mg_draw_between(rng, 1, level->knob[1] * (DAY_SECONDS / unit));
    for (int i = 3; i <= 4; i++) v[i] = zone ? mg_draw_between(rng, -zone, zone) : 0;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_text_string(out, "span ");
    mg_text_int(out, level->knob[0]);
    for (int i = 0; i < 5; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

/* Seconds since 1 January of year 1 on the clocks of both places. */
static void moments_of(const mg_level *level, const int64_t *v, int64_t *start, int64_t *end) {
    *start = v[0] * DAY_SECONDS + v[1];
    *end = *start + v[2] * level->knob[0] + (v[4] - v[3]) * 3600;
}

static void write_moment(const mg_level *level, mg_text *out, int64_t seconds, int64_t zone) {
    mg_text_date(out, seconds / DAY_SECONDS, 2);
    mg_text_char(out, ' ');
    mg_text_clock(out, seconds % DAY_SECONDS / 60);
    if (level->knob[0] == 1) {
        mg_text_char(out, ':');
        mg_text_padded(out, seconds % 60, 2);
    }
    if (level->knob[2] == 0) return;
    mg_text_string(out, " (");
    mg_text_zone(out, 60 * zone);
    mg_text_char(out, ')');
}

/* difficulty: digits of the answer, 1 more for each different part of date, clock and zone */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[][2] = {{"How many ", " are there from "},
                                              {"How many ", " pass from "}};
    int wording = mg_pick(problem, 0, 2);
    int64_t start, end;
    moments_of(level, v, &start, &end);
    mg_text_string(question, WORDINGS[wording][0]);
    mg_text_string(question, level->knob[0] == 1 ? "seconds" : "minutes");
    mg_text_string(question, WORDINGS[wording][1]);
    write_moment(level, question, start, v[3]);
    mg_text_string(question, " to ");
    write_moment(level, question, end, v[4]);
    mg_text_char(question, '?');
    mg_text_int(answer, v[2]);
    problem->digits = mg_digit_count(v[2]);
    problem->operations = 2 + (v[3] != v[4]);
    problem->difficulty = problem->digits + problem->operations;
}

static void write_step(mg_text *out, int64_t a, char op, int64_t b, int64_t c) {
    mg_text_int(out, a);
    mg_text_char(out, op);
    mg_text_operand(out, b);
    mg_text_char(out, '=');
    mg_text_int(out, c);
    mg_text_char(out, ';');
}

/* Days between the dates, in units; the clocks; the zones. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t unit = level->knob[0], start, end;
    moments_of(level, v, &start, &end);
    int64_t days = end / DAY_SECONDS - start / DAY_SECONDS, per_day = DAY_SECONDS / unit;
    int64_t first = start % DAY_SECONDS / unit, last = end % DAY_SECONDS / unit;
    mg_text_string(out, "days between the dates: ");
    mg_text_int(out, days);
    mg_text_char(out, ';');
    write_step(out, days, '*', per_day, days * per_day);
    mg_text_string(out, "the clocks since midnight: ");
    mg_text_int(out, first);
    mg_text_string(out, " and ");
    mg_text_int(out, last);
    mg_text_char(out, ';');
    int64_t total = days * per_day + last;
    write_step(out, days * per_day, '+', last, total);
    write_step(out, total, '-', first, total - first);
    int64_t shift = (v[4] - v[3]) * 3600 / unit;
    if (shift) write_step(out, total - first, '-', shift, v[2]);
}

static mg_text_bounds bounds(const mg_level *level) {
    int span = mg_digit_count(level->knob[1] * (int64_t)(DAY_SECONDS / level->knob[0]));
    return (mg_text_bounds){110, span, 230};
}

const mg_family mg_family_time_total = {
    .name = "time_total",
    .summary = "minutes or seconds between two dates and times",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_time_total,
    .knobs = {"unit_seconds", "most_days", "highest_zone"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
