/* Propositional formulas: trees over leaves, joined as mg_expression_fold joins. */
#include "gym/families/puzzle.h"

void mg_formula_draw(mg_rng *rng, int leaves, int variables, int connectives, int64_t *operand) {
    for (int i = 0; i < leaves; i++) {
        int64_t variable = i < variables ? i : (int64_t)mg_rng_below(rng, (uint32_t)variables);
        operand[i] = 2 * variable + (mg_rng_below(rng, 10) < 3);
    }
    mg_shuffle(rng, operand, leaves);
    for (int i = 0; i < leaves - 1; i++) {
        int64_t connective = mg_rng_below(rng, (uint32_t)connectives);
        operand[leaves + i] = 2 * connective + (mg_rng_below(rng, 10) < 2);
        operand[2 * leaves - 1 + i] = mg_rng_below(rng, (uint32_t)(leaves - 1 - i));
    }
}

void mg_formula_fold(const int64_t *operand, int leaves, mg_formula *formula) {
    int8_t open[MG_FORMULA_LEAVES];
    formula->leaves = leaves;
    for (int i = 0; i < leaves; i++) {
        formula->node[i].variable = (int8_t)(operand[i] / 2);
        formula->node[i].negated = (int8_t)(operand[i] % 2);
        open[i] = (int8_t)i;
    }
    for (int i = 0; i < leaves - 1; i++) {
        int at = (int)operand[2 * leaves - 1 + i], join = leaves + i;
        formula->node[join].connective = (int8_t)(operand[leaves + i] / 2);
        formula->node[join].negated = (int8_t)(operand[leaves + i] % 2);
        formula->node[join].left = open[at];
        formula->node[join].right = open[at + 1];
        open[at] = (int8_t)join;
        for (int k = at + 1; k < leaves - 1 - i; k++) open[k] = open[k + 1];
    }
}

static uint32_t apply(int connective, uint32_t a, uint32_t b) {
    switch (connective) {
    case MG_AND:
        return a & b;
    case MG_OR:
        return a | b;
    case MG_XOR:
        return a ^ b;
    case MG_IF:
        return ~a | b;
    default:
        return ~(a ^ b);
    }
}

/* The table of every node. */
static void evaluate(const mg_formula *formula, const uint32_t *column, uint32_t *value) {
    for (int i = 0; i < 2 * formula->leaves - 1; i++) {
        value[i] = i < formula->leaves
                       ? column[formula->node[i].variable]
                       : apply(formula->node[i].connective, value[formula->node[i].left],
                               value[formula->node[i].right]);
        if (formula->node[i].negated) value[i] = ~value[i];
    }
}

uint32_t mg_formula_table(const mg_formula *formula, int variables) {
    static const uint32_t COLUMNS[MG_FORMULA_VARIABLES] = {0xAAAAAAAAu, 0xCCCCCCCCu, 0xF0F0F0F0u,
                                                           0xFF00FF00u, 0xFFFF0000u};
    uint32_t value[2 * MG_FORMULA_LEAVES - 1];
    evaluate(formula, COLUMNS, value);
    uint32_t rows = variables == 5 ? UINT32_MAX : (1u << (1u << variables)) - 1;
    return value[2 * formula->leaves - 2] & rows;
}

static const char *const WORDS[MG_CONNECTIVES] = {" and ", " or ", " xor ", " implies ", " iff "};
static const char *const SYMBOLS[MG_CONNECTIVES] = {" & ", " | ", " ^ ", " -> ", " <-> "};

static void print_node(mg_text *out, const mg_formula *formula, int node, const char *name,
                       bool symbols) {
    bool leaf = node < formula->leaves, root = node == 2 * formula->leaves - 2;
    bool negated = formula->node[node].negated;
    if (negated) mg_text_string(out, symbols ? "~" : "not ");
    if (leaf) {
        mg_text_char(out, name[formula->node[node].variable]);
        return;
    }
    if (!root || negated) mg_text_char(out, '(');
    print_node(out, formula, formula->node[node].left, name, symbols);
    mg_text_string(out, (symbols ? SYMBOLS : WORDS)[formula->node[node].connective]);
    print_node(out, formula, formula->node[node].right, name, symbols);
    if (!root || negated) mg_text_char(out, ')');
}

