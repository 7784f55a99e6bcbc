/* The largest or smallest of numbers that are close together and written in different ways:
 * "Which is the largest of 25,370.5, 2.53712e4 and 25369.875?" -> "25371.2".
 *
 * Operands: 0 largest, 1 smallest; count; the numbers in thousandths, rising. */
#include "gym/families/arithmetic_common.h"

enum { FIRST = 2, MOST = 50, PLACES = 3 };

/* numbers from-to, digits before the point from-to, largest gap in thousandths */
static const mg_level LEVELS[] = {
    {"2 to 3 numbers of 4 digits", {2, 3, 4, 4, 99999}},
    {"2 to 5 numbers of 4 to 9 digits, as RG number_format, easy", {2, 5, 4, 9, 9999}},
    {"5 to 15 numbers of 5 to 9 digits", {5, 15, 5, 9, 999}},
    {"25 to 50 numbers of 6 digits, as RG number_format, hard", {25, MOST, 6, 6, 9}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_rng_below(rng, 2);
    v[1] = mg_draw_between(rng, knob[0], knob[1]);
    int64_t low = mg_power_of_ten((int)mg_draw_between(rng, knob[2], knob[3]) - 1 + PLACES);
    v[FIRST] = mg_draw_between(rng, low, 9 * low);
    for (int i = 1; i < v[1]; i++)
        v[FIRST + i] = v[FIRST + i - 1] + mg_draw_between(rng, 1, knob[4]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_string(out, v[0] ? "min" : "max");
    for (int i = 0; i < v[1]; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[FIRST + i]);
    }
    return true;
}

/* 1,234,567.5 */
static void write_grouped(mg_text *out, int64_t units) {
    char digits[32];
    mg_text plain = mg_text_over(digits, sizeof digits);
    mg_text_int(&plain, units / 1000);
    int count = (int)mg_text_end(&plain);
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) mg_text_char(out, ',');
        mg_text_char(out, digits[i]);
    }
    if (units % 1000 == 0) return;
    char rest[8];
    mg_text fraction = mg_text_over(rest, sizeof rest);
    mg_text_short_decimal(&fraction, units % 1000, PLACES);
    mg_text_bytes(out, rest + 1, mg_text_length(&fraction) - 1);
}

static void write_styled(mg_text *out, int64_t units, int style) {
    if (style == 0) {
        mg_text_short_decimal(out, units, PLACES);
    } else if (style == 1) {
        write_grouped(out, units);
    } else {
        int places = mg_digit_count(units) - 1;
        mg_text_short_decimal(out, units, places);
        mg_text_char(out, 'e');
        mg_text_int(out, places - PLACES);
    }
}

/* difficulty: numbers, and digits of the longest */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int n = (int)v[1], order[MOST];
    mg_pick_order(problem, 0, n, order);
    bool wording = mg_pick(problem, 200, 2);
    mg_text_string(question, wording ? "Which is the " : "Find the ");
    mg_text_string(question, v[0] ? "smallest" : "largest");
    mg_text_string(question, " of these numbers: ");
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(question, " | ");
        write_styled(question, v[FIRST + order[i]], mg_pick(problem, 100 + i, 3));
    }
    mg_text_string(question, wording ? "?" : ".");
    mg_text_short_decimal(answer, v[0] ? v[FIRST] : v[FIRST + n - 1], PLACES);
    problem->digits = mg_digit_count(v[FIRST + n - 1]);
    problem->operations = n - 1;
    problem->difficulty = n + problem->digits;
}

/* The best so far against the next: "25370.5<25371.2;" */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = (int)v[1], order[MOST], best;
    mg_pick_order(problem, 0, n, order);
    best = order[0];
    for (int i = 1; i < n; i++) {
        bool less = best < order[i];
        mg_text_short_decimal(out, v[FIRST + best], PLACES);
        mg_text_char(out, less ? '<' : '>');
        mg_text_short_decimal(out, v[FIRST + order[i]], PLACES);
        mg_text_char(out, ';');
        if (less != (v[0] != 0)) best = order[i];
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], number = level->knob[3] + PLACES + 1;
    return (mg_text_bounds){46 + n * (number + 6), number + 1, (n - 1) * (2 * number + 4)};
}

const mg_family mg_family_number_format = {
    .name = "number_format",
    .summary = "the largest or smallest of numbers written in different ways",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_number_format,
    .knobs = {"numbers_from", "numbers_to", "digits_from", "digits_to", "largest_gap"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
