/* Sums and differences of whole numbers: "Calculate 57 + 968 - 4."
 *
 * Operands: numbers n, numbers taken off m < n, then the n - m added ones sorted, then the others
 * sorted. The printed order hangs on the key. */
#include "gym/families/arithmetic_common.h"

enum { MAX_NUMBERS = 12, FIRST = 2 };

/* numbers from-to, digits from-to */
static const mg_level LEVELS[] = {
    {"2 numbers of 1 digit", {2, 2, 1, 1}},
    {"3 numbers of 1 digit", {3, 3, 1, 1}},
    {"2 numbers of up to 2 digits", {2, 2, 1, 2}},
    {"3 numbers of up to 2 digits", {3, 3, 1, 2}},
    {"2 to 6 numbers of up to 4 digits, as RG chain_sum, easy", {2, 6, 1, 4}},
    {"5 to 8 numbers of 4 to 6 digits, as RG chain_sum, hard", {5, 8, 4, 6}},
    {"6 to 12 numbers of 5 to 10 digits", {6, 12, 5, 10}},
};

static bool has_box(const mg_level *level) {
    return level->knob[0] == level->knob[1];
}

static void box(const mg_level *level, mg_box *box) {
    if (!has_box(level)) return;
    int n = level->knob[0];
    *box = (mg_box){.count = FIRST + n, .low = {n, 0}, .high = {n, n - 1}};
    for (int i = 0; i < n; i++) box->high[FIRST + i] = mg_power_of_ten(level->knob[3]) - 1;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = (int)mg_draw_between(rng, level->knob[0], level->knob[1]), minus = 0;
    uint32_t signs = mg_rng_u32(rng);
    for (int i = 1; i < n; i++) minus += (int)(signs >> i & 1);
    for (int i = 0; i < n; i++) v[FIRST + i] = mg_draw_sized(rng, level->knob[2], level->knob[3]);
    v[0] = n;
    v[1] = minus;
    mg_sort_numbers(v + FIRST, n - minus);
    mg_sort_numbers(v + FIRST + n - minus, minus);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    const int64_t *plus = v + FIRST, *minus = plus + v[0] - v[1], *end = plus + v[0], *at = minus;
    if (!mg_numbers_are_sorted(plus, (int)(v[0] - v[1])) ||
        !mg_numbers_are_sorted(minus, (int)v[1]))
        return false;
    for (const int64_t *next = plus; next < minus || at < end;) {
        bool added = at == end || (next < minus && *next <= *at);
        mg_text_char(out, added ? '+' : '-');
        mg_text_int(out, added ? *next++ : *at++);
    }
    return true;
}

/* The signed numbers as printed: an added one first. */
static int signed_terms(const mg_problem *problem, int64_t *number, char *sign) {
    const int64_t *v = problem->operand;
    int n = (int)v[0], order[MAX_NUMBERS], plus = n - (int)v[1], first = 0;
    mg_pick_order(problem, 0, n, order);
    while (order[first] >= plus) first++;
    int swapped = order[0];
    order[0] = order[first];
    order[first] = swapped;
    for (int i = 0; i < n; i++) {
        number[i] = v[FIRST + order[i]];
        sign[i] = order[i] < plus ? '+' : '-';
    }
    return n;
}

/* difficulty: operations times digits of the longest number, 1 more if negative */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level, (void)v;
    int64_t number[MAX_NUMBERS], sum = 0;
    char sign[MAX_NUMBERS];
    int n = signed_terms(problem, number, sign), wording = mg_ask_open(problem, question);
    for (int i = 0; i < n; i++) {
        if (i > 0) {
            mg_text_char(question, ' ');
            mg_text_char(question, sign[i]);
            mg_text_char(question, ' ');
        }
        mg_text_int(question, number[i]);
        sum += sign[i] == '+' ? number[i] : -number[i];
        problem->digits = mg_larger(problem->digits, mg_digit_count(number[i]));
    }
    mg_ask_close(problem, question, wording, NULL);
    mg_text_int(answer, sum);
    problem->operations = n - 1;
    problem->difficulty = (n - 1) * problem->digits + (sum < 0);
}

/* From the left: "57+968=1025;1025-4=1021;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t number[MAX_NUMBERS];
    char sign[MAX_NUMBERS];
    int n = signed_terms(problem, number, sign);
    int64_t sum = number[0];
    for (int i = 1; i < n; i++) {
        int64_t next = sign[i] == '+' ? sum + number[i] : sum - number[i];
        mg_text_equation(out, sum, sign[i], number[i], next);
        mg_text_char(out, ';');
        sum = next;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], digits = level->knob[3];
    return (mg_text_bounds){MG_ASK_BYTES + n * (digits + 3), digits + 3,
                            (n - 1) * (3 * digits + 11)};
}

const mg_family mg_family_chain_sum = {
    .name = "chain_sum",
    .summary = "chains of + and - over whole numbers",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_chain_sum,
    .knobs = {"numbers_from", "numbers_to", "digits_from", "digits_to"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 5,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
