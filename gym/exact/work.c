#include "gym/exact/work.h"

#include <string.h>

#include "gym/exact/answer_values.h"
#include "gym/family.h"

enum { MAX_STEPS = 2000000 /* of all lines together: some tenths of a second */ };

typedef struct checker {
    const mg_problem *problem;
    mg_ast known; /* values of names */
    mg_env env;
    mg_answer_values values;
    uint64_t question_letters;
    long steps_left;
    mg_chain chain; /* of the line at hand */
} checker;

typedef enum line_class { LINE_TRUE, LINE_FALSE, LINE_REMARK } line_class;

static mg_truth test(checker *c, const mg_chain *chain) {
    if (c->steps_left <= 0) return MG_UNDECIDED;
    c->env.steps = MG_EXACT_STEPS;
    mg_truth truth = mg_chain_test(chain, &c->env, NULL);
    c->steps_left -= MG_EXACT_STEPS - c->env.steps;
    return truth;
}

/* With `root` as the value of a letter. */
static mg_truth test_with(checker *c, const mg_chain *chain, int letter, int root) {
    c->env.letter[letter] = (int16_t)root;
    mg_truth truth = test(c, chain);
    c->env.letter[letter] = -1;
    return truth;
}

static uint64_t letters_of(const mg_chain *chain, const mg_env *env) {
    uint64_t letters = 0;
    for (int i = 0; i < chain->sides; i++)
        letters |= mg_free_letters(&chain->ast, chain->side[i], env);
    return letters;
}

/* -- names that get a value -------------------------------------------------------------------- */

/* "name = side = ...": the name, where it has no value and does not occur on the right; else -1. */
static int defined_letter(const checker *c) {
    const mg_chain *chain = &c->chain;
    const mg_ast_node *left = &chain->ast.node[chain->side[0]];
    if (chain->sides < 2 || chain->relation[1] != MG_AST_EQUAL || left->kind != MG_AST_NAME ||
        c->env.letter[left->name] >= 0)
        return -1;
    for (int i = 1; i < chain->sides; i++)
        if (mg_free_letters(&chain->ast, chain->side[i], &c->env) >> left->name & 1) return -1;
    return left->name;
}

/* The chain at hand gives its left name the value of the side behind it, if what follows agrees. */
static bool define(checker *c, int letter, const char *text, size_t bytes) {
    mg_ast *known = &c->known;
    const char *start = (const char *)memchr(text, '=', bytes) + 1;
    const char *end = memchr(start, '=', bytes - (size_t)(start - text));
    int root;
    if (!end) end = text + bytes;
    if (memchr(start, '<', (size_t)(end - start)) || memchr(start, '>', (size_t)(end - start)) ||
        known->count > MG_AST_NODES / 2 ||
        !mg_ast_add(known, &MG_AST_PRINTED, start, (size_t)(end - start), &root))
        return false;
    c->env.letter[letter] = (int16_t)root;
    if (c->chain.sides == 2 || test(c, &c->chain) == MG_TRUE) return true;
    c->env.letter[letter] = -1;
    return false;
}

/* What the question says of names. */
static void read_question(checker *c) {
    const mg_problem *p = c->problem;
    for (int i = 0; i < p->math_count; i++) {
        const char *text = p->question + p->math[i].start;
        size_t bytes = (size_t)(p->math[i].end - p->math[i].start);
        if (!mg_chain_parse(&c->chain, text, bytes)) continue;
        c->question_letters |= letters_of(&c->chain, &c->env);
        int letter = defined_letter(c);
        if (letter >= 0) define(c, letter, text, bytes);
    }
    for (int i = 0; p->math_count == 0 && i < p->question_bytes; i++) {
        int letter = mg_ast_letter(p->question[i]);
        if (letter >= 0) c->question_letters |= (uint64_t)1 << letter;
    }
}

/* -- lines ------------------------------------------------------------------------------------- */

static bool read_whole(const char **at, const char *end, long long *value) {
    const char *start = *at;
    for (*value = 0; *at < end && **at >= '0' && **at <= '9'; ++*at)
        if (*at - start > 17) return false;
    for (const char *digit = start; digit < *at; digit++) *value = *value * 10 + (*digit - '0');
    return *at > start;
}

/* "13/5=2r3" */
static bool is_division(const char *text, size_t bytes, bool *is_true) {
    static const char MARKS[] = "/=r";
    const char *end = text + bytes;
    long long number[4];
    for (int i = 0; i < 4; i++) {
        if (!read_whole(&text, end, &number[i])) return false;
        if (i < 3 && (text == end || *text++ != MARKS[i])) return false;
    }
    __extension__ typedef __int128 wide;
    *is_true = number[3] < number[1] && (wide)number[1] * number[2] + number[3] == (wide)number[0];
    return text == end;
}

/* Tries every value of the answer for the name that it leaves free. `tried` is set where there was
 * one to try. */
