/* What a formula looks like, whatever its value: the forms that can be asked for. */
#include "gym/verify_formula.h"

static const mg_node *at(const mg_formula *f, int node) {
    return &f->node[node];
}

static bool is_whole(const mg_formula *f, int node) {
    const mg_node *n = at(f, node);
    return n->kind == MG_NODE_NUMBER && !n->decimal;
}

bool mg_shape_is_number(const mg_formula *f, int node) {
    const mg_node *n = at(f, node);
    if (n->kind == MG_NODE_NEGATE) n = at(f, n->left);
    if (n->kind == MG_NODE_DIVIDE) return is_whole(f, n->left) && is_whole(f, n->right);
    return n->kind == MG_NODE_NUMBER;
}

/* What a product is made of. */
typedef struct product {
    int over, under; /* numbers above and below the line */
    int roots;       /* square roots of whole numbers, above the line */
    mg_int128 radicand;
    uint64_t letters;
    bool repeated, odd; /* a letter twice; something else */
    bool powered;       /* a letter to a power or below the line */
} product;

static void note_letter(product *p, uint8_t letter) {
    uint64_t bit = (uint64_t)1 << (letter & 63);
    p->repeated |= (p->letters & bit) != 0;
    p->letters |= bit;
}

static void walk_product(const mg_formula *f, int node, bool under, product *p) {
    const mg_node *n = at(f, node);
    switch (n->kind) {
    case MG_NODE_NUMBER:
        *(under ? &p->under : &p->over) += 1;
        return;
    case MG_NODE_NAME:
        note_letter(p, n->name);
        p->powered |= under;
        return;
    case MG_NODE_MULTIPLY:
        walk_product(f, n->left, under, p);
        walk_product(f, n->right, under, p);
        return;
    case MG_NODE_DIVIDE:
        walk_product(f, n->left, under, p);
        walk_product(f, n->right, !under, p);
        return;
    case MG_NODE_NEGATE:
        walk_product(f, n->left, under, p);
        return;
    case MG_NODE_POWER:
        if (at(f, n->left)->kind == MG_NODE_NAME && mg_shape_is_number(f, n->right)) {
            note_letter(p, at(f, n->left)->name);
            p->powered = true;
            return;
        }
        break;
    case MG_NODE_FUNCTION:
        if (n->name == MG_SQRT && !under && n->right < 0 && is_whole(f, n->left)) {
            p->roots++;
            p->radicand = at(f, n->left)->value.top;
            return;
        }
        break;
    default:
        break;
    }
    p->odd = true;
}

bool mg_shape_is_monomial(const mg_formula *f, int node) {
    product p = {0};
    walk_product(f, node, false, &p);
    return !p.odd && !p.repeated && p.over <= 1 && p.under <= 1 && p.roots == 0;
}

static int count_terms(const mg_formula *f, int node) {
    const mg_node *n = at(f, node);
    int terms;
    if (n->kind == MG_NODE_ADD || n->kind == MG_NODE_SUBTRACT)
        terms = count_terms(f, n->left) + count_terms(f, n->right);
    else
        terms = mg_shape_is_monomial(f, node) ? 1 : MG_MAX_NODES;
    return terms < MG_MAX_NODES ? terms : MG_MAX_NODES;
}

int mg_shape_terms(const mg_formula *f) {
    return count_terms(f, f->root);
}

/* -- surds ------------------------------------------------------------------------------------ */

enum { MAX_SURD_TERMS = 12 };

typedef struct surd_shape {
    bool free_of_squares;
    int count;
    mg_int128 basis[MAX_SURD_TERMS]; /* radicand, negated with i */
} surd_shape;

static bool is_free_of_squares(mg_int128 n) {
    for (mg_int128 d = 2; d * d <= n && d < 4096; d++)
        if (n % (d * d) == 0) return false;
    return n > 1;
}

static bool surd_terms(const mg_formula *f, int node, surd_shape *shape) {
    const mg_node *n = at(f, node);
    if (n->kind == MG_NODE_ADD || n->kind == MG_NODE_SUBTRACT)
        return surd_terms(f, n->left, shape) && surd_terms(f, n->right, shape);
    product p = {0};
    walk_product(f, node, false, &p);
    uint64_t i = (uint64_t)1 << ('i' & 63);
    if (p.odd || p.repeated || p.over > 1 || p.under > 1 || p.roots > 1 || p.powered ||
        (p.letters & ~i))
        return false;
    if (p.roots && shape->free_of_squares && !is_free_of_squares(p.radicand)) return false;
    mg_int128 basis = p.roots ? p.radicand : 1;
    if (p.letters) basis = -basis;
    for (int t = 0; t < shape->count; t++)
        if (shape->basis[t] == basis) return false;
    if (shape->count == MAX_SURD_TERMS) return false;
    shape->basis[shape->count++] = basis;
    return true;
}

bool mg_shape_is_simple_surd(const mg_formula *f, bool free_of_squares) {
    surd_shape shape = {.free_of_squares = free_of_squares};
    const mg_node *n = at(f, f->root);
    int node = f->root;
    if (n->kind == MG_NODE_NEGATE && at(f, n->left)->kind == MG_NODE_DIVIDE)
        node = n->left, n = at(f, node);
    if (n->kind == MG_NODE_DIVIDE && is_whole(f, n->right) && at(f, n->left)->kind >= MG_NODE_ADD &&
        at(f, n->left)->kind <= MG_NODE_SUBTRACT)
        node = n->left;
    return surd_terms(f, node, &shape);
}

/* -- products without repetition --------------------------------------------------------------- */

static void note_factor(const mg_formula *f, int node, bool under, product *p, bool *merged) {
    const mg_node *n = at(f, node);
    if (n->kind == MG_NODE_MULTIPLY || n->kind == MG_NODE_DIVIDE) {
        note_factor(f, n->left, under, p, merged);
        note_factor(f, n->right, under != (n->kind == MG_NODE_DIVIDE), p, merged);
    } else if (n->kind == MG_NODE_NAME) {
        note_letter(p, n->name);
    } else if (n->kind == MG_NODE_NUMBER) {
        *(under ? &p->under : &p->over) += 1;
    } else if (n->kind == MG_NODE_POWER && at(f, n->left)->kind == MG_NODE_NAME) {
        note_letter(p, at(f, n->left)->name);
        *merged = *merged && mg_shape_is_merged(f, n->right);
    } else {
        *merged = *merged && mg_shape_is_merged(f, node);
    }
}

bool mg_shape_is_merged(const mg_formula *f, int node) {
    const mg_node *n = at(f, node);
    switch (n->kind) {
    case MG_NODE_NUMBER:
    case MG_NODE_NAME:
        return true;
    case MG_NODE_MULTIPLY:
    case MG_NODE_DIVIDE: {
        product p = {0};
        bool merged = true;
        note_factor(f, node, false, &p, &merged);
        return merged && !p.repeated && p.over <= 1 && p.under <= 1;
    }
    case MG_NODE_NEGATE:
    case MG_NODE_EITHER:
        return mg_shape_is_merged(f, n->left);
    case MG_NODE_FUNCTION:
        return n->name == MG_PI || mg_shape_is_merged(f, n->left);
    default:
        return mg_shape_is_merged(f, n->left) && mg_shape_is_merged(f, n->right);
    }
}
