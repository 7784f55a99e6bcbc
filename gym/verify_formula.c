/* Formulas: one pass of recursive descent over folded text into an arena of nodes. */
#include <string.h>

#include "gym/verify_formula.h"

typedef struct parser {
    mg_span in;
    mg_formula *out;
    int depth, bars; /* inside of how many |...| */
    mg_outcome failure;
} parser;

static int formula(parser *p);
static int factor(parser *p);

static int fail(parser *p, mg_outcome why) {
    if (p->failure == MG_SAME) p->failure = why;
    return -1;
}

static void skip_space(parser *p) {
    while (p->in.at < p->in.end && *p->in.at == ' ') p->in.at++;
}

static char peek(parser *p) {
    skip_space(p);
    return p->in.at < p->in.end ? *p->in.at : '\0';
}

static bool take(parser *p, char c) {
    if (peek(p) != c) return false;
    p->in.at++;
    return true;
}

static int add_node(parser *p, mg_node_kind kind, uint8_t name, int left, int right) {
    if (left < 0 || right < -1) return -1;
    if (p->out->count == MG_MAX_NODES) return fail(p, MG_TOO_LARGE);
    mg_node *node = &p->out->node[p->out->count];
    node->kind = (uint8_t)kind, node->name = name, node->decimal = false;
    node->left = (int16_t)left, node->right = (int16_t)right;
    return p->out->count++;
}

static int binary(parser *p, mg_node_kind kind, int left, int right) {
    return left < 0 || right < 0 ? -1 : add_node(p, kind, 0, left, right);
}

/* digits[.digits], at most 36 of them */
static int number(parser *p) {
    mg_int128 top = 0, bottom = 1;
    int digits = 0;
    bool point = false, any = false;
    for (; p->in.at < p->in.end; p->in.at++) {
        char c = *p->in.at;
        if (c == '.' && !point && p->in.at + 1 < p->in.end && mg_is_digit(p->in.at[1])) {
            point = true;
            continue;
        }
        if (!mg_is_digit(c)) break;
        any = true;
        if (digits > 0 || c != '0' || point) digits++;
        if (digits > 36) return fail(p, MG_TOO_LARGE);
        top = top * 10 + (c - '0');
        if (point) bottom *= 10;
    }
    if (!any) return fail(p, MG_NOT_PARSED);
    int node = add_node(p, MG_NODE_NUMBER, 0, 0, -1);
    if (node < 0) return node;
    mg_node *n = &p->out->node[node];
    n->decimal = point;
    n->value = (mg_fraction){top, 1};
    if (point && !mg_fraction_multiply((mg_fraction){top, 1}, (mg_fraction){1, bottom}, &n->value))
        return fail(p, MG_TOO_LARGE);
    return node;
}

/* -- functions -------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    mg_function function;
} FUNCTIONS[] = {
    {"sqrt", MG_SQRT},   {"exp", MG_EXP},     {"ln", MG_LN},       {"log", MG_LN},
    {"sinh", MG_SINH},   {"cosh", MG_COSH},   {"tanh", MG_TANH},   {"sin", MG_SIN},
    {"cos", MG_COS},     {"tan", MG_TAN},     {"cot", MG_COT},     {"sec", MG_SEC},
    {"csc", MG_CSC},     {"asin", MG_ASIN},   {"acos", MG_ACOS},   {"atan", MG_ATAN},
    {"arcsin", MG_ASIN}, {"arccos", MG_ACOS}, {"arctan", MG_ATAN}, {"abs", MG_ABS},
    {"pi", MG_PI},
};

static int function_at(mg_span s, size_t *width) {
    if (mg_span_length(s) < 2 || !mg_is_letter(s.at[1])) return -1;
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof FUNCTIONS[0]; i++) {
        size_t n = strlen(FUNCTIONS[i].name);
        if (n > mg_span_length(s) || memcmp(s.at, FUNCTIONS[i].name, n) != 0) continue;
        *width = n;
        return (int)FUNCTIONS[i].function;
    }
    return -1;
}

static bool starts_primary(parser *p) {
    char c = peek(p);
    return mg_is_digit(c) || mg_is_letter(c) || c == '(' || c == '[' || c == '{' || c == '@' ||
           (c == '|' && !p->bars) || (c == '.' && p->in.at + 1 < p->in.end);
}

/* "sin 2x": the argument without brackets ends before the next function, sign or stroke. */
static int loose_argument(parser *p) {
    int node = factor(p);
    size_t width;
    while (node >= 0 && starts_primary(p) && !mg_is_digit(*p->in.at) && *p->in.at != '(' &&
           function_at(p->in, &width) < 0)
        node = binary(p, MG_NODE_MULTIPLY, node, factor(p));
    return node;
}

static int group(parser *p, char open, char close) {
    if (!take(p, open)) return fail(p, MG_NOT_PARSED);
    int bars = p->bars;
    p->bars = 0;
    int node = formula(p);
    p->bars = bars;
    if (node >= 0 && !take(p, close)) return fail(p, MG_NOT_PARSED);
    return node;
}

static int bracket(parser *p) {
    char c = peek(p);
    return group(p, c, c == '(' ? ')' : c == '[' ? ']' : '}');
}

