/* Small programs over a series: exponential smoothing, a counter, a running excess, a switch.
 *
 * Parameters: the position to stop at, two levels. Values that equal a level are avoided: the
 * counter calls them not above, the switch has none. An excess that is 0 at the end is no problem.
 */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { COUNTER, EXCESS, SWITCH, SMOOTHING, KINDS, CLASSES = 3 };

/* values, digits, places, programs, most steps of smoothing */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit: a counter", {6, 1, 0, 1, 0}},
    {"8 values, 2 digits: a running excess too", {8, 2, 0, 2, 0}},
    {"12 values, 2 digits: a switch and smoothing too", {12, 2, 0, KINDS, 3}},
    {"24 values, 3 digits, 1 decimal place", {24, 3, 1, KINDS, 5}},
    {"48 values, 3 digits, 2 decimal places", {48, 3, 2, KINDS, 7}},
};

static const char *const SENTENCES[KINDS] = {
    "Start with s = 0. For each value: if it is above $1, add 1 to s, else take 1 from s, but "
    "never "
    "go below 0. What is s at the end?",
    "Start with s = 0. For each value x: s becomes s + x - $1, or 0 where that is negative. What "
    "is "
    "s at the end?",
    "A switch is off. For each value: below $1 it goes on, above $2 it goes off, else it stays. "
    "After how many values is it on?",
    "Start with e = the first value. For each value x from position 2 to position %0, e becomes "
    "(e + x)/2. What is e then? Give the exact number.",
};

static int64_t run_counter(const mg_series *s) {
    int64_t count = 0;
    for (int i = 0; i < s->n; i++) {
        count += s->x[i] > s->p[1] ? 1 : -1;
        if (count < 0) count = 0;
    }
    return count;
}

static int64_t run_excess(const mg_series *s) {
    int64_t excess = 0;
    for (int i = 0; i < s->n; i++) {
        excess += s->x[i] - s->p[1];
        if (excess < 0) excess = 0;
    }
    return excess;
}

/* -1 where a value equals a level. */
static int64_t run_switch(const mg_series *s) {
    int64_t count = 0;
    bool is_on = false;
    for (int i = 0; i < s->n; i++) {
        if (s->x[i] == s->p[1] || s->x[i] == s->p[2]) return -1;
        is_on = s->x[i] < s->p[1] || (is_on && s->x[i] < s->p[2]);
        count += is_on;
    }
    return count;
}

/* 2^(k-1) times e after k values. */
static int64_t run_smoothing(const mg_series *s) {
    int64_t sum = s->x[0];
    for (int i = 1; i < s->p[0]; i++) sum += s->x[i] * ((int64_t)1 << (i - 1));
    return sum;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    if (s->kind == SMOOTHING) {
        *answer = mg_series_number(s, run_smoothing(s), (int64_t)1 << (s->p[0] - 1));
        return true;
    }
    if (s->kind == EXCESS) {
        *answer = mg_series_number(s, run_excess(s), 1);
        return answer->value.top > 0;
    }
    *answer = mg_series_whole(s->kind == COUNTER ? run_counter(s) : run_switch(s));
    return s->kind == COUNTER || (answer->value.top > 0 && s->p[1] < s->p[2]);
}

static const mg_series_task TASK = {"rule", SENTENCES, false, solve};

static void draw_parameters(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t *p = v + 3;
    const int64_t *x = v + MG_SERIES_HEAD;
    int n = (int)v[1];
    p[0] = v[0] == SMOOTHING ? 1 + mg_draw_between(rng, 2, level->knob[MG_SERIES_OWN + 1]) : 0;
    p[1] = v[0] == SMOOTHING ? 0 : mg_series_draw_level(rng, x, n);
    p[2] = v[0] == SWITCH ? mg_series_draw_level(rng, x, n) : 0;
    if (v[0] != SWITCH || p[1] < p[2]) return;
    int64_t upper = p[1];
    p[1] = p[2];
    p[2] = upper;
}

/* Nothing, little, much: of what a counter can come to. */
static int class_of(int64_t count) {
    return count <= 0 ? 0 : count <= 2 ? 1 : 2;
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    MG_TRY(mg_series_begin(level, rng, &item, v, NULL));
    if (v[1] == 0) return MG_OK;
    draw_parameters(level, rng, v);
    mg_series s = mg_series_of(v);
    if (v[0] == COUNTER) mg_series_wish(rng, &item, CLASSES, class_of(run_counter(&s)), v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work_smoothing(const mg_series *s, mg_text *out) {
    mg_series_answer e = mg_series_number(s, s->x[0], 1);
    for (int i = 1; i < s->p[0]; i++) {
        mg_text_char(out, '(');
        mg_series_write_answer(out, &e);
        mg_text_char(out, '+');
        mg_series_write_operand(out, s->x[i], s->places);
        mg_text_string(out, ")/2=");
        e.value = mg_ratio_of(e.value.top + s->x[i] * e.value.bottom, 2 * e.value.bottom);
        mg_series_write_answer(out, &e);
        mg_text_char(out, ';');
    }
}

/* What s or the number of values so far is after each value. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem), part = s;
    if (s.kind == SMOOTHING) {
        work_smoothing(&s, out);
        return;
    }
    int64_t state[MG_SERIES_MOST];
    for (int i = 0; i < s.n; i++) {
        part.n = i + 1;
        state[i] = s.kind == COUNTER  ? run_counter(&part)
                   : s.kind == EXCESS ? run_excess(&part)
                                      : run_switch(&part);
    }
    mg_text_string(out, s.kind == SWITCH ? "on so far: " : "s: ");
    mg_series_write_values(out, state, s.n, s.kind == EXCESS ? s.places : 0);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 160, ANSWER = 16, MORE = 256 };
    int list = level->knob[MG_SERIES_VALUES] * (mg_series_value_bytes(level) + 2);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_rule = {
    MG_SERIES_FAMILY(rule),
    .summary = "small programs over a series: counter, excess, switch, smoothing",
    .knobs = {"values", "digits", "decimal_places", "programs", "most_steps"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
};
