/* Weekdays of dates: "14 March 2024 is a Thursday. Which weekday is 3 June 2024?" -> "Monday".
 *
 * Operands: the day asked for (arithmetic_date.h), how many days after it the known day lies (0:
 * no day is known). */
#include "gym/families/arithmetic_date.h"

/* years from-to, days between the known day and the other one at most (0: none is known) */
static const mg_level LEVELS[] = {
    {"a known day up to 30 days away, 2022 to 2023", {2022, 2023, 30}},
    {"a known day up to 100 days away, 2022, as RG calendar_arithmetic", {2022, 2022, 100}},
    {"a known day up to 2000 days away, 1900 to 2100", {1900, 2100, 2000}},
    {"any date of 1900 to 2100", {1900, 2100, 0}},
    {"any date of the years 1 to 9999", {1, 9999, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int far = level->knob[2];
    if (far > 100) return;
    *box = (mg_box){.count = 2,
                    .low = {mg_year_day(level->knob[0]), -far},
                    .high = {mg_year_day(level->knob[1] + 1) - 1, far}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, mg_year_day(level->knob[0]), mg_year_day(level->knob[1] + 1) - 1);
    v[1] = level->knob[2] ? mg_draw_signed(rng, level->knob[2]) : 0;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (level->knob[2] && v[1] == 0) return false;
    mg_text_string(out, "weekday ");
    mg_text_int(out, v[0]);
    mg_text_char(out, ' ');
    mg_text_int(out, v[1]);
    return true;
}

/* difficulty: years that are counted over, and months */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int style = mg_pick(problem, 0, MG_DATE_STYLES);
    bool wording = mg_pick(problem, 1, 2);
    if (v[1]) {
        mg_text_date(question, v[0] + v[1], style);
        mg_text_string(question, " is a ");
        mg_text_string(question, mg_weekday_names[(v[0] + v[1]) % 7]);
        mg_text_string(question, ". ");
    }
    mg_text_string(question, wording ? "Which weekday is " : "On which day of the week falls ");
    mg_text_date(question, v[0], style);
    mg_text_string(question, v[1] ? "?" : " (Gregorian calendar)?");
    mg_text_string(answer, mg_weekday_names[v[0] % 7]);
    problem->digits = mg_digit_count(v[1] ? v[1] : v[0]);
    problem->operations = 2;
    problem->difficulty = v[1] ? 2 + problem->digits : 8;
}

static void write_weeks(mg_text *out, int64_t days) {
    mg_text_int(out, days);
    mg_text_char(out, '=');
    mg_text_int(out, days / 7);
    mg_text_string(out, "*7+");
    mg_text_int(out, days % 7);
    mg_text_char(out, ';');
}

/* With a known day: the days between them, less whole weeks. Without: days since Monday,
 * 1 January of year 1: of whole years with their leap days, then of the year itself. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    if (v[1]) {
        mg_text_string(out, v[1] < 0 ? "days later: " : "days earlier: ");
        mg_text_int(out, mg_absolute(v[1]));
        mg_text_char(out, ';');
        write_weeks(out, mg_absolute(v[1]));
        mg_text_int(out, mg_absolute(v[1]) % 7);
        mg_text_string(out, v[1] < 0 ? " days after " : " days before ");
        mg_text_string(out, mg_weekday_names[(v[0] + v[1]) % 7]);
    } else {
        int64_t years = mg_date_of(v[0]).year - 1, before = mg_year_day(years + 1);
        mg_text_int(out, years);
        mg_text_string(out, "*365+");
        mg_text_int(out, before - years * 365);
        mg_text_char(out, '=');
        mg_text_int(out, before);
        mg_text_string(out, " days of whole years;");
        mg_text_equation(out, before, '+', v[0] - before, v[0]);
        mg_text_char(out, ';');
        write_weeks(out, v[0]);
        mg_text_int(out, v[0] % 7);
        mg_text_string(out, " days after Monday");
    }
    mg_text_string(out, " is ");
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    (void)level;
    return (mg_text_bounds){2 * MG_DATE_BYTES + 72, 9, 160};
}

const mg_family mg_family_weekday = {
    .name = "weekday",
    .summary = "weekdays of dates",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_weekday,
    .knobs = {"year_from", "year_to", "days_away"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_WORD,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
