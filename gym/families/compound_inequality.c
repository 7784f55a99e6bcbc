/* Two linear inequalities at once: "-3 < 2*x + 1 <= 7" -> "-2 < x <= 3"; "x - 1 < 2 or 2*x > 9" ->
 * "x < 3 or x > 9/2". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

enum { CHAIN, CHAIN_SCALED, PAIR };

static const mg_level LEVELS[] = {
    {"l < x + b <= h, values up to 50", {CHAIN, 1, 50, 60}},
    {"l < a*x + b <= h, |a| up to 12, values up to 200", {CHAIN_SCALED, 12, 200, 200}},
    {"two inequalities joined by and / or, whole bounds", {PAIR, 9, 50, 30, 0}},
    {"two inequalities joined by and / or, rational bounds", {PAIR, 12, 99, 99, 1}},
};
static const mg_text_bounds BOUNDS[] = {
    {45, 20, 50}, {50, 30, 160}, {115, 25, 135}, {115, 35, 155}};
static const char *const WORDINGS[] = {"Solve {0} for {1}.", "For which {1} is {0}?",
                                       "Find all {1} with {0}."};
static const char *const AND_WORDINGS[] = {
    "For which {2} hold both {0} and {1}? If for none, answer no solution.",
    "Find all {2} with {0} and {1}, or answer no solution."};
static const char *const OR_WORDINGS[] = {
    "For which {2} holds at least one of {0} and {1}? If for all, answer all {2}.",
    "Find all {2} with {0} or {1} or both. If these are all numbers, answer all {2}."};
static const char *const SIGNS[] = {"<", ">", "<=", ">="};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0] == CHAIN) /* a, b, low, high - low, signs */
        *box = (mg_box){.count = 5,
                        .low = {1, -knob[2], -knob[2], 1, 0},
                        .high = {1, knob[2], knob[2], knob[3], 3}};
}

/* PAIR: or, then a, b, op, d twice: a x + b op d. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    if (knob[0] != PAIR) {
        v[0] = knob[1] > 1 ? algebra_nonzero(rng, knob[1]) : 1;
        v[1] = algebra_nonzero(rng, knob[2]);
        v[2] = mg_draw_between(rng, -knob[2], knob[2]);
        v[3] = mg_draw_between(rng, 1, knob[3]);
        v[4] = mg_rng_below(rng, 4);
        return;
    }
    v[0] = mg_rng_below(rng, 2);
    for (int64_t *at = v + 1; at <= v + 5; at += 4) {
        at[0] = algebra_nonzero(rng, knob[1]);
        at[1] = mg_draw_between(rng, -knob[2], knob[2]);
        at[2] = mg_rng_below(rng, 4);
        at[3] = mg_draw_between(rng, -knob[3], knob[3]);
        if (!knob[4]) at[3] = at[0] * at[3] + at[1];
    }
}

/* x > at or x >= at; x < at or x <= at */
typedef struct ray {
    bool up;
    algebra_bound bound;
} ray;

static ray read_ray(const int64_t *at) {
    return (ray){(at[2] % 2 == 1) == (at[0] > 0), {mg_ratio_of(at[3] - at[1], at[0]), at[2] >= 2}};
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (level->knob[0] != PAIR) {
        if (v[0] == 0 || v[1] == 0) return false;
        algebra_key(out, "chain", v, 5);
        return true;
    }
    ray first = read_ray(v + 1), second = read_ray(v + 5);
    if (mg_ratio_compare(first.bound.at, second.bound.at) == 0) return false;
    bool swap = false;
    for (int i = 4; i >= 1; i--)
        if (v[i] != v[i + 4]) swap = v[i + 4] < v[i];
    algebra_key(out, v[0] ? "either" : "both", v + (swap ? 5 : 1), 4);
    algebra_key(out, ";", v + (swap ? 1 : 5), 4);
    return true;
}

static void solve_pair(const int64_t *v, char x, mg_text *answer) {
    ray first = read_ray(v + 1), second = read_ray(v + 5);
    bool either = v[0];
    int order = mg_ratio_compare(first.bound.at, second.bound.at);
    if (first.up == second.up) { /* the looser or the tighter one */
        bool take_first = (order < 0) == (first.up == either);
        const ray *taken = take_first ? &first : &second;
        algebra_interval(answer, x, taken->up ? &taken->bound : NULL,
                         taken->up ? NULL : &taken->bound);
        return;
    }
    const ray *up = first.up ? &first : &second, *down = first.up ? &second : &first;
    bool overlap = mg_ratio_compare(up->bound.at, down->bound.at) < 0;
    if (either && overlap) {
        algebra_write(answer, "all %c", x);
    } else if (either) {
        algebra_interval(answer, x, NULL, &down->bound);
        mg_text_string(answer, " or ");
        algebra_interval(answer, x, &up->bound, NULL);
    } else if (overlap) {
        algebra_interval(answer, x, &up->bound, &down->bound);
    } else {
        mg_text_string(answer, "no solution");
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    const char *x = algebra_letter(problem, 0);
    algebra_line line, second;
    if (level->knob[0] == PAIR) {
        algebra_format(&line, "%l %s %d", v[1], *x, v[2], SIGNS[v[3]], v[4]);
        algebra_format(&second, "%l %s %d", v[5], *x, v[6], SIGNS[v[7]], v[8]);
        algebra_ask(problem, question, v[0] ? OR_WORDINGS : AND_WORDINGS, 2,
                    (const char *const[]){line.text, second.text, x});
        solve_pair(v, *x, answer);
        algebra_measure(problem, v, 9, 6);
        return;
    }
    bool closed[2] = {v[4] & 1, v[4] & 2};
    int64_t end[2] = {v[2], v[2] + v[3]};
    algebra_format(&line, "%d %s %l %s %d", end[0], closed[0] ? "<=" : "<", v[0], *x, v[1],
                   closed[1] ? "<=" : "<", end[1]);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    bool turned = v[0] < 0;
    algebra_bound low = {mg_ratio_of(end[turned] - v[1], v[0]), closed[turned]};
    algebra_bound high = {mg_ratio_of(end[!turned] - v[1], v[0]), closed[!turned]};
    algebra_interval(answer, *x, &low, &high);
    algebra_measure(problem, v, 4, 2 + 2 * (v[0] != 1) + turned);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    char x = *algebra_letter(problem, 0);
    if (algebra_level(problem)->knob[0] == PAIR) {
        for (const int64_t *at = v + 1; at <= v + 5; at += 4) {
            ray own = read_ray(at);
            algebra_write(out, "%d%+d = %d;", at[3], -at[1], at[3] - at[1]);
            if (at[0] != 1) algebra_write(out, "%d/%n = %r;", at[3] - at[1], at[0], own.bound.at);
            mg_text_string(out, "this part: ");
            algebra_interval(out, x, own.up ? &own.bound : NULL, own.up ? NULL : &own.bound);
            mg_text_char(out, ';');
        }
        return;
    }
    for (int i = 0; i < 2; i++) {
        int64_t end = i ? v[2] + v[3] : v[2], rest = end - v[1];
        algebra_write(out, "%d%+d = %d;", end, -v[1], rest);
        if (v[0] != 1) algebra_write(out, "%d/%n = %r;", rest, v[0], mg_ratio_of(rest, v[0]));
    }
    if (v[0] < 0) mg_text_string(out, "division by a negative number turns the signs;");
}

ALGEBRA_FAMILY(compound_inequality, "two linear inequalities at once", 2, INTERVAL, ANY, box,
               "kind", "max_coefficient", "max_number", "max_bound", "rational");
