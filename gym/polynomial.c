#include "gym/polynomial.h"

#include <string.h>

static void trim(mg_polynomial *a) {
    while (a->degree >= 0 && a->coefficient[a->degree] == 0) a->degree--;
}

mg_polynomial mg_polynomial_of(const int64_t *coefficients, int count) {
    mg_polynomial result;
    result.degree = count - 1;
    for (int i = 0; i < count; i++) result.coefficient[i] = coefficients[i];
    trim(&result);
    return result;
}

static void copy(const mg_polynomial *a, mg_polynomial *result) {
    result->degree = a->degree;
    memmove(result->coefficient, a->coefficient,
            (size_t)(a->degree + 1) * sizeof a->coefficient[0]);
}

/* a + sign * b */
static bool combine(const mg_polynomial *a, const mg_polynomial *b, int64_t sign,
                    mg_polynomial *result) {
    int degree_a = a->degree, degree_b = b->degree;
    int degree = degree_a > degree_b ? degree_a : degree_b;
    bool overflow = false;
    for (int i = 0; i <= degree; i++) {
        int64_t term;
        overflow |= __builtin_mul_overflow(i <= degree_b ? b->coefficient[i] : 0, sign, &term);
        overflow |= __builtin_add_overflow(i <= degree_a ? a->coefficient[i] : 0, term,
                                           &result->coefficient[i]);
    }
    result->degree = degree;
    trim(result);
    return !overflow;
}

bool mg_polynomial_add(const mg_polynomial *a, const mg_polynomial *b, mg_polynomial *result) {
    return combine(a, b, 1, result);
}

bool mg_polynomial_subtract(const mg_polynomial *a, const mg_polynomial *b, mg_polynomial *result) {
    return combine(a, b, -1, result);
}

bool mg_polynomial_multiply(const mg_polynomial *a, const mg_polynomial *b, mg_polynomial *result) {
    mg_polynomial product;
    product.degree = a->degree < 0 || b->degree < 0 ? -1 : a->degree + b->degree;
    if (product.degree > MG_MAX_DEGREE) return false;
    bool overflow = false;
    for (int i = 0; i <= product.degree; i++) product.coefficient[i] = 0;
    for (int i = 0; i <= a->degree && product.degree >= 0; i++) {
        for (int j = 0; j <= b->degree; j++) {
            int64_t term, *sum = &product.coefficient[i + j];
            overflow |= __builtin_mul_overflow(a->coefficient[i], b->coefficient[j], &term);
            overflow |= __builtin_add_overflow(*sum, term, sum);
        }
    }
    copy(&product, result);
    return !overflow;
}

bool mg_polynomial_scale(const mg_polynomial *a, int64_t factor, mg_polynomial *result) {
    mg_polynomial constant = mg_polynomial_of(&factor, 1);
    return mg_polynomial_multiply(a, &constant, result);
}

bool mg_polynomial_compose(const mg_polynomial *outer, const mg_polynomial *inner,
                           mg_polynomial *result) {
    mg_polynomial sum = {.degree = -1};
    for (int i = outer->degree; i >= 0; i--) {
        mg_polynomial constant = mg_polynomial_of(&outer->coefficient[i], 1);
        if (!mg_polynomial_multiply(&sum, inner, &sum) || !mg_polynomial_add(&sum, &constant, &sum))
            return false;
    }
    copy(&sum, result);
    return true;
}

bool mg_polynomial_derive(const mg_polynomial *a, mg_polynomial *result) {
    bool overflow = false;
    int degree = a->degree;
    for (int i = 1; i <= degree; i++)
        overflow |= __builtin_mul_overflow(a->coefficient[i], i, &result->coefficient[i - 1]);
    result->degree = degree < 1 ? -1 : degree - 1;
    return !overflow;
}

bool mg_polynomial_value(const mg_polynomial *a, int64_t x, int64_t *value) {
    bool overflow = false;
    int64_t sum = 0;
    for (int i = a->degree; i >= 0; i--) {
        overflow |= __builtin_mul_overflow(sum, x, &sum);
        overflow |= __builtin_add_overflow(sum, a->coefficient[i], &sum);
    }
    *value = sum;
    return !overflow;
}

