/* Derivatives, integrals, limits, sums and interpolation of the topic calculus. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_calculus.h"
#include "tests/helper_reader_calculus.h"

enum { MAX_TERMS = 40, MAX_POWER = 20, LETTERS = 26 };

/* -- polynomials in print ---------------------------------------------------------------------- */

typedef struct term {
    fraction factor;
    int power[LETTERS];
} term;

typedef struct formula {
    int count;
    term term[MAX_TERMS];
} formula;

static bool is_name(const char *at) {
    return islower((unsigned char)*at) && !isalpha((unsigned char)at[1]) && at[1] != '(';
}

static int read_term(const char **at, term *t) {
    const char *p = *at;
    memset(t->power, 0, sizeof t->power);
    if (!isdigit((unsigned char)*p) && !is_name(p)) return -1;
    for (char op = '*';;) {
        if (isdigit((unsigned char)*p)) {
            fraction value = {strtoll(p, (char **)&p, 10), 1};
            t->factor =
                op == '*' ? fraction_times(t->factor, value) : fraction_over(t->factor, value);
        } else {
            int letter = *p++ - 'a', power = 1;
            if (*p == '^') power = (int)strtol(p + 1, (char **)&p, 10);
            t->power[letter] += power;
        }
        *at = p;
        if ((*p != '*' && *p != '/') || (!isdigit((unsigned char)p[1]) && !is_name(p + 1)))
            return 0;
        op = *p++;
    }
}

/* The formula at *at, which moves behind it. */
static int read_formula(const char **at, formula *f) {
    f->count = 0;
    for (int count = 0; count < MAX_TERMS; count++) {
        const char *p = *at;
        bool minus = count == 0 ? *p == '-' : strncmp(p, " - ", 3) == 0;
        if (count > 0 && !minus && strncmp(p, " + ", 3) != 0) break;
        p += count > 0 ? 3 : minus;
        f->term[count].factor = (fraction){minus ? -1 : 1, 1};
        if (read_term(&p, &f->term[count])) break;
        f->count = count + 1;
        *at = p;
    }
    return f->count ? 0 : -1;
}

/* Behind the first of the marks that occurs; NULL without any. */
static const char *behind(const char *question, const char *const *marks) {
    for (; *marks; marks++) {
        const char *found = strstr(question, *marks);
        if (found) return found + strlen(*marks);
    }
    return NULL;
}

#define BEHIND(question, ...) behind(question, (const char *const[]){__VA_ARGS__, NULL})

/* Dense, in its one letter (returned; 'x' where there is none). */
static char dense(const formula *f, fraction *c) {
    char name = 'x';
    for (int i = 0; i <= MAX_POWER; i++) c[i] = (fraction){0, 1};
    for (int t = 0; t < f->count; t++) {
        int power = 0;
        for (int l = 0; l < LETTERS; l++) {
            if (f->term[t].power[l] == 0) continue;
            name = (char)('a' + l);
            power = f->term[t].power[l];
        }
        c[power] = fraction_add(c[power], f->term[t].factor);
    }
    return name;
}

/* The polynomial behind a mark, dense. */
static int read_dense(const char **at, fraction *c, char *name) {
    formula f;
    if (!*at || read_formula(at, &f)) return -1;
    char letter = dense(&f, c);
    if (name) *name = letter;
    return 0;
}

static void say_term(char *answer, fraction factor, const char *monomial) {
    if (factor.top == 0) return;
    if (*answer) say_text(answer, " + ");
    say_text(answer, "(");
    say_fraction(answer, factor);
    say_text(answer, ")");
    say_text(answer, monomial);
}

static void say_dense(char *answer, const fraction *c, char name) {
    *answer = '\0';
    for (int i = MAX_POWER; i >= 0; i--) {
        char monomial[16] = "";
        if (i > 0) snprintf(monomial, sizeof monomial, "*%c^%d", name, i);
        say_term(answer, c[i], monomial);
    }
    if (!*answer) say_text(answer, "0");
}

static fraction value_at(const fraction *c, fraction x) {
    fraction sum = {0, 1}, power = {1, 1};
    for (int i = 0; i <= MAX_POWER; i++) {
        if (c[i].top != 0) sum = fraction_add(sum, fraction_times(c[i], power));
        if (i < 8) power = fraction_times(power, x);
    }
    return sum;
}

