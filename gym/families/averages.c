/* Mean, median, mode or range of a list (averages), and its variance (variance), exactly.
 *
 * Operands: how many, what is asked, the numbers, in units of their last decimal place. */
#include "gym/families/numbers_common.h"

enum { MEAN, MEDIAN, MODE, RANGE, QUESTIONS, MAX_COUNT = 16 };

/* fewest and most numbers, lowest and highest, decimal places */
static const mg_level LEVELS[] = {
    {"7 or 8 numbers of 0 to 50", {7, 8, 0, 50, 0}},
    {"8 to 10 numbers of -99 to 99", {8, 10, -99, 99, 0}},
    {"9 to 12 numbers of 0.0 to 99.9", {9, 12, 0, 999, 1}},
    {"12 to 16 numbers of -99.99 to 99.99", {12, 16, -9999, 9999, 2}},
};

/* Where the mode is asked for, one number is put two more times, so that there is one. */
static void draw_numbers(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    for (int i = 0; i < v[0]; i++) v[2 + i] = mg_draw_between(rng, level->knob[2], level->knob[3]);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    draw_numbers(level, rng, v);
    v[1] = mg_rng_below(rng, QUESTIONS);
    if (v[1] == MODE) v[3] = v[4] = v[2];
    mg_num_sort_numbers(v + 2, (int)v[0]);
}

static void draw_variance(const mg_level *level, mg_rng *rng, int64_t *v) {
    draw_numbers(level, rng, v);
    v[1] = mg_rng_below(rng, 2);
    mg_num_sort_numbers(v + 2, (int)v[0]);
}

/* The number that occurs most often in a sorted list; false where two do. */
static bool find_mode(const int64_t *sorted, int n, int64_t *mode) {
    int best = 0, run = 0;
    bool single = false;
    for (int i = 0; i < n; i++) {
        run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
        if (run == best) single = false;
        if (run <= best) continue;
        best = run;
        single = true;
        *mode = sorted[i];
    }
    return single && best > 1;
}

static void write_list(mg_text *out, const int64_t *list, int n, int places, const char *between) {
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(out, between);
        mg_text_decimal(out, list[i], places);
    }
}

static bool write_key(const mg_level *level, const int64_t *v, const char *what, mg_text *out) {
    mg_text_string(out, what);
    write_list(out, v + 2, (int)v[0], level->knob[4], ",");
    return mg_num_is_sorted(v + 2, (int)v[0]) && v[2] < v[1 + v[0]];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    static const char *const NAMES[] = {"mean ", "median ", "mode ", "range "};
    int64_t mode;
    return write_key(level, v, NAMES[v[1]], out) &&
           (v[1] != MODE || find_mode(v + 2, (int)v[0], &mode));
}

static bool canonical_variance(const mg_level *level, const int64_t *v, mg_text *out) {
    return write_key(level, v, v[1] ? "sample variance " : "variance ", out);
}

static int64_t sum_of(const int64_t *list, int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) sum += list[i];
    return sum;
}

/* In units of the last decimal place. */
static mg_ratio solve(const int64_t *v) {
    int n = (int)v[0];
    const int64_t *list = v + 2;
    int64_t mode = 0;
    if (v[1] == MEAN) return mg_ratio_of(sum_of(list, n), n);
    if (v[1] == MEDIAN) return mg_ratio_of(list[(n - 1) / 2] + list[n / 2], 2);
    if (v[1] == RANGE) return mg_ratio_of(list[n - 1] - list[0], 1);
    find_mode(list, n, &mode);
    return mg_ratio_of(mode, 1);
}

static mg_ratio in_ones(mg_ratio value, int64_t units) {
    mg_ratio result = value;
    mg_ratio_multiply(value, mg_ratio_of(1, units), &result);
    return result;
}

static const mg_wordings ASK[QUESTIONS] = {
    {2,
     {"What is the mean of these numbers, exactly, as a fraction or whole number? ",
      "Find the arithmetic mean (an exact fraction if it is not whole): "}},
    {2,
     {"What is the median of these numbers, exactly, as a fraction or whole number? ",
      "Find the median (an exact fraction if it is not whole): "}},
    {2,
     {"What is the mode of these numbers (the most frequent one)? ",
      "Which number occurs most often? "}},
    {2,
     {"What is the range of these numbers (largest minus smallest)? ",
      "By how much does the largest of these numbers exceed the smallest? "}}};
static const mg_wordings VARIANCE[2] = {
    {2,
     {"What is the population variance of these numbers (mean squared deviation), exactly? ",
      "Find the variance, dividing by the number of values, as an exact fraction: "}},
    {2,
     {"What is the sample variance of these numbers (divide by one less than their number), "
      "exactly? ",
      "Find the sample variance, dividing by the number of values minus 1, as an exact "
      "fraction: "}}};

