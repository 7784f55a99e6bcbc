/* Elementary functions, beyond a normal form: compared at pseudo-random points. */
#include <math.h>

#include "gym/verify_formula.h"

enum { POINTS = 28, POSITIVE_POINTS = 20, ENOUGH_POINTS = 4 };

/* Rounding: sums of a few dozen operations lose some 1e-14 of the largest intermediate; a wrong
 * coefficient changes far more than 1e-9 of the value at one of the points. */
static const double RELATIVE = 1e-9, INTERMEDIATE = 1e-12;

/* Of integration: a larger one would swallow what it is added to. */
static const double LARGEST_CONSTANT = 1e5;

typedef struct point {
    double value[64]; /* of each letter */
    double largest;   /* intermediate so far */
} point;

static double function_value(int which, double x) {
    switch ((mg_function)which) {
    case MG_SQRT:
        return sqrt(x);
    case MG_EXP:
        return exp(x);
    case MG_LN:
        return log(x);
    case MG_SIN:
        return sin(x);
    case MG_COS:
        return cos(x);
    case MG_TAN:
        return tan(x);
    case MG_COT:
        return 1 / tan(x);
    case MG_SEC:
        return 1 / cos(x);
    case MG_CSC:
        return 1 / sin(x);
    case MG_ASIN:
        return asin(x);
    case MG_ACOS:
        return acos(x);
    case MG_ATAN:
        return atan(x);
    case MG_SINH:
        return sinh(x);
    case MG_COSH:
        return cosh(x);
    case MG_TANH:
        return tanh(x);
    case MG_ABS:
        return fabs(x);
    case MG_PI:
        return 3.14159265358979323846;
    case MG_FUNCTION_COUNT:
        break;
    }
    return NAN;
}

static double evaluate(const mg_formula *f, int node, point *p);

/* Odd roots of negative numbers are real. */
static double power(double x, double y) {
    double third = y * 3;
    if (x < 0 && fabs(third - nearbyint(third)) < 1e-12 && fabs(y - nearbyint(y)) > 1e-12) {
        double root = cbrt(x);
        return pow(root, nearbyint(third));
    }
    return pow(x, y);
}

static double compute(const mg_formula *f, int node, point *p) {
    const mg_node *n = &f->node[node];
    if (n->kind == MG_NODE_NUMBER) return (double)n->value.top / (double)n->value.bottom;
    if (n->kind == MG_NODE_NAME) return n->name == 'e' ? exp(1.0) : p->value[n->name & 63];
    if (n->kind == MG_NODE_FUNCTION && n->name == MG_PI) return function_value(MG_PI, 0);
    double x = evaluate(f, n->left, p);
    if (n->kind == MG_NODE_NEGATE) return -x;
    if (n->kind == MG_NODE_FUNCTION) {
        if (n->name == MG_SQRT && n->right >= 0) return power(x, 1 / evaluate(f, n->right, p));
        return function_value(n->name, x);
    }
    if (n->kind == MG_NODE_EITHER) return NAN;
    double y = evaluate(f, n->right, p);
    switch (n->kind) {
    case MG_NODE_ADD:
        return x + y;
    case MG_NODE_SUBTRACT:
        return x - y;
    case MG_NODE_MULTIPLY:
        return x * y;
    case MG_NODE_DIVIDE:
        return x / y;
    case MG_NODE_POWER:
        return power(x, y);
    default:
        return NAN;
    }
}

static double evaluate(const mg_formula *f, int node, point *p) {
    double value = compute(f, node, p);
    if (fabs(value) > p->largest) p->largest = fabs(value);
    return value;
}

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Eight points in (0.05, 0.95), six each in (1, 3) and (3, 10), eight in (-3, 3). */
static void choose_point(int i, point *p) {
    double low = i < 8 ? 0.05 : i < 14 ? 1.0 : i < POSITIVE_POINTS ? 3.0 : -3.0;
    double high = i < 8 ? 0.95 : i < 14 ? 3.0 : i < POSITIVE_POINTS ? 10.0 : 3.0;
    for (int letter = 0; letter < 64; letter++) {
        uint64_t bits = mix(0x9e3779b97f4a7c15u * (uint64_t)(64 * i + letter + 1));
        p->value[letter] = low + (high - low) * (double)(bits >> 11) * 0x1p-53;
    }
}

/* How far apart the two are at a point, and how far rounding may have moved that. */
typedef struct gap {
    double value, room;
} gap;

/* The gap that is known best: the constant between the two. */
static double best_gap(const gap *gaps, int count, double *room) {
    double value = 0;
    *room = INFINITY;
    for (int i = 0; i < count; i++)
        if (gaps[i].room < *room) *room = gaps[i].room, value = gaps[i].value;
    return value;
}

/* All gaps nothing, or all the same `constant`. */
static bool is_level(const gap *gaps, int count, bool constant) {
    double room = 0, shift = constant && count ? best_gap(gaps, count, &room) : 0;
    if (fabs(shift) > LARGEST_CONSTANT) return false;
    for (int i = 0; i < count; i++)
        if (fabs(gaps[i].value - shift) > gaps[i].room + room) return false;
    return true;
}

/* False where the text has no value at a positive point at which the gold has one. How far a gap
 * may be moved by rounding hangs on the gold alone: a text may not add and subtract a large number
 * to hide behind. */
static bool measure_gaps(const mg_formula *gold, const mg_formula *text, double constant, int first,
                         int last, gap *gaps, int *count) {
    *count = 0;
    for (int i = first; i < last; i++) {
        point p;
        choose_point(i, &p);
        if (constant != 0) p.value['C' & 63] = p.value['c' & 63] = p.value['K' & 63] = constant;
        p.largest = 0;
        double wanted = evaluate(gold, gold->root, &p), largest = p.largest;
        double value = evaluate(text, text->root, &p);
        if (!isfinite(wanted)) continue;
        if (!isfinite(value) && i < POSITIVE_POINTS) return false;
        if (!isfinite(value)) continue;
        double room = RELATIVE * fabs(wanted) + INTERMEDIATE * largest;
        gaps[(*count)++] = (gap){value - wanted, room};
    }
    return true;
}

mg_outcome mg_compare_at_points(mg_comparison *c, const mg_formula *gold, const mg_formula *text,
                                bool constant) {
    /* on either side of a pole the constant may be another one */
    static const int FIRST[] = {0, POSITIVE_POINTS}, LAST[] = {POSITIVE_POINTS, POINTS};
    /* a constant of integration may be anything, so the text must hold for two */
    static const double CONSTANTS[] = {0.75, -1.375};
    int compared = 0;
    for (int run = 0; run < (constant ? 4 : 2); run++) {
        gap gaps[POINTS];
        int count, side = run % 2;
        if (!measure_gaps(gold, text, constant ? CONSTANTS[run / 2] : 0, FIRST[side], LAST[side],
                          gaps, &count) ||
            !is_level(gaps, count, constant))
            return MG_DIFFERENT;
        compared += run < 2 ? count : 0;
    }
    c->reason = "equal at the points where both were compared: a check, not a proof";
    if (compared >= ENOUGH_POINTS) return MG_SAME;
    c->reason = "too few points to compare at";
    return MG_NOT_PARSED;
}
