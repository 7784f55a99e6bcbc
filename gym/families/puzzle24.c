/* Four (or three) numbers, each used once, make a target: 24, ten, or any. All ways are tried, so
 * that the target can be reached. */
#include "gym/families/countdown.h"

/* knobs: numbers, greatest number, least and greatest target */
static const mg_level LEVELS[] = {
    {"3 numbers of 1 to 9 make 10", {3, 9, 10, 10}},
    {"4 numbers of 1 to 6 make 24 (as RG puzzle24, hard)", {4, 6, 24, 24}},
    {"4 numbers of 1 to 10 make 24 (as RG puzzle24, easy)", {4, 10, 24, 24}},
    {"4 numbers of 1 to 13 make 24", {4, 13, 24, 24}},
    {"4 numbers of 1 to 13 make 25 to 50", {4, 13, 25, 50}},
};

/* v: the numbers in rising order, then the target. */
static void box(const mg_level *level, mg_box *box) {
    int count = level->knob[0];
    box->count = count + 1;
    for (int i = 0; i <= count; i++) {
        box->low[i] = i < count ? 1 : level->knob[2];
        box->high[i] = i < count ? level->knob[1] : level->knob[3];
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int count = level->knob[0];
    mg_draw_all(rng, v, count, 1, level->knob[1]);
    mg_sort_numbers(v, count);
    v[count] = mg_draw_between(rng, level->knob[2], level->knob[3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_countdown_step steps[MG_COUNTDOWN_SEARCH];
    int count = level->knob[0];
    if (!mg_numbers_are_sorted(v, count)) return false;
    if (!mg_countdown_search(v, count, v[count], steps)) return false;
    mg_key_list(out, "make", v, count + 1);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_countdown_step steps[MG_COUNTDOWN_SEARCH];
    mg_countdown_part part;
    int count = level->knob[0], order[MG_COUNTDOWN_SEARCH];
    int64_t shown[MG_COUNTDOWN_SEARCH];
    mg_pick_order(problem, 4, count, order);
    for (int i = 0; i < count; i++) shown[i] = v[order[i]];
    bool second = mg_pick(problem, 0, 2);
    mg_text_string(question, second ? "Use each of the numbers " : "Make ");
    if (!second) {
        mg_text_int(question, v[count]);
        mg_text_string(question, " from the numbers ");
    }
    mg_text_list(question, shown, count);
    mg_text_string(question, second ? " exactly once, with + - * / and brackets, to get "
                                    : ", each used exactly once, with + - * / and brackets");
    if (second) mg_text_int(question, v[count]);
    mg_text_string(question, ". Answer with one expression.");
    mg_countdown_search(v, count, v[count], steps);
    mg_countdown_replay(v, count, steps, &part);
    mg_text_bytes(answer, part.text, (size_t)part.bytes);
    problem->digits = mg_longest(v, count);
    problem->operations = count - 1;
    problem->difficulty = count + problem->digits;
    for (int i = 0; i < count - 1; i++) problem->difficulty += steps[i].result.bottom != 1;
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_countdown_step steps[MG_COUNTDOWN_SEARCH];
    int count = mg_level_of(problem)->knob[0];
    mg_countdown_search(problem->operand, count, problem->operand[count], steps);
    mg_countdown_work(out, steps, count - 1);
}

static mg_judgement judge(const mg_problem *problem, const char *text, size_t bytes) {
    int count = mg_level_of(problem)->knob[0];
    return mg_countdown_judge(problem, problem->operand, count, problem->operand[count], text,
                              bytes);
}

static mg_text_bounds bounds(const mg_level *level) {
    int count = level->knob[0];
    return (mg_text_bounds){120 + 4 * count, 9 * count, 36 * count};
}

const mg_family mg_family_puzzle24 = {
    .name = "puzzle24",
    .summary = "make 24, or another number, from a few",
    .topic = "games",
    .id = MG_FAMILY_ID_puzzle24,
    .knobs = {"numbers", "max_number", "min_target", "max_target"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_OWN,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .judge = judge,
    .bounds = bounds,
};
