/* Functions, sequences, powers and the rest of algebra, from their print. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_algebra.h"

/* All numbers of a text in order: digits, perhaps "/digits"; a minus sign counts after a space. */
static int find_numbers(const char *text, frac *found, int most) {
    int count = 0;
    for (const char *at = text; *at && count < most; at++) {
        if (!isdigit((unsigned char)*at) || (at > text && isalpha((unsigned char)at[-1]))) continue;
        int negative = at > text + 1 && at[-1] == '-' && (at[-2] == ' ' || at[-2] == '(');
        char *end;
        wide n = strtoll(at, &end, 10), d = 1;
        if (*end == '/' && isdigit((unsigned char)end[1])) d = strtoll(end + 1, &end, 10);
        found[count++] = fr(negative ? -n : n, d);
        at = end - 1;
    }
    return count;
}

static const char *formula_containing(const formulas *f, const char *part, const char *without) {
    for (int i = 0; i < f->count; i++)
        if (strstr(f->text[i], part) && !strpbrk(f->text[i], without)) return f->text[i];
    return NULL;
}

static char *put_two(char *answer, frac a, frac b) {
    answer = put_frac(answer, a);
    answer += sprintf(answer, ", ");
    return put_frac(answer, b);
}

/* -- parabolas, lines, functions -----------------------------------------------------------------
 */

static int read_parabola(const char *question, frac *h, frac *k) {
    formulas f;
    names letters = {{0}};
    poly p;
    find_formulas(question, &f);
    const char *text = formula_containing(&f, "=", "");
    if (!text) return -1;
    const char *end = text[0] == 'y' ? text + strlen(text) : strchr(text, '=');
    if (read_part(text[0] == 'y' ? text + 2 : text, end, &letters, &p)) return -1;
    frac a = poly_x(&p, 2), b = poly_x(&p, 1);
    *h = fr_div(b, fr_mul(fr(2, 1), a));
    upoly u = upoly_of(&p);
    *k = upoly_at(&u, (frac){-h->n, h->d});
    return 0;
}

int solve_square(const char *question, char *answer) {
    frac h, k;
    if (read_parabola(question, &h, &k)) return -1;
    put_two(answer, h, k);
    return 0;
}

int solve_vertex(const char *question, char *answer) {
    frac h, k;
    if (read_parabola(question, &h, &k)) return -1;
    put_two(answer, (frac){-h.n, h.d}, k);
    return 0;
}

int solve_vieta(const char *question, char *answer) {
    static const char *const ASKED[] = {"r+s",     "r*s",     "r^2+s^2", "1/r+1/s",     "(r-s)^2",
                                        "r^3+s^3", "r/s+s/r", "r+s+t",   "r*s+r*t+s*t", "r*s*t"};
    formulas f;
    names letters = {{0}};
    upoly u;
    find_formulas(question, &f);
    const char *text = formula_containing(&f, "x^", "");
    if (!text || read_line_poly(text, &letters, &u)) return -1;
    int which = -1;
    for (int i = 0; i < f.count; i++)
        for (int k = 0; k < 10; k++)
            if (strcmp(f.text[i], ASKED[k]) == 0) which = k;
    frac lead = u.c[u.degree], e[4] = {{1, 1}};
    for (int k = 1; k <= u.degree; k++) {
        e[k] = fr_div(u.c[u.degree - k], lead);
        if (k % 2) e[k].n = -e[k].n;
    }
    /* power sums by Newton */
    frac p2 = fr_sub(fr_mul(e[1], e[1]), fr_mul(fr(2, 1), e[2]));
    frac p3 = fr_sub(fr_mul(e[1], p2), fr_mul(e[2], e[1]));
    switch (which) {
    case 0:
    case 7:
        put_frac(answer, e[1]);
        break;
    case 1:
    case 8:
        put_frac(answer, e[2]);
        break;
    case 2:
        put_frac(answer, p2);
        break;
    case 3:
        put_frac(answer, fr_div(e[1], e[2]));
        break;
    case 4:
        put_frac(answer, fr_sub(p2, fr_mul(fr(2, 1), e[2])));
        break;
    case 5:
        put_frac(answer, p3);
        break;
    case 6:
        put_frac(answer, fr_div(p2, e[2]));
        break;
    case 9:
        put_frac(answer, e[3]);
        break;
    default:
        return -1;
    }
    return 0;
}

