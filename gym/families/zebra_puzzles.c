/* People in a row of houses, each with a pet, a drink and so on: clues, and who lives where. Clues
 * are given until simple steps (which places are left for each thing) find everything. */
#include "gym/families/puzzle.h"

enum { MAX_SIZE = 5, MAX_THINGS = MAX_SIZE * MAX_SIZE, MAX_CLUES = 24, TRIES = 90 };

/* knobs: people, features (names among them) */
static const mg_level LEVELS[] = {
    {"3 people, 3 features", {3, 3}},
    {"4 people, 3 features", {4, 3}},
    {"4 people, 4 features (as RG zebra_puzzles, easy)", {4, 4}},
    {"5 people, 5 features (as RG zebra_puzzles, hard)", {5, 5}},
};

typedef enum relation { AT, NOT_AT, IS, LEFT_NEXT, NEXT, LEFT, RELATIONS } relation;

/* Thing feature * MAX_SIZE + i; `b` is a house (from 0) with AT and NOT_AT, else a thing. */
typedef struct clue {
    relation relation;
    int a, b;
} clue;

static clue clue_of(int64_t code) {
    return (clue){(relation)(code / 1024), (int)(code / 32 % 32), (int)(code % 32)};
}

static int64_t code_of(clue c) {
    return (int)c.relation * 1024 + c.a * 32 + c.b;
}

/* v: the house of each thing (MAX_THINGS), the number of clues, the clues. */
enum { CLUE_COUNT = MAX_THINGS, CLUES };

/* Houses that are left for each thing, as bits. */
typedef struct places {
    int people, features, open[MAX_THINGS];
} places;

static void start(const mg_level *level, places *p) {
    p->people = level->knob[0];
    p->features = level->knob[1];
    for (int t = 0; t < MAX_THINGS; t++) p->open[t] = (1 << p->people) - 1;
}

/* Houses to the left of the last house of a set; to the right of the first. */
static int left_of(int bits) {
    return bits ? (1 << (31 - __builtin_clz((unsigned)bits))) - 1 : 0;
}

static int right_of(int bits) {
    return bits ? ~((bits & -bits) | ((bits & -bits) - 1)) : 0;
}

static void apply_clue(places *p, clue c) {
    int *a = &p->open[c.a], *b = c.relation >= IS ? &p->open[c.b] : NULL;
    switch (c.relation) {
    case AT:
        *a &= 1 << c.b;
        return;
    case NOT_AT:
        *a &= ~(1 << c.b);
        return;
    case IS:
        *a = *b = *a & *b;
        return;
    case LEFT_NEXT:
        *a &= *b >> 1;
        *b &= *a << 1;
        return;
    case NEXT:
        *a &= *b >> 1 | *b << 1;
        *b &= *a >> 1 | *a << 1;
        return;
    default:
        *a &= left_of(*b);
        *b &= right_of(*a);
    }
}

/* A thing with one house takes it from its feature's others; a house that one thing alone can have
 * is that thing's. */
static void separate(places *p, int feature) {
    int *open = &p->open[feature * MAX_SIZE];
    for (int i = 0; i < p->people; i++) {
        if (open[i] & (open[i] - 1)) continue;
        for (int k = 0; k < p->people; k++)
            if (k != i) open[k] &= ~open[i];
    }
    int once = 0, twice = 0;
    for (int i = 0; i < p->people; i++) {
        twice |= once & open[i];
        once |= open[i];
    }
    for (int i = 0; i < p->people; i++)
        if (open[i] & ~twice) open[i] &= ~twice;
}

static int count_open(const places *p) {
    int count = 0;
    for (int f = 0; f < p->features; f++)
        for (int i = 0; i < p->people; i++)
            count += __builtin_popcount((unsigned)p->open[f * MAX_SIZE + i]) - 1;
    return count;
}

/* All clues and features until nothing changes; returns what is left open. */
static int run(places *p, const int64_t *v) {
    int before, now = count_open(p);
    do {
        before = now;
        for (int i = 0; i < v[CLUE_COUNT]; i++) apply_clue(p, clue_of(v[CLUES + i]));
        for (int f = 0; f < p->features; f++) separate(p, f);
        now = count_open(p);
    } while (now < before);
    return now;
}

