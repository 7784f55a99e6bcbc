/* Square factors out of a root: "Simplify 3*sqrt(72)/4." -> "9/2*sqrt(2)".
 *
 * Operands: factor m, k, square-free c, divisor d: m sqrt(k^2 c) / d. */
#include "gym/families/arithmetic_surd.h"

/* highest of factor, k, c, divisor */
static const mg_level LEVELS[] = {
    {"sqrt(n), k up to 12, c up to 30", {1, 12, 30, 1}},
    {"sqrt(n), k up to 30, c up to 100", {1, 30, 100, 1}},
    {"m*sqrt(n), k up to 30, c up to 100", {20, 30, 100, 1}},
    {"m*sqrt(n)/d, k up to 99, c up to 500", {99, 99, 500, 99}},
    {"m*sqrt(n)/d, k up to 999, c up to 999", {999, 999, 999, 999}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    if (knob[3] > 1) return;
    *box = (mg_box){.count = 4, .low = {1, 2, 2, 1}, .high = {knob[0], knob[1], knob[2], 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 1, knob[0]);
    v[1] = mg_draw_between(rng, 2, knob[1]);
    v[2] = mg_draw_between(rng, 2, knob[2]);
    v[3] = mg_draw_between(rng, 1, knob[3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (!mg_is_square_free(v[2])) return false;
    mg_text_int(out, v[0]);
    mg_text_string(out, "*sqrt(");
    mg_text_int(out, v[1] * v[1] * v[2]);
    mg_text_string(out, ")/");
    mg_text_int(out, v[3]);
    return true;
}

static void write_formula(mg_text *out, const int64_t *v) {
    if (v[0] != 1) {
        mg_text_int(out, v[0]);
        mg_text_char(out, '*');
    }
    mg_text_string(out, "sqrt(");
    mg_text_int(out, v[1] * v[1] * v[2]);
    mg_text_char(out, ')');
    if (v[3] == 1) return;
    mg_text_char(out, '/');
    mg_text_int(out, v[3]);
}

/* difficulty: digits under the root, of factor and divisor */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    bool wording = mg_pick(problem, 0, 2);
    mg_text_string(question, wording ? "Simplify " : "Write ");
    mg_math_open(problem, question);
    write_formula(question, v);
    mg_math_close(problem, question);
    mg_text_string(question, wording ? "; leave no square factor under the root."
                                     : " with the smallest whole number under the root.");
    mg_text_surd_sum(answer, (mg_ratio){0, 1}, mg_ratio_of(v[0] * v[1], v[3]), v[2]);
    problem->digits = mg_digit_count(v[1] * v[1] * v[2]);
    problem->operations = 1 + (v[0] != 1) + (v[3] != 1);
    problem->difficulty = problem->digits + (v[0] != 1 ? mg_digit_count(v[0]) : 0) +
                          (v[3] != 1 ? mg_digit_count(v[3]) : 0);
}

/* "72=6^2*2;sqrt(72)=6*sqrt(2);3*sqrt(72)/4=9/2*sqrt(2);" */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_text_int(out, v[1] * v[1] * v[2]);
    mg_text_char(out, '=');
    mg_text_int(out, v[1]);
    mg_text_string(out, "^2*");
    mg_text_int(out, v[2]);
    mg_text_char(out, ';');
    write_formula(out, (const int64_t[]){1, v[1], v[2], 1});
    mg_text_char(out, '=');
    mg_text_surd_sum(out, (mg_ratio){0, 1}, (mg_ratio){v[1], 1}, v[2]);
    mg_text_char(out, ';');
    if (v[0] == 1 && v[3] == 1) return;
    write_formula(out, v);
    mg_text_char(out, '=');
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    int m = mg_digit_count(knob[0]), d = mg_digit_count(knob[3]), c = mg_digit_count(knob[2]);
    int under = mg_digit_count((int64_t)knob[1] * knob[1] * knob[2]), k = mg_digit_count(knob[1]);
    int answer = m + k + d + c + 9;
    return (mg_text_bounds){m + under + d + 68, answer,
                            (under + k + c + 6) + (under + 9 + k + c + 8) +
                                (m + under + d + 12 + answer)};
}

const mg_family mg_family_simplify_surd = {
    .name = "simplify_surd",
    .summary = "square factors out of a square root",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_simplify_surd,
    .knobs = {"highest_factor", "highest_k", "highest_c", "highest_divisor"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_SURD,
    .form = MG_FORM_SIMPLE,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
