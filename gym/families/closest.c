/* One number of a list: the closest to a given one (closest), or the k-th from above or below
 * (kth_biggest).
 *
 * Operands: how many, the given number (closest) or k, negative from below (kth_biggest), the list.
 */
#include "gym/families/numbers_written.h"

/* fewest, most, kind, span, decimal places, negative too */
static const mg_level LEVELS[] = {
    {"5 whole numbers to 99", {5, 5, MG_WRITTEN_WHOLE, 99, 0, 0}},
    {"3 to 6 whole numbers, decimals and fractions (as DM closest, kth_biggest)",
     {4, 6, MG_WRITTEN_MIXED, 100, 2, 1}},
    {"7 to 10 whole numbers, decimals and fractions (as DM ..._more)",
     {7, 10, MG_WRITTEN_MIXED, 100, 3, 1}},
    {"15 to 20 decimals to 500, 4 places", {15, 20, MG_WRITTEN_DECIMAL, 500, 4, 1}},
};

static int64_t draw_number(const mg_level *level, mg_rng *rng) {
    const int32_t *knob = level->knob;
    return mg_written_draw(rng, knob[2], knob[5], knob[3], knob[4]);
}

static void draw_list(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    for (int i = 0; i < v[0]; i++) v[2 + i] = draw_number(level, rng);
}

static void draw_closest(const mg_level *level, mg_rng *rng, int64_t *v) {
    draw_list(level, rng, v);
    v[1] = draw_number(level, rng);
}

static void draw_kth(const mg_level *level, mg_rng *rng, int64_t *v) {
    draw_list(level, rng, v);
    v[1] = mg_draw_between(rng, 1, v[0] < 9 ? v[0] : 9);
    if (mg_rng_below(rng, 2)) v[1] = -v[1];
}

static void sort_list(const int64_t *v, int64_t *sorted) {
    for (int i = 0; i < v[0]; i++) sorted[i] = v[2 + i];
    mg_written_sort(sorted, (int)v[0]);
}

/* "key a, b, c" with the list sorted; false where two are equal. */
static bool write_key(const int64_t *v, mg_text *out) {
    int64_t sorted[20];
    sort_list(v, sorted);
    mg_text_written_list(out, sorted, (int)v[0], ", ");
    return mg_written_are_distinct(sorted, (int)v[0]);
}

static mg_ratio distance(int64_t a, int64_t b) {
    mg_written_value first = mg_written_read(a), second = mg_written_read(b);
    int64_t top = first.top * second.bottom - second.top * first.bottom;
    return mg_ratio_of(top < 0 ? -top : top, first.bottom * second.bottom);
}

/* The closest one's place; -1 where two are as close, or one is the number itself. */
static int find_closest(const int64_t *v) {
    int best = 0;
    bool tie = false;
    mg_ratio least = distance(v[2], v[1]);
    for (int i = 1; i < v[0]; i++) {
        mg_ratio next = distance(v[2 + i], v[1]);
        int order = mg_ratio_compare(next, least);
        if (order == 0) tie = true;
        if (order >= 0) continue;
        least = next;
        best = i;
        tie = false;
    }
    return tie || least.top == 0 ? -1 : best;
}

static bool canonical_closest(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_string(out, "closest to ");
    mg_text_written(out, v[1]);
    mg_text_string(out, " of ");
    return write_key(v, out) && find_closest(v) >= 0;
}

static bool canonical_kth(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t from_below = v[1] < 0 ? -v[1] : v[0] + 1 - v[1];
    mg_num_put(out, "place %0 of ", from_below);
    return write_key(v, out);
}

static const mg_wordings CLOSEST = {3,
                                    {"Which of these numbers is closest to &0? ",
                                     "Find the number nearest to &0 in this list: ",
                                     "Find the number with the least distance from &0: "}};
static const mg_wordings BIGGEST = {
    2, {"Which of these numbers is the &0largest: ", "Find the &0biggest number of this list: "}};
static const mg_wordings SMALLEST = {
    2, {"Which of these numbers is the &0smallest: ", "Find the &0least number of this list: "}};

