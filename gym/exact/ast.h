/* Expressions as trees: the printed grammar of gym/README.md ("Worked lines"), read in linear time
 * into a fixed arena.
 *
 *     mg_ast ast = {.count = 0};
 *     int root;
 *     if (!mg_ast_add(&ast, &MG_AST_PRINTED, "3*(x + 1/2)^2", 13, &root)) ... ast.error,
 * ast.error_at
 *
 *     side    ['-'] term {('+' | '-') term}
 *     term    factor {('*' | '/' | '//' | '%') factor}        // and % in templates only
 *     factor  '-' factor | atom ['^' factor]
 *     atom    number | name | function '(' side [',' side] ')' | '(' side ')'
 *
 * with any number of spaces between tokens. There is no implicit multiplication: "2x" is no
 * expression. Names are single letters; in templates identifiers of a given table, and an
 * expression there may be a comparison, with and, or, not.
 *
 * Several expressions may stand in one arena. Nodes point into the texts, which must stay. */
#ifndef MG_GYM_EXACT_AST_H
#define MG_GYM_EXACT_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MG_AST_NODES = 1024, MG_AST_DEPTH = 48, MG_AST_BYTES = 4096, MG_AST_LETTERS = 52 };

typedef enum mg_ast_kind {
    MG_AST_NUMBER, /* `text`: "12", "0.50" */
    MG_AST_NAME,   /* `name` */
    MG_AST_CALL,   /* `name` is the mg_ast_function; left, and right for a second argument */
    MG_AST_NEGATE, /* left */
    MG_AST_ADD,    /* left, right, as for all that follow */
    MG_AST_SUBTRACT,
    MG_AST_MULTIPLY,
    MG_AST_DIVIDE,
    MG_AST_POWER,
    MG_AST_FLOOR_DIVIDE, /* templates only, from here on */
    MG_AST_MODULO,
    MG_AST_EQUAL,
    MG_AST_UNEQUAL,
    MG_AST_LESS,
    MG_AST_GREATER,
    MG_AST_AT_MOST,
    MG_AST_AT_LEAST,
    MG_AST_NOT, /* left */
    MG_AST_AND,
    MG_AST_OR,
} mg_ast_kind;

typedef enum mg_ast_function {
    MG_SQRT,
    MG_SIN,
    MG_COS,
    MG_TAN,
    MG_EXP,
    MG_LN,
    MG_PI,  /* a constant, no arguments */
    MG_GCD, /* templates only, from here on */
    MG_LCM,
    MG_ABS,
    MG_MIN,
    MG_MAX,
    MG_FLOOR,
    MG_AST_FUNCTIONS
} mg_ast_function;

typedef struct mg_ast_node {
    uint8_t kind;
    uint8_t name;        /* letter 0 to 51 (A-Z, a-z), index into the table, or function */
    bool bracketed;      /* stood in brackets of its own */
    int16_t left, right; /* -1: none */
    uint16_t bytes;
    const char *text; /* of a number or a name */
} mg_ast_node;

typedef struct mg_ast {
    int count;
    const char *error; /* of the last mg_ast_add that failed: one phrase */
    size_t error_at;   /* its place in the text */
    mg_ast_node node[MG_AST_NODES];
} mg_ast;

/* What names an expression may have. */
typedef struct mg_ast_grammar {
    bool is_template;
    const char *const *name; /* templates: the identifiers */
    int name_count;
} mg_ast_grammar;

extern const mg_ast_grammar MG_AST_PRINTED;

/* Reads all of a text; false where it is no expression or over a cap. */
bool mg_ast_add(mg_ast *ast, const mg_ast_grammar *grammar, const char *text, size_t bytes,
                int *root);

/* 0 to 51, or -1. */
int mg_ast_letter(char c);

const char *mg_ast_function_name(int function);

/* -- chains ----------------------------------------------------------------------------------- */

enum { MG_CHAIN_SIDES = 24 };

/* "2*3+1=6+1=7", "-2 < x <= 5": sides with relations between them. */
typedef struct mg_chain {
    mg_ast ast;
    int sides;
    int16_t side[MG_CHAIN_SIDES];
    uint8_t relation[MG_CHAIN_SIDES]; /* before side i, i >= 1: MG_AST_EQUAL, LESS, ... */
} mg_chain;

/* False where some side is no expression. A text without a relation is a chain of one side. */
bool mg_chain_parse(mg_chain *chain, const char *text, size_t bytes);

#endif
