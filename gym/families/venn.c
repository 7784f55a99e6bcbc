/* Counting with two or three sets: the number of people in a stated region from the sizes of sets
 * and of what they share (inclusion and exclusion). */
#include "gym/families/puzzle.h"

enum { MAX_REGIONS = 8 };

/* knobs: sets, greatest number in a region */
static const mg_level LEVELS[] = {
    {"2 sets, regions up to 20", {2, 20}},
    {"2 sets, regions up to 120", {2, 120}},
    {"3 sets, regions up to 20", {3, 20}},
    {"3 sets, regions up to 300", {3, 300}},
};

/* What is asked for, of 2 sets: none, exactly one, first only, both; of 3: none, exactly one,
 * exactly two, at least two, first only, first and second but not the third, all three. The last is
 * then not among what is given. */
enum { ASKS_2 = 4, ASKS_3 = 7 };

/* v: what is asked for, then the people in each region (bit i of a region: in set i). */
static void box(const mg_level *level, mg_box *box) {
    box->count = level->knob[0] == 2 && level->knob[1] <= 20 ? 5 : 0;
    for (int i = 0; i < box->count; i++) {
        box->low[i] = 0;
        box->high[i] = i ? level->knob[1] : ASKS_2 - 1;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    bool two = level->knob[0] == 2;
    v[0] = mg_rng_below(rng, two ? ASKS_2 : ASKS_3);
    mg_draw_all(rng, v + 1, two ? 4 : 8, 0, level->knob[1]);
}

static bool is_counted(bool two, int64_t ask, int region) {
    int in = __builtin_popcount((unsigned)region);
    if (two) return ask == 0 ? in == 0 : ask == 1 ? in == 1 : ask == 2 ? region == 1 : in == 2;
    switch (ask) {
    case 0:
        return in == 0;
    case 1:
        return in == 1;
    case 2:
        return in == 2;
    case 3:
        return in >= 2;
    case 4:
        return region == 1;
    case 5:
        return region == 3;
    default:
        return in == 3;
    }
}

static int64_t answer_of(const mg_level *level, const int64_t *v) {
    bool two = level->knob[0] == 2;
    int64_t sum = 0;
    for (int r = 0; r < (two ? 4 : 8); r++) sum += is_counted(two, v[0], r) ? v[1 + r] : 0;
    return sum;
}

/* People in all sets of `mask`. */
static int64_t shared(const mg_level *level, const int64_t *v, int mask) {
    int64_t sum = 0;
    for (int r = 0; r < 1 << level->knob[0]; r++) sum += (r & mask) == mask ? v[1 + r] : 0;
    return sum;
}

/* Of what is asked for, all in every set is left out and the number in none given instead. */
static bool gives_none(const mg_level *level, const int64_t *v) {
    return v[0] == (level->knob[0] == 2 ? ASKS_2 : ASKS_3) - 1;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int full = (1 << level->knob[0]) - 1;
    for (int s = 0; s < level->knob[0]; s++)
        if (shared(level, v, 1 << s) == 0) return false;
    if (gives_none(level, v) && v[1 + full] == 0) return false;
    mg_key_list(out, "venn", v, 2 + full);
    return true;
}

static const char *const SPORTS[] = {"chess", "tennis", "judo", "rugby", "golf", "hockey"};

static void write_sets(mg_text *out, const int *name, int mask) {
    bool first = true;
    for (int s = 0; s < 3; s++) {
        if (!(mask >> s & 1)) continue;
        if (!first) mg_text_string(out, " and ");
        first = false;
        mg_text_string(out, SPORTS[name[s]]);
    }
}

static void write_ask(mg_text *out, bool two, int64_t ask, const int *name) {
    static const char *const THREE[] = {"none of these", "exactly one of these",
                                        "exactly two of these", "at least two of these"};
    if (two ? ask < 2 : ask < 4) {
        mg_text_string(out, THREE[ask]);
    } else if (ask == (two ? 2 : 4)) {
        mg_text_string(out, SPORTS[name[0]]);
        mg_text_string(out, " only");
    } else if (!two && ask == 5) {
        write_sets(out, name, 3);
        mg_text_string(out, " but not ");
        mg_text_string(out, SPORTS[name[2]]);
    } else {
        write_sets(out, name, two ? 3 : 7);
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    bool two = level->knob[0] == 2;
    int name[6], full = two ? 3 : 7;
    mg_pick_order(problem, 4, 6, name);
    mg_text_string(question, mg_pick(problem, 0, 2) ? "In a club of " : "A school has a class of ");
    mg_text_int(question, shared(level, v, 0));
    mg_text_string(question, mg_pick(problem, 0, 2) ? " members, " : " pupils. Of these, ");
    static const int MASKS[] = {1, 2, 4, 3, 5, 6, 7};
    for (int i = 0; i < 7; i++) {
        int mask = MASKS[i];
        if ((mask & full) != mask || (mask == full && gives_none(level, v))) continue;
        mg_text_int(question, shared(level, v, mask));
        mg_text_string(question, " play ");
        write_sets(question, name, mask);
        mg_text_string(question, ", ");
    }
    if (gives_none(level, v)) {
        mg_text_int(question, v[1]);
        mg_text_string(question, " play none of these, ");
    }
    mg_text_string(question,
                   "each number also counting those who play more of them. How many play ");
    write_ask(question, two, v[0], name);
    mg_text_char(question, '?');
    mg_text_int(answer, answer_of(level, v));
    problem->digits = mg_digit_count(shared(level, v, 0));
    problem->operations = two ? 3 : 7;
    problem->difficulty = problem->operations + problem->digits;
}

/* The full overlap (if asked for) from the total, then each region from the inside out. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    bool two = level->knob[0] == 2;
    int full = two ? 3 : 7;
    int64_t all = v[1 + full], sum = 0;
    if (gives_none(level, v)) {
        int64_t singles = 0, pairs = 0;
        for (int s = 0; s < level->knob[0]; s++) singles += shared(level, v, 1 << s);
        for (int s = 0; s < 3 && !two; s++) pairs += shared(level, v, 7 ^ 1 << s);
        int64_t some = shared(level, v, 0) - v[1];
        mg_text_equation(out, shared(level, v, 0), '-', v[1], some);
        mg_text_char(out, ';');
        mg_text_equation(out, two ? singles : some - singles, two ? '-' : '+', two ? some : pairs,
                         all);
        mg_text_char(out, ';');
        return;
    }
    for (int r = full - 1; r >= 0; r--) {
        /* people in these sets, less those who are in more */
        mg_text_int(out, shared(level, v, r));
        for (int more = full; more > r; more--) {
            if ((more & r) != r || more == r) continue;
            mg_text_char(out, '-');
            mg_text_int(out, v[1 + more]);
        }
        mg_text_char(out, '=');
        mg_text_int(out, v[1 + r]);
        mg_text_char(out, ';');
    }
    bool first = true;
    for (int r = 0; r <= full; r++) {
        if (!is_counted(two, v[0], r)) continue;
        if (!first) mg_text_char(out, '+');
        first = false;
        mg_text_int(out, v[1 + r]);
        sum += v[1 + r];
    }
    mg_text_char(out, '=');
    mg_text_int(out, sum);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(8 * (int64_t)level->knob[1]), regions = 1 << level->knob[0];
    return (mg_text_bounds){170 + regions * (digits + 26), digits,
                            regions * regions * (digits + 1)};
}

const mg_family mg_family_venn = {
    .name = "venn",
    .summary = "counting what two or three sets share",
    .topic = "logic",
    .id = MG_FAMILY_ID_venn,
    .knobs = {"sets", "max_region"},
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
