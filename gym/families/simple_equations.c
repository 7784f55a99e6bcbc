/* One linear equation in one unknown: "Solve 3*(x - 2) + 4 = x + 8 for x." -> "5". A side is a sum
 * of terms k, k*x and k*(p*x + q). difficulty: operations (terms, brackets and the final division)
 * + digits of the longest number. */
#include "gym/families/algebra_common.h"

enum { BOX = 1, BOTH_SIDES = 2, BRACKETS = 4, RATIONAL = 8, MAX_SIDE_TERMS = 10 };

/* boxed levels: a*x + b = c; others: from min to max terms in all */
static const mg_level LEVELS[] = {
    {"x + b = c, |b|, |x| up to 100", {BOX, 1, 1, 100}},
    {"a*x + b = c, |a| up to 20, |b|, |x| up to 99", {BOX, 20, 20, 99}},
    {"2-4 terms and a number, values up to 100 (as RG simple_equations, easy)", {0, 2, 4, 100}},
    {"unknown on both sides, values up to 99 (as DM linear_1d)", {BOTH_SIDES, 2, 4, 99}},
    {"with brackets, values up to 20", {BOTH_SIDES | BRACKETS, 3, 5, 20}},
    {"3-10 terms, values up to 10000 (as RG simple_equations, hard)", {0, 3, 10, 10000}},
    {"brackets, rational solutions", {BOTH_SIDES | BRACKETS | RATIONAL, 3, 5, 12}},
    {"6-10 terms, brackets, rational solutions", {BOTH_SIDES | BRACKETS | RATIONAL, 6, 10, 100}},
};
static const mg_text_bounds BOUNDS[] = {{45, 10, 25},   {45, 5, 55},   {65, 10, 125},
                                        {65, 5, 130},   {120, 5, 240}, {135, 10, 215},
                                        {115, 10, 225}, {205, 10, 340}};
static const char *const WORDINGS[] = {"Solve {0} for {1}.", "Determine {1} from {0}.",
                                       "What number is {1} if {0}?", "Given {0}, find {1}."};

/* k*(p*x + q); a bare k*x has q = 0, p = 1, a bare number p = 0, q = 1 */
typedef struct term {
    int64_t k, p, q;
} term;

typedef struct side {
    int count;
    term term[MAX_SIDE_TERMS + 1];
} side;

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (!(knob[0] & BOX)) return;
    bool sign = knob[1] > 1;
    *box = (mg_box){.count = 3,
                    .low = {sign ? -knob[1] : 1, -knob[3], -knob[3]},
                    .high = {knob[1], knob[3], knob[3]}}; /* a, x, b */
}

static int64_t sum_of_x(const side *s) {
    int64_t sum = 0;
    for (int i = 0; i < s->count; i++) sum += s->term[i].k * s->term[i].p;
    return sum;
}

static int64_t sum_of_numbers(const side *s) {
    int64_t sum = 0;
    for (int i = 0; i < s->count; i++) sum += s->term[i].k * s->term[i].q;
    return sum;
}

/* Operands of the other levels: number of terms left and right, then k, p, q of each. */
static void read_sides(const mg_level *level, const int64_t *v, side sides[2]) {
    if (level->knob[0] & BOX) {
        sides[0] = (side){v[2] != 0 ? 2 : 1, {{v[0], 1, 0}, {v[2], 0, 1}}};
        sides[1] = (side){1, {{v[0] * v[1] + v[2], 0, 1}}};
        return;
    }
    sides[0].count = (int)v[0];
    sides[1].count = (int)v[1];
    const int64_t *at = v + 2;
    for (int s = 0; s < 2; s++)
        for (int i = 0; i < sides[s].count; i++, at += 3)
            sides[s].term[i] = (term){at[0], at[1], at[2]};
}

