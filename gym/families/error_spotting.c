/* A worked solution with at most one wrong step: "Step 1: 34 + 27 = 61. Step 2: 61 * 3 = 193. ...
 * Which step is wrong?" -> 2. Later steps go on from the wrong value without another mistake.
 *
 * Operands: the wrong step (0: none), what is added to its result, then three operands a step
 * (quantities.h). */
#include "gym/families/quantities.h"

enum { MOST = 12, LIMIT = 999999, WRONG = 0, SLIP = 1, STEPS = 2 };

/* steps, largest number */
static const mg_level LEVELS[] = {
    {"2 steps, numbers up to 999", {2, 999}},   {"3 steps, numbers up to 99", {3, 99}},
    {"5 steps, numbers up to 99", {5, 99}},     {"8 steps, numbers up to 99", {8, 99}},
    {"12 steps, numbers up to 999", {12, 999}},
};

/* Each step goes on from the one before. No step and each step are equally likely to be wrong;
 * slips are those that people make: one off, ten off, a unit of a higher place. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    static const int64_t SLIPS[] = {1, -1, 2, -2, 10, -10, 100, -100};
    int n = level->knob[0];
    v[WRONG] = mg_draw_between(rng, 0, n);
    v[SLIP] = SLIPS[mg_rng_below(rng, 8)];
    if (v[WRONG] == 0) v[SLIP] = 0;
    for (int i = 0; i < n; i++) {
        int64_t *step = v + STEPS + MG_STEP_OPERANDS * i;
        mg_quantities_draw(rng, i == 0 ? 0 : 1, i - 1, level->knob[1], step);
    }
}

/* The values as the solution has them, the slip included. */
static bool solve(const mg_level *level, const int64_t *v, int64_t *value) {
    for (int i = 0; i < level->knob[0]; i++) {
        const int64_t *step = v + STEPS + MG_STEP_OPERANDS * i;
        int64_t a = i > 0 ? value[i - 1] : -step[1], b = -step[2];
        value[i] = step[0] == 0 ? a + b : step[0] == 1 ? a - b : a * b;
        if (i + 1 == v[WRONG]) value[i] += v[SLIP];
        if (value[i] > LIMIT || value[i] < -LIMIT) return false;
    }
    return true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t value[MOST];
    if (!solve(level, v, value)) return false;
    mg_text_string(out, "error");
    for (int i = 0; i < STEPS + MG_STEP_OPERANDS * level->knob[0]; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

static void write_left(mg_text *out, const int64_t *v, int i, const int64_t *value) {
    const int64_t *step = v + STEPS + MG_STEP_OPERANDS * i;
    int64_t a = i > 0 ? value[i - 1] : -step[1];
    if (a < 0) mg_text_char(out, '(');
    mg_text_int(out, a);
    if (a < 0) mg_text_char(out, ')');
    mg_text_char(out, ' ');
    mg_text_char(out, mg_quantities_operator(step));
    mg_text_char(out, ' ');
    mg_text_int(out, -step[2]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t value[MOST];
    int n = level->knob[0];
    solve(level, v, value);
    mg_text_string(question, mg_pick(problem, 0, 2) ? "A pupil wrote: " : "Check this solution: ");
    for (int i = 0; i < n; i++) {
        mg_text_string(question, "Step ");
        mg_text_int(question, i + 1);
        mg_text_string(question, ": ");
        write_left(question, v, i, value);
        mg_text_string(question, " = ");
        mg_text_int(question, value[i]);
        mg_text_string(question, ". ");
    }
    mg_text_string(question, "Which step has a mistake? Answer with its number, or 0 if none has.");
    mg_text_int(answer, v[WRONG]);
    problem->operations = v[WRONG] ? (int)v[WRONG] : n;
    problem->digits = mg_digit_count(value[n - 1]);
    /* difficulty: steps to check, and those of a slip that leaves the last digit as it is */
    problem->difficulty = 2 * problem->operations + (v[SLIP] % 10 == 0 && v[SLIP] != 0);
}

/* What each step should be, up to the mistake: "34 + 27 = 61;61 * 3 = 183;183 < 193;" */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t value[MOST];
    solve(level, v, value);
    for (int i = 0; i < level->knob[0]; i++) {
        bool wrong = i + 1 == v[WRONG];
        int64_t right = wrong ? value[i] - v[SLIP] : value[i];
        write_left(out, v, i, value);
        mg_text_string(out, " = ");
        mg_text_int(out, right);
        mg_text_char(out, ';');
        if (!wrong) continue;
        mg_text_int(out, right);
        mg_text_string(out, right < value[i] ? " < " : " > ");
        mg_text_int(out, value[i]);
        mg_text_char(out, ';');
        return;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0];
    return (mg_text_bounds){100 + 40 * n, 2, 40 * n + 24};
}

const mg_family mg_family_error_spotting = {
    .name = "error_spotting",
    .summary = "find the wrong step of a worked solution, if there is one",
    .topic = "words",
    .id = MG_FAMILY_ID_error_spotting,
    .knobs = {"steps", "max_number"},
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
