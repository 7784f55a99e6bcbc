/* For which k: "2*x + 3*y = 5, k*x + 6*y = 1 has no solution" -> "4"; "x^2 + 6*x + k = 0 has one
 * solution" -> "9". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

enum { LINES, MANY, DOUBLE_ROOT };

static const mg_level LEVELS[] = {
    {"a*x^2 + b*x + k = 0 with exactly one solution", {DOUBLE_ROOT, 99, 999}},
    {"two equations without a solution, coefficients up to 30", {LINES, 30, 99}},
    {"two equations with infinitely many solutions", {MANY, 30, 99}},
};
static const mg_text_bounds BOUNDS[] = {{85, 15, 130}, {95, 10, 115}, {115, 10, 55}};
static const char *const WORDINGS[][2] = {
    {"For which number k have {0} and {1} together no solution?",
     "The system {0}, {1} has no solution. What is k?"},
    {"For which number k have {0} and {1} infinitely many common solutions?",
     "The system {0}, {1} has infinitely many solutions. What is k?"},
    {"For which number k has {0} exactly one solution?",
     "The equation {0} has exactly one solution. What is k?"}};

/* a, b, e, d, f: a x + b y = e, k x + d y = f; MANY: a, b, e, factor top, bottom; DOUBLE: a, b */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0] == DOUBLE_ROOT)
        *box = (mg_box){.count = 2, .low = {-knob[1], -knob[2]}, .high = {knob[1], knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = algebra_nonzero(rng, knob[1]);
    v[1] = algebra_nonzero(rng, knob[0] == DOUBLE_ROOT ? knob[2] : knob[1]);
    if (knob[0] == DOUBLE_ROOT) return;
    v[2] = algebra_nonzero(rng, knob[2]);
    v[3] = algebra_nonzero(rng, knob[1]);
    v[4] = algebra_nonzero(rng, knob[2]);
    if (knob[0] != MANY) return;
    v[3] = algebra_nonzero(rng, 99);
    v[4] = v[3] * v[2]; /* the second equation is the first times v[3] */
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    static const char *const TAGS[] = {"k none", "k many", "k double"};
    int kind = level->knob[0];
    if (v[0] == 0 || v[1] == 0) return false;
    /* b f = d e would give infinitely many solutions instead of none */
    if (kind == LINES && v[1] * v[4] == v[3] * v[2]) return false;
    if (kind == MANY && v[3] == 1) return false;
    algebra_key(out, TAGS[kind], v, kind == DOUBLE_ROOT ? 2 : kind == MANY ? 4 : 5);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int kind = level->knob[0];
    algebra_line first, second;
    if (kind == DOUBLE_ROOT) {
        mg_polynomial p = mg_polynomial_of((int64_t[]){0, v[1], v[0]}, 3);
        algebra_format(&first, "%p + k = 0", &p, 'x');
        mg_text_ratio(answer, mg_ratio_of(v[1] * v[1], 4 * v[0]));
    } else {
        algebra_format(&first, "%t%+t = %d", v[0], 'x', v[1], 'y', v[2]);
        algebra_format(&second, "k*x%+t = %d", kind == MANY ? v[1] * v[3] : v[3], 'y', v[4]);
        mg_text_ratio(answer,
                      kind == MANY ? (mg_ratio){v[0] * v[3], 1} : mg_ratio_of(v[0] * v[3], v[1]));
    }
    algebra_ask(problem, question, WORDINGS[kind], 2,
                (const char *const[]){first.text, second.text});
    algebra_measure(problem, v, 5, 4);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    switch (algebra_level(problem)->knob[0]) {
    case DOUBLE_ROOT:
        algebra_write(out, "the discriminant must be 0: %n^2 = 4*%n*k;%n^2 = %d;%d/(4*%n) = %r;",
                      v[1], v[0], v[1], v[1] * v[1], v[1] * v[1], v[0],
                      mg_ratio_of(v[1] * v[1], 4 * v[0]));
        break;
    case MANY:
        algebra_write(out, "%d/%n = %d;%d*%n = %d;", v[4], v[2], v[3], v[0], v[3], v[0] * v[3]);
        break;
    default:
        algebra_write(out, "the left sides must be multiples: k/%n equals %d/%n;%d*%n/%n = %r;",
                      v[0], v[3], v[1], v[0], v[3], v[1], mg_ratio_of(v[0] * v[3], v[1]));
        break;
    }
}

ALGEBRA_FAMILY(parameter_system, "for which parameter an equation has none, one or many solutions",
               2, RATIONAL, LOWEST, box, "kind", "max_coefficient", "max_number");
