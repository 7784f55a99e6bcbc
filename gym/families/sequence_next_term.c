/* "2, 5, 10, 17, 26: what comes next?" -> "37". Polynomial of least degree, geometric, or a sum of
 * multiples of the two terms before. difficulty: operations (differences, products) + digits. */
#include "gym/families/sequence_common.h"

enum { POLYNOMIAL, GEOMETRIC, TWO_BEFORE };

/* kind; POLYNOMIAL: degree, largest constant, largest others */
static const mg_level LEVELS[] = {
    {"constant differences, values up to 100", {POLYNOMIAL, 1, 100, 50}},
    {"constant second differences (as DM sequence_next_term)", {POLYNOMIAL, 2, 9999, 50}},
    {"constant ratio (a fraction now and then)", {GEOMETRIC, 0, 99}},
    {"constant third differences (as DM sequence_next_term)", {POLYNOMIAL, 3, 999, 30}},
    {"the two terms before, with small factors (as RG number_sequence)", {TWO_BEFORE, 4, 20}},
};
static const mg_text_bounds BOUNDS[] = {
    {130, 10, 95}, {150, 10, 230}, {120, 10, 70}, {150, 10, 370}, {185, 10, 185}};
static const char *const WORDINGS[][2] = {
    {"The terms of a sequence are the values of a polynomial of least degree: [0]. What is the "
     "next "
     "term?",
     "A polynomial rule of least degree gives [0]. Which number comes next?"},
    {"Each term is the one before times the same number: [0]. What is the next term?",
     "Continue the geometric sequence [0] by one term."},
    {"From the third on, each term is p times the one before plus q times the one before that, "
     "with "
     "whole p and q: [0]. What is the next term?",
     "In the sequence [0] each term is a fixed whole multiple of the last one plus a fixed whole "
     "multiple of the one before it. What comes next?"}};

/* POLYNOMIAL: coefficients from the constant; GEOMETRIC: first term / b^4, ratio a/b; TWO_BEFORE:
 * p, q, two first terms */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0] == POLYNOMIAL && knob[1] == 1)
        *box = (mg_box){.count = 2, .low = {-knob[2], -knob[3]}, .high = {knob[2], knob[3]}};
    if (knob[0] == GEOMETRIC)
        *box = (mg_box){.count = 3, .low = {-knob[2], -9, 1}, .high = {knob[2], 9, 4}};
    if (knob[0] == TWO_BEFORE)
        *box = (mg_box){.count = 4,
                        .low = {-knob[1], -knob[1], -knob[2], -knob[2]},
                        .high = {knob[1], knob[1], knob[2], knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    if (knob[0] == POLYNOMIAL) {
        v[0] = mg_draw_between(rng, -knob[2], knob[2]);
        for (int i = 1; i <= knob[1]; i++) v[i] = algebra_nonzero(rng, knob[3]);
    } else if (knob[0] == GEOMETRIC) {
        v[0] = algebra_nonzero(rng, knob[2]);
        v[1] = algebra_nonzero(rng, 9);
        v[2] = mg_rng_below(rng, 2) ? 1 : mg_draw_between(rng, 1, 4);
    } else {
        v[0] = algebra_nonzero(rng, knob[1]);
        v[1] = algebra_nonzero(rng, knob[1]);
        v[2] = algebra_nonzero(rng, knob[2]);
        v[3] = algebra_nonzero(rng, knob[2]);
    }
}

/* Writes the terms but the last to row; returns how many there are with it. */
static int read_terms(const mg_level *level, const int64_t *v, int64_t row[8]) {
    if (level->knob[0] == POLYNOMIAL) {
        mg_polynomial p = mg_polynomial_of(v, level->knob[1] + 1);
        int count = level->knob[1] + 4;
        for (int n = 0; n < count; n++) mg_polynomial_value(&p, n + 1, &row[n]);
        return count;
    }
    if (level->knob[0] == GEOMETRIC) {
        row[0] = v[0] * v[2] * v[2] * v[2] * v[2];
        for (int n = 1; n < 5; n++) row[n] = row[n - 1] / v[2] * v[1];
        return 5;
    }
    row[0] = v[2];
    row[1] = v[3];
    for (int n = 2; n < 7; n++) row[n] = v[0] * row[n - 1] + v[1] * row[n - 2];
    return 7;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t row[8];
    const int32_t *knob = level->knob;
    if (knob[0] == POLYNOMIAL && v[knob[1]] == 0) return false;
    if (knob[0] == GEOMETRIC && (v[0] == 0 || v[1] == 0 || v[1] == v[2] || mg_gcd(v[1], v[2]) != 1))
        return false;
    int count = read_terms(level, v, row);
    /* the two terms before settle p and q only where these are no geometric sequence */
    if (knob[0] == TWO_BEFORE && (v[0] == 0 || v[1] == 0 || row[1] * row[1] == row[0] * row[2]))
        return false;
    algebra_key(out, knob[0] == TWO_BEFORE ? "next" : "terms", row, count - 1);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t row[8];
    int count = read_terms(level, v, row);
    algebra_line line;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    for (int n = 0; n + 1 < count; n++) algebra_write(&text, n ? ", %d" : "%d", row[n]);
    mg_text_end(&text);
    algebra_ask(problem, question, WORDINGS[level->knob[0]], 2, (const char *const[]){line.text});
    mg_text_int(answer, row[count - 1]);
    algebra_measure(problem, row, count, 4 * (level->knob[0] + 1) + 3 * level->knob[1]);
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    const int64_t *v = problem->operand;
    int64_t row[8], edge[8];
    int count = read_terms(level, v, row) - 1, order = 0;
    if (level->knob[0] == GEOMETRIC) {
        mg_ratio ratio = mg_ratio_of(v[1], v[2]);
        algebra_write(out, "%d/%n = %r;%d*%R = %d;", row[1], row[0], ratio, row[count - 1], ratio,
                      row[count]);
        return;
    }
    if (level->knob[0] == TWO_BEFORE) {
        for (int n = 2; n <= count; n++)
            algebra_write(out, "%n*%n%+d*%n = %d;", v[0], row[n - 1], v[1], row[n - 2], row[n]);
        return;
    }
    for (int n = 0; n < count; n++) edge[n] = row[n];
    for (; order < level->knob[1]; order++) { /* edge[n] from `order` on: the differences */
        for (int n = count - 1; n > order; n--) {
            int64_t next = edge[n] - edge[n - 1];
            algebra_write(out, "%d%+d = %d;", edge[n], -edge[n - 1], next);
            edge[n] = next;
        }
        row[order] = edge[count - 1]; /* the last difference of each order */
    }
    int64_t sum = row[level->knob[1] - 1];
    for (int k = level->knob[1] - 2; k >= 0; k--) {
        algebra_write(out, "%d%+d = %d;", row[k], sum, row[k] + sum);
        sum += row[k];
    }
    algebra_write(out, "%d%+d = %d;", row[count - 1], sum, row[count]);
}

ALGEBRA_FAMILY(sequence_next_term, "the next term of a sequence", 2, INTEGER, ANY, box, "kind",
               "degree_or_factor", "max_first", "max_other");
