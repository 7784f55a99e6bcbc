/* Three or four linear equations: one solution, none, or infinitely many. "Solve x + y + z = 6,
 * ... for x, y and z." -> "x = 1, y = 2, z = 3". difficulty: operations (those of the elimination)
 * + digits. */
#include "gym/families/algebra_common.h"

enum { TRIANGULAR, UNIQUE, ANY_KIND, MAX_SIZE = 4 };

static const mg_level LEVELS[] = {
    {"3 unknowns, triangular, coefficients up to 9", {3, TRIANGULAR, 9, 20}},
    {"3 unknowns, coefficients up to 3, one solution", {3, UNIQUE, 3, 9}},
    {"3 unknowns, coefficients up to 9, one solution", {3, UNIQUE, 9, 20}},
    {"3 unknowns, coefficients up to 5; one solution (3 in 5), none, infinitely many",
     {3, ANY_KIND, 5, 12}},
    {"4 unknowns, coefficients up to 3, one solution", {4, UNIQUE, 3, 9}},
    {"4 unknowns, coefficients up to 4; one solution (3 in 5), none, infinitely many",
     {4, ANY_KIND, 4, 9}},
};
static const mg_text_bounds BOUNDS[] = {{165, 30, 125}, {180, 25, 165}, {185, 30, 185},
                                        {185, 30, 180}, {235, 35, 315}, {235, 35, 320}};
static const char *const WORDINGS3[] = {
    "Solve {0}, {1}, {2} for {4}, {5} and {6}. If there is none or more than one, answer no "
    "solution or infinitely many.",
    "Let {0}, {1}, {2}. Find {4}, {5} and {6}, or say no solution or infinitely many."};
static const char *const WORDINGS4[] = {
    "Solve {0}, {1}, {2}, {3} for {4}, {5}, {6} and {7}. If there is none or more than one, answer "
    "no solution or infinitely many.",
    "Let {0}, {1}, {2}, {3}. Find {4}, {5}, {6} and {7}, or say no solution or infinitely many."};

/* Rows of coefficients and right side. */
typedef struct system {
    int n;
    int64_t row[MAX_SIZE][MAX_SIZE + 1];
} system;

typedef enum outcome { SOLVED, NONE, MANY } outcome;

static system read_system(const mg_level *level, const int64_t *v) {
    system s = {.n = level->knob[0]};
    for (int i = 0; i < s.n; i++)
        for (int j = 0; j <= s.n; j++) s.row[i][j] = v[i * (s.n + 1) + j];
    return s;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[0], kind = level->knob[1];
    int64_t max = level->knob[2], x[MAX_SIZE];
    for (int i = 0; i < n; i++) x[i] = mg_draw_between(rng, -level->knob[3], level->knob[3]);
    for (int i = 0; i < n; i++) {
        int64_t *row = v + i * (n + 1);
        for (int j = 0; j < n; j++) {
            bool zero = kind == TRIANGULAR && j < i;
            row[j] = zero                 ? 0
                     : kind == TRIANGULAR ? algebra_nonzero(rng, max)
                                          : mg_draw_between(rng, -max, max);
            row[n] += row[j] * x[j];
        }
    }
    if (kind != ANY_KIND || mg_rng_below(rng, 5) < 3) return;
    /* the last equation becomes a sum of multiples of the first two, or contradicts them */
    int64_t *last = v + (n - 1) * (n + 1), f = algebra_nonzero(rng, 2), g = algebra_nonzero(rng, 2);
    for (int j = 0; j <= n; j++) last[j] = f * v[j] + g * v[n + 1 + j];
    if (mg_rng_below(rng, 2)) last[n] += algebra_nonzero(rng, 9);
}

static void write_row(mg_text *out, const system *s, int i, const char *const *names) {
    algebra_row(out, s->row[i], names, s->n);
    algebra_write(out, " = %d", s->row[i][s->n]);
}

static int64_t row_content(const system *s, int i) {
    int64_t content = 0;
    for (int j = 0; j <= s->n; j++) content = mg_gcd(content, s->row[i][j]);
    return content;
}

static void swap_rows(system *s, int a, int b) {
    for (int j = 0; j <= s->n; j++) {
        int64_t old = s->row[a][j];
        s->row[a][j] = s->row[b][j];
        s->row[b][j] = old;
    }
}

/* row i = pivot row * a - row i * b with column `column` gone, without common factors */
static void eliminate(system *s, int pivot, int i, int column) {
    int64_t a = s->row[pivot][column], b = s->row[i][column], common = mg_gcd(a, b);
    for (int j = 0; j <= s->n; j++)
        s->row[i][j] = s->row[i][j] * (a / common) - s->row[pivot][j] * (b / common);
    int64_t content = row_content(s, i);
    if (content > 1)
        for (int j = 0; j <= s->n; j++) s->row[i][j] /= content;
}