static int draw_thing(const places *p, mg_rng *rng) {
    int feature = (int)mg_rng_below(rng, (uint32_t)p->features);
    return feature * MAX_SIZE + (int)mg_rng_below(rng, (uint32_t)p->people);
}

/* A clue that is true in the solution; false where this draw gives none. */
static bool draw_clue(const places *p, mg_rng *rng, const int64_t *house, clue *c) {
    *c = (clue){.relation = (relation)mg_rng_below(rng, RELATIONS)};
    c->a = draw_thing(p, rng);
    if (c->relation == AT && mg_rng_below(rng, 3)) c->relation = IS;
    if (c->relation <= NOT_AT) {
        c->b = c->relation == AT ? (int)house[c->a] : (int)mg_rng_below(rng, (uint32_t)p->people);
        return c->relation == AT || c->b != house[c->a];
    }
    c->b = draw_thing(p, rng);
    int64_t apart = house[c->b] - house[c->a];
    if (c->b / MAX_SIZE == c->a / MAX_SIZE && c->relation == IS) return false;
    switch (c->relation) {
    case IS:
        return apart == 0;
    case LEFT_NEXT:
        return apart == 1;
    case NEXT:
        return apart == 1 || apart == -1;
    default:
        return apart > 0;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    places now, next;
    start(level, &now);
    for (int f = 0; f < now.features; f++) {
        for (int i = 0; i < now.people; i++) v[f * MAX_SIZE + i] = i;
        mg_shuffle(rng, v + f * MAX_SIZE, now.people);
    }
    v[CLUE_COUNT] = 0;
    int left = count_open(&now);
    for (int t = 0; t < TRIES && left && v[CLUE_COUNT] < MAX_CLUES; t++) {
        clue c;
        if (!draw_clue(&now, rng, v, &c)) continue;
        v[CLUES + v[CLUE_COUNT]++] = code_of(c);
        next = now;
        int after = run(&next, v);
        if (after == left) {
            v[CLUE_COUNT]--; /* says nothing new */
            continue;
        }
        now = next;
        left = after;
    }
    for (int t = 0; t < MAX_THINGS && left && v[CLUE_COUNT] < MAX_CLUES; t++) {
        if (t / MAX_SIZE >= now.features || t % MAX_SIZE >= now.people) continue;
        if (!(now.open[t] & (now.open[t] - 1))) continue;
        v[CLUES + v[CLUE_COUNT]++] = code_of((clue){AT, t, (int)v[t]});
        left = run(&now, v);
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t sorted[MAX_CLUES];
    places p;
    start(level, &p);
    if (run(&p, v) != 0) return false;
    for (int i = 0; i < v[CLUE_COUNT]; i++) sorted[i] = v[CLUES + i];
    mg_sort_numbers(sorted, (int)v[CLUE_COUNT]);
    mg_text_int(out, p.people * 10 + p.features);
    mg_key_list(out, " zebra", sorted, (int)v[CLUE_COUNT]);
    return true;
}

static const char *const WORDS[MAX_SIZE][MAX_SIZE] = {
    {"Ada", "Ben", "Cleo", "Dan", "Eva"},
    {"cat", "dog", "fish", "horse", "parrot"},
    {"tea", "milk", "juice", "water", "cocoa"},
    {"red", "green", "blue", "white", "yellow"},
    {"baker", "farmer", "nurse", "pilot", "tailor"}};
static const char *const BEFORE[MAX_SIZE] = {"", "the owner of the ", "the one who drinks ",
                                             "the one with the ", "the "};
static const char *const AFTER[MAX_SIZE] = {"", "", "", " door", ""};

/* The names of a feature's things are dealt out by the key. */
typedef struct names {
    int word[MAX_SIZE][MAX_SIZE];
} names;

static void pick_names(const mg_problem *problem, names *n) {
    for (int f = 0; f < MAX_SIZE; f++) mg_pick_order(problem, 10 + 8 * f, MAX_SIZE, n->word[f]);
}

static const char *word_of(const names *n, int thing) {
    return WORDS[thing / MAX_SIZE][n->word[thing / MAX_SIZE][thing % MAX_SIZE]];
}

static void write_thing(mg_text *out, const names *n, int thing) {
    mg_text_string(out, BEFORE[thing / MAX_SIZE]);
    mg_text_string(out, word_of(n, thing));
    mg_text_string(out, AFTER[thing / MAX_SIZE]);
}

static void write_clue(mg_text *out, const names *n, clue c) {
    static const char *const TEXT[RELATIONS] = {
        " lives in house ",         " does not live in house ", " is ",
        " lives directly left of ", " lives next to ",          " lives somewhere to the left of "};
    write_thing(out, n, c.a);
    mg_text_string(out, TEXT[c.relation]);
    if (c.relation <= NOT_AT)
        mg_text_int(out, c.b + 1);
    else
        write_thing(out, n, c.b);
}

static int name_in(const mg_level *level, const int64_t *v, int house) {
    int i = 0;
    while (i < level->knob[0] - 1 && v[i] != house) i++;
    return i;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int people = level->knob[0], features = level->knob[1];
    names n;
    pick_names(problem, &n);
    mg_text_string(question, "Houses 1 to ");
    mg_text_int(question, people);
    mg_text_string(question, " stand in a row from left to right, one person in each.");
    static const char *const LISTS[MAX_SIZE] = {
        " The people are ", " They own a different pet each: ", " They drink different things: ",
        " Their doors have different colours: ", " They have different jobs: "};
    for (int f = 0; f < features; f++) {
        mg_text_string(question, LISTS[f]);
        for (int w = 0, written = 0; w < MAX_SIZE; w++) {
            for (int i = 0; i < people; i++) {
                if (n.word[f][i] != w) continue;
                if (written++) mg_text_string(question, ", ");
                mg_text_string(question, WORDS[f][w]);
            }
        }
        mg_text_char(question, '.');
    }
    mg_text_string(question, mg_pick(problem, 0, 2) ? " Clues:" : " It is known:");
    for (int i = 0; i < v[CLUE_COUNT]; i++) {
        mg_text_char(question, '\n');
        mg_text_int(question, i + 1);
        mg_text_string(question, ". ");
        write_clue(question, &n, clue_of(v[CLUES + i]));
        mg_text_char(question, '.');
    }
    mg_text_string(question, "\nWho lives where? List the names from house 1 to house ");
    mg_text_int(question, people);
    mg_text_char(question, '.');
    for (int house = 0; house < people; house++) {
        if (house) mg_text_string(answer, ", ");
        mg_text_string(answer, word_of(&n, name_in(level, v, house)));
    }
    problem->operations = (int)v[CLUE_COUNT];
    problem->difficulty = people * features + problem->operations;
}

/* What is settled after each round over all clues. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    bool told[MAX_THINGS] = {false};
    names n;
    places p;
    pick_names(problem, &n);
    start(level, &p);
    for (int left = 1; left;) {
        for (int i = 0; i < v[CLUE_COUNT]; i++) apply_clue(&p, clue_of(v[CLUES + i]));
        for (int f = 0; f < p.features; f++) separate(&p, f);
        left = count_open(&p);
        for (int t = 0; t < p.features * MAX_SIZE; t++) {
            if (told[t] || t % MAX_SIZE >= p.people || p.open[t] & (p.open[t] - 1)) continue;
            told[t] = true;
            mg_text_string(out, word_of(&n, t));
            mg_text_char(out, ' ');
            mg_text_int(out, __builtin_ctz((unsigned)p.open[t]) + 1);
            mg_text_char(out, ';');
        }
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int people = level->knob[0], features = level->knob[1];
    return (mg_text_bounds){160 + features * (37 + 8 * people) + 60 * (people * features - 1),
                            6 * people, 9 * people * features};
}

const mg_family mg_family_zebra_puzzles = {
    .name = "zebra_puzzles",
    .summary = "who lives in which house",
    .topic = "logic",
    .id = MG_FAMILY_ID_zebra_puzzles,
    .knobs = {"people", "features"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_LIST,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
