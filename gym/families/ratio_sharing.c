/* Sharing in a ratio: "360 is shared in the ratio 2 : 3 : 7. How large is the smallest share?"
 *
 * Operands: what is asked (below), number of parts, the parts rising, one share's unit. */
#include "gym/families/arithmetic_common.h"

enum { LARGEST, SMALLEST, DIFFERENCE, TOTAL, KINDS, FIRST = 2, MOST_PARTS = 5 };

/* parts from-to, highest part, highest unit */
static const mg_level LEVELS[] = {
    {"2 parts up to 9, unit up to 20", {2, 2, 9, 20}},
    {"2 parts up to 20, unit up to 99", {2, 2, 20, 99}},
    {"3 parts up to 50, unit up to 9999", {3, 3, 50, 9999}},
    {"3 to 5 parts up to 60, unit up to 9999", {3, 5, 60, 9999}},
};

static void box(const mg_level *level, mg_box *box) {
    int n = level->knob[0];
    if (n != 2) return;
    *box = (mg_box){.count = FIRST + n + 1, .low = {0, n}, .high = {KINDS - 1, n}};
    for (int i = 0; i <= n; i++) {
        box->low[FIRST + i] = 1;
        box->high[FIRST + i] = i < n ? level->knob[2] : level->knob[3];
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_rng_below(rng, KINDS);
    v[1] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    for (int i = 0; i < v[1]; i++) v[FIRST + i] = mg_draw_between(rng, 1, level->knob[2]);
    mg_sort_numbers(v + FIRST, (int)v[1]);
    v[FIRST + v[1]] = mg_draw_between(rng, 1, level->knob[3]);
}

static int64_t sum_of(const int64_t *v) {
    int64_t sum = 0;
    for (int i = 0; i < v[1]; i++) sum += v[FIRST + i];
    return sum;
}

/* The parts rise, are not all the same, and have no common divisor. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int n = (int)v[1];
    int64_t common = 0;
    for (int i = 0; i < n; i++) common = mg_gcd(common, v[FIRST + i]);
    if (!mg_numbers_are_sorted(v + FIRST, n) || common != 1 || v[FIRST] == v[FIRST + n - 1])
        return false;
    mg_text_string(out, "share ");
    mg_text_int(out, v[0]);
    for (int i = 0; i <= n; i++) {
        mg_text_char(out, i < n ? ':' : ' ');
        mg_text_int(out, v[FIRST + i]);
    }
    return true;
}

/* The number that is given, and the one that is asked for, in units. */
static int64_t asked_units(const int64_t *v) {
    int64_t smallest = v[FIRST], largest = v[FIRST + v[1] - 1];
    switch (v[0]) {
    case LARGEST:
        return largest;
    case SMALLEST:
        return smallest;
    case DIFFERENCE:
        return largest - smallest;
    default:
        return sum_of(v);
    }
}

static const char *const ASKED[KINDS] = {
    "How large is the largest share?", "How large is the smallest share?",
    "By how much is the largest share larger than the smallest?", "How large is the whole?"};

/* difficulty: digits of the number that is given, and parts */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int n = (int)v[1], order[MOST_PARTS], wording = mg_pick(problem, 20, 2);
    int64_t unit = v[FIRST + n], given = sum_of(v) * unit;
    if (v[0] == TOTAL) given = v[FIRST] * unit;
    mg_pick_order(problem, 0, n, order);
    if (v[0] == TOTAL) {
        mg_text_string(question, wording ? "A whole is divided in the ratio "
                                         : "Something is shared in the ratio ");
    } else {
        mg_text_int(question, given);
        mg_text_string(question,
                       wording ? " is divided in the ratio " : " is shared in the ratio ");
    }
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(question, " : ");
        mg_text_int(question, v[FIRST + order[i]]);
    }
    if (v[0] == TOTAL) {
        mg_text_string(question, "; the smallest share is ");
        mg_text_int(question, given);
    }
    mg_text_string(question, ". ");
    mg_text_string(question, ASKED[v[0]]);
    mg_text_int(answer, asked_units(v) * unit);
    problem->digits = mg_digit_count(given);
    problem->operations = n + 1;
    problem->difficulty = problem->digits + n + 1;
}

/* All parts, one part, then what is asked for. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = (int)v[1];
    int64_t unit = v[FIRST + n], sum = sum_of(v), units = asked_units(v);
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_char(out, '+');
        mg_text_int(out, v[FIRST + i]);
    }
    mg_text_char(out, '=');
    mg_text_int(out, sum);
    mg_text_char(out, ';');
    int64_t divisor = v[0] == TOTAL ? v[FIRST] : sum;
    mg_text_equation(out, divisor * unit, '/', divisor, unit);
    mg_text_char(out, ';');
    if (v[0] == DIFFERENCE) {
        mg_text_equation(out, v[FIRST + n - 1], '-', v[FIRST], units);
        mg_text_char(out, ';');
    }
    mg_text_equation(out, units, '*', unit, units * unit);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], part = mg_digit_count(level->knob[2]),
        unit = mg_digit_count(level->knob[3]);
    int whole = part + unit + 1;
    return (mg_text_bounds){n * (part + 3) + whole + 130, whole,
                            n * (part + 1) + 4 * part + 3 * unit + 3 * whole + 20};
}

const mg_family mg_family_ratio_sharing = {
    .name = "ratio_sharing",
    .summary = "sharing in a ratio, and back",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_ratio_sharing,
    .knobs = {"parts_from", "parts_to", "highest_part", "highest_unit"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
