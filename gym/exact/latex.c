#include "gym/exact/latex.h"

#include <string.h>

#include "gym/exact/ast.h"
#include "gym/family.h"

/* How tightly a node holds together in print. */
enum { LOOSE_SUM = 1, LOOSE_PRODUCT = 2, LOOSE_POWER = 3, TIGHT = 4 };

typedef struct writer {
    const mg_ast *ast;
    mg_text *out;
} writer;

static void write_node(writer *w, int node);

/* "2*3/4" is 2 times 3/4 rather than (2*3)/4: of numbers, the fraction is the last pair. */
static bool is_times_fraction(const mg_ast *ast, const mg_ast_node *n) {
    const mg_ast_node *top = &ast->node[n->left];
    return n->kind == MG_AST_DIVIDE && top->kind == MG_AST_MULTIPLY && !top->bracketed &&
           ast->node[top->right].kind == MG_AST_NUMBER && ast->node[n->right].kind == MG_AST_NUMBER;
}

static int tightness(const mg_ast *ast, const mg_ast_node *n) {
    switch (n->kind) {
    case MG_AST_NEGATE:
    case MG_AST_ADD:
    case MG_AST_SUBTRACT:
        return LOOSE_SUM;
    case MG_AST_MULTIPLY:
        return LOOSE_PRODUCT;
    case MG_AST_DIVIDE:
        return is_times_fraction(ast, n) ? LOOSE_PRODUCT : TIGHT;
    case MG_AST_POWER:
        return LOOSE_POWER;
    default:
        return TIGHT;
    }
}

/* Tall brackets only round fractions. */
static bool is_tall(const mg_ast *ast, int node) {
    const mg_ast_node *n = &ast->node[node];
    if (n->kind == MG_AST_DIVIDE) return true;
    return (n->left >= 0 && is_tall(ast, n->left)) || (n->right >= 0 && is_tall(ast, n->right));
}

static void write_bracketed(writer *w, int node) {
    bool tall = is_tall(w->ast, node);
    mg_text_string(w->out, tall ? "\\left(" : "(");
    write_node(w, node);
    mg_text_string(w->out, tall ? "\\right)" : ")");
}

static void write_operand(writer *w, int node, int least) {
    const mg_ast_node *n = &w->ast->node[node];
    int tight = tightness(w->ast, n);
    if (tight < least || (n->bracketed && tight < TIGHT))
        write_bracketed(w, node);
    else
        write_node(w, node);
}

static void write_braced(writer *w, const char *before, int node) {
    mg_text_string(w->out, before);
    mg_text_char(w->out, '{');
    write_node(w, node);
    mg_text_char(w->out, '}');
}

static void write_call(writer *w, const mg_ast_node *n) {
    if (n->name == MG_SQRT) {
        write_braced(w, "\\sqrt", n->left);
        return;
    }
    mg_text_char(w->out, '\\');
    mg_text_string(w->out, mg_ast_function_name(n->name));
    if (n->left >= 0) write_bracketed(w, n->left);
}

/* The first thing that a product's right side prints. */
static const mg_ast_node *leftmost(const mg_ast *ast, int node) {
    const mg_ast_node *n = &ast->node[node];
    while (n->left >= 0 && n->kind != MG_AST_CALL && n->kind != MG_AST_DIVIDE && !n->bracketed)
        n = &ast->node[n->left];
    return n;
}

/* Between factors: a dot before numbers and fractions, a space before letters and functions (one
 * letter after the other must not read as a function's name), nothing before a bracket. */
static const char *between(const mg_ast *ast, int right) {
    const mg_ast_node *n = leftmost(ast, right);
    if (n->kind == MG_AST_NAME || n->kind == MG_AST_CALL) return " ";
    bool bracket = n->bracketed && tightness(ast, n) < TIGHT;
    return bracket ? "" : " \\cdot ";
}

