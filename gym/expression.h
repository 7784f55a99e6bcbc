/* Expressions of whole numbers with + - * and brackets: building, printing, canonical form.
 *
 * An expression of n numbers is built by folding: the numbers stand in a row with n - 1 operators
 * between them, and each step applies one operator to its two neighbours. Chains that associate are
 * kept leftmost (a+(b-c) becomes (a+b)-c), so what is printed is what is worked out. */
#ifndef MG_GYM_EXPRESSION_H
#define MG_GYM_EXPRESSION_H

#include <stdint.h>

#include "gym/text.h"

enum { MG_EXPRESSION_NUMBERS = 6, MG_EXPRESSION_NODES = 2 * MG_EXPRESSION_NUMBERS - 1 };

typedef struct mg_expression_node {
    char op; /* '+', '-', '*', or 0 for a number */
    int8_t left, right;
    int64_t value;
} mg_expression_node;

typedef struct mg_expression {
    mg_expression_node node[MG_EXPRESSION_NODES];
    int count, root;
} mg_expression;

/* number: n of them; op: n - 1 indices into "+-*"; pick: in step s, which of the n - 1 - s
 * operators that are left is applied. */
void mg_expression_fold(mg_expression *expression, int n, const int64_t *number, const int64_t *op,
                        const int64_t *pick);

/* With the brackets that are needed and no others: "(3+4)*5". */
void mg_expression_print(const mg_expression *expression, mg_text *out);

/* The sorted form of key.h: "5*(+3+4)". */
void mg_expression_canonical(const mg_expression *expression, mg_text *out);

/* One line per operation in the order of evaluation: "3+4=7;7*5=35;" */
void mg_expression_work(const mg_expression *expression, mg_text *out);

int mg_expression_brackets(const mg_expression *expression);

#endif
