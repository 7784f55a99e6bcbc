/* Sums, products and quotients of surds: "Simplify (2 + 3*sqrt(5))/(1 - sqrt(5))." ->
 * "-17/4 - 5/4*sqrt(5)".
 *
 * Operands: kind, c, then a, b, d, e: a sqrt(b^2 c) + d sqrt(e^2 c); (a + b sqrt(c))(d + e
 * sqrt(c)); (a + b sqrt(c))/(d + e sqrt(c)). */
#include "gym/families/arithmetic_surd.h"

enum { SUM, PRODUCT, QUOTIENT, KINDS };

/* kinds from-to, highest c, highest coefficient */
static const mg_level LEVELS[] = {
    {"sums, c up to 7, coefficients up to 9", {SUM, SUM, 7, 9}},
    {"products, c up to 15, coefficients up to 9", {PRODUCT, PRODUCT, 15, 9}},
    {"sums, products, quotients, coefficients up to 50, as DM simplify_surd",
     {SUM, QUOTIENT, 60, 50}},
    {"sums, products, quotients, coefficients up to 300", {SUM, QUOTIENT, 500, 300}},
};

static void box(const mg_level *level, mg_box *box) {
    int c = level->knob[2], most = level->knob[3];
    if (most > 9) return;
    *box = level->knob[0] == SUM ? (mg_box){.count = 6,
                                            .low = {SUM, 2, 1, 2, -most, 2},
                                            .high = {SUM, c, most, most, most, most}}
                                 : (mg_box){.count = 6,
                                            .low = {PRODUCT, 2, -most, -most, -most, -most},
                                            .high = {PRODUCT, c, most, most, most, most}};
}

static void sort_pair(int64_t *v) {
    if (v[2] < v[4] || (v[2] == v[4] && v[3] <= v[5])) return;
    const int64_t pair[2] = {v[2], v[3]};
    v[2] = v[4];
    v[3] = v[5];
    v[4] = pair[0];
    v[5] = pair[1];
}

/* c is square-free after a few tries, six in ten are; what is not is refused. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int most = level->knob[3];
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    for (int i = 0; i < 4 && !mg_is_square_free(v[1]); i++)
        v[1] = mg_draw_between(rng, 2, level->knob[2]);
    for (int i = 2; i < 6; i++) v[i] = mg_draw_signed(rng, most);
    if (v[0] == SUM) {
        v[2] = mg_absolute(v[2]);
        v[3] = mg_draw_between(rng, 2, most);
        v[5] = mg_draw_between(rng, 2, most);
    }
    if (v[0] == PRODUCT || (v[0] == SUM && v[4] > 0)) sort_pair(v);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (!mg_is_square_free(v[1])) return false;
    for (int i = 2; i < 6; i++)
        if (v[i] == 0) return false;
    bool sorted = v[2] < v[4] || (v[2] == v[4] && v[3] <= v[5]);
    bool commutes = v[0] == PRODUCT || (v[0] == SUM && v[4] > 0);
    if (commutes && !sorted) return false;
    mg_text_string(out, "surd ");
    for (int i = 0; i < 6; i++) {
        mg_text_int(out, v[i]);
        mg_text_char(out, ' ');
    }
    return true;
}

/* The two coefficients of the value. */
static void value_of(const int64_t *v, mg_ratio *rational, mg_ratio *root) {
    int64_t c = v[1], a = v[2], b = v[3], d = v[4], e = v[5];
    *rational = (mg_ratio){0, 1};
    if (v[0] == SUM) {
        *root = (mg_ratio){a * b + d * e, 1};
    } else if (v[0] == PRODUCT) {
        *rational = (mg_ratio){a * d + b * e * c, 1};
        *root = (mg_ratio){a * e + b * d, 1};
    } else {
        int64_t norm = d * d - e * e * c; /* not 0: c is no square */
        *rational = mg_ratio_of(a * d - b * e * c, norm);
        *root = mg_ratio_of(b * d - a * e, norm);
    }
}

static void write_pair(mg_text *out, int64_t a, int64_t b, int64_t c) {
    mg_text_char(out, '(');
    mg_text_surd_sum(out, (mg_ratio){a, 1}, (mg_ratio){b, 1}, c);
    mg_text_char(out, ')');
}

