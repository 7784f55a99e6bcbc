/* Formulas as trees: parsing for the kinds of answers that are more than one number. Part of the
 * verifier; include gym/verify.h instead.
 *
 *     formula := [sign] term {sign term}          sign: + - ~ (plus or minus)
 *     term    := factor {[* /] factor}            juxtaposition multiplies: 3x, 2(x+1)
 *     factor  := primary [^ exponent]
 *     primary := number | letter | (formula) | [formula] | {formula} | @{formula}{formula}
 *                | function argument | '|' formula '|'
 *
 * A tree has at most MG_MAX_NODES nodes and MG_MAX_DEPTH levels of brackets. */
#ifndef MG_GYM_VERIFY_FORMULA_H
#define MG_GYM_VERIFY_FORMULA_H

#include "gym/verify_parts.h"

enum { MG_MAX_NODES = 600, MG_MAX_DEPTH = 32, MG_MAX_NAMES = 8, MG_MAX_POWER = 120 };

/* top / bottom in lowest terms, bottom above 0. */
typedef struct mg_fraction {
    mg_int128 top, bottom;
} mg_fraction;

typedef enum mg_node_kind {
    MG_NODE_NUMBER,
    MG_NODE_NAME,   /* one letter */
    MG_NODE_NEGATE, /* left */
    MG_NODE_EITHER, /* left, plus or minus */
    MG_NODE_ADD,
    MG_NODE_SUBTRACT,
    MG_NODE_VARY, /* left ~ right */
    MG_NODE_MULTIPLY,
    MG_NODE_DIVIDE,
    MG_NODE_POWER,
    MG_NODE_FUNCTION, /* name: which; left: argument; right: the root's degree, or -1 */
} mg_node_kind;

typedef enum mg_function {
    MG_SQRT,
    MG_EXP,
    MG_LN,
    MG_SIN,
    MG_COS,
    MG_TAN,
    MG_COT,
    MG_SEC,
    MG_CSC,
    MG_ASIN,
    MG_ACOS,
    MG_ATAN,
    MG_SINH,
    MG_COSH,
    MG_TANH,
    MG_ABS,
    MG_PI,
    MG_FUNCTION_COUNT
} mg_function;

typedef struct mg_node {
    uint8_t kind;
    uint8_t name; /* a letter or a function */
    bool decimal; /* a number with a decimal point */
    int16_t left, right;
    mg_fraction value; /* of a number */
} mg_node;

typedef struct mg_formula {
    int count, root;
    mg_node node[MG_MAX_NODES];
} mg_formula;

/* MG_SAME, MG_NOT_PARSED or MG_TOO_LARGE. */
mg_outcome mg_formula_parse(mg_span text, mg_formula *formula);

/* -- verify_fraction.c: all false where 128 bits are not enough -------------------------------- */

bool mg_fraction_add(mg_fraction a, mg_fraction b, mg_fraction *sum);
bool mg_fraction_multiply(mg_fraction a, mg_fraction b, mg_fraction *product);
bool mg_fraction_invert(mg_fraction a, mg_fraction *inverse); /* false at 0 too */
bool mg_int_multiply(mg_int128 a, mg_int128 b, mg_int128 *product);

static inline mg_fraction mg_fraction_of(int64_t n) {
    return (mg_fraction){n, 1};
}

static inline bool mg_fraction_equal(mg_fraction a, mg_fraction b) {
    return a.top == b.top && a.bottom == b.bottom;
}

/* -- verify_shape.c: what a tree looks like, whatever its value -------------------------------- */

/* A number as it should be left: 3, -3/4, 2.5. */
bool mg_shape_is_number(const mg_formula *f, int node);

/* A product of at most one number (over at most one number) and powers of different letters. */
bool mg_shape_is_monomial(const mg_formula *f, int node);

/* Terms of the sum at the root; those that are no monomials count MG_MAX_NODES each. */
int mg_shape_terms(const mg_formula *f);

/* Sum of at most one number per different root: a + b*sqrt(c) + d*i, perhaps over a number. With
 * `free_of_squares` radicands are whole, above 1 and without square factors. */
bool mg_shape_is_simple_surd(const mg_formula *f, bool free_of_squares);

/* No letter twice and at most one number in a product, anywhere. */
bool mg_shape_is_merged(const mg_formula *f, int node);

/* -- verify_expression.c ----------------------------------------------------------------------- */

/* Compares at pseudo-random points. `constant`: up to a constant. */
mg_outcome mg_compare_at_points(mg_comparison *c, const mg_formula *gold, const mg_formula *text,
                                bool constant);

#endif