void mg_formula_print(mg_text *out, const mg_formula *formula, const char *name, bool symbols) {
    print_node(out, formula, 2 * formula->leaves - 2, name, symbols);
}

/* Colour refinement: the hash of each node from its children, then of each place from its
 * surroundings, then a variable's colour from its places, twice over. */
static void hash_up(const mg_formula *formula, const uint64_t *colour, uint64_t *up) {
    for (int i = 0; i < 2 * formula->leaves - 1; i++) {
        uint64_t tag = (uint64_t)formula->node[i].negated + 1;
        if (i < formula->leaves) {
            up[i] = mg_mix(colour[formula->node[i].variable] + tag);
            continue;
        }
        int connective = formula->node[i].connective;
        uint64_t left = up[formula->node[i].left], right = up[formula->node[i].right];
        if (connective == MG_IF) left = mg_mix(left + 77);
        up[i] = mg_mix(mg_mix(left) + mg_mix(right) + tag + 16 * (uint64_t)(connective + 1));
    }
}

static void add_colours(const mg_formula *formula, const uint64_t *up, uint64_t *next) {
    uint64_t down[2 * MG_FORMULA_LEAVES - 1];
    int root = 2 * formula->leaves - 2;
    down[root] = 1;
    for (int i = root; i >= formula->leaves; i--) {
        int left = formula->node[i].left, right = formula->node[i].right;
        uint64_t tag =
            16 * (uint64_t)formula->node[i].connective + (uint64_t)formula->node[i].negated;
        bool ordered = formula->node[i].connective == MG_IF;
        down[left] = mg_mix(mg_mix(down[i] + tag) + up[right] + ordered);
        down[right] = mg_mix(mg_mix(down[i] + tag) + up[left]);
    }
    for (int i = 0; i < formula->leaves; i++)
        next[formula->node[i].variable] += mg_mix(down[i] + up[i] * 3 + up[root] * 5);
}

uint64_t mg_formula_hash(const mg_formula *formula, int count, const uint64_t *colour) {
    uint64_t now[MG_FORMULA_VARIABLES], up[2 * MG_FORMULA_LEAVES - 1], sum = 0;
    for (int v = 0; v < MG_FORMULA_VARIABLES; v++) now[v] = mg_mix(colour[v] + 1);
    for (int round = 0; round < 3; round++) {
        uint64_t next[MG_FORMULA_VARIABLES] = {0};
        sum = 0;
        for (int f = 0; f < count; f++) {
            hash_up(&formula[f], now, up);
            sum += mg_mix(up[2 * formula[f].leaves - 2] + colour[MG_FORMULA_VARIABLES] * (f == 0));
            if (round < 2) add_colours(&formula[f], up, next);
        }
        for (int v = 0; v < MG_FORMULA_VARIABLES; v++) now[v] = mg_mix(now[v] + next[v]);
    }
    return sum;
}

void mg_formula_work(mg_text *out, const mg_formula *formula, uint32_t inputs) {
    uint32_t column[MG_FORMULA_VARIABLES], value[2 * MG_FORMULA_LEAVES - 1];
    for (int v = 0; v < MG_FORMULA_VARIABLES; v++) column[v] = inputs >> v & 1;
    evaluate(formula, column, value);
    for (int i = formula->leaves; i < 2 * formula->leaves - 1; i++) {
        if (formula->node[i].negated) mg_text_string(out, "not (");
        mg_text_int(out, value[formula->node[i].left] & 1);
        mg_text_string(out, WORDS[formula->node[i].connective]);
        mg_text_int(out, value[formula->node[i].right] & 1);
        if (formula->node[i].negated) mg_text_char(out, ')');
        mg_text_string(out, " is ");
        mg_text_int(out, value[i] & 1);
        mg_text_char(out, ';');
    }
}
