/* Shared by the families of logic and games: boards, names, and propositional formulas. */
#ifndef MG_GYM_FAMILIES_PUZZLE_H
#define MG_GYM_FAMILIES_PUZZLE_H

#include "gym/families/arithmetic_common.h" /* mg_pick_order */
#include "gym/families/calculus_tools.h"    /* lists, matrices, mg_shuffle, mg_level_of */

enum { MG_NAMES = 16, MG_FORMULA_LEAVES = 12, MG_FORMULA_VARIABLES = 5 };

/* A name of a person, i in [0, MG_NAMES). */
const char *mg_person_name(int i);

/* Spreads 64 bits over 64 bits, for canonical forms that are hashes. */
uint64_t mg_mix(uint64_t value);

/* A row a line, with single spaces; zeros as '_'. No line feed after the last row. */
void mg_text_board(mg_text *out, const int64_t *cell, int rows, int columns);

/* "r2c3: 7;", rows and columns counted from 1. */
void mg_text_cell(mg_text *out, int row, int column, int64_t value);

/* -- formulas -------------------------------------------------------------------------------- */

typedef enum mg_connective { MG_AND, MG_OR, MG_XOR, MG_IF, MG_IFF, MG_CONNECTIVES } mg_connective;

/* Nodes 0 .. leaves - 1 are leaves, the last node is the root. */
typedef struct mg_formula {
    int leaves;
    struct {
        int8_t variable, connective, negated, left, right;
    } node[2 * MG_FORMULA_LEAVES - 1];
} mg_formula;

/* Operands of a formula: leaves (2 * variable + negated), then 2 * connective + negated and the
 * place of each join. */
#define MG_FORMULA_OPERANDS(leaves) (3 * (leaves)-2)

/* Every variable occurs where there are leaves enough; `connectives` first of mg_connective are
 * used. */
void mg_formula_draw(mg_rng *rng, int leaves, int variables, int connectives, int64_t *operand);
void mg_formula_fold(const int64_t *operand, int leaves, mg_formula *formula);

/* Bit a is the value where variable i is bit i of a. */
uint32_t mg_formula_table(const mg_formula *formula, int variables);

/* "(A and not B) or C", or with symbols "(A & ~B) | C". `name` gives a letter a variable. */
void mg_formula_print(mg_text *out, const mg_formula *formula, const char *name, bool symbols);

/* A hash of formulas as an unordered set, free of the names of variables and of the order of what
 * commutes; `colour` are values that go with the variables. */
uint64_t mg_formula_hash(const mg_formula *formula, int count, const uint64_t *colour);

/* "1 and not 0 is 1;" for each join, from the inside out; the values of variables in `inputs`. */
void mg_formula_work(mg_text *out, const mg_formula *formula, uint32_t inputs);

#endif
