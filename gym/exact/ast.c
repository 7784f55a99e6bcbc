#include "gym/exact/ast.h"

#include <string.h>

const mg_ast_grammar MG_AST_PRINTED = {false, NULL, 0};

typedef struct function_name {
    const char *name;
    int arguments;
} function_name;

static const function_name FUNCTIONS[MG_AST_FUNCTIONS] = {
    {"sqrt", 1}, {"sin", 1}, {"cos", 1}, {"tan", 1}, {"exp", 1}, {"ln", 1},    {"pi", 0},
    {"gcd", 2},  {"lcm", 2}, {"abs", 1}, {"min", 2}, {"max", 2}, {"floor", 1},
};

typedef struct reader {
    mg_ast *ast;
    const mg_ast_grammar *grammar;
    const char *start, *at, *end;
    int depth;
} reader;

const char *mg_ast_function_name(int function) {
    return FUNCTIONS[function].name;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

int mg_ast_letter(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    return c >= 'a' && c <= 'z' ? 26 + c - 'a' : -1;
}

/* -1, with the place of the first error. */
static int fail(reader *r, const char *error) {
    if (!r->ast->error) {
        r->ast->error = error;
        r->ast->error_at = (size_t)(r->at - r->start);
    }
    return -1;
}

static void skip_spaces(reader *r) {
    while (r->at < r->end && *r->at == ' ') r->at++;
}

static char peek(reader *r) {
    skip_spaces(r);
    return r->at < r->end ? *r->at : '\0';
}

static bool take(reader *r, const char *token) {
    skip_spaces(r);
    size_t bytes = strlen(token);
    if ((size_t)(r->end - r->at) < bytes || memcmp(r->at, token, bytes) != 0) return false;
    r->at += bytes;
    return true;
}

static int add_node(reader *r, mg_ast_kind kind, int left, int right) {
    if (r->ast->count == MG_AST_NODES) return fail(r, "the expression is too long");
    mg_ast_node *node = &r->ast->node[r->ast->count];
    *node = (mg_ast_node){.kind = (uint8_t)kind, .left = (int16_t)left, .right = (int16_t)right};
    return r->ast->count++;
}

static int read_side(reader *r);

static int read_number(reader *r) {
    const char *start = r->at;
    while (r->at < r->end && is_digit(*r->at)) r->at++;
    if (r->at + 1 < r->end && *r->at == '.' && is_digit(r->at[1]))
        for (r->at++; r->at < r->end && is_digit(*r->at);) r->at++;
    int node = add_node(r, MG_AST_NUMBER, -1, -1);
    if (node < 0) return -1;
    r->ast->node[node].text = start;
    r->ast->node[node].bytes = (uint16_t)(r->at - start);
    return node;
}

static bool is_word(const char *word, size_t bytes, const char *name) {
    return strlen(name) == bytes && memcmp(word, name, bytes) == 0;
}

static int find_name(const reader *r, const char *word, size_t bytes) {
    if (!r->grammar->is_template) return bytes == 1 ? mg_ast_letter(*word) : -1;
    for (int i = 0; i < r->grammar->name_count; i++)
        if (is_word(word, bytes, r->grammar->name[i])) return i;
    return -1;
}

static int find_function(const reader *r, const char *word, size_t bytes) {
    int count = r->grammar->is_template ? MG_AST_FUNCTIONS : MG_GCD;
    for (int i = 0; i < count; i++)
        if (is_word(word, bytes, FUNCTIONS[i].name)) return i;
    return -1;
}

static int read_call(reader *r, int function) {
    int arguments[2] = {-1, -1};
    for (int i = 0; i < FUNCTIONS[function].arguments; i++) {
        if (!take(r, i == 0 ? "(" : ",")) return fail(r, i == 0 ? "'(' expected" : "',' expected");
        arguments[i] = read_side(r);
        if (arguments[i] < 0) return -1;
    }
    if (FUNCTIONS[function].arguments > 0 && !take(r, ")")) return fail(r, "')' expected");
    int node = add_node(r, MG_AST_CALL, arguments[0], arguments[1]);
    if (node >= 0) r->ast->node[node].name = (uint8_t)function;
    return node;
}

static int read_word(reader *r) {
    const char *word = r->at;
    while (r->at < r->end && (mg_ast_letter(*r->at) >= 0 || *r->at == '_' ||
                              (r->grammar->is_template && is_digit(*r->at))))
        r->at++;
    size_t bytes = (size_t)(r->at - word);
    int function = find_function(r, word, bytes), name = find_name(r, word, bytes);
    if (function >= 0 && name < 0) return read_call(r, function);
    if (name < 0) {
        r->at = word;
        return fail(r, "no such name");
    }
    int node = add_node(r, MG_AST_NAME, -1, -1);
    if (node < 0) return -1;
    r->ast->node[node].name = (uint8_t)name;
    r->ast->node[node].text = word;
    r->ast->node[node].bytes = (uint16_t)bytes;
    return node;
}

static int read_logic(reader *r);

static int read_atom(reader *r) {
    char c = peek(r);
    if (is_digit(c)) return read_number(r);
    if (mg_ast_letter(c) >= 0) return read_word(r);
    if (!take(r, "(")) return fail(r, "a number, a name or '(' expected");
    int node = r->grammar->is_template ? read_logic(r) : read_side(r);
    if (node < 0) return -1;
    if (!take(r, ")")) return fail(r, "')' expected");
    r->ast->node[node].bracketed = true;
    return node;
}

static int read_factor(reader *r) {
    if (r->depth == MG_AST_DEPTH) return fail(r, "nested too deeply");
    r->depth++;
    int node;
    if (take(r, "-")) {
        node = read_factor(r);
        if (node >= 0) node = add_node(r, MG_AST_NEGATE, node, -1);
    } else {
        node = read_atom(r);
        if (node >= 0 && take(r, "^")) {
            int exponent = read_factor(r);
            node = exponent < 0 ? -1 : add_node(r, MG_AST_POWER, node, exponent);
        }
    }
    r->depth--;
    return node;
}

static int read_term(reader *r) {
    int node = read_factor(r);
    while (node >= 0) {
        mg_ast_kind kind;
        if (take(r, "*"))
            kind = MG_AST_MULTIPLY;
        else if (r->grammar->is_template && take(r, "//"))
            kind = MG_AST_FLOOR_DIVIDE;
        else if (take(r, "/"))
            kind = MG_AST_DIVIDE;
        else if (r->grammar->is_template && take(r, "%"))
            kind = MG_AST_MODULO;
        else
            return node;
        int right = read_factor(r);
        node = right < 0 ? -1 : add_node(r, kind, node, right);
    }
    return -1;
}

/* A leading minus takes the whole first term: -a*b is -(a*b). */
static int read_side(reader *r) {
    int node = -1;
    if (take(r, "-")) {
        node = read_term(r);
        if (node >= 0) node = add_node(r, MG_AST_NEGATE, node, -1);
    } else {
        node = read_term(r);
    }
    while (node >= 0) {
        bool plus = take(r, "+");
        if (!plus && !take(r, "-")) return node;
        int right = read_term(r);
        node = right < 0 ? -1 : add_node(r, plus ? MG_AST_ADD : MG_AST_SUBTRACT, node, right);
    }
    return -1;
}

/* -- comparisons and logic --------------------------------------------------------------------- */

/* The longer ones first. */
static const struct {
    const char *token;
    mg_ast_kind kind;
} RELATIONS[] = {
    {"<=", MG_AST_AT_MOST}, {">=", MG_AST_AT_LEAST}, {"==", MG_AST_EQUAL},  {"!=", MG_AST_UNEQUAL},
    {"=", MG_AST_EQUAL},    {"<", MG_AST_LESS},      {">", MG_AST_GREATER},
};

/* MG_AST_NUMBER where there is none. */
static mg_ast_kind take_relation(reader *r) {
    for (size_t i = 0; i < sizeof RELATIONS / sizeof RELATIONS[0]; i++)
        if (take(r, RELATIONS[i].token)) return RELATIONS[i].kind;
    return MG_AST_NUMBER;
}

static bool take_word(reader *r, const char *word) {
    const char *before = r->at;
    if (!take(r, word)) return false;
    if (r->at == r->end || *r->at == ' ' || *r->at == '(') return true;
    r->at = before;
    return false;
}

static int read_comparison(reader *r) {
    if (take_word(r, "not")) {
        if (r->depth == MG_AST_DEPTH) return fail(r, "nested too deeply");
        r->depth++;
        int denied = read_comparison(r);
        r->depth--;
        return denied < 0 ? -1 : add_node(r, MG_AST_NOT, denied, -1);
    }
    int left = read_side(r);
    if (left < 0) return -1;
    mg_ast_kind kind = take_relation(r);
    if (kind == MG_AST_NUMBER) return left;
    int right = read_side(r);
    return right < 0 ? -1 : add_node(r, kind, left, right);
}

static int read_conjunction(reader *r) {
    int node = read_comparison(r);
    while (node >= 0 && take_word(r, "and")) {
        int right = read_comparison(r);
        node = right < 0 ? -1 : add_node(r, MG_AST_AND, node, right);
    }
    return node;
}

static int read_logic(reader *r) {
    int node = read_conjunction(r);
    while (node >= 0 && take_word(r, "or")) {
        int right = read_conjunction(r);
        node = right < 0 ? -1 : add_node(r, MG_AST_OR, node, right);
    }
    return node;
}

/* -- texts ------------------------------------------------------------------------------------- */

static bool start(reader *r, mg_ast *ast, const mg_ast_grammar *grammar, const char *text,
                  size_t bytes) {
    *r = (reader){ast, grammar, text, text, text + bytes, 0};
    ast->error = NULL;
    if (bytes > MG_AST_BYTES) fail(r, "the expression is too long");
    return !ast->error;
}

static bool ended(reader *r) {
    skip_spaces(r);
    if (r->at < r->end) fail(r, "an operator or the end expected");
    return !r->ast->error;
}

bool mg_ast_add(mg_ast *ast, const mg_ast_grammar *grammar, const char *text, size_t bytes,
                int *root) {
    reader r;
    if (!start(&r, ast, grammar, text, bytes)) return false;
    *root = grammar->is_template ? read_logic(&r) : read_side(&r);
    return *root >= 0 && ended(&r);
}

bool mg_chain_parse(mg_chain *chain, const char *text, size_t bytes) {
    reader r;
    chain->ast.count = 0;
    chain->sides = 0;
    if (!start(&r, &chain->ast, &MG_AST_PRINTED, text, bytes)) return false;
    for (;;) {
        int side = read_side(&r);
        if (side < 0) return false;
        chain->side[chain->sides++] = (int16_t)side;
        mg_ast_kind kind = take_relation(&r);
        if (kind == MG_AST_NUMBER) return ended(&r);
        if (kind == MG_AST_UNEQUAL || chain->sides == MG_CHAIN_SIDES) return false;
        chain->relation[chain->sides] = (uint8_t)kind;
    }
}
