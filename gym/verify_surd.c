/* Sums of square roots, complex ones included: exact values in the basis of sqrt(d), d free of
 * squares and of either sign; i is sqrt(-1). */
#include <string.h>

#include "gym/verify_formula.h"

enum { MAX_SUMMANDS = 12, MAX_SURD_NODES = 96, MAX_SURD_POWER = 16 };

static const int64_t MAX_RADICAND =
    1000000000000; /* its square part is found by trial up to 10^4 */

typedef struct summand {
    int64_t radicand;
    mg_fraction q;
} summand;

/* sum of q * sqrt(radicand), radicands different, no q is 0 */
typedef struct surd {
    int count;
    summand part[MAX_SUMMANDS];
} surd;

typedef struct field {
    const mg_formula *formula;
    int sign; /* what '~' stands for: 1 or -1 */
    mg_outcome failure;
} field;

static bool fail(field *f, mg_outcome why) {
    if (f->failure == MG_SAME) f->failure = why;
    return false;
}

static bool accumulate(field *f, surd *sum, int64_t radicand, mg_fraction q) {
    if (q.top == 0) return true;
    for (int i = 0; i < sum->count; i++) {
        if (sum->part[i].radicand != radicand) continue;
        if (!mg_fraction_add(sum->part[i].q, q, &sum->part[i].q)) return fail(f, MG_TOO_LARGE);
        if (sum->part[i].q.top == 0) sum->part[i] = sum->part[--sum->count];
        return true;
    }
    if (sum->count == MAX_SUMMANDS) return fail(f, MG_TOO_LARGE);
    sum->part[sum->count++] = (summand){radicand, q};
    return true;
}

/* n = square^2 * rest, rest free of squares, for 0 < n <= MAX_RADICAND. */
static void take_square(int64_t n, int64_t *square, int64_t *rest) {
    *square = 1;
    *rest = 1;
    for (int64_t p = 2; p * p * p <= n; p += 1 + (p > 2)) {
        while (n % (p * p) == 0) n /= p * p, *square *= p;
        if (n % p == 0) n /= p, *rest *= p;
    }
    /* at most two prime factors are left */
    int64_t root = 1;
    for (int64_t step = 1 << 20; step; step >>= 1)
        if ((root + step) * (root + step) <= n) root += step;
    if (root * root == n)
        *square *= root;
    else
        *rest *= n;
}

static bool square_root(field *f, mg_fraction value, surd *root) {
    mg_int128 n;
    root->count = 0;
    if (value.top == 0) return true;
    bool negative = value.top < 0;
    if (!mg_int_multiply(negative ? -value.top : value.top, value.bottom, &n) || n > MAX_RADICAND)
        return fail(f, MG_TOO_LARGE);
    int64_t square, rest;
    take_square((int64_t)n, &square, &rest);
    mg_fraction q, inverse = {1, value.bottom};
    if (!mg_fraction_multiply(mg_fraction_of(square), inverse, &q)) return fail(f, MG_TOO_LARGE);
    return accumulate(f, root, negative ? -rest : rest, q);
}

static int64_t divisor(int64_t a, int64_t b) {
    while (b) {
        int64_t r = a % b;
        a = b, b = r;
    }
    return a;
}

static bool multiply(field *f, const surd *x, const surd *y, surd *product) {
    surd sum = {.count = 0};
    for (int i = 0; i < x->count; i++)
        for (int j = 0; j < y->count; j++) {
            int64_t a = x->part[i].radicand, b = y->part[j].radicand;
            int64_t m = a < 0 ? -a : a, n = b < 0 ? -b : b, g = divisor(m, n), rest;
            mg_fraction q;
            if (__builtin_mul_overflow(m / g, n / g, &rest) || rest > MAX_RADICAND ||
                !mg_fraction_multiply(x->part[i].q, y->part[j].q, &q) ||
                !mg_fraction_multiply(q, mg_fraction_of(a < 0 && b < 0 ? -g : g), &q))
                return fail(f, MG_TOO_LARGE);
            if (!accumulate(f, &sum, (a < 0) != (b < 0) ? -rest : rest, q)) return false;
        }
    *product = sum;
    return true;
}

/* 1/x for one or two summands: 1/(a+b) = (a-b)/(a^2-b^2). */
static bool invert(field *f, const surd *x, surd *inverse) {
    if (x->count == 0) return fail(f, MG_NOT_PARSED);
    if (x->count > 2) return fail(f, MG_TOO_LARGE);
    surd conjugate = *x, norm;
    if (x->count == 2) conjugate.part[1].q.top = -conjugate.part[1].q.top;
    if (!multiply(f, x, &conjugate, &norm)) return false;
    if (norm.count != 1 || norm.part[0].radicand != 1) return fail(f, MG_NOT_PARSED);
    mg_fraction q;
    mg_fraction_invert(norm.part[0].q, &q);
    *inverse = conjugate;
    for (int i = 0; i < inverse->count; i++)
        if (!mg_fraction_multiply(inverse->part[i].q, q, &inverse->part[i].q))
            return fail(f, MG_TOO_LARGE);
    return true;
}

static bool as_fraction(const surd *x, mg_fraction *value) {
    *value = x->count ? x->part[0].q : (mg_fraction){0, 1};
    return x->count == 0 || (x->count == 1 && x->part[0].radicand == 1);
}

