/* From windows to operands. */
#include <math.h>

#include "gym/families/series_measures.h"

enum {
    /* Blocks of Philox an attempt: more than any family draws, so that attempts can be counted. */
    ATTEMPT_BLOCKS = 256,
    WISHED_ATTEMPTS = MG_MAX_FETCHES / 2, /* the rest is left for the split */
    /* Attempts at windows near one another (providers read neighbouring items from one block of a
     * series, which may have nothing to ask about) before others are asked for: at 32 attempts, 64,
     * 128, ... since each may cost a read of a far file. */
    NEAR_ATTEMPTS = 32,
    UNSHAPED_ATTEMPTS = NEAR_ATTEMPTS,
    REFUSED_ATTEMPTS = 2 * NEAR_ATTEMPTS, /* before "nothing found" is the answer */
    FEWEST_DIFFERENT = 3,                 /* numbers of a window, at first; then two will do */
    DIFFERENT_ATTEMPTS = 2 * NEAR_ATTEMPTS,
    MOST_EXPONENT = 44, /* 10^44 brings the smallest float into the range of 0.1 to 10 */
};

static int attempt_of(const mg_rng *rng) {
    return (int)(rng->draw / ATTEMPT_BLOCKS);
}

static void move_cursor(mg_rng *rng, uint32_t block) {
    rng->draw = block;
    rng->used = 4;
}

mg_rng mg_series_start(mg_rng *rng) {
    mg_rng item = *rng;
    move_cursor(rng, (rng->draw + ATTEMPT_BLOCKS - 1) / ATTEMPT_BLOCKS * ATTEMPT_BLOCKS);
    uint32_t attempt = (uint32_t)attempt_of(rng), other = attempt < WISHED_ATTEMPTS ? 0 : attempt;
    move_cursor(&item, (1u << 31) + other); /* where no attempt comes near */
    return item;
}

void mg_series_wish(const mg_rng *rng, mg_rng *item, int classes, int class_found,
                    int64_t *operand) {
    int wished = (int)mg_rng_below(item, (uint32_t)classes);
    int attempt = attempt_of(rng);
    if (attempt < WISHED_ATTEMPTS && wished != class_found) mg_series_refuse(operand);
}

int64_t mg_series_draw_level(mg_rng *rng, const int64_t *x, int n) {
    enum { TRIES = 8 };
    int64_t low = mg_series_lowest(x, n), high = mg_series_highest(x, n), level = low;
    for (int tries = 0; tries < TRIES; tries++) {
        bool is_value = false;
        level = mg_draw_between(rng, low, high);
        for (int i = 0; i < n; i++) is_value = is_value || x[i] == level;
        if (!is_value) break;
    }
    return level;
}

void mg_series_lift(int64_t *x, int n) {
    int64_t low = mg_series_lowest(x, n);
    for (int i = 0; low <= 0 && i < n; i++) x[i] += 1 - low;
}

bool mg_series_may_shape(const mg_level *level, const mg_rng *rng) {
    return !level->context || attempt_of(rng) >= UNSHAPED_ATTEMPTS;
}

void mg_series_repeat(mg_rng *rng, int64_t *x, int n, int season, int quiet) {
    int64_t noise = (mg_series_highest(x, season) - mg_series_lowest(x, season)) / quiet;
    for (int i = n - 1; i >= season; i--)
        x[i] = x[i % season] + mg_draw_between(rng, -noise, noise);
}

/* -- rounding --------------------------------------------------------------------------------- */

/* 10^exponent is not a double for most exponents; one product or quotient with it still rounds the
 * same on every machine. */
static double scaled(double value, int exponent) {
    double power = 1.0;
    for (int i = exponent < 0 ? -exponent : exponent; i > 0; i--) power *= 10.0;
    return exponent < 0 ? value / power : value * power;
}

/* The largest exponent at which the magnitude rounds to `digits` digits. */
static int exponent_of(double magnitude, int digits) {
    double limit = (double)mg_power_of_ten(digits);
    int exponent = -MOST_EXPONENT;
    while (exponent < MOST_EXPONENT && round(scaled(magnitude, exponent + 1)) < limit) exponent++;
    return exponent;
}

/* Whole numbers may count in fifths or halves of a power of ten: a magnitude of 1.4 is then 7
 * fifths and not one digit of almost nothing. */
static int parts_of(double magnitude, int exponent, int digits) {
    double limit = (double)mg_power_of_ten(digits), value = scaled(magnitude, exponent);
    return round(5.0 * value) < limit ? 5 : round(2.0 * value) < limit ? 2 : 1;
}

