/* "3 : 5 = x : 20" in words and fractions -> "12". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"a/b = x/c with a whole solution, values up to 12", {1, 12, 12}},
    {"a/b = c/x or x/c, values up to 99", {0, 99, 99}},
    {"(x + a)/b = c/d, values up to 99", {2, 99, 99}},
};
static const mg_text_bounds BOUNDS[] = {{55, 5, 45}, {50, 10, 50}, {60, 15, 70}};
static const char *const WORDINGS[] = {"Solve {0} for {1}.", "Which number {1} makes {0} true?",
                                       "The ratios are equal: {0}. Find {1}."};

/* a, b, c or the factor, place of x; or a, b, c, d */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0] < 2)
        *box = (mg_box){.count = 4, .low = {1, 1, 1, 0}, .high = {knob[1], knob[1], knob[2], 3}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    for (int i = 0; i < 3; i++) v[i] = mg_draw_between(rng, 1, knob[i < 2 ? 1 : 2]);
    v[3] = mg_rng_below(rng, 4);
    if (knob[0] < 2) return;
    v[0] = algebra_nonzero(rng, 99);
    v[3] = mg_draw_between(rng, 1, 99);
    v[2] = algebra_nonzero(rng, 99);
}

/* The four numbers of a/b = c/d with the one at `place` sought. */
static mg_ratio solve(const mg_level *level, const int64_t *v, int64_t part[4]) {
    if (level->knob[0] == 2) {
        mg_ratio whole, root = {0, 1};
        mg_ratio_multiply(mg_ratio_of(v[2], v[3]), (mg_ratio){v[1], 1}, &whole);
        mg_ratio_subtract(whole, (mg_ratio){v[0], 1}, &root);
        return root;
    }
    int64_t a = v[0], b = v[1], c = v[2], place = v[3];
    if (level->knob[0] == 1) { /* one ratio is the other times c */
        int64_t whole[4] = {a, b, a * c, b * c};
        for (int i = 0; i < 4; i++) part[i] = whole[i];
        return (mg_ratio){part[place], 1};
    }
    int64_t known[3] = {a, b, c};
    for (int i = 0, k = 0; i < 4; i++) part[i] = i == place ? 0 : known[k++];
    static const int OPPOSITE[] = {3, 2, 1, 0};
    int other = OPPOSITE[place];
    int64_t product = 1;
    for (int i = 0; i < 4; i++)
        if (i != place && i != other) product *= part[i];
    return mg_ratio_of(product, part[other]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (level->knob[0] == 1 && v[2] == 1) return false;
    if (level->knob[0] == 2 && v[1] == 1) return false;
    static const char *const TAGS[] = {"ratio", "ratio *", "ratio +"};
    algebra_key(out, TAGS[level->knob[0]], v, 4);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    const char *x = algebra_letter(problem, 0);
    int64_t part[4];
    mg_ratio root = solve(level, v, part);
    algebra_line line;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    if (level->knob[0] == 2) {
        algebra_write(&text, "(%l)/%d = %d/%d", (int64_t)1, *x, v[0], v[1], v[2], v[3]);
    } else {
        for (int i = 0; i < 4; i++) {
            if (i > 0) mg_text_string(&text, i == 2 ? " = " : "/");
            if (i == v[3])
                mg_text_string(&text, x);
            else
                mg_text_int(&text, part[i]);
        }
    }
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    mg_text_ratio(answer, root);
    algebra_measure(problem, v, 4, 2 + (level->knob[0] == 2));
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    const int64_t *v = problem->operand;
    int64_t part[4];
    mg_ratio root = solve(level, v, part), whole;
    if (level->knob[0] == 2) {
        mg_ratio_multiply(mg_ratio_of(v[2], v[3]), (mg_ratio){v[1], 1}, &whole);
        algebra_write(out, "%d*%d/%d = %r;%r%+d = %r;", v[1], v[2], v[3], whole, whole, -v[0],
                      root);
        return;
    }
    int place = (int)v[3], other = 3 - place;
    int first = place == 0 || place == 3 ? 1 : 0, second = place == 0 || place == 3 ? 2 : 3;
    algebra_write(out, "%d*%d = %d;%d/%d = %r;", part[first], part[second],
                  part[first] * part[second], part[first] * part[second], part[other], root);
}

ALGEBRA_FAMILY(proportion, "equal ratios", 2, RATIONAL, LOWEST, box, "kind", "max_ratio",
               "max_third");
