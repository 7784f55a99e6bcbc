/* Equations and inequalities of algebra, solved from their print. */
#include "tests/helper_algebra.h"

#include <stdio.h>
#include <string.h>

static int solve_simple(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    poly p;
    find_formulas(question, &f);
    int equation = strchr(f.text[0], '=') ? 0 : 1;
    if (f.count != 2 || read_equation(f.text[equation], &letters, &p, NULL)) return -1;
    if (f.text[!equation][0] != letters.name[0] || poly_x(&p, 1).n == 0) return -1;
    put_frac(answer, fr_div(fr_sub(fr(0, 1), poly_x(&p, 0)), poly_x(&p, 1)));
    return 0;
}

/* Gauss and Jordan over fractions. Rows are left - right = 0. */
static int reduce_rows(int rows, int n, frac m[][LETTERS + 1]) {
    int rank = 0;
    for (int column = 0; column < n; column++) {
        int at = rank;
        while (at < rows && m[at][column].n == 0) at++;
        if (at == rows) continue;
        for (int j = 0; j <= n; j++) {
            frac old = m[at][j];
            m[at][j] = m[rank][j];
            m[rank][j] = old;
        }
        for (int j = n; j >= 0; j--) m[rank][j] = fr_div(m[rank][j], m[rank][column]);
        for (int i = 0; i < rows; i++) {
            frac by = m[i][column];
            for (int j = 0; j <= n && i != rank; j++)
                m[i][j] = fr_sub(m[i][j], fr_mul(by, m[rank][j]));
        }
        rank++;
    }
    for (int i = rank; i < rows; i++)
        if (m[i][n].n != 0) return -1;
    return rank;
}

/* All equations of the sentence; returns the number of letters and -1, or the rank, in *rank. */
static int read_system(const formulas *f, names *letters, frac m[][LETTERS + 1], int *rank) {
    poly p[LETTERS];
    int rows = 0;
    for (int i = 0; i < f->count && rows < LETTERS; i++)
        if (strchr(f->text[i], '=') && read_equation(f->text[i], letters, &p[rows++], NULL))
            return -1;
    int n = (int)strlen(letters->name);
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < n; j++) {
            unsigned char power[LETTERS] = {0};
            power[j] = 1;
            m[i][j] = poly_at(&p[i], power);
        }
        frac constant = poly_x(&p[i], 0);
        m[i][n] = (frac){-constant.n, constant.d};
    }
    *rank = reduce_rows(rows, n, m);
    return n;
}

static int solve_system(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    frac m[LETTERS][LETTERS + 1];
    int rank;
    find_formulas(question, &f);
    for (int i = 0; i < f.count; i++) /* in the order asked for */
        if (strlen(f.text[i]) == 1) letter_index(&letters, f.text[i][0]);
    int n = read_system(&f, &letters, m, &rank);
    if (n < 2) return -1;
    if (rank < n) {
        strcpy(answer, rank < 0 ? "no solution" : "infinitely many");
        return 0;
    }
    for (int i = 0; i < n; i++) {
        answer += sprintf(answer, "%s%c = ", i ? ", " : "", letters.name[i]);
        answer = put_frac(answer, m[i][n]);
    }
    return 0;
}

static int solve_kind(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    find_formulas(question, &f);
    if (f.count == 2) {
        frac m[LETTERS][LETTERS + 1];
        int rank;
        if (read_system(&f, &letters, m, &rank) != 2) return -1;
        strcpy(answer, rank < 0 ? "none" : rank == 2 ? "one" : "infinitely many");
        return 0;
    }
    poly p;
    if (f.count != 1 || read_equation(f.text[0], &letters, &p, NULL)) return -1;
    frac a = poly_x(&p, 2), b = poly_x(&p, 1), c = poly_x(&p, 0);
    frac discriminant = fr_sub(fr_mul(b, b), fr_mul(fr(4, 1), fr_mul(a, c)));
    if (a.n != 0)
        strcpy(answer, discriminant.n < 0 ? "none" : discriminant.n == 0 ? "one" : "two");
    else
        strcpy(answer, b.n != 0 ? "one" : c.n == 0 ? "infinitely many" : "none");
    return 0;
}

/* -- inequalities ------------------------------------------------------------------------------ */

/* A piece of the line: between two ends, each perhaps absent, closed or open. */
typedef struct piece {
    int has[2], closed[2];
    frac end[2];
    int empty;
} piece;

/* Where a x + b (sign) 0 holds. */
static piece solve_linear(frac a, frac b, const char *sign) {
    piece result = {{0, 0}, {0, 0}, {{0, 1}, {0, 1}}, 0};
    int less = sign[0] == '<', closed = sign[1] == '=';
    if (a.n == 0) {
        result.empty = !((less ? b.n < 0 : b.n > 0) || (closed && b.n == 0));
        return result;
    }
    int side = less == (a.n > 0); /* 1: an upper end */
    result.has[side] = 1;
    result.closed[side] = closed;
    result.end[side] = fr_div((frac){-b.n, b.d}, a);
    return result;
}

static char *put_piece(char *to, const piece *p, char x) {
    if (p->empty) return to + sprintf(to, "no solution");
    if (!p->has[0] && !p->has[1]) return to + sprintf(to, "all %c", x);
    if (p->has[0] && p->has[1]) {
        to = put_frac(to, p->end[0]);
        to += sprintf(to, " %s ", p->closed[0] ? "<=" : "<");
    }
    *to++ = x;
    if (p->has[1]) {
        to += sprintf(to, " %s ", p->closed[1] ? "<=" : "<");
    } else {
        to += sprintf(to, " %s ", p->closed[0] ? ">=" : ">");
    }
    return put_frac(to, p->end[p->has[1]]);
}

