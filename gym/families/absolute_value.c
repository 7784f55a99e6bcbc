/* Equations with absolute values: "Solve |2*x - 3| = 7 for x." -> "-2, 5". difficulty: operations +
 * digits. */
#include "gym/families/algebra_common.h"

enum { SINGLE, SCALED, LINE, TWO };

static const mg_level LEVELS[] = {
    {"|x + b| = s, |b| up to 50", {SINGLE, 1, 50, 50}},
    {"|a*x + b| = s, |a| up to 12", {SINGLE, 12, 50, 50}},
    {"k*|a*x + b| + d = e", {SCALED, 12, 99, 99}},
    {"|a*x + b| = c*x + d, whose roots must be tried", {LINE, 15, 300, 300}},
    {"|a*x + b| = |c*x + d|", {TWO, 20, 300, 300}},
};
static const mg_text_bounds BOUNDS[] = {
    {85, 15, 50}, {90, 20, 90}, {100, 20, 140}, {100, 20, 285}, {100, 20, 135}};
static const char *const WORDINGS[] = {
    "Find all solutions of [0]. If there is none, answer no solution.",
    "Which numbers satisfy [0]? If none does, answer no solution.",
    "List all solutions of [0], or answer no solution."};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0] == SINGLE) /* a, b, s */
        *box = (mg_box){.count = 3,
                        .low = {knob[1] > 1 ? -knob[1] : 1, -knob[2], -knob[3] / 5},
                        .high = {knob[1], knob[2], knob[3]}};
}

/* Operands: a, b, s (or c), then k, d. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = knob[1] > 1 ? algebra_nonzero(rng, knob[1]) : 1;
    v[1] = algebra_nonzero(rng, knob[2]);
    if (knob[0] == LINE || knob[0] == TWO) {
        v[2] = algebra_nonzero(rng, knob[1]);
        v[3] = mg_draw_between(rng, -knob[3], knob[3]);
        return;
    }
    uint32_t kind = mg_rng_below(rng, 16); /* none: 2 in 16, one: 1 */
    v[2] = kind == 0 ? 0 : mg_draw_between(rng, 1, kind < 3 ? knob[3] / 5 : knob[3]);
    if (kind == 1 || kind == 2) v[2] = -v[2];
    if (knob[0] == SINGLE) return;
    v[3] = algebra_nonzero(rng, 12);
    v[4] = mg_draw_between(rng, -999, 999);
    if (v[3] == 1) v[3] = 2;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    static const char *const TAGS[] = {"abs", "abs k", "abs line", "abs abs"};
    int kind = level->knob[0];
    if (v[0] == 0 || v[1] == 0) return false;
    if (kind >= LINE && (v[0] == v[2] || v[0] == -v[2])) return false;
    algebra_key(out, TAGS[kind], v, kind == SINGLE ? 3 : kind == SCALED ? 5 : 4);
    return true;
}

/* The right sides without bars that a*x + b may have: s and -s; c*x + d and -(c*x + d). */
static int solve(const mg_level *level, const int64_t *v, mg_ratio roots[2]) {
    bool line = level->knob[0] >= LINE;
    int count = 0;
    for (int64_t sign = -1; sign <= 1; sign += 2) {
        int64_t slope = v[0] - (line ? sign * v[2] : 0), rest = sign * v[line ? 3 : 2] - v[1];
        mg_ratio root = mg_ratio_of(rest, slope), side = {v[2], 1};
        if (level->knob[0] == LINE) /* (c * rest + d * slope) / slope */
            side = mg_ratio_of(v[2] * rest + v[3] * slope, slope);
        if (level->knob[0] != TWO && side.top < 0) continue;
        if (count == 1 && mg_ratio_compare(roots[0], root) == 0) continue;
        roots[count++] = root;
    }
    if (count == 2 && mg_ratio_compare(roots[0], roots[1]) > 0) {
        mg_ratio old = roots[0];
        roots[0] = roots[1];
        roots[1] = old;
    }
    return count;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    char x = *algebra_letter(problem, 0);
    algebra_line line;
    switch (level->knob[0]) {
    case SINGLE:
        algebra_format(&line, "|%l| = %d", v[0], x, v[1], v[2]);
        break;
    case SCALED:
        if (v[3] == -1)
            algebra_format(&line, "%d - |%l| = %d", v[4], v[0], x, v[1], v[4] - v[2]);
        else
            algebra_format(&line, "%d%+d*|%l| = %d", v[4], v[3], v[0], x, v[1], v[3] * v[2] + v[4]);
        break;
    case LINE:
        algebra_format(&line, "|%l| = %l", v[0], x, v[1], v[2], x, v[3]);
        break;
    default:
        algebra_format(&line, "|%l| = |%l|", v[0], x, v[1], v[2], x, v[3]);
        break;
    }
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    mg_ratio roots[2];
    int count = solve(level, v, roots);
    if (count == 0) mg_text_string(answer, "no solution");
    for (int i = 0; i < count; i++) algebra_write(answer, i ? ", %r" : "%r", roots[i]);
    algebra_measure(problem, v, 5, 3 + 2 * level->knob[0]);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    const mg_level *level = algebra_level(problem);
    char x = *algebra_letter(problem, 0);
    int kind = level->knob[0];
    if (kind == SCALED)
        algebra_write(out, "%d%+d = %d;%d/%n = %d;", v[3] * v[2] + v[4], -v[4], v[3] * v[2],
                      v[3] * v[2], v[3], v[2]);
    if (kind < LINE && v[2] < 0) {
        algebra_write(out, "%d is negative: no solution;", v[2]);
        return;
    }
    for (int64_t sign = -1; sign <= 1; sign += 2) {
        if (kind < LINE) {
            int64_t rest = sign * v[2] - v[1];
            algebra_write(out, "%d%+d = %d;", sign * v[2], -v[1], rest);
            if (v[0] != 1) algebra_write(out, "%d/%n = %r;", rest, v[0], mg_ratio_of(rest, v[0]));
            if (v[2] == 0) return;
            continue;
        }
        int64_t slope = v[0] - sign * v[2], rest = sign * v[3] - v[1];
        mg_ratio root = mg_ratio_of(rest, slope), side;
        algebra_write(out, "case %l = %l: %d/%n = %r;", v[0], x, v[1], sign * v[2], x, sign * v[3],
                      rest, slope, root);
        if (kind == TWO) continue;
        side = mg_ratio_of(v[2] * rest + v[3] * slope, slope);
        algebra_write(out, "%d*%R%+d = %r;", v[2], root, v[3], side);
        if (side.top < 0) mg_text_string(out, "negative, so this is no solution;");
    }
}

ALGEBRA_FAMILY(absolute_value, "equations with absolute values", 2, SET, ANY, box, "kind",
               "max_coefficient", "max_number", "max_right");