static term draw_term(const mg_level *level, mg_rng *rng, bool unknown, bool bracket) {
    int64_t max = level->knob[3], small = max < 20 ? max : 20;
    if (!bracket) return (term){algebra_nonzero(rng, max), unknown, !unknown};
    /* one draw a statement: the order within an initialiser is the compiler's */
    int64_t factor = algebra_nonzero(rng, small < 9 ? small : 9);
    int64_t inner = algebra_nonzero(rng, small);
    return (term){factor, inner, algebra_nonzero(rng, max)};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    if (knob[0] & BOX) {
        v[0] = knob[1] > 1 ? algebra_nonzero(rng, knob[1]) : 1;
        v[1] = mg_draw_between(rng, -knob[3], knob[3]);
        v[2] = algebra_nonzero(rng, knob[3]);
        return;
    }
    /* two of the longer counts for one of the shorter: short equations are few */
    int64_t count = mg_draw_between(rng, knob[1], knob[2]);
    int64_t other = mg_draw_between(rng, knob[1], knob[2]);
    if (other > count) count = other;
    bool both = knob[0] & BOTH_SIDES;
    int right = both ? (int)mg_draw_between(rng, 1, count / 2) : 0, left = (int)count - right;
    side sides[2] = {{0}, {0}};
    for (int i = 0; i < count; i++) {
        side *s = &sides[i >= left];
        bool first = i == 0 || i == left;
        bool unknown = first || mg_rng_below(rng, 2);
        bool bracket = (knob[0] & BRACKETS) && (i == 0 || mg_rng_below(rng, 2));
        s->term[s->count++] = draw_term(level, rng, unknown, bracket);
    }
    if (!both && mg_rng_below(rng, 2) && left > 1) { /* a number may stand first */
        term swap = sides[0].term[0];
        sides[0].term[0] = sides[0].term[1];
        sides[0].term[1] = swap;
    }
    int64_t slope = sum_of_x(&sides[0]) - sum_of_x(&sides[1]), bottom = 1;
    if (knob[0] & RATIONAL) {
        for (int64_t d = mg_draw_between(rng, 2, 12); d > 1 && bottom == 1; d--)
            if (slope % d == 0) bottom = d;
    }
    int64_t top = mg_draw_between(rng, -knob[3], knob[3]);
    if (slope == 0) top = bottom = 1; /* refused by canonical */
    /* a last number on the right makes it hold at x = top / bottom */
    int64_t number = slope / bottom * top + sum_of_numbers(&sides[0]) - sum_of_numbers(&sides[1]);
    if (number != 0 || sides[1].count == 0) sides[1].term[sides[1].count++] = (term){number, 0, 1};
    v[0] = sides[0].count;
    v[1] = sides[1].count;
    int64_t *at = v + 2;
    for (int s = 0; s < 2; s++) {
        for (int i = 0; i < sides[s].count; i++, at += 3) {
            at[0] = sides[s].term[i].k;
            at[1] = sides[s].term[i].p;
            at[2] = sides[s].term[i].q;
        }
    }
}

static void write_term(mg_text *out, const term *t, char x, bool first) {
    if (t->p == 0 || t->q == 0) {
        int64_t k = t->p == 0 ? t->k * t->q : t->k * t->p;
        if (t->p != 0)
            algebra_write(out, first ? "%t" : "%+t", k, x);
        else
            algebra_write(out, first ? "%d" : "%+d", k);
        return;
    }
    if (t->k == 1 || t->k == -1)
        mg_text_string(out, first ? (t->k < 0 ? "-" : "") : (t->k < 0 ? " - " : " + "));
    else
        algebra_write(out, first ? "%d*" : "%+d*", t->k);
    algebra_write(out, "(%l)", t->p, x, t->q);
}

static void write_side(mg_text *out, const side *s, char x) {
    for (int i = 0; i < s->count; i++) write_term(out, &s->term[i], x, i == 0);
}

static bool term_before(const term *a, const term *b) {
    if (a->p != b->p) return a->p > b->p;
    return a->q != b->q ? a->q > b->q : a->k > b->k;
}