int solve_line(const char *question, char *answer) {
    long long x[2], y[2];
    int count = 0;
    for (const char *at = question; (at = strchr(at, '(')) && count < 2; at++)
        count += sscanf(at, "(%lld, %lld)", &x[count], &y[count]) == 2;
    if (count != 2) return -1;
    frac slope = fr(y[1] - y[0], x[1] - x[0]);
    put_two(answer, slope, fr_sub(fr(y[1], 1), fr_mul(slope, fr(x[1], 1))));
    return 0;
}

int solve_function(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly p;
    char text[4 * FORMULA_BYTES];
    find_formulas(question, &f);
    const char *call = formula_containing(&f, "f(", "=");
    if (!call) return -1;
    snprintf(text, sizeof text, "%s", call);
    if (put_functions(&f, text, sizeof text) || read_poly(text, &letters, &p)) return -1;
    put_frac(answer, poly_x(&p, 0));
    return p.count > 1 ? -1 : 0;
}

int solve_inverse(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    upoly u;
    find_formulas(question, &f);
    const char *text = formula_containing(&f, ")=", "");
    if (!text || read_line_poly(text + 5, &letters, &u) || u.degree != 1) return -1;
    upoly inverse = {1, {fr_div((frac){-u.c[0].n, u.c[0].d}, u.c[1]), fr_div(fr(1, 1), u.c[1])}};
    poly p = poly_of(&inverse);
    put_poly(answer, &p, &letters);
    return 0;
}

/* -- sequences -----------------------------------------------------------------------------------
 */

/* The first list of numbers of the sentence. */
static int read_list(const char *text, wide *list, int most) {
    int count = 0;
    while (*text && !isdigit((unsigned char)*text)) text++;
    if (text[-1] == '-') text--;
    while (count < most) {
        char *end;
        list[count++] = strtoll(text, &end, 10);
        if (end[0] != ',' || !(isdigit((unsigned char)end[2]) || end[2] == '-')) return count;
        text = end + 2;
    }
    return count;
}

int solve_next(const char *question, char *answer) {
    wide list[16], next = 0;
    int count = read_list(question, list, 15);
    if (count < 4) return -1;
    if (strstr(question, "same number") || strstr(question, "geometric")) {
        next = list[count - 1] * list[1] / list[0];
    } else if (strstr(question, "multiple") || strstr(question, "p times")) {
        wide d = list[1] * list[1] - list[0] * list[2];
        if (d == 0) return -1;
        wide p = (list[2] * list[1] - list[3] * list[0]) / d;
        wide q = (list[1] * list[3] - list[2] * list[2]) / d;
        next = p * list[count - 1] + q * list[count - 2];
    } else {
        for (int left = count; left > 0; left--) { /* the last entry of each row of differences */
            next += list[left - 1];
            for (int i = 0; i + 1 < left; i++) list[i] = list[i + 1] - list[i];
        }
    }
    put_wide(answer, next);
    return 0;
}

/* Newton's interpolation at 1, 2, 3, ... */
int solve_nth(const char *question, char *answer) {
    wide list[16];
    names letters = {"n"};
    int count = read_list(question, list, 15);
    poly sum = {.count = 0}, base, product;
    if (count < 3 || read_poly("1", &letters, &base)) return -1;
    wide factorial = 1;
    for (int order = 0; order < count; order++) {
        poly_add(&sum, &base, fr(list[0], factorial));
        for (int i = 0; i + 1 < count - order; i++) list[i] = list[i + 1] - list[i];
        factorial *= order + 1;
        char text[32];
        poly factor;
        snprintf(text, sizeof text, "n-%d", order + 1);
        if (read_poly(text, &letters, &factor)) return -1;
        poly_mul(&base, &factor, &product);
        base = product;
    }
    put_poly(answer, &sum, &letters);
    return 0;
}

static int number_after(const char *text, const char *words, frac *value) {
    const char *at = strstr(text, words);
    return at && find_numbers(at + strlen(words) - 1, value, 1) == 1 ? 0 : -1;
}

int solve_series(const char *question, char *answer) {
    frac term, step, count = {0, 1}, sum = {0, 1};
    int geometric = strstr(question, "ratio ") != NULL;
    if (number_after(question, "starts with ", &term) &&
        number_after(question, "first term ", &term))
        return -1;
    if (number_after(question, geometric ? "ratio " : "difference ", &step)) return -1;
    for (const char *at = question; (at = strstr(at, "first ")); at++)
        if (isdigit((unsigned char)at[6])) number_after(at, "first ", &count);
    if (count.n == 0) { /* without end */
        put_frac(answer, fr_div(term, fr_sub(fr(1, 1), step)));
        return 0;
    }
    for (wide n = 0; n < count.n; n++) {
        sum = fr_add(sum, term);
        term = geometric ? fr_mul(term, step) : fr_add(term, step);
    }
    put_frac(answer, sum);
    return 0;
}

