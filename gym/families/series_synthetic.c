/* Synthetic windows of the shapes that real series have, in whole numbers and one division, so that
 * they are the same on every machine. */
#include "gym/families/series_common.h"

enum { UNIFORM, TREND, SEASON, WALK, COUNTS, SHAPES, LONGEST_SEASON = 12 };

static void draw_trend(mg_rng *rng, int64_t *x, int n) {
    int64_t start = mg_draw_between(rng, 300, 700), rise = mg_draw_between(rng, -600, 600);
    int64_t noise = mg_rng_below(rng, 2) ? 20 : 120;
    for (int t = 0; t < n; t++) x[t] = start + rise * t / n + mg_draw_between(rng, -noise, noise);
}

static void draw_season(mg_rng *rng, int64_t *x, int n) {
    int64_t pattern[LONGEST_SEASON];
    int season = (int)mg_draw_between(rng, 2, LONGEST_SEASON);
    int64_t noise = mg_draw_between(rng, 0, 60), rise = mg_draw_between(rng, -100, 100);
    for (int i = 0; i < season; i++) pattern[i] = mg_draw_between(rng, 100, 800);
    for (int t = 0; t < n; t++)
        x[t] = pattern[t % season] + rise * t / n + mg_draw_between(rng, -noise, noise);
}

static void draw_walk(mg_rng *rng, int64_t *x, int n) {
    int64_t at = mg_draw_between(rng, 200, 800), step = mg_draw_between(rng, 20, 120);
    for (int t = 0; t < n; t++) x[t] = at += mg_draw_between(rng, -step, step);
}

/* Many zeros and repeats, as in sales of one article. */
static void draw_counts(mg_rng *rng, int64_t *x, int n) {
    for (int t = 0; t < n; t++) {
        int64_t most = mg_rng_below(rng, 4) == 0 ? 9 : 3;
        x[t] = 100 * mg_draw_between(rng, 0, most);
    }
}

static void draw_uniform(mg_rng *rng, int64_t *x, int n) {
    for (int t = 0; t < n; t++) x[t] = mg_draw_between(rng, 0, 999);
}

static void draw_shape(mg_rng *rng, int64_t *x, int n) {
    static void (*const DRAWS[SHAPES])(mg_rng *, int64_t *, int) = {
        draw_uniform, draw_trend, draw_season, draw_walk, draw_counts};
    DRAWS[mg_rng_below(rng, SHAPES)](rng, x, n);
    int64_t level = mg_rng_below(rng, 8) == 0 ? -500 : 0; /* some with both signs */
    for (int t = 0; t < n; t++) x[t] += level;
}

/* Half of the second series follow the first, or its opposite, with some noise. */
static void draw_second(mg_rng *rng, const int64_t *first, int64_t *x, int n) {
    draw_shape(rng, x, n);
    if (mg_rng_below(rng, 2)) return;
    int sign = mg_rng_below(rng, 2) ? 1 : -1;
    for (int t = 0; t < n; t++) x[t] = 500 + sign * (first[t] - 500) / 2 + (x[t] - 500) / 8;
}

static const char *const FREQUENCIES[] = {"15T", "30T", "H", "2H", "6H", "D", "W", "M", "Q"};

static mg_status window(void *context, mg_rng *rng, int count, int pair, mg_series_window *out) {
    enum { COUNT = sizeof FREQUENCIES / sizeof FREQUENCIES[0], HOUR = 3600, DAYS = 9131 };
    static const int64_t Y2000 = 946684800;
    (void)context;
    int64_t x[2][MG_SERIES_MOST + MG_SERIES_SPARE];
    draw_shape(rng, x[0], count);
    if (pair) draw_second(rng, x[0], x[1], count);
    const char *freq = FREQUENCIES[mg_rng_below(rng, COUNT)];
    int64_t start = Y2000 + HOUR * mg_draw_between(rng, 0, 24 * DAYS);
    float scale = (float)mg_power_of_ten((int)mg_rng_below(rng, 4));
    for (int i = 0; i <= (pair != 0); i++) {
        out[i] = (mg_series_window){.subset = "synthetic",
                                    .item_id = "",
                                    .freq = freq,
                                    .has_start = true,
                                    .start = start,
                                    .variate = i,
                                    .count = count};
        for (int t = 0; t < count; t++) out[i].values[t] = (float)x[i][t] / scale;
    }
    return MG_OK;
}

const mg_series_provider mg_series_synthetic = {.window = window};