/* difficulty: numbers, and as many again where there are fractions */
static void measure(const mg_level *level, const int64_t *v, mg_problem *problem) {
    for (int i = 0; i < v[0]; i++) {
        int digits = mg_digit_count(mg_written_read(v[2 + i]).top);
        if (digits > problem->digits) problem->digits = digits;
    }
    problem->operations = (int)v[0];
    problem->difficulty = problem->operations * (level->knob[2] == MG_WRITTEN_MIXED ? 2 : 1);
}

static void pose_closest(const mg_level *level, const int64_t *v, mg_text *question,
                         mg_text *answer, mg_problem *problem) {
    char aim[32];
    mg_text text = mg_text_over(aim, sizeof aim);
    mg_text_written(&text, v[1]);
    mg_text_end(&text);
    mg_num_ask(problem, question, &CLOSEST, &(mg_holes){.name = (const char *const[]){aim}});
    mg_text_written_list(question, v + 2, (int)v[0], ", ");
    mg_text_written(answer, v[2 + find_closest(v)]);
    measure(level, v, problem);
}

static void pose_kth(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                     mg_problem *problem) {
    static const char *const ORDINALS[] = {"",       "second ",  "third ",  "fourth ", "fifth ",
                                           "sixth ", "seventh ", "eighth ", "ninth "};
    int64_t sorted[20], k = v[1] < 0 ? -v[1] : v[1];
    mg_num_ask(problem, question, v[1] < 0 ? &SMALLEST : &BIGGEST,
               &(mg_holes){.name = ORDINALS + (k - 1)});
    mg_text_written_list(question, v + 2, (int)v[0], ", ");
    sort_list(v, sorted);
    mg_text_written(answer, sorted[v[1] < 0 ? k - 1 : v[0] - k]);
    measure(level, v, problem);
}

/* The distances, each as a fraction or a whole number. */
static void work_closest(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int i = 0; i < v[0]; i++) {
        bool above = mg_written_compare(v[2 + i], v[1]) > 0;
        mg_written_value second = mg_written_read(above ? v[1] : v[2 + i]);
        mg_text_written(out, above ? v[2 + i] : v[1]);
        mg_text_char(out, '-');
        if (second.top < 0) mg_text_char(out, '(');
        mg_text_written(out, above ? v[1] : v[2 + i]);
        if (second.top < 0) mg_text_char(out, ')');
        mg_text_char(out, '=');
        mg_text_ratio(out, distance(v[2 + i], v[1]));
        mg_text_char(out, ';');
    }
}

static void work_kth(const mg_problem *problem, mg_text *out) {
    int64_t sorted[20];
    sort_list(problem->operand, sorted);
    mg_text_written_list(out, sorted, (int)problem->operand[0], "<");
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1],
        bytes = mg_written_bytes(level->knob[2], level->knob[3], level->knob[4]);
    return (mg_text_bounds){52 + bytes + n * (bytes + 2), bytes, n * (4 * bytes + 12)};
}

#define SHARED                                                                                     \
    .topic = "numbers",                                                                            \
    .knobs = {"fewest", "most", "kind", "span", "decimal_places", "negative_too"},                 \
    .levels = LEVELS, .level_count = sizeof LEVELS / sizeof LEVELS[0], .default_level = 2,         \
    .answer_kind = MG_ANSWER_RATIONAL, .bounds = bounds

const mg_family mg_family_closest = {
    .name = "closest",
    .summary = "the number of a list that is closest to a given one",
    .id = MG_FAMILY_ID_closest,
    .draw = draw_closest,
    .canonical = canonical_closest,
    .pose = pose_closest,
    .work = work_closest,
    SHARED,
};

const mg_family mg_family_kth_biggest = {
    .name = "kth_biggest",
    .summary = "the k-th largest or smallest number of a list",
    .id = MG_FAMILY_ID_kth_biggest,
    .draw = draw_kth,
    .canonical = canonical_kth,
    .pose = pose_kth,
    .work = work_kth,
    SHARED,
};
