#include "gym/families/arithmetic_tree.h"

#include <string.h>

enum {
    SLOTS = 3,
    SCRATCH_BYTES = 512,
    EXTRA_FACTOR = 99 /* half of the answers are multiplied by up to this: they have divisors */
};

/* -- operands -------------------------------------------------------------------------------- */

int mg_tree_put_op(int64_t *operand, char op) {
    int at = (int)operand[0]++;
    operand[1 + SLOTS * at] = op;
    operand[2 + SLOTS * at] = operand[3 + SLOTS * at] = 0;
    return at;
}

int mg_tree_put_number(int64_t *operand, int places, int64_t top, int64_t bottom) {
    int at = (int)operand[0]++;
    operand[1 + SLOTS * at] = -places;
    operand[2 + SLOTS * at] = top;
    operand[3 + SLOTS * at] = bottom;
    return at;
}

void mg_tree_set_right(int64_t *operand, int node, int right) {
    operand[2 + SLOTS * node] = right;
}

void mg_tree_load(const int64_t *operand, mg_tree *tree) {
    tree->count = (int)operand[0];
    for (int i = 0; i < tree->count; i++) {
        const int64_t *slot = operand + 1 + SLOTS * i;
        mg_tree_node *node = &tree->node[i];
        node->op = slot[0] > 0 ? (char)slot[0] : 0;
        node->left = (int8_t)(i + 1);
        node->right = node->op ? (int8_t)slot[1] : 0;
        node->places = node->op ? 0 : (int8_t)-slot[0];
        node->top = slot[1];
        node->bottom = slot[2];
    }
}

static bool apply(char op, mg_ratio a, mg_ratio b, mg_ratio *value) {
    switch (op) {
    case '+':
        return mg_ratio_add(a, b, value);
    case '-':
        return mg_ratio_subtract(a, b, value);
    case '*':
        return mg_ratio_multiply(a, b, value);
    default:
        return mg_ratio_divide(a, b, value);
    }
}

/* Children stand behind their parents. */
bool mg_tree_evaluate(mg_tree *tree) {
    for (int i = tree->count; i-- > 0;) {
        mg_tree_node *node = &tree->node[i];
        if (!node->op) {
            node->value =
                node->bottom == 1 ? (mg_ratio){node->top, 1} : mg_ratio_of(node->top, node->bottom);
            continue;
        }
        mg_ratio a = tree->node[node->left].value, b = tree->node[node->right].value;
        if (!apply(node->op, a, b, &node->value)) return false;
    }
    return true;
}

/* -- print ----------------------------------------------------------------------------------- */

static bool is_sum(const mg_tree_node *node) {
    return node->op == '+' || node->op == '-';
}

static void print_number(const mg_tree_node *node, mg_text *out) {
    if (node->places > 0) {
        mg_text_decimal(out, node->top, node->places);
        return;
    }
    mg_text_int(out, node->top);
    if (node->bottom == 1) return;
    mg_text_char(out, '/');
    mg_text_int(out, node->bottom);
}

/* A sum under a product, and whatever stands to the right of an operator of its own rank. A
 * fraction under a product, a negative number but at the start. */
static bool needs_brackets(const mg_tree *tree, const mg_tree_node *parent, int child, bool first) {
    const mg_tree_node *node = &tree->node[child];
    bool product = !is_sum(parent), right = child == parent->right;
    if (!node->op)
        return (node->bottom != 1 && node->places == 0 && product) || (node->top < 0 && !first);
    if (product) return is_sum(node) || right;
    return right && is_sum(node);
}

/* first: whether nothing, or an opening bracket, stands before it. */
static void print_node(const mg_tree *tree, int at, bool first, mg_text *out) {
    const mg_tree_node *node = &tree->node[at];
    if (!node->op) {
        print_number(node, out);
        return;
    }
    const int children[2] = {node->left, node->right};
    for (int i = 0; i < 2; i++) {
        bool leftmost = first && i == 0;
        bool brackets = needs_brackets(tree, node, children[i], leftmost);
        if (i == 1) {
            mg_text_char(out, ' ');
            mg_text_char(out, node->op);
            mg_text_char(out, ' ');
        }
        if (brackets) mg_text_char(out, '(');
        print_node(tree, children[i], leftmost || brackets, out);
        if (brackets) mg_text_char(out, ')');
    }
}

void mg_tree_print(const mg_tree *tree, mg_text *out) {
    print_node(tree, 0, true, out);
}

