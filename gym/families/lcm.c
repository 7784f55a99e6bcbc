/* Least common multiple of 2 to 5 numbers: lcm(12, 18) -> "36".
 *
 * Operands: how many, then the numbers, rising. */
#include "gym/families/numbers_common.h"

static const mg_level LEVELS[] = {
    {"2 numbers up to 20", {2, 2, 2, 20, 6}},
    {"2 numbers up to 100 (as RG lcm, easy)", {2, 2, 1, 100, 30}},
    {"2 numbers up to 1,000", {2, 2, 2, 1000, 250}},
    {"3 or 4 numbers of 1,000 to 10,000 (as RG lcm, hard)", {3, 4, 1000, 10000, 200}},
    {"2 numbers up to 1,000,000 (middle of DM lcm)", {2, 2, 1, 1000000, 10000}},
    {"2 numbers up to 1,000,000,000 (top of DM lcm)", {2, 2, 1, 1000000000, 100000}},
};

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[1] > 2 || level->knob[3] > 1000) return;
    int64_t low = level->knob[2], high = level->knob[3];
    *box = (mg_box){.count = 3, .low = {2, low, low}, .high = {2, high, high}};
}

/* A common factor, log-uniform, in all of them: the answer's size varies with it. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    int64_t common = mg_num_draw_log(rng, 1, knob[4]);
    for (int i = 1; i <= v[0]; i++)
        v[i] = common * mg_draw_between(rng, (knob[2] + common - 1) / common, knob[3] / common);
    mg_num_sort_numbers(v + 1, (int)v[0]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int n = (int)v[0];
    if (!mg_num_is_sorted(v + 1, n) || v[1] == v[n]) return false;
    mg_text_string(out, "lcm ");
    mg_num_text_list(out, v + 1, n, ", ");
    return true;
}

/* difficulty: Euclid's division steps + digits of the answer */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const mg_wordings WORDINGS = {3,
                                         {"What is the least common multiple of ~?",
                                          "Find the lowest common multiple of ~.",
                                          "Smallest positive number that is divisible by all of "
                                          "@:"}};
    int64_t shown[5], lcm = 1;
    int n = (int)v[0];
    for (int i = 0; i < n; i++) {
        shown[i] = v[i + 1];
        if (i > 0) problem->operations += mg_num_euclid_steps(lcm, v[i + 1]);
        lcm = mg_lcm(lcm, v[i + 1]);
    }
    mg_num_shuffle_by_key(problem, shown, n);
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.list = shown, .list_count = n});
    mg_text_int(answer, lcm);
    problem->digits = mg_num_longest_digits(v + 1, n);
    problem->difficulty = problem->operations + mg_digit_count(lcm);
}

/* The gcd by Euclid's algorithm, then a / gcd * b; with more numbers, the lcm so far and the next.
 */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t lcm = v[1];
    for (int i = 2; i <= v[0]; i++) {
        int64_t gcd = mg_gcd(lcm, v[i]), larger = lcm > v[i] ? lcm : v[i];
        mg_num_work_euclid(out, larger, larger == lcm ? v[i] : lcm);
        mg_num_put(out, "the gcd is %0;%1/%0*%2=%3*%2=%4;", gcd, v[i], lcm, v[i] / gcd,
                   mg_lcm(lcm, v[i]));
        lcm = mg_lcm(lcm, v[i]);
    }
}

/* Each gcd takes at most 5 steps a digit of the shorter number. */
static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], digits = mg_digit_count(level->knob[3]), longest = 0;
    int work = 0;
    for (int i = 2; i <= n; i++) {
        longest = (i - 1) * digits;
        work += longest * 2 + 3 * digits + 10 + 5 * digits * (3 * digits + 6);
        work += 2 * longest + 6 * digits + 22;
    }
    return (mg_text_bounds){55 + n * (digits + 2) + 5, n * digits, work};
}

const mg_family mg_family_lcm = {
    .name = "lcm",
    .summary = "least common multiple",
    .topic = "numbers",
    .id = MG_FAMILY_ID_lcm,
    .knobs = {"min_numbers", "max_numbers", "min_value", "max_value", "max_common_factor"},
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
