/* Which anomaly a series has, or none: by the rules that the question gives, of which never more
 * than one holds. Margin: a spike is four times as far from the median as any other value, and
 * where there is none, no value is twice as far; the question says three times. */
#include "gym/families/series_anomaly.h"
#include "gym/families/series_measures.h"

enum { NONE = MG_SERIES_CHANGES, CLASSES, FEWEST_SIDE = 2 };

/* values, digits, places */
static const mg_level LEVELS[] = {
    {"8 values, 1 digit", {8, 1, 0}},
    {"10 values, 2 digits", {10, 2, 0}},
    {"16 values, 2 digits", {16, 2, 0}},
    {"32 values, 3 digits, 1 decimal place", {32, 3, 1}},
    {"64 values, 3 digits, 2 decimal places", {64, 3, 2}},
};

static const char *const SENTENCES[] = {
    "Is this a spike (one value at least 3 times as far from the median as any other), a cutoff "
    "(the last 3 or more values are the same), a flip (all values above 0, then all below 0), a "
    "shift (all values above 0; 2 or more values at the end all above, or all below, every value "
    "before, of which there are 2 or more) or none?",
};

/* Whether all values from some index on are above all before it, times sign. */
static bool is_parted(const int64_t *x, int n, int sign) {
    for (int k = FEWEST_SIDE; k <= n - FEWEST_SIDE; k++) {
        bool parted = true;
        for (int i = 0; i < k && parted; i++)
            for (int j = k; j < n && parted; j++) parted = sign * x[j] > sign * x[i];
        if (parted) return true;
    }
    return false;
}

/* How many rules hold; the last one in `found`. -1 where the spike is neither clear nor absent. */
static int rules_that_hold(const mg_series *s, int *found) {
    mg_series_outlier o = mg_series_outlier_of(s->x, s->n);
    bool positive = mg_series_lowest(s->x, s->n) > 0, is_spike = o.distance >= 4 * o.next;
    if (!is_spike && o.distance >= 2 * o.next) return -1;
    const bool holds[MG_SERIES_CHANGES] = {
        [MG_SERIES_SPIKE] = is_spike,
        [MG_SERIES_CUTOFF] = mg_series_stuck_length(s->x, s->n) >= MG_SERIES_STUCK,
        [MG_SERIES_FLIP] = mg_series_flip_index(s->x, s->n) < s->n,
        [MG_SERIES_SHIFT] = positive && (is_parted(s->x, s->n, 1) || is_parted(s->x, s->n, -1))};
    int count = 0;
    for (int i = 0; i < MG_SERIES_CHANGES; i++) {
        count += holds[i];
        if (holds[i]) *found = i;
    }
    return count;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    static const char *const NAMES[CLASSES] = {"spike", "cutoff", "flip", "shift", "none"};
    int found = NONE, count = rules_that_hold(s, &found);
    *answer = mg_series_word(NAMES[found]);
    return count == 0 || count == 1;
}

static const mg_series_task TASK = {"anomaly type", SENTENCES, false, solve};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item = mg_series_start(rng);
    int wished = (int)mg_rng_below(&item, CLASSES), found = NONE, n = level->knob[MG_SERIES_VALUES];
    MG_TRY(mg_series_take(level, rng, n, false, false, v, NULL));
    if (v[1] == 0) return MG_OK;
    int64_t *x = v + MG_SERIES_HEAD;
    if (wished != NONE) mg_series_put_anomaly(rng, (mg_series_change)wished, x, n);
    if (wished == MG_SERIES_SHIFT) mg_series_lift(x, n);
    mg_series s = mg_series_of(v);
    if (rules_that_hold(&s, &found) != (wished != NONE) || found != wished) mg_series_refuse(v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    mg_series_outlier o = mg_series_outlier_of(s.x, s.n);
    mg_series_answer half = mg_series_number(&s, mg_series_median_twice(s.x, s.n), 2);
    mg_text_string(out, "median: ");
    mg_series_write_answer(out, &half);
    mg_text_string(out, ";farthest: ");
    mg_text_decimal(out, s.x[o.index], s.places);
    mg_text_string(out, ";smallest: ");
    mg_text_decimal(out, mg_series_lowest(s.x, s.n), s.places);
    mg_text_string(out, ";same at the end: ");
    mg_text_int(out, mg_series_stuck_length(s.x, s.n));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 336, ANSWER = 6, WORK = 112 };
    return mg_series_bounds(level, SENTENCE, ANSWER, WORK);
}

const mg_family mg_family_series_anomaly_type = {
    MG_SERIES_FAMILY(anomaly_type),
    .summary = "spike, cutoff, flip, shift or none, by rules",
    .knobs = {"values", "digits", "decimal_places"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_WORD,
};
