#include "gym/families/algebra_common.h"

#include <stdarg.h>

const char *algebra_letter(const mg_problem *problem, int which) {
    static const char *const NAMES[] = {"x", "y", "z", "t", "n", "k", "m", "p", "q",
                                        "r", "s", "u", "v", "w", "b", "c", "d", "j"};
    int count = ALGEBRA_COUNT(NAMES);
    return NAMES[(mg_pick(problem, 1001, count) + which) % count];
}

const mg_level *algebra_level(const mg_problem *problem) {
    return &problem->item.family->levels[problem->item.level - 1];
}

void algebra_ask(mg_problem *problem, mg_text *question, const char *const *wordings, int count,
                 const char *const *formulas) {
    for (const char *at = wordings[mg_pick(problem, 0, count)]; *at; at++) {
        if (*at != '{' && *at != '[') {
            mg_text_char(question, *at);
            continue;
        }
        if (*at == '{') mg_math_open(problem, question);
        mg_text_string(question, formulas[at[1] - '0']);
        if (*at == '{') mg_math_close(problem, question);
        at += 2; /* to the closing bracket */
    }
}

static void write_sign(mg_text *out, bool negative) {
    mg_text_string(out, negative ? " - " : " + ");
}

static void write_ratio(mg_text *out, mg_ratio value, bool brackets) {
    if (brackets) mg_text_char(out, '(');
    mg_text_ratio(out, value);
    if (brackets) mg_text_char(out, ')');
}

/* The list goes by pointer: every case takes its own arguments from it. */
static void write_list(mg_text *out, const char *format, va_list *list) {
    for (; *format; format++) {
        if (*format != '%') {
            mg_text_char(out, *format);
            continue;
        }
        bool plus = *++format == '+';
        format += plus;
        switch (*format) {
        case 'd':
        case 'n':
        case 't': {
            int64_t value = va_arg(*list, int64_t);
            char name[2] = {*format == 't' ? (char)va_arg(*list, int) : '\0', '\0'};
            bool bare = value == 1 || value == -1;
            if (plus) write_sign(out, value < 0);
            if (plus && value < 0) value = -value;
            if (*format == 'n' && value < 0) {
                write_ratio(out, (mg_ratio){value, 1}, true);
            } else if (*name && bare) {
                if (value < 0) mg_text_char(out, '-');
            } else {
                mg_text_int(out, value);
                if (*name) mg_text_char(out, '*');
            }
            mg_text_string(out, name);
            break;
        }
        case 'r':
        case 'R': {
            mg_ratio value = va_arg(*list, mg_ratio);
            if (plus) write_sign(out, value.top < 0);
            if (plus && value.top < 0) value.top = -value.top;
            write_ratio(out, value, *format == 'R' && (value.top < 0 || value.bottom != 1));
            break;
        }
        case 'l': {
            int64_t a = va_arg(*list, int64_t);
            char x = (char)va_arg(*list, int);
            mg_polynomial line = mg_polynomial_linear(a, va_arg(*list, int64_t));
            mg_text_polynomial(out, &line, x);
            break;
        }
        case 'p':
        case 'P': {
            const mg_polynomial *a = va_arg(*list, const mg_polynomial *);
            char x = (char)va_arg(*list, int);
            if (*format == 'p')
                mg_text_polynomial(out, a, x);
            else
                mg_text_polynomial_factor(out, a, x);
            break;
        }
        case 's':
            mg_text_string(out, va_arg(*list, const char *));
            break;
        case 'c':
            mg_text_char(out, (char)va_arg(*list, int));
            break;
        default:
            mg_text_int(out, va_arg(*list, int));
            break;
        }
    }
}

void algebra_write(mg_text *out, const char *format, ...) {
    va_list list;
    va_start(list, format);
    write_list(out, format, &list);
    va_end(list);
}

const char *algebra_format(algebra_line *line, const char *format, ...) {
    mg_text text = mg_text_over(line->text, sizeof line->text);
    va_list list;
    va_start(list, format);
    write_list(&text, format, &list);
    va_end(list);
    mg_text_end(&text);
    return line->text;
}

void algebra_key(mg_text *out, const char *tag, const int64_t *values, int count) {
    mg_text_string(out, tag);
    for (int i = 0; i < count; i++) {
        mg_text_char(out, i == 0 ? ' ' : ',');
        mg_text_int(out, values[i]);
    }
}

void algebra_key_polynomial(mg_text *out, const char *tag, const mg_polynomial *a) {
    algebra_key(out, tag, a->coefficient, a->degree + 1);
}

void algebra_row(mg_text *out, const int64_t *coefficients, const char *const *names, int count) {
    bool any = false;
    for (int i = 0; i < count; i++)
        any |= mg_text_term(out, !any, (mg_ratio){coefficients[i], 1}, names[i]);
    if (!any) mg_text_char(out, '0');
}

int64_t algebra_nonzero(mg_rng *rng, int64_t max) {
    int64_t value = mg_draw_between(rng, -max, max - 1);
    return value + (value >= 0);
}

void algebra_measure(mg_problem *problem, const int64_t *values, int count, int operations) {
    int digits = 1;
    for (int i = 0; i < count; i++) {
        int own = mg_digit_count(values[i]);
        if (own > digits) digits = own;
    }
    problem->digits = digits;
    problem->operations = operations;
    problem->difficulty = operations + digits;
}

void algebra_solve_linear(mg_text *out, char x, int64_t a, int64_t b, int64_t c, int64_t d) {
    int64_t left = a - c, right = d - b;
    if (c != 0 || b != 0) algebra_write(out, "%t = %d;", left, x, right);
    if (left == 1) return;
    mg_ratio value = mg_ratio_of(right, left);
    algebra_write(out, "%c = %d/%n", x, right, left);
    if (value.bottom != left) algebra_write(out, " = %r", value);
    mg_text_char(out, ';');
}

void algebra_interval(mg_text *out, char x, const algebra_bound *low, const algebra_bound *high) {
    if (low && high) algebra_write(out, "%r %s %c", low->at, low->closed ? "<=" : "<", x);
    if (!high) algebra_write(out, "%c %s %r", x, low->closed ? ">=" : ">", low->at);
    if (!low) mg_text_char(out, x);
    if (high) algebra_write(out, " %s %r", high->closed ? "<=" : "<", high->at);
}

void algebra_split_square(int64_t n, int64_t *u, int64_t *rest) {
    *u = 1;
    for (int64_t d = 2; d * d <= n; d++) {
        while (n % (d * d) == 0) {
            n /= d * d;
            *u *= d;
        }
    }
    *rest = n;
}

void algebra_surd(mg_text *out, int64_t p, int64_t q, int64_t d, int64_t t) {
    char buffer[32];
    mg_text root = mg_text_over(buffer, sizeof buffer);
    algebra_write(&root, "sqrt(%d)", d);
    mg_text_end(&root);
    bool any = mg_text_term(out, true, mg_ratio_of(p, t), "");
    mg_text_term(out, !any, mg_ratio_of(q, t), buffer);
}