static bool has_different_values(const int64_t *x, int count, int fewest) {
    int64_t seen[FEWEST_DIFFERENT];
    int different = 0;
    for (int i = 0; i < count && different < fewest; i++) {
        bool is_new = x[i] != MG_SERIES_MISSING;
        for (int j = 0; j < different; j++) is_new = is_new && x[i] != seen[j];
        if (is_new) seen[different++] = x[i];
    }
    return different == fewest;
}

bool mg_series_round(const float *value, int count, int digits, int most_places, int64_t *rounded,
                     int *places) {
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < count; i++) {
        if (isinf(value[i])) return false;
        if (isnan(value[i])) continue;
        if (value[i] < low) low = value[i];
        if (value[i] > high) high = value[i];
    }
    if (!(low < high)) return false;
    double magnitude = fmax(fabs(low), fabs(high));
    double from = 2.0 * (high - low) < magnitude ? low : 0.0;
    if (from != 0.0) magnitude = high - low;
    int exponent = exponent_of(magnitude, digits);
    int parts = most_places > 0 ? 1 : parts_of(magnitude, exponent, digits);
    for (int i = 0; i < count; i++)
        rounded[i] = isnan(value[i])
                         ? MG_SERIES_MISSING
                         : (int64_t)round(parts * scaled((double)value[i] - from, exponent));
    *places = exponent < 0 ? 0 : exponent < most_places ? exponent : most_places;
    return has_different_values(rounded, count, 2);
}

/* -- windows ---------------------------------------------------------------------------------- */

/* Asks the provider at the cursor, or at that of an item far away where many windows near this one
 * would not do. */
static mg_status draw_windows(const mg_series_provider *provider, mg_rng *rng, int count, int pair,
                              mg_series_window *out) {
    mg_rng at = *rng;
    int place = 0;
    while (attempt_of(rng) >> place >= NEAR_ATTEMPTS) place++;
    at.index ^= (uint64_t)place << 40;
    at.used = 4;
    mg_status status = provider->window(provider->context, &at, count, pair, out);
    /* onward in any case, so that the next attempt is another one */
    move_cursor(rng, at.draw > rng->draw ? at.draw : rng->draw + 1);
    return status;
}

static bool has_gaps(const mg_series_window *window) {
    for (int i = 0; i < window->count; i++)
        if (isnan(window->values[i])) return true;
    return false;
}

/* Two series have the smaller number of places of the two. */
static bool round_windows(const mg_level *level, const mg_series_window *window, int series,
                          bool gaps, int fewest, int64_t *operand) {
    int places = level->knob[MG_SERIES_PLACES], count = window[0].count;
    for (int i = 0; i < series; i++) {
        int found;
        if ((has_gaps(&window[i]) && !gaps) ||
            !mg_series_round(window[i].values, count, level->knob[MG_SERIES_DIGITS], places,
                             operand + MG_SERIES_HEAD + i * count, &found))
            return false;
        if (!has_different_values(operand + MG_SERIES_HEAD + i * count, count, fewest))
            return false;
        places = found < places ? found : places;
    }
    operand[2] = places;
    return true;
}

mg_status mg_series_take(const mg_level *level, mg_rng *rng, int count, bool pair, bool gaps,
                         int64_t *operand, mg_series_window *window) {
    mg_series_window drawn[2];
    const mg_series_provider *provider = level->context ? level->context : &mg_series_synthetic;
    int series = pair ? 2 : 1;
    mg_series_refuse(operand);
    bool is_patient = attempt_of(rng) < REFUSED_ATTEMPTS;
    mg_status status = draw_windows(provider, rng, count / series, pair, drawn);
    if (status == MG_ERR_NOT_FOUND && is_patient) return MG_OK;
    MG_TRY(status);
    int fewest = attempt_of(rng) < DIFFERENT_ATTEMPTS ? FEWEST_DIFFERENT : 2;
    if (round_windows(level, drawn, series, gaps, fewest, operand)) operand[1] = count;
    if (window) *window = drawn[0];
    return MG_OK;
}

mg_status mg_series_begin(const mg_level *level, mg_rng *rng, mg_rng *item, int64_t *operand,
                          mg_series_window *window) {
    *item = mg_series_start(rng);
    operand[0] = mg_rng_below(item, (uint32_t)level->knob[MG_SERIES_OWN]);
    int count = level->knob[MG_SERIES_VALUES];
    return mg_series_take(level, rng, count, false, false, operand, window);
}