/* n-th derivative by falling factorials. */
static void derive(const fraction *c, int n, fraction *d) {
    for (int i = 0; i <= MAX_POWER; i++) {
        d[i] = i + n <= MAX_POWER ? c[i + n] : (fraction){0, 1};
        for (int k = 1; k <= n && d[i].top != 0; k++)
            d[i] = fraction_times(d[i], (fraction){i + k, 1});
    }
}

static void integrate(const fraction *c, fraction *d) {
    d[0] = (fraction){0, 1};
    for (int i = 0; i < MAX_POWER; i++) d[i + 1] = fraction_over(c[i], (fraction){i + 1, 1});
}

static int order_in(const char *question) {
    static const char *const NAMES[] = {"first ", "second ", "third ", "fourth "};
    int order = 0;
    for (int i = 0; i < 4; i++)
        for (const char *at = question; (at = strstr(at, NAMES[i])); at++) order += i + 1;
    return order;
}

static int one_whole(const char *at, whole *value) {
    return at && read_wholes(at, value, 1) == 1 ? 0 : -1;
}

/* -- derivatives and integrals ----------------------------------------------------------------- */

int read_derivative(const char *question, char *answer) {
    const char *at = BEHIND(question, ") = ", "derivative of ");
    fraction c[MAX_POWER + 1], d[MAX_POWER + 1];
    char name;
    if (read_dense(&at, c, &name)) return -1;
    derive(c, order_in(question), d);
    say_dense(answer, d, name);
    return 0;
}

int read_partial_derivative(const char *question, char *answer) {
    const char *at = BEHIND(question, "derivative of ", "Differentiate ");
    formula f;
    if (!at || read_formula(&at, &f)) return -1;
    const char *by = BEHIND(at, "respect to ", " by ");
    if (!by) return -1;
    int letter = *by - 'a', order = order_in(question);
    *answer = '\0';
    for (int t = 0; t < f.count; t++) {
        term *one = &f.term[t];
        for (int i = 0; i < order; i++)
            one->factor = fraction_times(one->factor, (fraction){one->power[letter]--, 1});
        char monomial[64] = "";
        for (int l = 0; l < LETTERS && one->factor.top != 0; l++)
            for (int i = 0; i < one->power[l]; i++) {
                size_t n = strlen(monomial);
                snprintf(monomial + n, sizeof monomial - n, "*%c", 'a' + l);
            }
        say_term(answer, one->factor, monomial);
    }
    if (!*answer) say_text(answer, "0");
    return 0;
}

int read_derivative_at(const char *question, char *answer) {
    const char *at = BEHIND(question, ") = ", "derivative of ");
    fraction c[MAX_POWER + 1], d[MAX_POWER + 1];
    whole x;
    if (read_dense(&at, c, NULL) || one_whole(BEHIND(at, "x = ", "point "), &x)) return -1;
    derive(c, order_in(question), d);
    *answer = '\0';
    say_fraction(answer, value_at(d, (fraction){x, 1}));
    return 0;
}

int read_integral_polynomial(const char *question, char *answer) {
    const char *at = BEHIND(question, ") = ", "integral of ", "Integrate ");
    fraction c[MAX_POWER + 1], d[MAX_POWER + 1];
    char name;
    if (read_dense(&at, c, &name)) return -1;
    integrate(c, d);
    say_dense(answer, d, name);
    return 0;
}

static fraction definite(const fraction *c, whole a, whole b) {
    fraction d[MAX_POWER + 1];
    integrate(c, d);
    return fraction_minus(value_at(d, (fraction){b, 1}), value_at(d, (fraction){a, 1}));
}

int read_integral_definite(const char *question, char *answer) {
    const char *at = BEHIND(question, ") = ", "integral of ");
    fraction c[MAX_POWER + 1];
    whole limit[2];
    if (read_dense(&at, c, NULL)) return -1;
    at = BEHIND(at, "from ");
    if (!at || read_wholes(at, limit, 2) != 2) return -1;
    *answer = '\0';
    say_fraction(answer, definite(c, limit[0], limit[1]));
    return 0;
}

