/* Can all courses be taken, each after those that it needs? Yes and no half of the time each. */
#include "gym/families/puzzle.h"

enum { MAX_COURSES = 20, MAX_NEEDS = 40, TRIES = 12 };

/* knobs: courses, needs */
static const mg_level LEVELS[] = {
    {"6 courses, 8 needs", {6, 8}},
    {"8 courses, 12 needs (as RG course_schedule, easy)", {8, 12}},
    {"12 courses, 20 needs", {12, 20}},
    {"20 courses, 40 needs", {20, 40}},
};

static bool is_among(const int64_t *v, int count, int64_t need) {
    for (int i = 0; i < count; i++)
        if (v[i] == need) return true;
    return false;
}

/* v: each need as course * MAX_COURSES + what it needs, in rising order. Half of the time a circle
 * of 3 to 5 courses; the others follow an order of all courses. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int courses = level->knob[0], needs = level->knob[1], count = 0;
    int64_t rank[MAX_COURSES];
    for (int i = 0; i < courses; i++) rank[i] = i;
    mg_shuffle(rng, rank, courses);
    int length = mg_rng_below(rng, 2) ? 3 + (int)mg_rng_below(rng, 3) : 0;
    for (int i = 0; i < length; i++) v[count++] = rank[i] * MAX_COURSES + rank[(i + 1) % length];
    mg_shuffle(rng, rank, courses);
    while (count < needs) {
        int64_t need = 0;
        for (int t = 0; t < TRIES; t++) {
            int64_t a = mg_rng_below(rng, (uint32_t)courses);
            int64_t b = mg_rng_below(rng, (uint32_t)courses - 1);
            b += b >= a;
            need = rank[a > b ? a : b] * MAX_COURSES + rank[a > b ? b : a];
            if (!is_among(v, count, need)) break;
        }
        v[count++] = need;
    }
    mg_sort_numbers(v, needs);
}

/* Rounds of courses that need nothing that is still to come; `round` is 0 for those that never get
 * a turn. */
static bool find_rounds(const mg_level *level, const int64_t *v, int *round) {
    int courses = level->knob[0], done = 0, before = -1;
    for (int i = 0; i < courses; i++) round[i] = 0;
    for (int turn = 1; done != before; turn++) {
        bool waits[MAX_COURSES] = {false};
        for (int i = 0; i < level->knob[1]; i++) {
            int needed = round[v[i] % MAX_COURSES];
            if (!needed || needed == turn) waits[v[i] / MAX_COURSES] = true;
        }
        before = done;
        for (int i = 0; i < courses; i++) {
            if (round[i] || waits[i]) continue;
            round[i] = turn;
            done++;
        }
    }
    return done == courses;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    for (int i = 1; i < level->knob[1]; i++)
        if (v[i] <= v[i - 1]) return false;
    mg_text_int(out, level->knob[0]);
    mg_key_list(out, " courses", v, level->knob[1]);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int needs = level->knob[1], order[MAX_NEEDS], round[MAX_COURSES];
    mg_text_string(question, "Courses 1 to ");
    mg_text_int(question, level->knob[0]);
    bool arrow = mg_pick(problem, 0, 2);
    mg_text_string(question, arrow ? ". An arrow a > b says that b must be finished before a is "
                                     "taken: "
                                   : ". Before the first of each pair the second must have been "
                                     "taken: ");
    mg_pick_order(problem, 4, needs < 32 ? needs : 32, order);
    for (int i = 0; i < needs; i++) {
        int64_t need = v[i < 32 ? order[i] : i];
        if (i) mg_text_string(question, ", ");
        if (!arrow) mg_text_char(question, '(');
        mg_text_int(question, need / MAX_COURSES + 1);
        mg_text_string(question, arrow ? " > " : ", ");
        mg_text_int(question, need % MAX_COURSES + 1);
        if (!arrow) mg_text_char(question, ')');
    }
    mg_text_string(question, ". Can all courses be taken? Answer yes or no.");
    mg_text_string(answer, find_rounds(level, v, round) ? "yes" : "no");
    problem->operations = needs;
    problem->difficulty = level->knob[0];
    for (int i = 0; i < level->knob[0]; i++) problem->difficulty += round[i] > 1;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    int courses = level->knob[0], round[MAX_COURSES];
    bool all = find_rounds(level, problem->operand, round);
    for (int turn = 1, left = 1; left; turn++) {
        left = 0;
        for (int i = 0; i < courses; i++) left += round[i] == turn;
        if (!left) break;
        mg_text_string(out, turn == 1 ? "free:" : "then:");
        for (int i = 0; i < courses; i++) {
            if (round[i] != turn) continue;
            mg_text_char(out, ' ');
            mg_text_int(out, i + 1);
        }
        mg_text_char(out, ';');
    }
    mg_text_string(out, all ? "none is left;" : "each of these waits for another one:");
    for (int i = 0; i < courses; i++) {
        if (round[i]) continue;
        mg_text_char(out, ' ');
        mg_text_int(out, i + 1);
    }
    if (!all) mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    return (mg_text_bounds){150 + 10 * level->knob[1], 3, 60 + 9 * level->knob[0]};
}

const mg_family mg_family_course_schedule = {
    .name = "course_schedule",
    .summary = "whether courses that need each other can all be taken",
    .topic = "logic",
    .id = MG_FAMILY_ID_course_schedule,
    .knobs = {"courses", "needs"},
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
