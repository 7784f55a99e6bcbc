/* Forecast what came next, with a graded reward: all of it below 5 percent sMAPE, half below 20.
 *
 * Parameters: the season, how many values are asked for; these stand behind the shown ones in the
 * operands. The gold is what came. Margin: repeating the last season earns everything, with 4
 * percent sMAPE at most, so what is asked for can be known from the question. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

/* values shown, digits, places, values to forecast */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit, 2 to forecast", {6, 1, 0, 2}},
    {"8 values, 2 digits, 2 to forecast", {8, 2, 0, 2}},
    {"16 values, 2 digits, 4 to forecast", {16, 2, 0, 4}},
    {"32 values, 3 digits, 1 decimal place, 6 to forecast", {32, 3, 1, 6}},
    {"60 values, 3 digits, 2 decimal places, 8 to forecast", {60, 3, 2, 8}},
};

enum { CLEAR_PERCENT = 4, ALL_PERCENT = 5, HALF_PERCENT = 20, LONGEST_FORECAST = 8 };

static const char *const SENTENCES[] = {
    "The season has %0 values. Forecast the next %1 values, as a list. Less than 5 percent sMAPE "
    "earns all, less than 20 percent half.",
};

/* In percent: the mean of 200 * |a - f| / (|a| + |f|). */
static double smape(const int64_t *came, const double *forecast, int n) {
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        double a = (double)came[i], f = forecast[i];
        double size = (a < 0 ? -a : a) + (f < 0 ? -f : f), error = a > f ? a - f : f - a;
        if (error > 0) sum += 200.0 * error / size;
    }
    return sum / n;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int season = (int)s->p[0], steps = (int)s->p[1];
    double naive[LONGEST_FORECAST];
    for (int i = 0; i < steps; i++) naive[i] = (double)s->x[s->n - season + i % season];
    *answer = mg_series_word(""); /* `pose` writes the list */
    return mg_series_lowest(s->x, s->n + steps) > 0 &&
           smape(s->x + s->n, naive, steps) <= CLEAR_PERCENT;
}

static const mg_series_task TASK = {"outlook", SENTENCES, false, solve};

/* Values that are small beside their span, or negative, have large errors in percent. */
static void raise_season(int64_t *x, int season) {
    int64_t low = mg_series_lowest(x, season), span = mg_series_highest(x, season) - low;
    if (8 * low > span) return;
    for (int i = 0; i < season; i++) x[i] += span + 1 - low;
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    enum { QUIET = 64, COUNT = 7 };
    static const int SEASONS[COUNT] = {2, 3, 4, 6, 7, 12, 24};
    mg_series_start(rng);
    int n = level->knob[MG_SERIES_VALUES], steps = level->knob[MG_SERIES_OWN], choices = 0;
    while (choices < COUNT && 2 * SEASONS[choices] <= n) choices++;
    int season = SEASONS[mg_rng_below(rng, (uint32_t)choices)];
    MG_TRY(mg_series_take(level, rng, n + steps, false, false, v, NULL));
    if (v[1] == 0) return MG_OK;
    v[1] = n;
    v[3] = season;
    v[4] = steps;
    if (mg_series_may_shape(level, rng)) {
        raise_season(v + MG_SERIES_HEAD, season);
        mg_series_repeat(rng, v + MG_SERIES_HEAD, n + steps, season, QUIET);
    }
    return MG_OK;
}

static bool canonical(const mg_level *level, const int64_t *operand, mg_text *out) {
    (void)level;
    return mg_series_canonical(&TASK, operand, out);
}

static void pose(const mg_level *level, const int64_t *operand, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_series s = mg_series_of(operand);
    mg_series_pose(&TASK, operand, question, answer, problem);
    mg_series_write_values(answer, s.x + s.n, (int)s.p[1], s.places);
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int season = (int)s.p[0];
    mg_text_string(out, "season: ");
    mg_series_write_values(out, s.x + s.n - season, season, s.places);
    mg_text_char(out, ';');
}

/* -- the judge --------------------------------------------------------------------------------- */

static bool skip_any(const char **at, const char *end, const char *characters) {
    const char *start = *at;
    while (*at < end && **at && strchr(characters, **at)) ++*at;
    return *at > start;
}

/* Digits with a sign and a point perhaps, at most 15 of them. */
static bool read_number(const char **at, const char *end, double *value) {
    double sign = *at < end && **at == '-' ? -1.0 : 1.0, digits = 0.0, unit = 1.0;
    int count = 0;
    bool point = false;
    if (sign < 0) ++*at;
    for (; *at < end; ++*at) {
        if (**at == '.' && !point && *at + 1 < end && (*at)[1] >= '0' && (*at)[1] <= '9') {
            point = true;
            continue;
        }
        if (**at < '0' || **at > '9') break;
        digits = 10.0 * digits + (**at - '0');
        if (point) unit *= 10.0;
        count++;
    }
    *value = sign * digits / unit;
    return count > 0 && count <= 15;
}

static bool read_forecast(const char *at, const char *end, double *forecast, int n) {
    skip_any(&at, end, " [({");
    for (int i = 0; i < n; i++) {
        if (i > 0 && !skip_any(&at, end, " ,;\n")) return false;
        if (!read_number(&at, end, &forecast[i])) return false;
    }
    skip_any(&at, end, " ])}.");
    return at == end;
}

static mg_judgement judge(const mg_problem *problem, const char *text, size_t bytes) {
    mg_series s = mg_series_of_problem(problem);
    double forecast[LONGEST_FORECAST], percent, unit = (double)mg_power_of_ten(s.places);
    int n = (int)s.p[1];
    if (bytes == problem->answer_bytes && memcmp(text, problem->answer, bytes) == 0)
        return (mg_judgement){MG_CORRECT, 1.0, "the answer"};
    if (!read_forecast(text, text + bytes, forecast, n))
        return (mg_judgement){MG_UNPARSABLE, 0.0, "not a list of as many numbers as asked for"};
    for (int i = 0; i < n; i++) forecast[i] *= unit;
    percent = smape(s.x + s.n, forecast, n);
    if (percent < ALL_PERCENT)
        return (mg_judgement){MG_EQUIVALENT, 1.0, "within 5 percent sMAPE of what came"};
    if (percent < HALF_PERCENT)
        return (mg_judgement){MG_WRONG, 0.5, "within 20 percent sMAPE of what came"};
    return (mg_judgement){MG_WRONG, 0.0, "20 percent sMAPE or more from what came"};
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 144, MORE = 16 };
    int each = mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, level->knob[MG_SERIES_OWN] * each,
                            level->knob[MG_SERIES_VALUES] * each / 2 + MORE);
}

const mg_family mg_family_series_outlook = {
    MG_SERIES_FAMILY(outlook),
    .summary = "a forecast of what came, rewarded by its error",
    .knobs = {"values", "digits", "decimal_places", "forecast"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_OWN,
    .judge = judge,
};
