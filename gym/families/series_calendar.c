#include "gym/families/series_calendar.h"

#include "gym/families/arithmetic_date.h"

enum {
    START = MG_SERIES_START,
    MINUTES = MG_SERIES_MINUTES,
    MONTHS = MG_SERIES_MONTHS,
    HOUR = 60,
    DAY = MG_SERIES_DAY,
    YEAR_1970 = 719162
};

/* -- frequencies ------------------------------------------------------------------------------- */

typedef struct step {
    const char *base;
    int minutes, months;
} step;

/* Reads "15T", "H", "W-SUN", "2QS-OCT": a number, letters, and an anchor that does not matter
 * here. */
static bool read_frequency(const char *freq, int64_t *minutes, int64_t *months) {
    static const step STEPS[] = {{"T", 1, 0},   {"min", 1, 0},     {"H", HOUR, 0}, {"h", HOUR, 0},
                                 {"D", DAY, 0}, {"W", 7 * DAY, 0}, {"M", 0, 1},    {"MS", 0, 1},
                                 {"ME", 0, 1},  {"Q", 0, 3},       {"QS", 0, 3},   {"QE", 0, 3},
                                 {"A", 0, 12},  {"Y", 0, 12},      {"AS", 0, 12},  {"YS", 0, 12},
                                 {"YE", 0, 12}};
    int64_t times = 0;
    for (; *freq >= '0' && *freq <= '9' && times < DAY; freq++) times = 10 * times + (*freq - '0');
    size_t letters = strcspn(freq, "-");
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        if (strlen(STEPS[i].base) != letters || memcmp(STEPS[i].base, freq, letters) != 0) continue;
        *minutes = (times ? times : 1) * STEPS[i].minutes;
        *months = (times ? times : 1) * STEPS[i].months;
        return *minutes < 100 * DAY && *months <= 12;
    }
    return false;
}

/* Starts outside 1900 to 2100 are not believed. */
void mg_series_set_calendar(mg_rng *rng, const mg_series_window *window, int64_t *p) {
    enum { FROM = 693595, DAYS = 73049, DRAWN_FROM = 730119, DRAWN_DAYS = 9131 };
    static const int DRAWN[] = {15, 30, HOUR, 2 * HOUR, 6 * HOUR, DAY, 7 * DAY};
    if (!read_frequency(window->freq, &p[MINUTES], &p[MONTHS])) {
        p[MINUTES] = DRAWN[mg_rng_below(rng, sizeof DRAWN / sizeof DRAWN[0])];
        p[MONTHS] = 0;
    }
    int64_t second = window->start, day = (int64_t)YEAR_1970 * DAY;
    p[START] = day + (second < 0 ? (second - 59) / 60 : second / 60);
    int64_t start_day = p[START] / DAY;
    if (!window->has_start || second < -((int64_t)YEAR_1970 - FROM) * DAY * 60 ||
        start_day > FROM + DAYS) {
        start_day = DRAWN_FROM + mg_rng_below(rng, DRAWN_DAYS);
        p[START] = start_day * DAY + HOUR * mg_rng_below(rng, 24);
    }
    if (p[MONTHS] || p[MINUTES] >= DAY) p[START] = start_day * DAY;
    if (p[MONTHS]) p[START] -= (mg_date_of(start_day).day - 1) * DAY;
}

int64_t mg_series_time_of(const int64_t *p, int index) {
    if (p[MONTHS] == 0) return p[START] + index * p[MINUTES];
    mg_date date = mg_date_of(p[START] / DAY);
    int64_t month = date.month - 1 + index * p[MONTHS];
    return mg_day_of((mg_date){date.year + month / 12, (int)(month % 12) + 1, 1}) * DAY;
}

/* -- print ------------------------------------------------------------------------------------- */

void mg_series_write_time(mg_text *out, const int64_t *p, int64_t minute) {
    enum { ISO = 2 };
    mg_text_date(out, minute / DAY, ISO);
    if (p[MONTHS] || p[MINUTES] >= DAY) return;
    mg_text_char(out, ' ');
    mg_text_clock(out, minute % DAY);
}

static void write_step(mg_text *out, const int64_t *p) {
    static const struct {
        int64_t unit;
        const char *name;
    } UNITS[] = {{7 * DAY, "week"}, {DAY, "day"}, {HOUR, "hour"}, {1, "minute"}};
    int unit = 0;
    while (!p[MONTHS] && p[MINUTES] % UNITS[unit].unit != 0) unit++;
    int64_t count = p[MONTHS] ? p[MONTHS] : p[MINUTES] / UNITS[unit].unit;
    mg_text_string(out, "every ");
    if (count > 1) mg_text_int(out, count);
    if (count > 1) mg_text_char(out, ' ');
    mg_text_string(out, p[MONTHS] ? "month" : UNITS[unit].name);
    if (count > 1) mg_text_char(out, 's');
}

static void write_calendar(mg_text *out, const int64_t *p) {
    mg_text_string(out, "The first is of ");
    mg_series_write_time(out, p, p[START]);
    mg_text_string(out, ", and one comes ");
    write_step(out, p);
    mg_text_string(out, ". ");
}

void mg_series_ask_calendar(const mg_series *s, const char *sentence, mg_text *out) {
    write_calendar(out, s->p);
    mg_series_write_sentence(s, sentence, out);
}
