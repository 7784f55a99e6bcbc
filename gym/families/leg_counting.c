/* Legs of many animals: "How many legs do 3 spiders, 2 ducks and 1 crab have together?" -> "38".
 *
 * Operands: kinds of animals n, then the kind (rising) and number of each. */
#include "gym/families/arithmetic_common.h"

enum { FIRST = 1, MOST = 30 };

static const struct {
    const char *one, *many;
    int legs;
} ANIMALS[] = {
    {"snake", "snakes", 0},       {"snail", "snails", 0},
    {"worm", "worms", 0},         {"jellyfish", "jellyfish", 0},
    {"shark", "sharks", 0},       {"duck", "ducks", 2},
    {"hen", "hens", 2},           {"owl", "owls", 2},
    {"ostrich", "ostriches", 2},  {"penguin", "penguins", 2},
    {"human", "humans", 2},       {"dog", "dogs", 4},
    {"cat", "cats", 4},           {"cow", "cows", 4},
    {"horse", "horses", 4},       {"pig", "pigs", 4},
    {"goat", "goats", 4},         {"sheep", "sheep", 4},
    {"lion", "lions", 4},         {"rabbit", "rabbits", 4},
    {"frog", "frogs", 4},         {"lizard", "lizards", 4},
    {"ant", "ants", 6},           {"bee", "bees", 6},
    {"wasp", "wasps", 6},         {"fly", "flies", 6},
    {"moth", "moths", 6},         {"beetle", "beetles", 6},
    {"ladybird", "ladybirds", 6}, {"grasshopper", "grasshoppers", 6},
    {"spider", "spiders", 8},     {"scorpion", "scorpions", 8},
    {"tick", "ticks", 8},         {"crab", "crabs", 10},
    {"lobster", "lobsters", 10},  {"woodlouse", "woodlice", 14},
};
enum { ANIMALS_COUNT = sizeof ANIMALS / sizeof ANIMALS[0] };

/* kinds from-to, number of each from-to */
static const mg_level LEVELS[] = {
    {"2 kinds, up to 9 of each", {2, 2, 1, 9}},
    {"3 to 10 kinds, up to 15 of each, as RG leg_counting, easy", {3, 10, 1, 15}},
    {"10 to 20 kinds, up to 99 of each", {10, 20, 1, 99}},
    {"20 to 30 kinds, 64 to 256 of each, as RG leg_counting, hard", {20, MOST, 64, 256}},
};

static void box(const mg_level *level, mg_box *box) {
    int last = ANIMALS_COUNT - 1;
    if (level->knob[1] > 2) return;
    *box = (mg_box){.count = 5, .low = {2, 0, 1, 0, 1}, .high = {2, last, 9, last, 9}};
}

/* Kinds are picked by going through all of them, each with the chance that the rest needs. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = (int)mg_draw_between(rng, level->knob[0], level->knob[1]), found = 0;
    v[0] = n;
    for (int kind = 0; found < n; kind++) {
        if ((int)mg_rng_below(rng, (uint32_t)(ANIMALS_COUNT - kind)) >= n - found) continue;
        v[FIRST + 2 * found] = kind;
        v[FIRST + 2 * found + 1] = mg_draw_between(rng, level->knob[2], level->knob[3]);
        found++;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_string(out, "legs");
    for (int i = 0; i < v[0]; i++) {
        if (i > 0 && v[FIRST + 2 * i] <= v[FIRST + 2 * i - 2]) return false;
        mg_text_char(out, ' ');
        mg_text_int(out, v[FIRST + 2 * i]);
        mg_text_char(out, '*');
        mg_text_int(out, v[FIRST + 2 * i + 1]);
    }
    return true;
}

/* difficulty: products of numbers above 1, and sums */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int n = (int)v[0], order[MOST];
    int64_t sum = 0;
    bool wording = mg_pick(problem, 50, 2);
    mg_pick_order(problem, 0, n, order);
    mg_text_string(question, wording ? "How many legs do " : "A farm of odd tastes keeps ");
    for (int i = 0; i < n; i++) {
        const int64_t *pair = v + FIRST + 2 * order[i];
        if (i > 0) mg_text_string(question, i + 1 < n ? ", " : " and ");
        mg_text_int(question, pair[1]);
        mg_text_char(question, ' ');
        mg_text_string(question, pair[1] == 1 ? ANIMALS[pair[0]].one : ANIMALS[pair[0]].many);
        sum += pair[1] * ANIMALS[pair[0]].legs;
        problem->operations += (ANIMALS[pair[0]].legs > 0) + (i > 0);
        problem->digits = mg_larger(problem->digits, mg_digit_count(pair[1]));
    }
    mg_text_string(question, wording ? " have together?" : ". How many legs are that?");
    mg_text_int(answer, sum);
    problem->difficulty = problem->operations;
}

/* Kind after kind, and the sum so far. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = (int)v[0], order[MOST];
    int64_t sum = 0;
    mg_pick_order(problem, 0, n, order);
    for (int i = 0; i < n; i++) {
        const int64_t *pair = v + FIRST + 2 * order[i];
        int64_t legs = pair[1] * ANIMALS[pair[0]].legs;
        mg_text_equation(out, pair[1], '*', ANIMALS[pair[0]].legs, legs);
        mg_text_char(out, ';');
        mg_text_equation(out, sum, '+', legs, sum + legs);
        mg_text_char(out, ';');
        sum += legs;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], digits = mg_digit_count(level->knob[3]), sum = digits + 4;
    return (mg_text_bounds){56 + n * (digits + 16), sum, n * (2 * digits + 8 + 3 * sum + 3)};
}

const mg_family mg_family_leg_counting = {
    .name = "leg_counting",
    .summary = "legs of many animals",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_leg_counting,
    .knobs = {"kinds_from", "kinds_to", "each_from", "each_to"},
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
