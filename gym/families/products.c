/* Products of whole numbers: "What is 34 * 7 * 12?" -> "2856", of up to 120 digits.
 *
 * Operands: numbers n, then the numbers, sorted. The printed order hangs on the key. */
#include "gym/families/arithmetic_common.h"
#include "gym/families/big.h"

enum { MAX_NUMBERS = 12, FIRST = 1 };

/* numbers from-to, digits from-to */
static const mg_level LEVELS[] = {
    {"2 numbers of up to 2 digits", {2, 2, 1, 2}},
    {"2 numbers of up to 3 digits", {2, 2, 1, 3}},
    {"3 numbers of up to 2 digits", {3, 3, 1, 2}},
    {"2 numbers of up to 5 digits, as RG products, easy", {2, 2, 1, 5}},
    {"2 to 4 numbers of 3 to 6 digits", {2, 4, 3, 6}},
    {"4 to 8 numbers of 4 to 8 digits, as RG products, hard", {4, 8, 4, 8}},
    {"8 to 12 numbers of 6 to 10 digits", {8, 12, 6, 10}},
};

static void box(const mg_level *level, mg_box *box) {
    int n = level->knob[0], digits = level->knob[3];
    if (n != level->knob[1] || n * digits > 6) return;
    *box = (mg_box){.count = FIRST + n, .low = {n}, .high = {n}};
    for (int i = 0; i < n; i++) box->high[FIRST + i] = mg_power_of_ten(digits) - 1;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = (int)mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[0] = n;
    for (int i = 0; i < n; i++) v[FIRST + i] = mg_draw_sized(rng, level->knob[2], level->knob[3]);
    mg_sort_numbers(v + FIRST, n);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (!mg_numbers_are_sorted(v + FIRST, (int)v[0])) return false;
    for (int i = 0; i < v[0]; i++) {
        if (i > 0) mg_text_char(out, '*');
        mg_text_int(out, v[FIRST + i]);
    }
    return true;
}

static int printed(const mg_problem *problem, int64_t *number) {
    int n = (int)problem->operand[0], order[MAX_NUMBERS];
    mg_pick_order(problem, 0, n, order);
    for (int i = 0; i < n; i++) number[i] = problem->operand[FIRST + order[i]];
    return n;
}

/* difficulty: digit products of the written method, number after number */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level, (void)v;
    int64_t number[MAX_NUMBERS];
    int n = printed(problem, number), wording = mg_ask_open(problem, question);
    mg_big product = mg_big_of(1);
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(question, " * ");
        mg_text_int(question, number[i]);
        int digits = mg_digit_count(number[i]);
        if (i > 0) problem->operations += mg_big_digits(&product) * digits;
        mg_big_scale(&product, (uint64_t)number[i]);
        problem->digits = mg_larger(problem->digits, digits);
    }
    mg_ask_close(problem, question, wording, NULL);
    mg_text_big(answer, &product);
    problem->difficulty = problem->operations;
}

/* The next number is split by its places: "34*7 = 238;". Two long numbers: "34*57 = 34*50 + 34*7 =
 * 1700 + 238 = 1938;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t number[MAX_NUMBERS] = {0};
    int n = printed(problem, number);
    mg_big product = mg_big_of((uint64_t)number[0]);
    for (int i = 1; i < n; i++) {
        mg_text_big(out, &product);
        mg_text_char(out, '*');
        mg_text_int(out, number[i]);
        for (int part = 0; n == 2 && number[1] > 9 && part < 2; part++) {
            bool first = true;
            for (int64_t place = mg_power_of_ten(mg_digit_count(number[1]) - 1); place;
                 place /= 10) {
                int64_t digit = number[1] / place % 10 * place;
                if (digit == 0) continue;
                mg_text_string(out, first ? " = " : " + ");
                first = false;
                mg_text_int(out, part ? digit * number[0] : number[0]);
                if (!part) mg_text_char(out, '*');
                if (!part) mg_text_int(out, digit);
            }
        }
        mg_text_string(out, " = ");
        mg_big_scale(&product, (uint64_t)number[i]);
        mg_text_big(out, &product);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], digits = level->knob[3];
    int sums = level->knob[0] == 2 ? digits * (5 * digits + 8) : 0;
    return (mg_text_bounds){MG_ASK_BYTES + n * (digits + 3), n * digits,
                            (n - 1) * (digits + 6) + n * n * digits + sums};
}

const mg_family mg_family_products = {
    .name = "products",
    .summary = "products of whole numbers, as long as it takes",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_products,
    .knobs = {"numbers_from", "numbers_to", "digits_from", "digits_to"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 4,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
