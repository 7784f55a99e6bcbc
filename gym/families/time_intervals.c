/* Clock times: "A train leaves at 21:50 and arrives at 06:15 the next day. How long is the journey?
 * Answer as HH:MM." -> "08:25"; and the time after, or before, an interval. With time zones too.
 *
 * Operands: what is asked (below), start and length in steps, both zones in steps of half an hour.
 */
#include "gym/families/arithmetic_date.h"

enum { LENGTH, LATER, EARLIER, KINDS, DAY = 1440 };

/* minutes of a step, highest zone in half hours, half hours of a zone's step */
static const mg_level LEVELS[] = {
    {"quarters of an hour", {15, 0, 1}},
    {"minutes", {1, 0, 1}},
    {"minutes, with zones of whole hours", {1, 24, 2}},
    {"minutes, with zones of half hours, as RG time_intervals, datetime_tz", {1, 25, 1}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t steps = DAY / level->knob[0];
    if (level->knob[1]) return;
    *box = (mg_box){.count = 3, .low = {0, 0, 1}, .high = {KINDS - 1, steps - 1, steps - 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t steps = DAY / level->knob[0], zones = level->knob[1] / level->knob[2];
    v[0] = mg_rng_below(rng, KINDS);
    v[1] = mg_draw_between(rng, 0, steps - 1);
    v[2] = mg_draw_between(rng, 1, steps - 1);
    if (zones == 0) return;
    for (int i = 3; i <= 4; i++) v[i] = mg_draw_between(rng, -zones, zones) * level->knob[2];
}

/* Minutes since midnight of the first day, and of the last moment, in their own zones. */
typedef struct journey {
    int64_t start, end, length, zone[2];
} journey;

static journey journey_of(const mg_level *level, const int64_t *v) {
    journey j = {.start = v[1] * level->knob[0],
                 .length = v[2] * level->knob[0],
                 .zone = {30 * v[3], 30 * v[4]}};
    int64_t passed = v[0] == EARLIER ? -j.length : j.length;
    j.end = j.start + passed + j.zone[1] - j.zone[0];
    return j;
}

static int64_t day_of(int64_t minutes) {
    return minutes < 0 ? (minutes + 1) / DAY - 1 : minutes / DAY;
}

static int64_t clock_of(int64_t minutes) {
    return minutes - day_of(minutes) * DAY;
}

/* The days that can be named are the day before to two days later. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    journey j = journey_of(level, v);
    if (day_of(j.end) < -1 || day_of(j.end) > 2) return false;
    const int64_t part[] = {v[0], j.start, j.length, j.zone[0], j.zone[1]};
    mg_text_string(out, "clock");
    for (int i = 0; i < 5; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, part[i]);
    }
    return true;
}

static void write_interval(mg_text *out, int64_t minutes) {
    if (minutes >= 60) {
        mg_text_int(out, minutes / 60);
        mg_text_string(out, minutes / 60 == 1 ? " hour" : " hours");
    }
    if (minutes % 60 == 0) return;
    if (minutes >= 60) mg_text_string(out, " and ");
    mg_text_int(out, minutes % 60);
    mg_text_string(out, minutes % 60 == 1 ? " minute" : " minutes");
}

static void write_moment(mg_text *out, int64_t minutes, const int64_t *zone, bool zones) {
    mg_text_clock(out, clock_of(minutes));
    if (!zones) return;
    mg_text_string(out, " (");
    mg_text_zone(out, *zone);
    mg_text_char(out, ')');
}

static const char *day_name(int64_t day) {
    if (day == 0) return "the same day";
    if (day == 1) return "the next day";
    if (day == -1) return "the day before";
    return "two days later";
}

/* difficulty: 2, 1 more for each carry of minutes or days, 2 more for different zones */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    journey j = journey_of(level, v);
    bool zones = level->knob[1] > 0;
    if (v[0] == LENGTH) {
        bool flight = mg_pick(problem, 0, 2);
        mg_text_string(question, flight ? "A flight leaves at " : "A shift begins at ");
        write_moment(question, j.start, &j.zone[0], zones);
        mg_text_string(question, flight ? " and lands at " : " and ends at ");
        write_moment(question, j.end, &j.zone[1], zones);
        mg_text_string(question, zones ? ", local date " : " ");
        mg_text_string(question, day_name(day_of(j.end)));
        mg_text_string(question, ". How long does it take?");
        mg_text_clock(answer, j.length);
    } else {
        mg_text_string(question, zones ? "The time is " : "What time is it ");
        if (zones) {
            write_moment(question, j.start, &j.zone[0], true);
            mg_text_string(question, ". What time is it in the zone ");
            mg_text_zone(question, j.zone[1]);
            mg_text_char(question, ' ');
        }
        write_interval(question, j.length);
        mg_text_string(question, v[0] == LATER ? (zones ? " later" : " after ")
                                               : (zones ? " earlier" : " before "));
        if (!zones) mg_text_clock(question, j.start);
        mg_text_char(question, '?');
        mg_text_clock(answer, clock_of(j.end));
    }
    mg_text_string(question, " Answer as HH:MM.");
    problem->digits = 4;
    problem->carries = (clock_of(j.start) % 60 + j.length % 60 >= 60) + (day_of(j.end) != 0);
    problem->operations = 1 + (j.zone[0] != j.zone[1]);
    problem->difficulty = 2 + problem->carries + (j.zone[0] != j.zone[1] ? 2 : 0);
}

static void write_minutes(mg_text *out, int64_t minutes) {
    mg_text_int(out, minutes / 60);
    mg_text_string(out, "*60+");
    mg_text_int(out, minutes % 60);
    mg_text_char(out, '=');
    mg_text_int(out, minutes);
    mg_text_char(out, ';');
}

static void write_step(mg_text *out, int64_t a, char op, int64_t b, int64_t c) {
    mg_text_int(out, a);
    mg_text_char(out, op);
    mg_text_operand(out, b);
    mg_text_char(out, '=');
    mg_text_int(out, c);
    mg_text_char(out, ';');
}

/* All in minutes: the clock, the zones, the days. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    journey j = journey_of(level, v);
    int64_t shift = j.zone[1] - j.zone[0], at = clock_of(j.end);
    write_minutes(out, j.start);
    if (v[0] == LENGTH) {
        write_minutes(out, at);
        if (day_of(j.end)) {
            write_step(out, at, '+', day_of(j.end) * DAY, j.end);
            at = j.end;
        }
        if (shift) write_step(out, at, '-', shift, at - shift);
        write_step(out, at - shift, '-', j.start, j.length);
        write_minutes(out, j.length);
        return;
    }
    write_minutes(out, j.length);
    int64_t passed = v[0] == LATER ? j.start + j.length : j.start - j.length;
    write_step(out, j.start, v[0] == LATER ? '+' : '-', j.length, passed);
    if (shift) write_step(out, passed, '+', shift, j.end);
    if (day_of(j.end)) write_step(out, j.end, '-', day_of(j.end) * DAY, at);
    write_minutes(out, at);
}

static mg_text_bounds bounds(const mg_level *level) {
    (void)level;
    return (mg_text_bounds){144, 5, 150};
}

const mg_family mg_family_time_intervals = {
    .name = "time_intervals",
    .summary = "clock times, intervals and time zones",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_time_intervals,
    .knobs = {"step_minutes", "highest_zone", "zone_step"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_TIME,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