/* difficulty: numbers + digits, twice the numbers for variances */
static void ask(const mg_level *level, const int64_t *v, const mg_wordings *wordings,
                mg_text *question, mg_problem *problem) {
    int64_t shown[MAX_COUNT];
    int n = (int)v[0];
    for (int i = 0; i < n; i++) shown[i] = v[2 + i];
    mg_num_shuffle_by_key(problem, shown, n);
    mg_num_ask(problem, question, wordings, &(mg_holes){0});
    write_list(question, shown, n, level->knob[4], ", ");
    problem->digits = mg_num_longest_digits(shown, n);
    problem->operations = n;
    problem->difficulty = n + problem->digits;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    ask(level, v, &ASK[v[1]], question, problem);
    mg_text_ratio(answer, in_ones(solve(v), mg_power_of_ten(level->knob[4])));
}

/* (n * sum of squares - square of the sum) / (n * n), or / (n * (n - 1)) */
static void pose_variance(const mg_level *level, const int64_t *v, mg_text *question,
                          mg_text *answer, mg_problem *problem) {
    int64_t n = v[0], squares = 0, sum = sum_of(v + 2, (int)n);
    for (int i = 0; i < n; i++) squares += v[2 + i] * v[2 + i];
    ask(level, v, &VARIANCE[v[1]], question, problem);
    mg_ratio value = mg_ratio_of(n * squares - sum * sum, n * (n - v[1]));
    mg_text_ratio(answer, in_ones(value, mg_power_of_ten(2 * level->knob[4])));
    problem->operations *= 2;
    problem->difficulty += (int)n;
}

/* a+b+... = sum, a negative number behind a minus sign of its own */
static void write_sum(mg_text *out, const int64_t *list, int n, int places, bool square) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        bool bracket = square && list[i] < 0;
        if (i > 0 && (list[i] >= 0 || square)) mg_text_char(out, '+');
        if (bracket) mg_text_char(out, '(');
        mg_text_decimal(out, list[i], places);
        if (bracket) mg_text_char(out, ')');
        if (square) mg_text_string(out, "^2");
        sum += square ? list[i] * list[i] : list[i];
    }
    mg_text_char(out, '=');
    mg_text_decimal(out, sum, square ? 2 * places : places);
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand, *list = v + 2;
    int n = (int)v[0], places = level->knob[4];
    if (v[1] == MEAN) {
        write_sum(out, list, n, places, false);
        mg_text_decimal(out, sum_of(list, n), places);
        mg_num_put(out, "/%0=", n);
    } else {
        mg_text_string(out, "sorted: ");
        write_list(out, list, n, places, " ");
        mg_text_char(out, ';');
    }
    if (v[1] == MODE) return;
    if (v[1] == MEDIAN) {
        mg_num_put(out, "places %0 and %1 of %2;(", (n + 1) / 2, n / 2 + 1, n);
        mg_text_decimal(out, list[(n - 1) / 2], places);
        if (list[n / 2] >= 0) mg_text_char(out, '+');
        mg_text_decimal(out, list[n / 2], places);
        mg_text_string(out, ")/2=");
    }
    if (v[1] == RANGE) {
        mg_text_decimal(out, list[n - 1], places);
        mg_text_char(out, list[0] < 0 ? '+' : '-');
        mg_text_decimal(out, list[0] < 0 ? -list[0] : list[0], places);
        mg_text_char(out, '=');
    }
    mg_text_ratio(out, in_ones(solve(v), mg_power_of_ten(places)));
    mg_text_char(out, ';');
}

static void work_variance(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand, *list = v + 2;
    int n = (int)v[0], places = level->knob[4];
    int64_t sum = sum_of(list, n), squares = 0;
    for (int i = 0; i < n; i++) squares += list[i] * list[i];
    write_sum(out, list, n, places, false);
    write_sum(out, list, n, places, true);
    mg_num_put(out, "(%0*", n);
    mg_text_decimal(out, squares, 2 * places);
    mg_text_char(out, '-');
    mg_text_decimal(out, sum < 0 ? -sum : sum, places);
    mg_num_put(out, "^2)/(%0*%1)=", n, n - v[1]);
    mg_text_string(out, problem->answer);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], bytes = mg_digit_count(level->knob[3]) + 1 + (level->knob[4] > 0);
    return (mg_text_bounds){104 + n * (bytes + 2), 2 * bytes + 8,
                            2 * n * (bytes + 6) + 6 * bytes + 80};
}

#define SHARED                                                                                     \
    .topic = "numbers", .knobs = {"fewest", "most", "lowest", "highest", "decimal_places"},        \
    .levels = LEVELS, .level_count = sizeof LEVELS / sizeof LEVELS[0], .default_level = 2,         \
    .answer_kind = MG_ANSWER_RATIONAL, .bounds = bounds

const mg_family mg_family_averages = {
    .name = "averages",
    .summary = "mean, median, mode and range of a list",
    .id = MG_FAMILY_ID_averages,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    SHARED,
};

const mg_family mg_family_variance = {
    .name = "variance",
    .summary = "the exact variance of a list",
    .id = MG_FAMILY_ID_variance,
    .draw = draw_variance,
    .canonical = canonical_variance,
    .pose = pose_variance,
    .work = work_variance,
    SHARED,
};
