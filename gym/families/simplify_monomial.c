/* Products and quotients of monomials: "(2*x^3*y)^2*3*x/(6*x^4)" -> "2*x^3*y^2". difficulty:
 * operations + digits. */
#include "gym/families/algebra_sums.h"

/* variables, largest power of a bracket, largest coefficient, divided */
static const mg_level LEVELS[] = {
    {"product of two in two variables", {2, 1, 99, 0}},
    {"powers of two in three variables", {3, 3, 30, 0}},
    {"powers of two in three variables, divided", {3, 3, 9, 1}},
};
static const mg_text_bounds BOUNDS[] = {{70, 20, 70}, {85, 30, 200}, {100, 25, 185}};
static const char *const WORDINGS[] = {"Simplify {0} to a single term.",
                                       "Write {0} as one term without brackets."};

/* coefficient, packed exponents, power: twice; then what divides: coefficient, packed */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    for (int i = 0; i < 6; i += 3) {
        v[i] = mg_draw_between(rng, 2, knob[2]);
        if (mg_rng_below(rng, 3) == 0) v[i] = -v[i];
        for (int k = 0; k < knob[0]; k++)
            v[i + 1] |= mg_draw_between(rng, k == 0, knob[3] ? 4 : 9) << 4 * k;
        v[i + 2] = mg_draw_between(rng, 1, knob[1]);
    }
    v[6] = 1;
    if (!knob[3]) return;
    v[6] = mg_gcd(v[0], 12) * mg_gcd(v[3], 6);
    for (int k = 0; k < knob[0]; k++) {
        int64_t most = (v[1] >> 4 * k & 15) * v[2] + (v[4] >> 4 * k & 15) * v[5];
        v[7] |= mg_draw_between(rng, 0, most < 9 ? most : 9) << 4 * k;
    }
}

/* false where it does not divide */
static bool solve(const int64_t *v, mg_sum *result) {
    int64_t first, second;
    int exponents[3];
    if (!mg_power(v[0], (int)v[2], &first) || !mg_power(v[3], (int)v[5], &second)) return false;
    for (int k = 0; k < 3; k++) {
        exponents[k] =
            (int)((v[1] >> 4 * k & 15) * v[2] + (v[4] >> 4 * k & 15) * v[5] - (v[7] >> 4 * k & 15));
        if (exponents[k] < 0) return false;
    }
    result->count = 0;
    return first * second % v[6] == 0 &&
           mg_sum_add_term(result, mg_monomial_of(exponents, 3), first * second / v[6]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_sum result;
    (void)level;
    bool swap = v[0] > v[3] || (v[0] == v[3] && v[1] > v[4]);
    algebra_key(out, "monomial", v + (swap ? 3 : 0), 3);
    algebra_key(out, "", v + (swap ? 0 : 3), 3);
    algebra_key(out, "/", v + 6, 2);
    return v[1] != 0 && v[4] != 0 && solve(v, &result);
}

static void write_monomial(mg_text *out, const int64_t *v, const char *names, bool power) {
    mg_sum sum = {.count = 0};
    mg_sum_add_term(&sum, algebra_monomial(v[1]), v[0]);
    mg_text_char(out, '(');
    mg_text_sum(out, &sum, names);
    mg_text_char(out, ')');
    if (power && v[2] > 1) algebra_write(out, "^%d", v[2]);
}

static void write_all(mg_text *out, const int64_t *v, const char *names) {
    write_monomial(out, v, names, true);
    mg_text_char(out, '*');
    write_monomial(out, v + 3, names, true);
    if (v[6] == 1 && v[7] == 0) return;
    mg_text_char(out, '/');
    write_monomial(out, v + 6, names, false);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    char names[5];
    mg_sum result;
    algebra_line line;
    algebra_names(problem, names);
    mg_text text = mg_text_over(line.text, sizeof line.text);
    write_all(&text, v, names);
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    solve(v, &result);
    mg_text_sum(answer, &result, names);
    algebra_measure(problem, &result.term[0].coefficient, 1,
                    (level->knob[0] + 1) * (1 + (level->knob[1] > 1) + level->knob[3]));
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    char names[5];
    mg_sum part, all;
    algebra_names(problem, names);
    for (int i = 0; i < 6; i += 3) {
        if (v[i + 2] == 1) continue;
        int64_t alone[8] = {v[i], v[i + 1], v[i + 2], 1, 0, 1, 1, 0};
        solve(alone, &part);
        write_monomial(out, v + i, names, true);
        mg_text_string(out, " = ");
        mg_text_sum(out, &part, names);
        mg_text_char(out, ';');
    }
    int64_t product[8] = {v[0], v[1], v[2], v[3], v[4], v[5], 1, 0};
    solve(product, &all);
    write_all(out, product, names);
    mg_text_string(out, " = ");
    mg_text_sum(out, &all, names);
    mg_text_char(out, ';');
}

ALGEBRA_FAMILY(simplify_monomial, "products, powers and quotients of monomials", 2, POLYNOMIAL,
               EXPANDED, NULL, "variables", "max_power", "max_coefficient", "divided");
