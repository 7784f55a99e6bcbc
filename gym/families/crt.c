/* Chinese remainders: which x leave remainder 2 by 3 and 3 by 5 -> "8 mod 15".
 *
 * Operands: how many moduli, the moduli, rising, without common factors, then the remainders. */
#include "gym/families/numbers_common.h"

/* moduli, lowest and highest, walked */
static const mg_level LEVELS[] = {
    {"2 moduli of 2 to 9", {2, 2, 9, 1}},     {"2 moduli of 3 to 25", {2, 3, 25, 1}},
    {"3 moduli of 3 to 40", {3, 3, 40, 0}},   {"3 moduli of 10 to 99", {3, 10, 99, 0}},
    {"4 moduli of 10 to 99", {4, 10, 99, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t low = level->knob[1], high = level->knob[2];
    if (!level->knob[3]) return;
    *box = (mg_box){
        .count = 5, .low = {2, low, low, 0, 0}, .high = {2, high, high, high - 1, high - 1}};
}

static bool is_coprime_to_all(const int64_t *list, int count, int64_t n) {
    for (int i = 0; i < count; i++)
        if (mg_gcd(list[i], n) != 1) return false;
    return true;
}

/* The first number without a common factor, from one that is drawn, round the range. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[0];
    int64_t low = level->knob[1], high = level->knob[2];
    v[0] = n;
    for (int i = 0; i < n; i++) {
        int64_t m = mg_draw_between(rng, low, high);
        for (int64_t tries = low; tries <= high && !is_coprime_to_all(v + 1, i, m); tries++)
            m = m < high ? m + 1 : low;
        v[1 + i] = m;
    }
    mg_num_sort_numbers(v + 1, n);
    for (int i = 0; i < n; i++) v[1 + n + i] = mg_draw_between(rng, 0, v[1 + i] - 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int n = (int)v[0];
    if (!mg_num_is_sorted(v + 1, n)) return false;
    for (int i = 1; i <= n; i++) {
        if (v[i] < 2 || v[n + i] >= v[i] || !is_coprime_to_all(v + 1, i - 1, v[i])) return false;
        mg_num_put(out, "%0 mod %1,", v[n + i], v[i]);
    }
    return true;
}

/* x = now.rest mod now.modulus and x = rest mod m, together. */
typedef struct residue {
    int64_t rest, modulus;
} residue;

static int64_t inverse_of(int64_t a, int64_t m) {
    return mg_mod(mg_num_bezout_of(m, a % m).y, m);
}

static residue join(residue now, int64_t rest, int64_t m) {
    int64_t times = mg_mod(rest - now.rest, m) * inverse_of(now.modulus, m) % m;
    return (residue){now.rest + now.modulus * times, now.modulus * m};
}

static residue solve(const int64_t *v) {
    int n = (int)v[0];
    residue now = {v[1 + n], v[1]};
    for (int i = 2; i <= n; i++) now = join(now, v[n + i], v[i]);
    return now;
}

/* difficulty: digits of the product of the moduli + 2 for each further modulus */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int n = (int)v[0], wording = mg_pick(problem, 0, 3);
    int64_t order[4] = {1, 2, 3, 4};
    static const char *const OPENINGS[] = {"Find all x that leave remainder ",
                                           "Solve x = ", "Which whole numbers leave remainder "};
    mg_num_shuffle_by_key(problem, order, n);
    mg_text_string(question, OPENINGS[wording]);
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(question, wording == 1 ? ", x = " : ", remainder ");
        mg_text_int(question, v[n + order[i]]);
        mg_text_string(question, wording == 1 ? " (mod " : " when divided by ");
        mg_text_int(question, v[order[i]]);
        if (wording == 1) mg_text_char(question, ')');
    }
    mg_text_string(question, wording == 2 ? "? " : ". ");
    mg_text_string(question, "Answer in the form r mod n with 0 <= r < n.");
    residue result = solve(v);
    mg_num_put(answer, "%0 mod %1", result.rest, result.modulus);
    problem->digits = mg_num_longest_digits(v + 1, n);
    problem->operations = n - 1;
    problem->difficulty = mg_digit_count(result.modulus) + 2 * problem->operations;
}

/* One more modulus at a time: from 2 mod 3 to 3 mod 5: "3*2=6=1*5+1;(3-2)*2=2=0*5+2;2+3*2=8;" */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = (int)v[0];
    residue now = {v[1 + n], v[1]};
    for (int i = 2; i <= n; i++) {
        int64_t m = v[i], rest = v[n + i], inverse = inverse_of(now.modulus, m);
        int64_t scaled = (rest - now.rest) * inverse, times = mg_mod(scaled, m);
        mg_num_put(out, "%0 mod %1 and %2 mod %3:;", now.rest, now.modulus, rest, m);
        mg_num_put(out, "%0*%1=%2=%3*%4+1;", now.modulus, inverse, now.modulus * inverse,
                   now.modulus * inverse / m, m);
        mg_num_put(out, "(%0-%1)*%2=%3=%4*%5+%6;", rest, now.rest, inverse, scaled,
                   (scaled - times) / m, m, times);
        mg_num_put(out, "%0+%1*%2=%3;", now.rest, now.modulus, times,
                   now.rest + now.modulus * times);
        now = join(now, rest, m);
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], m = mg_digit_count(level->knob[2]), all = n * m;
    return (mg_text_bounds){78 + n * (2 * m + 29), 5 + 2 * all, (n - 1) * (12 * all + 9 * m + 48)};
}

const mg_family mg_family_crt = {
    .name = "crt",
    .summary = "remainders by several moduli at once",
    .topic = "numbers",
    .id = MG_FAMILY_ID_crt,
    .knobs = {"moduli", "min_modulus", "max_modulus", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RESIDUE,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
