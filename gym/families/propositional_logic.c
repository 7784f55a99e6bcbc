/* Do the premises entail the conclusion? Yes and no half of the time each; the premises can hold
 * together, and neither the conclusion nor its negation is a law. */
#include "gym/families/puzzle.h"

enum { MAX_PREMISES = 5, TRIES = 48 };

static const mg_level LEVELS[] = {
    {"2 premises of 4 leaves, 4 variables", {2, 4, 4, 3, 5}},
    {"3 premises of 4 leaves, 4 variables (as RG propositional_logic, easy)", {3, 4, 4, 3, 5}},
    {"3 premises of 5 leaves, 4 variables", {3, 5, 4, 3, 5}},
    {"4 premises of 4 leaves, 5 variables", {4, 4, 5, 3, 5}},
    {"5 premises of 5 leaves, 5 variables (as RG propositional_logic, hard)", {5, 5, 5, 3, 5}},
};

/* knobs: premises, leaves of each, variables, leaves of the conclusion, connectives */
static int fold_all(const mg_level *level, const int64_t *v, mg_formula *formula) {
    const int32_t *knob = level->knob;
    mg_formula_fold(v, knob[3], &formula[0]);
    v += MG_FORMULA_OPERANDS(knob[3]);
    for (int i = 1; i <= knob[0]; i++, v += MG_FORMULA_OPERANDS(knob[1]))
        mg_formula_fold(v, knob[1], &formula[i]);
    return knob[0] + 1;
}

static uint32_t premises_table(const mg_level *level, const mg_formula *formula) {
    uint32_t table = UINT32_MAX;
    for (int i = 1; i <= level->knob[0]; i++)
        table &= mg_formula_table(&formula[i], level->knob[2]);
    return table;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    int64_t *premise = v + MG_FORMULA_OPERANDS(knob[3]);
    for (int i = 0; i < knob[0]; i++, premise += MG_FORMULA_OPERANDS(knob[1]))
        mg_formula_draw(rng, knob[1], knob[2], knob[4], premise);
    bool yes = mg_rng_below(rng, 2);
    mg_formula formula[MAX_PREMISES + 1];
    for (int i = 0; i < TRIES; i++) {
        mg_formula_draw(rng, knob[3], knob[2], knob[4], v);
        fold_all(level, v, formula);
        uint32_t against = premises_table(level, formula) & ~mg_formula_table(&formula[0], knob[2]);
        if (yes == (against == 0)) return;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    static const uint64_t SAME[MG_FORMULA_VARIABLES + 1] = {[MG_FORMULA_VARIABLES] = 9};
    mg_formula formula[MAX_PREMISES + 1];
    int count = fold_all(level, v, formula);
    uint32_t conclusion = mg_formula_table(&formula[0], level->knob[2]);
    uint32_t all = level->knob[2] == 5 ? UINT32_MAX : (1u << (1u << level->knob[2])) - 1;
    if (premises_table(level, formula) == 0 || conclusion == 0 || conclusion == all) return false;
    mg_text_string(out, "entails ");
    mg_text_int(out, (int64_t)mg_formula_hash(formula, count, SAME));
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_formula formula[MAX_PREMISES + 1];
    fold_all(level, v, formula);
    bool symbols = mg_pick(problem, 0, 2);
    static const char *const NAMES[] = {"PQRST", "ABCDE"};
    const char *names = NAMES[mg_pick(problem, 1, 2)];
    if (symbols)
        mg_text_string(question, "Read & as and, | as or, ^ as exclusive or, ~ as not, -> as "
                                 "implies, <-> as if and only if.\n");
    mg_text_string(question, "Premises:\n");
    for (int i = 1; i <= level->knob[0]; i++) {
        mg_text_int(question, i);
        mg_text_string(question, ". ");
        mg_formula_print(question, &formula[i], names, symbols);
        mg_text_char(question, '\n');
    }
    mg_text_string(question, "Conclusion: ");
    mg_formula_print(question, &formula[0], names, symbols);
    static const char *const ASK[] = {"\nDoes the conclusion follow from the premises? (yes or no)",
                                      "\nMust the conclusion be true whenever all premises are? "
                                      "Answer yes or no."};
    mg_text_string(question, ASK[mg_pick(problem, 2, 2)]);
    uint32_t holds = premises_table(level, formula);
    uint32_t against = holds & ~mg_formula_table(&formula[0], level->knob[2]);
    mg_text_string(answer, against ? "no" : "yes");
    problem->operations = level->knob[0] * (level->knob[1] - 1) + level->knob[3] - 1;
    problem->difficulty = problem->operations + __builtin_popcount(holds);
}

/* The rows where all premises hold, with the conclusion's value there. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    mg_formula formula[MAX_PREMISES + 1];
    fold_all(level, problem->operand, formula);
    static const char *const NAMES[] = {"PQRST", "ABCDE"};
    const char *names = NAMES[mg_pick(problem, 1, 2)];
    uint32_t holds = premises_table(level, formula);
    uint32_t conclusion = mg_formula_table(&formula[0], level->knob[2]);
    for (int row = 0; row < 1 << level->knob[2]; row++) {
        if (!(holds >> row & 1)) continue;
        mg_text_string(out, "premises hold with");
        for (int i = 0; i < level->knob[2]; i++) {
            mg_text_char(out, ' ');
            mg_text_char(out, names[i]);
            mg_text_char(out, row >> i & 1 ? '1' : '0');
        }
        bool fails = !(conclusion >> row & 1);
        mg_text_string(out, fails ? " but not the conclusion;" : " and the conclusion;");
        if (fails) return;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    return (mg_text_bounds){170 + 17 * (knob[0] * knob[1] + knob[3]), 3,
                            (1 << knob[2]) * (43 + 3 * knob[2])};
}

const mg_family mg_family_propositional_logic = {
    .name = "propositional_logic",
    .summary = "whether premises entail a conclusion",
    .topic = "logic",
    .id = MG_FAMILY_ID_propositional_logic,
    .knobs = {"premises", "premise_leaves", "variables", "conclusion_leaves", "connectives"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_BOOLEAN,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