static void sort_terms(side *s) {
    for (int i = 1; i < s->count; i++) {
        term moved = s->term[i];
        int at = i;
        for (; at > 0 && term_before(&moved, &s->term[at - 1]); at--) s->term[at] = s->term[at - 1];
        s->term[at] = moved;
    }
}

/* a*x+b=c as in the family linear where it is of that kind; else sorted terms, without spaces */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    side sides[2];
    read_sides(level, v, sides);
    int64_t slope = sum_of_x(&sides[0]) - sum_of_x(&sides[1]);
    if (slope == 0) return false;
    if (sides[0].count == 1 && sides[0].term[0].k * sides[0].term[0].p == 1) return false; /* x = */
    for (int s = 0; s < 2; s++) {
        sort_terms(&sides[s]);
        if (s == 1) mg_text_char(out, '=');
        char *start = out->at;
        write_side(out, &sides[s], 'x');
        char *to = start;
        for (const char *from = start; from < out->at; from++)
            if (*from != ' ') *to++ = *from;
        out->at = to;
    }
    return true;
}

static bool needs_collecting(const side *s) {
    int unknowns = 0, numbers = 0;
    for (int i = 0; i < s->count; i++) {
        unknowns += s->term[i].p != 0;
        numbers += s->term[i].q != 0;
    }
    return unknowns > 1 || numbers > 1 || (s->term[0].p != 0 && s->term[0].q != 0);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    side sides[2];
    read_sides(level, v, sides);
    algebra_line line;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    const char *x = algebra_letter(problem, 0);
    write_side(&text, &sides[0], *x);
    mg_text_string(&text, " = ");
    write_side(&text, &sides[1], *x);
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    int64_t slope = sum_of_x(&sides[0]) - sum_of_x(&sides[1]);
    mg_ratio root = mg_ratio_of(sum_of_numbers(&sides[1]) - sum_of_numbers(&sides[0]), slope);
    mg_text_ratio(answer, root);
    int operations = slope != 1 && slope != -1;
    int64_t longest = root.top;
    for (int s = 0; s < 2; s++) {
        for (int i = 0; i < sides[s].count; i++) {
            const term *t = &sides[s].term[i];
            operations += 1 + (t->p != 0 && t->q != 0);
            if (mg_digit_count(t->k) > mg_digit_count(longest)) longest = t->k;
        }
    }
    algebra_measure(problem, &longest, 1, operations - 1);
}

/* Each side collected: the coefficients of the unknown, the numbers. */
static void collect(mg_text *out, const side *s) {
    for (int unknown = 1; unknown >= 0; unknown--) {
        int count = 0, products = 0;
        char *start = out->at;
        for (int i = 0; i < s->count; i++) {
            const term *t = &s->term[i];
            int64_t part = unknown ? t->p : t->q;
            if (part == 0) continue;
            algebra_write(out, count++ ? "%+d" : "%d", t->k);
            if (t->p == 0 || t->q == 0) continue;
            algebra_write(out, "*%n", part);
            products++;
        }
        if (count + products <= 1) {
            out->at = start; /* nothing to add up */
            continue;
        }
        algebra_write(out, " = %d;", unknown ? sum_of_x(s) : sum_of_numbers(s));
    }
}

static void work(const mg_problem *problem, mg_text *out) {
    side sides[2];
    read_sides(algebra_level(problem), problem->operand, sides);
    char x = *algebra_letter(problem, 0);
    int64_t a = sum_of_x(&sides[0]), b = sum_of_numbers(&sides[0]);
    int64_t c = sum_of_x(&sides[1]), d = sum_of_numbers(&sides[1]);
    bool collected = false;
    for (int s = 0; s < 2; s++) {
        if (!needs_collecting(&sides[s])) continue;
        collect(out, &sides[s]);
        collected = true;
    }
    if (collected) algebra_write(out, "%l = %l;", a, x, b, c, x, d);
    algebra_solve_linear(out, x, a, b, c, d);
}

ALGEBRA_FAMILY(simple_equations, "one linear equation in one unknown", 4, RATIONAL, LOWEST, box,
               "kind", "min_terms", "max_terms", "max_value");
