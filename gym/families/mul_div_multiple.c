/* Products and quotients with brackets: "What is 12 / (8 / 6) * 5?" -> "45".
 * Operands: a tree (arithmetic_tree.h). */
#include "gym/families/arithmetic_tree.h"

static const mg_level LEVELS[] = {
    {"3 to 5 numbers", {3, 5, 3, 2, MG_OP_MULTIPLY | MG_OP_DIVIDE, 20}},
    {"4 to 6 numbers", {4, 6, 3, 2, MG_OP_MULTIPLY | MG_OP_DIVIDE, 30}},
    {"4 to 8 numbers, as DM mul_div_multiple", {4, 8, 3, 2, MG_OP_MULTIPLY | MG_OP_DIVIDE, 50}},
    {"9 to 12 numbers, as DM mul_div_multiple_longer",
     {9, 12, 4, 3, MG_OP_MULTIPLY | MG_OP_DIVIDE, 50}},
    {"8 to 12 numbers, larger", {8, 12, 6, 6, MG_OP_MULTIPLY | MG_OP_DIVIDE, 50}},
};

const mg_family mg_family_mul_div_multiple = {
    .name = "mul_div_multiple",
    .summary = "products and quotients with brackets, exact",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_mul_div_multiple,
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
