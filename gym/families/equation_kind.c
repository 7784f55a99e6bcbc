/* How many solutions: "none", "one" or "infinitely many" of a linear equation or a system of two,
 * each a third; "none", "one" or "two" real ones of a quadratic. difficulty: operations + digits.
 */
#include "gym/families/algebra_common.h"

enum { PLAIN, BRACKETS, SYSTEM, QUADRATIC };

static const mg_level LEVELS[] = {
    {"a*x + b = c*x + d, values up to 9", {PLAIN, 9}},
    {"with brackets, values up to 30", {BRACKETS, 30}},
    {"with brackets, values up to 99", {BRACKETS, 99}},
    {"two equations in two unknowns, coefficients up to 30", {SYSTEM, 30}},
    {"real solutions of a quadratic equation", {QUADRATIC, 30}},
};
static const mg_text_bounds BOUNDS[] = {
    {110, 20, 70}, {130, 20, 130}, {130, 20, 130}, {125, 20, 85}, {120, 10, 100}};
static const char *const WORDINGS[] = {
    "How many solutions does {0} have: none, one or infinitely many?",
    "Has {0} no solution, one or infinitely many? Answer none, one or infinitely many."};
static const char *const SYSTEM_WORDINGS[] = {
    "How many solutions do {0}, {1} have together: none, one or infinitely many?",
    "Let {0}, {1}. Are there none, one or infinitely many solutions?"};
static const char *const QUADRATIC_WORDINGS[] = {
    "How many different real solutions does {0} have: none, one or two?",
    "Has {0} none, one or two different real solutions?"};

static void box(const mg_level *level, mg_box *box) {
    int64_t max = level->knob[1];
    box->count = 0;
    if (level->knob[0] == PLAIN) /* a, b, c, d */
        *box = (mg_box){.count = 4, .low = {-max, -max, -max, -max}, .high = {max, max, max, max}};
}

/* BRACKETS: p, a, b, c, d, e, f: p*(a*x + b) + c*x + d = e*x + f. */
static void draw_brackets(int64_t max, int kind, mg_rng *rng, int64_t *v) {
    v[0] = algebra_nonzero(rng, max < 9 ? max : 9);
    if (v[0] == 1) v[0] = 2;
    for (int i = 1; i < 7; i++) v[i] = algebra_nonzero(rng, max);
    if (kind != 1) v[5] = v[0] * v[1] + v[3];
    if (kind == 2) v[6] = v[0] * v[2] + v[4];
}

/* SYSTEM: a, b, e, c, d, f. */
static void draw_system(int64_t max, int kind, mg_rng *rng, int64_t *v) {
    for (int i = 0; i < 6; i++) v[i] = algebra_nonzero(rng, i % 3 == 2 ? 99 : max);
    if (kind == 1) return;
    int64_t f = algebra_nonzero(rng, 5), g = mg_draw_between(rng, 1, 5);
    for (int i = 0; i < 3; i++) {
        int64_t base = v[i];
        v[i] = base * g;
        v[i + 3] = base * f;
    }
    if (kind == 0) v[5] += algebra_nonzero(rng, 9);
}

/* QUADRATIC: a, b, c, d, e, f: a*x^2 + b*x + c = d*x^2 + e*x + f. */
static void draw_quadratic(int64_t max, int kind, mg_rng *rng, int64_t *v) {
    int64_t u = mg_draw_between(rng, 1, 5), w = algebra_nonzero(rng, 15),
            s = algebra_nonzero(rng, 3);
    int64_t a = s * u * u, b = 2 * s * u * w, c = s * w * w; /* s (u x + w)^2 */
    if (kind == 0) c += s > 0 ? mg_draw_between(rng, 1, 20) : -mg_draw_between(rng, 1, 20);
    if (kind == 2) c -= s > 0 ? mg_draw_between(rng, 1, 20) : -mg_draw_between(rng, 1, 20);
    for (int i = 3; i < 6; i++) v[i] = mg_draw_between(rng, -max, max);
    v[0] = a + v[3];
    v[1] = b + v[4];
    v[2] = c + v[5];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int kind = (int)mg_rng_below(rng, 3); /* 0 none, 1 one, 2 many or two */
    int64_t max = level->knob[1];
    switch (level->knob[0]) {
    case PLAIN:
        for (int i = 0; i < 4; i++) v[i] = mg_draw_between(rng, -max, max);
        if (kind != 1) v[2] = v[0];
        if (kind == 2) v[3] = v[1];
        break;
    case BRACKETS:
        draw_brackets(max, kind, rng, v);
        break;
    case SYSTEM:
        draw_system(max, kind, rng, v);
        break;
    default:
        draw_quadratic(max, kind, rng, v);
        break;
    }
}