int solve_recurrence(const char *question, char *answer) {
    formulas f;
    names letters = {"xy"};
    poly rule = {.count = 0};
    wide u[64] = {0};
    int order = 0, asked = 0;
    find_formulas(question, &f);
    for (int i = 0; i < f.count; i++) {
        char text[FORMULA_BYTES], *to = text;
        long long value;
        int index;
        if (sscanf(f.text[i], "u(%d)=%lld", &index, &value) == 2)
            u[index] = value;
        else if (sscanf(f.text[i], "u(%d)", &index) == 1)
            asked = index;
        if (strncmp(f.text[i], "u(n+", 4) != 0) continue;
        order = f.text[i][4] - '0';
        for (const char *at = f.text[i] + 7; *at;) { /* u(n+1) is y, u(n) is x */
            int later = strncmp(at, "u(n+1)", 6) == 0, now = strncmp(at, "u(n)", 4) == 0;
            *to++ = later ? 'y' : now ? 'x' : *at;
            at += later ? 6 : now ? 4 : 1;
        }
        *to = '\0';
        if (read_poly(text, &letters, &rule)) return -1;
    }
    if (order < 1 || asked < 1 || asked > 60) return -1;
    const unsigned char y[LETTERS] = {0, 1};
    for (int n = 1; n + order <= asked; n++)
        u[n + order] = poly_x(&rule, 1).n * u[n] + poly_at(&rule, y).n * u[n + 1] * (order == 2) +
                       poly_x(&rule, 0).n;
    put_wide(answer, u[asked]);
    return 0;
}

/* -- complex numbers, powers, fractions ----------------------------------------------------------
 */

/* A polynomial in i alone as real and imaginary part. */
static void read_parts(const poly *p, frac part[2]) {
    part[0] = part[1] = (frac){0, 1};
    for (int k = 0; k < 12; k++) {
        frac by = poly_x(p, k);
        if (k % 4 >= 2) by.n = -by.n;
        part[k % 2] = fr_add(part[k % 2], by);
    }
}

int solve_complex(const char *question, char *answer) {
    formulas f;
    names letters = {"i"};
    poly p;
    frac a[2], b[2] = {{1, 1}, {0, 1}};
    find_formulas(question, &f);
    const char *text = formula_containing(&f, "(", "");
    const char *mark = text ? strstr(text, ")/(") : NULL;
    if (!text || read_part(text, mark ? mark + 1 : text + strlen(text), &letters, &p)) return -1;
    read_parts(&p, a);
    if (mark && read_poly(mark + 2, &letters, &p)) return -1;
    if (mark) read_parts(&p, b);
    frac norm = fr_add(fr_mul(b[0], b[0]), fr_mul(b[1], b[1]));
    upoly result = {1, {{0, 1}, {0, 1}}};
    result.c[0] = fr_div(fr_add(fr_mul(a[0], b[0]), fr_mul(a[1], b[1])), norm);
    result.c[1] = fr_div(fr_sub(fr_mul(a[1], b[0]), fr_mul(a[0], b[1])), norm);
    if (result.c[0].n != 0 || result.c[1].n == 0) answer = put_frac(answer, result.c[0]);
    if (result.c[1].n == 0) return 0;
    upoly imaginary = {1, {{0, 1}, result.c[1]}};
    char text_i[128];
    poly q = poly_of(&imaginary);
    put_poly(text_i, &q, &letters);
    if (result.c[0].n == 0)
        sprintf(answer, "%s", text_i);
    else
        sprintf(answer, result.c[1].n < 0 ? " - %s" : " + %s", text_i + (result.c[1].n < 0));
    return 0;
}

/* The exponent of a product of powers of one letter. */
static frac read_exponent(const char **at) {
    frac sum = {0, 1};
    int divide = 0;
    for (;;) {
        frac own = {1, 1};
        if (**at == '(') {
            ++*at;
            own = read_exponent(at);
        }
        ++*at; /* the letter or ')' */
        if (**at == '^') {
            int bracket = (*at)[1] == '(';
            char *end;
            *at += 1 + bracket;
            wide n = strtoll(*at, &end, 10), d = 1;
            if (bracket && *end == '/') d = strtoll(end + 1, &end, 10);
            own = fr_mul(own, fr(n, d));
            *at = end + bracket;
        }
        sum = divide ? fr_sub(sum, own) : fr_add(sum, own);
        if (**at != '*' && **at != '/') return sum;
        divide = *(*at)++ == '/';
    }
}

