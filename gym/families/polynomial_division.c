/* Quotient or remainder of two polynomials: "What is the remainder when x^3 - 2 is divided by
 * x^2 + 1?" -> "-x - 2". difficulty: operations (products of terms) + digits. */
#include "gym/families/algebra_common.h"

/* degrees of divisor and quotient, largest leading coefficient of the divisor, largest value */
static const mg_level LEVELS[] = {
    {"x^2 + ... by x - r, values up to 20", {1, 1, 1, 20}},
    {"cubic by x - r, values up to 30", {1, 2, 1, 30}},
    {"quartic by quadratic, values up to 20", {2, 2, 1, 20}},
    {"by a*x + b, quotient of degree 3", {1, 3, 6, 30}},
    {"by a quadratic with a leading factor, quotient of degree 3", {2, 3, 5, 30}},
    {"by a cubic, quotient of degree 3", {3, 3, 4, 40}},
};
static const mg_text_bounds BOUNDS[] = {{110, 10, 185}, {120, 20, 325}, {140, 20, 500},
                                        {135, 30, 520}, {160, 30, 760}, {180, 30, 1030}};
static const char *const QUOTIENT[] = {"What is the quotient when {0} is divided by {1}?",
                                       "Divide {0} by {1} with remainder. What is the quotient?"};
static const char *const REMAINDER[] = {
    "What is the remainder when {0} is divided by {1}?",
    "Divide {0} by {1} until the degree of the rest is smaller. What is the remainder?"};

/* asked (0 quotient, 1 remainder), then divisor, quotient, remainder from their constants */
static void box(const mg_level *level, mg_box *box) {
    int64_t max = level->knob[3];
    box->count = 0;
    if (level->knob[0] + level->knob[1] == 2)
        *box = (mg_box){
            .count = 6, .low = {0, -max, 1, -max, 1, -max}, .high = {1, max, 1, max, 9, max}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    *v++ = mg_rng_below(rng, 2);
    for (int i = 0; i <= knob[0]; i++) v[i] = mg_draw_between(rng, -knob[3], knob[3]);
    v[knob[0]] = mg_draw_between(rng, knob[2] > 1 ? 2 : 1, knob[2]);
    v += knob[0] + 1;
    for (int i = 0; i <= knob[1]; i++) v[i] = mg_draw_between(rng, -knob[3], knob[3]);
    v[knob[1]] = mg_draw_between(rng, 1, 9);
    v += knob[1] + 1;
    for (int i = 0; i < knob[0]; i++) v[i] = mg_draw_between(rng, -knob[3], knob[3]);
}

typedef struct division {
    mg_polynomial divisor, quotient, remainder, dividend;
} division;

static bool read_division(const mg_level *level, const int64_t *v, division *d) {
    int a = level->knob[0] + 1, b = level->knob[1] + 1;
    d->divisor = mg_polynomial_of(v + 1, a);
    d->quotient = mg_polynomial_of(v + 1 + a, b);
    d->remainder = mg_polynomial_of(v + 1 + a + b, a - 1);
    return mg_polynomial_multiply(&d->divisor, &d->quotient, &d->dividend) &&
           mg_polynomial_add(&d->dividend, &d->remainder, &d->dividend);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    division d;
    if (!read_division(level, v, &d)) return false;
    int terms = 0;
    for (int i = 0; i <= d.divisor.degree; i++) terms += d.divisor.coefficient[i] != 0;
    algebra_key_polynomial(out, v[0] ? "remainder" : "quotient", &d.dividend);
    algebra_key_polynomial(out, ";", &d.divisor);
    return terms > 1;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    division d;
    read_division(level, v, &d);
    char x = *algebra_letter(problem, 0);
    algebra_line line, by;
    algebra_ask(problem, question, v[0] ? REMAINDER : QUOTIENT, 2,
                (const char *const[]){algebra_format(&line, "%p", &d.dividend, x),
                                      algebra_format(&by, "%p", &d.divisor, x)});
    mg_text_polynomial(answer, v[0] ? &d.remainder : &d.quotient, x);
    algebra_measure(problem, d.dividend.coefficient, d.dividend.degree + 1,
                    (d.quotient.degree + 1) * (d.divisor.degree + 1));
}

/* Each term of the quotient times the divisor, taken off. */
static void work(const mg_problem *problem, mg_text *out) {
    division d;
    read_division(algebra_level(problem), problem->operand, &d);
    char x = *algebra_letter(problem, 0);
    mg_polynomial rest = d.dividend;
    for (int i = d.quotient.degree; i >= 0; i--) {
        if (d.quotient.coefficient[i] == 0) continue;
        int64_t c[MG_MAX_DEGREE + 1] = {0};
        c[i] = d.quotient.coefficient[i];
        mg_polynomial term = mg_polynomial_of(c, i + 1), part, next;
        if (!mg_polynomial_multiply(&term, &d.divisor, &part) ||
            !mg_polynomial_subtract(&rest, &part, &next))
            return;
        algebra_write(out, "%P*(%p) = %p;%p - (%p) = %p;", &term, x, &d.divisor, x, &part, x, &rest,
                      x, &part, x, &next, x);
        rest = next;
    }
}

ALGEBRA_FAMILY(polynomial_division, "quotient or remainder of two polynomials", 2, POLYNOMIAL,
               EXPANDED, box, "degree_divisor", "degree_quotient", "max_lead", "max_value");
