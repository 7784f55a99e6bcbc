/* Sizes of unions, intersections and what is left of two or three groups of people.
 *
 * Operands: what is asked, then the sizes of the regions: of two groups both, only A, only B,
 * neither; of three all, AB, AC, BC, A, B, C, none. */
#include "gym/families/numbers_common.h"

enum { QUESTIONS = 4 };

/* groups, most people in a region */
static const mg_level LEVELS[] = {
    {"two groups, up to 12 people a region", {2, 12}},
    {"two groups, up to 50 people a region", {2, 50}},
    {"three groups, up to 20 people a region", {3, 20}},
    {"three groups, up to 99 people a region", {3, 99}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t most = level->knob[1];
    if (level->knob[0] == 3) return;
    *box = (mg_box){
        .count = 5, .low = {0, 1, 1, 1, 1}, .high = {QUESTIONS - 1, most, most, most, most}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int regions = level->knob[0] == 2 ? 4 : 8;
    v[0] = mg_rng_below(rng, QUESTIONS);
    for (int i = 1; i <= regions; i++) v[i] = mg_draw_between(rng, 1, level->knob[1]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "regions %0: ", v[0]);
    mg_num_text_list(out, v + 1, level->knob[0] == 2 ? 4 : 8, ",");
    return true;
}

/* Two groups: %0 people, %1 in A, %2 in B, %3 in both, %4 in neither. */
static const mg_wordings TWO[QUESTIONS] = {
    {2,
     {"Of %0 people, %1 speak French, %2 speak Spanish and %3 speak both. How many speak neither?",
      "A class of %0 has %1 who swim, %2 who run and %3 who do both. How many do neither?"}},
    {2,
     {"Of %0 people, %1 speak French, %2 speak Spanish and %4 speak neither. How many speak both?",
      "A class of %0 has %1 who swim, %2 who run and %4 who do neither. How many do both?"}},
    {2,
     {"Of %0 people, %1 speak French, %2 speak Spanish and %3 speak both. How many speak exactly "
      "one "
      "of the two?",
      "A class of %0 has %1 who swim, %2 who run and %3 who do both. How many do exactly one?"}},
    {2,
     {"Of %0 people, %1 speak French, %3 speak French and Spanish, and %4 speak neither. How many "
      "speak Spanish?",
      "A class of %0 has %1 who swim, %3 who swim and run, and %4 who do neither. How many run?"}}};

/* Three groups: %0 people, %1 %2 %3 in A, B, C, %4 %5 %6 in AB, AC, BC, %7 in all, %8 in none. */
static const mg_wordings THREE[QUESTIONS] = {
    {1,
     {"Of %0 people, %1 like tea, %2 coffee and %3 milk; %4 like tea and coffee, %5 tea and milk, "
      "%6 "
      "coffee and milk, and %7 like all three. How many like none of them?"}},
    {1,
     {"Of %0 people, %1 like tea, %2 coffee and %3 milk; %4 like tea and coffee, %5 tea and milk, "
      "%6 "
      "coffee and milk, and %8 like none of them. How many like all three?"}},
    {1,
     {"Of %0 people, %1 like tea, %2 coffee and %3 milk; %4 like tea and coffee, %5 tea and milk, "
      "%6 "
      "coffee and milk, and %7 like all three. How many like exactly one of them?"}},
    {1,
     {"Of %0 people, %1 like tea, %2 coffee and %3 milk; %4 like tea and coffee, %5 tea and milk, "
      "%6 "
      "coffee and milk, and %7 like all three. How many like exactly two of them?"}}};

/* The sizes that the sentences name; returns the answer. */
static int64_t measure(const mg_level *level, const int64_t *v, int64_t *size) {
    const int64_t *r = v + 1;
    if (level->knob[0] == 2) {
        size[0] = r[0] + r[1] + r[2] + r[3];
        size[1] = r[0] + r[1];
        size[2] = r[0] + r[2];
        size[3] = r[0];
        size[4] = r[3];
        int64_t answers[QUESTIONS] = {r[3], r[0], r[1] + r[2], size[2]};
        return answers[v[0]];
    }
    size[0] = 0;
    for (int i = 0; i < 8; i++) size[0] += r[i];
    size[1] = r[0] + r[1] + r[2] + r[4];
    size[2] = r[0] + r[1] + r[3] + r[5];
    size[3] = r[0] + r[2] + r[3] + r[6];
    for (int i = 0; i < 3; i++) size[4 + i] = r[0] + r[1 + i];
    size[7] = r[0];
    size[8] = r[7];
    int64_t answers[QUESTIONS] = {r[7], r[0], r[4] + r[5] + r[6], r[1] + r[2] + r[3]};
    return answers[v[0]];
}

/* difficulty: numbers in the question + digits */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t size[9];
    int64_t value = measure(level, v, size);
    bool three = level->knob[0] == 3;
    mg_num_ask(problem, question, three ? &THREE[v[0]] : &TWO[v[0]], &(mg_holes){.number = size});
    mg_text_int(answer, value);
    problem->digits = mg_digit_count(size[0]);
    problem->operations = three ? 7 : 3;
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t s[9], value = measure(level, v, s), any, ask = v[0];
    if (level->knob[0] == 2) {
        any = s[0] - s[4];
        if (ask == 0) mg_num_put(out, "%0+%1-%2=%3;%4-%3=%5;", s[1], s[2], s[3], any, s[0], value);
        if (ask == 1) mg_num_put(out, "%0-%1=%2;%3+%4-%2=%5;", s[0], s[4], any, s[1], s[2], value);
        if (ask == 2)
            mg_num_put(out, "%0-%1=%2;%3-%1=%4;%2+%4=%5;", s[1], s[3], s[1] - s[3], s[2],
                       s[2] - s[3], value);
        if (ask == 3) mg_num_put(out, "%0-%1=%2;%2-%3+%4=%5;", s[0], s[4], any, s[1], s[3], value);
        return;
    }
    int64_t ones = s[1] + s[2] + s[3], pairs = s[4] + s[5] + s[6];
    mg_num_put(out, "%0+%1+%2=%3;%4+%5+%6=%7;", s[1], s[2], s[3], ones, s[4], s[5], s[6], pairs);
    any = s[0] - s[8];
    if (ask == 0) mg_num_put(out, "%0-%1+%2=%3;%4-%3=%5;", ones, pairs, s[7], any, s[0], value);
    if (ask == 1) mg_num_put(out, "%0-%1=%2;%2-%3+%4=%5;", s[0], s[8], any, ones, pairs, value);
    if (ask == 2) mg_num_put(out, "%0-2*%1+3*%2=%3;", ones, pairs, s[7], value);
    if (ask == 3) mg_num_put(out, "%0-3*%1=%2;", pairs, s[7], value);
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = mg_digit_count(8 * level->knob[1]), region = mg_digit_count(3 * level->knob[1]);
    if (level->knob[0] == 2) return (mg_text_bounds){101 + 4 * n, region, 10 + 10 * n};
    return (mg_text_bounds){166 + 8 * n, region, 24 + 16 * n};
}

const mg_family mg_family_set_sizes = {
    .name = "set_sizes",
    .summary = "unions and intersections of two or three groups",
    .topic = "numbers",
    .id = MG_FAMILY_ID_set_sizes,
    .knobs = {"groups", "most_in_a_region"},
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
