/* Polynomials and quadratics of algebra, from their print. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_algebra.h"

/* The formula with one of the characters; -1 where there is none. */
static int formula_with(const formulas *f, const char *characters) {
    for (int i = 0; i < f->count; i++)
        if (strpbrk(f->text[i], characters)) return i;
    return -1;
}

static int compare_fracs(const void *a, const void *b) {
    return fr_cmp(*(const frac *)a, *(const frac *)b);
}

/* -- absolute values: each pair of bars is + or - what it holds ----------------------------------
 */

static int resolve_bars(const char *text, int signs, char *out, char inner[2][FORMULA_BYTES]) {
    int bars = 0;
    char *hold = NULL;
    for (; *text; text++) {
        if (*text != '|') {
            if (hold) *hold++ = *text;
            *out++ = *text;
            continue;
        }
        if (hold) {
            *hold = '\0';
            hold = NULL;
            bars++;
            *out++ = ')';
            *out++ = ')';
        } else {
            if (bars == 2) return -1;
            hold = inner[bars];
            out += sprintf(out, "(%c(", signs >> bars & 1 ? '-' : '+');
        }
    }
    *out = '\0';
    return bars;
}

int solve_absolute(const char *question, char *answer) {
    formulas f;
    find_formulas(question, &f);
    int at = formula_with(&f, "|"), count = 0;
    if (at < 0) return -1;
    frac roots[4];
    for (int signs = 0; signs < 4; signs++) {
        char text[2 * FORMULA_BYTES], inner[2][FORMULA_BYTES];
        names letters = {{0}};
        poly p;
        int bars = resolve_bars(f.text[at], signs, text, inner);
        if (bars < 1 || read_equation(text, &letters, &p, NULL)) return -1;
        if (signs >> bars || poly_x(&p, 1).n == 0) continue;
        frac x = fr_div(fr_sub(fr(0, 1), poly_x(&p, 0)), poly_x(&p, 1));
        int good = 1;
        for (int b = 0; b < bars; b++) {
            upoly u;
            if (read_line_poly(inner[b], &letters, &u)) return -1;
            frac value = upoly_at(&u, x);
            good &= signs >> b & 1 ? value.n <= 0 : value.n >= 0;
        }
        for (int i = 0; i < count; i++) good &= fr_cmp(roots[i], x) != 0;
        if (good) roots[count++] = x;
    }
    if (count == 0) strcpy(answer, "no solution");
    qsort(roots, (size_t)count, sizeof roots[0], compare_fracs);
    for (int i = 0; i < count; i++) {
        if (i > 0) answer += sprintf(answer, ", ");
        answer = put_frac(answer, roots[i]);
    }
    return 0;
}

/* -- quadratics -------------------------------------------------------------------------------- */

/* a x^2 + b x + c (sign) 0, whole coefficients, a > 0 */
typedef struct quadratic {
    wide a, b, c, d;
    char sign[3], x;
} quadratic;

static int read_quadratic(const char *question, quadratic *q) {
    formulas f;
    names letters = {{0}};
    poly p;
    find_formulas(question, &f);
    int at = formula_with(&f, "=<>");
    if (at < 0 || read_equation(f.text[at], &letters, &p, q->sign)) return -1;
    q->a = poly_x(&p, 2).n;
    q->b = poly_x(&p, 1).n;
    q->c = poly_x(&p, 0).n;
    q->x = letters.name[0];
    if (q->a == 0) return -1;
    if (q->a < 0) {
        q->a = -q->a;
        q->b = -q->b;
        q->c = -q->c;
        if (q->sign[0] != '=') q->sign[0] = q->sign[0] == '<' ? '>' : '<';
    }
    q->d = q->b * q->b - 4 * q->a * q->c;
    return 0;
}

int solve_quadratic_inequality(const char *question, char *answer) {
    quadratic q;
    if (read_quadratic(question, &q)) return -1;
    int less = q.sign[0] == '<', closed = q.sign[1] == '=';
    if (q.d < 0) {
        sprintf(answer, less ? "no solution" : "all %c", q.x);
        return 0;
    }
    wide root = wide_root(q.d);
    if (root * root != q.d) return -1;
    frac low = fr(-q.b - root, 2 * q.a), high = fr(-q.b + root, 2 * q.a);
    const char *sign = closed ? "<=" : "<";
    if (less) {
        answer = put_frac(answer, low);
        answer += sprintf(answer, " %s %c %s ", sign, q.x, sign);
    } else {
        answer += sprintf(answer, "%c %s ", q.x, sign);
        answer = put_frac(answer, low);
        answer += sprintf(answer, " or %c %s ", q.x, closed ? ">=" : ">");
    }
    put_frac(answer, high);
    return 0;
}

