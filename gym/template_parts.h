/* Inside a template; for template.c, template_check.c and template_family.c alone. */
#ifndef MG_GYM_TEMPLATE_PARTS_H
#define MG_GYM_TEMPLATE_PARTS_H

#include "gym/exact/rational.h"
#include "gym/family.h"
#include "gym/template.h"

enum {
    MG_TEMPLATE_NAMES = 24, /* variables and lets */
    MG_TEMPLATE_NAME_BYTES = 32,
    MG_TEMPLATE_LEVELS = 12,
    MG_TEMPLATE_CHOICES = 32, /* of a variable that is drawn from a set */
    MG_TEMPLATE_LINES = 40,   /* questions, steps, the answer and the key */
    MG_TEMPLATE_PIECES = 400,
    MG_TEMPLATE_REQUIRED = 12,
    MG_TEMPLATE_HOLE_BYTES = 64, /* of one printed value */
};

/* low to high, or one of `choices` numbers: then operands are indices, 0 to choices - 1. */
typedef struct mg_template_range {
    int64_t low, high;
    int choices;
    int64_t choice[MG_TEMPLATE_CHOICES];
} mg_template_range;

typedef struct mg_template_level {
    const mg_template *owner;
    char summary[80];
    mg_template_range range[MG_TEMPLATE_NAMES]; /* of each variable */
    int hole_bytes;                             /* no value of a problem is printed longer */
} mg_template_level;

typedef enum mg_piece_kind {
    MG_PIECE_TEXT,
    MG_PIECE_HOLE,
    MG_PIECE_OPEN,
    MG_PIECE_CLOSE
} mg_piece_kind;

typedef struct mg_template_piece {
    mg_piece_kind kind;
    const char *text; /* literal text */
    size_t bytes;
    int root;     /* of a hole's expression */
    int places;   /* decimals to print, -1: a whole number or a fraction */
    bool chooses; /* {condition ? text | other} */
    const char *choice[2];
    size_t choice_bytes[2];
} mg_template_piece;

typedef struct mg_template_line {
    int first, count; /* pieces */
} mg_template_line;

typedef enum mg_template_line_kind {
    MG_LINE_QUESTION,
    MG_LINE_ANSWER,
    MG_LINE_KEY,
    MG_LINE_STEP,
    MG_LINE_KINDS
} mg_template_line_kind;

struct mg_template {
    char *text; /* the file; pieces and numbers point into it */
    mg_family family;
    mg_level levels[MG_TEMPLATE_LEVELS];
    mg_template_level level[MG_TEMPLATE_LEVELS];
    char name[MG_TEMPLATE_NAME_BYTES], summary[160];
    int variables, names;
    char name_text[MG_TEMPLATE_NAMES][MG_TEMPLATE_NAME_BYTES];
    const char *name_pointer[MG_TEMPLATE_NAMES];
    mg_ast ast;
    int let_root[MG_TEMPLATE_NAMES]; /* by name */
    int required, required_root[MG_TEMPLATE_REQUIRED];
    int difficulty_root; /* -1: digits of the largest variable */
    int pieces;
    mg_template_piece piece[MG_TEMPLATE_PIECES];
    int lines[MG_LINE_KINDS];
    mg_template_line line[MG_LINE_KINDS][MG_TEMPLATE_LINES];
};

/* Fills the functions of the family. */
void mg_template_set_functions(mg_family *family);

/* Measures the holes of every level on drawn problems, and looks at their steps. `name` is what
 * messages call the file. */
mg_status mg_template_check(mg_template *t, const char *name);

#endif
