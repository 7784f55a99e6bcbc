/* What the families of the topic series share: windows rounded to short numbers, their print, keys
 * and answers.
 *
 * Operands, MG_SERIES_HEAD of them in front of the values:
 *
 *     [0] kind of question   [1] number of values, 0: no problem   [2] decimal places
 *     [3..7] parameters      [8..] the values, in units of 10^-places; of two series one behind
 *                            the other, half of the values each
 *
 * So a problem knows nothing of where its numbers come from: everything but the draw works on what
 * is printed. Every level's first three knobs are the number of values, digits and places. */
#ifndef MG_GYM_FAMILIES_SERIES_COMMON_H
#define MG_GYM_FAMILIES_SERIES_COMMON_H

#include "data/series_window.h"
#include "gym/family.h"
#include "gym/number.h"

enum {
    MG_SERIES_PARAMETERS = 5,
    MG_SERIES_HEAD = 3 + MG_SERIES_PARAMETERS,
    MG_SERIES_MOST = 64,  /* values a problem */
    MG_SERIES_SPARE = 24, /* values beyond the window, for families that need a longer one */
    /* Knobs, then those of the family. */
    MG_SERIES_VALUES = 0,
    MG_SERIES_DIGITS = 1,
    MG_SERIES_PLACES = 2,
    MG_SERIES_OWN = 3
};

#define MG_SERIES_MISSING INT64_MIN /* printed as "?" */

typedef struct mg_series {
    int kind, n, places;
    const int64_t *p; /* parameters */
    const int64_t *x; /* values */
} mg_series;

mg_series mg_series_of(const int64_t *operand);

/* -- draws ------------------------------------------------------------------------------------ */

/* Starts an attempt at an item. The cursor that it returns is the same for the first attempts at
 * the item, a half of all: what is drawn from it, up to four words (the kind of question, the
 * wished class of the answer), is not biased by which windows are refused. Later attempts draw
 * anew: some data has no falling series at all. Call it first in every `fetch`. */
mg_rng mg_series_start(mg_rng *rng);

/* Draws a window (or, `pair`, two of `count` / 2 values), rounds it, and sets values, count and
 * places. A count of 0 where the window was refused: missing values (unless `gaps`), not finite, or
 * hardly two different numbers after rounding. `window` may be NULL. */
mg_status mg_series_take(const mg_level *level, mg_rng *rng, int count, bool pair, bool gaps,
                         int64_t *operand, mg_series_window *window);

/* How most families begin: starts an attempt, draws the kind of question, of which the first of the
 * family's own knobs says how many there are, and takes a window. */
mg_status mg_series_begin(const mg_level *level, mg_rng *rng, mg_rng *item, int64_t *operand,
                          mg_series_window *window);

static inline void mg_series_refuse(int64_t *operand) {
    operand[1] = 0;
}

/* Refuses the operands unless their class is the one that is drawn for the item: so that the
 * classes of answers come equally often, whatever the data has more of. Later attempts may be of
 * any class. */
void mg_series_wish(const mg_rng *rng, mg_rng *item, int classes, int class_found,
                    int64_t *operand);

/* Whether the family may give a window the shape that it asks about: always with synthetic windows,
 * with real ones after many attempts. No source is so poor then that a family has no problem. */
bool mg_series_may_shape(const mg_level *level, const mg_rng *rng);

/* A level between the lowest and the highest value that is none of them, if some draws find one. */
int64_t mg_series_draw_level(mg_rng *rng, const int64_t *x, int n);

/* Adds what makes the lowest value 1, where one is 0 or below. */
void mg_series_lift(int64_t *x, int n);

/* Repeats the first `season` of n values, with noise of up to 1/quiet of their span. */
void mg_series_repeat(mg_rng *rng, int64_t *x, int n, int season, int quiet);

/* Rounds finite values to integers of up to `digits` digits in units of 10^-places, places at most
 * `most_places`: the digits that the largest magnitude leaves, or, without places, of
 * fives or twos of its units; where the span is less than
 * half of the magnitude, values are counted from the lowest. Gaps (NaN) become
 * MG_SERIES_MISSING. False where a value is infinite or all numbers that are left are the same. */
bool mg_series_round(const float *value, int count, int digits, int most_places, int64_t *rounded,
                     int *places);

/* The provider of synthetic windows, where a level is bound to none. */
extern const mg_series_provider mg_series_synthetic;

/* -- answers ---------------------------------------------------------------------------------- */

