/* Sums, differences, products and quotients of mixed numbers: "What is 2 3/4 + 1 5/6? ..." ->
 * "55/12".
 *
 * Operands: operator (0 +, 1 -, 2 *, 3 :), then whole part, top and bottom of both numbers. */
#include "gym/families/arithmetic_common.h"

/* highest whole part, highest bottom, operators */
static const mg_level LEVELS[] = {
    {"wholes up to 4, bottoms up to 5, + -", {4, 5, 2}},
    {"wholes up to 9, bottoms up to 12, + -", {9, 12, 2}},
    {"wholes up to 50, bottoms up to 30, + - * :", {50, 30, 4}},
    {"wholes up to 99, bottoms up to 60, + - * :", {99, 60, 4}},
};

static void box(const mg_level *level, mg_box *box) {
    int whole = level->knob[0], bottom = level->knob[1];
    if (bottom > 12) return;
    *box = (mg_box){
        .count = 7,
        .low = {0, 1, 1, 2, 1, 1, 2},
        .high = {level->knob[2] - 1, whole, bottom - 1, bottom, whole, bottom - 1, bottom}};
}

static mg_ratio value_of(const int64_t *part) {
    return mg_ratio_of(part[0] * part[2] + part[1], part[2]);
}

static bool is_commuting(const int64_t *v) {
    return v[0] == 0 || v[0] == 2;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 0, level->knob[2] - 1);
    for (int i = 1; i < 7; i += 3) {
        mg_ratio part = {1, 1};
        while (part.bottom == 1) { /* half of the tries at worst: 2 or 3 for a bottom */
            int64_t bottom = mg_draw_between(rng, 2, level->knob[1]);
            part = mg_ratio_of(mg_draw_between(rng, 1, bottom - 1), bottom);
        }
        v[i] = mg_draw_between(rng, 1, level->knob[0]);
        v[i + 1] = part.top;
        v[i + 2] = part.bottom;
    }
    if (!is_commuting(v) || mg_ratio_compare(value_of(v + 1), value_of(v + 4)) <= 0) return;
    for (int i = 1; i < 4; i++) {
        int64_t moved = v[i];
        v[i] = v[i + 3];
        v[i + 3] = moved;
    }
}

/* Parts in lowest terms; of what commutes the smaller one first; no difference below zero. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    for (int i = 1; i < 7; i += 3)
        if (v[i + 1] >= v[i + 2] || mg_gcd(v[i + 1], v[i + 2]) != 1) return false;
    mg_ratio a = value_of(v + 1), b = value_of(v + 4);
    if (is_commuting(v) && mg_ratio_compare(a, b) > 0) return false;
    mg_text_char(out, v[0] < 2 ? '+' : '*');
    mg_text_ratio(out, a);
    mg_text_char(out, "+-*/"[v[0]]);
    if (v[0] < 3) {
        mg_text_ratio(out, b);
    } else { /* as a product, so that its own line is not taken for another division */
        mg_text_char(out, '(');
        mg_text_ratio(out, b);
        mg_text_char(out, ')');
    }
    return true;
}

static void write_mixed(mg_text *out, const int64_t *part) {
    mg_text_int(out, part[0]);
    mg_text_char(out, ' ');
    mg_text_int(out, part[1]);
    mg_text_char(out, '/');
    mg_text_int(out, part[2]);
}

static bool value(const int64_t *v, mg_ratio *result) {
    mg_ratio a = value_of(v + 1), b = value_of(v + 4);
    switch (v[0]) {
    case 0:
        return mg_ratio_add(a, b, result);
    case 1:
        return mg_ratio_subtract(a, b, result);
    case 2:
        return mg_ratio_multiply(a, b, result);
    default:
        return mg_ratio_divide(a, b, result);
    }
}

/* Mixed numbers are no formulas of the printed grammar, so they are not marked. difficulty: digits
 * of all parts, 2 more for * and : */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const OPERATORS[4][2] = {
        {" plus ", " + "}, {" minus ", " - "}, {" times ", " * "}, {" divided by ", " : "}};
    int wording = mg_pick(problem, 0, 2), swap = is_commuting(v) && mg_pick(problem, 1, 2);
    mg_text_string(question, wording ? "Work out " : "What is ");
    write_mixed(question, v + (swap ? 4 : 1));
    mg_text_string(question, OPERATORS[v[0]][wording]);
    write_mixed(question, v + (swap ? 1 : 4));
    mg_text_string(question, wording ? "." : "?");
    mg_text_string(question, " Give a whole number or a fraction in lowest terms.");
    mg_ratio result = {0, 1};
    value(v, &result);
    mg_text_ratio(answer, result);
    int all = 0;
    for (int i = 1; i < 7; i++) {
        all += mg_digit_count(v[i]);
        problem->digits = mg_larger(problem->digits, mg_digit_count(v[i]));
    }
    problem->operations = 1;
    problem->difficulty = all + (v[0] >= 2 ? 2 : 0);
}

/* Both as fractions, then the operation. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int i = 1; i < 7; i += 3) {
        mg_text_int(out, v[i]);
        mg_text_char(out, '+');
        mg_text_int(out, v[i + 1]);
        mg_text_char(out, '/');
        mg_text_int(out, v[i + 2]);
        mg_text_char(out, '=');
        mg_text_ratio(out, value_of(v + i));
        mg_text_char(out, ';');
    }
    mg_ratio a = value_of(v + 1), b = value_of(v + 4), result = {0, 1};
    value(v, &result);
    mg_text_ratio_operand(out, a);
    mg_text_char(out, "+-*/"[v[0]]);
    mg_text_ratio_operand(out, b);
    mg_text_char(out, '=');
    if (v[0] < 2) {
        int64_t common = mg_lcm(a.bottom, b.bottom);
        mg_text_int(out, a.top * (common / a.bottom));
        mg_text_char(out, '/');
        mg_text_int(out, common);
        mg_text_char(out, "+-"[v[0]]);
        mg_text_int(out, b.top * (common / b.bottom));
        mg_text_char(out, '/');
        mg_text_int(out, common);
        mg_text_char(out, '=');
    }
    mg_text_ratio(out, result);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int whole = mg_digit_count(level->knob[0]), bottom = mg_digit_count(level->knob[1]);
    int term = whole + bottom + 1;
    return (mg_text_bounds){2 * (whole + 2 * bottom + 2) + 88, 4 * term + 2,
                            2 * (whole + 3 * bottom + term + 5) + 20 * term};
}

const mg_family mg_family_mixed_numbers = {
    .name = "mixed_numbers",
    .summary = "arithmetic of mixed numbers",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_mixed_numbers,
    .knobs = {"highest_whole", "highest_bottom", "operators"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
