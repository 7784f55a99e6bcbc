/* "(2 + 3*i)*(1 - i)" -> "5 + i". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

enum { ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, CHAIN };

/* first and last operation, largest part */
static const mg_level LEVELS[] = {
    {"sums and differences, parts up to 10", {ADD, SUBTRACT, 10}},
    {"the four operations, parts up to 10 (as RG complex_arithmetic, easy)", {ADD, DIVIDE, 10}},
    {"the four operations, parts up to 100 (as RG complex_arithmetic, hard)", {ADD, DIVIDE, 100}},
    {"powers up to 5, parts up to 12", {POWER, POWER, 12}},
    {"u*v + w*z, parts up to 30", {CHAIN, CHAIN, 30}},
};
static const mg_text_bounds BOUNDS[] = {
    {115, 15, 50}, {115, 25, 155}, {120, 35, 190}, {105, 25, 350}, {145, 20, 215}};
static const char *const WORDINGS[] = {
    "What is {0}? Write the result in the form x + y*i, where i is the imaginary unit.",
    "Compute {0} with the imaginary unit i.", "Simplify {0}, where i is the imaginary unit."};

/* operation, a, b, c, d of (a + b i) and (c + d i); POWER: exponent for c; CHAIN: four numbers */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    int64_t m = knob[2];
    box->count = 0;
    if (knob[0] == POWER)
        *box = (mg_box){.count = 4, .low = {POWER, -m, -m, 2}, .high = {POWER, m, m, 5}};
    else if (m == 10)
        *box =
            (mg_box){.count = 5, .low = {knob[0], -m, -m, -m, -m}, .high = {knob[1], m, m, m, m}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    for (int i = 1; i <= (knob[0] == CHAIN ? 8 : 4); i++)
        v[i] = mg_draw_between(rng, -knob[2], knob[2]);
    if (knob[0] == POWER) {
        v[3] = mg_draw_between(rng, 2, 5);
        v[4] = 0;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    static const char *const TAGS[] = {"i +", "i -", "i *", "i /", "i ^", "i *+"};
    (void)level;
    if (v[2] == 0 || (v[0] == DIVIDE && v[3] == 0 && v[4] == 0)) return false;
    if (v[0] != POWER && v[4] == 0) return false;
    if (v[0] == CHAIN && (v[6] == 0 || v[8] == 0)) return false;
    bool commutes = v[0] == ADD || v[0] == MULTIPLY;
    if (commutes && (v[1] > v[3] || (v[1] == v[3] && v[2] > v[4]))) {
        int64_t swapped[5] = {v[0], v[3], v[4], v[1], v[2]};
        if (level->knob[2] == 10) return false; /* boxed: in order only */
        algebra_key(out, TAGS[v[0]], swapped + 1, 4);
        return true;
    }
    algebra_key(out, TAGS[v[0]], v + 1, v[0] == CHAIN ? 8 : v[0] == POWER ? 3 : 4);
    return true;
}

static void write_complex(mg_text *out, mg_ratio real, mg_ratio imaginary) {
    bool any = mg_text_term(out, true, real, "");
    any |= mg_text_term(out, !any, imaginary, "i");
    if (!any) mg_text_char(out, '0');
}

static void write_whole(mg_text *out, const int64_t *z) {
    write_complex(out, (mg_ratio){z[0], 1}, (mg_ratio){z[1], 1});
}

static void write_bracket(mg_text *out, const int64_t *z) {
    mg_text_char(out, '(');
    write_whole(out, z);
    mg_text_char(out, ')');
}

static void multiply(const int64_t *a, const int64_t *b, int64_t *result) {
    int64_t real = a[0] * b[0] - a[1] * b[1], imaginary = a[0] * b[1] + a[1] * b[0];
    result[0] = real;
    result[1] = imaginary;
}

/* Top (two parts) and bottom of the result. */
static int64_t solve(const int64_t *v, int64_t top[2]) {
    int64_t other[2];
    switch (v[0]) {
    case ADD:
    case SUBTRACT:
        top[0] = v[0] == ADD ? v[1] + v[3] : v[1] - v[3];
        top[1] = v[0] == ADD ? v[2] + v[4] : v[2] - v[4];
        return 1;
    case MULTIPLY:
        multiply(v + 1, v + 3, top);
        return 1;
    case DIVIDE:
        multiply(v + 1, (int64_t[]){v[3], -v[4]}, top);
        return v[3] * v[3] + v[4] * v[4];
    case POWER:
        top[0] = 1;
        top[1] = 0;
        for (int64_t i = 0; i < v[3]; i++) multiply(top, v + 1, top);
        return 1;
    default:
        multiply(v + 1, v + 3, top);
        multiply(v + 5, v + 7, other);
        top[0] += other[0];
        top[1] += other[1];
        return 1;
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const SIGNS[] = {" + ", " - ", "*", "/", "^", "*"};
    algebra_line line;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    write_bracket(&text, v + 1);
    mg_text_string(&text, SIGNS[v[0]]);
    if (v[0] == POWER)
        mg_text_int(&text, v[3]);
    else
        write_bracket(&text, v + 3);
    if (v[0] == CHAIN) {
        mg_text_string(&text, " + ");
        write_bracket(&text, v + 5);
        mg_text_char(&text, '*');
        write_bracket(&text, v + 7);
    }
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    int64_t top[2], bottom = solve(v, top);
    write_complex(answer, mg_ratio_of(top[0], bottom), mg_ratio_of(top[1], bottom));
    static const int OPERATIONS[] = {2, 2, 6, 11, 6, 14};
    algebra_measure(problem, top, 2, OPERATIONS[v[0]] * (v[0] == POWER ? (int)v[3] - 1 : 1));
}

/* The four products of a multiplication, real parts first. */
static void write_products(mg_text *out, const int64_t *a, const int64_t *b) {
    int64_t result[2];
    multiply(a, b, result);
    algebra_write(out, "%n*%n - %n*%n = %d;%n*%n + %n*%n = %d;", a[0], b[0], a[1], b[1], result[0],
                  a[0], b[1], a[1], b[0], result[1]);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t power[2] = {v[1], v[2]}, top[2], bottom = solve(v, top), conjugate[2] = {v[3], -v[4]};
    switch (v[0]) {
    case ADD:
    case SUBTRACT:
        for (int i = 1; i <= 2; i++)
            algebra_write(out, "%d%+d = %d;", v[i], v[0] == ADD ? v[i + 2] : -v[i + 2], top[i - 1]);
        break;
    case MULTIPLY:
        write_products(out, v + 1, v + 3);
        break;
    case DIVIDE:
        write_products(out, v + 1, conjugate);
        algebra_write(out, "%n^2 + %n^2 = %d;", v[3], v[4], bottom);
        for (int i = 0; i < 2; i++)
            algebra_write(out, "%d/%d = %r;", top[i], bottom, mg_ratio_of(top[i], bottom));
        break;
    case POWER:
        for (int64_t i = 1; i < v[3]; i++) {
            write_products(out, power, v + 1);
            multiply(power, v + 1, power);
        }
        break;
    default:
        write_products(out, v + 1, v + 3);
        write_products(out, v + 5, v + 7);
        multiply(v + 1, v + 3, power);
        for (int i = 0; i < 2; i++)
            algebra_write(out, "%d%+d = %d;", power[i], top[i] - power[i], top[i]);
        break;
    }
}

ALGEBRA_FAMILY(complex_arithmetic, "sums, products, quotients and powers of complex numbers", 2,
               COMPLEX, ANY, box, "first_operation", "last_operation", "max_part");
