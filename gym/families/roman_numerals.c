/* Roman numerals, 1 to 3999: read (roman_to_number) and written (number_to_roman), alone or as a
 * sum.
 *
 * Operands: the number, and what is added to it (0: nothing). */
#include "gym/families/numbers_common.h"

/* lowest and highest, sums */
static const mg_level LEVELS[] = {
    {"1 to 500", {1, 500, 0}},
    {"1 to 3999", {1, 3999, 0}},
    {"sums of two up to 1999", {10, 1999, 1}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t low = level->knob[0], high = level->knob[1];
    bool sums = level->knob[2];
    *box = (mg_box){.count = 2, .low = {low, sums ? low : 0}, .high = {high, sums ? high : 0}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges;
    box(level, &ranges);
    mg_num_draw_in_box(&ranges, rng, v);
    if (level->knob[2]) mg_num_sort_numbers(v, 2);
}

static bool canonical_read(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "read roman %0+%1", v[0], v[1]);
    return v[1] == 0 || v[0] <= v[1];
}

static bool canonical_write(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "write roman %0+%1", v[0], v[1]);
    return v[1] == 0 || v[0] <= v[1];
}

static const struct {
    int value;
    const char *sign;
} SIGNS[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
             {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"}};

static void write_roman(mg_text *out, int64_t n) {
    for (int i = 0; n > 0; i++)
        for (; n >= SIGNS[i].value; n -= SIGNS[i].value) mg_text_string(out, SIGNS[i].sign);
}

static const mg_wordings READ = {
    2, {"Which number is the Roman numeral &0?", "Write the Roman numeral &0 in Arabic digits."}};
static const mg_wordings READ_SUM = {
    2,
    {"What is &0 plus &1 (Roman numerals)? Answer in Arabic digits.",
     "Add the Roman numerals &0 and &1 and give the sum in Arabic digits."}};
static const mg_wordings WRITE = {
    2, {"Write %0 as a Roman numeral.", "What is %0 in Roman numerals?"}};
static const mg_wordings WRITE_SUM = {
    2,
    {"What is &0 plus &1? Answer with a Roman numeral.",
     "Add the Roman numerals &0 and &1; give the sum as a Roman numeral."}};

static void ask(const int64_t *v, const mg_wordings *alone, const mg_wordings *sum,
                mg_text *question, mg_problem *problem) {
    char first[16], second[16];
    mg_text text = mg_text_over(first, sizeof first), more = mg_text_over(second, sizeof second);
    bool swap = v[1] && mg_pick(problem, 1, 2);
    write_roman(&text, v[swap]);
    write_roman(&more, v[!swap]);
    problem->operations = (int)(mg_text_end(&text) + mg_text_end(&more));
    mg_num_ask(problem, question, v[1] ? sum : alone,
               &(mg_holes){.number = v, .name = (const char *const[]){first, second}});
    problem->digits = mg_digit_count(v[0] + v[1]);
    problem->difficulty = problem->operations + (v[1] > 0);
}

/* difficulty: signs read + 1 for a sum */
static void pose_read(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                      mg_problem *problem) {
    (void)level;
    ask(v, &READ, &READ_SUM, question, problem);
    mg_text_int(answer, v[0] + v[1]);
}

static void pose_write(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                       mg_problem *problem) {
    (void)level;
    ask(v, &WRITE, &WRITE_SUM, question, problem);
    write_roman(answer, v[0] + v[1]);
}

/* "1000+900+40+2=1942;" */
static void write_parts(mg_text *out, int64_t n) {
    int64_t rest = n;
    for (int i = 0; rest > 0; i++)
        for (; rest >= SIGNS[i].value; rest -= SIGNS[i].value)
            mg_num_put(out, rest < n ? "+%0" : "%0", SIGNS[i].value);
    mg_num_put(out, "=%0;", n);
}

static void work_sum(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    if (v[1] == 0) return;
    write_parts(out, v[0]);
    write_parts(out, v[1]);
    mg_num_put(out, "%0+%1=%2;", v[0], v[1], v[0] + v[1]);
}

static void work_read(const mg_problem *problem, mg_text *out) {
    if (problem->operand[1] == 0)
        write_parts(out, problem->operand[0]);
    else
        work_sum(problem, out);
}

static void work_write(const mg_problem *problem, mg_text *out) {
    work_sum(problem, out);
    write_parts(out, problem->operand[0] + problem->operand[1]);
}

static mg_text_bounds bounds(const mg_level *level) {
    if (level->knob[2]) return (mg_text_bounds){92, 15, 180};
    return (mg_text_bounds){59, 15, 60};
}

#define SHARED                                                                                     \
    .topic = "numbers", .knobs = {"lowest", "highest", "sums"}, .levels = LEVELS,                  \
    .level_count = sizeof LEVELS / sizeof LEVELS[0], .default_level = 2, .box = box, .draw = draw, \
    .bounds = bounds

const mg_family mg_family_roman_to_number = {
    .name = "roman_to_number",
    .summary = "Roman numerals read",
    .id = MG_FAMILY_ID_roman_to_number,
    .answer_kind = MG_ANSWER_INTEGER,
    .canonical = canonical_read,
    .pose = pose_read,
    .work = work_read,
    SHARED,
};

const mg_family mg_family_number_to_roman = {
    .name = "number_to_roman",
    .summary = "numbers written as Roman numerals",
    .id = MG_FAMILY_ID_number_to_roman,
    .answer_kind = MG_ANSWER_WORD,
    .canonical = canonical_write,
    .pose = pose_write,
    .work = work_write,
    SHARED,
};
