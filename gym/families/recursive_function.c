/* A function that calls itself: f(0) = e, f(n) = a f(n/2) + b where n is even, f(n) = c f(n - 1) +
 * d where n is odd. Operands: n, a, b, c, d, e. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"n up to 12", {12, 2, 9}},
    {"n up to 40", {40, 3, 9}},
    {"n up to 200", {200, 3, 20}},
    {"n up to 2000", {2000, 4, 50}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 3, knob[0]);
    for (int i = 1; i < 5; i += 2) {
        v[i] = mg_draw_nonzero(rng, knob[1]);
        v[i + 1] = mg_draw_between(rng, -knob[2], knob[2]);
    }
    v[5] = mg_draw_between(rng, -knob[2], knob[2]);
}

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    mg_box_add(box, 1, 3, knob[0]);
    for (int i = 0; i < 2; i++) {
        mg_box_add(box, 1, -knob[1], knob[1]);
        mg_box_add(box, 1, -knob[2], knob[2]);
    }
    mg_box_add(box, 1, -knob[2], knob[2]);
    mg_box_keep_if_small(box);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "recursive", v, 6);
    return v[1] != 0 && v[3] != 0;
}

/* The arguments from n down to 0. */
static int arguments(int64_t n, int64_t *chain) {
    int count = 0;
    for (; n > 0; n = n % 2 ? n - 1 : n / 2) chain[count++] = n;
    return count;
}

static int64_t step(const int64_t *v, int64_t n, int64_t before) {
    return n % 2 ? v[3] * before + v[4] : v[1] * before + v[2];
}

static int64_t value(const int64_t *v) {
    int64_t chain[32], f = v[5];
    for (int i = arguments(v[0], chain) - 1; i >= 0; i--) f = step(v, chain[i], f);
    return f;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    if (which == 'n') mg_text_int(out, v[0]);
    if (which == 'e') mg_text_int(out, v[5]);
    if (which != 'a' && which != 'c') return;
    const int64_t *rule = which == 'a' ? v + 1 : v + 3;
    mg_text_term(out, true, (mg_ratio){rule[0], 1}, which == 'a' ? "f(n/2)" : "f(n - 1)");
    mg_text_term(out, false, (mg_ratio){rule[1], 1}, "");
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "A function f of whole numbers has f(0) = @e, f(n) = @a for even n > 0, and f(n) = @c for "
        "odd n. What is f(@n)?",
        "Let f(0) = @e; if n > 0 is even, let f(n) = @a; if n is odd, let f(n) = @c. Find f(@n).",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t chain[32];
    mg_text_int(answer, value(v));
    problem->digits = mg_digit_count(value(v));
    problem->operations = 2 * arguments(v[0], chain);
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t chain[32], f = v[5];
    for (int i = arguments(v[0], chain) - 1; i >= 0; i--) {
        int64_t n = chain[i];
        mg_text_string(out, "f(");
        mg_text_int(out, n);
        mg_text_string(out, ") is next;");
        mg_text_factor(out, n % 2 ? v[3] : v[1]);
        mg_text_char(out, '*');
        mg_text_factor(out, f);
        mg_text_signed(out, n % 2 ? v[4] : v[2]);
        mg_text_string(out, " = ");
        f = step(v, n, f);
        mg_text_int(out, f);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int64_t steps = 0;
    for (int64_t n = level->knob[0]; n > 0; n /= 2) steps += 2;
    int d = (int)steps * 2 / 3 + 4;
    return (mg_text_bounds){160, d, (int)steps * (38 + 2 * d)};
}

const mg_family mg_family_recursive_function = {
    .name = "recursive_function",
    .summary = "a function that calls itself",
    .topic = "calculus",
    .id = MG_FAMILY_ID_recursive_function,
    .knobs = {"max_argument", "max_factor", "max_summand"},
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