/* "3*sqrt(5)/2" for by = 3/2 > 0 and the name "sqrt(5)" */
static char *put_multiple(char *to, frac by, const char *name) {
    if (by.n != 1) {
        to = put_wide(to, by.n);
        *to++ = '*';
    }
    to += sprintf(to, "%s", name);
    if (by.d != 1) {
        *to++ = '/';
        to = put_wide(to, by.d);
    }
    return to;
}

int solve_quadratic(const char *question, char *answer) {
    quadratic q;
    if (read_quadratic(question, &q)) return -1;
    if (q.d < 0) {
        strcpy(answer, "no solution");
        return 0;
    }
    wide root = wide_root(q.d), outer = 1, inside = q.d;
    if (root * root == q.d) {
        answer = put_frac(answer, fr(-q.b - root, 2 * q.a));
        if (root == 0) return 0;
        answer += sprintf(answer, ", ");
        put_frac(answer, fr(-q.b + root, 2 * q.a));
        return 0;
    }
    for (wide k = root; k > 1; k--) { /* the largest square within */
        if (inside % (k * k) != 0) continue;
        outer = k;
        inside /= k * k;
        break;
    }
    char name[64] = "sqrt(";
    strcat(put_wide(name + 5, inside), ")");
    for (int which = 0; which < 2; which++) {
        if (which) answer += sprintf(answer, ", ");
        if (q.b != 0) {
            answer = put_frac(answer, fr(-q.b, 2 * q.a));
            answer += sprintf(answer, which ? " + " : " - ");
        } else if (!which) {
            *answer++ = '-';
        }
        answer = put_multiple(answer, fr(outer, 2 * q.a), name);
    }
    return 0;
}

int solve_complex_roots(const char *question, char *answer) {
    quadratic q;
    if (read_quadratic(question, &q) || q.d >= 0) return -1;
    wide root = wide_root(-q.d);
    if (root * root != -q.d) return -1;
    if (q.b != 0) {
        answer = put_frac(answer, fr(-q.b, 2 * q.a));
        answer += sprintf(answer, " + ");
    }
    put_multiple(answer, fr(root, 2 * q.a), "i");
    return 0;
}

/* -- roots and factors ---------------------------------------------------------------------------
 */

int solve_roots(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    upoly u, left;
    frac roots[64];
    find_formulas(question, &f);
    int at = formula_with(&f, "^");
    if (at < 0 || read_line_poly(f.text[at], &letters, &u)) return -1;
    int count = rational_roots(&u, roots, &left);
    if (left.degree != 0) return -1;
    for (int i = 0; i < count; i++) {
        if (i > 0 && fr_cmp(roots[i], roots[i - 1]) == 0) continue;
        if (i > 0) answer += sprintf(answer, ", ");
        answer = put_frac(answer, roots[i]);
    }
    return 0;
}

int solve_factor(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    upoly u, left;
    frac roots[64];
    find_formulas(question, &f);
    if (f.count != 1 || read_line_poly(f.text[0], &letters, &u)) return -1;
    frac scale = make_primitive(&u);
    int count = rational_roots(&u, roots, &left), any = 0;
    if (left.degree != 0 && left.degree != 2) return -1;
    if (scale.n == -1) *answer++ = '-';
    if (scale.n != 1 && scale.n != -1) {
        answer = put_frac(answer, scale);
        any = 1;
    }
    for (int i = 0; i < count;) {
        int power = 1;
        while (i + power < count && fr_cmp(roots[i], roots[i + power]) == 0) power++;
        upoly line = {1, {{-roots[i].n, 1}, {roots[i].d, 1}}};
        poly p = poly_of(&line);
        answer += sprintf(answer, "%s%s", any ? "*" : "", p.count > 1 ? "(" : "");
        answer = put_poly(answer, &p, &letters);
        if (p.count > 1) answer += sprintf(answer, ")");
        if (power > 1) answer += sprintf(answer, "^%d", power);
        any = 1;
        i += power;
    }
    if (left.degree == 2) {
        make_primitive(&left);
        poly p = poly_of(&left);
        answer += sprintf(answer, "*(");
        answer = put_poly(answer, &p, &letters);
        sprintf(answer, ")");
    }
    return 0;
}

