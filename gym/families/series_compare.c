/* Two series: which has the larger mean or varies more, and the sign of their correlation.
 *
 * Margins: means differ by 1/20 of the span of all values, variances by a factor of 3/2, and
 * correlations are 1/2 or stronger. Either answer comes equally often. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { MEAN, CORRELATION, VARIANCE, KINDS, UNCLEAR = 2 };

/* values of both, digits, places, questions */
static const mg_level LEVELS[] = {
    {"2 times 4 values, 1 digit: means", {8, 1, 0, 1}},
    {"2 times 6 values, 2 digits: correlations too", {12, 2, 0, 2}},
    {"2 times 8 values, 2 digits: variances too", {16, 2, 0, KINDS}},
    {"2 times 16 values, 3 digits, 1 decimal place", {32, 3, 1, KINDS}},
    {"2 times 32 values, 3 digits, 2 decimal places", {64, 3, 2, KINDS}},
};

static const char *const SENTENCES[KINDS] = {
    "Which series has the larger mean, A or B?",
    "Is the correlation of A and B positive or negative?",
    "Which series has the larger variance, A or B?",
};

/* 0: A or positive; 1: B or negative; UNCLEAR. */
static int class_of(const mg_series *s) {
    int n = s->n / 2;
    const int64_t *a = s->x, *b = s->x + n;
    if (s->kind == MEAN) {
        int64_t difference = mg_series_sum(a, n) - mg_series_sum(b, n);
        int64_t span = mg_series_highest(s->x, s->n) - mg_series_lowest(s->x, s->n);
        if (20 * (difference < 0 ? -difference : difference) < n * span) return UNCLEAR;
        return difference < 0;
    }
    mg_series_wide aa = mg_series_spread(a, a, n), bb = mg_series_spread(b, b, n),
                   ab = mg_series_spread(a, b, n);
    if (s->kind == VARIANCE) return 2 * aa >= 3 * bb ? 0 : 2 * bb >= 3 * aa ? 1 : UNCLEAR;
    return 4 * ab * ab < aa * bb ? UNCLEAR : ab < 0;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    static const char *const NAMES[KINDS][2] = {{"A", "B"}, {"positive", "negative"}, {"A", "B"}};
    int found = class_of(s);
    if (found == UNCLEAR) return false;
    *answer = mg_series_word(NAMES[s->kind][found]);
    return true;
}

static const mg_series_task TASK = {"compare", SENTENCES, true, solve};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item = mg_series_start(rng);
    v[0] = mg_rng_below(&item, (uint32_t)level->knob[MG_SERIES_OWN]);
    MG_TRY(mg_series_take(level, rng, level->knob[MG_SERIES_VALUES], true, false, v, NULL));
    if (v[1] == 0) return MG_OK;
    mg_series s = mg_series_of(v);
    mg_series_wish(rng, &item, 2, class_of(&s), v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    for (int i = 0; i < 2; i++) mg_series_work_mean(out, s.x + i * (s.n / 2), s.n / 2, s.places);
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 56, ANSWER = 8, MORE = 96 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_compare = {
    MG_SERIES_FAMILY(compare),
    .summary = "two series: larger mean, larger variance, sign of the correlation",
    .knobs = {"values", "digits", "decimal_places", "questions"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_WORD,
};
