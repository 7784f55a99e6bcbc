/* Arrangements of letters some of which are alike: AABBC -> "30"; in later levels with a condition.
 *
 * Operands: the condition, how often each letter occurs, falling. Which letters they are does not
 * matter and hangs on the key. */
#include "gym/families/numbers_counting.h"

enum { ANY, STARTS, ENDS_ALIKE, CONDITIONS, MAX_LETTERS = 7 };

/* different letters, most of each, conditions */
static const mg_level LEVELS[] = {
    {"up to 5 letters, up to 4 of each", {5, 4, 1}},
    {"up to 6 letters, up to 4 of each, with conditions", {6, 4, CONDITIONS}},
    {"up to 7 letters, up to 5 of each, with conditions", {7, 5, CONDITIONS}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){.count = 1 + level->knob[0], .high = {level->knob[2] - 1}};
    for (int i = 1; i <= level->knob[0]; i++) box->high[i] = level->knob[1];
    box->low[1] = 2;
    box->low[2] = 1;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges;
    box(level, &ranges);
    mg_num_draw_in_box(&ranges, rng, v);
    int n = level->knob[0];
    mg_num_sort_numbers(v + 1, n);
    for (int i = 0; i < n / 2; i++) {
        int64_t first = v[1 + i];
        v[1 + i] = v[n - i];
        v[n - i] = first;
    }
}

static int64_t count_of(const mg_level *level, const int64_t *v) {
    int64_t sum = 0;
    for (int i = 1; i <= level->knob[0]; i++) sum += v[i];
    return sum;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "arrange, condition %0:", v[0]);
    for (int i = 1; i <= level->knob[0]; i++) {
        if (i > 1 && v[i] > v[i - 1]) return false;
        if (v[i]) mg_num_put(out, " %0", v[i]);
    }
    return v[1] > 1 && v[2] > 0 && count_of(level, v) <= 20;
}

/* n! / (c1! c2! ...), as a product of binomial coefficients. */
static int64_t multinomial(const int64_t *counts, int letters) {
    int64_t value = 1, sum = 0;
    for (int i = 0; i < letters; i++) {
        sum += counts[i];
        value *= mg_num_binomial(sum, counts[i]);
    }
    return value;
}

/* What is left to be arranged once the condition is met: it takes the most frequent letter. */
static int64_t solve(const mg_level *level, const int64_t *v, int64_t *left) {
    for (int i = 0; i < level->knob[0]; i++) left[i] = v[1 + i];
    left[0] -= v[0];
    return multinomial(left, level->knob[0]);
}

static const mg_wordings ASK[CONDITIONS] = {
    {2,
     {"How many different arrangements of the letters &0 are there?",
      "In how many ways can the letters of &0 be put in a row?"}},
    {2,
     {"How many different arrangements of the letters &0 begin with &1?",
      "In how many ways can the letters of &0 be put in a row with the letter &1 at the front?"}},
    {2,
     {"How many different arrangements of the letters &0 begin and end with &1?",
      "In how many ways can the letters of &0 be put in a row with the letter &1 at both ends?"}}};

/* The word: which letters, and their order, by the key. The most frequent one into `most`. */
static void write_word(const mg_level *level, const int64_t *v, const mg_problem *problem,
                       char *word, char *most) {
    int64_t alphabet[26], place[20];
    int n = 0, total = (int)count_of(level, v);
    for (int i = 0; i < 26; i++) alphabet[i] = 'A' + i;
    mg_num_shuffle_by_key(problem, alphabet, 26);
    for (int i = 1; i <= level->knob[0]; i++)
        for (int k = 0; k < v[i]; k++) place[n++] = alphabet[i];
    mg_num_shuffle_by_key(problem, place, total);
    for (int i = 0; i < total; i++) word[i] = (char)place[i];
    word[total] = '\0';
    most[0] = (char)alphabet[1];
    most[1] = '\0';
}

/* difficulty: letters + digits of the answer + 2 for a condition */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    char word[24], most[2];
    int64_t left[MAX_LETTERS] = {0}, value = solve(level, v, left);
    write_word(level, v, problem, word, most);
    mg_num_ask(problem, question, &ASK[v[0]],
               &(mg_holes){.name = (const char *const[]){word, most}});
    mg_text_int(answer, value);
    problem->digits = mg_digit_count(value);
    problem->operations = (int)count_of(level, v);
    problem->difficulty = problem->operations + problem->digits + 2 * (v[0] > 0);
}

/* Letter after letter into the places that are free. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    int64_t left[MAX_LETTERS] = {0}, product = 1, rest = count_of(level, problem->operand);
    solve(level, problem->operand, left);
    if (problem->operand[0])
        mg_num_put(out, "%0-%1=%2;", rest, problem->operand[0], rest - problem->operand[0]);
    rest -= problem->operand[0];
    for (int i = 0; i < level->knob[0] && rest > left[i]; i++) {
        int64_t ways = mg_num_binomial(rest, left[i]);
        if (left[i] == 0) continue;
        mg_num_put(out, "%0 of %1 places: %2;", left[i], rest, ways);
        mg_num_put(out, "%0*%1=%2;", product, ways, product * ways);
        product *= ways;
        rest -= left[i];
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int answer = level->knob[0] > 5 ? 16 : 12;
    return (mg_text_bounds){106, answer, 8 + level->knob[0] * (32 + 2 * answer)};
}

const mg_family mg_family_arrangements_of_letters = {
    .name = "arrangements_of_letters",
    .summary = "arrangements of letters some of which are alike",
    .topic = "numbers",
    .id = MG_FAMILY_ID_arrangements_of_letters,
    .knobs = {"letters", "most_of_each", "conditions"},
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
