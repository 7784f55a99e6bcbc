/* Numbers of the game "countdown", each used once, reach a target that was worked out from them;
 * every value on the way is a whole number above 0. */
#include "gym/families/countdown.h"

enum { TRIES = 12 };

/* knobs: numbers, greatest number, least and greatest target */
static const mg_level LEVELS[] = {
    {"4 numbers up to 50, target up to 500", {4, 50, 10, 500}},
    {"4 numbers up to 100, target 100 to 999 (as RG countdown, easy)", {4, 100, 100, 999}},
    {"5 numbers up to 100, target 100 to 999", {5, 100, 100, 999}},
    {"6 numbers up to 100, target 100 to 999 (as RG countdown, easy)", {6, 100, 100, 999}},
};

/* v: numbers in rising order, the target, then how it was reached: for each step the places of the
 * two values and the operation. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    static const char OPS[] = "+-*/";
    int count = level->knob[0];
    for (int t = 0; t < TRIES; t++) {
        int64_t value[MG_COUNTDOWN_NUMBERS], *step = v + count + 1;
        mg_draw_all(rng, v, count, 1, level->knob[1]);
        mg_sort_numbers(v, count);
        for (int i = 0; i < count; i++) value[i] = v[i];
        for (int left = count; left > 1; left--, step += 3) {
            int i = (int)mg_rng_below(rng, (uint32_t)left),
                k = (int)mg_rng_below(rng, (uint32_t)left - 1);
            k += k >= i;
            if (value[i] < value[k]) {
                int kept = i;
                i = k;
                k = kept;
            }
            int op = (int)mg_rng_below(rng, 4);
            if (op == 3 && value[i] % value[k] != 0) op = 2;
            if (op == 2 && value[i] * value[k] > 5 * level->knob[3]) op = 1;
            if (op == 1 && value[i] == value[k]) op = 0;
            int64_t a = value[i], b = value[k];
            step[0] = i;
            step[1] = k;
            step[2] = OPS[op];
            int64_t result = op == 0 ? a + b : op == 1 ? a - b : op == 2 ? a * b : a / b;
            int at = 0;
            for (int m = 0; m < left; m++)
                if (m != i && m != k) value[at++] = value[m];
            value[at] = result;
        }
        v[count] = value[0];
        if (value[0] >= level->knob[2] && value[0] <= level->knob[3]) return;
    }
}

static void find_steps(const mg_level *level, const int64_t *v, mg_countdown_step *steps) {
    int count = level->knob[0];
    int64_t value[MG_COUNTDOWN_NUMBERS];
    for (int i = 0; i < count; i++) value[i] = v[i];
    const int64_t *step = v + count + 1;
    for (int left = count; left > 1; left--, step += 3, steps++) {
        int i = (int)step[0], k = (int)step[1], at = 0;
        int64_t a = value[i], b = value[k];
        char op = (char)step[2];
        int64_t result = op == '+' ? a + b : op == '-' ? a - b : op == '*' ? a * b : a / b;
        *steps = (mg_countdown_step){{a, 1}, {b, 1}, {result, 1}, i, k, op};
        for (int m = 0; m < left; m++)
            if (m != i && m != k) value[at++] = value[m];
        value[at] = result;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int count = level->knob[0];
    if (v[count] < level->knob[2] || v[count] > level->knob[3]) return false;
    for (int i = 0; i < count; i++)
        if (v[i] == v[count]) return false; /* the target among the numbers */
    mg_key_list(out, "make", v, count + 1);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_countdown_step steps[MG_COUNTDOWN_NUMBERS];
    mg_countdown_part part;
    int count = level->knob[0], order[MG_COUNTDOWN_NUMBERS];
    int64_t shown[MG_COUNTDOWN_NUMBERS];
    mg_pick_order(problem, 4, count, order);
    for (int i = 0; i < count; i++) shown[i] = v[order[i]];
    bool second = mg_pick(problem, 0, 2);
    mg_text_string(question, second ? "Countdown: reach " : "Find an expression with the value ");
    mg_text_int(question, v[count]);
    mg_text_string(question, second ? ", using " : " that uses ");
    mg_text_list(question, shown, count);
    mg_text_string(question, second ? ", every one of them once and nothing else, with + - * / and "
                                      "brackets. Answer with one expression."
                                    : ", each exactly once, and no other numbers; + - * / and "
                                      "brackets are allowed.");
    find_steps(level, v, steps);
    mg_countdown_replay(v, count, steps, &part);
    mg_text_bytes(answer, part.text, (size_t)part.bytes);
    problem->digits = mg_longest(v, count);
    problem->operations = count - 1;
    problem->difficulty = 2 * count;
    for (int i = 0; i < count - 1; i++)
        problem->difficulty += steps[i].op == '*' || steps[i].op == '/';
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_countdown_step steps[MG_COUNTDOWN_NUMBERS];
    const mg_level *level = mg_level_of(problem);
    find_steps(level, problem->operand, steps);
    mg_countdown_work(out, steps, level->knob[0] - 1);
}

static mg_judgement judge(const mg_problem *problem, const char *text, size_t bytes) {
    int count = mg_level_of(problem)->knob[0];
    return mg_countdown_judge(problem, problem->operand, count, problem->operand[count], text,
                              bytes);
}

static mg_text_bounds bounds(const mg_level *level) {
    int count = level->knob[0];
    return (mg_text_bounds){140 + 5 * count, 8 * count, 16 * count};
}

const mg_family mg_family_countdown = {
    .name = "countdown",
    .summary = "reach a target with given numbers",
    .topic = "games",
    .id = MG_FAMILY_ID_countdown,
    .knobs = {"numbers", "max_number", "min_target", "max_target"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_OWN,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .judge = judge,
    .bounds = bounds,
};
