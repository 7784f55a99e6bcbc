/* Nim: how many objects a winning move leaves in the named heap. The number is heap xor nim-sum. */
#include "gym/families/puzzle.h"

enum { MAX_HEAPS = 7 };

/* knobs: heaps, greatest heap */
static const mg_level LEVELS[] = {
    {"2 heaps of up to 99", {2, 99}},     {"3 heaps of up to 31", {3, 31}},
    {"4 heaps of up to 31", {4, 31}},     {"5 heaps of up to 255", {5, 255}},
    {"7 heaps of up to 1023", {7, 1023}},
};

/* v: heaps in rising order, then which one the move is in. */
static void box(const mg_level *level, mg_box *box) {
    int heaps = level->knob[0];
    box->count = heaps <= 4 ? heaps + 1 : 0;
    for (int i = 0; i <= heaps; i++) {
        box->low[i] = i < heaps;
        box->high[i] = i < heaps ? level->knob[1] : heaps - 1;
    }
}

static int64_t nim_sum(const mg_level *level, const int64_t *v) {
    int64_t sum = 0;
    for (int i = 0; i < level->knob[0]; i++) sum ^= v[i];
    return sum;
}

static bool is_winning(const mg_level *level, const int64_t *v, int64_t heap) {
    return (v[heap] ^ nim_sum(level, v)) < v[heap];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int heaps = level->knob[0];
    mg_draw_all(rng, v, heaps, 1, level->knob[1]);
    mg_sort_numbers(v, heaps);
    v[heaps] = mg_rng_below(rng, (uint32_t)heaps);
    for (int i = 0; i < heaps && !is_winning(level, v, v[heaps]); i++)
        v[heaps] = (v[heaps] + 1) % heaps;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int heaps = level->knob[0];
    int64_t heap = v[heaps];
    if (!mg_numbers_are_sorted(v, heaps) || !is_winning(level, v, heap)) return false;
    if (heap > 0 && v[heap] == v[heap - 1]) return false; /* the first of equal heaps */
    mg_key_list(out, "nim", v, heaps + 1);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int heaps = level->knob[0], order[MAX_HEAPS];
    int64_t shown[MAX_HEAPS];
    mg_pick_order(problem, 4, heaps, order);
    for (int i = 0; i < heaps; i++) shown[i] = v[order[i]];
    mg_text_string(question,
                   "Nim: two players take turns; each takes any number of objects, at least "
                   "one, from one heap; whoever takes the last object of all wins. The "
                   "heaps have ");
    mg_text_list(question, shown, heaps);
    static const char *const ASK[][2] = {
        {" objects. A winning move takes from the heap of ", ". How many does it leave there?"},
        {" objects. To how many must the heap of ", " be cut down so that you win?"}};
    int which = mg_pick(problem, 0, 2);
    mg_text_string(question, ASK[which][0]);
    mg_text_int(question, v[v[heaps]]);
    mg_text_string(question, ASK[which][1]);
    mg_text_int(answer, v[v[heaps]] ^ nim_sum(level, v));
    problem->digits = mg_longest(v, heaps);
    problem->operations = heaps;
    for (int i = 0; i < heaps; i++)
        problem->difficulty += __builtin_popcountll((unsigned long long)v[i]);
}

static void write_binary(mg_text *out, int64_t value) {
    mg_text_int(out, value);
    mg_text_string(out, " is binary ");
    mg_text_based(out, value, 2);
    mg_text_char(out, ';');
}

/* The other heaps' exclusive sum is what the heap must be left at. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    int64_t sum = 0;
    for (int i = 0; i < level->knob[0]; i++) {
        if (i == v[level->knob[0]]) continue;
        write_binary(out, v[i]);
        mg_text_int(out, sum);
        mg_text_string(out, " xor ");
        mg_text_int(out, v[i]);
        sum ^= v[i];
        mg_text_string(out, " is ");
        mg_text_int(out, sum);
        mg_text_char(out, ';');
    }
    write_binary(out, sum);
}

static mg_text_bounds bounds(const mg_level *level) {
    int heaps = level->knob[0], digits = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){270 + (digits + 2) * heaps, digits + 1, heaps * (5 * digits + 44)};
}

const mg_family mg_family_nim = {
    .name = "nim",
    .summary = "the winning move in a heap",
    .topic = "games",
    .id = MG_FAMILY_ID_nim,
    .knobs = {"heaps", "max_heap"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
