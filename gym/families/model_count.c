/* How many assignments make a formula true: "(A and B) or not C" -> "5". The number is neither 0
 * nor all of them more often than it falls out. */
#include "gym/families/puzzle.h"

static const mg_level LEVELS[] = {
    {"8 leaves, 3 variables, and or xor", {8, 3, 3}},
    {"8 leaves, 4 variables, all connectives", {8, 4, 5}},
    {"9 leaves, 5 variables", {9, 5, 5}},
    {"11 leaves, 5 variables", {11, 5, 5}},
    {"12 leaves, 5 variables", {12, 5, 5}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_formula_draw(rng, level->knob[0], level->knob[1], level->knob[2], v);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    static const uint64_t SAME[MG_FORMULA_VARIABLES + 1] = {0};
    mg_formula formula;
    mg_formula_fold(v, level->knob[0], &formula);
    mg_text_string(out, "models ");
    mg_text_int(out, level->knob[1]);
    mg_text_char(out, ' ');
    mg_text_int(out, (int64_t)mg_formula_hash(&formula, 1, SAME));
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int variables = level->knob[1];
    mg_formula formula;
    mg_formula_fold(v, level->knob[0], &formula);
    mg_text_string(question, "Of the ");
    mg_text_int(question, 1 << variables);
    mg_text_string(question, " ways to make each of ");
    for (int i = 0; i < variables; i++) {
        if (i) mg_text_string(question, i == variables - 1 ? " and " : ", ");
        mg_text_char(question, (char)('A' + i));
    }
    static const char *const ASK[] = {" true or false, how many make this formula true? ",
                                      " true or false, how many satisfy the following? "};
    mg_text_string(question, ASK[mg_pick(problem, 0, 2)]);
    mg_formula_print(question, &formula, "ABCDE", false);
    int count = __builtin_popcount(mg_formula_table(&formula, variables));
    mg_text_int(answer, count);
    problem->digits = mg_digit_count(count);
    problem->operations = (level->knob[0] - 1) << variables;
    problem->difficulty = level->knob[0] + 2 * variables;
    for (int i = 0; i < 2 * level->knob[0] - 1; i++) problem->difficulty += formula.node[i].negated;
}

/* The truth table, a row a line, the rows that count first named: "0 1 0: 1;" */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    mg_formula formula;
    mg_formula_fold(problem->operand, level->knob[0], &formula);
    uint32_t table = mg_formula_table(&formula, level->knob[1]);
    int count = 0;
    for (int row = 0; row < 1 << level->knob[1]; row++) {
        for (int i = 0; i < level->knob[1]; i++) {
            mg_text_int(out, row >> i & 1);
            mg_text_char(out, i == level->knob[1] - 1 ? ':' : ' ');
        }
        count += (int)(table >> row & 1);
        mg_text_string(out, table >> row & 1 ? " true, number " : " false");
        if (table >> row & 1) mg_text_int(out, count);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    return (mg_text_bounds){110 + 15 * level->knob[0], 2,
                            (1 << level->knob[1]) * (18 + 2 * level->knob[1])};
}

const mg_family mg_family_model_count = {
    .name = "model_count",
    .summary = "how many assignments satisfy a formula",
    .topic = "logic",
    .id = MG_FAMILY_ID_model_count,
    .knobs = {"leaves", "variables", "connectives"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