bool mg_polynomial_value_ratio(const mg_polynomial *a, mg_ratio x, mg_ratio *value) {
    mg_ratio sum = {0, 1};
    for (int i = a->degree; i >= 0; i--) {
        if (!mg_ratio_multiply(sum, x, &sum) ||
            !mg_ratio_add(sum, (mg_ratio){a->coefficient[i], 1}, &sum))
            return false;
    }
    *value = sum;
    return true;
}

bool mg_polynomial_divide(const mg_polynomial *a, const mg_polynomial *b, mg_polynomial *quotient,
                          mg_polynomial *remainder) {
    mg_polynomial rest, result;
    if (b->degree < 0) return false;
    copy(a, &rest);
    result.degree = a->degree - b->degree;
    if (result.degree < -1) result.degree = -1;
    int64_t lead = b->coefficient[b->degree];
    bool overflow = false;
    for (int i = result.degree; i >= 0; i--) {
        int64_t top = rest.coefficient[i + b->degree];
        if ((lead == -1 && top == INT64_MIN) || top % lead != 0) return false;
        result.coefficient[i] = top / lead;
        for (int j = 0; j <= b->degree; j++) {
            int64_t term, *at = &rest.coefficient[i + j];
            overflow |= __builtin_mul_overflow(result.coefficient[i], b->coefficient[j], &term);
            overflow |= __builtin_sub_overflow(*at, term, at);
        }
    }
    trim(&rest);
    copy(&result, quotient);
    copy(&rest, remainder);
    return !overflow;
}

bool mg_polynomial_equal(const mg_polynomial *a, const mg_polynomial *b) {
    return a->degree == b->degree &&
           memcmp(a->coefficient, b->coefficient,
                  (size_t)(a->degree + 1) * sizeof a->coefficient[0]) == 0;
}

int64_t mg_polynomial_content(const mg_polynomial *a) {
    int64_t content = 0;
    for (int i = 0; i <= a->degree; i++) content = mg_gcd(content, a->coefficient[i]);
    return content;
}

/* -- print ----------------------------------------------------------------------------------- */

bool mg_text_term(mg_text *out, bool first, mg_ratio coefficient, const char *power) {
    if (coefficient.top == 0) return false;
    bool negative = coefficient.top < 0, constant = !power || !*power;
    if (!first) mg_text_string(out, negative ? " - " : " + ");
    if (first && negative) mg_text_char(out, '-');
    uint64_t magnitude = negative ? 0 - (uint64_t)coefficient.top : (uint64_t)coefficient.top;
    if (constant || magnitude != 1) {
        if (magnitude > INT64_MAX)
            mg_text_string(out, "9223372036854775808");
        else
            mg_text_int(out, (int64_t)magnitude);
        if (!constant) mg_text_char(out, '*');
    }
    if (!constant) mg_text_string(out, power);
    if (coefficient.bottom != 1) {
        mg_text_char(out, '/');
        mg_text_int(out, coefficient.bottom);
    }
    return true;
}

void mg_text_power(mg_text *out, char variable, int exponent) {
    if (exponent > 0) mg_text_char(out, variable);
    if (exponent < 2) return;
    mg_text_char(out, '^');
    mg_text_int(out, exponent);
}

void mg_text_polynomial_over(mg_text *out, const mg_polynomial *a, int64_t denominator,
                             char variable) {
    bool any = false;
    for (int i = a->degree; i >= 0; i--) {
        if (a->coefficient[i] == 0) continue;
        char buffer[8];
        mg_text power = mg_text_over(buffer, sizeof buffer);
        mg_text_power(&power, variable, i);
        mg_text_end(&power);
        mg_ratio coefficient = denominator == 1 ? (mg_ratio){a->coefficient[i], 1}
                                                : mg_ratio_of(a->coefficient[i], denominator);
        any |= mg_text_term(out, !any, coefficient, buffer);
    }
    if (!any) mg_text_char(out, '0');
}

