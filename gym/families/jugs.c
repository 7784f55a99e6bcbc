/* Jugs without marks: the fewest moves (fill one, empty one, pour one into another) until one holds
 * the target. */
#include "gym/families/puzzle.h"
#include "gym/number.h"

enum { JUGS = 3, MAX_STATES = 17 * 17 * 17 /* three of 16, two of 30 */ };

/* knobs: jugs, greatest size, fewest moves */
static const mg_level LEVELS[] = {
    {"2 jugs up to 9", {2, 9, 2}},
    {"2 jugs up to 16", {2, 16, 2}},
    {"2 jugs up to 30", {2, 30, 2}},
    {"3 jugs up to 16, 5 moves or more (as RG jugs, easy)", {3, 16, 5}},
};

/* v: sizes in rising order, the first 0 where there are two; then the target. */
static void box(const mg_level *level, mg_box *box) {
    int64_t most = level->knob[1];
    bool two = level->knob[0] == 2;
    *box = (mg_box){.count = JUGS + 1,
                    .low = {two ? 0 : 2, 2, 2, 1},
                    .high = {two ? 0 : most, most, most, most}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    for (int i = 0; i < JUGS; i++) v[i] = mg_draw_between(rng, 2, level->knob[1]);
    if (level->knob[0] == 2) v[0] = 0;
    mg_sort_numbers(v, JUGS);
    v[JUGS] = mg_draw_between(rng, 1, v[JUGS - 1]);
}

typedef struct search {
    int64_t size[JUGS];
    int16_t queue[MAX_STATES], from[MAX_STATES]; /* from: the state before, plus 1; 0: not seen */
} search;

static int pack(const search *s, const int64_t *level) {
    return (int)((level[0] * (s->size[1] + 1) + level[1]) * (s->size[2] + 1) + level[2]);
}

static void unpack(const search *s, int state, int64_t *level) {
    level[2] = state % (s->size[2] + 1);
    state /= (int)(s->size[2] + 1);
    level[1] = state % (s->size[1] + 1);
    level[0] = state / (s->size[1] + 1);
}

/* Four moves a jug: fill or empty a jug, or pour it into the next or the one after. */
static void apply(const search *s, int move, int64_t *level) {
    int jug = move / 4, kind = move % 4;
    if (kind == 0) level[jug] = s->size[jug];
    if (kind == 1) level[jug] = 0;
    if (kind < 2) return;
    int to = (jug + kind - 1) % JUGS;
    int64_t room = s->size[to] - level[to], poured = level[jug] < room ? level[jug] : room;
    level[jug] -= poured;
    level[to] += poured;
}

/* The state that holds the target, by breadth first; -1 where none can be reached. */
static int solve(const int64_t *v, search *s) {
    int64_t level[JUGS];
    int head = 0, tail = 0, states = 1;
    for (int i = 0; i < JUGS; i++) {
        s->size[i] = v[i];
        states *= (int)v[i] + 1;
    }
    for (int i = 0; i < states; i++) s->from[i] = 0;
    s->from[0] = 1;
    s->queue[tail++] = 0;
    while (head < tail) {
        int state = s->queue[head++];
        unpack(s, state, level);
        for (int i = 0; i < JUGS; i++)
            if (level[i] == v[JUGS]) return state;
        for (int move = 0; move < 4 * JUGS; move++) {
            unpack(s, state, level);
            apply(s, move, level);
            int next = pack(s, level);
            if (s->from[next]) continue;
            s->from[next] = (int16_t)(state + 1);
            s->queue[tail++] = (int16_t)next;
        }
    }
    return -1;
}

/* The states on the way, the last first; how many moves. */
static int find_way(const search *s, int state, int *way) {
    int count = 0;
    for (; state != 0; state = s->from[state] - 1) way[count++] = state;
    return count;
}

enum { MAX_MOVES = 128 };

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    search s;
    int way[MAX_MOVES];
    if (!mg_numbers_are_sorted(v, JUGS) || v[JUGS] > v[JUGS - 1]) return false;
    if (v[1] == v[2] || v[0] == v[1]) return false;
    /* what all sizes divide, the target must too: no search for those that cannot be reached */
    if (v[JUGS] % mg_gcd(mg_gcd(v[0], v[1]), v[2]) != 0) return false;
    int state = solve(v, &s);
    if (state < 0 || find_way(&s, state, way) < level->knob[2]) return false;
    mg_key_list(out, "jugs", v, JUGS + 1);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    search s;
    int way[MAX_MOVES], count = find_way(&s, solve(v, &s), way), first = JUGS - level->knob[0];
    static const char *const ASK[] = {
        " litres. A move fills a jug to the brim, empties a jug, or pours one into another until "
        "one "
        "is empty or the other full. How many moves are needed at least until some jug holds ",
        " litres and no marks. Allowed moves: fill one jug completely, empty one completely, or "
        "pour "
        "from one into another until that is full or the first is empty. What is the least number "
        "of moves after which one jug has "};
    mg_text_string(question,
                   mg_pick(problem, 0, 2) ? "There are empty jugs of " : "Given: empty jugs of ");
    mg_text_list(question, v + first, level->knob[0]);
    mg_text_string(question, ASK[mg_pick(problem, 1, 2)]);
    mg_text_int(question, v[JUGS]);
    mg_text_string(question, mg_pick(problem, 1, 2) ? " litres in it?" : " litres?");
    mg_text_int(answer, count);
    problem->digits = mg_longest(v, JUGS);
    problem->operations = count;
    problem->difficulty = count + 2 * level->knob[0];
}

/* What the jugs hold after each move. */
static void work(const mg_problem *problem, mg_text *out) {
    search s;
    int way[MAX_MOVES], first = JUGS - mg_level_of(problem)->knob[0];
    int count = find_way(&s, solve(problem->operand, &s), way);
    for (int i = 1; i <= count; i++) {
        int64_t level[JUGS];
        unpack(&s, way[count - i], level);
        mg_text_int(out, i);
        mg_text_string(out, ": ");
        mg_text_list(out, level + first, JUGS - first);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    return (mg_text_bounds){270, 2, 24 * level->knob[1]};
}

const mg_family mg_family_jugs = {
    .name = "jugs",
    .summary = "the fewest moves to measure with jugs",
    .topic = "games",
    .id = MG_FAMILY_ID_jugs,
    .knobs = {"jugs", "max_size", "min_moves"},
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
