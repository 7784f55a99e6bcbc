/* Nested expressions of hexadecimal numbers with + - * << >> & | ^:
 * "What is ((0x3a2f + 0x19) << 0x2)? ..." -> "e920".
 *
 * Operands: the expression in prefix order: minus an operator's place in OPERATORS less 1, or a
 * number. Every operation stands in brackets. Bits are taken, and numbers shifted right, only of
 * what is not negative, so that no rule about negative numbers' bits is needed. */
#include "gym/families/arithmetic_common.h"

enum { PLUS, MINUS, TIMES, LEFT, RIGHT, AND, OR, XOR, OPERATORS_COUNT };
static const char *const OPERATORS[] = {"+", "-", "*", "<<", ">>", "&", "|", "^"};

enum { MOST_BITS = 100, TEXT_BYTES = 400 };

/* depth, bits of a number from-to, percent of single numbers instead of operations below the top */
static const mg_level LEVELS[] = {
    {"one operation of numbers of up to 8 bits", {1, 1, 8, 0}},
    {"one operation of numbers of 9 to 16 bits, as RG bitwise_arithmetic 1", {1, 9, 16, 0}},
    {"nested twice, as RG bitwise_arithmetic, easy", {2, 9, 16, 1}},
    {"nested 3 times", {3, 9, 16, 1}},
    {"nested 5 times, as RG bitwise_arithmetic, hard", {5, 9, 16, 1}},
    {"nested 4 times, numbers of up to 32 bits", {4, 20, 32, 5}},
};

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[2] > 8) return;
    *box = (mg_box){.count = 3, .low = {-OPERATORS_COUNT}, .high = {-1, 255, 255}};
}

static int bits_of(mg_wide value) {
    if (value < 0) value = -value;
    uint64_t high = (uint64_t)(value >> 64), low = (uint64_t)value;
    if (high) return 128 - __builtin_clzll(high);
    return low ? 64 - __builtin_clzll(low) : 0;
}

static mg_wide apply(int op, mg_wide a, mg_wide b) {
    switch (op) {
    case PLUS:
        return a + b;
    case MINUS:
        return a - b;
    case TIMES:
        return a * b;
    case LEFT:
        return a * ((mg_wide)1 << b);
    case RIGHT:
        return a >> b;
    case AND:
        return a & b;
    case OR:
        return a | b;
    default:
        return a ^ b;
    }
}

static bool is_shift(int op) {
    return op == LEFT || op == RIGHT;
}

/* Whether the operands suit the operator. */
static bool is_allowed(int op, mg_wide a, mg_wide b) {
    if (is_shift(op) && (b < 0 || b > 7)) return false;
    if (op >= RIGHT && (a < 0 || b < 0)) return false;
    if (op == TIMES) return bits_of(a) + bits_of(b) <= MOST_BITS;
    return op != LEFT || bits_of(a) + b <= MOST_BITS;
}

/* The operator is drawn first; where its operands do not suit it, + takes its place. */
static mg_wide grow(const mg_level *level, mg_rng *rng, int depth, int64_t *v, int *count) {
    int at = (*count)++;
    bool single = depth < level->knob[0] && (int)mg_rng_below(rng, 100) < level->knob[3];
    if (depth == 0 || single) {
        v[at] = mg_draw_between(rng, (int64_t)1 << (level->knob[1] - 1),
                                ((int64_t)1 << level->knob[2]) - 1);
        return v[at];
    }
    int op = (int)mg_rng_below(rng, OPERATORS_COUNT);
    if (level->knob[0] == 1 && is_shift(op)) /* there are few: they would be repeated */
        op = (int)mg_rng_below(rng, OPERATORS_COUNT);
    mg_wide a = grow(level, rng, depth - 1, v, count), b;
    if (is_shift(op) && is_allowed(op, a, 7)) {
        b = v[(*count)++] = mg_draw_between(rng, 1, 7);
    } else {
        b = grow(level, rng, depth - 1, v, count);
        if (is_shift(op) || !is_allowed(op, a, b)) op = PLUS;
    }
    v[at] = -1 - op;
    return apply(op, a, b);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int count = 0;
    grow(level, rng, level->knob[0], v, &count);
}

static void write_hex(mg_text *out, mg_wide value) {
    uint64_t high, low;
    if (value < 0) mg_text_char(out, '-');
    if (value < 0) value = -value;
    high = (uint64_t)(value >> 64);
    low = (uint64_t)value;
    bool started = false;
    for (int shift = 124; shift >= 0; shift -= 4) {
        int digit = (int)((shift >= 64 ? high >> (shift - 64) : low >> shift) & 15);
        started = started || digit || shift == 0;
        if (started) mg_text_char(out, "0123456789abcdef"[digit]);
    }
}