static void scale_sign(surd *x, int sign) {
    for (int i = 0; i < x->count; i++) x->part[i].q.top *= sign;
}

static bool evaluate(field *f, int node, surd *value);

static bool raise(field *f, const surd *x, const surd *exponent, surd *power) {
    mg_fraction e;
    if (!as_fraction(exponent, &e)) return fail(f, MG_NOT_PARSED);
    mg_fraction base;
    if (e.bottom == 2 && e.top == 1)
        return as_fraction(x, &base) ? square_root(f, base, power) : fail(f, MG_NOT_PARSED);
    if (e.bottom != 1) return fail(f, MG_NOT_PARSED);
    if (e.top > MAX_SURD_POWER || e.top < -MAX_SURD_POWER) return fail(f, MG_TOO_LARGE);
    surd factor = *x, result = {.count = 1, .part = {{1, {1, 1}}}};
    if (e.top < 0 && !invert(f, x, &factor)) return false;
    int times = (int)(e.top < 0 ? -e.top : e.top);
    for (int i = 0; i < times; i++)
        if (!multiply(f, &result, &factor, &result)) return false;
    *power = result;
    return true;
}

static bool leaf(field *f, const mg_node *n, surd *value) {
    value->count = 0;
    if (n->kind == MG_NODE_NUMBER) return accumulate(f, value, 1, n->value);
    if (n->kind == MG_NODE_NAME && n->name == 'i')
        return accumulate(f, value, -1, mg_fraction_of(1));
    surd inside;
    mg_fraction radicand;
    if (n->kind != MG_NODE_FUNCTION || n->name != MG_SQRT || n->right >= 0)
        return fail(f, MG_NOT_PARSED);
    if (!evaluate(f, n->left, &inside)) return false;
    if (!as_fraction(&inside, &radicand)) return fail(f, MG_NOT_PARSED);
    return square_root(f, radicand, value);
}

static bool combine(field *f, const mg_node *n, surd *x, surd *y, surd *value) {
    switch (n->kind) {
    case MG_NODE_SUBTRACT:
        scale_sign(y, -1);
        break;
    case MG_NODE_VARY:
        scale_sign(y, f->sign);
        break;
    case MG_NODE_DIVIDE:
        if (!invert(f, y, y)) return false;
        return multiply(f, x, y, value);
    case MG_NODE_MULTIPLY:
        return multiply(f, x, y, value);
    case MG_NODE_POWER:
        return raise(f, x, y, value);
    default:
        break;
    }
    *value = *x;
    for (int i = 0; i < y->count; i++)
        if (!accumulate(f, value, y->part[i].radicand, y->part[i].q)) return false;
    return true;
}

static bool evaluate(field *f, int node, surd *value) {
    const mg_node *n = &f->formula->node[node];
    if (n->kind == MG_NODE_NUMBER || n->kind == MG_NODE_NAME || n->kind == MG_NODE_FUNCTION)
        return leaf(f, n, value);
    surd x, y;
    if (!evaluate(f, n->left, &x)) return false;
    if (n->kind == MG_NODE_NEGATE || n->kind == MG_NODE_EITHER) {
        scale_sign(&x, n->kind == MG_NODE_NEGATE ? -1 : f->sign);
        *value = x;
        return true;
    }
    return evaluate(f, n->right, &y) && combine(f, n, &x, &y, value);
}

static mg_outcome value_of(const mg_formula *formula, int sign, surd *value) {
    field f = {.formula = formula, .sign = sign, .failure = MG_SAME};
    if (formula->count > MAX_SURD_NODES) return MG_TOO_LARGE;
    evaluate(&f, formula->root, value);
    return f.failure;
}

static bool same_value(const surd *x, const surd *y) {
    if (x->count != y->count) return false;
    for (int i = 0; i < x->count; i++) {
        int j = 0;
        while (j < y->count && y->part[j].radicand != x->part[i].radicand) j++;
        if (j == y->count || !mg_fraction_equal(x->part[i].q, y->part[j].q)) return false;
    }
    return true;
}

mg_outcome mg_compare_surd(mg_comparison *c, mg_span gold, mg_span text) {
    int wanted_class = mg_solution_class(gold), class = mg_solution_class(text);
    if (wanted_class || class) return wanted_class == class ? MG_SAME : MG_DIFFERENT;
    mg_formula tree;
    surd wanted, value;
    mg_outcome outcome = mg_formula_parse(mg_span_after_name(text), &tree);
    if (outcome != MG_SAME) return outcome;
    for (int i = 0; i < tree.count && !c->vary; i++)
        if (tree.node[i].kind == MG_NODE_EITHER || tree.node[i].kind == MG_NODE_VARY)
            return MG_NOT_PARSED; /* two values */
    outcome = value_of(&tree, c->vary, &value);
    if (outcome != MG_SAME) return outcome;
    bool complex = c->kind == MG_ANSWER_COMPLEX, simple = c->form == MG_FORM_SIMPLE;
    bool good_form = !(complex || simple) || mg_shape_is_simple_surd(&tree, simple);
    if (mg_formula_parse(gold, &tree) != MG_SAME || value_of(&tree, 1, &wanted) != MG_SAME)
        return MG_NOT_PARSED;
    if (!same_value(&wanted, &value)) return MG_DIFFERENT;
    if (complex && !good_form) c->reason = "the right value, not in the form a + b*i";
    return good_form ? MG_SAME : MG_OTHER_FORM;
}
