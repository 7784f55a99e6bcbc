/* The next term of a sequence whose kind of rule is stated, with terms enough to fix the rule:
 * "2, 5, 11, 23" with "each term is p times the one before, plus q" -> "47". */
#include "gym/families/puzzle.h"

enum { MAX_SHOWN = 8, MAX_VALUE = 1000000000 };

typedef enum rule { STEP, SECOND, LINEAR, TWO_BACK, TURNS, CUBIC, RULES } rule;

/* Terms that are shown: one more than fix the rule, where the numbers stay small. */
static const int SHOWN[RULES] = {4, 5, 5, 6, 6, 6};

/* knobs: rule (RULES: any), greatest start, step and factor */
static const mg_level LEVELS[] = {
    {"equal steps", {STEP, 999, 60, 0}},
    {"equal second differences", {SECOND, 200, 60, 20}},
    {"a factor and a summand", {LINEAR, 99, 60, 9}},
    {"p times the last plus q times the one before", {TWO_BACK, 40, 40, 6}},
    {"two sequences of equal steps in turn", {TURNS, 300, 300, 60}},
    {"any of these, or equal third differences", {RULES, 20000, 2000, 400}},
    {"the same with larger numbers (as RG number_sequence, hard)", {RULES, 500000, 50000, 6000}},
};