static void write_product(writer *w, int left, int right) {
    const mg_ast *ast = w->ast;
    const char *sign = between(ast, right);
    const mg_ast_node *before = &ast->node[left];
    while (before->kind == MG_AST_MULTIPLY) before = &ast->node[before->right];
    bool number = before->kind == MG_AST_NUMBER || before->kind == MG_AST_DIVIDE;
    bool name = *sign == ' ' && sign[1] == '\0';
    write_operand(w, left, LOOSE_PRODUCT);
    mg_text_string(w->out, number && name ? "" : sign); /* 2x, \frac{3}{4}x, 3\sqrt{2} */
    write_operand(w, right, LOOSE_PRODUCT);
}

static void write_fraction(writer *w, int top, int bottom) {
    write_braced(w, "\\frac", top);
    write_braced(w, "", bottom);
}

static void write_quotient(writer *w, const mg_ast_node *n) {
    if (!is_times_fraction(w->ast, n)) {
        write_fraction(w, n->left, n->right);
        return;
    }
    const mg_ast_node *product = &w->ast->node[n->left];
    write_operand(w, product->left, LOOSE_PRODUCT);
    mg_text_string(w->out, " \\cdot ");
    write_fraction(w, product->right, n->right);
}

static void write_node(writer *w, int node) {
    const mg_ast_node *n = &w->ast->node[node];
    switch (n->kind) {
    case MG_AST_NUMBER:
    case MG_AST_NAME:
        mg_text_bytes(w->out, n->text, n->bytes);
        break;
    case MG_AST_CALL:
        write_call(w, n);
        break;
    case MG_AST_NEGATE:
        mg_text_char(w->out, '-');
        write_operand(w, n->left, LOOSE_PRODUCT);
        break;
    case MG_AST_ADD:
    case MG_AST_SUBTRACT: {
        bool negative = w->ast->node[n->right].kind == MG_AST_NEGATE;
        write_operand(w, n->left, LOOSE_SUM);
        mg_text_string(w->out, n->kind == MG_AST_ADD ? " + " : " - ");
        write_operand(w, n->right, n->kind == MG_AST_ADD && !negative ? LOOSE_SUM : LOOSE_PRODUCT);
        break;
    }
    case MG_AST_MULTIPLY:
        write_product(w, n->left, n->right);
        break;
    case MG_AST_DIVIDE:
        write_quotient(w, n);
        break;
    default: { /* a power; a fraction or a call as its base stands in brackets */
        bool is_fraction = w->ast->node[n->left].kind == MG_AST_DIVIDE;
        if (is_fraction)
            write_bracketed(w, n->left);
        else
            write_operand(w, n->left, TIGHT);
        write_braced(w, "^", n->right);
    }
    }
}

/* -- formulas ---------------------------------------------------------------------------------- */

static const char *relation_sign(int relation) {
    switch (relation) {
    case MG_AST_LESS:
        return " < ";
    case MG_AST_GREATER:
        return " > ";
    case MG_AST_AT_MOST:
        return " \\le ";
    case MG_AST_AT_LEAST:
        return " \\ge ";
    default:
        return " = ";
    }
}

static bool write_chain(mg_text *out, const char *text, size_t bytes) {
    mg_chain chain;
    if (!mg_chain_parse(&chain, text, bytes)) return false;
    writer w = {&chain.ast, out};
    for (int i = 0; i < chain.sides; i++) {
        if (i > 0) mg_text_string(out, relation_sign(chain.relation[i]));
        write_node(&w, chain.side[i]);
    }
    return true;
}

static bool write_formula(mg_text *out, const char *text, size_t bytes);

typedef bool write_part(mg_text *out, const char *text, size_t bytes);

/* Whether a comma stands outside all brackets. */
static bool has_parts(const char *text, size_t bytes) {
    int depth = 0;
    for (size_t i = 0; i < bytes; i++) {
        depth += (text[i] == '(' || text[i] == '[') - (text[i] == ')' || text[i] == ']');
        if (depth == 0 && text[i] == ',') return true;
    }
    return false;
}

/* Parts between commas that stand outside all brackets, with `between_parts` instead; false where
 * there is one part only, or one cannot be written. */