int read_tangent_line(const char *question, char *answer) {
    const char *at = BEHIND(question, "y = ");
    fraction c[MAX_POWER + 1], d[MAX_POWER + 1];
    whole x;
    if (read_dense(&at, c, NULL) || one_whole(BEHIND(at, "x = "), &x)) return -1;
    derive(c, 1, d);
    fraction slope = value_at(d, (fraction){x, 1}), y = value_at(c, (fraction){x, 1});
    fraction line[MAX_POWER + 1] = {fraction_minus(y, fraction_times(slope, (fraction){x, 1})),
                                    slope};
    for (int i = 2; i <= MAX_POWER; i++) line[i] = (fraction){0, 1};
    say_dense(answer, line, 'x');
    return 0;
}

/* Tries every whole x. */
int read_critical_points(const char *question, char *answer) {
    const char *at = BEHIND(question, ") = ", "y = ", "derivative of ");
    fraction c[MAX_POWER + 1], d[MAX_POWER + 1];
    if (read_dense(&at, c, NULL)) return -1;
    derive(c, 1, d);
    *answer = '\0';
    for (whole x = -50; x <= 50; x++) {
        if (value_at(d, (fraction){x, 1}).top != 0) continue;
        if (*answer) say_text(answer, ", ");
        say_whole(answer, x);
    }
    return 0;
}

/* The turning points of these cubics are whole, so every whole x is tried. */
int read_extreme_value(const char *question, char *answer) {
    const char *at = BEHIND(question, ") = ", " that ");
    fraction c[MAX_POWER + 1], best = {0, 1};
    whole end[2];
    if (read_dense(&at, c, NULL)) return -1;
    at = BEHIND(question, "from ");
    if (!at || read_wholes(at, end, 2) != 2) return -1;
    for (whole x = end[0]; x <= end[1]; x++) {
        fraction y = value_at(c, (fraction){x, 1});
        if (x == end[0] || (strstr(question, "largest") ? y.top > best.top : y.top < best.top))
            best = y;
    }
    *answer = '\0';
    say_fraction(answer, best);
    return 0;
}

/* By L'Hopital's rule. */
int read_limit_rational(const char *question, char *answer) {
    const char *at = strchr(question, '('), *to = BEHIND(question, "tends to ", "-> ");
    fraction top[MAX_POWER + 1], bottom[MAX_POWER + 1], d[MAX_POWER + 1], limit = {0, 0};
    if (!at || !to || read_dense(&(const char *){at + 1}, top, NULL)) return -1;
    at = strstr(at, ")/(");
    if (!at || read_dense(&(const char *){at + 3}, bottom, NULL)) return -1;
    if (strncmp(to, "infinity", 8) == 0) {
        int degree = MAX_POWER;
        while (degree > 0 && bottom[degree].top == 0) degree--;
        limit = fraction_over(top[degree], bottom[degree]);
    } else {
        fraction x = {strtoll(to, NULL, 10), 1};
        derive(top, 1, d);
        fraction slope = value_at(d, x);
        derive(bottom, 1, d);
        if (value_at(top, x).top != 0 || value_at(bottom, x).top != 0) return -1;
        limit = fraction_over(slope, value_at(d, x));
    }
    *answer = '\0';
    say_fraction(answer, limit);
    return 0;
}

/* -- series and sums --------------------------------------------------------------------------- */

/* Coefficients of the function of a x, each from those before it. */
static int series(const char *question, fraction *s) {
    static const char *const MARKS[] = {"exp(", "sin(", "cos(", "ln(1 + ", "/(1 - "};
    int kind = 0;
    while (kind < 5 && !strstr(question, MARKS[kind])) kind++;
    if (kind == 5) return -1;
    const char *at = strstr(question, MARKS[kind]) + strlen(MARKS[kind]);
    fraction a[MAX_POWER + 1];
    at += *at == '(';
    if (read_dense(&at, a, NULL)) return -1;
    s[0] = (fraction){kind != 1 && kind != 3, 1};
    for (int k = 1; k <= 10; k++) {
        fraction before = s[k - 1], over = {k, 1};
        if (kind == 1 || kind == 2) /* s'' = -a^2 s */
            before = k == 1 ? (fraction){kind == 1, 1}
                            : fraction_over(fraction_times(s[k - 2], (fraction){-a[1].top, 1}),
                                            (fraction){k - 1, 1});
        if (kind == 3 && k == 1) before = (fraction){1, 1};
        if (kind == 3 && k > 1) before = fraction_times(s[k - 1], (fraction){1 - k, 1});
        s[k] = fraction_times(a[1], before);
        if (kind != 4) s[k] = fraction_over(s[k], over);
    }
    return 0;
}

