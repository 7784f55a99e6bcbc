/* Laws of powers: "x^3*x^5/x^2 = x^k; what is k?" -> "6". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

enum { PRODUCT, NESTED, FRACTIONS };

static const mg_level LEVELS[] = {
    {"x^a*x^b/x^c, exponents up to 30", {PRODUCT, 30}},
    {"(x^a*x^b)^c/x^d, exponents up to 12 (as DM simplify_power)", {NESTED, 12}},
    {"(x^(a/b))^c*x^(d/e)/x^(f/g), fractions (as DM simplify_power)", {FRACTIONS, 30}},
};
static const mg_text_bounds BOUNDS[] = {{80, 5, 50}, {85, 10, 70}, {95, 15, 75}};
static const char *const WORDINGS[] = {"For {1} > 0, {0} can be written as {2}. What is k?",
                                       "Simplify {0} to {2} with {1} > 0. Which number is k?"};

/* a, b, c, d; FRACTIONS: a, d, f, c, then b, e, g */
static void box(const mg_level *level, mg_box *box) {
    int64_t m = level->knob[1];
    box->count = 0;
    if (level->knob[0] == PRODUCT)
        *box = (mg_box){.count = 3, .low = {-m, -m, -m}, .high = {m, m, m}};
    if (level->knob[0] == NESTED)
        *box = (mg_box){.count = 4, .low = {-m, -m, -9, -m}, .high = {m, m, 9, m}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t m = level->knob[1];
    for (int i = 0; i < 3; i++) v[i] = algebra_nonzero(rng, m);
    if (level->knob[0] == NESTED) {
        v[2] = algebra_nonzero(rng, 9);
        v[3] = algebra_nonzero(rng, m);
    }
    if (level->knob[0] == FRACTIONS) {
        v[3] = algebra_nonzero(rng, 9);
        for (int i = 4; i < 7; i++) { /* in lowest terms */
            int64_t bottom = mg_draw_between(rng, 2, 9), common = mg_gcd(v[i - 4], bottom);
            v[i - 4] /= common;
            v[i] = bottom / common;
        }
    }
    if (level->knob[0] != FRACTIONS && v[0] > v[1]) {
        int64_t old = v[0];
        v[0] = v[1];
        v[1] = old;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int kind = level->knob[0];
    if (v[0] == 0 || v[1] == 0 || v[2] == 0) return false;
    if (kind != FRACTIONS && v[0] > v[1]) return false;
    if (kind == NESTED && (v[3] == 0 || v[2] == 1)) return false;
    if (kind == FRACTIONS &&
        (v[3] == 1 || mg_gcd(v[0], v[4]) * mg_gcd(v[1], v[5]) * mg_gcd(v[2], v[6]) != 1))
        return false;
    algebra_key(out, "power", v, kind == PRODUCT ? 3 : kind == NESTED ? 4 : 7);
    return true;
}

static void write_power(mg_text *out, char x, mg_ratio exponent) {
    if (exponent.top == 1 && exponent.bottom == 1)
        mg_text_char(out, x);
    else
        algebra_write(out, "%c^%R", x, exponent);
}

static mg_ratio exponent_of(const mg_level *level, const int64_t *v) {
    mg_ratio first = {v[0] + v[1] - v[2], 1}, product, sum;
    if (level->knob[0] == PRODUCT) return first;
    if (level->knob[0] == NESTED) return (mg_ratio){(v[0] + v[1]) * v[2] - v[3], 1};
    first = (mg_ratio){0, 1};
    mg_ratio_multiply((mg_ratio){v[0], v[4]}, (mg_ratio){v[3], 1}, &product);
    mg_ratio_add(product, (mg_ratio){v[1], v[5]}, &sum);
    mg_ratio_subtract(sum, (mg_ratio){v[2], v[6]}, &first);
    return first;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    const char *x = algebra_letter(problem, 0);
    if (*x == 'k') x = "x";
    int kind = level->knob[0];
    bool fractions = kind == FRACTIONS;
    algebra_line line, result;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    if (kind != PRODUCT) mg_text_char(&text, '(');
    write_power(&text, *x, (mg_ratio){v[0], fractions ? v[4] : 1});
    if (!fractions) {
        mg_text_char(&text, '*');
        write_power(&text, *x, (mg_ratio){v[1], 1});
    }
    if (kind == NESTED) algebra_write(&text, ")^%n", v[2]);
    if (fractions) {
        algebra_write(&text, ")^%n*", v[3]);
        write_power(&text, *x, (mg_ratio){v[1], v[5]});
    }
    mg_text_char(&text, '/');
    write_power(&text, *x, (mg_ratio){kind == NESTED ? v[3] : v[2], fractions ? v[6] : 1});
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x, algebra_format(&result, "%s^k", x));
    mg_text_ratio(answer, exponent_of(level, v));
    algebra_measure(problem, v, 7, 2 + kind * 2);
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    const int64_t *v = problem->operand;
    if (level->knob[0] == PRODUCT) {
        algebra_write(out, "%d%+d = %d;%d%+d = %d;", v[0], v[1], v[0] + v[1], v[0] + v[1], -v[2],
                      v[0] + v[1] - v[2]);
    } else if (level->knob[0] == NESTED) {
        algebra_write(out, "%d%+d = %d;%d*%n = %d;%d%+d = %d;", v[0], v[1], v[0] + v[1],
                      v[0] + v[1], v[2], (v[0] + v[1]) * v[2], (v[0] + v[1]) * v[2], -v[3],
                      (v[0] + v[1]) * v[2] - v[3]);
    } else {
        mg_ratio product;
        mg_ratio_multiply((mg_ratio){v[0], v[4]}, (mg_ratio){v[3], 1}, &product);
        algebra_write(out, "%R*%n = %r;%r%+r%+r = %r;", (mg_ratio){v[0], v[4]}, v[3], product,
                      product, (mg_ratio){v[1], v[5]}, (mg_ratio){-v[2], v[6]},
                      exponent_of(level, v));
    }
}

ALGEBRA_FAMILY(simplify_power, "laws of powers", 2, RATIONAL, LOWEST, box, "kind", "max_exponent");
