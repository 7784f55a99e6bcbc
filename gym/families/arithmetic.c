/* Expressions with exact division: "What is 12 / (3 - 7) + 5?" -> "2".
 * Operands: a tree (arithmetic_tree.h). */
#include "gym/families/arithmetic_tree.h"

static const mg_level LEVELS[] = {
    {"3 to 4 numbers of up to 2 digits, whole answers",
     {3, 4, 3, 2, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 0}},
    {"3 to 5 numbers of up to 3 digits",
     {3, 5, 3, 3, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 10}},
    {"3 to 6 numbers of up to 4 digits, as RG basic_arithmetic, easy, division exact",
     {3, 6, 4, 4, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 20}},
    {"5 to 10 numbers of up to 5 digits, as RG basic_arithmetic, hard, division exact",
     {5, 10, 4, 5, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 20}},
    {"8 to 12 numbers of up to 6 digits",
     {8, 12, 6, 6, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 30}},
};

const mg_family mg_family_arithmetic = {
    .name = "arithmetic",
    .summary = "expressions of + - * / and brackets, division exact",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_arithmetic,
    .knobs = MG_TREE_KNOBS,
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .draw = mg_tree_level_draw,
    .canonical = mg_tree_level_canonical,
    .pose = mg_tree_level_pose,
    .work = mg_tree_level_work,
    .bounds = mg_tree_level_bounds,
};