int read_taylor_coefficient(const char *question, char *answer) {
    const char *at = BEHIND(question, "Expand ", "series of "), *of;
    fraction s[MAX_POWER + 1], factor[MAX_POWER + 1] = {{1, 1}, {0, 1}};
    if (!at || series(question, s)) return -1;
    at += *at == '(';
    if (isdigit((unsigned char)*at) || *at == '-' || is_name(at))
        if (read_dense(&at, factor, NULL)) return -1;
    of = BEHIND(question, "coefficient of x");
    int k = !of ? 0 : *of == '^' ? atoi(of + 1) : 1;
    fraction sum = fraction_times(factor[0], s[k]);
    if (k > 0) sum = fraction_add(sum, fraction_times(factor[1], s[k - 1]));
    *answer = '\0';
    say_fraction(answer, sum);
    return 0;
}

int read_area_between(const char *question, char *answer) {
    fraction f[MAX_POWER + 1], g[MAX_POWER + 1];
    whole meet[2];
    int count = 0;
    const char *at = BEHIND(question, "y = ");
    if (read_dense(&at, f, NULL)) return -1;
    at = BEHIND(at, "y = ");
    if (read_dense(&at, g, NULL)) return -1;
    for (int i = 0; i <= MAX_POWER; i++) f[i] = fraction_minus(f[i], g[i]);
    for (whole x = -40; x <= 40; x++)
        if (value_at(f, (fraction){x, 1}).top == 0 && count < 2) meet[count++] = x;
    if (count < 2) return -1;
    fraction area = definite(f, meet[0], meet[1]);
    area.top = llabs(area.top);
    *answer = '\0';
    say_fraction(answer, area);
    return 0;
}

/* "from 1 to 4" or "k = 1, ..., 4" */
static int read_range(const char *question, whole *range) {
    const char *at = BEHIND(question, "from ", "for k = ");
    return at && read_wholes(at, range, 2) == 2 ? 0 : -1;
}

/* Term by term. */
int read_sigma_sum(const char *question, char *answer) {
    const char *at = BEHIND(question, "sum of ", "values of ");
    fraction c[MAX_POWER + 1], sum = {0, 1};
    whole range[2];
    if (read_dense(&at, c, NULL) || read_range(at, range)) return -1;
    for (whole k = range[0]; k <= range[1]; k++)
        sum = fraction_add(sum, value_at(c, (fraction){k, 1}));
    *answer = '\0';
    say_fraction(answer, sum);
    return 0;
}

/* From the last term to the first; a geometric series by Horner's rule. */
int read_partial_sum(const char *question, char *answer) {
    const char *at = BEHIND(question, "sum of ", "Add up ");
    whole range[2], p, q = 0;
    fraction sum = {0, 1};
    if (!at || read_range(at, range)) return -1;
    bool alternating = strncmp(at, "(-1)^(k + 1)*", 13) == 0;
    if (alternating) at += 13;
    bool bracket = *at == '(';
    p = strtoll(at + bracket, (char **)&at, 10);
    fraction ratio = {p, 1};
    bool geometric = bracket && !alternating;
    if (geometric && *at == '/') ratio = fraction_of(p, atoll(at + 1));
    const char *plus = strstr(at, "(k + ");
    if (!geometric && !plus) return -1;
    if (!geometric) q = atoll(plus + 5);
    bool telescope = !geometric && strstr(at, "(k*(k");
    for (whole k = range[1]; k >= range[0]; k--) {
        if (geometric) {
            sum = fraction_add(fraction_times(sum, ratio), (fraction){1, 1});
            continue;
        }
        whole sign = alternating && k % 2 == 0 ? -1 : 1;
        sum = fraction_add(sum, fraction_of(sign * p, telescope ? k * (k + q) : k + q));
    }
    *answer = '\0';
    say_fraction(answer, sum);
    return 0;
}

