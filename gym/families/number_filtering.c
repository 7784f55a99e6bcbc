/* The numbers of a list that pass a test, in the order of the list: above 2 of 3, 1, 5 -> "3, 5".
 *
 * Operands: how many, the test, its number, the list. */
#include "gym/families/numbers_written.h"

enum { ABOVE, BELOW, WITHOUT_ABOVE, WITHOUT_BELOW, TESTS };

/* fewest, most, kind, span, decimal places, negative too */
static const mg_level LEVELS[] = {
    {"5 whole numbers to 99", {5, 5, MG_WRITTEN_WHOLE, 99, 0, 0}},
    {"3 to 10 decimals to 100, 4 places (as RG number_filtering, easy)",
     {3, 10, MG_WRITTEN_DECIMAL, 100, 4, 1}},
    {"5 to 10 whole numbers, decimals and fractions", {5, 10, MG_WRITTEN_MIXED, 20, 2, 1}},
    {"35 to 40 decimals to 500, 4 places (towards RG number_filtering, hard)",
     {35, 40, MG_WRITTEN_DECIMAL, 500, 4, 1}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    v[1] = mg_rng_below(rng, TESTS);
    for (int i = 2; i < v[0] + 3; i++)
        v[i] = mg_written_draw(rng, knob[2], knob[5], knob[3], knob[4]);
}

static bool passes(const int64_t *v, int64_t number) {
    int order = mg_written_compare(number, v[2]);
    if (v[1] == ABOVE) return order > 0;
    if (v[1] == BELOW) return order < 0;
    return v[1] == WITHOUT_ABOVE ? order <= 0 : order >= 0;
}

static int filter(const int64_t *v, int64_t *kept) {
    int count = 0;
    for (int i = 0; i < v[0]; i++)
        if (passes(v, v[3 + i])) kept[count++] = v[3 + i];
    return count;
}

/* Some are kept, some are not. "At most" is not "not above" in the key: nothing equals the bound.
 */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t kept[40];
    int n = (int)v[0], count = filter(v, kept);
    bool above = v[1] == ABOVE || v[1] == WITHOUT_BELOW;
    mg_text_string(out, above ? "above " : "below ");
    mg_text_written(out, v[2]);
    mg_text_string(out, " of ");
    mg_text_written_list(out, v + 3, n, ", ");
    return count > 0 && count < n && mg_written_are_distinct(v + 2, n + 1);
}

static const mg_wordings WORDINGS[TESTS] = {
    {2,
     {"Which of these numbers are larger than &0? Keep their order. List: ",
      "Keep the numbers greater than &0, in the order given: "}},
    {2,
     {"Which of these numbers are smaller than &0? Keep their order. List: ",
      "Keep the numbers less than &0, in the order given: "}},
    {2,
     {"Remove the numbers larger than &0 and list the others in the order given: ",
      "Without the numbers greater than &0, what is left of this list (same order)? "}},
    {2,
     {"Remove the numbers smaller than &0 and list the others in the order given: ",
      "Without the numbers less than &0, what is left of this list (same order)? "}}};

/* difficulty: numbers, and as many again where there are fractions */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t kept[40];
    char bound[32];
    mg_text text = mg_text_over(bound, sizeof bound);
    mg_text_written(&text, v[2]);
    mg_text_end(&text);
    mg_num_ask(problem, question, &WORDINGS[v[1]],
               &(mg_holes){.name = (const char *const[]){bound}});
    mg_text_written_list(question, v + 3, (int)v[0], ", ");
    mg_text_written_list(answer, kept, filter(v, kept), ", ");
    for (int i = 0; i < v[0]; i++) {
        int digits = mg_digit_count(mg_written_read(v[3 + i]).top);
        if (digits > problem->digits) problem->digits = digits;
    }
    problem->operations = (int)v[0];
    problem->difficulty = problem->operations * (level->knob[2] == MG_WRITTEN_MIXED ? 2 : 1);
}

/* Each number against the bound. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int i = 0; i < v[0]; i++) {
        mg_text_written(out, v[3 + i]);
        mg_text_char(out, mg_written_compare(v[3 + i], v[2]) < 0 ? '<' : '>');
        mg_text_written(out, v[2]);
        mg_text_string(out, passes(v, v[3 + i]) ? ";keep;" : ";drop;");
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1],
        bytes = mg_written_bytes(level->knob[2], level->knob[3], level->knob[4]);
    int list = n * (bytes + 2);
    return (mg_text_bounds){80 + bytes + list, list, n * (2 * bytes + 7)};
}

const mg_family mg_family_number_filtering = {
    .name = "number_filtering",
    .summary = "the numbers of a list above or below a bound",
    .topic = "numbers",
    .id = MG_FAMILY_ID_number_filtering,
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
