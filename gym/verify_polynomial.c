/* Polynomials and rational functions: exact sparse normal forms, and the forms asked for. */
#include <string.h>

#include "gym/verify_formula.h"

enum {
    MAX_TERMS = 1536,  /* of all polynomials at work together */
    MAX_WORK = 60000,  /* term operations for one formula */
    EXPONENT_BITS = 8, /* of a variable in a packed monomial; the top one shows overflow */
    CONSTANT_SLOT = MG_MAX_NAMES - 1,
};

static const uint64_t OVERFLOW_BITS = 0x8080808080808080u;

/* coefficient * x1^e1 * ... with the exponents packed, so that a product adds them. */
typedef struct term {
    uint64_t monomial;
    mg_fraction coefficient;
} term;

/* terms [at, at + count), monomials falling */
typedef struct polynomial {
    int at, count;
} polynomial;

/* over / under; under.count 0 stands for 1. Its terms follow those of `over`. */
typedef struct quotient {
    polynomial over, under;
} quotient;

typedef struct algebra {
    const mg_formula *formula;
    mg_outcome failure; /* MG_NOT_PARSED: no rational function */
    bool keep_e;        /* e is Euler's number: beyond rational functions */
    bool has_constant;  /* C is a constant of integration */
    int names, top, work;
    char name[MG_MAX_NAMES];
    term terms[MAX_TERMS];
} algebra;

static bool fail(algebra *a, mg_outcome why) {
    if (a->failure == MG_SAME) a->failure = why;
    return false;
}

static bool push(algebra *a, uint64_t monomial, mg_fraction coefficient) {
    if (a->top == MAX_TERMS || ++a->work > MAX_WORK) return fail(a, MG_TOO_LARGE);
    a->terms[a->top++] = (term){monomial, coefficient};
    return true;
}

/* Moves `count` terms that end at the top down to `base`. */
static void settle(algebra *a, int base, int count) {
    if (a->top - count != base)
        memmove(&a->terms[base], &a->terms[a->top - count], (size_t)count * sizeof(term));
    a->top = base + count;
}

/* -- polynomials: results are put on top ------------------------------------------------------- */

static bool add(algebra *a, polynomial x, polynomial y, polynomial *sum) {
    int i = x.at, j = y.at, x_end = x.at + x.count, y_end = y.at + y.count;
    sum->at = a->top;
    while (i < x_end || j < y_end) {
        const term *p = &a->terms[i], *q = &a->terms[j];
        if (j == y_end || (i < x_end && p->monomial > q->monomial)) {
            if (!push(a, p->monomial, p->coefficient)) return false;
            i++;
        } else if (i == x_end || q->monomial > p->monomial) {
            if (!push(a, q->monomial, q->coefficient)) return false;
            j++;
        } else {
            mg_fraction c;
            if (!mg_fraction_add(p->coefficient, q->coefficient, &c)) return fail(a, MG_TOO_LARGE);
            if (c.top != 0 && !push(a, p->monomial, c)) return false;
            i++, j++;
        }
    }
    sum->count = a->top - sum->at;
    return true;
}

/* y times one term */
static bool scale(algebra *a, term by, polynomial y, polynomial *product) {
    product->at = a->top;
    for (int j = y.at; j < y.at + y.count; j++) {
        uint64_t monomial = by.monomial + a->terms[j].monomial;
        mg_fraction c;
        if (monomial & OVERFLOW_BITS ||
            !mg_fraction_multiply(by.coefficient, a->terms[j].coefficient, &c))
            return fail(a, MG_TOO_LARGE);
        if (!push(a, monomial, c)) return false;
    }
    product->count = y.count;
    return true;
}

static bool multiply(algebra *a, polynomial x, polynomial y, polynomial *product) {
    if (y.count < x.count) {
        polynomial swap = x;
        x = y, y = swap;
    }
    int base = a->top;
    *product = (polynomial){base, 0};
    for (int i = 0; i < x.count; i++) {
        polynomial row, sum;
        if (!scale(a, a->terms[x.at + i], y, &row)) return false;
        if (i == 0) {
            *product = row;
            continue;
        }
        if (!add(a, *product, row, &sum)) return false;
        settle(a, base, sum.count);
        *product = (polynomial){base, sum.count};
    }
    return true;
}

