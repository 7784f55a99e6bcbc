/* The fewest moves from any position of the disks to a tower on one peg. Pegs are 0, 1 and 2 (the
 * goal), of which letters are wording; the largest disk that is not on 2 stands on 0. */
#include "gym/families/puzzle.h"

enum { GOAL = 2, BOXED_DISKS = 14 };

static const mg_level LEVELS[] = {
    {"4 disks", {4}},
    {"7 disks (as RG tower_of_hanoi, easy)", {7}},
    {"10 disks (as RG tower_of_hanoi, hard)", {10}},
    {"14 disks", {14}},
    {"20 disks", {20}},
    {"25 disks", {25}},
};

/* v[i]: the peg of disk i + 1, the smallest first. */
static void box(const mg_level *level, mg_box *box) {
    box->count = level->knob[0] <= BOXED_DISKS ? level->knob[0] : 0;
    for (int i = 0; i < box->count; i++) {
        box->low[i] = 0;
        box->high[i] = 2;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    for (int i = 0; i < level->knob[0]; i++) v[i] = mg_rng_below(rng, 3);
    int last = level->knob[0] - 1;
    while (last > 0 && v[last] == GOAL) last--;
    if (v[last] != 1) return;
    for (int i = 0; i <= last; i++)
        if (v[i] != GOAL) v[i] = 1 - v[i];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int last = level->knob[0] - 1;
    while (last >= 0 && v[last] == GOAL) last--;
    if (last < 0 || v[last] != 0) return false;
    mg_key_list(out, "hanoi", v, level->knob[0]);
    return true;
}

/* From the largest disk down: one that is not where it is wanted moves once, after all smaller ones
 * have gone to the third peg, and these then need 2^i - 1 more: 2^i in all, and they are wanted
 * there. */
static int64_t solve(const mg_problem *problem, int disks, mg_text *out, const char *peg) {
    int64_t moves = 0, goal = GOAL;
    for (int i = disks - 1; i >= 0; i--) {
        int64_t at = problem->operand[i];
        if (at == goal) continue;
        moves += (int64_t)1 << i;
        if (out) {
            mg_text_string(out, "disk ");
            mg_text_int(out, i + 1);
            mg_text_string(out, " from ");
            mg_text_char(out, peg[at]);
            mg_text_string(out, " to ");
            mg_text_char(out, peg[goal]);
            mg_text_string(out, ", smaller ones to ");
            mg_text_char(out, peg[3 - at - goal]);
            mg_text_string(out, ": 2^");
            mg_text_int(out, i);
            mg_text_string(out, " moves;");
            if (moves != (int64_t)1 << i) {
                mg_text_equation(out, moves - ((int64_t)1 << i), '+', (int64_t)1 << i, moves);
                mg_text_char(out, ';');
            }
        }
        goal = 3 - at - goal;
    }
    return moves;
}

static void name_pegs(const mg_problem *problem, char *peg) {
    int order[3];
    mg_pick_order(problem, 4, 3, order);
    for (int i = 0; i < 3; i++) peg[i] = (char)('A' + order[i]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int disks = level->knob[0];
    char peg[3];
    name_pegs(problem, peg);
    mg_text_string(question, "Tower of Hanoi with ");
    mg_text_int(question, disks);
    mg_text_string(question,
                   " disks on pegs A, B, C, numbered from 1 (smallest): one disk moves at a "
                   "time, never onto a smaller one. Disks 1 to ");
    mg_text_int(question, disks);
    mg_text_string(question, " now stand on pegs ");
    for (int i = 0; i < disks; i++) {
        if (i) mg_text_string(question, ", ");
        mg_text_char(question, peg[v[i]]);
    }
    mg_text_string(question, mg_pick(problem, 0, 2)
                                 ? ". What is the least number of moves that brings all onto peg "
                                 : ". How many moves are needed at least to have them all on peg ");
    mg_text_char(question, peg[GOAL]);
    mg_text_char(question, '?');
    int64_t moves = solve(problem, disks, NULL, peg);
    mg_text_int(answer, moves);
    problem->digits = mg_digit_count(moves);
    problem->operations = disks;
    problem->difficulty = disks + __builtin_popcountll((unsigned long long)moves);
}

static void work(const mg_problem *problem, mg_text *out) {
    char peg[3];
    name_pegs(problem, peg);
    solve(problem, mg_level_of(problem)->knob[0], out, peg);
}

static mg_text_bounds bounds(const mg_level *level) {
    int disks = level->knob[0], digits = mg_digit_count((int64_t)1 << disks);
    return (mg_text_bounds){250 + 3 * disks, digits, disks * (54 + 3 * digits + 3)};
}

const mg_family mg_family_tower_of_hanoi = {
    .name = "tower_of_hanoi",
    .summary = "the fewest moves from any position",
    .topic = "games",
    .id = MG_FAMILY_ID_tower_of_hanoi,
    .knobs = {"disks"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
