/* Two linear equations in two unknowns: "Solve 2*x + y = 7, x - y = 2 for x and y." ->
 * "x = 3, y = 1". difficulty: operations (products and sums of the elimination) + digits. */
#include "gym/families/algebra_common.h"

enum { SUM_AND_DIFFERENCE, WHOLE, RATIONAL };

static const mg_level LEVELS[] = {
    {"sum and difference, |x|, |y| up to 99", {SUM_AND_DIFFERENCE, 1, 99}},
    {"coefficients up to 9, solutions up to 20", {WHOLE, 9, 20}},
    {"coefficients up to 20, solutions up to 50 (as DM linear_2d)", {WHOLE, 20, 50}},
    {"coefficients and solutions up to 99", {WHOLE, 99, 99}},
    {"rational solutions, coefficients up to 9, right sides up to 99", {RATIONAL, 9, 99}},
    {"rational solutions, coefficients up to 30, right sides up to 999", {RATIONAL, 30, 999}},
};
static const mg_text_bounds BOUNDS[] = {{65, 20, 125}, {75, 20, 175}, {85, 20, 195},
                                        {85, 20, 220}, {75, 35, 200}, {80, 40, 240}};
static const char *const WORDINGS[] = {"Solve {0}, {1} for {2} and {3}.",
                                       "Find {2} and {3} if {0} and {1}.",
                                       "Which {2} and {3} satisfy both {0} and {1}?"};

static void box(const mg_level *level, mg_box *box) {
    int64_t max = level->knob[2];
    box->count = 0;
    if (level->knob[0] == SUM_AND_DIFFERENCE)
        *box = (mg_box){.count = 2, .low = {-max, -max}, .high = {max, max}};
}

/* Operands of boxed levels: x, y; of others: a, b, e, c, d, f of a x + b y = e, c x + d y = f. */
static void read_rows(const mg_level *level, const int64_t *v, int64_t row[2][3]) {
    if (level->knob[0] == SUM_AND_DIFFERENCE) {
        row[0][0] = row[0][1] = row[1][0] = 1;
        row[1][1] = -1;
        row[0][2] = v[0] + v[1];
        row[1][2] = v[0] - v[1];
        return;
    }
    for (int i = 0; i < 6; i++) row[i / 3][i % 3] = v[i];
}

static int64_t determinant(int64_t row[2][3], int first, int second) {
    return row[0][first] * row[1][second] - row[0][second] * row[1][first];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t max = level->knob[1], bound = level->knob[2];
    int64_t x = mg_draw_between(rng, -bound, bound), y = mg_draw_between(rng, -bound, bound);
    if (level->knob[0] == SUM_AND_DIFFERENCE) {
        v[0] = x;
        v[1] = y;
        return;
    }
    for (int i = 0; i < 6; i += 3) {
        v[i] = algebra_nonzero(rng, max);
        v[i + 1] = algebra_nonzero(rng, max);
        v[i + 2] = v[i] * x + v[i + 1] * y;
        if (level->knob[0] == RATIONAL) v[i + 2] = mg_draw_between(rng, -bound, bound);
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t row[2][3];
    read_rows(level, v, row);
    if (determinant(row, 0, 1) == 0) return false;
    int first = 0;
    for (int i = 2; i >= 0; i--)
        if (row[0][i] != row[1][i]) first = row[1][i] < row[0][i];
    algebra_key(out, "system", row[first], 3);
    algebra_key(out, ";", row[!first], 3);
    return true;
}

static void letters(const mg_problem *problem, const char *name[2]) {
    name[0] = algebra_letter(problem, 0);
    name[1] = algebra_letter(problem, 1);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t row[2][3];
    const char *name[2];
    read_rows(level, v, row);
    letters(problem, name);
    algebra_line line[2];
    for (int i = 0; i < 2; i++) {
        mg_text text = mg_text_over(line[i].text, sizeof line[i].text);
        algebra_row(&text, row[i], name, 2);
        algebra_write(&text, " = %d", row[i][2]);
        mg_text_end(&text);
    }
    ALGEBRA_ASK(problem, question, WORDINGS, line[0].text, line[1].text, name[0], name[1]);
    int64_t det = determinant(row, 0, 1);
    algebra_write(answer, "%s = %r, %s = %r", name[0], mg_ratio_of(determinant(row, 2, 1), det),
                  name[1], mg_ratio_of(determinant(row, 0, 2), det));
    algebra_measure(problem, &row[0][0], 6, level->knob[0] == SUM_AND_DIFFERENCE ? 4 : 10);
}

/* Each equation times the other's coefficient of the second unknown, the difference, and back. */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t row[2][3];
    const char *name[2];
    read_rows(algebra_level(problem), problem->operand, row);
    letters(problem, name);
    char x = *name[0], y = *name[1];
    for (int i = 0; i < 2; i++) {
        int64_t by = row[!i][1], times[3] = {row[i][0] * by, row[i][1] * by, row[i][2] * by};
        if (by == 1) continue;
        algebra_row(out, times, name, 2);
        algebra_write(out, " = %d;", times[2]);
    }
    int64_t det = determinant(row, 0, 1), right = determinant(row, 2, 1);
    algebra_write(out, "%d%+d = %d;%d%+d = %d;", row[0][0] * row[1][1], -row[1][0] * row[0][1], det,
                  row[0][2] * row[1][1], -row[1][2] * row[0][1], right);
    algebra_write(out, "%t = %d;", det, x, right);
    mg_ratio first = mg_ratio_of(right, det), second = mg_ratio_of(determinant(row, 0, 2), det);
    algebra_write(out, "%c = %r;", x, first);
    mg_ratio part, rest;
    if (!mg_ratio_multiply((mg_ratio){row[0][0], 1}, first, &part) ||
        !mg_ratio_subtract((mg_ratio){row[0][2], 1}, part, &rest))
        return;
    algebra_write(out, "%t = %d - %n*%R = %r;%c = %r;", row[0][1], y, row[0][2], row[0][0], first,
                  rest, y, second);
}

ALGEBRA_FAMILY(linear_2d, "two linear equations in two unknowns", 2, ASSIGNMENT, ANY, box, "kind",
               "max_coefficient", "max_solution");