/* -- values and forms ----------------------------------------------------------------------------
 */

int solve_simplify(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly p;
    find_formulas(question, &f);
    if (f.count != 1 || read_poly(f.text[0], &letters, &p)) return -1;
    put_poly(answer, &p, &letters);
    return 0;
}

/* Every letter replaced by its value in brackets. */
static void put_values(const char *text, const formulas *f, char *out) {
    for (; *text; text++) {
        const char *value = NULL;
        for (int i = 0; i < f->count; i++)
            if (f->text[i][0] == *text && f->text[i][1] == '=') value = f->text[i] + 2;
        if (value)
            out += sprintf(out, "(%s)", value);
        else
            *out++ = *text;
    }
    *out = '\0';
}

int solve_evaluate(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly p;
    char text[4 * FORMULA_BYTES];
    find_formulas(question, &f);
    put_values(f.text[0], &f, text);
    if (read_poly(text, &letters, &p) || p.count > 1) return -1;
    put_frac(answer, poly_x(&p, 0));
    return 0;
}

/* "f(3)" or "f(g(x))" in text: each function's definition "f(x)=..." put in for it. */
int put_functions(const formulas *f, char *text, size_t size) {
    for (int round = 0; round < 16; round++) {
        char *call = NULL;
        const char *body = NULL;
        for (int i = 0; i < f->count; i++) {
            const char *own = f->text[i];
            if (!(own[0] && own[1] == '(' && own[3] == ')' && own[4] == '=')) continue;
            for (char *at = text; (at = strchr(at, own[0])); at++) {
                if (at[1] != '(') continue;
                call = at;
                body = own;
                break;
            }
        }
        if (!call) return 0;
        char *end = call + 2, result[4 * FORMULA_BYTES], *out = result;
        for (int depth = 1; *end; end++) {
            depth += *end == '(' ? 1 : *end == ')' ? -1 : 0;
            if (depth == 0) break;
        }
        out += sprintf(out, "%.*s(", (int)(call - text), text);
        for (const char *at = body + 5; *at; at++) {
            if (*at == body[2])
                out += sprintf(out, "(%.*s)", (int)(end - call - 2), call + 2);
            else
                *out++ = *at;
        }
        snprintf(out, 64 + strlen(end), ")%s", end + 1);
        snprintf(text, size, "%s", result);
    }
    return -1;
}

int solve_compose(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly p;
    char text[4 * FORMULA_BYTES];
    find_formulas(question, &f);
    if (f.count < 3) return -1;
    snprintf(text, sizeof text, "%s", f.text[2]);
    if (put_functions(&f, text, sizeof text) || read_poly(text, &letters, &p)) return -1;
    put_poly(answer, &p, &letters);
    return 0;
}

int solve_coefficient(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly p, power;
    find_formulas(question, &f);
    int at = formula_with(&f, "(");
    if (f.count != 2 || at < 0) return -1;
    if (read_poly(f.text[at], &letters, &p) || read_poly(f.text[!at], &letters, &power)) return -1;
    put_frac(answer, poly_at(&p, power.term[0].power));
    return 0;
}

int solve_division(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    upoly a, b, quotient, rest;
    find_formulas(question, &f);
    if (f.count != 2 || read_line_poly(f.text[0], &letters, &a)) return -1;
    if (read_line_poly(f.text[1], &letters, &b)) return -1;
    upoly_divide(&a, &b, &quotient, &rest);
    poly p = poly_of(strstr(question, "is the remainder") ? &rest : &quotient);
    put_poly(answer, &p, &letters);
    return 0;
}

int solve_gcd(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    upoly a, b, quotient, rest;
    find_formulas(question, &f);
    if (f.count != 2 || read_line_poly(f.text[0], &letters, &a)) return -1;
    if (read_line_poly(f.text[1], &letters, &b)) return -1;
    while (b.degree > 0 || b.c[0].n != 0) {
        make_primitive(&b); /* keeps the numbers small */
        upoly_divide(&a, &b, &quotient, &rest);
        a = b;
        b = rest;
    }
    make_primitive(&a);
    poly p = poly_of(&a);
    put_poly(answer, &p, &letters);
    return 0;
}
