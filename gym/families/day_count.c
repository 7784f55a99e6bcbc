/* Days between dates: "How many days after 14 March 2024 is 3 June 2024?" -> "81"; and how many of
 * them are working days, or Tuesdays.
 *
 * Operands: what is counted (below), first day (arithmetic_date.h), days to the last one, weekday.
 */
#include "gym/families/arithmetic_date.h"

enum { ALL, WORKING, WEEKDAY };

/* highest kind, years of the first day from-to, most days */
static const mg_level LEVELS[] = {
    {"days, up to 60, 2022 to 2023", {ALL, 2022, 2023, 60}},
    {"days, working days, weekdays, up to 100, 2022, as RG calendar_arithmetic, easy",
     {WEEKDAY, 2022, 2022, 100}},
    {"days, working days, weekdays, up to 200, 2022, as RG calendar_arithmetic, hard",
     {WEEKDAY, 2022, 2022, 200}},
    {"up to 1000 days, 1900 to 2100", {WEEKDAY, 1900, 2100, 1000}},
    {"up to 100,000 days, years 1 to 9000", {WEEKDAY, 1, 9000, 100000}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    if (knob[3] > 200) return;
    *box = (mg_box){.count = 4,
                    .low = {0, mg_year_day(knob[1]), 1, 0},
                    .high = {knob[0], mg_year_day(knob[2] + 1) - 1, knob[3], knob[0] ? 6 : 0}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 0, knob[0]);
    v[1] = mg_draw_between(rng, mg_year_day(knob[1]), mg_year_day(knob[2] + 1) - 1);
    v[2] = mg_draw_between(rng, 1, knob[3]);
    v[3] = v[0] == WEEKDAY ? mg_draw_between(rng, 0, 6) : 0;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (v[0] != WEEKDAY && v[3] != 0) return false;
    mg_text_string(out, "days");
    for (int i = 0; i < 4; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

/* How many of `days` days that begin on weekday `first` are weekday `wanted`. */
static int64_t count_weekday(int64_t first, int64_t days, int64_t wanted) {
    return days / 7 + ((wanted - first + 7) % 7 < days % 7);
}

static int64_t count_of(const int64_t *v) {
    int64_t first = v[1] % 7, days = v[2] + 1, count = 0;
    if (v[0] == ALL) return v[2];
    if (v[0] == WEEKDAY) return count_weekday(first, days, v[3]);
    for (int day = 0; day < 5; day++) count += count_weekday(first, days, day);
    return count;
}

/* difficulty: digits of the span, 2 more for weeks, 1 more for working days */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int style = mg_pick(problem, 0, MG_DATE_STYLES);
    if (v[0] == ALL) {
        bool after = mg_pick(problem, 1, 2);
        mg_text_string(question, "How many days ");
        mg_text_string(question, after ? "after " : "before ");
        mg_text_date(question, after ? v[1] : v[1] + v[2], style);
        mg_text_string(question, after ? " is " : " was ");
        mg_text_date(question, after ? v[1] + v[2] : v[1], style);
        mg_text_char(question, '?');
    } else {
        mg_text_string(question, "How many ");
        if (v[0] == WEEKDAY) {
            mg_text_string(question, mg_weekday_names[v[3]]);
            mg_text_string(question, "s");
        } else {
            mg_text_string(question, "working days (Monday to Friday)");
        }
        mg_text_string(question, " are there from ");
        mg_text_date(question, v[1], style);
        mg_text_string(question, ", a ");
        mg_text_string(question, mg_weekday_names[v[1] % 7]);
        mg_text_string(question, ", to ");
        mg_text_date(question, v[1] + v[2], style);
        mg_text_string(question, ", both included?");
    }
    mg_text_int(answer, count_of(v));
    problem->digits = mg_digit_count(v[2]);
    problem->operations = v[0] == ALL ? 2 : 4;
    problem->difficulty = 2 * problem->digits + (v[0] == ALL ? 0 : 2) + (v[0] == WORKING);
}

/* Days of the years' calendars: from the first of January of the first year. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t start = mg_year_day(mg_date_of(v[1]).year), days = v[2] + 1;
    mg_text_string(out, "days since 1 January: ");
    mg_text_int(out, v[1] - start);
    mg_text_string(out, " and ");
    mg_text_int(out, v[1] + v[2] - start);
    mg_text_char(out, ';');
    mg_text_equation(out, v[1] + v[2] - start, '-', v[1] - start, v[2]);
    mg_text_char(out, ';');
    if (v[0] == ALL) return;
    mg_text_equation(out, v[2], '+', 1, days);
    mg_text_char(out, ';');
    mg_text_int(out, days);
    mg_text_char(out, '=');
    mg_text_int(out, days / 7);
    mg_text_string(out, "*7+");
    mg_text_int(out, days % 7);
    mg_text_char(out, ';');
    int64_t each = v[0] == WEEKDAY ? 1 : 5, count = count_of(v), rest = count - days / 7 * each;
    mg_text_string(out, "in the days behind the whole weeks: ");
    mg_text_int(out, rest);
    mg_text_char(out, ';');
    mg_text_int(out, days / 7);
    mg_text_char(out, '*');
    mg_text_int(out, each);
    mg_text_char(out, '+');
    mg_text_int(out, rest);
    mg_text_char(out, '=');
    mg_text_int(out, count);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    (void)level;
    return (mg_text_bounds){2 * MG_DATE_BYTES + 90, 6, 230};
}

const mg_family mg_family_day_count = {
    .name = "day_count",
    .summary = "days, working days and weekdays between dates",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_day_count,
    .knobs = {"highest_kind", "year_from", "year_to", "most_days"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 4,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