static void write_multiple(mg_text *out, int64_t factor, int64_t k, int64_t c) {
    if (factor != 1) mg_text_int(out, factor);
    if (factor != 1) mg_text_char(out, '*');
    mg_text_string(out, "sqrt(");
    mg_text_int(out, k * k * c);
    mg_text_char(out, ')');
}

static void write_formula(mg_text *out, const int64_t *v) {
    if (v[0] == SUM) {
        write_multiple(out, v[2], v[3], v[1]);
        mg_text_string(out, v[4] < 0 ? " - " : " + ");
        write_multiple(out, mg_absolute(v[4]), v[5], v[1]);
        return;
    }
    write_pair(out, v[2], v[3], v[1]);
    mg_text_char(out, v[0] == PRODUCT ? '*' : '/');
    write_pair(out, v[4], v[5], v[1]);
}

/* difficulty: digits of c and the coefficients, 2 more for a product, 5 for a quotient */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    bool wording = mg_pick(problem, 0, 2);
    mg_text_string(question, wording ? "Simplify " : "Work out ");
    mg_math_open(problem, question);
    write_formula(question, v);
    mg_math_close(problem, question);
    mg_text_string(question, ". Write it as a + b*sqrt(c) with c as small as possible.");
    mg_ratio rational, root;
    value_of(v, &rational, &root);
    mg_text_surd_sum(answer, rational, root, v[1]);
    int all = 0;
    for (int i = 1; i < 6; i++) {
        all += mg_digit_count(v[i]);
        problem->digits = mg_larger(problem->digits, mg_digit_count(v[i]));
    }
    problem->operations = v[0] == SUM ? 3 : v[0] == PRODUCT ? 6 : 10;
    problem->difficulty = all + (v[0] == SUM ? 0 : v[0] == PRODUCT ? 2 : 5);
}

/* a*d+b*e*c in numbers. */
static void write_dot(mg_text *out, int64_t a, int64_t d, int64_t b, int64_t e, int64_t c) {
    mg_text_int(out, a);
    mg_text_char(out, '*');
    mg_text_operand(out, d);
    mg_text_char(out, '+');
    mg_text_operand(out, b);
    mg_text_char(out, '*');
    mg_text_operand(out, e);
    if (c != 1) mg_text_char(out, '*');
    if (c != 1) mg_text_int(out, c);
    mg_text_char(out, '=');
    mg_text_int(out, a * d + b * e * (c ? c : 1));
    mg_text_char(out, ';');
}

/* Roots first; or both parts of the product, for a quotient with the conjugate of its bottom. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t c = v[1], a = v[2], b = v[3], d = v[4], e = v[0] == QUOTIENT ? -v[5] : v[5];
    if (v[0] == SUM) {
        for (int i = 3; i <= 5; i += 2) {
            write_multiple(out, 1, v[i], c);
            mg_text_char(out, '=');
            mg_text_surd_sum(out, (mg_ratio){0, 1}, (mg_ratio){v[i], 1}, c);
            mg_text_char(out, ';');
        }
        write_dot(out, a, b, d, e, 1);
    } else {
        write_dot(out, a, d, b, e, c);
        write_dot(out, a, e, b, d, 1);
    }
    if (v[0] == QUOTIENT) write_dot(out, d, d, v[5], e, c);
    write_formula(out, v);
    mg_text_char(out, '=');
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = mg_digit_count(level->knob[3]), c = mg_digit_count(level->knob[2]);
    int formula = 4 * n + 4 * c + 36, value = 2 * n + c + 2;
    return (mg_text_bounds){formula + 70, 4 * value + c + 14,
                            3 * (4 * n + c + value + 16) + 2 * (3 * n + 2 * c + 18) + formula +
                                4 * value + c + 16};
}

const mg_family mg_family_surd_arithmetic = {
    .name = "surd_arithmetic",
    .summary = "sums, products and quotients of a + b sqrt(c)",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_surd_arithmetic,
    .knobs = {"kind_from", "kind_to", "highest_c", "highest_coefficient"},
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