static void write_number(mg_text *out, mg_wide value) {
    if (value < 0) mg_text_char(out, '-');
    mg_text_string(out, "0x");
    write_hex(out, value < 0 ? -value : value);
}

/* Both sides of an operator that commutes are sorted by length, then bytes. False where an operand
 * does not suit its operator. */
static bool write_canonical(const int64_t **at, mg_text *out, mg_wide *value) {
    int64_t token = *(*at)++;
    if (token >= 0) {
        *value = token;
        write_hex(out, token);
        return true;
    }
    int op = (int)(-1 - token);
    mg_wide a, b;
    char *start = out->at;
    mg_text_char(out, '(');
    mg_text_string(out, OPERATORS[op]);
    char *first = out->at;
    if (!write_canonical(at, out, &a)) return false;
    mg_text_char(out, ' ');
    char *second = out->at;
    if (!write_canonical(at, out, &b) || !is_allowed(op, a, b)) return false;
    *value = apply(op, a, b);
    size_t left = (size_t)(second - first) - 1, right = (size_t)(out->at - second);
    bool commutes = op == PLUS || op == TIMES || op >= AND;
    if (commutes && (right < left || (right == left && memcmp(second, first, left) < 0))) {
        char copy[TEXT_BYTES];
        memcpy(copy, first, left);
        memmove(first, second, right);
        first[right] = ' ';
        memcpy(first + right + 1, copy, left);
    }
    mg_text_char(out, ')');
    return out->at > start && !out->overflow;
}

/* In the box, of the two orders of a pair that commutes only the sorted one is a problem. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_wide value;
    const int64_t *at = v;
    int op = (int)(-1 - v[0]);
    bool commutes = op == PLUS || op == TIMES || op >= AND;
    if (level->knob[2] <= 8 && commutes && v[1] > v[2]) return false;
    return write_canonical(&at, out, &value);
}

typedef struct writer {
    const int64_t *at;
    mg_text *question, *work;
    int operations, products, digits;
} writer;

/* Prints the expression, and a line for each operation, where these texts are given. */
static mg_wide walk(writer *w) {
    int64_t token = *w->at++;
    if (token >= 0) {
        if (w->question) write_number(w->question, token);
        w->digits += (bits_of(token) + 3) / 4;
        return token;
    }
    int op = (int)(-1 - token);
    if (w->question) mg_text_char(w->question, '(');
    mg_wide a = walk(w);
    if (w->question) {
        mg_text_char(w->question, ' ');
        mg_text_string(w->question, OPERATORS[op]);
        mg_text_char(w->question, ' ');
    }
    mg_wide b = walk(w), value = apply(op, a, b);
    if (w->question) mg_text_char(w->question, ')');
    w->operations++;
    w->products += op == TIMES;
    if (w->work) {
        write_number(w->work, a);
        mg_text_char(w->work, ' ');
        mg_text_string(w->work, OPERATORS[op]);
        mg_text_char(w->work, ' ');
        write_number(w->work, b);
        mg_text_string(w->work, " is ");
        write_number(w->work, value);
        mg_text_char(w->work, ';');
    }
    return value;
}

/* difficulty: operations, hexadecimal digits of the numbers, and 4 for each product */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const BEFORE[] = {"What is ", "Calculate ", "Evaluate "};
    static const char *const AFTER[] = {"?", ".", "."};
    int wording = mg_pick(problem, 0, 3);
    mg_text_string(question, BEFORE[wording]);
    writer w = {.at = v, .question = question};
    mg_wide value = walk(&w);
    mg_text_string(question, AFTER[wording]);
    mg_text_string(question, " Give the answer in hexadecimal, with a minus sign if negative.");
    write_hex(answer, value);
    problem->answer_detail = 16;
    problem->digits = w.digits / (w.operations + 1);
    problem->operations = w.operations;
    problem->difficulty = w.operations + w.digits + 4 * w.products;
}

static void work(const mg_problem *problem, mg_text *out) {
    writer w = {.at = problem->operand, .work = out};
    walk(&w);
}

static mg_text_bounds bounds(const mg_level *level) {
    int operations = (1 << level->knob[0]) - 1, digits = level->knob[2] / 4;
    int value = MOST_BITS / 4 + 2;
    if (level->knob[0] == 1) value = 2 * digits + 1;
    return (mg_text_bounds){80 + (operations + 1) * (digits + 2) + operations * 6, value,
                            operations * (3 * (value + 2) + 10)};
}

const mg_family mg_family_bitwise = {
    .name = "bitwise",
    .summary = "nested + - * << >> & | ^ of hexadecimal numbers",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_bitwise,
    .knobs = {"depth", "bits_from", "bits_to", "percent_single"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_BASED,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
