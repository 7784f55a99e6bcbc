/* Long chains of named quantities with distractors: "Let p = 5 + 9. Let q = p * 3. Let r = 8 - 2.
 * What is q?" Definitions that lead nowhere are mixed in; at high levels they come in any order.
 *
 * Operands: the position that is asked for, then three operands a definition (quantities.h) in the
 * order in which they can be worked out, then the place of each in print. */
#include "gym/families/quantities.h"

enum { MOST = 20, LIMIT = 99999 };

/* definitions, of which distractors at least, largest number, printed in any order */
static const mg_level LEVELS[] = {
    {"2 definitions, numbers up to 999", {2, 0, 999, 0}},
    {"3 definitions, 1 distractor, numbers up to 99", {3, 1, 99, 0}},
    {"5 definitions, 2 distractors, numbers up to 50", {5, 2, 50, 0}},
    {"8 definitions, 3 distractors, any order", {8, 3, 50, 1}},
    {"12 definitions, 5 distractors, any order", {12, 5, 99, 1}},
    {"20 definitions, 8 distractors, any order", {20, 8, 99, 1}},
};

static const int64_t *steps_of(const int64_t *v) {
    return v + 1;
}

static const int64_t *places_of(const mg_level *level, const int64_t *v) {
    return v + 1 + MG_STEP_OPERANDS * level->knob[0];
}

/* Chosen definitions form the chain, each from the last one of it; the others hang on any. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[0], useful = n - level->knob[1], last = -1, made = 0;
    for (int i = 0; i < n; i++) {
        bool chain = mg_rng_below(rng, (uint32_t)(n - i)) < (uint32_t)(useful - made);
        int from = last < 0 ? (int)mg_draw_between(rng, 0, i ? i - 1 : 0)
                   : chain  ? last
                            : (int)mg_draw_between(rng, 0, i - 1);
        mg_quantities_draw(rng, chain && last < 0 ? 0 : i, from, level->knob[2],
                           v + 1 + MG_STEP_OPERANDS * i);
        if (!chain) continue;
        last = i;
        made++;
    }
    v[0] = last;
    int64_t *place = v + 1 + MG_STEP_OPERANDS * n;
    for (int i = 0; i < n; i++) place[i] = i;
    for (int i = n - 1; level->knob[3] && i > 0; i--) {
        int j = (int)mg_draw_between(rng, 0, i);
        int64_t swapped = place[i];
        place[i] = place[j];
        place[j] = swapped;
    }
}

/* The definitions that the one asked for hangs on. */
static void mark_needed(const int64_t *steps, int64_t asked, bool *needed) {
    needed[asked] = true;
    for (int64_t i = asked; i >= 0; i--)
        for (int k = 1; needed[i] && k < MG_STEP_OPERANDS; k++)
            if (steps[MG_STEP_OPERANDS * i + k] >= 0)
                needed[steps[MG_STEP_OPERANDS * i + k]] = true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t value[MOST];
    int n = level->knob[0];
    if (!mg_quantities_solve(steps_of(v), n, LIMIT, value)) return false;
    mg_text_string(out, "quantities");
    for (int i = 0; i < 1 + (MG_STEP_OPERANDS + 1) * n; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

/* Different letters, in an order that hangs on the key; no l and no o, which look like digits. */
static void pick_names(const mg_problem *problem, int n, char *names) {
    char letters[] = "abcdefghijkmnpqrstuvwxyz";
    for (int i = 0; i < n; i++) {
        int j = i + mg_pick(problem, i, (int)sizeof letters - 1 - i);
        char swapped = letters[i];
        letters[i] = letters[j];
        letters[j] = swapped;
        names[i] = letters[i];
    }
}

static void write_source(mg_text *out, int64_t source, const char *names) {
    if (source < 0)
        mg_text_int(out, -source);
    else
        mg_text_char(out, names[source]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int n = level->knob[0];
    const int64_t *steps = steps_of(v), *place = places_of(level, v);
    char names[MOST];
    int64_t value[MOST];
    pick_names(problem, n, names);
    for (int i = 0; i < n; i++) {
        const int64_t *step = steps + MG_STEP_OPERANDS * place[i];
        mg_text_string(question, "Let ");
        mg_text_char(question, names[place[i]]);
        mg_text_string(question, " = ");
        write_source(question, step[1], names);
        mg_text_char(question, ' ');
        mg_text_char(question, mg_quantities_operator(step));
        mg_text_char(question, ' ');
        write_source(question, step[2], names);
        mg_text_string(question, ". ");
    }
    mg_text_string(question, mg_pick(problem, 99, 2) ? "What is " : "Find ");
    mg_text_char(question, names[v[0]]);
    mg_text_char(question, mg_pick(problem, 99, 2) ? '?' : '.');
    mg_quantities_solve(steps, n, LIMIT, value);
    mg_text_int(answer, value[v[0]]);
    bool needed[MOST] = {false};
    mark_needed(steps, v[0], needed);
    for (int i = 0; i < n; i++) problem->operations += needed[i];
    problem->digits = mg_digit_count(value[v[0]]);
    /* difficulty: definitions to work out, those to pass over, and digits */
    problem->difficulty = 2 * problem->operations + (n - problem->operations) + problem->digits;
}

static void write_value(mg_text *out, int64_t source, const int64_t *value) {
    int64_t number = source < 0 ? -source : value[source];
    if (number < 0) mg_text_char(out, '(');
    mg_text_int(out, number);
    if (number < 0) mg_text_char(out, ')');
}

/* What is needed, in the order in which it can be worked out: "5 + 9 = 14;14 * 3 = 42;" */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand, *steps = steps_of(v);
    int64_t value[MOST];
    bool needed[MOST] = {false};
    mg_quantities_solve(steps, level->knob[0], LIMIT, value);
    mark_needed(steps, v[0], needed);
    for (int i = 0; i < level->knob[0]; i++) {
        const int64_t *step = steps + MG_STEP_OPERANDS * i;
        if (!needed[i]) continue;
        write_value(out, step[1], value);
        mg_text_char(out, ' ');
        mg_text_char(out, mg_quantities_operator(step));
        mg_text_char(out, ' ');
        write_value(out, step[2], value);
        mg_text_string(out, " = ");
        mg_text_int(out, value[i]);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0];
    return (mg_text_bounds){20 * n + 12, 6, 30 * n};
}

const mg_family mg_family_named_quantities = {
    .name = "named_quantities",
    .summary = "named quantities defined by one another, with distractors",
    .topic = "words",
    .id = MG_FAMILY_ID_named_quantities,
    .knobs = {"definitions", "distractors", "max_number", "any_order"},
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