/* x times y where a count of 0 below a line stands for 1. */
static bool multiply_under(algebra *a, polynomial x, polynomial y, polynomial *product) {
    static const term ONE = {0, {1, 1}};
    if (x.count == 0 && y.count == 0) {
        *product = (polynomial){a->top, 0};
        return true;
    }
    if (x.count && y.count) return multiply(a, x, y, product);
    return scale(a, ONE, x.count ? x : y, product);
}

static bool is_constant(const algebra *a, polynomial x) {
    return x.count == 0 || (x.count == 1 && a->terms[x.at].monomial == 0);
}

static bool same_polynomial(const algebra *a, polynomial x, polynomial y) {
    if (x.count != y.count) return false;
    for (int i = 0; i < x.count; i++) {
        const term *p = &a->terms[x.at + i], *q = &a->terms[y.at + i];
        if (p->monomial != q->monomial || !mg_fraction_equal(p->coefficient, q->coefficient))
            return false;
    }
    return true;
}

/* -- rational functions ------------------------------------------------------------------------ */

static quotient settle_quotient(algebra *a, int base, polynomial over, polynomial under) {
    settle(a, base, over.count + under.count);
    return (quotient){{base, over.count}, {base + over.count, under.count}};
}

static bool multiply_quotients(algebra *a, int base, quotient x, quotient y, quotient *product) {
    polynomial over, under;
    if (!multiply(a, x.over, y.over, &over) || !multiply_under(a, x.under, y.under, &under))
        return false;
    if (over.count == 0) under.count = 0, a->top = over.at;
    *product = settle_quotient(a, base, over, under);
    return true;
}

static bool invert(algebra *a, int base, quotient x, quotient *inverse) {
    if (x.over.count == 0) return fail(a, MG_NOT_PARSED); /* division by zero */
    polynomial over = {a->top, 0}, under = {a->top, 0};
    if (x.under.count == 0 && is_constant(a, x.over)) {
        mg_fraction c;
        mg_fraction_invert(a->terms[x.over.at].coefficient, &c);
        if (!push(a, 0, c)) return false;
        over.count = 1;
    } else {
        static const term ONE = {0, {1, 1}};
        if (x.under.count == 0 ? !push(a, 0, (mg_fraction){1, 1}) : !scale(a, ONE, x.under, &over))
            return false;
        over.count = a->top - over.at;
        if (!scale(a, ONE, x.over, &under)) return false;
    }
    *inverse = settle_quotient(a, base, over, under);
    return true;
}

static bool add_quotients(algebra *a, int base, quotient x, quotient y, quotient *sum) {
    polynomial over, under = {0, 0};
    if (x.under.count == 0 && y.under.count == 0) {
        if (!add(a, x.over, y.over, &over)) return false;
    } else if (same_polynomial(a, x.under, y.under)) {
        static const term ONE = {0, {1, 1}};
        if (!add(a, x.over, y.over, &over) || !scale(a, ONE, x.under, &under)) return false;
    } else {
        polynomial left, right;
        if (!multiply_under(a, x.over, y.under, &left) ||
            !multiply_under(a, y.over, x.under, &right))
            return false;
        if (x.over.count == 0) left.count = 0;
        if (y.over.count == 0) right.count = 0;
        if (!add(a, left, right, &over) || !multiply_under(a, x.under, y.under, &under))
            return false;
    }
    if (over.count == 0) under.count = 0, a->top = over.at;
    *sum = settle_quotient(a, base, over, under);
    return true;
}

static void negate(algebra *a, polynomial x) {
    for (int i = x.at; i < x.at + x.count; i++)
        a->terms[i].coefficient.top = -a->terms[i].coefficient.top;
}

static bool evaluate(algebra *a, int node, quotient *value);

/* The exponent as a whole number; anything else is beyond rational functions. */
static bool whole_exponent(algebra *a, int node, int *exponent) {
    int top = a->top;
    quotient q;
    if (!evaluate(a, node, &q)) return false;
    if (q.under.count || !is_constant(a, q.over)) return fail(a, MG_NOT_PARSED);
    mg_fraction c = q.over.count ? a->terms[q.over.at].coefficient : (mg_fraction){0, 1};
    a->top = top;
    if (c.bottom != 1) return fail(a, MG_NOT_PARSED);
    if (c.top > MG_MAX_POWER || c.top < -MG_MAX_POWER) return fail(a, MG_TOO_LARGE);
    *exponent = (int)c.top;
    return true;
}

