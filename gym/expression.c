#include "gym/expression.h"

#include <string.h>

enum { CHAIN_BYTES = 128 };

static bool is_sum(const mg_expression *e, int node) {
    return e->node[node].op == '+' || e->node[node].op == '-';
}

static int64_t apply(char op, int64_t a, int64_t b) {
    if (op == '+') return a + b;
    return op == '-' ? a - b : a * b;
}

/* left op right as a node; keeps associative chains leftmost by sinking `left` to their start. */
static int combine(mg_expression *e, int left, char op, int right) {
    bool chain = (op == '+' && is_sum(e, right)) || (op == '*' && e->node[right].op == '*');
    int at = chain ? right : e->count++;
    mg_expression_node *node = &e->node[at];
    if (chain) {
        node->left = (int8_t)combine(e, left, op, node->left);
    } else {
        node->op = op;
        node->left = (int8_t)left;
        node->right = (int8_t)right;
    }
    node->value = apply(node->op, e->node[node->left].value, e->node[node->right].value);
    return at;
}

void mg_expression_fold(mg_expression *e, int n, const int64_t *number, const int64_t *op,
                        const int64_t *pick) {
    int row[MG_EXPRESSION_NUMBERS];
    char ops[MG_EXPRESSION_NUMBERS];
    for (int i = 0; i < n; i++) {
        e->node[i] = (mg_expression_node){.value = number[i]};
        row[i] = i;
        if (i + 1 < n) ops[i] = "+-*"[op[i]];
    }
    e->count = n;
    for (int left = n - 1; left > 0; left--) {
        int at = (int)pick[n - 1 - left];
        row[at] = combine(e, row[at], ops[at], row[at + 1]);
        for (int i = at; i + 1 < left; i++) {
            row[i + 1] = row[i + 2];
            ops[i] = ops[i + 1];
        }
    }
    e->root = row[0];
}

/* Brackets go round a sum under a product, and round a sum that is taken off. */
static bool needs_brackets(const mg_expression *e, const mg_expression_node *parent, int child) {
    return is_sum(e, child) && (parent->op == '*' || (parent->op == '-' && child == parent->right));
}

static void print_node(const mg_expression *e, int at, mg_text *out) {
    const mg_expression_node *node = &e->node[at];
    if (!node->op) {
        mg_text_int(out, node->value);
        return;
    }
    const int children[2] = {node->left, node->right};
    for (int i = 0; i < 2; i++) {
        bool brackets = needs_brackets(e, node, children[i]);
        if (i == 1) mg_text_char(out, node->op);
        if (brackets) mg_text_char(out, '(');
        print_node(e, children[i], out);
        if (brackets) mg_text_char(out, ')');
    }
}

void mg_expression_print(const mg_expression *e, mg_text *out) {
    print_node(e, e->root, out);
}

int mg_expression_brackets(const mg_expression *e) {
    int brackets = 0;
    for (int i = 0; i < e->count; i++) {
        const mg_expression_node *node = &e->node[i];
        if (!node->op) continue;
        brackets += needs_brackets(e, node, node->left) + needs_brackets(e, node, node->right);
    }
    return brackets;
}

/* -- canonical form -------------------------------------------------------------------------- */

/* The operands of a flattened sum or product: pieces of one text, and their sorted order. */
typedef struct chain {
    struct {
        uint8_t start, length;
        char sign; /* '+' or '-'; always '+' in a product */
    } term[MG_EXPRESSION_NUMBERS];
    uint8_t order[MG_EXPRESSION_NUMBERS];
    int count;
    char buffer[CHAIN_BYTES];
    mg_text text;
} chain;

static void write_canonical(const mg_expression *e, int at, mg_text *out);

static bool precedes(const chain *list, int a, int b) {
    if (list->term[a].length != list->term[b].length)
        return list->term[a].length < list->term[b].length;
    const char *first = list->buffer + list->term[a].start;
    const char *second = list->buffer + list->term[b].start;
    int order = memcmp(first, second, list->term[a].length);
    return order != 0 ? order < 0 : list->term[a].sign < list->term[b].sign;
}

static void insert_sorted(chain *list, int added) {
    int at = added;
    for (; at > 0 && precedes(list, added, list->order[at - 1]); at--)
        list->order[at] = list->order[at - 1];
    list->order[at] = (uint8_t)added;
}

/* Collects the operands under `at` of the same kind of chain: a sum's signed terms, or a product's
 * factors, where a factor that is a sum stands in brackets. */
static void collect(const mg_expression *e, int at, bool sum, char sign, chain *list) {
    const mg_expression_node *node = &e->node[at];
    if (node->op && is_sum(e, at) == sum) {
        collect(e, node->left, sum, sign, list);
        char flipped = sign == '+' ? '-' : '+';
        collect(e, node->right, sum, node->op == '-' ? flipped : sign, list);
        return;
    }
    size_t start = mg_text_length(&list->text);
    bool brackets = !sum && node->op;
    if (brackets) mg_text_char(&list->text, '(');
    write_canonical(e, at, &list->text);
    if (brackets) mg_text_char(&list->text, ')');
    int added = list->count++;
    list->term[added].start = (uint8_t)start;
    list->term[added].length = (uint8_t)(mg_text_length(&list->text) - start);
    list->term[added].sign = sign;
    insert_sorted(list, added);
}

static void write_canonical(const mg_expression *e, int at, mg_text *out) {
    if (!e->node[at].op) {
        mg_text_int(out, e->node[at].value);
        return;
    }
    bool sum = is_sum(e, at);
    chain list;
    list.count = 0;
    list.text = mg_text_over(list.buffer, sizeof list.buffer);
    collect(e, at, sum, '+', &list);
    for (int i = 0; i < list.count; i++) {
        int term = list.order[i];
        if (sum)
            mg_text_char(out, list.term[term].sign);
        else if (i > 0)
            mg_text_char(out, '*');
        mg_text_bytes(out, list.buffer + list.term[term].start, list.term[term].length);
    }
}

void mg_expression_canonical(const mg_expression *e, mg_text *out) {
    write_canonical(e, e->root, out);
}

/* -- worked lines ---------------------------------------------------------------------------- */

/* A negative number after an operator stands in brackets: "3-(-2)=5". */
static void work_node(const mg_expression *e, int at, mg_text *out) {
    const mg_expression_node *node = &e->node[at];
    if (!node->op) return;
    work_node(e, node->left, out);
    work_node(e, node->right, out);
    int64_t right = e->node[node->right].value;
    mg_text_int(out, e->node[node->left].value);
    mg_text_char(out, node->op);
    if (right < 0) mg_text_char(out, '(');
    mg_text_int(out, right);
    if (right < 0) mg_text_char(out, ')');
    mg_text_char(out, '=');
    mg_text_int(out, node->value);
    mg_text_char(out, ';');
}

void mg_expression_work(const mg_expression *e, mg_text *out) {
    work_node(e, e->root, out);
}
