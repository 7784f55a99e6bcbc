/* Expressions of small numbers, half of them with fractions as answers, as DM mixes them.
 * Operands: a tree (arithmetic_tree.h). */
#include "gym/families/arithmetic_tree.h"

static const mg_level LEVELS[] = {
    {"4 to 5 numbers of 1 digit and more",
     {4, 5, 2, 1, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 30}},
    {"4 to 6 numbers of up to 2 digits",
     {4, 6, 3, 2, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 50}},
    {"4 to 8 numbers of up to 2 digits, as DM mixed",
     {4, 8, 3, 2, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 50}},
    {"9 to 12 numbers of up to 3 digits, as DM mixed_longer",
     {9, 12, 4, 3, MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE, 50}},
};

const mg_family mg_family_mixed = {
    .name = "mixed",
    .summary = "DM's mixed expressions of + - * /, exact",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_mixed,
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