static bool write_parts(mg_text *out, const char *text, size_t bytes, const char *between_parts,
                        write_part *write) {
    size_t start = 0;
    int depth = 0;
    if (!has_parts(text, bytes)) return false;
    for (size_t i = 0; i <= bytes; i++) {
        bool ends = i == bytes || (depth == 0 && text[i] == ',');
        if (!ends) {
            depth += (text[i] == '(' || text[i] == '[') - (text[i] == ')' || text[i] == ']');
            continue;
        }
        size_t end = i;
        if (start > 0) mg_text_string(out, between_parts);
        while (start < end && text[start] == ' ') start++;
        while (end > start && text[end - 1] == ' ') end--;
        if (!write(out, text + start, end - start)) return false;
        start = i + 1;
    }
    return true;
}

static bool write_cells(mg_text *out, const char *text, size_t bytes) {
    if (bytes < 3 || text[0] != '[' || text[bytes - 1] != ']') return false;
    if (!has_parts(text + 1, bytes - 2)) return write_chain(out, text + 1, bytes - 2);
    return write_parts(out, text + 1, bytes - 2, " & ", write_chain);
}

/* "[[1, 2], [3, 4]]" */
static bool write_matrix(mg_text *out, const char *text, size_t bytes) {
    if (bytes < 5 || memcmp(text, "[[", 2) != 0 || memcmp(text + bytes - 2, "]]", 2) != 0)
        return false;
    mg_text_string(out, "\\begin{pmatrix}");
    bool rows = has_parts(text + 1, bytes - 2);
    if (rows ? !write_parts(out, text + 1, bytes - 2, " \\\\ ", write_cells)
             : !write_cells(out, text + 1, bytes - 2))
        return false;
    mg_text_string(out, "\\end{pmatrix}");
    return true;
}

/* "[1, 2, 3]", "(2, -5)" */
static bool write_enclosed(mg_text *out, const char *text, size_t bytes) {
    if (bytes < 3 || !strchr("[(", text[0]) || !strchr("])", text[bytes - 1])) return false;
    mg_text_char(out, text[0]);
    if (!write_parts(out, text + 1, bytes - 2, ", ", write_formula)) return false;
    mg_text_char(out, text[bytes - 1]);
    return true;
}

/* "f(x) = ...", "f(3)" */
static bool write_function(mg_text *out, const char *text, size_t bytes) {
    size_t at = 4;
    if (bytes < 4 || mg_ast_letter(text[0]) < 0 || text[1] != '(' || text[3] != ')') return false;
    mg_text_bytes(out, text, 4);
    while (at < bytes && text[at] == ' ') at++;
    if (at == bytes) return true;
    if (text[at] != '=') return false;
    mg_text_string(out, " = ");
    return write_formula(out, text + at + 1, bytes - at - 1);
}

/* One way after the other, each from a clean start. */
static bool write_formula(mg_text *out, const char *text, size_t bytes) {
    static write_part *const WAYS[] = {write_chain, write_matrix, write_enclosed, write_function};
    const mg_text before = *out;
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        if (WAYS[i](out, text, bytes)) return true;
        *out = before;
    }
    if (write_parts(out, text, bytes, ", ", write_formula)) return true;
    *out = before;
    if (bytes < 2 || text[bytes - 1] != '=' || !write_chain(out, text, bytes - 1)) return false;
    mg_text_string(out, " =");
    return true;
}

bool mg_latex_formula(mg_text *out, const char *text, size_t bytes) {
    const mg_text before = *out;
    if (write_formula(out, text, bytes) && !out->overflow) return true;
    *out = before;
    return false;
}

/* -- questions --------------------------------------------------------------------------------- */

static void write_marked(mg_text *out, const char *text, size_t bytes) {
    const mg_text before = *out;
    mg_text_char(out, '$');
    if (mg_latex_formula(out, text, bytes)) {
        mg_text_char(out, '$');
        return;
    }
    *out = before;
    mg_text_bytes(out, text, bytes);
}

void mg_latex_question(const mg_problem *p, mg_text *out) {
    size_t at = 0;
    for (int i = 0; i < p->math_count; i++) {
        mg_text_bytes(out, p->question + at, p->math[i].start - at);
        write_marked(out, p->question + p->math[i].start,
                     (size_t)(p->math[i].end - p->math[i].start));
        at = p->math[i].end;
    }
    bool terse = p->math_count == 0 && p->question[p->question_bytes - 1] == '=' &&
                 p->item.family->answer_kind != MG_ANSWER_QUOTIENT;
    if (terse)
        write_marked(out, p->question, p->question_bytes);
    else
        mg_text_bytes(out, p->question + at, p->question_bytes - at);
}