/* The linear equation as a x + b = c x + d. */
static void sides_of(const mg_level *level, const int64_t *v, int64_t s[4]) {
    bool plain = level->knob[0] == PLAIN;
    s[0] = plain ? v[0] : v[0] * v[1] + v[3];
    s[1] = plain ? v[1] : v[0] * v[2] + v[4];
    s[2] = plain ? v[2] : v[5];
    s[3] = plain ? v[3] : v[6];
}

static const char *verdict(const mg_level *level, const int64_t *v) {
    if (level->knob[0] == SYSTEM) {
        if (v[0] * v[4] != v[1] * v[3]) return "one";
        return v[0] * v[5] == v[2] * v[3] ? "infinitely many" : "none";
    }
    if (level->knob[0] == QUADRATIC) {
        int64_t a = v[0] - v[3], b = v[1] - v[4], c = v[2] - v[5], d = b * b - 4 * a * c;
        return d < 0 ? "none" : d == 0 ? "one" : "two";
    }
    int64_t s[4];
    sides_of(level, v, s);
    if (s[0] != s[2]) return "one";
    return s[1] == s[3] ? "infinitely many" : "none";
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    static const char *const TAGS[] = {"kind", "kind ()", "kind 2", "kind ^2"};
    int kind = level->knob[0];
    if (kind == PLAIN && ((v[0] == 0 && v[2] == 0) || (v[0] == v[2] && v[1] == v[3] && v[1] == 0)))
        return false;
    if (kind == QUADRATIC && v[0] == v[3]) return false;
    algebra_key(out, TAGS[kind], v, kind == PLAIN ? 4 : kind == BRACKETS ? 7 : 6);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    const char *names[2] = {algebra_letter(problem, 0), algebra_letter(problem, 1)};
    char x = *names[0];
    algebra_line line, second;
    int kind = level->knob[0];
    if (kind == SYSTEM) {
        mg_text text = mg_text_over(line.text, sizeof line.text);
        algebra_row(&text, v, names, 2);
        mg_text_end(&text);
        algebra_line other;
        text = mg_text_over(other.text, sizeof other.text);
        algebra_row(&text, v + 3, names, 2);
        mg_text_end(&text);
        algebra_line first;
        ALGEBRA_ASK(problem, question, SYSTEM_WORDINGS,
                    algebra_format(&first, "%s = %d", line.text, v[2]),
                    algebra_format(&second, "%s = %d", other.text, v[5]));
    } else if (kind == QUADRATIC) {
        mg_polynomial left = mg_polynomial_of((int64_t[]){v[2], v[1], v[0]}, 3);
        mg_polynomial right = mg_polynomial_of((int64_t[]){v[5], v[4], v[3]}, 3);
        ALGEBRA_ASK(problem, question, QUADRATIC_WORDINGS,
                    algebra_format(&line, "%p = %p", &left, x, &right, x));
    } else if (kind == BRACKETS) {
        ALGEBRA_ASK(problem, question, WORDINGS,
                    algebra_format(&line, "%d*(%l)%+t%+d = %l", v[0], v[1], x, v[2], v[3], x, v[4],
                                   v[5], x, v[6]));
    } else {
        ALGEBRA_ASK(problem, question, WORDINGS,
                    algebra_format(&line, "%l = %l", v[0], x, v[1], v[2], x, v[3]));
    }
    mg_text_string(answer, verdict(level, v));
    algebra_measure(problem, v, 7, 3 + 3 * kind);
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    const int64_t *v = problem->operand;
    char x = *algebra_letter(problem, 0);
    if (level->knob[0] == SYSTEM) {
        algebra_write(out, "%d*%n%+d*%n = %d;", v[0], v[4], -v[1], v[3], v[0] * v[4] - v[1] * v[3]);
        algebra_write(out, "%d*%n%+d*%n = %d;", v[0], v[5], -v[2], v[3], v[0] * v[5] - v[2] * v[3]);
        return;
    }
    if (level->knob[0] == QUADRATIC) {
        int64_t a = v[0] - v[3], b = v[1] - v[4], c = v[2] - v[5];
        mg_polynomial p = mg_polynomial_of((int64_t[]){c, b, a}, 3);
        algebra_write(out, "collected: %p = 0;%n^2 - 4*%n*%n = %d;", &p, x, b, a, c,
                      b * b - 4 * a * c);
        return;
    }
    int64_t s[4];
    sides_of(level, v, s);
    if (level->knob[0] == BRACKETS)
        algebra_write(out, "collected: %l = %l;", s[0], x, s[1], s[2], x, s[3]);
    algebra_write(out, "%d%+d = %d;%d%+d = %d;left over: %t = %d;", s[0], -s[2], s[0] - s[2], s[3],
                  -s[1], s[3] - s[1], s[0] - s[2], x, s[3] - s[1]);
}

ALGEBRA_FAMILY(equation_kind, "how many solutions an equation has", 2, WORD, ANY, box, "kind",
               "max_value");
