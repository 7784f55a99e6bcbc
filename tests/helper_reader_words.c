/* Stories, chains of names, and operators that the question defines: read and worked out in a
 * small interpreter of its own. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_reader.h"

/* -- expressions over + - * ^ with names of one letter ------------------------------------------
 */

typedef struct scope {
    long long value[128];
    char known[128];
} scope;

typedef struct formula {
    const char *at, *end;
    const scope *names;
    int bad;
} formula;

static long long read_sum(formula *f);

static void skip_spaces(formula *f) {
    while (f->at < f->end && *f->at == ' ') f->at++;
}

static int take(formula *f, char c) {
    skip_spaces(f);
    if (f->at >= f->end || *f->at != c) return 0;
    f->at++;
    return 1;
}

static long long read_atom(formula *f) {
    if (take(f, '-')) return -read_atom(f);
    if (take(f, '(')) {
        long long value = read_sum(f);
        f->bad |= !take(f, ')');
        return value;
    }
    skip_spaces(f);
    if (f->at < f->end && isdigit((unsigned char)*f->at))
        return strtoll(f->at, (char **)&f->at, 10);
    if (f->at < f->end && islower((unsigned char)*f->at) && f->names->known[(int)*f->at])
        return f->names->value[(int)*f->at++];
    f->bad = 1;
    return 0;
}

/* No power but the square is printed. */
static long long read_power(formula *f) {
    long long value = read_atom(f);
    if (!take(f, '^')) return value;
    f->bad |= read_atom(f) != 2;
    return value * value;
}

static long long read_product(formula *f) {
    long long value = read_power(f);
    while (take(f, '*')) value *= read_power(f);
    return value;
}

static long long read_sum(formula *f) {
    long long value = read_product(f);
    for (;;) {
        if (take(f, '+'))
            value += read_product(f);
        else if (take(f, '-'))
            value -= read_product(f);
        else
            return value;
    }
}

/* The whole of [at, end). */
static int evaluate(const char *at, const char *end, const scope *names, long long *value) {
    formula f = {at, end, names, 0};
    *value = read_sum(&f);
    skip_spaces(&f);
    return f.bad || f.at != f.end;
}

static int print_number(long long value, char *answer) {
    snprintf(answer, READER_ANSWER_BYTES, "%lld", value);
    return 0;
}

/* -- operators ----------------------------------------------------------------------------------
 */

typedef struct operation {
    char symbol;
    const char *rule, *rule_end;
} operation;

static int apply(const operation *o, long long a, long long b, long long *value) {
    scope names = {0};
    names.known['a'] = names.known['b'] = 1;
    names.value['a'] = a;
    names.value['b'] = b;
    return evaluate(o->rule, o->rule_end, &names, value);
}

static int read_applied(const operation *o, const char **at, long long *value);

static int read_operand(const operation *o, const char **at, long long *value) {
    while (**at == ' ') ++*at;
    if (**at != '(') {
        char *end;
        *value = strtoll(*at, &end, 10);
        if (end == *at) return -1;
        *at = end;
        return 0;
    }
    ++*at;
    if (read_applied(o, at, value) || **at != ')') return -1;
    ++*at;
    return 0;
}

/* operand SYMBOL operand */
static int read_applied(const operation *o, const char **at, long long *value) {
    long long a, b;
    if (read_operand(o, at, &a)) return -1;
    while (**at == ' ') ++*at;
    if (**at != o->symbol) return -1;
    ++*at;
    if (read_operand(o, at, &b)) return -1;
    return apply(o, a, b, value);
}

static int solve_operator(const char *question, char *answer) {
    const char *equals = strstr(question, " b = ");
    if (!equals) return -1;
    operation o = {.symbol = equals[-1], .rule = equals + 5};
    o.rule_end = strchr(o.rule, '.');
    const char *ask = o.rule_end ? strpbrk(o.rule_end + 1, "(0123456789") : NULL;
    long long value;
    if (!ask || read_applied(&o, &ask, &value)) return -1;
    return print_number(value, answer);
}

/* -- names defined by names ---------------------------------------------------------------------
 */

