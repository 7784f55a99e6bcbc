/* Functions of whole numbers put one into another: "Let a be the remainder when 93 is divided by 7.
 * Let b be the greatest common divisor of a and 12. What is 5*b - 3?"
 *
 * Operands: for each link its function and two parameters; the links feed one another. The first
 * link's input is the operand after the last link. */
#include "gym/family.h"
#include "gym/number.h"

enum { MOST = 6, LINK = 3, LIMIT = 999999999 };

typedef enum link_kind {
    REMAINDER, /* of the input by p */
    DIVISOR,   /* gcd of the input and p */
    MULTIPLE,  /* lcm of the input and p */
    LINE,      /* p*x + q */
    SQUARE,    /* x^2 - p */
    ROOT,      /* the solution z of z + p = q*x */
    LARGER,    /* of the input and p */
    DIGITS,    /* sum of the digits of |x*p| */
    KINDS
} link_kind;

/* links, largest parameter */
static const mg_level LEVELS[] = {
    {"2 links, numbers up to 9999", {2, 9999}}, {"2 links, numbers up to 99999", {2, 99999}},
    {"3 links, numbers up to 999", {3, 999}},   {"4 links, numbers up to 999", {4, 999}},
    {"6 links, numbers up to 999", {6, 999}},
};

static void draw_link(mg_rng *rng, int64_t max, bool first, int64_t *link) {
    link[0] = mg_draw_between(rng, 0, KINDS - 1);
    link[1] = mg_draw_between(rng, 2, first ? max : 60);
    link[2] = mg_draw_between(rng, 2, 20);
    if (link[0] == LINE || link[0] == DIGITS) link[1] = mg_draw_between(rng, 2, first ? max : 12);
    if (link[0] != LINE && link[0] != ROOT) link[2] = 0;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[0];
    for (int i = 0; i < n; i++) draw_link(rng, level->knob[1], i == 0, v + LINK * i);
    v[LINK * n] = mg_draw_between(rng, 10, level->knob[1]);
}

static int64_t digit_sum(int64_t value) {
    int64_t sum = 0;
    for (value = value < 0 ? -value : value; value; value /= 10) sum += value % 10;
    return sum;
}

static int64_t evaluate(const int64_t *link, int64_t x) {
    int64_t p = link[1], q = link[2];
    switch ((link_kind)link[0]) {
    case REMAINDER:
        return mg_mod(x, p);
    case DIVISOR:
        return mg_gcd(x, p);
    case MULTIPLE:
        return mg_lcm(x, p);
    case LINE:
        return p * x + q;
    case SQUARE:
        return x * x - p;
    case ROOT:
        return q * x - p;
    case LARGER:
        return x > p ? x : p;
    case DIGITS:
    case KINDS:
        break;
    }
    return digit_sum(x * p);
}