int solve_power(const char *question, char *answer) {
    formulas f;
    find_formulas(question, &f);
    const char *text = formula_containing(&f, "/", ">");
    if (!text) return -1;
    put_frac(answer, read_exponent(&text));
    return 0;
}

int solve_monomial(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly p, by;
    find_formulas(question, &f);
    const char *mark = strstr(f.text[0], "/(");
    const char *end = mark ? mark : f.text[0] + strlen(f.text[0]);
    if (read_part(f.text[0], end, &letters, &p) || p.count != 1) return -1;
    if (mark) {
        if (read_poly(mark + 1, &letters, &by) || by.count != 1) return -1;
        for (int k = 0; k < LETTERS; k++)
            p.term[0].power[k] = (unsigned char)(p.term[0].power[k] - by.term[0].power[k]);
        p.term[0].by = fr_div(p.term[0].by, by.term[0].by);
    }
    put_poly(answer, &p, &letters);
    return 0;
}

int solve_reduce(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    upoly a, b, x, y, quotient, rest;
    find_formulas(question, &f);
    if (f.count < 2 || read_line_poly(f.text[0], &letters, &a)) return -1;
    if (read_line_poly(f.text[1], &letters, &b)) return -1;
    for (x = a, y = b; y.degree > 0 || y.c[0].n != 0; x = y, y = rest) {
        make_primitive(&y);
        upoly_divide(&x, &y, &quotient, &rest);
    }
    upoly_divide(&b, &x, &y, &rest);
    upoly_divide(&a, &x, &quotient, &rest);
    for (int i = 0; i <= quotient.degree; i++) quotient.c[i] = fr_div(quotient.c[i], y.c[y.degree]);
    poly p = poly_of(&quotient);
    put_poly(answer, &p, &letters);
    return 0;
}

/* One side of an equation as a fraction of polynomials: split at the '/' outside of brackets. */
static int read_side(const char *text, const char *end, names *letters, poly *top, poly *bottom) {
    const char *mark = NULL;
    int depth = 0;
    for (const char *at = text; at < end; at++) {
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
        if (*at == '/' && depth == 0) mark = at;
    }
    if (!mark)
        return read_part(text, end, letters, top) || read_poly("1", letters, bottom) ? -1 : 0;
    return read_part(text, mark, letters, top) || read_part(mark + 1, end, letters, bottom) ? -1
                                                                                            : 0;
}

int solve_fractions(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly top[2], bottom[2], left, right;
    find_formulas(question, &f);
    const char *text = formula_containing(&f, "=", "");
    const char *mark = text ? strchr(text, '=') : NULL;
    if (!mark || read_side(text, mark, &letters, &top[0], &bottom[0])) return -1;
    if (read_side(mark + 1, text + strlen(text), &letters, &top[1], &bottom[1])) return -1;
    poly_mul(&top[0], &bottom[1], &left);
    poly_mul(&top[1], &bottom[0], &right);
    poly_add(&left, &right, fr(-1, 1));
    frac slope = poly_x(&left, 1), number = poly_x(&left, 0);
    int none = slope.n == 0;
    frac x = none ? slope : fr_div((frac){-number.n, number.d}, slope);
    for (int s = 0; s < 2 && !none; s++) {
        upoly u = upoly_of(&bottom[s]);
        none = upoly_at(&u, x).n == 0;
    }
    if (none)
        strcpy(answer, "no solution");
    else
        put_frac(answer, x);
    return 0;
}

int solve_surd_equation(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly inside, right, square;
    find_formulas(question, &f);
    const char *text = formula_containing(&f, "sqrt", ""), *mark = text ? strchr(text, '=') : NULL;
    if (!mark || read_part(text + 4, mark, &letters, &inside)) return -1;
    if (read_poly(mark + 1, &letters, &right)) return -1;
    poly_mul(&right, &right, &square);
    poly_add(&square, &inside, fr(-1, 1));
    upoly side = upoly_of(&right), u = upoly_of(&square);
    frac roots[2];
    int count = 0, good = 0;
    if (u.degree == 1) {
        roots[count++] = fr_div((frac){-u.c[0].n, u.c[0].d}, u.c[1]);
    } else {
        wide b = u.c[1].n, d = b * b - 4 * u.c[0].n, root = wide_root(d);
        if (root * root != d) return -1;
        roots[count++] = fr(-b - root, 2);
        if (root > 0) roots[count++] = fr(-b + root, 2);
    }
    for (int i = 0; i < count; i++) {
        if (upoly_at(&side, roots[i]).n < 0) continue;
        if (good++) answer += sprintf(answer, ", ");
        answer = put_frac(answer, roots[i]);
    }
    if (!good) strcpy(answer, "no solution");
    return 0;
}