/* To echelon form; `out` (or NULL) takes the new rows, `prefix` before each. */
static outcome reduce(system *s, mg_text *out, const char *const *names, const char *prefix) {
    int rank = 0;
    for (int column = 0; column < s->n; column++) {
        int at = rank;
        while (at < s->n && s->row[at][column] == 0) at++;
        if (at == s->n) continue;
        if (at != rank) swap_rows(s, at, rank);
        for (int i = rank + 1; i < s->n; i++) {
            if (s->row[i][column] == 0) continue;
            eliminate(s, rank, i, column);
            if (!out) continue;
            mg_text_string(out, prefix);
            write_row(out, s, i, names);
            mg_text_char(out, ';');
        }
        rank++;
    }
    for (int i = rank; i < s->n; i++)
        if (s->row[i][s->n] != 0) return NONE;
    return rank < s->n ? MANY : SOLVED;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    system s = read_system(level, v);
    for (int i = 0; i < s.n; i++) {
        bool any = false;
        for (int j = 0; j < s.n; j++) any |= s.row[i][j] != 0;
        if (!any) return false;
    }
    for (int i = 1; i < s.n; i++) /* rows in order */
        for (int at = i; at > 0; at--) {
            int j = 0;
            while (j < s.n && s.row[at][j] == s.row[at - 1][j]) j++;
            if (s.row[at][j] < s.row[at - 1][j]) swap_rows(&s, at, at - 1);
        }
    for (int i = 0; i < s.n; i++) algebra_key(out, i ? ";" : "system", s.row[i], s.n + 1);
    outcome end = reduce(&s, NULL, NULL, "");
    return end == SOLVED || level->knob[1] == ANY_KIND;
}

static void names_of(const mg_problem *problem, const char **names) {
    for (int i = 0; i < MAX_SIZE; i++) names[i] = algebra_letter(problem, i);
}

static void solutions(const system *s, mg_ratio *x) {
    for (int i = s->n - 1; i >= 0; i--) {
        mg_ratio rest = {s->row[i][s->n], 1}, part;
        for (int j = i + 1; j < s->n; j++)
            if (!mg_ratio_multiply((mg_ratio){s->row[i][j], 1}, x[j], &part) ||
                !mg_ratio_subtract(rest, part, &rest))
                return;
        mg_ratio_divide(rest, (mg_ratio){s->row[i][i], 1}, &x[i]);
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    system s = read_system(level, v);
    const char *names[MAX_SIZE];
    names_of(problem, names);
    algebra_line line[MAX_SIZE];
    for (int i = 0; i < s.n; i++) {
        mg_text text = mg_text_over(line[i].text, sizeof line[i].text);
        write_row(&text, &s, i, names);
        mg_text_end(&text);
    }
    const char *formulas[] = {line[0].text, line[1].text, line[2].text, line[3].text,
                              names[0],     names[1],     names[2],     names[3]};
    algebra_ask(problem, question, s.n == 3 ? WORDINGS3 : WORDINGS4, 2, formulas);
    algebra_measure(problem, v, s.n * (s.n + 1), s.n * s.n * (s.n + 1) / 2);
    outcome end = reduce(&s, NULL, NULL, "");
    if (end != SOLVED) {
        mg_text_string(answer, end == NONE ? "no solution" : "infinitely many");
        return;
    }
    mg_ratio x[MAX_SIZE] = {{0, 1}, {0, 1}, {0, 1}, {0, 1}};
    solutions(&s, x);
    for (int i = 0; i < s.n; i++)
        algebra_write(answer, i ? ", %s = %r" : "%s = %r", names[i], x[i]);
}

/* The rows of the elimination, then the unknowns from the last to the first. */
static void work(const mg_problem *problem, mg_text *out) {
    system s = read_system(algebra_level(problem), problem->operand);
    const char *names[MAX_SIZE];
    names_of(problem, names);
    system probe = s;
    outcome end = reduce(&probe, NULL, NULL, "");
    reduce(&s, out, names, end == SOLVED ? "" : "row: ");
    if (end != SOLVED) {
        mg_text_string(out, end == NONE ? "a row is never true: no solution;"
                                        : "fewer rows than unknowns remain: infinitely many;");
        return;
    }
    mg_ratio x[MAX_SIZE] = {{0, 1}, {0, 1}, {0, 1}, {0, 1}};
    solutions(&s, x);
    for (int i = s.n - 1; i >= 0; i--) {
        algebra_write(out, "%s = ", names[i]);
        bool more = i + 1 < s.n && s.row[i][i] != 1;
        mg_text_string(out, more ? "(" : "");
        algebra_write(out, "%d", s.row[i][s.n]);
        for (int j = i + 1; j < s.n; j++)
            if (s.row[i][j] != 0) algebra_write(out, "%+d*%R", -s.row[i][j], x[j]);
        mg_text_string(out, more ? ")" : "");
        if (s.row[i][i] != 1) algebra_write(out, "/%n", s.row[i][i]);
        algebra_write(out, " = %r;", x[i]);
    }
}

ALGEBRA_FAMILY(linear_systems, "systems of three or four linear equations", 3, ASSIGNMENT, ANY,
               NULL, "unknowns", "kind", "max_coefficient", "max_solution");