void mg_text_polynomial(mg_text *out, const mg_polynomial *a, char variable) {
    mg_text_polynomial_over(out, a, 1, variable);
}

void mg_text_polynomial_factor(mg_text *out, const mg_polynomial *a, char variable) {
    int terms = 0;
    for (int i = 0; i <= a->degree; i++) terms += a->coefficient[i] != 0;
    bool bare = terms == 0 || (terms == 1 && a->coefficient[a->degree] > 0);
    if (!bare) mg_text_char(out, '(');
    mg_text_polynomial(out, a, variable);
    if (!bare) mg_text_char(out, ')');
}

/* -- several variables ----------------------------------------------------------------------- */

static int shift_of(int variable) {
    return 8 * (MG_MAX_VARIABLES - 1 - variable);
}

mg_monomial mg_monomial_of(const int *exponents, int variables) {
    mg_monomial monomial = 0;
    for (int i = 0; i < variables; i++) {
        monomial += (mg_monomial)exponents[i] << shift_of(i);
        monomial += (mg_monomial)exponents[i] << 8 * MG_MAX_VARIABLES;
    }
    return monomial;
}

int mg_monomial_exponent(mg_monomial monomial, int variable) {
    return (int)(monomial >> shift_of(variable) & 255);
}

bool mg_sum_add_term(mg_sum *sum, mg_monomial monomial, int64_t coefficient) {
    if (coefficient == 0) return true;
    int at = sum->count;
    while (at > 0 && sum->term[at - 1].monomial < monomial) at--;
    if (at > 0 && sum->term[at - 1].monomial == monomial) {
        int64_t *old = &sum->term[at - 1].coefficient;
        if (__builtin_add_overflow(*old, coefficient, old)) return false;
        if (*old != 0) return true;
        sum->count--;
        memmove(&sum->term[at - 1], &sum->term[at],
                (size_t)(sum->count - (at - 1)) * sizeof sum->term[0]);
        return true;
    }
    if (sum->count == MG_MAX_TERMS) return false;
    memmove(&sum->term[at + 1], &sum->term[at], (size_t)(sum->count - at) * sizeof sum->term[0]);
    sum->term[at].monomial = monomial;
    sum->term[at].coefficient = coefficient;
    sum->count++;
    return true;
}

bool mg_sum_add(const mg_sum *a, const mg_sum *b, mg_sum *result) {
    mg_sum sum = *a;
    for (int i = 0; i < b->count; i++)
        if (!mg_sum_add_term(&sum, b->term[i].monomial, b->term[i].coefficient)) return false;
    *result = sum;
    return true;
}

bool mg_sum_multiply(const mg_sum *a, const mg_sum *b, mg_sum *result) {
    mg_sum product;
    product.count = 0;
    for (int i = 0; i < a->count; i++) {
        for (int j = 0; j < b->count; j++) {
            int64_t term;
            if (__builtin_mul_overflow(a->term[i].coefficient, b->term[j].coefficient, &term) ||
                !mg_sum_add_term(&product, a->term[i].monomial + b->term[j].monomial, term))
                return false;
        }
    }
    *result = product;
    return true;
}

void mg_text_monomial(mg_text *out, mg_monomial monomial, const char *names) {
    bool any = false;
    for (int i = 0; i < MG_MAX_VARIABLES; i++) {
        int exponent = mg_monomial_exponent(monomial, i);
        if (exponent == 0) continue;
        if (any) mg_text_char(out, '*');
        mg_text_power(out, names[i], exponent);
        any = true;
    }
}

void mg_text_sum(mg_text *out, const mg_sum *sum, const char *names) {
    for (int i = 0; i < sum->count; i++) {
        char buffer[32];
        mg_text power = mg_text_over(buffer, sizeof buffer);
        mg_text_monomial(&power, sum->term[i].monomial, names);
        mg_text_end(&power);
        mg_text_term(out, i == 0, (mg_ratio){sum->term[i].coefficient, 1}, buffer);
    }
    if (sum->count == 0) mg_text_char(out, '0');
}
