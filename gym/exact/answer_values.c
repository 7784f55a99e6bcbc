#include "gym/exact/answer_values.h"

#include <stdio.h>
#include <string.h>

#include "gym/family.h"

/* The left name of "x = ...", or -1. */
static int named(const mg_chain *chain) {
    const mg_ast_node *left = &chain->ast.node[chain->side[0]];
    bool is = chain->sides == 2 && chain->relation[1] == MG_AST_EQUAL && left->kind == MG_AST_NAME;
    return is ? left->name : -1;
}

static bool add_known(mg_answer_values *v, const char *text, size_t bytes, int *root) {
    return v->known->count < MG_AST_NODES / 2 &&
           mg_ast_add(v->known, &MG_AST_PRINTED, text, bytes, root);
}

/* "x = 2", "-1/3", "3.5 km", "3 mod 7". */
static void read_value(mg_answer_values *v, mg_env *env, const char *text, size_t bytes) {
    mg_chain *chain = &v->part[0];
    int root;
    bool is_chain = mg_chain_parse(chain, text, bytes);
    int letter = is_chain ? named(chain) : -1;
    if (letter >= 0) {
        const char *equals = memchr(text, '=', bytes);
        if (add_known(v, equals + 1, bytes - (size_t)(equals + 1 - text), &root))
            env->letter[letter] = (int16_t)root;
        return;
    }
    if (!is_chain) {
        const char *space = memchr(text, ' ', bytes);
        if (space) bytes = (size_t)(space - text);
    }
    if (v->count < MG_ANSWER_VALUES && add_known(v, text, bytes, &root))
        v->root[v->count++] = (int16_t)root;
}

/* Parts between commas that stand in no bracket. */
static void read_values(mg_answer_values *v, mg_env *env, const char *text, size_t bytes) {
    size_t start = 0;
    int depth = 0;
    for (size_t i = 0; i <= bytes; i++) {
        bool ends = i == bytes || (depth == 0 && text[i] == ',');
        if (!ends) {
            depth += (text[i] == '(') - (text[i] == ')');
            continue;
        }
        while (start < i && text[start] == ' ') start++;
        if (i > start) read_value(v, env, text + start, i - start);
        start = i + 1;
    }
}

/* -- intervals --------------------------------------------------------------------------------- */

static void add_point(mg_answer_values *v, const char *end, size_t bytes, const char *offset) {
    char *at = v->text + v->text_bytes;
    size_t room = sizeof v->text - v->text_bytes;
    int length = snprintf(at, room, "(%.*s)%s", (int)bytes, end, offset);
    int root;
    if (length < 0 || (size_t)length >= room || v->points == 10 * MG_INTERVAL_PARTS) return;
    if (!mg_ast_add(v->known, &MG_AST_PRINTED, at, (size_t)length, &root)) return;
    v->text_bytes += (size_t)length;
    v->is_end[v->points] = *offset == '\0';
    v->point[v->points++] = (int16_t)root;
}

/* The sides of "-2 < x <= 5": a name, and ends with points near them. */
static void read_sides(mg_answer_values *v, const char *text, size_t bytes) {
    static const char *const OFFSETS[] = {"", "-1", "+1", "-1/1000", "+1/1000"};
    for (size_t start = 0; start <= bytes;) {
        size_t end = start;
        while (end < bytes && !strchr("<>=", text[end])) end++;
        const char *side = text + start;
        size_t length = end - start;
        while (length > 0 && *side == ' ') side++, length--;
        while (length > 0 && side[length - 1] == ' ') length--;
        if (length == 1 && mg_ast_letter(*side) >= 0)
            v->letter = mg_ast_letter(*side);
        else
            for (size_t i = 0; i < sizeof OFFSETS / sizeof OFFSETS[0] && length > 0; i++)
                add_point(v, side, length, OFFSETS[i]);
        start = end + 1;
    }
}

static void read_interval(mg_answer_values *v, const char *text, size_t bytes) {
    for (const char *end = text + bytes; text < end && v->parts < MG_INTERVAL_PARTS;) {
        const char * or = memmem(text, (size_t)(end - text), " or ", 4);
        size_t length = (size_t)((or ? or : end) - text);
        if (!mg_chain_parse(&v->part[v->parts], text, length) || v->part[v->parts].sides < 2) {
            v->parts = 0;
            v->is_open = true;
            return;
        }
        v->parts++;
        read_sides(v, text, length);
        text += or ? length + 4 : length;
    }
}

void mg_answer_values_read(mg_answer_values *v, const mg_problem *problem, mg_ast *known,
                           mg_env *env) {
    v->known = known;
    v->count = v->parts = v->points = 0;
    v->text_bytes = 0;
    v->letter = -1;
    v->is_open = memmem(problem->answer, problem->answer_bytes, "no solution", 11) != NULL ||
                 memmem(problem->answer, problem->answer_bytes, "infinitely many", 15) != NULL;
    if (v->is_open) return;
    if (problem->item.family->answer_kind == MG_ANSWER_INTERVAL)
        read_interval(v, problem->answer, problem->answer_bytes);
    else
        read_values(v, env, problem->answer, problem->answer_bytes);
}