static bool raise(algebra *a, int base, quotient x, int exponent, quotient *power) {
    if (exponent < 0) {
        if (!invert(a, base, x, &x)) return false;
        exponent = -exponent;
    }
    int start = a->top;
    if (!push(a, 0, (mg_fraction){1, 1})) return false;
    quotient result = {{start, 1}, {start + 1, 0}};
    for (int i = 0; i < exponent; i++)
        if (!multiply_quotients(a, start, result, x, &result)) return false;
    *power = settle_quotient(a, base, result.over, result.under);
    return true;
}

static bool name(algebra *a, char letter, quotient *value) {
    if (a->keep_e && letter == 'e') return fail(a, MG_NOT_PARSED);
    int slot = 0;
    while (slot < a->names && a->name[slot] != letter) slot++;
    if (slot == a->names && a->has_constant && (letter == 'C' || letter == 'c' || letter == 'K'))
        slot = CONSTANT_SLOT;
    if (slot == a->names && slot < CONSTANT_SLOT) a->name[a->names++] = letter;
    if (slot >= a->names && slot != CONSTANT_SLOT) return fail(a, MG_TOO_LARGE);
    *value = (quotient){{a->top, 1}, {a->top + 1, 0}};
    return push(a, (uint64_t)1 << (slot * EXPONENT_BITS), (mg_fraction){1, 1});
}

static bool number(algebra *a, mg_fraction c, quotient *value) {
    *value = (quotient){{a->top, c.top != 0}, {a->top, 0}};
    return c.top == 0 || push(a, 0, c);
}

static bool evaluate(algebra *a, int node, quotient *value) {
    const mg_node *n = &a->formula->node[node];
    int base = a->top, exponent;
    quotient x, y;
    if (n->kind == MG_NODE_NUMBER) return number(a, n->value, value);
    if (n->kind == MG_NODE_NAME) return name(a, (char)n->name, value);
    if (n->kind == MG_NODE_FUNCTION || n->kind == MG_NODE_EITHER || n->kind == MG_NODE_VARY)
        return fail(a, MG_NOT_PARSED);
    if (!evaluate(a, n->left, &x)) return false;
    if (n->kind == MG_NODE_NEGATE) {
        negate(a, x.over);
        *value = x;
        return true;
    }
    if (n->kind == MG_NODE_POWER)
        return whole_exponent(a, n->right, &exponent) && raise(a, base, x, exponent, value);
    if (!evaluate(a, n->right, &y)) return false;
    if (n->kind == MG_NODE_SUBTRACT) negate(a, y.over);
    if (n->kind == MG_NODE_ADD || n->kind == MG_NODE_SUBTRACT)
        return add_quotients(a, base, x, y, value);
    if (n->kind == MG_NODE_DIVIDE && !invert(a, y.over.at, y, &y)) return false;
    return multiply_quotients(a, base, x, y, value);
}

static bool evaluate_formula(algebra *a, const mg_formula *formula, quotient *value) {
    a->formula = formula;
    a->work = 0;
    a->failure = MG_SAME;
    return evaluate(a, formula->root, value);
}

/* -- comparing -------------------------------------------------------------------------------- */

static bool equal_quotients(algebra *a, quotient x, quotient y) {
    if (x.under.count == 0 && y.under.count == 0) return same_polynomial(a, x.over, y.over);
    a->work = 0;
    polynomial left, right;
    if (x.over.count == 0 || y.over.count == 0) return x.over.count == y.over.count;
    return multiply_under(a, x.over, y.under, &left) &&
           multiply_under(a, y.over, x.under, &right) && same_polynomial(a, left, right);
}

/* Takes off a constant term and a constant of integration by its name. */
static void drop_constants(algebra *a, quotient *x) {
    if (x->under.count) return;
    uint64_t constant = (uint64_t)1 << (CONSTANT_SLOT * EXPONENT_BITS);
    int kept = 0;
    for (int i = 0; i < x->over.count; i++) {
        term t = a->terms[x->over.at + i];
        if (t.monomial != 0 && t.monomial != constant) a->terms[x->over.at + kept++] = t;
    }
    x->over.count = kept;
}

static int degree(const algebra *a, polynomial x) {
    int largest = 0;
    for (int i = x.at; i < x.at + x.count; i++) {
        int sum = 0;
        for (uint64_t m = a->terms[i].monomial; m; m >>= EXPONENT_BITS) sum += (int)(m & 255);
        if (sum > largest) largest = sum;
    }
    return largest;
}

