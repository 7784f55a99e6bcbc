/* Variants of formulas, units, bases, residues, times and words. */
#include "tests/helper_variant_parts.h"

/* -- formulas ---------------------------------------------------------------------------------- */

void variant_polynomial(mg_rng *rng, variant *v) {
    long long a = draw(rng, 2, 30), b = draw(rng, 2, 30), c = draw(rng, 1, 30);
    v->kind = MG_ANSWER_POLYNOMIAL;
    v->form = MG_FORM_EXPANDED;
    WRITE(v->gold, "%lld*x^2 - %lld*x + %lld", a, b, c);
    switch (draw(rng, 0, 4)) {
    case 0:
        WRITE(v->right, "%lldx^2-%lldx+%lld", a, b, c);
        break;
    case 1:
        WRITE(v->right, "%lld - %lldx + %lld x^{2}", c, b, a);
        break;
    case 2:
        WRITE(v->right, "%lld*x**2 \u2212 %lld*x + %lld", a, b, c);
        break;
    case 3:
        WRITE(v->right, "y = -%lld\\cdot x+%lldx\u00b2+%lld", b, a, c);
        break;
    default:
        WRITE(v->right, "%lld/2*x^2 - %lldx + %lld.0", 2 * a, b, c);
        break;
    }
    switch (draw(rng, 0, 5)) {
    case 0:
        WRITE(v->wrong, "%lld*x^2 - %lld*x", a, b);
        break;
    case 1:
        WRITE(v->wrong, "%lld*x^2 + %lld*x + %lld", a, b, c);
        break;
    case 2:
        WRITE(v->wrong, "%lld*x^2 - %lld*x + %lld", a, b, c + 1);
        break;
    case 3:
        WRITE(v->wrong, "%lld*x^3 - %lld*x + %lld", a, b, c);
        break;
    case 4:
        WRITE(v->wrong, "x*(%lld*x - %lld) + %lld", a, b, c);
        break;
    default:
        WRITE(v->wrong, "%lld*x^2 - %lld*x + %lld*x + %lld", a, b + 1, 1LL, c);
        break;
    }
}

void variant_factored(mg_rng *rng, variant *v) {
    long long a = draw(rng, 1, 40), b = draw(rng, 41, 80), k = draw(rng, 2, 9);
    v->kind = MG_ANSWER_POLYNOMIAL;
    v->form = MG_FORM_FACTORED;
    WRITE(v->gold, "%lld*(x - %lld)*(x + %lld)", k, a, b);
    if (draw(rng, 0, 1))
        WRITE(v->right, "%lld(x+%lld)(x-%lld)", k, b, a);
    else
        WRITE(v->right, "(%lldx+%lld)\\left(x-%lld\\right)", k, k * b, a);
    if (draw(rng, 0, 1))
        WRITE(v->wrong, "%lld*x^2 + %lld*x - %lld", k, k * (b - a), k * a * b);
    else
        WRITE(v->wrong, "%lld(x+%lld)(x+%lld)", k, b, a);
}

void variant_expression(mg_rng *rng, variant *v) {
    long long a = draw(rng, 2, 9), b = draw(rng, 2, 9), c = draw(rng, 2, 9);
    bool constant = draw(rng, 0, 1);
    v->kind = MG_ANSWER_EXPRESSION;
    v->form = constant ? MG_FORM_CONSTANT : MG_FORM_ANY;
    WRITE(v->gold, "%lld*x*sin(%lld*x) + exp(%lld*x)", a, b, c);
    if (draw(rng, 0, 1))
        WRITE(v->right, "e^{%lldx} + %lldx\\sin(%lldx)%s", c, a, b, constant ? " + C" : "");
    else
        WRITE(v->right, "exp(%lldx)+%lld*sin(%lldx)*x%s", c, a, b, constant ? " + 5" : "");
    switch (draw(rng, 0, 3)) {
    case 0:
        WRITE(v->wrong, "%lld*x*sin(%lld*x) + exp(%lld*x)", a + 1, b, c);
        break;
    case 1:
        WRITE(v->wrong, "%lld*x*cos(%lld*x) + exp(%lld*x)", a, b, c);
        break;
    case 2:
        WRITE(v->wrong, "%lld*x*sin(%lld*x) - exp(%lld*x)", a, b, c);
        break;
    default:
        WRITE(v->wrong, "%lld*x*sin(%lld*x)", a, b);
        break;
    }
}

void variant_complex(mg_rng *rng, variant *v) {
    long long a = draw_not_zero(rng, 99), b = draw(rng, 2, 99);
    v->kind = MG_ANSWER_COMPLEX;
    WRITE(v->gold, "%lld - %lld*i", a, b);
    if (draw(rng, 0, 1))
        WRITE(v->right, "%lld-%lldi", a, b);
    else
        WRITE(v->right, "-%lld i + %lld.0", b, a);
    switch (draw(rng, 0, 2)) {
    case 0:
        WRITE(v->wrong, "%lld + %lldi", a, b);
        break;
    case 1:
        WRITE(v->wrong, "%lld - %lldi", a, b + 1);
        break;
    default:
        WRITE(v->wrong, "%lld - %lldi", -a, b);
        break;
    }
}

