/* Sorting numbers, rising or falling: 3, -1/2, 0.7 -> "-1/2, 0.7, 3".
 *
 * Operands: how many, the direction (1 falling), the numbers. */
#include "gym/families/numbers_written.h"

/* fewest, most, kind, span, decimal places, negative too */
static const mg_level LEVELS[] = {
    {"5 whole numbers to 99", {5, 5, MG_WRITTEN_WHOLE, 99, 0, 0}},
    {"3 to 10 decimals to 100, 2 places (as RG number_sorting, easy)",
     {3, 10, MG_WRITTEN_DECIMAL, 100, 2, 1}},
    {"4 to 7 whole numbers, decimals and fractions (as DM sort)",
     {4, 7, MG_WRITTEN_MIXED, 1000, 3, 1}},
    {"15 to 25 decimals to 500, 4 places (as DM sort_more)",
     {15, 25, MG_WRITTEN_DECIMAL, 500, 4, 1}},
    {"35 to 40 decimals to 500, 4 places (towards RG number_sorting, hard)",
     {35, 40, MG_WRITTEN_DECIMAL, 500, 4, 1}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    v[1] = mg_rng_below(rng, 2);
    for (int i = 0; i < v[0]; i++)
        v[2 + i] = mg_written_draw(rng, knob[2], knob[5], knob[3], knob[4]);
}

static void sort(const int64_t *v, int64_t *sorted) {
    int n = (int)v[0];
    for (int i = 0; i < n; i++) sorted[i] = v[2 + i];
    mg_written_sort(sorted, n);
    for (int i = 0; v[1] && i < n / 2; i++) {
        int64_t first = sorted[i];
        sorted[i] = sorted[n - 1 - i];
        sorted[n - 1 - i] = first;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t sorted[40];
    int n = (int)v[0];
    sort(v, sorted);
    for (int i = 1; i < n; i++)
        if (mg_written_compare(sorted[i - 1], sorted[i]) == 0) return false;
    mg_text_string(out, "sort ");
    mg_text_written_list(out, sorted, n, ", ");
    return true;
}

static const mg_wordings WORDINGS[2] = {
    {3,
     {"Sort from smallest to largest: ", "Put these numbers in ascending order: ",
      "Write in rising order, least first: "}},
    {3,
     {"Sort from largest to smallest: ", "Put these numbers in descending order: ",
      "Write in falling order, greatest first: "}}};

/* difficulty: numbers, and as many again where there are fractions */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t sorted[40];
    int n = (int)v[0];
    mg_num_ask(problem, question, &WORDINGS[v[1]], &(mg_holes){0});
    mg_text_written_list(question, v + 2, n, ", ");
    sort(v, sorted);
    mg_text_written_list(answer, sorted, n, ", ");
    for (int i = 0; i < n; i++) {
        int digits = mg_digit_count(mg_written_read(v[2 + i]).top);
        if (digits > problem->digits) problem->digits = digits;
    }
    problem->operations = n - 1;
    problem->difficulty = level->knob[2] == MG_WRITTEN_MIXED ? 2 * n : n;
}

/* Runs of two, four, eight ... are merged; the last line is the chain. */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t list[40];
    int n = (int)problem->operand[0];
    for (int i = 0; i < n; i++) list[i] = problem->operand[2 + i];
    for (int run = 2; run < n; run *= 2) {
        for (int i = 0; i < n; i += run) {
            int count = i + run < n ? run : n - i;
            mg_written_sort(list + i, count);
            if (i > 0) mg_text_string(out, " | ");
            mg_text_written_list(out, list + i, count, " ");
        }
        mg_text_char(out, ';');
    }
    mg_written_sort(list, n);
    mg_text_written_list(out, list, n, "<");
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1],
        bytes = mg_written_bytes(level->knob[2], level->knob[3], level->knob[4]), passes = 0;
    for (int run = 2; run < n; run *= 2) passes++;
    int list = n * (bytes + 2);
    return (mg_text_bounds){40 + list, list, passes * n * (bytes + 2) + n * (bytes + 1)};
}

const mg_family mg_family_number_sorting = {
    .name = "number_sorting",
    .summary = "sorting whole numbers, decimals and fractions",
    .topic = "numbers",
    .id = MG_FAMILY_ID_number_sorting,
    .knobs = {"fewest", "most", "kind", "span", "decimal_places", "negative_too"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_LIST,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