static int function_call(parser *p, int which) {
    int degree = -1, power = -1;
    if (which == MG_SQRT && peek(p) == '[') {
        degree = group(p, '[', ']');
        if (degree < 0) return -1;
    }
    if (which != MG_SQRT && take(p, '^')) { /* sin^2(x) */
        power = peek(p) == '(' || peek(p) == '{' ? bracket(p) : number(p);
        if (power < 0) return -1;
    }
    char c = peek(p);
    int argument;
    if (c == '(' || c == '{')
        argument = bracket(p);
    else if (which == MG_SQRT)
        argument = mg_is_digit(c)    ? number(p)
                   : mg_is_letter(c) ? add_node(p, MG_NODE_NAME, (uint8_t)*p->in.at++, 0, -1)
                                     : fail(p, MG_NOT_PARSED);
    else if (p->depth == MG_MAX_DEPTH)
        argument = fail(p, MG_TOO_LARGE);
    else
        p->depth++, argument = loose_argument(p), p->depth--;
    int node = add_node(p, MG_NODE_FUNCTION, (uint8_t)which, argument, degree);
    return power < 0 ? node : binary(p, MG_NODE_POWER, node, power);
}

/* -- primaries and operators ------------------------------------------------------------------ */

static int name_or_function(parser *p) {
    size_t width;
    int which = function_at(p->in, &width);
    if (which < 0) {
        uint8_t letter = (uint8_t)*p->in.at++;
        if (p->in.at < p->in.end && *p->in.at == '_') return fail(p, MG_NOT_PARSED);
        return add_node(p, MG_NODE_NAME, letter, 0, -1);
    }
    p->in.at += width;
    if (which == MG_PI) return add_node(p, MG_NODE_FUNCTION, MG_PI, 0, -1);
    return function_call(p, which);
}

/* One argument of \frac. */
static int fraction_part(parser *p) {
    if (peek(p) == '{') return bracket(p);
    if (!mg_is_digit(peek(p)) && !mg_is_letter(peek(p))) return fail(p, MG_NOT_PARSED);
    char c = *p->in.at++;
    if (mg_is_letter(c)) return add_node(p, MG_NODE_NAME, (uint8_t)c, 0, -1);
    int node = add_node(p, MG_NODE_NUMBER, 0, 0, -1);
    if (node >= 0) p->out->node[node].value = mg_fraction_of(c - '0');
    return node;
}

static int primary(parser *p) {
    char c = peek(p);
    if (mg_is_digit(c) || c == '.') return number(p);
    if (mg_is_letter(c)) return name_or_function(p);
    if (c == '(' || c == '[' || c == '{') return bracket(p);
    if (c == '@') {
        p->in.at++;
        int top = fraction_part(p);
        return top < 0 ? -1 : binary(p, MG_NODE_DIVIDE, top, fraction_part(p));
    }
    if (c == '|' && !p->bars) {
        p->in.at++;
        p->bars = 1;
        int inside = formula(p);
        p->bars = 0;
        if (inside >= 0 && !take(p, '|')) return fail(p, MG_NOT_PARSED);
        return add_node(p, MG_NODE_FUNCTION, MG_ABS, inside, -1);
    }
    return fail(p, MG_NOT_PARSED);
}

static int exponent(parser *p) {
    if (p->depth == MG_MAX_DEPTH) return fail(p, MG_TOO_LARGE);
    p->depth++;
    int node = take(p, '-') ? add_node(p, MG_NODE_NEGATE, 0, factor(p), -1) : factor(p);
    p->depth--;
    return node;
}

static int factor(parser *p) {
    int node = primary(p);
    if (node < 0 || !take(p, '^')) return node;
    return binary(p, MG_NODE_POWER, node, exponent(p));
}

static int signed_factor(parser *p) {
    if (take(p, '-')) return add_node(p, MG_NODE_NEGATE, 0, factor(p), -1);
    return factor(p);
}

static int term(parser *p) {
    int node = signed_factor(p); /* "3 + -4*i" */
    bool after_number = node >= 0 && mg_is_digit(p->in.at[-1]);
    while (node >= 0) {
        if (take(p, '*')) {
            node = binary(p, MG_NODE_MULTIPLY, node, signed_factor(p));
        } else if (take(p, '/')) {
            node = binary(p, MG_NODE_DIVIDE, node, signed_factor(p));
        } else if (starts_primary(p)) {
            /* "2 3" is no product, and "2 1/2" and "x2" mean something else */
            if (mg_is_digit(*p->in.at) || *p->in.at == '.') return fail(p, MG_NOT_PARSED);
            if (after_number && *p->in.at == '@') return fail(p, MG_NOT_PARSED);
            node = binary(p, MG_NODE_MULTIPLY, node, factor(p));
        } else {
            break;
        }
        after_number = false;
    }
    return node;
}

static int formula(parser *p) {
    if (p->depth == MG_MAX_DEPTH) return fail(p, MG_TOO_LARGE);
    p->depth++;
    int node;
    if (take(p, '-'))
        node = add_node(p, MG_NODE_NEGATE, 0, term(p), -1);
    else if (take(p, '~'))
        node = add_node(p, MG_NODE_EITHER, 0, term(p), -1);
    else
        take(p, '+'), node = term(p);
    while (node >= 0) {
        mg_node_kind kind = peek(p) == '+'   ? MG_NODE_ADD
                            : peek(p) == '-' ? MG_NODE_SUBTRACT
                            : peek(p) == '~' ? MG_NODE_VARY
                                             : MG_NODE_NUMBER;
        if (kind == MG_NODE_NUMBER) break;
        p->in.at++;
        node = binary(p, kind, node, term(p));
    }
    p->depth--;
    return node;
}

mg_outcome mg_formula_parse(mg_span text, mg_formula *out) {
    parser p = {.in = mg_span_trim(text), .out = out, .failure = MG_SAME};
    out->count = 0;
    out->root = formula(&p);
    if (out->root < 0) return p.failure == MG_SAME ? MG_NOT_PARSED : p.failure;
    return peek(&p) == '\0' && p.in.at == p.in.end ? MG_SAME : MG_NOT_PARSED;
}