/* -- answers ----------------------------------------------------------------------------------- */

/* A formula, or words. */
static bool write_value(mg_text *out, const char *text, size_t bytes) {
    if (mg_latex_formula(out, text, bytes)) return true;
    mg_text_string(out, "\\text{");
    mg_text_bytes(out, text, bytes);
    mg_text_char(out, '}');
    return !out->overflow;
}

/* "3.5 km", "27r2", "3 mod 7", "x < 1 or x > 4": formulas with words between them. */
static bool write_around(mg_text *out, const char *text, size_t bytes, const char *word,
                         const char *typeset, const char *after) {
    const char *at = memmem(text, bytes, word, strlen(word));
    if (!at || !write_value(out, text, (size_t)(at - text))) return false;
    mg_text_string(out, typeset);
    const char *rest = at + strlen(word);
    size_t left = bytes - (size_t)(rest - text);
    if (!write_around(out, rest, left, word, typeset, after) && !write_value(out, rest, left))
        return false;
    mg_text_string(out, after);
    return true;
}

static void write_quantity(mg_text *out, const char *text, size_t bytes) {
    const char *space = memchr(text, ' ', bytes);
    size_t number = space ? (size_t)(space - text) : bytes;
    write_value(out, text, number);
    if (!space) return;
    mg_text_string(out, "\\text{");
    mg_text_bytes(out, space, bytes - number);
    mg_text_char(out, '}');
}

static void write_set(mg_text *out, const char *text, size_t bytes) {
    const mg_text before = *out;
    mg_text_string(out, "\\{");
    if (mg_latex_formula(out, text, bytes) || write_parts(out, text, bytes, ", ", write_value)) {
        mg_text_string(out, "\\}");
        return;
    }
    *out = before;
    write_value(out, text, bytes);
}

static void write_list(mg_text *out, const char *text, size_t bytes) {
    const mg_text before = *out;
    if (mg_latex_formula(out, text, bytes) || write_parts(out, text, bytes, ", ", write_value))
        return;
    *out = before;
    write_value(out, text, bytes);
}

static void write_text(mg_text *out, const char *text, size_t bytes) {
    mg_text_string(out, "\\text{");
    mg_text_bytes(out, text, bytes);
    mg_text_char(out, '}');
}

static void write_answer(mg_text *out, mg_answer_kind kind, const char *text, size_t bytes) {
    switch (kind) {
    case MG_ANSWER_WORD:
    case MG_ANSWER_BOOLEAN:
    case MG_ANSWER_BASED:
        write_text(out, text, bytes);
        break;
    case MG_ANSWER_RELATION:
    case MG_ANSWER_TIME:
        mg_text_bytes(out, text, bytes);
        break;
    case MG_ANSWER_QUANTITY:
        write_quantity(out, text, bytes);
        break;
    case MG_ANSWER_SET:
        write_set(out, text, bytes);
        break;
    case MG_ANSWER_QUOTIENT:
        write_around(out, text, bytes, "r", "\\text{ r }", "");
        break;
    case MG_ANSWER_RESIDUE:
        write_around(out, text, bytes, " mod ", " \\pmod{", "}");
        break;
    case MG_ANSWER_INTERVAL:
        if (!write_around(out, text, bytes, " or ", "\\text{ or }", ""))
            write_value(out, text, bytes);
        break;
    default:
        write_list(out, text, bytes);
        break;
    }
}

void mg_latex_answer(const mg_problem *p, mg_text *out) {
    mg_answer_kind kind = p->item.family->answer_kind;
    if (kind == MG_ANSWER_OWN) {
        mg_text_bytes(out, p->answer, p->answer_bytes);
        return;
    }
    mg_text_char(out, '$');
    write_answer(out, kind, p->answer, p->answer_bytes);
    mg_text_char(out, '$');
}
