/* The mean of a chance: 5 with weight 1, 2 with weight 3 -> "11/4".
 *
 * Operands: how many outcomes, their values, rising, then their weights. */
#include "gym/families/numbers_common.h"

enum { MAX_OUTCOMES = 6 };

/* fewest and most outcomes, lowest and highest value, highest weight, walked */
static const mg_level LEVELS[] = {
    {"2 outcomes of 0 to 20, weights to 6", {2, 2, 0, 20, 6, 1}},
    {"3 outcomes of -10 to 10, weights to 6", {3, 3, -10, 10, 6, 1}},
    {"4 or 5 outcomes of -50 to 50, weights to 12", {4, 5, -50, 50, 12, 0}},
    {"6 outcomes of -500 to 500, weights to 30", {6, 6, -500, 500, 30, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int n = level->knob[0];
    if (!level->knob[5]) return;
    *box = (mg_box){.count = 1 + 2 * n, .low = {n}, .high = {n}};
    for (int i = 1; i <= n; i++) {
        box->low[i] = level->knob[2];
        box->high[i] = level->knob[3];
        box->low[n + i] = 1;
        box->high[n + i] = level->knob[4];
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = (int)mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[0] = n;
    for (int i = 1; i <= n; i++) {
        v[i] = mg_draw_between(rng, level->knob[2], level->knob[3]);
        v[n + i] = mg_draw_between(rng, 1, level->knob[4]);
    }
    mg_num_sort_numbers(v + 1, n);
}

/* The weights have no common factor: 2 to 4 is 1 to 2. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int n = (int)v[0];
    int64_t gcd = 0;
    mg_text_string(out, "mean of ");
    for (int i = 1; i <= n; i++) {
        if (i > 1 && v[i] <= v[i - 1]) return false;
        mg_num_put(out, "%0 by %1,", v[i], v[n + i]);
        gcd = mg_gcd(gcd, v[n + i]);
    }
    return gcd == 1;
}

static int64_t total_weight(const int64_t *v) {
    int64_t total = 0;
    for (int i = 1; i <= v[0]; i++) total += v[v[0] + i];
    return total;
}

static const mg_wordings OPENINGS = {2, {"A game pays ", "A random number X takes the values "}};
static const mg_wordings ENDINGS = {
    2,
    {". What does it pay on average? Answer as a fraction in lowest terms or a whole number.",
     ". What is the expected value of X, as a fraction in lowest terms or a whole number?"}};

/* difficulty: outcomes + digits of the total weight + digits of the values */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int n = (int)v[0];
    int64_t total = total_weight(v), sum = 0, order[MAX_OUTCOMES];
    for (int i = 0; i < n; i++) order[i] = i + 1;
    mg_num_shuffle_by_key(problem, order, n);
    mg_num_ask(problem, question, &OPENINGS, &(mg_holes){0});
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(question, i == n - 1 ? " and " : ", ");
        mg_num_put(question, "%0 with probability ", v[order[i]]);
        mg_math_open(problem, question);
        mg_num_put(question, "%0/%1", v[n + order[i]], total);
        mg_math_close(problem, question);
        sum += v[order[i]] * v[n + order[i]];
    }
    mg_num_ask(problem, question, &ENDINGS, &(mg_holes){0});
    mg_text_ratio(answer, mg_ratio_of(sum, total));
    problem->digits = mg_num_longest_digits(v + 1, n);
    problem->operations = 2 * n;
    problem->difficulty = n + mg_digit_count(total) + problem->digits;
}

/* Values times weights, added up, over all weights. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t sum = 0, n = v[0];
    for (int i = 1; i <= n; i++) {
        int64_t term = v[i] * v[n + i];
        mg_num_put(out, "%0*%1=%2;", v[n + i], v[i], term);
        if (i > 1) {
            mg_text_equation(out, sum, term < 0 ? '-' : '+', term < 0 ? -term : term, sum + term);
            mg_text_char(out, ';');
        }
        sum += term;
    }
    mg_num_put(out, "%0/%1=", sum, total_weight(v));
    mg_text_ratio(out, mg_ratio_of(sum, total_weight(v)));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], value = mg_digit_count(level->knob[3]) + 1;
    int weight = mg_digit_count(level->knob[4]), total = mg_digit_count(level->knob[4] * n);
    int sum = value + weight + 1, answer = sum + 1 + total;
    return (mg_text_bounds){120 + n * (value + weight + total + 23), answer,
                            n * (5 * sum + 8) + 2 * answer + 4};
}

const mg_family mg_family_expected_value = {
    .name = "expected_value",
    .summary = "means of chances",
    .topic = "numbers",
    .id = MG_FAMILY_ID_expected_value,
    .knobs = {"fewest", "most", "lowest_value", "highest_value", "max_weight", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