/* Goes over all "Let x = ..." again and again until the name that is asked for is known. */
static int solve_quantities(const char *question, char *answer) {
    const char *what = strstr(question, "What is "), *find = strstr(question, "Find ");
    if (!what && !find) return -1;
    int ask = what ? what[8] : find[5];
    scope names = {0};
    for (int round = 0; round < 30 && !names.known[ask]; round++) {
        for (const char *let = question; (let = strstr(let, "Let ")); let++) {
            long long value;
            int name = let[4];
            if (names.known[name] || evaluate(let + 8, strchr(let, '.'), &names, &value)) continue;
            names.known[name] = 1;
            names.value[name] = value;
        }
    }
    return names.known[ask] ? print_number(names.value[ask], answer) : -1;
}

/* -- mistakes -----------------------------------------------------------------------------------
 */

static int solve_error(const char *question, char *answer) {
    const scope none = {0};
    for (const char *step = question; (step = strstr(step, "Step ")); step++) {
        int number = atoi(step + 5);
        const char *colon = strchr(step, ':'), *equals = strchr(step, '='),
                   *dot = strchr(step, '.');
        long long left, right;
        if (!colon || !equals || !dot || evaluate(colon + 1, equals, &none, &left) ||
            evaluate(equals + 1, dot, &none, &right))
            return -1;
        if (left != right) return print_number(number, answer);
    }
    return print_number(0, answer);
}

/* -- functions put into one another -------------------------------------------------------------
 */

static long long euclid(long long a, long long b) {
    return b ? euclid(b, a % b) : a;
}

static int read_two(const char *at, const char *between, const char *end, const scope *names,
                    long long *a, long long *b) {
    const char *cut = strstr(at, between);
    return !cut || cut > end || evaluate(at, cut, names, a) ||
           evaluate(cut + strlen(between), end, names, b);
}

static int solve_phrase(const char *at, const char *end, const scope *names, long long *value) {
    static const char *const OPENINGS[] = {"the remainder when ",
                                           "the greatest common divisor of ",
                                           "the least common multiple of ",
                                           "the solution z of z + ",
                                           "the larger of ",
                                           "the sum of the digits of "};
    static const char *const BETWEEN[] = {" is divided by ", " and ", " and ", " = ", " and "};
    int kind = 0;
    while (kind < 6 && strncmp(at, OPENINGS[kind], strlen(OPENINGS[kind])) != 0) kind++;
    if (kind == 6) return evaluate(at, end, names, value);
    at += strlen(OPENINGS[kind]);
    long long a = 0, b = 0;
    if (kind == 5) {
        if (evaluate(at, end, names, &a)) return -1;
        for (*value = 0, a = llabs(a); a; a /= 10) *value += a % 10;
        return 0;
    }
    if (read_two(at, BETWEEN[kind], end, names, &a, &b)) return -1;
    long long common = kind < 3 ? euclid(llabs(a), llabs(b)) : 1;
    const long long results[] = {b ? (a % b + b) % b : 0, common, a / common * b, b - a,
                                 a > b ? a : b};
    *value = results[kind];
    return 0;
}

static int solve_composed(const char *question, char *answer) {
    scope names = {0};
    const char *at = question;
    long long value;
    for (; strncmp(at, "Let ", 4) == 0; at = strchr(at, '.') + 2) {
        if (solve_phrase(at + 9, strchr(at, '.'), &names, &value)) return -1;
        names.known[(int)at[4]] = 1;
        names.value[(int)at[4]] = value;
    }
    at += strncmp(at, "Find ", 5) == 0 ? 5 : 8;
    if (solve_phrase(at, at + strcspn(at, ".?"), &names, &value)) return -1;
    return print_number(value, answer);
}

/* -- stories ------------------------------------------------------------------------------------
 */

/* The numbers of a text in order, those in brackets left out. */
static int numbers_of(const char *text, long long *number, int most) {
    int count = 0, depth = 0;
    for (; *text && count < most; text++) {
        depth += (*text == '(') - (*text == ')');
        if (depth > 0 || !isdigit((unsigned char)*text)) continue;
        number[count++] = strtoll(text, (char **)&text, 10);
        text--;
    }
    return count;
}

