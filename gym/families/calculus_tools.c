#include "gym/families/calculus_tools.h"

void mg_ask(mg_problem *problem, mg_text *question, const char *const *wordings,
            mg_part_writer part, const mg_level *level, const int64_t *operand) {
    int count = 0;
    while (wordings[count]) count++;
    for (const char *at = wordings[mg_pick(problem, 0, count)]; *at; at++) {
        if (*at != '@' && *at != '$') {
            mg_text_char(question, *at);
            continue;
        }
        bool formula = *at == '$';
        if (formula) mg_math_open(problem, question);
        part(level, operand, *++at, question);
        if (formula) mg_math_close(problem, question);
    }
}

/* -- text ------------------------------------------------------------------------------------ */

void mg_text_list(mg_text *out, const int64_t *v, int count) {
    for (int i = 0; i < count; i++) {
        if (i > 0) mg_text_string(out, ", ");
        mg_text_int(out, v[i]);
    }
}

void mg_text_ratio_list(mg_text *out, const mg_ratio *v, int count) {
    for (int i = 0; i < count; i++) {
        if (i > 0) mg_text_string(out, ", ");
        mg_text_ratio(out, v[i]);
    }
}

void mg_text_point(mg_text *out, const int64_t *v, int count) {
    mg_text_char(out, '(');
    mg_text_list(out, v, count);
    mg_text_char(out, ')');
}

void mg_text_matrix(mg_text *out, const int64_t *m, int rows, int cols) {
    mg_text_char(out, '[');
    for (int r = 0; r < rows; r++) {
        mg_text_string(out, r > 0 ? ", [" : "[");
        mg_text_list(out, m + r * cols, cols);
        mg_text_char(out, ']');
    }
    mg_text_char(out, ']');
}

void mg_text_ratio_matrix(mg_text *out, const mg_ratio *m, int rows, int cols) {
    mg_text_char(out, '[');
    for (int r = 0; r < rows; r++) {
        mg_text_string(out, r > 0 ? ", [" : "[");
        mg_text_ratio_list(out, m + r * cols, cols);
        mg_text_char(out, ']');
    }
    mg_text_char(out, ']');
}

void mg_text_factor(mg_text *out, int64_t value) {
    if (value < 0) mg_text_char(out, '(');
    mg_text_int(out, value);
    if (value < 0) mg_text_char(out, ')');
}

void mg_text_ratio_factor(mg_text *out, mg_ratio value) {
    bool bracket = value.top < 0 || value.bottom != 1;
    if (bracket) mg_text_char(out, '(');
    mg_text_ratio(out, value);
    if (bracket) mg_text_char(out, ')');
}

void mg_text_signed(mg_text *out, int64_t value) {
    mg_text_string(out, value < 0 ? " - " : " + ");
    mg_text_int(out, value < 0 ? -value : value);
}

void mg_text_dot(mg_text *out, const int64_t *a, int stride_a, const int64_t *b, int stride_b,
                 int count) {
    for (int i = 0; i < count; i++) {
        if (i > 0) mg_text_string(out, " + ");
        mg_text_factor(out, a[i * stride_a]);
        mg_text_char(out, '*');
        mg_text_factor(out, b[i * stride_b]);
    }
}

void mg_text_ratio_polynomial(mg_text *out, const mg_ratio *c, int degree, char x) {
    bool any = false;
    for (int i = degree; i >= 0; i--) {
        char buffer[8];
        mg_text power = mg_text_over(buffer, sizeof buffer);
        mg_text_power(&power, x, i);
        mg_text_end(&power);
        any |= mg_text_term(out, !any, c[i], buffer);
    }
    if (!any) mg_text_char(out, '0');
}

void mg_text_whole_polynomial(mg_text *out, const int64_t *c, int degree, char x) {
    mg_ratio ratio[MG_MAX_OPERANDS];
    for (int i = 0; i <= degree; i++) ratio[i] = (mg_ratio){c[i], 1};
    mg_text_ratio_polynomial(out, ratio, degree, x);
}