/* -- canonical form -------------------------------------------------------------------------- */

/* The operands of a flattened sum or product: pieces of one text. */
typedef struct chain {
    int count;
    bool divides;
    struct {
        uint16_t start, length;
        char sign;
    } term[MG_TREE_NUMBERS];
    char buffer[SCRATCH_BYTES];
    mg_text text;
} chain;

static void write_canonical(const mg_tree *tree, int at, mg_text *out);

static char flip(char sign, char op) {
    if (op == '-') return sign == '+' ? '-' : '+';
    if (op == '/') return sign == '*' ? '/' : '*';
    return sign;
}

static void collect(const mg_tree *tree, int at, bool sum, char sign, chain *list) {
    const mg_tree_node *node = &tree->node[at];
    if (node->op && is_sum(node) == sum) {
        collect(tree, node->left, sum, sign, list);
        collect(tree, node->right, sum, flip(sign, node->op), list);
        return;
    }
    bool negative = sum && !node->op && node->top < 0;
    size_t start = mg_text_length(&list->text);
    bool brackets = !sum && node->op;
    if (brackets) mg_text_char(&list->text, '(');
    if (negative) {
        mg_tree_node positive = *node;
        positive.top = -positive.top;
        print_number(&positive, &list->text);
    } else {
        write_canonical(tree, at, &list->text);
    }
    if (brackets) mg_text_char(&list->text, ')');
    int last = list->count++;
    list->term[last].start = (uint16_t)start;
    list->term[last].length = (uint16_t)(mg_text_length(&list->text) - start);
    list->term[last].sign = negative ? flip(sign, '-') : sign;
    list->divides |= sign == '/';
}

static bool precedes(const chain *list, int a, int b) {
    if (list->term[a].length != list->term[b].length)
        return list->term[a].length < list->term[b].length;
    int order = memcmp(list->buffer + list->term[a].start, list->buffer + list->term[b].start,
                       list->term[a].length);
    return order != 0 ? order < 0 : list->term[a].sign < list->term[b].sign;
}

