/* Bayes with urns: a red ball came out of an urn that was picked at random; which urn was it?
 *
 * Operands: for each urn how many red and blue balls, then the weights of urn A and the others. */
#include "gym/families/numbers_common.h"

enum { MAX_URNS = 3 };

/* urns, most balls of a colour, highest weight, walked */
static const mg_level LEVELS[] = {
    {"2 urns with up to 6 balls of a colour", {2, 6, 1, 1}},
    {"2 urns with up to 15 balls of a colour", {2, 15, 1, 1}},
    {"2 urns with up to 20 balls of a colour, not equally likely", {2, 20, 6, 1}},
    {"3 urns with up to 30 balls of a colour", {3, 30, 1, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int balls = 2 * level->knob[0];
    if (!level->knob[3]) return;
    *box = (mg_box){.count = balls + 1};
    for (int i = 0; i < balls; i++) {
        box->low[i] = 1;
        box->high[i] = level->knob[1];
    }
    box->low[balls] = 1;
    box->high[balls] = level->knob[2];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int balls = 2 * level->knob[0];
    for (int i = 0; i < balls; i++) v[i] = mg_draw_between(rng, 1, level->knob[1]);
    v[balls] = mg_draw_between(rng, 1, level->knob[2]);
}

static int64_t weight_of(const mg_level *level, const int64_t *v, int urn) {
    return urn == 0 ? v[2 * level->knob[0]] : 1;
}

/* The chance of urn A and red, or of red at all, as a sum over urns. */
static mg_ratio chance(const mg_level *level, const int64_t *v, int urns) {
    int64_t weights = v[2 * level->knob[0]] + level->knob[0] - 1;
    mg_ratio sum = {0, 1};
    for (int i = 0; i < urns; i++) {
        int64_t red = v[2 * i], balls = red + v[2 * i + 1];
        mg_ratio part = mg_ratio_of(weight_of(level, v, i) * red, weights * balls);
        mg_ratio_add(sum, part, &sum);
    }
    return sum;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int urns = level->knob[0];
    mg_num_put(out, "urns %0: ", v[2 * urns]);
    mg_num_text_list(out, v, 2 * urns, ",");
    if (urns == 3 && (v[2] > v[4] || (v[2] == v[4] && v[3] > v[5]))) return false;
    return v[0] * v[3] != v[1] * v[2]; /* not as if nothing had been seen */
}

static const mg_wordings TWO = {
    2,
    {"Urn A holds %0 red and %1 blue balls, urn B %2 red and %3 blue ones. One urn is picked (A "
     "with probability {%4/%5}) and a ball drawn from it is red. What is the probability that it "
     "came from urn A? Answer as a fraction in lowest terms.",
     "Machine A made %0 green and %1 black pens, machine B %2 green and %3 black ones. Box A is "
     "opened with chance {%4/%5}, else box B, and a pen taken at random is green. How likely is it "
     "from box A? Give a fraction in lowest terms."}};
static const mg_wordings THREE = {
    2,
    {"Urn A holds %0 red and %1 blue balls, urn B %2 red and %3 blue, urn C %4 red and %5 blue. "
     "One "
     "urn is picked at random, each equally likely, and a ball drawn from it is red. What is the "
     "probability that it came from urn A? Answer as a fraction in lowest terms.",
     "Three bags hold red and blue marbles: bag A %0 and %1, bag B %2 and %3, bag C %4 and %5. A "
     "bag is chosen at random (all alike) and a marble taken from it is red. How likely is it from "
     "bag A? Give a fraction in lowest terms."}};

/* difficulty: urns + digits of the balls in all + 1 where the urns are not equally likely */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_ratio result;
    int64_t shown[6] = {v[0], v[1], v[2], v[3], v[4], v[4] + 1};
    bool three = level->knob[0] == MAX_URNS;
    mg_num_ask(problem, question, three ? &THREE : &TWO, &(mg_holes){.number = three ? v : shown});
    mg_ratio_divide(chance(level, v, 1), chance(level, v, level->knob[0]), &result);
    mg_text_ratio(answer, result);
    problem->digits = mg_num_longest_digits(v, 2 * level->knob[0]);
    problem->operations = 2 * level->knob[0];
    problem->difficulty = problem->operations + problem->digits + (level->knob[2] > 1);
}

/* Red by each urn, red in all, the share of A. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t weights = v[2 * level->knob[0]] + level->knob[0] - 1;
    mg_ratio sum = {0, 1}, result;
    for (int i = 0; i < level->knob[0]; i++) {
        int64_t weight = weight_of(level, v, i), red = v[2 * i], balls = red + v[2 * i + 1];
        mg_ratio part = mg_ratio_of(weight * red, weights * balls), before = sum;
        mg_num_put(out, "%0/%1*%2/%3=", weight, weights, red, balls);
        mg_text_ratio(out, part);
        mg_text_char(out, ';');
        mg_ratio_add(sum, part, &sum);
        if (i == 0) continue;
        mg_text_ratio(out, before);
        mg_text_char(out, '+');
        mg_text_ratio(out, part);
        mg_text_char(out, '=');
        mg_text_ratio(out, sum);
        mg_text_char(out, ';');
    }
    mg_ratio first = chance(level, v, 1);
    mg_ratio_divide(first, sum, &result);
    mg_text_char(out, '(');
    mg_text_ratio(out, first);
    mg_text_string(out, ")/(");
    mg_text_ratio(out, sum);
    mg_text_string(out, ")=");
    mg_text_ratio(out, result);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    if (level->knob[0] == MAX_URNS) return (mg_text_bounds){285, 14, 230};
    return (mg_text_bounds){245, 11, 130};
}

const mg_family mg_family_urn = {
    .name = "urn",
    .summary = "which urn a ball came from (Bayes)",
    .topic = "numbers",
    .id = MG_FAMILY_ID_urn,
    .knobs = {"urns", "most_of_a_colour", "max_weight", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