/* v: rule, then up to four numbers of the rule. */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    static const int FACTORS[RULES] = {0, 1, 1, 2, 2, 2};
    int count = knob[0] == RULES || knob[0] == TURNS ? 0 : 3 + FACTORS[knob[0]];
    *box = (mg_box){.count = count,
                    .low = {knob[0], -knob[1], -knob[2], -knob[3], -knob[3]},
                    .high = {knob[0], knob[1], knob[2], knob[3], knob[3]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    bool any = knob[0] == RULES;
    v[0] = any ? (int64_t)mg_rng_below(rng, RULES) : knob[0];
    bool factors = v[0] == LINEAR || v[0] == TWO_BACK;
    v[1] = mg_draw_between(rng, -knob[1], knob[1]);
    v[2] = mg_draw_between(rng, -knob[2], knob[2]);
    if (v[0] == STEP) return;
    int64_t last = any && factors ? 12 : knob[3];
    v[3] = mg_draw_between(rng, -last, last);
    if (v[0] == TWO_BACK || v[0] == TURNS || v[0] == CUBIC)
        v[4] = mg_draw_between(rng, -last, last);
}

/* Terms 0 to count - 1; false where one is too large. */
static bool find_terms(const int64_t *v, int count, int64_t *term) {
    int64_t first = v[2], second = v[3];
    term[0] = v[1];
    for (int i = 1; i < count; i++) {
        switch (v[0]) {
        case STEP:
            term[i] = term[i - 1] + v[2];
            break;
        case SECOND:
        case CUBIC:
            term[i] = term[i - 1] + first;
            first += second;
            if (v[0] == CUBIC) second += v[4];
            break;
        case LINEAR:
            term[i] = v[3] * term[i - 1] + v[2];
            break;
        case TWO_BACK:
            term[i] = i == 1 ? v[2] : v[3] * term[i - 1] + v[4] * term[i - 2];
            break;
        default:
            term[i] = i == 1 ? v[2] : term[i - 2] + (i % 2 ? v[4] : v[3]);
            break;
        }
        if (term[i] > MAX_VALUE || term[i] < -MAX_VALUE) return false;
    }
    return true;
}

/* The rule can be told from the terms: differences that fix p and q are not all zero. */
static bool is_fixed(const int64_t *v, const int64_t *t) {
    switch (v[0]) {
    case STEP:
        return v[2] != 0;
    case SECOND:
        return v[3] != 0;
    case CUBIC:
        return v[4] != 0;
    case LINEAR:
        return t[1] != t[0] && v[3] != 0 && v[3] != 1 && v[3] != -1;
    case TWO_BACK:
        return t[1] * t[1] != t[0] * t[2] && v[3] != 0 && v[4] != 0;
    default:
        return v[3] != v[4];
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t term[MAX_SHOWN + 1];
    int shown = SHOWN[v[0]];
    if (!find_terms(v, shown + 1, term) || !is_fixed(v, term)) return false;
    mg_text_string(out, "next ");
    mg_text_int(out, v[0]);
    mg_text_char(out, ' ');
    mg_text_list(out, term, shown);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const KINDS[RULES][2] = {
        {"the same number is added each time", "all differences between neighbours are equal"},
        {"the differences between neighbours grow by the same number each time",
         "all second differences are equal"},
        {"each term is p times the one before, plus q, for fixed whole p and q",
         "to get the next term, multiply by a fixed whole number and add a fixed whole number"},
        {"from the third on, each term is p times the one before plus q times the one before that, "
         "for fixed whole p and q",
         "a(n) = p*a(n-1) + q*a(n-2) for fixed whole numbers p and q"},
        {"the terms at odd places grow by one fixed number and those at even places by another",
         "two sequences with constant steps alternate"},
        {"all third differences are equal",
         "the second differences grow by the same number each time"},
    };
    int64_t term[MAX_SHOWN + 1];
    int shown = SHOWN[v[0]];
    find_terms(v, shown + 1, term);
    mg_text_string(question, "In the sequence ");
    mg_text_list(question, term, shown);
    mg_text_string(question, ", ... ");
    mg_text_string(question, KINDS[v[0]][mg_pick(problem, 0, 2)]);
    mg_text_string(question,
                   mg_pick(problem, 1, 2) ? ". What comes next?" : ". Find the next term.");
    mg_text_int(answer, term[shown]);
    for (int i = 0; i <= shown; i++) {
        int digits = mg_digit_count(term[i]);
        if (digits > problem->digits) problem->digits = digits;
    }
    static const int OPERATIONS[RULES] = {2, 6, 6, 10, 3, 10};
    problem->operations = OPERATIONS[v[0]];
    problem->difficulty = problem->operations + problem->digits;
}

static void write_difference(mg_text *out, int64_t a, int64_t b) {
    mg_text_int(out, a);
    mg_text_string(out, b < 0 ? "-(" : "-");
    mg_text_int(out, b);
    if (b < 0) mg_text_char(out, ')');
    mg_text_char(out, '=');
    mg_text_int(out, a - b);
    mg_text_char(out, ';');
}

static void write_sum(mg_text *out, int64_t a, int64_t b) {
    mg_text_equation(out, a, b < 0 ? '-' : '+', b < 0 ? -b : b, a + b);
    mg_text_char(out, ';');
}

/* Differences until they are equal, then back up. */
static void work_differences(mg_text *out, const int64_t *term, int shown, int depth) {
    int64_t row[MAX_SHOWN + 1], last[4];
    for (int i = 0; i < shown; i++) row[i] = term[i];
    for (int d = 0; d < depth; d++) {
        last[d] = row[shown - 1 - d];
        for (int i = 0; i + 1 < shown - d; i++) {
            write_difference(out, row[i + 1], row[i]);
            row[i] = row[i + 1] - row[i];
        }
    }
    int64_t sum = row[0];
    for (int d = depth; d-- > 0; sum += last[d]) write_sum(out, last[d], sum);
}

static void write_factor(mg_text *out, int64_t p, int64_t term) {
    mg_text_int(out, p);
    mg_text_string(out, term < 0 ? "*(" : "*");
    mg_text_int(out, term);
    if (term < 0) mg_text_char(out, ')');
}

/* p*a + q*b = c, or p*a + q = c where `q_factor` is 1 without being written */
static void write_step(mg_text *out, int64_t p, int64_t a, int64_t q, const int64_t *b) {
    write_factor(out, p, a);
    mg_text_char(out, q < 0 ? '-' : '+');
    int64_t size = q < 0 ? -q : q;
    if (b)
        write_factor(out, size, *b);
    else
        mg_text_int(out, size);
    mg_text_char(out, '=');
    mg_text_int(out, p * a + q * (b ? *b : 1));
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t term[MAX_SHOWN + 1];
    int shown = SHOWN[v[0]];
    find_terms(v, shown + 1, term);
    if (v[0] == STEP || v[0] == SECOND || v[0] == CUBIC) {
        work_differences(out, term, shown, v[0] == STEP ? 1 : v[0] == SECOND ? 2 : 3);
    } else if (v[0] == TURNS) {
        write_difference(out, term[shown - 2], term[shown - 4]);
        write_sum(out, term[shown - 2], term[shown - 2] - term[shown - 4]);
    } else if (v[0] == LINEAR) {
        write_difference(out, term[1], term[0]);
        write_difference(out, term[2], term[1]);
        write_factor(out, v[3], term[1] - term[0]);
        mg_text_char(out, '=');
        mg_text_int(out, term[2] - term[1]);
        mg_text_char(out, ';');
        for (int i = 0; i < shown; i++) write_step(out, v[3], term[i], v[2], NULL);
    } else {
        for (int i = 2; i <= shown; i++) write_step(out, v[3], term[i - 1], v[4], &term[i - 2]);
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    (void)level;
    return (mg_text_bounds){250, 11, 15 * 38};
}

const mg_family mg_family_number_sequence = {
    .name = "number_sequence",
    .summary = "the next term by a rule of a stated kind",
    .topic = "logic",
    .id = MG_FAMILY_ID_number_sequence,
    .knobs = {"rule", "max_start", "max_step", "max_factor"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
