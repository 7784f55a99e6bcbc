/* Like terms: "Collect 3*x - 2 + 5*x + 7." -> "8*x + 5". difficulty: operations (terms) + digits.
 */
#include "gym/families/algebra_sums.h"

/* terms from and to, variables, power, largest value */
static const mg_level LEVELS[] = {
    {"4 terms in x and numbers, values up to 99", {4, 4, 1, 1, 99}},
    {"5-7 terms, degree up to 2, values up to 30", {5, 7, 1, 2, 30}},
    {"6-9 terms, degree up to 3, values up to 99 (as DM collect)", {6, 9, 1, 3, 99}},
    {"6-10 terms in two variables, values up to 99", {6, 10, 2, 2, 99}},
    {"10-16 terms in three variables, values up to 999", {10, 16, 3, 2, 999}},
};
static const mg_text_bounds BOUNDS[] = {
    {70, 15, 60}, {110, 25, 100}, {130, 40, 140}, {170, 60, 200}, {325, 90, 405}};
static const char *const WORDINGS[] = {"Collect like terms: {0}.", "Simplify {0}.",
                                       "Write {0} with as few terms as possible."};
enum { MONOMIALS = 5 };

/* count, then coefficient and packed exponents of each; the monomials come from a small pool, so
 * that there is something to collect */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    int pool = (int)(v[0] / 2) < MONOMIALS ? (int)(v[0] / 2) : MONOMIALS;
    int64_t packed[MONOMIALS];
    for (int i = 0; i < pool; i++) {
        packed[i] = 0;
        for (int k = 0; k < knob[2]; k++) packed[i] |= mg_draw_between(rng, 0, knob[3]) << 4 * k;
    }
    packed[0] |= packed[0] == 0;
    for (int i = 0; i < v[0]; i++) {
        v[1 + 2 * i] = algebra_nonzero(rng, knob[4]);
        v[2 + 2 * i] = packed[i < pool ? i : (int)mg_rng_below(rng, (uint32_t)pool)];
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int count = (int)v[0], order[16];
    mg_sum total;
    for (int i = 0; i < count; i++) {
        int place = i;
        for (; place > 0; place--) {
            int64_t other = v[2 + 2 * order[place - 1]], own = v[2 + 2 * i];
            if (own < other || (own == other && v[1 + 2 * i] <= v[1 + 2 * order[place - 1]])) break;
            order[place] = order[place - 1];
        }
        order[place] = i;
    }
    mg_text_string(out, "collect");
    for (int i = 0; i < count; i++)
        algebra_write(out, " %d.%d", v[1 + 2 * order[i]], v[2 + 2 * order[i]]);
    algebra_read_sum(v, &total);
    return total.count > 0 && total.count < count;
}

static void write_term(mg_text *out, bool first, int64_t by, mg_monomial monomial,
                       const char *names) {
    char buffer[32];
    mg_text power = mg_text_over(buffer, sizeof buffer);
    mg_text_monomial(&power, monomial, names);
    mg_text_end(&power);
    mg_text_term(out, first, (mg_ratio){by, 1}, buffer);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    char names[5];
    algebra_names(problem, names);
    algebra_line line;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    for (int i = 0; i < v[0]; i++)
        write_term(&text, i == 0, v[1 + 2 * i], algebra_monomial(v[2 + 2 * i]), names);
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    mg_sum total;
    algebra_read_sum(v, &total);
    mg_text_sum(answer, &total, names);
    algebra_measure(problem, v + 1, 2 * (int)v[0], (int)v[0] - 1);
}

/* Each kind of term by itself. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    char names[5];
    algebra_names(problem, names);
    for (int i = 0; i < v[0]; i++) {
        mg_monomial own = algebra_monomial(v[2 + 2 * i]);
        int64_t sum = 0;
        int same = 0;
        bool seen = false;
        for (int j = 0; j < v[0]; j++) {
            if (v[2 + 2 * j] != v[2 + 2 * i]) continue;
            seen |= j < i;
            same++;
            sum += v[1 + 2 * j];
        }
        if (seen || same < 2) continue;
        bool first = true;
        for (int j = i; j < v[0]; j++) {
            if (v[2 + 2 * j] != v[2 + 2 * i]) continue;
            write_term(out, first, v[1 + 2 * j], own, names);
            first = false;
        }
        mg_text_string(out, " = ");
        if (sum == 0) mg_text_char(out, '0');
        write_term(out, true, sum, own, names);
        mg_text_char(out, ';');
    }
}

ALGEBRA_FAMILY(polynomial_collect, "collecting like terms", 2, POLYNOMIAL, EXPANDED, NULL,
               "min_terms", "max_terms", "variables", "max_power", "max_value");