void mg_text_surd(mg_text *out, mg_ratio factor, int64_t radicand) {
    char buffer[32];
    mg_text root = mg_text_over(buffer, sizeof buffer);
    int64_t rest = radicand, kept = 1;
    for (int64_t p = 2; p * p * p <= rest; p++) {
        for (; rest % (p * p) == 0; rest /= p * p)
            factor = mg_ratio_of(factor.top * p, factor.bottom);
        if (rest % p != 0) continue;
        kept *= p;
        rest /= p;
    }
    /* what is left has at most two prime factors */
    int64_t side = mg_square_root(rest);
    if (side * side == rest) factor = mg_ratio_of(factor.top * side, factor.bottom);
    radicand = side * side == rest ? kept : kept * rest;
    if (radicand > 1) mg_text_string(&root, "sqrt(");
    if (radicand > 1) mg_text_int(&root, radicand);
    if (radicand > 1) mg_text_char(&root, ')');
    mg_text_end(&root);
    if (!mg_text_term(out, true, factor, buffer)) mg_text_char(out, '0');
}

/* -- operands -------------------------------------------------------------------------------- */

void mg_key_list(mg_text *out, const char *tag, const int64_t *v, int count) {
    mg_text_string(out, tag);
    for (int i = 0; i < count; i++) {
        mg_text_char(out, i > 0 ? ',' : ' ');
        mg_text_int(out, v[i]);
    }
}

void mg_box_add(mg_box *box, int count, int64_t low, int64_t high) {
    for (int i = 0; i < count; i++) {
        box->low[box->count] = low;
        box->high[box->count++] = high;
    }
}

void mg_box_keep_if_small(mg_box *box) {
    const int64_t max_points = 4 * (int64_t)MG_WALKED_PROBLEMS;
    int64_t points = 1;
    for (int i = 0; i < box->count; i++) {
        int64_t span = box->high[i] - box->low[i] + 1;
        if (span > max_points / points) {
            box->count = 0;
            return;
        }
        points *= span;
    }
}

void mg_draw_all(mg_rng *rng, int64_t *v, int count, int64_t low, int64_t high) {
    for (int i = 0; i < count; i++) v[i] = mg_draw_between(rng, low, high);
}

int64_t mg_draw_nonzero(mg_rng *rng, int64_t max) {
    int64_t value = mg_draw_between(rng, -max, max - 1);
    return value + (value >= 0);
}

void mg_shuffle(mg_rng *rng, int64_t *v, int count) {
    for (int i = count - 1; i > 0; i--) {
        int j = (int)mg_draw_between(rng, 0, i);
        int64_t other = v[i];
        v[i] = v[j];
        v[j] = other;
    }
}

int mg_longest(const int64_t *v, int count) {
    int longest = 1;
    for (int i = 0; i < count; i++) {
        int digits = mg_digit_count(v[i]);
        if (digits > longest) longest = digits;
    }
    return longest;
}

int64_t mg_polynomial_at(const int64_t *c, int degree, int64_t x) {
    int64_t value = 0;
    for (int i = degree; i >= 0; i--) value = value * x + c[i];
    return value;
}

bool mg_polynomial_at_ratio(const mg_ratio *c, int degree, mg_ratio x, mg_ratio *value) {
    *value = (mg_ratio){0, 1};
    for (int i = degree; i >= 0; i--)
        if (!mg_ratio_multiply(*value, x, value) || !mg_ratio_add(*value, c[i], value))
            return false;
    return true;
}

int mg_derive(int64_t *c, int degree) {
    for (int i = 0; i < degree; i++) c[i] = (i + 1) * c[i + 1];
    c[degree] = 0;
    return degree > 0 ? degree - 1 : 0;
}

void mg_text_put_in(mg_text *out, const int64_t *c, int degree, int64_t x) {
    bool any = false;
    for (int i = degree; i >= 0; i--) {
        char buffer[32];
        mg_text power = mg_text_over(buffer, sizeof buffer);
        if (i > 0) mg_text_factor(&power, x);
        if (i > 1) mg_text_char(&power, '^');
        if (i > 1) mg_text_int(&power, i);
        mg_text_end(&power);
        any |= mg_text_term(out, !any, (mg_ratio){c[i], 1}, buffer);
    }
    if (!any) mg_text_char(out, '0');
}

void mg_draw_polynomial(mg_rng *rng, int64_t *c, int degree, int terms, int64_t max) {
    int left = terms - 1;
    for (int i = 0; i <= degree; i++) {
        bool take = i == degree || (left > 0 && mg_draw_between(rng, 1, degree - i) <= left);
        c[i] = take ? mg_draw_nonzero(rng, max) : 0;
        left -= take;
    }
}
