/* Exact values of expressions: rational numbers of any size up to a cap (GMP).
 *
 *     mg_env env;
 *     mg_env_clear(&env);
 *     mpq_t value;
 *     mpq_init(value);
 *     mg_exact e = mg_rational_of(&ast, root, &env, value);      // "2^10 / 6" -> 512/3
 *
 * Every call is bounded: by the nodes it may visit and by the bits of a value. GMP takes memory by
 * itself and ends the program where there is none; what it may take here is below a megabyte. */
#ifndef MG_GYM_EXACT_RATIONAL_H
#define MG_GYM_EXACT_RATIONAL_H

#include <gmp.h>

#include "gym/exact/ast.h"

enum { MG_EXACT_BITS = 1 << 14, MG_EXACT_STEPS = 100000, MG_EXACT_DEPTH = 32 };

typedef enum mg_exact {
    MG_EXACT_OK,
    MG_EXACT_UNDEFINED, /* division by zero, 0^-1, ln(0) */
    MG_EXACT_OVER_CAP,  /* too large, too long, or no memory */
    MG_EXACT_OPAQUE,    /* not a rational number: a free name, sqrt(2), sin(1) */
} mg_exact;

/* What names stand for. Printed grammar: expressions in an arena of their own, or nothing (free).
 * Templates: numbers. */
typedef struct mg_env {
    const mg_ast *known;
    int16_t letter[MG_AST_LETTERS]; /* root in `known`, or -1 */
    mpq_t *value;                   /* templates: by number of the name; not changed */
    bool imaginary;                 /* the letter i is the square root of -1 */
    int steps;                      /* nodes left to visit */
    int depth;                      /* names within names */
} mg_env;

/* All letters free, all steps left. */
void mg_env_clear(mg_env *env);

/* `value` is initialised by the caller and defined where MG_EXACT_OK is returned. Comparisons and
 * logic have the values 0 and 1. sqrt, sin, ... have a value where that is plain (sqrt(9/4),
 * sin(0), exp(0), ln(1)). */
mg_exact mg_rational_of(const mg_ast *ast, int node, mg_env *env, mpq_t value);

/* The decimal or whole number of a NUMBER node. */
mg_exact mg_rational_of_number(const mg_ast_node *node, mpq_t value);

/* base^exponent in place. */
mg_exact mg_rational_power(mpq_t base, long exponent);

/* Whether `value` is a whole number that fits; sets it. */
bool mg_rational_is_long(const mpq_t value, long *number);

/* Counts a visit; false where the steps are used up. */
static inline bool mg_env_step(mg_env *env) {
    return env->steps-- > 0;
}

#endif