/* The narrower ends. */
static piece intersect(const piece *a, const piece *b) {
    piece result = *a;
    result.empty |= b->empty;
    for (int side = 0; side < 2; side++) {
        if (!b->has[side]) continue;
        int order = fr_cmp(b->end[side], a->end[side]);
        if (a->has[side] && (side ? order > 0 : order < 0)) continue;
        result.closed[side] = b->closed[side] && (!a->has[side] || order != 0 || a->closed[side]);
        result.has[side] = 1;
        result.end[side] = b->end[side];
    }
    if (result.has[0] && result.has[1]) result.empty |= fr_cmp(result.end[0], result.end[1]) >= 0;
    return result;
}

static int read_piece(const char *text, names *letters, piece *result) {
    poly p;
    char sign[3];
    if (read_equation(text, letters, &p, sign)) return -1;
    *result = solve_linear(poly_x(&p, 1), poly_x(&p, 0), sign);
    return 0;
}

static int relation_at(const formulas *f, int skip) {
    for (int i = 0; i < f->count; i++)
        if (strpbrk(f->text[i], "<>") && skip-- == 0) return i;
    return -1;
}

static int solve_inequality(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    piece p;
    find_formulas(question, &f);
    int at = relation_at(&f, 0);
    if (at < 0 || read_piece(f.text[at], &letters, &p)) return -1;
    put_piece(answer, &p, letters.name[0]);
    return 0;
}

/* The whole line without a and b, if these point away from each other, is the gap between. */
static int put_union(char *answer, const piece *a, const piece *b, char x) {
    if (a->has[0] == b->has[0]) { /* the same direction: the wider one */
        int side = a->has[1], order = fr_cmp(a->end[side], b->end[side]);
        put_piece(answer, (side ? order > 0 : order < 0) ? a : b, x);
        return 0;
    }
    const piece *down = a->has[1] ? a : b, *up = a->has[1] ? b : a;
    if (fr_cmp(up->end[0], down->end[1]) < 0) {
        sprintf(answer, "all %c", x);
        return 0;
    }
    answer = put_piece(answer, down, x);
    answer += sprintf(answer, " or ");
    put_piece(answer, up, x);
    return 0;
}

static int solve_compound(const char *question, char *answer) {
    formulas f;
    names letters = {{0}};
    piece a, b;
    find_formulas(question, &f);
    int first = relation_at(&f, 0), second = relation_at(&f, 1);
    if (first < 0) return -1;
    if (second >= 0) {
        if (read_piece(f.text[first], &letters, &a)) return -1;
        if (read_piece(f.text[second], &letters, &b)) return -1;
        int either = strstr(question, "at least one") || strstr(question, "or both");
        if (either) return put_union(answer, &a, &b, letters.name[0]);
    } else { /* low < middle <= high */
        char left[FORMULA_BYTES];
        const char *text = f.text[first], *mark = strpbrk(text, "<>");
        const char *middle = mark + strspn(mark, "<>="), *end = strpbrk(middle, "<>");
        if (!end) return -1;
        snprintf(left, sizeof left, "%.*s", (int)(end - text), text);
        if (read_piece(left, &letters, &a) || read_piece(middle, &letters, &b)) return -1;
    }
    piece both = intersect(&a, &b);
    put_piece(answer, &both, letters.name[0]);
    return 0;
}

const reader_entry reader_algebra[] = {{"simple_equations", solve_simple},
                                       {"linear_2d", solve_system},
                                       {"linear_systems", solve_system},
                                       {"equation_kind", solve_kind},
                                       {"inequality", solve_inequality},
                                       {"compound_inequality", solve_compound},
                                       {"absolute_value", solve_absolute},
                                       {"quadratic_inequality", solve_quadratic_inequality},
                                       {"quadratic_roots", solve_quadratic},
                                       {"quadratic_complex", solve_complex_roots},
                                       {"polynomial_roots", solve_roots},
                                       {"polynomial_factor", solve_factor},
                                       {"polynomial_expand", solve_simplify},
                                       {"polynomial_add", solve_simplify},
                                       {"polynomial_collect", solve_simplify},
                                       {"polynomial_evaluate", solve_evaluate},
                                       {"polynomial_compose", solve_compose},
                                       {"coefficient_named", solve_coefficient},
                                       {"polynomial_division", solve_division},
                                       {"polynomial_gcd", solve_gcd},
                                       {"complete_square", solve_square},
                                       {"quadratic_vertex", solve_vertex},
                                       {"vieta", solve_vieta},
                                       {"line_through_points", solve_line},
                                       {"function_value", solve_function},
                                       {"inverse_function", solve_inverse},
                                       {"sequence_next_term", solve_next},
                                       {"sequence_nth_term", solve_nth},
                                       {"arithmetic_series", solve_series},
                                       {"geometric_series", solve_series},
                                       {"recurrence", solve_recurrence},
                                       {"complex_arithmetic", solve_complex},
                                       {"simplify_power", solve_power},
                                       {"simplify_monomial", solve_monomial},
                                       {"rational_expression", solve_reduce},
                                       {"rational_equation", solve_fractions},
                                       {"surd_equation", solve_surd_equation},
                                       {"exponential_equation", solve_exponential},
                                       {"logarithm", solve_logarithm},
                                       {"proportion", solve_fractions},
                                       {"parameter_system", solve_parameter},
                                       {"formula_value", solve_formula},
                                       {NULL, NULL}};