/* Divisors, multiples and remainders are asked of numbers above 0 only. */
static bool solve(const mg_level *level, const int64_t *v, int64_t *value) {
    int n = level->knob[0];
    int64_t x = v[LINK * n];
    for (int i = 0; i < n; i++) {
        const int64_t *link = v + LINK * i;
        bool positive = link[0] == REMAINDER || link[0] == DIVISOR || link[0] == MULTIPLE;
        if (positive && x < 1) return false;
        if (link[0] == SQUARE && (x > 9999 || x < -9999)) return false;
        if (link[0] == LARGER && x == link[1]) return false;
        x = value[i] = evaluate(link, x);
        if (x > LIMIT || x < -LIMIT) return false;
    }
    return true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t value[MOST];
    if (!solve(level, v, value)) return false;
    mg_text_string(out, "composed");
    for (int i = 0; i < LINK * level->knob[0] + 1; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

/* `x`: the input's name, or NULL and its number. */
static void write_input(mg_text *out, char name, int64_t number) {
    if (name)
        mg_text_char(out, name);
    else
        mg_text_int(out, number);
}

static void write_phrase(mg_text *out, const int64_t *link, char name, int64_t x) {
    static const char *const BEFORE[KINDS] = {
        [REMAINDER] = "the remainder when ",
        [DIVISOR] = "the greatest common divisor of ",
        [MULTIPLE] = "the least common multiple of ",
        [LINE] = "",
        [SQUARE] = "",
        [ROOT] = "the solution z of z + ",
        [LARGER] = "the larger of ",
        [DIGITS] = "the sum of the digits of ",
    };
    static const char *const AFTER[KINDS] = {[REMAINDER] = " is divided by ",
                                             [DIVISOR] = " and ",
                                             [MULTIPLE] = " and ",
                                             [SQUARE] = "^2 - ",
                                             [LARGER] = " and ",
                                             [DIGITS] = "*"};
    int64_t kind = link[0];
    mg_text_string(out, BEFORE[kind]);
    if (kind == LINE || kind == ROOT) {
        mg_text_int(out, link[1]);
        if (kind == ROOT) {
            mg_text_string(out, " = ");
            mg_text_int(out, link[2]);
        }
        mg_text_char(out, '*');
        write_input(out, name, x);
        if (kind == LINE) {
            mg_text_string(out, " + ");
            mg_text_int(out, link[2]);
        }
        return;
    }
    write_input(out, name, x);
    mg_text_string(out, AFTER[kind]);
    mg_text_int(out, link[1]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int n = level->knob[0];
    int64_t value[MOST];
    char names[MOST + 1] = {0};
    for (int i = 0; i < n; i++)
        names[i] = (char)("abcdfghjkmnpqrstuvwxy"[(mg_pick(problem, 0, 3)) * 7 + i]);
    for (int i = 0; i + 1 < n; i++) {
        mg_text_string(question, "Let ");
        mg_text_char(question, names[i]);
        mg_text_string(question, " be ");
        write_phrase(question, v + LINK * i, i > 0 ? names[i - 1] : 0, v[LINK * n]);
        mg_text_string(question, ". ");
    }
    bool what = mg_pick(problem, 1, 2);
    mg_text_string(question, what ? "What is " : "Find ");
    write_phrase(question, v + LINK * (n - 1), names[n - 2], 0);
    mg_text_char(question, what ? '?' : '.');
    solve(level, v, value);
    mg_text_int(answer, value[n - 1]);
    problem->operations = n;
    for (int i = 0; i < n; i++) problem->difficulty += mg_digit_count(value[i]);
    problem->digits = mg_digit_count(value[n - 1]);
    problem->difficulty += 2 * n; /* links and the digits that they hand on */
}

/* The lines of arithmetic as such, the others in words with their value. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t value[MOST], x = v[LINK * level->knob[0]];
    solve(level, v, value);
    for (int i = 0; i < level->knob[0]; x = value[i], i++) {
        const int64_t *link = v + LINK * i;
        char number[24];
        mg_text text = mg_text_over(number, sizeof number);
        mg_text_int(&text, x);
        mg_text_end(&text);
        if (link[0] == LINE || link[0] == SQUARE) {
            bool negative = x < 0;
            if (link[0] == LINE) {
                mg_text_int(out, link[1]);
                mg_text_char(out, '*');
            }
            if (negative) mg_text_char(out, '(');
            mg_text_string(out, number);
            if (negative) mg_text_char(out, ')');
            mg_text_string(out, link[0] == LINE ? " + " : "^2 - ");
            mg_text_int(out, link[0] == LINE ? link[2] : link[1]);
            mg_text_string(out, " = ");
        } else {
            write_phrase(out, link, 0, x);
            mg_text_string(out, " is ");
        }
        mg_text_int(out, value[i]);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0];
    return (mg_text_bounds){70 * n, 10, 80 * n};
}

const mg_family mg_family_composed = {
    .name = "composed",
    .summary = "remainders, divisors, multiples, lines, squares and roots put into one another",
    .topic = "words",
    .id = MG_FAMILY_ID_composed,
    .knobs = {"links", "max_number"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
