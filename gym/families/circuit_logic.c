/* The value of a formula at given inputs, each value half of the time: "A = 1, B = 0 ... What is
 * (A and not B) or C?" -> "1". */
#include "gym/families/puzzle.h"

static const mg_level LEVELS[] = {
    {"7 leaves, 4 inputs, and or", {7, 4, 2}},
    {"7 leaves, 4 inputs, and or xor", {7, 4, 3}},
    {"8 leaves, 5 inputs, also implies and iff", {8, 5, 5}},
    {"10 leaves, 5 inputs (as RG circuit_logic, easy)", {10, 5, 5}},
    {"12 leaves, 5 inputs", {12, 5, 5}},
};

static int inputs_at(const mg_level *level) {
    return MG_FORMULA_OPERANDS(level->knob[0]);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int leaves = level->knob[0];
    mg_formula formula;
    mg_formula_draw(rng, leaves, level->knob[1], level->knob[2], v);
    v[inputs_at(level)] = mg_rng_below(rng, 1u << level->knob[1]);
    mg_formula_fold(v, leaves, &formula);
    uint32_t value = mg_formula_table(&formula, level->knob[1]) >> v[inputs_at(level)] & 1;
    if (value != mg_rng_below(rng, 2)) v[2 * leaves - 2] ^= 1; /* negates the root */
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_formula formula;
    uint64_t colour[MG_FORMULA_VARIABLES + 1] = {0};
    mg_formula_fold(v, level->knob[0], &formula);
    for (int i = 0; i < level->knob[1]; i++) colour[i] = (uint64_t)(v[inputs_at(level)] >> i & 1);
    mg_text_string(out, "circuit ");
    mg_text_int(out, (int64_t)mg_formula_hash(&formula, 1, colour));
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int leaves = level->knob[0];
    int64_t inputs = v[inputs_at(level)];
    bool symbols = mg_pick(problem, 0, 2);
    mg_formula formula;
    mg_formula_fold(v, leaves, &formula);
    mg_text_string(question, "Logic values: ");
    for (int i = 0; i < level->knob[1]; i++) {
        if (i) mg_text_string(question, ", ");
        mg_text_char(question, (char)('A' + i));
        mg_text_string(question, inputs >> i & 1 ? " = 1" : " = 0");
    }
    if (symbols)
        mg_text_string(question, ". & is and, | is or, ^ is exclusive or, ~ is not, -> is implies, "
                                 "<-> is equivalence; ~ binds closest");
    mg_text_string(question, mg_pick(problem, 1, 2) ? ". What is the value (0 or 1) of: "
                                                    : ". Find the output, 0 or 1, of the circuit ");
    mg_formula_print(question, &formula, "ABCDE", symbols);
    mg_text_int(answer, mg_formula_table(&formula, level->knob[1]) >> inputs & 1);
    problem->digits = 1;
    problem->operations = leaves - 1;
    problem->difficulty = problem->operations;
    for (int i = 0; i < 2 * leaves - 1; i++) problem->difficulty += formula.node[i].negated;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    mg_formula formula;
    mg_formula_fold(problem->operand, level->knob[0], &formula);
    mg_formula_work(out, &formula, (uint32_t)problem->operand[inputs_at(level)]);
}

static mg_text_bounds bounds(const mg_level *level) {
    return (mg_text_bounds){150 + 16 * level->knob[0], 1, 26 * level->knob[0]};
}

const mg_family mg_family_circuit_logic = {
    .name = "circuit_logic",
    .summary = "the value of a formula at given truth values",
    .topic = "logic",
    .id = MG_FAMILY_ID_circuit_logic,
    .knobs = {"leaves", "inputs", "connectives"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