/* "-3*f(n/2) + 6" */
static void read_rule(const char *at, whole *rule) {
    whole sign = *at == '-' ? -1 : 1;
    at += *at == '-';
    rule[0] = sign * (isdigit((unsigned char)*at) ? atoll(at) : 1);
    rule[1] = 0;
    at = strchr(at, ')') + 1;
    if (strncmp(at, " + ", 3) == 0) rule[1] = atoll(at + 3);
    if (strncmp(at, " - ", 3) == 0) rule[1] = -atoll(at + 3);
}

static whole call(whole n, whole start, const whole *even, const whole *odd) {
    if (n == 0) return start;
    return n % 2 ? odd[0] * call(n - 1, start, even, odd) + odd[1]
                 : even[0] * call(n / 2, start, even, odd) + even[1];
}

int read_recursive_function(const char *question, char *answer) {
    whole start, even[2], odd[2], n = 0;
    const char *at = BEHIND(question, "f(n) = ");
    if (one_whole(BEHIND(question, "f(0) = "), &start) || !at) return -1;
    read_rule(at, even);
    at = BEHIND(at, "f(n) = ");
    if (!at) return -1;
    read_rule(at, odd);
    for (at = question; (at = strstr(at, "f(")); at += 2)
        if (isdigit((unsigned char)at[2])) n = atoll(at + 2);
    *answer = '\0';
    say_whole(answer, call(n, start, even, odd));
    return 0;
}

/* By binomial coefficients. */
int read_difference_table(const char *question, char *answer) {
    static const char *const NAMES[] = {"first", "second", "third", "fourth", "fifth"};
    whole v[32], d[32];
    int order = 1, count = read_wholes(question, v, 32);
    for (int i = 0; i < 5; i++)
        if (strstr(question, NAMES[i])) order = i + 1;
    for (int i = 0; i + order < count; i++) {
        whole binomial = 1;
        d[i] = 0;
        for (int k = 0; k <= order; k++) {
            d[i] += (k % 2 ? -1 : 1) * binomial * v[i + order - k];
            binomial = binomial * (order - k) / (k + 1);
        }
    }
    *answer = '\0';
    say_wholes(answer, d, count - order);
    return 0;
}

/* Lagrange. */
int read_interpolation(const char *question, char *answer) {
    whole v[16];
    const char *start = strchr(question, '(');
    int n = start ? read_wholes(start, v, 16) / 2 : 0;
    fraction sum[MAX_POWER + 1];
    for (int i = 0; i <= MAX_POWER; i++) sum[i] = (fraction){0, 1};
    for (int i = 0; i < n; i++) {
        fraction basis[16] = {{v[2 * i + 1], 1}};
        int degree = 0;
        for (int k = 0; k < n; k++) {
            if (k == i) continue;
            fraction scale = fraction_of(1, v[2 * i] - v[2 * k]), root = {-v[2 * k], 1};
            basis[++degree] = (fraction){0, 1};
            for (int p = degree; p >= 0; p--) {
                fraction lower = p > 0 ? basis[p - 1] : (fraction){0, 1};
                basis[p] = fraction_add(fraction_times(basis[p], root), lower);
                basis[p] = fraction_times(basis[p], scale);
            }
        }
        for (int p = 0; p <= degree; p++) sum[p] = fraction_add(sum[p], basis[p]);
    }
    say_dense(answer, sum, 'x');
    return n < 2 ? -1 : 0;
}

int read_newton_step(const char *question, char *answer) {
    const char *at = BEHIND(question, ") = ", "zero of ");
    fraction c[MAX_POWER + 1], d[MAX_POWER + 1];
    whole start;
    if (read_dense(&at, c, NULL) || one_whole(BEHIND(question, "from x = ", "at x = "), &start))
        return -1;
    fraction x = {start, 1};
    derive(c, 1, d);
    for (int i = strstr(question, "two steps") ? 2 : 1; i > 0; i--)
        x = fraction_minus(x, fraction_over(value_at(c, x), value_at(d, x)));
    *answer = '\0';
    say_fraction(answer, x);
    return 0;
}