/* n = base^power, base the smallest possible one */
static void split_power(wide n, wide *base, wide *power) {
    for (*base = 2; *base <= n; ++*base) {
        wide rest = n;
        for (*power = 0; rest % *base == 0; ++*power) rest /= *base;
        if (rest == 1) return;
        if (*base > 4000) break;
    }
    *base = n;
    *power = 1;
}

/* log of a number that is a power of the base (or its reciprocal), or of another root's. */
static frac logarithm_of(frac number, frac base) {
    wide b, i, c, j;
    split_power(base.n, &b, &i);
    wide n = number.n == 1 ? number.d : number.n;
    if (n == 1) return fr(0, 1);
    split_power(n, &c, &j);
    return fr(number.n == 1 ? -j : j, i);
}

int solve_exponential(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    find_formulas(question, &f);
    const char *text = formula_containing(&f, "^", ""), *mark = text ? strchr(text, '=') : NULL;
    if (!mark) return -1;
    frac number[2], exponent[2][2] = {{{0, 1}, {1, 1}}, {{0, 1}, {1, 1}}};
    for (int s = 0; s < 2; s++) {
        const char *start = s ? mark + 1 : text, *end = s ? text + strlen(text) : mark;
        char *after;
        wide n = strtoll(start, &after, 10);
        number[s] = fr(n, 1);
        if (*after == '/') {
            number[s] = fr(n, strtoll(after + 1, &after, 10));
        } else if (*after == '^') {
            poly p;
            if (read_part(after + 1, end, &letters, &p)) return -1;
            exponent[s][0] = poly_x(&p, 0);
            exponent[s][1] = poly_x(&p, 1);
        }
        if (after == end) exponent[s][0] = fr(1, 1), exponent[s][1] = fr(0, 1);
    }
    /* log of both sides to the left base */
    frac ratio = logarithm_of(number[1], number[0]);
    frac slope = fr_sub(exponent[0][1], fr_mul(ratio, exponent[1][1]));
    frac rest = fr_sub(fr_mul(ratio, exponent[1][0]), exponent[0][0]);
    if (slope.n == 0) return -1;
    put_frac(answer, fr_div(rest, slope));
    return 0;
}

int solve_logarithm(const char *question, char *answer) {
    frac n[6];
    int count = find_numbers(question, n, 6);
    if (count == 5)
        put_frac(answer, fr_add(fr_mul(n[1], logarithm_of(n[2], n[0])),
                                fr_mul(n[3], logarithm_of(n[4], n[0]))));
    else if (count == 2 && strstr(question, "to base"))
        put_frac(answer, logarithm_of(n[0], n[1]));
    else if (count == 2)
        put_frac(answer, logarithm_of(n[1], n[0]));
    return count == 5 || count == 2 ? 0 : -1;
}

/* -- parameters and formulas
 * ----------------------------------------------------------------------- */

int solve_parameter(const char *question, char *answer) {
    formulas f;
    names letters = {"xyk"};
    poly p[2];
    int count = 0;
    find_formulas(question, &f);
    for (int i = 0; i < f.count && count < 2; i++)
        if (strchr(f.text[i], '=') && read_equation(f.text[i], &letters, &p[count++], NULL))
            return -1;
    if (count == 1) {
        frac a = poly_x(&p[0], 2), b = poly_x(&p[0], 1);
        put_frac(answer, fr_div(fr_mul(b, b), fr_mul(fr(4, 1), a)));
        return 0;
    }
    const unsigned char y[LETTERS] = {0, 1, 0}, kx[LETTERS] = {1, 0, 1};
    if (count != 2 || poly_at(&p[1], kx).n != 1) return -1;
    put_frac(answer, fr_div(fr_mul(poly_x(&p[0], 1), poly_at(&p[1], y)), poly_at(&p[0], y)));
    return 0;
}

int solve_formula(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly p;
    char text[4 * FORMULA_BYTES], *to = text;
    find_formulas(question, &f);
    for (const char *at = f.text[0]; *at; at++) {
        const char *value = NULL;
        for (int i = 1; i < f.count; i++)
            if (f.text[i][0] == *at && f.text[i][1] == '=') value = f.text[i] + 2;
        if (value)
            to += sprintf(to, "(%s)", value);
        else
            *to++ = *at;
    }
    *to = '\0';
    if (read_equation(text, &letters, &p, NULL) || poly_x(&p, 1).n == 0) return -1;
    frac number = poly_x(&p, 0);
    put_frac(answer, fr_div((frac){-number.n, number.d}, poly_x(&p, 1)));
    return 0;
}
