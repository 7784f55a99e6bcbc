/* Sums of dice: "You roll dice of 6, 8 and 12 sides. What is the probability of at least 15? ..."
 * -> "31/72".
 *
 * Operands: number of dice, the target, the dice's sides, 0 where there are fewer. */
#include "gym/families/arithmetic_common.h"

enum { FIRST = 2, MOST_DICE = 6, MOST_SUM = 160 };

/* dice, highest sides */
static const mg_level LEVELS[] = {
    {"2 dice of up to 12 sides", {2, 12}},
    {"3 dice of up to 12 sides", {3, 12}},
    {"4 dice of up to 20 sides, as RG dice, easy", {4, 20}},
    {"6 dice of up to 25 sides, as RG dice, hard", {6, 25}},
};

static void box(const mg_level *level, mg_box *box) {
    int n = level->knob[0], sides = level->knob[1];
    if (n > 4) return;
    *box = (mg_box){.count = FIRST + n, .low = {n, n + 1}, .high = {n, n * sides}};
    for (int i = 0; i < n; i++) {
        box->low[FIRST + i] = 2;
        box->high[FIRST + i] = sides;
    }
}

static bool representative(const mg_level *level, const int64_t *v) {
    return mg_numbers_are_sorted(v + FIRST, level->knob[0]);
}

static void vary(const mg_level *level, mg_rng *rng, int64_t *v) {
    for (int i = level->knob[0] - 1; i > 0; i--) {
        int at = FIRST + (int)mg_rng_below(rng, (uint32_t)i + 1);
        int64_t moved = v[FIRST + i];
        v[FIRST + i] = v[at];
        v[at] = moved;
    }
}

static int64_t sum_of(const int64_t *v) {
    int64_t sum = 0;
    for (int i = 0; i < v[0]; i++) sum += v[FIRST + i];
    return sum;
}

/* The target lies in the middle three fifths. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[0];
    v[0] = n;
    for (int i = 0; i < n; i++) v[FIRST + i] = mg_draw_between(rng, 2, level->knob[1]);
    int64_t range = sum_of(v) - n;
    v[1] = n + mg_draw_between(rng, (range + 4) / 5, range - range / 5);
    if (v[1] == n) v[1] = n + 1;
}

/* Neither certain nor impossible. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int n = (int)v[0];
    int64_t sorted[MOST_DICE];
    if (v[1] <= n || v[1] > sum_of(v)) return false;
    memcpy(sorted, v + FIRST, sizeof sorted[0] * (size_t)n);
    mg_sort_numbers(sorted, n);
    mg_text_string(out, "dice ");
    for (int i = 0; i < n; i++) {
        mg_text_int(out, sorted[i]);
        mg_text_char(out, ' ');
    }
    mg_text_int(out, v[1]);
    return true;
}

/* ways[s]: how many rolls have the sum s. Die by die, by a running sum over its sides. */
static void count_ways(const int64_t *v, int64_t *ways) {
    int64_t before[MOST_SUM], low = 0, high = 0;
    memset(ways, 0, sizeof ways[0] * MOST_SUM);
    ways[0] = 1;
    for (int i = 0; i < v[0]; i++) {
        int64_t sides = v[FIRST + i], running = 0;
        memcpy(before, ways, sizeof before);
        ways[low] = 0;
        for (int64_t sum = low + 1; sum <= high + sides; sum++) {
            running += before[sum - 1];
            if (sum - 1 - sides >= 0) running -= before[sum - 1 - sides];
            ways[sum] = running;
        }
        low++;
        high += sides;
    }
}

static int64_t ways_between(const int64_t *ways, int64_t low, int64_t high) {
    int64_t sum = 0;
    for (int64_t i = low; i <= high; i++) sum += ways[i];
    return sum;
}

static int64_t rolls_of(const int64_t *v) {
    int64_t rolls = 1;
    for (int i = 0; i < v[0]; i++) rolls *= v[FIRST + i];
    return rolls;
}

/* difficulty: dice, and digits of the number of rolls */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int n = (int)v[0];
    int64_t ways[MOST_SUM];
    bool wording = mg_pick(problem, 0, 2);
    mg_text_string(question, wording ? "You roll fair dice of " : "Fair dice with ");
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(question, i + 1 < n ? ", " : " and ");
        mg_text_int(question, v[FIRST + i]);
    }
    mg_text_string(question, wording ? " sides. What is the probability that the sum is at least "
                                     : " sides are rolled. How likely is a sum of at least ");
    mg_text_int(question, v[1]);
    mg_text_string(question, "? Give a fraction in lowest terms.");
    count_ways(v, ways);
    mg_text_ratio(answer, mg_ratio_of(ways_between(ways, v[1], sum_of(v)), rolls_of(v)));
    problem->digits = mg_digit_count(rolls_of(v));
    problem->operations = n;
    problem->difficulty = n + problem->digits;
}

/* The ways of the sums on the shorter side of the target, then their share. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t ways[MOST_SUM], top = sum_of(v), rolls = rolls_of(v);
    count_ways(v, ways);
    bool above = top - v[1] < v[1] - v[0];
    int64_t low = above ? v[1] : v[0], high = above ? top : v[1] - 1;
    for (int i = 0; i < v[0]; i++) {
        if (i > 0) mg_text_char(out, '*');
        mg_text_int(out, v[FIRST + i]);
    }
    mg_text_char(out, '=');
    mg_text_int(out, rolls);
    mg_text_string(out, ";ways of the sums from ");
    mg_text_int(out, low);
    mg_text_string(out, " to ");
    mg_text_int(out, high);
    mg_text_char(out, ';');
    for (int64_t sum = low; sum <= high; sum++) {
        if (sum > low) mg_text_char(out, '+');
        mg_text_int(out, ways[sum]);
    }
    int64_t count = ways_between(ways, low, high);
    if (high > low) {
        mg_text_char(out, '=');
        mg_text_int(out, count);
    }
    mg_text_char(out, ';');
    if (!above) {
        mg_text_equation(out, rolls, '-', count, rolls - count);
        mg_text_char(out, ';');
        count = rolls - count;
    }
    mg_text_int(out, count);
    mg_text_char(out, '/');
    mg_text_int(out, rolls);
    mg_text_char(out, '=');
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], sides = mg_digit_count(level->knob[1]), rolls = n * sides;
    int sums = n * level->knob[1] / 2 + 1;
    if (rolls > 9) rolls = 9;
    return (mg_text_bounds){120 + n * (sides + 4), 2 * rolls + 1,
                            n * (sides + 1) + sums * (rolls < 8 ? rolls + 1 : 8) + 8 * rolls + 50};
}

const mg_family mg_family_dice = {
    .name = "dice",
    .summary = "probabilities of sums of dice",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_dice,
    .knobs = {"dice", "highest_sides"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .representative = representative,
    .vary = vary,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
