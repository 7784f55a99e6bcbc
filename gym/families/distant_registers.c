/* Registers that change now and then in a long text: "Set a to 5. 36 + 41 = 77. ... Add 3 to a. ...
 * What is a?" What was set first must be kept, and every change found.
 *
 * Operands: what the registers begin with, then register and change of each step, then the register
 * that is asked for. */
#include "gym/families/facts.h"
#include "gym/families/filler.h"

enum { MOST = 6 };

/* registers, steps, largest number, length of the text before the question */
static const mg_level LEVELS[] = {
    {"2 registers, 2 changes, numbers up to 9, 250 characters", {2, 2, 9, 250}},
    {"2 registers, 4 changes, numbers up to 9, 400 characters", {2, 4, 9, 400}},
    {"3 registers, 6 changes, numbers up to 20, 800 characters", {3, 6, 20, 800}},
    {"4 registers, 10 changes, numbers up to 20, 1400 characters", {4, 10, 20, 1400}},
    {"6 registers, 16 changes, numbers up to 50, 1990 characters", {6, 16, 50, 1990}},
};

static int asked_at(const mg_level *level) {
    return level->knob[0] + 2 * level->knob[1];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[0], at = asked_at(level);
    for (int i = 0; i < n; i++) v[i] = mg_draw_between(rng, 1, level->knob[2]);
    for (int i = n; i < at; i += 2) {
        int64_t size = mg_draw_between(rng, 1, level->knob[2]);
        v[i] = mg_draw_between(rng, 0, n - 1);
        v[i + 1] = mg_draw_between(rng, 0, 1) ? size : -size;
    }
    v[at] = mg_draw_between(rng, 0, n - 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_text_string(out, "distant registers");
    for (int i = 0; i <= asked_at(level); i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

/* The changes at equal distances, so that none is near all others. */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    char names[MOST];
    int n = level->knob[0], steps = level->knob[1], at = asked_at(level), changes = 0;
    int64_t value = v[v[at]];
    mg_filler_names(problem, n, names);
    for (int i = 0; i < n; i++) {
        mg_say_register(question, names[i], v[i]);
        mg_text_string(question, ". ");
    }
    for (int i = 0; i < steps; i++) {
        const int64_t *step = v + n + 2 * i;
        mg_filler(question, problem, i + 1, (size_t)(level->knob[3] * (i + 1) / (steps + 1)));
        mg_say_change(question, names[step[0]], step[1]);
        mg_text_string(question, ". ");
        value += step[0] == v[at] ? step[1] : 0;
        changes += step[0] == v[at];
    }
    mg_filler(question, problem, steps + 1, (size_t)level->knob[3]);
    mg_ask_name(question, names[v[at]]);
    mg_text_int(answer, value);
    problem->operations = changes;
    problem->digits = mg_digit_count(value);
    /* difficulty: registers to keep, changes to take in, and all that are there to be told apart */
    problem->difficulty = n + 2 * changes + steps;
}

/* "5 + 3 = 8;8 - 2 = 6;", or the value itself where it never changed. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int at = asked_at(level);
    int64_t value = v[v[at]];
    for (int i = level->knob[0]; i < at; i += 2) {
        if (v[i] != v[at]) continue;
        mg_text_int(out, value);
        mg_text_string(out, v[i + 1] > 0 ? " + " : " - ");
        mg_text_int(out, v[i + 1] > 0 ? v[i + 1] : -v[i + 1]);
        mg_text_string(out, " = ");
        mg_text_int(out, value += v[i + 1]);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count((level->knob[1] + 1) * level->knob[2]) + 1;
    return (mg_text_bounds){level->knob[3] + 10, digits, level->knob[1] * (2 * digits + 9)};
}

const mg_family mg_family_distant_registers = {
    .name = "distant_registers",
    .summary = "registers that change now and then in a long text",
    .topic = "words",
    .id = MG_FAMILY_ID_distant_registers,
    .knobs = {"registers", "changes", "max_number", "characters"},
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
