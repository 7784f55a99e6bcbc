/* Sums and differences with brackets: "What is (3 - (-12)) - (5 + 8)?" -> "2".
 * Operands: a tree (arithmetic_tree.h). */
#include "gym/families/arithmetic_tree.h"

static const mg_level LEVELS[] = {
    {"3 to 4 numbers of up to 2 digits", {3, 4, 3, 2, MG_OP_ADD | MG_OP_SUBTRACT, 0}},
    {"3 to 5 numbers of up to 3 digits", {3, 5, 3, 3, MG_OP_ADD | MG_OP_SUBTRACT, 0}},
    {"4 to 8 numbers of up to 2 digits, as DM add_sub_multiple",
     {4, 8, 3, 2, MG_OP_ADD | MG_OP_SUBTRACT, 0}},
    {"9 to 12 numbers of up to 3 digits, as DM add_sub_multiple_longer",
     {9, 12, 4, 3, MG_OP_ADD | MG_OP_SUBTRACT, 0}},
    {"8 to 12 numbers of up to 8 digits", {8, 12, 8, 8, MG_OP_ADD | MG_OP_SUBTRACT, 0}},
};

const mg_family mg_family_add_sub_multiple = {
    .name = "add_sub_multiple",
    .summary = "sums and differences with brackets and signs",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_add_sub_multiple,
    .knobs = MG_TREE_KNOBS,
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = mg_tree_level_draw,
    .canonical = mg_tree_level_canonical,
    .pose = mg_tree_level_pose,
    .work = mg_tree_level_work,
    .bounds = mg_tree_level_bounds,
};