void variant_surd(mg_rng *rng, variant *v) {
    static const int ROOTS[] = {2, 3, 5, 6, 7, 10};
    long long a = draw_not_zero(rng, 20), b = draw(rng, 2, 20);
    int r = ROOTS[draw(rng, 0, 5)];
    v->kind = MG_ANSWER_SURD;
    v->form = MG_FORM_SIMPLE;
    WRITE(v->gold, "%lld + %lld*sqrt(%d)", a, b, r);
    if (draw(rng, 0, 1))
        WRITE(v->right, "%lld\\sqrt{%d} + %lld", b, r, a);
    else
        WRITE(v->right, "%lld+%lld\u221a%d", a, b, r);
    switch (draw(rng, 0, 2)) {
    case 0:
        WRITE(v->wrong, "%lld + sqrt(%lld)", a, b * b * r);
        break;
    case 1:
        WRITE(v->wrong, "%lld - %lld*sqrt(%d)", a, b, r);
        break;
    default:
        WRITE(v->wrong, "%lld + %lld*sqrt(%d)", a, b, r + 1);
        break;
    }
}

void variant_factors(mg_rng *rng, variant *v) {
    int a = (int)draw(rng, 2, 5), b = (int)draw(rng, 1, 3);
    v->kind = MG_ANSWER_FACTORS;
    WRITE(v->gold, b > 1 ? "2^%d * 3^%d * 7" : "2^%d * 3 * 7", a, b);
    v->right[0] = '\0';
    for (int i = 0; i < b; i++) strcat(v->right, "3 \u00d7 ");
    strcat(v->right, "7");
    for (int i = 0; i < a; i++) strcat(v->right, draw(rng, 0, 1) ? "*2" : " \\cdot 2");
    switch (draw(rng, 0, 2)) {
    case 0:
        WRITE(v->wrong, "2^%d * 3^%d * 7", a + 1, b);
        break;
    case 1:
        WRITE(v->wrong, "2^%d * 3^%d * 21", a, b - 1);
        break;
    default:
        WRITE(v->wrong, "2^%d * 3^%d", a, b);
        break;
    }
}

/* -- the rest ---------------------------------------------------------------------------------- */

void variant_quantity(mg_rng *rng, variant *v) {
    static const char *const UNITS[][4] = {{"km", "kilometres", "kilometer", "m"},
                                           {"g", "grams", "gram", "kg"},
                                           {"min", "minutes", "minute", "h"}};
    const char *const *unit = UNITS[draw(rng, 0, 2)];
    long long value = draw(rng, 1, 9999);
    v->kind = MG_ANSWER_QUANTITY;
    WRITE(v->gold, "%lld %s", value, unit[0]);
    WRITE(v->right, draw(rng, 0, 1) ? "%lld.0 %s" : "%lld\\text{ %s}", value,
          unit[draw(rng, 1, 2)]);
    if (draw(rng, 0, 1))
        WRITE(v->wrong, "%lld %s", value, unit[3]);
    else
        WRITE(v->wrong, "%lld %s", value + 1, unit[1]);
}

void variant_based(mg_rng *rng, variant *v) {
    int base = (int)draw(rng, 2, 36);
    int64_t value = draw(rng, 1, 999999);
    mg_text gold = mg_text_over(v->gold, VARIANT_BYTES);
    mg_text wrong = mg_text_over(v->wrong, VARIANT_BYTES);
    v->kind = MG_ANSWER_BASED;
    v->detail = base;
    mg_text_based(&gold, value, base), mg_text_end(&gold);
    mg_text_based(&wrong, draw(rng, 0, 1) ? value + 1 : value * base, base), mg_text_end(&wrong);
    WRITE(v->right, "0%.40s_{%d}", v->gold, base);
    for (char *c = v->right; draw(rng, 0, 1) && *c; c++)
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 32);
}

void variant_residue(mg_rng *rng, variant *v) {
    long long m = draw(rng, 3, 99), a = draw(rng, 0, m - 1);
    v->kind = MG_ANSWER_RESIDUE;
    WRITE(v->gold, "%lld mod %lld", a, m);
    WRITE(v->right, draw(rng, 0, 1) ? "x \\equiv %lld \\pmod{%lld}" : "%lld (mod %lld)", a, m);
    if (draw(rng, 0, 1))
        WRITE(v->wrong, "%lld mod %lld", (a + 1) % m, m);
    else
        WRITE(v->wrong, "%lld mod %lld", a, m + 1);
}

void variant_time(mg_rng *rng, variant *v) {
    int h = (int)draw(rng, 0, 23), m = (int)draw(rng, 0, 59);
    v->kind = MG_ANSWER_TIME;
    WRITE(v->gold, "%02d:%02d", h, m);
    if (draw(rng, 0, 1))
        WRITE(v->right, "%d:%02d %s", (h + 11) % 12 + 1, m, h < 12 ? "AM" : "pm");
    else
        WRITE(v->right, "%d:%02d:00", h, m);
    WRITE(v->wrong, "%d:%02d %s", (h + 11) % 12 + 1, m, h < 12 ? "PM" : "AM");
}

void variant_word(mg_rng *rng, variant *v) {
    static const char *const WORDS[][3] = {{"Tuesday", "tuesday", "Thursday"},
                                           {"knight", "Knight", "knave"},
                                           {"<", "<", ">"},
                                           {"yes", "True", "no"}};
    int which = (int)draw(rng, 0, 3);
    v->kind = which == 3 ? MG_ANSWER_BOOLEAN : which == 2 ? MG_ANSWER_RELATION : MG_ANSWER_WORD;
    WRITE(v->gold, "%s", WORDS[which][0]);
    WRITE(v->right, "%s", WORDS[which][1]);
    WRITE(v->wrong, "%s", WORDS[which][2]);
}