static bool is_true_at_a_value(checker *c, uint64_t letters, bool *tried) {
    for (int i = 0; i < c->values.count; i++) {
        int root = c->values.root[i];
        uint64_t left = letters & ~mg_free_letters(&c->known, root, &c->env);
        if (left == 0 || (left & (left - 1)) != 0) continue;
        *tried = true;
        if (test_with(c, &c->chain, __builtin_ctzll(left), root) == MG_TRUE) return true;
    }
    return false;
}

static bool is_in_parts(checker *c, int first, int last, int point) {
    for (int i = first; i < last; i++)
        if (test_with(c, &c->values.part[i], c->values.letter, point) == MG_TRUE) return true;
    return false;
}

/* Whether the line holds at the same points as the parts. */
static bool agrees(checker *c, int first, int last) {
    for (int i = 0; i < c->values.points; i++) {
        int point = c->values.point[i];
        bool holds = test_with(c, &c->chain, c->values.letter, point) == MG_TRUE;
        if (holds != is_in_parts(c, first, last, point)) return false;
    }
    return true;
}

static bool fits_interval(checker *c) {
    for (int i = 0; i < c->values.points; i++)
        if (c->values.is_end[i] && c->chain.relation[1] == MG_AST_EQUAL &&
            test_with(c, &c->chain, c->values.letter, c->values.point[i]) == MG_TRUE)
            return true;
    for (int i = 0; i < c->values.parts; i++)
        if (agrees(c, i, i + 1)) return true;
    return agrees(c, 0, c->values.parts);
}

static line_class classify(checker *c, const char *text, size_t bytes) {
    bool is_true = false, tried = false;
    if (is_division(text, bytes, &is_true)) return is_true ? LINE_TRUE : LINE_FALSE;
    if (!mg_chain_parse(&c->chain, text, bytes) || c->chain.sides < 2) return LINE_REMARK;
    mg_truth truth = test(c, &c->chain);
    if (truth == MG_TRUE) return LINE_TRUE;
    uint64_t letters = letters_of(&c->chain, &c->env);
    if (c->values.is_open) return LINE_REMARK; /* "0=5", on the way to no solution */
    if (letters == 0) return truth == MG_FALSE ? LINE_FALSE : LINE_REMARK;
    if (is_true_at_a_value(c, letters, &tried)) return LINE_TRUE;
    if (c->values.letter >= 0 && letters == (uint64_t)1 << c->values.letter)
        return fits_interval(c) ? LINE_TRUE : LINE_FALSE;
    int letter = defined_letter(c);
    if (letter >= 0 && !(c->question_letters >> letter & 1) && define(c, letter, text, bytes))
        return LINE_TRUE;
    return tried || truth == MG_FALSE ? LINE_FALSE : LINE_REMARK;
}

static void count_line(checker *c, const char *text, size_t bytes, mg_work_count *count) {
    while (bytes > 0 && *text == ' ') text++, bytes--;
    while (bytes > 0 && text[bytes - 1] == ' ') bytes--;
    if (bytes == 0) return;
    line_class class = classify(c, text, bytes);
    count->true_lines += class == LINE_TRUE;
    count->false_lines += class == LINE_FALSE;
    count->remarks += class == LINE_REMARK;
    if (class == LINE_FALSE && !count->first_false) {
        count->first_false = text;
        count->first_false_bytes = bytes;
    }
}

void mg_work_check(const mg_problem *problem, const char *lines, size_t bytes,
                   mg_work_count *count) {
    checker c;
    c.problem = problem;
    c.known.count = 0;
    c.question_letters = 0;
    c.steps_left = MAX_STEPS;
    mg_env_clear(&c.env);
    c.env.known = &c.known;
    c.env.imaginary = problem->item.family->answer_kind == MG_ANSWER_COMPLEX;
    mg_answer_values_read(&c.values, problem, &c.known, &c.env);
    read_question(&c);
    *count = (mg_work_count){0};
    for (const char *at = lines, *end = lines + bytes; at < end;) {
        const char *stop = at;
        while (stop < end && *stop != ';' && *stop != '\n') stop++;
        count_line(&c, at, (size_t)(stop - at), count);
        at = stop + 1;
    }
}

double mg_response_check(const mg_problem *problem, mg_layout layout, const char *text,
                         size_t bytes, mg_work_count *count) {
    if (layout == MG_LAYOUT_SCRATCHPAD || layout == MG_LAYOUT_STEPS) {
        const char *mark = memrchr(text, '#', bytes);
        if (mark) bytes = (size_t)(mark - text);
        while (bytes > 0 && text[bytes - 1] == '#') bytes--;
    }
    mg_work_check(problem, text, bytes, count);
    int lines = count->true_lines + count->false_lines;
    return lines == 0 ? 0.0 : (double)count->true_lines / lines;
}
