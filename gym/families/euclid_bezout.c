/* Whole x and y with a*x + b*y = gcd(a, b): any pair that fits is right.
 *
 * Operands: a, b, rising. */
#include "gym/families/numbers_common.h"

static const mg_level LEVELS[] = {
    {"numbers up to 30", {3, 30, 1}},
    {"numbers up to 200", {5, 200, 1}},
    {"numbers up to 2,000", {10, 2000, 1}},
    {"numbers of 10,000 to 99,999", {10000, 99999, 0}},
    {"numbers of 100,000 to 999,999", {100000, 999999, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t low = level->knob[0], high = level->knob[1];
    if (!level->knob[2]) return;
    *box = (mg_box){.count = 2, .low = {low, low}, .high = {high, high}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[1] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    mg_num_sort_numbers(v, 2);
}

/* Neither a divisor of b, for which (1, 0) would do, nor a neighbour of a multiple of it. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "bezout %0,%1", v[0], v[1]);
    return v[0] < v[1] && v[1] % v[0] > 1;
}

static const mg_wordings WORDINGS = {
    3,
    {"Find whole numbers x and y with {%0*x + %1*y = %2}.",
     "Solve {%0*x + %1*y = %2} in whole numbers; any solution will do. Answer as x = ..., y = ...",
     "Write %2, the gcd of %0 and %1, as {%0*x + %1*y} with whole x and y."}};

/* difficulty: division steps of Euclid's algorithm + digits */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_bezout one = mg_num_bezout_of(v[1], v[0]);
    mg_num_ask(problem, question, &WORDINGS,
               &(mg_holes){.number = (const int64_t[]){v[0], v[1], one.gcd}});
    mg_num_put(answer, "x = %0, y = %1", one.y, one.x);
    problem->digits = mg_digit_count(v[1]);
    problem->operations = mg_num_euclid_steps(v[1], v[0]);
    problem->difficulty = problem->operations + problem->digits;
}

/* Each remainder as a combination of the two numbers. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_num_work_bezout(out, problem->operand[1], problem->operand[0]);
}

/* -- any solution ------------------------------------------------------------------------------ */

typedef struct reader {
    const char *at, *end;
} reader;

static void skip(reader *r, const char *accepted) {
    for (; r->at < r->end; r->at++) {
        const char *c = accepted;
        while (*c && *c != *r->at) c++;
        if (!*c) return;
    }
}

/* "x = -17", or the number alone. */
static bool read_value(reader *r, char name, int64_t *value) {
    enum { MAX_DIGITS = 15 };
    int digits = 0;
    skip(r, " (");
    if (r->at < r->end && *r->at == name) {
        r->at++;
        skip(r, " ");
        if (r->at == r->end || *r->at != '=') return false;
        r->at++;
        skip(r, " ");
    }
    bool negative = r->at < r->end && *r->at == '-';
    r->at += negative;
    for (*value = 0; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++)
        if (digits++ < MAX_DIGITS) *value = *value * 10 + (*r->at - '0');
    if (negative) *value = -*value;
    return digits > 0 && digits <= MAX_DIGITS;
}

static bool is_gold(const mg_problem *problem, const char *text, size_t bytes) {
    if (bytes != problem->answer_bytes) return false;
    for (size_t i = 0; i < bytes; i++)
        if (text[i] != problem->answer[i]) return false;
    return true;
}

static mg_judgement judge(const mg_problem *problem, const char *text, size_t bytes) {
    __extension__ typedef __int128 wide;
    const int64_t *v = problem->operand;
    reader r = {text, text + bytes};
    int64_t x, y;
    if (is_gold(problem, text, bytes)) return (mg_judgement){MG_CORRECT, 1.0, "the answer"};
    bool first = read_value(&r, 'x', &x);
    skip(&r, " ,\n");
    bool both = first && read_value(&r, 'y', &y);
    skip(&r, " ).\n");
    if (!both || r.at != r.end)
        return (mg_judgement){MG_UNPARSABLE, 0.0, "not two whole numbers like x = 3, y = -2"};
    if ((wide)v[0] * x + (wide)v[1] * y == mg_gcd(v[0], v[1]))
        return (mg_judgement){MG_EQUIVALENT, 1.0, "another solution, or another spelling"};
    return (mg_judgement){MG_WRONG, 0.0, "not a solution"};
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){84 + 4 * digits, 12 + 2 * digits, 5 * digits * (6 * digits + 10)};
}

const mg_family mg_family_euclid_bezout = {
    .name = "euclid_bezout",
    .summary = "a gcd as a combination of its numbers",
    .topic = "numbers",
    .id = MG_FAMILY_ID_euclid_bezout,
    .knobs = {"lowest", "highest", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_OWN,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .judge = judge,
    .bounds = bounds,
};
