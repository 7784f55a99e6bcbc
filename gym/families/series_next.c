/* The next value of a series that follows a rule; its first values come from a window.
 *
 * Parameter 0: the period. A value follows from those before it, so the same function continues,
 * checks and answers. */
#include "gym/families/series_common.h"

enum { ARITHMETIC, PERIODIC, FIBONACCI, GEOMETRIC, QUADRATIC, AFFINE, KINDS, LONGEST_PERIOD = 4 };

/* values, digits, places, kinds */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit: constant difference or repeating", {6, 1, 0, 2}},
    {"6 values, 2 digits, sums of the two before too", {6, 2, 0, 3}},
    {"6 values, 2 digits, all six rules", {6, 2, 0, KINDS}},
    {"8 values, 3 digits, 1 decimal place, all six rules", {8, 3, 1, KINDS}},
    {"10 values, 3 digits, 2 decimal places, all six rules", {10, 3, 2, KINDS}},
};

static const char *const SENTENCES[KINDS] = {
    "Neighbours always differ by the same amount. What is the next value?",
    "The same %0 values come again and again. What is the next value?",
    "From the third on, each value is the sum of the two before it. What is the next value?",
    "Each value is the one before it times the same number. What is the next value?",
    "The differences of neighbours change by the same amount from one to the next. What is the "
    "next value?",
    "Each value is a times the one before it plus b, with the same a and b. What is the next "
    "value?",
};

/* How many values the rule needs to see. */
static int seen_by(int kind, int period) {
    static const int SEEN[KINDS] = {2, 0, 2, 2, 3, 3};
    return kind == PERIODIC ? period : SEEN[kind];
}

/* x[i] from those before it; false where they do not say. */
static bool follow(int kind, int period, const int64_t *x, int i, int64_t *next) {
    int64_t last = x[i - 1], step = kind == PERIODIC ? 0 : last - x[i - 2];
    switch (kind) {
    case ARITHMETIC:
        *next = last + step;
        return step != 0;
    case PERIODIC:
        *next = x[i - period];
        return true;
    case FIBONACCI:
        *next = last + x[i - 2];
        return true;
    case GEOMETRIC:
        if (x[i - 2] == 0 || last % x[i - 2] != 0 || step == 0) return false;
        *next = last * (last / x[i - 2]);
        return true;
    default: {
        int64_t before = x[i - 2] - x[i - 3];
        if (kind == AFFINE && (before == 0 || step % before != 0)) return false;
        *next = last + (kind == AFFINE ? step * (step / before) : 2 * step - before);
        return step != before;
    }
    }
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    enum { LARGEST = 10000000 };
    int period = (int)s->p[0];
    int64_t next = 0;
    for (int i = seen_by(s->kind, period); i <= s->n; i++) {
        if (!follow(s->kind, period, s->x, i, &next)) return false;
        if (next <= -LARGEST || next >= LARGEST || (i < s->n && s->x[i] != next)) return false;
    }
    *answer = mg_series_number(s, next, 1);
    return true;
}

static const mg_series_task TASK = {"next", SENTENCES, false, solve};

/* What the rule needs beyond the values of the window; steps up to `most`: neighbours of a smooth
 * series hardly differ. */
static void seed_rule(mg_rng *rng, int64_t most, int64_t *v) {
    static const int64_t FACTORS[] = {2, 3, -1, -2};
    int64_t *x = v + MG_SERIES_HEAD, factor = FACTORS[mg_rng_below(rng, 4)];
    v[3] = v[0] == PERIODIC ? mg_draw_between(rng, 2, v[1] < 8 ? 3 : LONGEST_PERIOD) : 0;
    if (v[0] == ARITHMETIC) x[1] = x[0] + mg_draw_between(rng, -most, most);
    if (v[0] == GEOMETRIC) x[1] = factor * x[0];
    if (v[0] != AFFINE) return;
    int64_t plus = x[1];
    for (int i = 1; i < 3; i++) x[i] = factor * x[i - 1] + plus;
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    MG_TRY(mg_series_begin(level, rng, &item, v, NULL));
    int n = (int)v[1];
    if (v[1] == 0) return MG_OK;
    seed_rule(rng, mg_power_of_ten(level->knob[MG_SERIES_DIGITS]) - 1, v);
    int64_t *x = v + MG_SERIES_HEAD;
    for (int i = seen_by((int)v[0], (int)v[3]); i < n && v[1] > 0; i++)
        if (!follow((int)v[0], (int)v[3], x, i, &x[i])) mg_series_refuse(v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void write_step(mg_text *out, int64_t a, char op, int64_t b, int64_t c, int places,
                       int b_places) {
    mg_text_decimal(out, a, places);
    mg_text_char(out, op);
    mg_series_write_operand(out, b, b_places);
    mg_text_char(out, '=');
    mg_text_decimal(out, c, places);
    mg_text_char(out, ';');
}

/* The step that leads on, then the step itself. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    const int64_t *end = s.x + s.n;
    int64_t last = end[-1], next = 0;
    follow(s.kind, (int)s.p[0], s.x, s.n, &next);
    if (s.kind == PERIODIC) return;
    if (s.kind == FIBONACCI) {
        mg_series_work_sum(out, end - 2, 2, s.places);
        return;
    }
    if (s.kind == GEOMETRIC) {
        mg_text_decimal(out, last, s.places);
        mg_text_char(out, '/');
        mg_series_write_operand(out, end[-2], s.places);
        mg_text_char(out, '=');
        mg_text_int(out, last / end[-2]);
        mg_text_char(out, ';');
        write_step(out, last, '*', last / end[-2], next, s.places, 0);
        return;
    }
    int64_t step = mg_series_work_difference(out, last, end[-2], s.places);
    if (s.kind != ARITHMETIC) {
        int64_t before = mg_series_work_difference(out, end[-2], end[-3], s.places);
        if (s.kind == QUADRATIC) {
            write_step(out, step, '+', step - before, next - last, s.places, s.places);
        } else {
            write_step(out, step, '*', step / before, next - last, s.places, 0);
        }
    }
    write_step(out, last, '+', next - last, next, s.places, s.places);
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { VALUE = 12, SENTENCE = 110, WORK = 6 * VALUE };
    mg_text_bounds b = mg_series_bounds(level, SENTENCE, VALUE, 2 * WORK);
    b.question += level->knob[MG_SERIES_VALUES] * VALUE;
    return b;
}

const mg_family mg_family_series_next = {
    MG_SERIES_FAMILY(next),
    .summary = "the next value of a series that follows a rule",
    .knobs = {"values", "digits", "decimal_places", "rules"},
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
};
