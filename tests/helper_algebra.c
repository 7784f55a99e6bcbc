#include "tests/helper_algebra.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

wide wide_abs(wide a) {
    return a < 0 ? -a : a;
}

wide wide_gcd(wide a, wide b) {
    a = wide_abs(a);
    b = wide_abs(b);
    while (b) {
        wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

wide wide_root(wide n) {
    wide low = 0, high = (wide)1 << 62;
    while (low < high) {
        wide middle = (low + high + 1) / 2;
        if (middle <= n / middle)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

frac fr(wide n, wide d) {
    wide common = wide_gcd(n, d);
    if (common == 0) return (frac){0, 1};
    if (d < 0) common = -common;
    return (frac){n / common, d / common};
}

frac fr_add(frac a, frac b) {
    return fr(a.n * b.d + b.n * a.d, a.d * b.d);
}

frac fr_sub(frac a, frac b) {
    return fr(a.n * b.d - b.n * a.d, a.d * b.d);
}

frac fr_mul(frac a, frac b) {
    return fr(a.n * b.n, a.d * b.d);
}

frac fr_div(frac a, frac b) {
    return fr(a.n * b.d, a.d * b.n);
}

int fr_cmp(frac a, frac b) {
    wide left = a.n * b.d, right = b.n * a.d;
    return (left > right) - (left < right);
}

char *put_wide(char *to, wide value) {
    char digits[48];
    int count = 0;
    if (value < 0) *to++ = '-';
    value = wide_abs(value);
    do {
        digits[count++] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value);
    while (count > 0) *to++ = digits[--count];
    *to = '\0';
    return to;
}

char *put_frac(char *to, frac value) {
    to = put_wide(to, value.n);
    if (value.d == 1) return to;
    *to++ = '/';
    return put_wide(to, value.d);
}

/* -- formulas of a sentence -------------------------------------------------------------------- */

static int is_mathematical(const char *word, size_t length) {
    if (length == 1 && (*word == 'a' || *word == 'A')) return 0;
    for (size_t i = 0; i < length;) {
        size_t run = 0;
        while (i + run < length && isalpha((unsigned char)word[i + run])) run++;
        if (run > 1 && !(run == 4 && strncmp(word + i, "sqrt", 4) == 0)) return 0;
        i += run;
        if (run == 0 && !isdigit((unsigned char)word[i]) && !strchr("+-*/^()=<>|.", word[i]))
            return 0;
        i += run == 0;
    }
    return 1;
}

void find_formulas(const char *sentence, formulas *found) {
    memset(found->text, 0, sizeof found->text);
    found->count = 0;
    int open = 0;
    for (const char *at = sentence; *at;) {
        size_t length = strcspn(at, " "), core = length;
        while (core > 0 && strchr(".,:;?", at[core - 1])) core--;
        if (core > 0 && is_mathematical(at, core)) {
            if (!open && found->count == FORMULAS) return;
            found->count += !open;
            strncat(found->text[found->count - 1], at, core);
            open = core == length;
        } else {
            open = 0;
        }
        at += length;
        at += *at == ' ';
    }
}

/* -- polynomials ------------------------------------------------------------------------------- */

int letter_index(names *letters, char name) {
    for (int i = 0; i < LETTERS; i++) {
        if (letters->name[i] == name) return i;
        if (letters->name[i] != 0) continue;
        letters->name[i] = name;
        return i;
    }
    return -1;
}

static void add_term(poly *a, const unsigned char power[LETTERS], frac by) {
    for (int i = 0; i < a->count; i++) {
        if (memcmp(a->term[i].power, power, LETTERS) != 0) continue;
        a->term[i].by = fr_add(a->term[i].by, by);
        if (a->term[i].by.n == 0) a->term[i] = a->term[--a->count];
        return;
    }
    if (by.n == 0 || a->count == TERMS) return;
    memcpy(a->term[a->count].power, power, LETTERS);
    a->term[a->count++].by = by;
}

void poly_add(poly *a, const poly *b, frac by) {
    for (int i = 0; i < b->count; i++) add_term(a, b->term[i].power, fr_mul(by, b->term[i].by));
}

void poly_mul(const poly *a, const poly *b, poly *product) {
    product->count = 0;
    for (int i = 0; i < a->count; i++)
        for (int j = 0; j < b->count; j++) {
            unsigned char power[LETTERS];
            for (int k = 0; k < LETTERS; k++)
                power[k] = (unsigned char)(a->term[i].power[k] + b->term[j].power[k]);
            add_term(product, power, fr_mul(a->term[i].by, b->term[j].by));
        }
}

frac poly_at(const poly *a, const unsigned char power[LETTERS]) {
    for (int i = 0; i < a->count; i++)
        if (memcmp(a->term[i].power, power, LETTERS) == 0) return a->term[i].by;
    return (frac){0, 1};
}

frac poly_x(const poly *a, int power) {
    unsigned char powers[LETTERS] = {(unsigned char)power};
    return poly_at(a, powers);
}

int poly_degree(const poly *a, int letter) {
    int degree = 0;
    for (int i = 0; i < a->count; i++)
        if (a->term[i].power[letter] > degree) degree = a->term[i].power[letter];
    return degree;
}

/* Whether term a stands before term b in print: higher degree first, then by the alphabet. */
static int stands_before(const poly *p, const names *letters, int a, int b) {
    int degree[2] = {0, 0}, at[2] = {a, b};
    for (int t = 0; t < 2; t++)
        for (int k = 0; k < LETTERS; k++) degree[t] += p->term[at[t]].power[k];
    if (degree[0] != degree[1]) return degree[0] > degree[1];
    for (char name = 'a'; name <= 'z'; name++)
        for (int k = 0; k < LETTERS; k++)
            if (letters->name[k] == name && p->term[a].power[k] != p->term[b].power[k])
                return p->term[a].power[k] > p->term[b].power[k];
    return 0;
}

char *put_poly(char *to, const poly *a, const names *letters) {
    int used[TERMS] = {0};
    if (a->count == 0) *to++ = '0';
    for (int i = 0; i < a->count; i++) {
        int at = -1;
        for (int k = 0; k < a->count; k++)
            if (!used[k] && (at < 0 || stands_before(a, letters, k, at))) at = k;
        used[at] = 1;
        frac by = a->term[at].by;
        if (i == 0 && by.n < 0) *to++ = '-';
        if (i > 0) to += sprintf(to, by.n < 0 ? " - " : " + ");
        by.n = wide_abs(by.n);
        char monomial[64] = "";
        for (char name = 'a'; name <= 'z'; name++)
            for (int k = 0; k < LETTERS; k++) {
                int power = a->term[at].power[k];
                char *end = monomial + strlen(monomial);
                if (letters->name[k] != name || power == 0) continue;
                end += sprintf(end, "%s%c", *monomial ? "*" : "", name);
                if (power > 1) sprintf(end, "^%d", power);
            }
        if (by.n != 1 || !*monomial) to = put_wide(to, by.n);
        to += sprintf(to, "%s%s", by.n != 1 && *monomial ? "*" : "", monomial);
        if (by.d != 1) {
            *to++ = '/';
            to = put_wide(to, by.d);
        }
    }
    *to = '\0';
    return to;
}

typedef struct cursor {
    const char *at, *end;
    names *letters;
    int bad;
} cursor;

static void read_sum(cursor *c, poly *value);

static void read_atom(cursor *c, poly *value) {
    static const unsigned char none[LETTERS] = {0};
    value->count = 0;
    if (c->at >= c->end) {
        c->bad = 1;
    } else if (*c->at == '(') {
        c->at++;
        read_sum(c, value);
        c->bad |= c->at >= c->end || *c->at != ')';
        c->at++;
    } else if (isdigit((unsigned char)*c->at)) {
        wide number = 0;
        while (c->at < c->end && isdigit((unsigned char)*c->at))
            number = number * 10 + (*c->at++ - '0');
        add_term(value, none, (frac){number, 1});
    } else if (isalpha((unsigned char)*c->at)) {
        int letter = letter_index(c->letters, *c->at++);
        unsigned char power[LETTERS] = {0};
        c->bad |= letter < 0;
        if (letter >= 0) power[letter] = 1;
        add_term(value, power, (frac){1, 1});
    } else {
        c->bad = 1;
    }
    if (c->bad || c->at >= c->end || *c->at != '^') return;
    int exponent = 0;
    for (c->at++; c->at < c->end && isdigit((unsigned char)*c->at); c->at++)
        exponent = exponent * 10 + (*c->at - '0');
    poly base = *value, product;
    value->count = 0;
    add_term(value, none, (frac){1, 1});
    for (int i = 0; i < exponent && i < 200; i++) {
        poly_mul(value, &base, &product);
        *value = product;
    }
}

static void read_product(cursor *c, poly *value) {
    poly factor, product;
    read_atom(c, value);
    while (!c->bad && c->at < c->end && (*c->at == '*' || *c->at == '/')) {
        int divide = *c->at++ == '/';
        int negative = c->at < c->end && *c->at == '-';
        c->at += negative;
        read_atom(c, &factor);
        if (divide) {
            c->bad |= factor.count != 1 || poly_x(&factor, 0).n == 0;
            if (c->bad) return;
            factor.term[0].by = fr_div((frac){1, 1}, factor.term[0].by);
        }
        if (negative)
            for (int i = 0; i < factor.count; i++) factor.term[i].by.n = -factor.term[i].by.n;
        poly_mul(value, &factor, &product);
        *value = product;
    }
}

static void read_sum(cursor *c, poly *value) {
    poly term;
    value->count = 0;
    int first = 1;
    while (!c->bad) {
        int negative = c->at < c->end && *c->at == '-';
        int signed_term = negative || (c->at < c->end && *c->at == '+');
        if (!first && !signed_term) return;
        c->at += signed_term;
        read_product(c, &term);
        poly_add(value, &term, (frac){negative ? -1 : 1, 1});
        first = 0;
    }
}

int read_part(const char *text, const char *end, names *letters, poly *value) {
    cursor c = {text, end, letters, 0};
    read_sum(&c, value);
    return c.bad || c.at != end ? -1 : 0;
}

int read_poly(const char *text, names *letters, poly *value) {
    return read_part(text, text + strlen(text), letters, value);
}

int read_equation(const char *text, names *letters, poly *difference, char sign[3]) {
    const char *mark = strpbrk(text, "=<>");
    if (!mark) return -1;
    size_t length = strspn(mark, "=<>");
    poly right;
    if (length > 2 || read_part(text, mark, letters, difference)) return -1;
    if (read_poly(mark + length, letters, &right)) return -1;
    poly_add(difference, &right, (frac){-1, 1});
    if (sign) snprintf(sign, 3, "%.*s", (int)length, mark);
    return 0;
}

/* -- one variable ------------------------------------------------------------------------------ */

int read_line_poly(const char *text, names *letters, upoly *value) {
    poly p;
    char copy[FORMULA_BYTES];
    snprintf(copy, sizeof copy, "%s", text);
    char *equals = strstr(copy, "=0");
    if (equals) *equals = '\0';
    if (read_poly(copy, letters, &p)) return -1;
    *value = upoly_of(&p);
    return 0;
}

upoly upoly_of(const poly *p) {
    upoly u = {poly_degree(p, 0), {{0, 1}}};
    for (int i = 0; i <= u.degree; i++) u.c[i] = poly_x(p, i);
    return u;
}

poly poly_of(const upoly *u) {
    poly p = {.count = 0};
    for (int i = 0; i <= u->degree; i++) {
        unsigned char power[LETTERS] = {(unsigned char)i};
        add_term(&p, power, u->c[i]);
    }
    return p;
}

static void trim(upoly *u) {
    while (u->degree > 0 && u->c[u->degree].n == 0) u->degree--;
}

/* Long division over the fractions. */
void upoly_divide(const upoly *a, const upoly *b, upoly *quotient, upoly *rest) {
    *rest = *a;
    *quotient = (upoly){a->degree >= b->degree ? a->degree - b->degree : 0, {{0, 1}}};
    for (int i = 0; i <= quotient->degree; i++) quotient->c[i] = (frac){0, 1};
    for (int i = a->degree - b->degree; i >= 0; i--) {
        frac by = fr_div(rest->c[i + b->degree], b->c[b->degree]);
        quotient->c[i] = by;
        for (int k = 0; k <= b->degree; k++)
            rest->c[i + k] = fr_sub(rest->c[i + k], fr_mul(by, b->c[k]));
    }
    trim(rest);
}

frac upoly_at(const upoly *u, frac x) {
    frac sum = {0, 1};
    for (int i = u->degree; i >= 0; i--) sum = fr_add(fr_mul(sum, x), u->c[i]);
    return sum;
}

/* Only saves time: what is not far from zero is decided exactly. */
static int is_clearly_no_root(const upoly *u, double x) {
    double sum = 0, size = 0;
    for (int i = u->degree; i >= 0; i--) {
        double c = (double)u->c[i].n / (double)u->c[i].d;
        sum = sum * x + c;
        size = size * (x < 0 ? -x : x) + (c < 0 ? -c : c);
    }
    return sum > 1e-9 * size || sum < -1e-9 * size;
}

/* Rational roots with their multiplicities, rising; what is left when they are divided away. */
int rational_roots(const upoly *u, frac *roots, upoly *left) {
    int count = 0;
    *left = *u;
    for (int sixth = -1200; sixth <= 1200; sixth++) {
        if (is_clearly_no_root(left, (double)sixth / 6)) continue;
        frac x = fr(sixth, 6);
        while (left->degree > 0 && upoly_at(left, x).n == 0) {
            upoly factor = {1, {{-x.n, x.d}, {1, 1}}}, quotient, rest;
            upoly_divide(left, &factor, &quotient, &rest);
            *left = quotient;
            roots[count++] = x;
        }
    }
    return count;
}

/* Whole coefficients without a common factor, the leading one positive; returns the factor. */
frac make_primitive(upoly *u) {
    wide common = 0, bottom = 1;
    for (int i = 0; i <= u->degree; i++) bottom = bottom / wide_gcd(bottom, u->c[i].d) * u->c[i].d;
    for (int i = 0; i <= u->degree; i++)
        common = wide_gcd(common, u->c[i].n * (bottom / u->c[i].d));
    if (u->c[u->degree].n < 0) common = -common;
    frac by = fr(common, bottom);
    for (int i = 0; i <= u->degree && common; i++) u->c[i] = fr_div(u->c[i], by);
    return by;
}