static void write_canonical(const mg_tree *tree, int at, mg_text *out) {
    const mg_tree_node *node = &tree->node[at];
    if (!node->op) {
        print_number(node, out);
        return;
    }
    chain list;
    list.count = 0;
    list.divides = false;
    list.text = mg_text_over(list.buffer, sizeof list.buffer);
    bool sum = is_sum(node);
    collect(tree, at, sum, sum ? '+' : '*', &list);
    int order[MG_TREE_NUMBERS] = {0};
    for (int i = 1; i < list.count; i++) {
        int place = i;
        for (; place > 0 && precedes(&list, i, order[place - 1]); place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
    for (int i = 0; i < list.count; i++) {
        int term = order[i];
        if (sum || list.divides || i > 0) mg_text_char(out, list.term[term].sign);
        mg_text_bytes(out, list.buffer + list.term[term].start, list.term[term].length);
    }
    out->overflow |= list.text.overflow;
}

void mg_tree_canonical(const mg_tree *tree, mg_text *out) {
    write_canonical(tree, 0, out);
}

/* -- worked lines ---------------------------------------------------------------------------- */

static void write_operand(mg_text *out, mg_ratio value, bool product, bool right) {
    bool brackets = (product && value.bottom != 1) || (right && value.top < 0);
    if (brackets) mg_text_char(out, '(');
    mg_text_ratio(out, value);
    if (brackets) mg_text_char(out, ')');
}

/* "1/2+1/3 = 3/6+2/6 = 5/6": the middle, where it is of use and fits. */
static void write_common(mg_text *out, char op, mg_ratio a, mg_ratio b) {
    int64_t common = mg_lcm(a.bottom, b.bottom), left, right;
    if (common < 2 || (a.bottom == common && b.bottom == common)) return;
    if (__builtin_mul_overflow(a.top, common / a.bottom, &left) ||
        __builtin_mul_overflow(b.top, common / b.bottom, &right))
        return;
    const int64_t tops[2] = {left, right};
    mg_text_char(out, '=');
    for (int i = 0; i < 2; i++) {
        if (i == 1) mg_text_char(out, op);
        bool brackets = i == 1 && tops[i] < 0;
        if (brackets) mg_text_char(out, '(');
        mg_text_int(out, tops[i]);
        mg_text_char(out, '/');
        mg_text_int(out, common);
        if (brackets) mg_text_char(out, ')');
    }
}

static void work_node(const mg_tree *tree, int at, mg_text *out) {
    const mg_tree_node *node = &tree->node[at];
    if (!node->op) return;
    work_node(tree, node->left, out);
    work_node(tree, node->right, out);
    mg_ratio a = tree->node[node->left].value, b = tree->node[node->right].value;
    bool product = !is_sum(node);
    write_operand(out, a, product, false);
    mg_text_char(out, node->op);
    write_operand(out, b, product, true);
    if (!product) write_common(out, node->op, a, b);
    if (node->op == '/' && b.bottom != 1) {
        mg_text_char(out, '=');
        write_operand(out, a, true, false);
        mg_text_char(out, '*');
        mg_ratio inverse;
        if (mg_ratio_divide((mg_ratio){1, 1}, b, &inverse)) write_operand(out, inverse, true, true);
    }
    mg_text_char(out, '=');
    mg_text_ratio(out, node->value);
    mg_text_char(out, ';');
}

void mg_tree_work(const mg_tree *tree, mg_text *out) {
    work_node(tree, 0, out);
}

void mg_tree_measure(const mg_tree *tree, mg_problem *problem) {
    int products = 0, all_digits = 0;
    for (int i = 0; i < tree->count; i++) {
        const mg_tree_node *node = &tree->node[i];
        products += node->op && !is_sum(node);
        if (node->op) continue;
        int digits = mg_digit_count(node->top);
        if (node->bottom != 1 && node->places == 0) digits += mg_digit_count(node->bottom);
        problem->digits = mg_larger(problem->digits, digits);
        all_digits += digits;
    }
    problem->operations = tree->count / 2;
    problem->difficulty = all_digits + problem->operations + mg_larger(0, products - 1);
}

/* -- from the answer backwards --------------------------------------------------------------- */

typedef struct grower {
    mg_rng *rng;
    int operators, digits;
    int64_t cap; /* products beyond are avoided */
    int64_t *operand;
} grower;

static void grow(grower *g, mg_ratio value, int n);

/* A random divisor of the value made of small primes; 1 where there is none. */
static int64_t draw_divisor(mg_rng *rng, int64_t value) {
    static const int64_t PRIMES[] = {2, 3, 5, 7, 11, 13};
    uint32_t bits = mg_rng_u32(rng);
    int64_t divisor = 1;
    for (int i = 0; i < 6; i++)
        for (; value % PRIMES[i] == 0 && value != 0 && (bits & 1); bits >>= 1) {
            divisor *= PRIMES[i];
            value /= PRIMES[i];
        }
    return bits >> 31 ? -divisor : divisor;
}

/* A factor by which the value may be multiplied without becoming too large. */
static int64_t draw_factor(grower *g, mg_ratio value) {
    int64_t room = g->cap / (1 + mg_absolute(value.top));
    return mg_draw_signed(g->rng, room < 3 ? 3 : room > 99 ? 99 : room);
}

/* An operator that the value can be split by. */
static char draw_operator(grower *g, mg_ratio value, int n) {
    char allowed[4];
    int count = 0;
    if (value.bottom != 1 && n == 2) return '/';
    if (g->operators & MG_OP_ADD) allowed[count++] = '+';
    if (g->operators & MG_OP_SUBTRACT) allowed[count++] = '-';
    if (g->operators & MG_OP_MULTIPLY) allowed[count++] = '*';
    if (g->operators & MG_OP_DIVIDE) allowed[count++] = '/';
    return allowed[mg_rng_below(g->rng, (uint32_t)count)];
}

/* Both children of a node; where one of them is no whole number, it has at least two numbers. */
static void grow_pair(grower *g, int at, mg_ratio left, mg_ratio right, int n) {
    int low = left.bottom != 1 ? 2 : 1, high = n - (right.bottom != 1 ? 2 : 1);
    int numbers = (int)mg_draw_between(g->rng, low, high);
    grow(g, left, numbers);
    mg_tree_set_right(g->operand, at, (int)g->operand[0]);
    grow(g, right, n - numbers);
}

static void grow(grower *g, mg_ratio value, int n) {
    if (n == 1) {
        mg_tree_put_number(g->operand, 0, value.top, 1);
        return;
    }
    char op = draw_operator(g, value, n);
    int64_t other = mg_draw_signed_digits(g->rng, g->digits);
    if (op == '*') {
        other = value.top ? draw_divisor(g->rng, value.top) : other;
        if (other == 1 || other == -1) op = g->operators & MG_OP_DIVIDE ? '/' : '+';
    }
    if (op == '/') other = n == 2 && value.bottom != 1 ? 1 : draw_factor(g, value);
    int at = mg_tree_put_op(g->operand, op);
    mg_ratio whole = {other, 1}, rest = value;
    bool swap = mg_rng_below(g->rng, 2);
    if (op == '+') {
        rest.top -= other * value.bottom;
        grow_pair(g, at, swap ? whole : rest, swap ? rest : whole, n);
    } else if (op == '-') {
        rest.top = swap ? other * value.bottom - value.top : value.top + other * value.bottom;
        grow_pair(g, at, swap ? whole : rest, swap ? rest : whole, n);
    } else if (op == '*') {
        rest.top = value.top / other;
        grow_pair(g, at, swap ? whole : rest, swap ? rest : whole, n);
    } else if (n == 2 && value.bottom != 1) {
        int64_t scale = draw_factor(g, value);
        mg_ratio top = {value.top * scale, 1}, bottom = {value.bottom * scale, 1};
        grow_pair(g, at, top, bottom, n);
    } else {
        grow_pair(g, at, mg_ratio_of(value.top * other, value.bottom), whole, n);
    }
}

/* Digits of the answer's denominator, of any value's numerator. */
static int bottom_digits(const mg_level *level) {
    return (level->knob[2] + 1) / 2;
}

static int top_digits(const mg_level *level) {
    return level->knob[2] + level->knob[3] + 2;
}

void mg_tree_level_draw(const mg_level *level, mg_rng *rng, int64_t *operand) {
    const int32_t *knob = level->knob;
    int n = (int)mg_draw_between(rng, knob[0], knob[1]);
    mg_ratio value = {mg_draw_sized(rng, 1, knob[2]), 1};
    uint32_t bits = mg_rng_u32(rng);
    if (bits & 1) value.top = -value.top;
    if (bits & 2) value.top *= mg_draw_between(rng, 1, EXTRA_FACTOR);
    if ((int)mg_rng_below(rng, 100) < knob[5])
        value =
            mg_ratio_of(value.top, mg_draw_between(rng, 2, mg_power_of_ten(bottom_digits(level))));
    grower g = {.rng = rng,
                .operators = knob[4],
                .digits = knob[3],
                .cap = mg_power_of_ten(knob[3] + knob[2]),
                .operand = operand};
    operand[0] = 0;
    grow(&g, value, n);
}

/* Values grow on their way to the leaves; those that grow too long are no problems. */
bool mg_tree_level_canonical(const mg_level *level, const int64_t *operand, mg_text *out) {
    mg_tree tree;
    mg_tree_load(operand, &tree);
    if (!mg_tree_evaluate(&tree)) return false;
    for (int i = 0; i < tree.count; i++)
        if (mg_digit_count(tree.node[i].value.top) > top_digits(level)) return false;
    mg_tree_canonical(&tree, out);
    return true;
}

void mg_tree_level_pose(const mg_level *level, const int64_t *operand, mg_text *question,
                        mg_text *answer, mg_problem *problem) {
    mg_tree tree;
    mg_tree_load(operand, &tree);
    if (!mg_tree_evaluate(&tree)) return;
    int wording = mg_ask_open(problem, question);
    mg_tree_print(&tree, question);
    bool fractions = level->knob[5] > 0;
    mg_ask_close(problem, question, wording,
                 fractions ? " Give a whole number or a fraction in lowest terms." : NULL);
    mg_text_ratio(answer, tree.node[0].value);
    mg_tree_measure(&tree, problem);
}

void mg_tree_level_work(const mg_problem *problem, mg_text *out) {
    mg_tree tree;
    mg_tree_load(problem->operand, &tree);
    if (mg_tree_evaluate(&tree)) mg_tree_work(&tree, out);
}

/* One value alone in a line is no whole number, and its denominator divides the answer's. */
mg_text_bounds mg_tree_level_bounds(const mg_level *level) {
    int n = level->knob[1], top = top_digits(level), bottom = bottom_digits(level) + 1;
    return (mg_text_bounds){MG_ASK_BYTES + 56 + n * (top + 8), level->knob[2] + 4 + bottom,
                            (n - 1) * (6 * (top + bottom) + 24)};
}