/* Stories whose generator works forward from the answer are solved by search. */
static int solve_story(const char *question, char *answer) {
    long long x[8] = {0};
    int n = numbers_of(question, x, 8);
    if (strstr(question, "pencils") && n == 5)
        return print_number(x[4] - x[0] * x[1] - x[2] * x[3], answer);
    if (strstr(question, "train") && n == 5)
        return print_number(x[0] * x[1] + x[2] * x[3] + x[4], answer);
    if (strstr(question, "machines") && n == 5 && x[1] * x[3] * x[4] % (x[0] * x[2]) == 0)
        return print_number(x[1] * x[3] * x[4] / (x[0] * x[2]), answer);
    if (strstr(question, "marbles") && n == 4 && x[0] * x[2] % (x[1] + x[2]) == 0)
        return print_number(x[0] * x[2] / (x[1] + x[2]) - x[3], answer);
    for (long long guess = 0; guess < 100000; guess++) {
        long long others = x[0] - guess;
        if ((strstr(question, "oak") && guess + x[0] * guess + 2 * x[1] == x[2]) ||
            (strstr(question, "rabbits") && 4 * guess + 2 * others == x[1]) ||
            (strstr(question, "theatre") && guess * x[2] + others * x[3] == x[1]) ||
            (strstr(question, "tank") && x[0] + guess * (x[1] - x[2]) == x[3]))
            return print_number(guess, answer);
    }
    return -1;
}

/* -- told long before ----------------------------------------------------------------------------
 */

static int solve_values(const char *question, char *answer) {
    scope names = {0};
    long long value;
    for (const char *let = question; (let = strstr(let, "Let ")); let++) {
        names.known[(int)let[4]]++;
        names.value[(int)let[4]] = atoll(let + 8);
    }
    const char *ask = strstr(question, "What is ");
    if (!ask || evaluate(ask + 8, strchr(ask, '?'), &names, &value)) return -1;
    return print_number(value, answer);
}

/* Sentences in the order in which they stand; sums say nothing of registers. */
static int solve_registers(const char *question, char *answer) {
    long long value[128] = {0}, change;
    char name;
    for (const char *at = question; at; at = strchr(at, '.') ? strchr(at, '.') + 2 : NULL) {
        if (sscanf(at, "Set %c to %lld", &name, &change) == 2) value[(int)name] = change;
        if (sscanf(at, "Add %lld to %c", &change, &name) == 2) value[(int)name] += change;
        if (sscanf(at, "Take %lld from %c", &change, &name) == 2) value[(int)name] -= change;
        if (sscanf(at, "What is %c", &name) == 1) return print_number(value[(int)name], answer);
    }
    return -1;
}

/* p and q by Cramer's rule from the first two examples; the others must agree. */
static int solve_rule(const char *question, char *answer) {
    long long x[8][3] = {{0}}, a, b, c;
    int n = 0;
    char symbol;
    const char *at = strchr(question, '.') + 2;
    for (; sscanf(at, "%lld %c %lld = %lld", &a, &symbol, &b, &c) == 4; at = strchr(at, '.') + 2) {
        if (symbol == '+') continue;
        if (n == 8) return -1;
        x[n][0] = a, x[n][1] = b, x[n++][2] = c;
    }
    if (n < 2 || sscanf(at, "What is %lld %c %lld", &a, &symbol, &b) != 3) return -1;
    long long det = x[0][0] * x[1][1] - x[0][1] * x[1][0];
    if (det == 0) return -1;
    long long p = (x[0][2] * x[1][1] - x[0][1] * x[1][2]) / det;
    long long q = (x[0][0] * x[1][2] - x[0][2] * x[1][0]) / det;
    for (int i = 0; i < n; i++)
        if (p * x[i][0] + q * x[i][1] != x[i][2]) return -1;
    return print_number(p * a + q * b, answer);
}

const reader_entry reader_words[] = {{"made_up_operator", solve_operator},
                                     {"named_quantities", solve_quantities},
                                     {"error_spotting", solve_error},
                                     {"composed", solve_composed},
                                     {"word_problem", solve_story},
                                     {"distant_values", solve_values},
                                     {"distant_registers", solve_registers},
                                     {"distant_rule", solve_rule},
                                     {NULL, NULL}};