/* Factors with a letter in the product that the tree is. */
static int count_factors(algebra *a, int node) {
    const mg_node *n = &a->formula->node[node];
    int exponent, top = a->top;
    quotient q;
    switch (n->kind) {
    case MG_NODE_MULTIPLY:
        return count_factors(a, n->left) + count_factors(a, n->right);
    case MG_NODE_DIVIDE:
    case MG_NODE_NEGATE:
        return count_factors(a, n->left);
    case MG_NODE_POWER:
        if (!whole_exponent(a, n->right, &exponent) || exponent < 1) return 0;
        return exponent * count_factors(a, n->left);
    default:
        if (!evaluate(a, node, &q)) return 0;
        bool has_letter = q.under.count == 0 && !is_constant(a, q.over);
        a->top = top;
        return has_letter;
    }
}

static int factors_of(algebra *a, const mg_formula *f) {
    a->formula = f;
    a->work = 0;
    return count_factors(a, f->root);
}

static bool in_form(algebra *a, mg_form form, const mg_formula *gold, const mg_formula *text,
                    quotient wanted, quotient value) {
    switch (form) {
    case MG_FORM_EXPANDED:
        if (value.over.count == 0) return mg_shape_is_number(text, text->root);
        return mg_shape_terms(text) == value.over.count;
    case MG_FORM_FACTORED:
        return factors_of(a, text) >= factors_of(a, gold);
    case MG_FORM_LOWEST:
    case MG_FORM_SIMPLE:
        return degree(a, value.over) <= degree(a, wanted.over) &&
               degree(a, value.under) <= degree(a, wanted.under) &&
               mg_shape_is_merged(text, text->root);
    default:
        return true;
    }
}

static uint64_t letters_of(const mg_formula *f) {
    uint64_t letters = 0;
    for (int i = 0; i < f->count; i++)
        if (f->node[i].kind == MG_NODE_NAME) letters |= (uint64_t)1 << (f->node[i].name & 63);
    return letters;
}

static uint64_t letter_bit(char c) {
    return (uint64_t)1 << (c & 63);
}

/* Whether the text keeps to the letters of the gold: "d/dx(...)" is no answer. */
static bool has_own_letters(const mg_comparison *c, const mg_formula *gold,
                            const mg_formula *text) {
    uint64_t allowed = letters_of(gold);
    if (c->kind == MG_ANSWER_EXPRESSION) allowed |= letter_bit('e');
    if (c->form == MG_FORM_CONSTANT) allowed |= letter_bit('C') | letter_bit('c') | letter_bit('K');
    return (letters_of(text) & ~allowed) == 0;
}

static mg_outcome compare_exactly(mg_comparison *c, algebra *a, const mg_formula *gold,
                                  const mg_formula *text, bool *decided) {
    quotient wanted, value;
    *decided = false;
    a->names = a->top = 0;
    a->keep_e = c->kind == MG_ANSWER_EXPRESSION;
    a->has_constant = c->form == MG_FORM_CONSTANT;
    if (!evaluate_formula(a, gold, &wanted)) return MG_NOT_PARSED;
    if (!evaluate_formula(a, text, &value)) {
        *decided = a->failure == MG_TOO_LARGE;
        return a->failure;
    }
    *decided = true;
    if (a->has_constant) {
        *decided = wanted.under.count == 0 && value.under.count == 0;
        drop_constants(a, &wanted);
        drop_constants(a, &value);
    }
    if (!equal_quotients(a, wanted, value))
        return a->failure == MG_TOO_LARGE ? MG_TOO_LARGE : MG_DIFFERENT;
    return in_form(a, c->form, gold, text, wanted, value) ? MG_SAME : MG_OTHER_FORM;
}

mg_outcome mg_compare_formula(mg_comparison *c, mg_span gold, mg_span text) {
    mg_formula wanted, value;
    algebra a;
    if (mg_formula_parse(gold, &wanted) != MG_SAME) return MG_NOT_PARSED;
    mg_outcome outcome = mg_formula_parse(mg_span_after_name(text), &value);
    if (outcome != MG_SAME) return outcome;
    if (!has_own_letters(c, &wanted, &value)) {
        c->reason = "names a letter or function that has no place in the answer";
        return MG_NOT_PARSED;
    }
    bool decided;
    outcome = compare_exactly(c, &a, &wanted, &value, &decided);
    if (decided || c->kind != MG_ANSWER_EXPRESSION) return outcome;
    return mg_compare_at_points(c, &wanted, &value, c->form == MG_FORM_CONSTANT);
}
