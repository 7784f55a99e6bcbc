/* Sums and differences of decimals: "What is 3.25 + 0.7 - 1.125?" -> "2.825".
 *
 * Operands: numbers n, numbers taken off m < n, then for each number its places and its units of
 * 10^-places; the added ones first. Zeros at the end are dropped in the key, and the terms sorted
 * by (places, units). */
#include "gym/families/arithmetic_common.h"

enum { MAX_NUMBERS = 12, FIRST = 2 };

/* numbers from-to, digits before the point from-to, places from-to */
static const mg_level LEVELS[] = {
    {"2 numbers, 1 digit and 1 place", {2, 2, 1, 1, 1, 1}},
    {"3 numbers, up to 2 digits and 2 places", {3, 3, 1, 2, 1, 2}},
    {"3 numbers, up to 3 digits and 2 places", {3, 3, 1, 3, 1, 2}},
    {"2 to 6 numbers, up to 4 digits and 4 places, as RG decimal_chain_sum, easy",
     {2, 6, 1, 4, 1, 4}},
    {"5 to 8 numbers, 4 to 8 digits, 4 to 6 places, as RG decimal_chain_sum, hard",
     {5, 8, 4, 8, 4, 6}},
    {"8 to 12 numbers, 5 to 9 digits, 5 to 8 places", {8, 12, 5, 9, 5, 8}},
};

/* Level 1 alone is small. */
static void box(const mg_level *level, mg_box *box) {
    int n = level->knob[1], places = level->knob[5];
    if (n != 2 || places != 1) return;
    *box = (mg_box){.count = FIRST + 2 * n, .low = {n, 0}, .high = {n, n - 1}};
    for (int i = 0; i < n; i++) {
        box->low[FIRST + 2 * i] = level->knob[4];
        box->high[FIRST + 2 * i] = places;
        box->high[FIRST + 2 * i + 1] = mg_power_of_ten(level->knob[3] + places) - 1;
    }
}

/* By places, then units. */
static bool precedes(const int64_t *a, const int64_t *b) {
    return a[0] != b[0] ? a[0] < b[0] : a[1] < b[1];
}

static void sort_pairs(int64_t *pair, int count) {
    for (int i = 1; i < count; i++) {
        int64_t moved[2] = {pair[2 * i], pair[2 * i + 1]};
        int at = i;
        for (; at > 0 && precedes(moved, pair + 2 * (at - 1)); at--) {
            pair[2 * at] = pair[2 * at - 2];
            pair[2 * at + 1] = pair[2 * at - 1];
        }
        pair[2 * at] = moved[0];
        pair[2 * at + 1] = moved[1];
    }
}

/* No zero at the end, so that 0.50 and 0.5 are not two problems. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = (int)mg_draw_between(rng, level->knob[0], level->knob[1]), minus = 0;
    uint32_t signs = mg_rng_u32(rng);
    for (int i = 1; i < n; i++) minus += (int)(signs >> i & 1);
    v[0] = n;
    v[1] = minus;
    for (int i = 0; i < n; i++) {
        int64_t places = mg_draw_between(rng, level->knob[4], level->knob[5]);
        int64_t scale = mg_power_of_ten((int)places);
        int64_t units = mg_draw_sized(rng, level->knob[2], level->knob[3]) * scale;
        units += mg_draw_between(rng, 0, scale / 10 - 1) * 10;
        units += mg_draw_between(rng, 1, 9);
        v[FIRST + 2 * i] = places;
        v[FIRST + 2 * i + 1] = units;
    }
    sort_pairs(v + FIRST, n - minus);
    sort_pairs(v + FIRST + 2 * (n - minus), minus);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    for (int i = 0; i < v[0]; i++) {
        const int64_t *pair = v + FIRST + 2 * i;
        if (pair[1] % 10 == 0 || pair[1] >= mg_power_of_ten(level->knob[3] + (int)pair[0]))
            return false;
        if (i > 0 && i != v[0] - v[1] && precedes(pair, pair - 2)) return false;
        mg_text_char(out, i < v[0] - v[1] ? '+' : '-');
        mg_text_decimal(out, pair[1], (int)pair[0]);
    }
    return true;
}

/* The pairs as printed, an added one first. */
static void print_order(const mg_problem *problem, int *order) {
    int n = (int)problem->operand[0], plus = n - (int)problem->operand[1], first = 0;
    mg_pick_order(problem, 0, n, order);
    while (order[first] >= plus) first++;
    int swapped = order[0];
    order[0] = order[first];
    order[first] = swapped;
}

static int most_places(const int64_t *v) {
    int most = 0;
    for (int i = 0; i < v[0]; i++) most = mg_larger(most, (int)v[FIRST + 2 * i]);
    return most;
}

/* difficulty: operations times digits of the longest number, 1 more if negative */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int order[MAX_NUMBERS], n = (int)v[0], most = most_places(v);
    int wording = mg_ask_open(problem, question);
    print_order(problem, order);
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        const int64_t *pair = v + FIRST + 2 * order[i];
        bool added = order[i] < n - v[1];
        if (i > 0) mg_text_string(question, added ? " + " : " - ");
        mg_text_decimal(question, pair[1], (int)pair[0]);
        int64_t units = pair[1] * mg_power_of_ten(most - (int)pair[0]);
        sum += added ? units : -units;
        problem->digits = mg_larger(problem->digits, mg_digit_count(pair[1]));
    }
    mg_ask_close(problem, question, wording, NULL);
    mg_text_short_decimal(answer, sum, most);
    problem->operations = n - 1;
    problem->difficulty = (n - 1) * problem->digits + (sum < 0);
}

/* From the left: "3.25+0.7=3.95;3.95-1.125=2.825;" */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int order[MAX_NUMBERS], n = (int)v[0], most = most_places(v);
    print_order(problem, order);
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        const int64_t *pair = v + FIRST + 2 * order[i];
        bool added = order[i] < n - v[1];
        int64_t units = pair[1] * mg_power_of_ten(most - (int)pair[0]);
        int64_t next = added ? sum + units : sum - units;
        if (i > 0) {
            mg_text_short_decimal(out, sum, most);
            mg_text_char(out, added ? '+' : '-');
            mg_text_decimal(out, pair[1], (int)pair[0]);
            mg_text_char(out, '=');
            mg_text_short_decimal(out, next, most);
            mg_text_char(out, ';');
        }
        sum = next;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], digits = level->knob[3] + level->knob[5];
    return (mg_text_bounds){MG_ASK_BYTES + n * (digits + 4), digits + 4,
                            (n - 1) * (3 * digits + 14)};
}

const mg_family mg_family_decimal_sum = {
    .name = "decimal_sum",
    .summary = "chains of + and - over decimals",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_decimal_sum,
    .knobs = {"numbers_from", "numbers_to", "digits_from", "digits_to", "places_from", "places_to"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 4,
    .answer_kind = MG_ANSWER_RATIONAL,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
