/* Expressions of + - * / with brackets over whole numbers, decimals and fractions, exact.
 *
 * As operands of a family a tree is its number of nodes, then three numbers a node, parents before
 * children, a left child right behind its parent: an operator, its right child's place, 0; or a
 * number: minus its places, top, bottom. */
#ifndef MG_GYM_FAMILIES_ARITHMETIC_TREE_H
#define MG_GYM_FAMILIES_ARITHMETIC_TREE_H

#include "gym/families/arithmetic_common.h"

enum { MG_TREE_NUMBERS = 12, MG_TREE_NODES = 2 * MG_TREE_NUMBERS - 1 };

typedef struct mg_tree_node {
    char op; /* "+-*" or '/', 0 for a number */
    int8_t left, right;
    int8_t places;       /* of a decimal: top / 10^places */
    int64_t top, bottom; /* the number as it is printed */
    mg_ratio value;      /* set by mg_tree_evaluate */
} mg_tree_node;

typedef struct mg_tree {
    int count; /* node 0 is the root */
    mg_tree_node node[MG_TREE_NODES];
} mg_tree;

/* Writes nodes into operands, in the order of the tree; returns the node's place. */
int mg_tree_put_op(int64_t *operand, char op);
int mg_tree_put_number(int64_t *operand, int places, int64_t top, int64_t bottom);
void mg_tree_set_right(int64_t *operand, int node, int right);

void mg_tree_load(const int64_t *operand, mg_tree *tree);

/* False where a value has terms beyond 64 bits, or a division is by zero. */
bool mg_tree_evaluate(mg_tree *tree);

/* "3 * (4 - 12) / 5" */
void mg_tree_print(const mg_tree *tree, mg_text *out);

/* The sorted form of key.h; a quotient is the product "*a/b". */
void mg_tree_canonical(const mg_tree *tree, mg_text *out);

/* A line an operation: "4-12=-8;3*(-8)=-24;(-24)/5=-24/5;" */
void mg_tree_work(const mg_tree *tree, mg_text *out);

/* Measures of an expression: digits, operations; difficulty is the digits of all numbers, 1 for
 * each operation and 1 for each * or / that is not the first. */
void mg_tree_measure(const mg_tree *tree, mg_problem *problem);

/* -- families of expressions that are built from their answer backwards ----------------------- */

enum { MG_OP_ADD = 1, MG_OP_SUBTRACT = 2, MG_OP_MULTIPLY = 4, MG_OP_DIVIDE = 8 };

/* Knobs of such a level: numbers from-to, digits of the answer, digits of the numbers, operators,
 * percent of answers that are fractions. */
#define MG_TREE_KNOBS                                                                              \
    {                                                                                              \
        "numbers_from", "numbers_to", "digits_answer", "digits_numbers", "operators",              \
            "percent_fractions"                                                                    \
    }

void mg_tree_level_draw(const mg_level *level, mg_rng *rng, int64_t *operand);
bool mg_tree_level_canonical(const mg_level *level, const int64_t *operand, mg_text *out);
void mg_tree_level_pose(const mg_level *level, const int64_t *operand, mg_text *question,
                        mg_text *answer, mg_problem *problem);
void mg_tree_level_work(const mg_problem *problem, mg_text *out);
mg_text_bounds mg_tree_level_bounds(const mg_level *level);

#endif
