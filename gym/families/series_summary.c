/* Largest, smallest, their positions, range, sum, mean, median, and how many are above a level: of
 * all values or of those between two positions.
 *
 * Parameters: first and last position, the level. Margins: an extreme that is asked for by its
 * position is the only one; no value equals the level, and some are on either side. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { LARGEST, SMALLEST, PLACE_LARGEST, PLACE_SMALLEST, RANGE, ABOVE, SUM, MEDIAN, MEAN, KINDS };
enum { FEWEST = 3, PLACE_CLASSES = 8 };

/* values, digits, places, kinds, parts too */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit: the largest and smallest and where", {6, 1, 0, 4, 0}},
    {"8 values, 2 digits, without sums", {8, 2, 0, 6, 0}},
    {"12 values, 2 digits, all questions, also of parts", {12, 2, 0, KINDS, 1}},
    {"24 values, 3 digits, 1 decimal place", {24, 3, 1, KINDS, 1}},
    {"64 values, 3 digits, 2 decimal places", {64, 3, 2, KINDS, 1}},
};

/* Of all values, then of a part. */
static const char *const SENTENCES[2 * KINDS] = {
    "What is the largest value?",
    "What is the smallest value?",
    "At which position, counted from 1, is the largest value?",
    "At which position, counted from 1, is the smallest value?",
    "What is the largest value minus the smallest?",
    "How many values are above $2?",
    "What is the sum of all values?",
    "What is the median?",
    "What is the mean?",
    "What is the largest value from position %0 to position %1?",
    "What is the smallest value from position %0 to position %1?",
    "At which position, counted from 1, is the largest value from position %0 to position %1?",
    "At which position, counted from 1, is the smallest value from position %0 to position %1?",
    "What is the largest value minus the smallest from position %0 to position %1?",
    "How many values from position %0 to position %1 are above $2?",
    "What is the sum of the values from position %0 to position %1?",
    "What is the median of the values from position %0 to position %1?",
    "What is the mean of the values from position %0 to position %1?",
};

static int count_above(const int64_t *x, int n, int64_t level) {
    int above = 0;
    for (int i = 0; i < n; i++) {
        if (x[i] == level) return 0;
        above += x[i] > level;
    }
    return above;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int first = (int)s->p[0] - 1, n = (int)s->p[1] - first, kind = s->kind % KINDS;
    const int64_t *x = s->x + first;
    int index;
    switch (kind) {
    case LARGEST:
        *answer = mg_series_number(s, mg_series_highest(x, n), 1);
        return true;
    case SMALLEST:
        *answer = mg_series_number(s, mg_series_lowest(x, n), 1);
        return true;
    case PLACE_LARGEST:
    case PLACE_SMALLEST: {
        bool single = mg_series_extreme(x, n, kind == PLACE_LARGEST ? 1 : -1, &index);
        *answer = mg_series_whole(first + index + 1);
        return single;
    }
    case RANGE:
        *answer = mg_series_number(s, mg_series_highest(x, n) - mg_series_lowest(x, n), 1);
        return true;
    case ABOVE: {
        int above = count_above(x, n, s->p[2]);
        *answer = mg_series_whole(above);
        return above > 0 && above < n;
    }
    case MEDIAN:
        *answer = mg_series_number(s, mg_series_median_twice(x, n), 2);
        return true;
    default:
        *answer = mg_series_number(s, mg_series_sum(x, n), kind == MEAN ? n : 1);
        return true;
    }
}

static const mg_series_task TASK = {"summary", SENTENCES, false, solve};

static void draw_part(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t n = v[1];
    bool is_part = level->knob[MG_SERIES_OWN + 1] && mg_rng_below(rng, 2);
    if (is_part) v[0] += KINDS;
    v[3] = is_part ? mg_draw_between(rng, 1, n - FEWEST) : 1;
    v[4] = is_part ? mg_draw_between(rng, v[3] + FEWEST - 1, n) : n;
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    MG_TRY(mg_series_begin(level, rng, &item, v, NULL));
    if (v[1] == 0) return MG_OK;
    draw_part(level, rng, v);
    const int64_t *x = v + MG_SERIES_HEAD + v[3] - 1;
    int part = (int)(v[4] - v[3] + 1), kind = (int)v[0] % KINDS, index;
    if (kind == ABOVE) v[5] = mg_series_draw_level(rng, x, part);
    if (kind != PLACE_LARGEST && kind != PLACE_SMALLEST) return MG_OK;
    /* real series have their extremes at their ends more often than elsewhere */
    mg_series_extreme(x, part, kind == PLACE_LARGEST ? 1 : -1, &index);
    int classes = part < PLACE_CLASSES ? part : PLACE_CLASSES;
    mg_series_wish(rng, &item, classes, index * classes / part, v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void write_sorted(mg_text *out, const int64_t *x, int n, int places) {
    int64_t sorted[MG_SERIES_MOST];
    mg_series_sort(x, n, sorted);
    mg_text_string(out, "sorted: ");
    mg_series_write_values(out, sorted, n, places);
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int first = (int)s.p[0] - 1, n = (int)s.p[1] - first, kind = s.kind % KINDS;
    const int64_t *x = s.x + first;
    if (kind == SUM || kind == MEAN) {
        int64_t sum = mg_series_work_sum(out, x, n, s.places);
        if (kind == MEAN) mg_series_work_quotient(out, sum, n, s.places);
    } else if (kind == MEDIAN) {
        write_sorted(out, x, n, s.places);
    } else if (kind == RANGE) {
        mg_series_work_difference(out, mg_series_highest(x, n), mg_series_lowest(x, n), s.places);
    } else if (kind != ABOVE) {
        bool is_largest = kind == LARGEST || kind == PLACE_LARGEST;
        mg_text_string(out, is_largest ? "largest: " : "smallest: ");
        mg_text_decimal(out, is_largest ? mg_series_highest(x, n) : mg_series_lowest(x, n),
                        s.places);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 100, ANSWER = 16, MORE = 48 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_summary = {
    MG_SERIES_FAMILY(summary),
    .summary = "extremes, sums, means, medians and counts of a series or a part",
    .knobs = {"values", "digits", "decimal_places", "questions", "parts"},
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
};