/* A word, a text that is made, or a number in units of 10^-places. */
typedef struct mg_series_answer {
    const char *word; /* NULL: the text */
    char text[24];    /* empty: the number */
    mg_ratio value;
    int places;
} mg_series_answer;

/* For counts and positions. */
static inline mg_series_answer mg_series_whole(int64_t value) {
    return (mg_series_answer){.value = {value, 1}};
}

static inline mg_series_answer mg_series_word(const char *word) {
    return (mg_series_answer){.word = word};
}

/* top / bottom units of the series' own last place. */
static inline mg_series_answer mg_series_number(const mg_series *s, int64_t top, int64_t bottom) {
    return (mg_series_answer){.value = mg_ratio_of(top, bottom), .places = s->places};
}

__extension__ typedef __int128 mg_series_wide;

/* The nearest whole number to top / bottom, bottom > 0. Margin: false within a thousandth of the
 * middle between two, so that solvers with floating point are right too. */
bool mg_series_nearest(mg_series_wide top, mg_series_wide bottom, int64_t *nearest);

/* Numbers that are whole in their units as decimals, others as fractions in ones. */
void mg_series_write_answer(mg_text *out, const mg_series_answer *answer);

/* -- questions -------------------------------------------------------------------------------- */

/* What a family asks. A sentence has holes: "%0" parameter 0 as it is, "$0" parameter 0 as a value
 * of the series. `solve` is false where the question has no answer or it is not clear enough; its
 * margins are part of the family. */
typedef struct mg_series_task {
    const char *name;
    const char *const *sentence; /* one a kind */
    bool pair;
    bool (*solve)(const mg_series *s, mg_series_answer *answer);
    void (*ask)(const mg_series *s, const char *sentence, mg_text *out); /* NULL: the sentence */
} mg_series_task;

/* For `canonical` and `pose` of the families. */
bool mg_series_canonical(const mg_series_task *task, const int64_t *operand, mg_text *out);
void mg_series_pose(const mg_series_task *task, const int64_t *operand, mg_text *question,
                    mg_text *answer, mg_problem *problem);

/* The two functions of a family with the task TASK, and what every family of the topic has, with
 * `fetch`, `work` and `bounds` of its own:
 *
 *     MG_SERIES_FUNCTIONS(TASK)
 *     const mg_family mg_family_series_next = {MG_SERIES_FAMILY(next), .summary = ...}; */
#define MG_SERIES_FUNCTIONS(task)                                                                  \
    static bool canonical(const mg_level *level, const int64_t *operand, mg_text *out) {           \
        (void)level;                                                                               \
        return mg_series_canonical(&(task), operand, out);                                         \
    }                                                                                              \
    static void pose(const mg_level *level, const int64_t *operand, mg_text *question,             \
                     mg_text *answer, mg_problem *problem) {                                       \
        (void)level;                                                                               \
        mg_series_pose(&(task), operand, question, answer, problem);                               \
    }

#define MG_SERIES_FAMILY(title)                                                                    \
    .name = "series_" #title, .topic = "series", .id = MG_FAMILY_ID_series_##title,                \
    .levels = LEVELS, .level_count = sizeof LEVELS / sizeof LEVELS[0], .fetch = fetch,             \
    .canonical = canonical, .pose = pose, .work = work, .bounds = bounds

/* "3, ?, 5" */
void mg_series_write_values(mg_text *out, const int64_t *x, int n, int places);

/* A sentence with its holes filled. */
void mg_series_write_sentence(const mg_series *s, const char *sentence, mg_text *out);

/* Bounds for questions whose longest sentence, with its numbers, has `sentence` bytes. */
mg_text_bounds mg_series_bounds(const mg_level *level, int sentence, int answer, int work);

/* Most bytes of a printed value and what stands between two. */
int mg_series_value_bytes(const mg_level *level);

/* -- worked lines ----------------------------------------------------------------------------- */

/* A value behind an operator: in brackets where negative. */
void mg_series_write_operand(mg_text *out, int64_t value, int places);

/* "3+4-5=2;" and its value */
int64_t mg_series_work_sum(mg_text *out, const int64_t *x, int n, int places);

/* "a-b=c;" and its value */
int64_t mg_series_work_difference(mg_text *out, int64_t a, int64_t b, int places);

/* "top/bottom=value;", top in units of 10^-places */
void mg_series_work_quotient(mg_text *out, int64_t top, int64_t bottom, int places);

/* The sum, and the mean from it. */
void mg_series_work_mean(mg_text *out, const int64_t *x, int n, int places);

static inline mg_series mg_series_of_problem(const mg_problem *problem) {
    return mg_series_of(problem->operand);
}

#endif
