/* Letters drawn from a bag without replacement (DM swr): the chance of a sequence (swr_sequence),
 * or of so many of each letter (swr_level_set).
 *
 * Operands: how many of each kind of letter are in the bag; then, for a sequence, the kinds in
 * turn, numbered by their first appearance; for a level set, how many of each kind are drawn. */
#include "gym/families/numbers_counting.h"

enum { MAX_KINDS = 6, MAX_DRAWN = 6 };

/* kinds of letters, most of each, letters drawn, walked */
static const mg_level LEVELS[] = {
    {"2 kinds of letters, up to 12 of each, 3 drawn", {2, 12, 3, 1}},
    {"3 kinds of letters, up to 8 of each, 3 drawn (as DM swr_p)", {3, 8, 3, 1}},
    {"4 kinds of letters, up to 9 of each, 4 drawn (as DM swr_p)", {4, 9, 4, 1}},
    {"6 kinds of letters, up to 30 of each, 5 drawn (as DM swr_p, more samples)", {6, 30, 5, 0}},
};

/* -- a sequence ------------------------------------------------------------------------------- */

static void box_sequence(const mg_level *level, mg_box *box) {
    int kinds = level->knob[0], drawn = level->knob[2];
    if (!level->knob[3]) return;
    *box = (mg_box){.count = kinds + drawn};
    for (int i = 0; i < kinds; i++) {
        box->low[i] = 1;
        box->high[i] = level->knob[1];
    }
    for (int i = 0; i < drawn; i++) box->high[kinds + i] = i < kinds ? i : kinds - 1;
}

/* The kinds that do not occur in the sequence are sorted: only how many letters they are matters.
 */
static void sort_others(const mg_level *level, int64_t *v) {
    int kinds = level->knob[0], used = 0;
    for (int i = 0; i < level->knob[2]; i++)
        if (v[kinds + i] >= used) used = (int)v[kinds + i] + 1;
    mg_num_sort_numbers(v + used, kinds - used);
}

static void draw_sequence(const mg_level *level, mg_rng *rng, int64_t *v) {
    int kinds = level->knob[0];
    for (int i = 0; i < kinds; i++) v[i] = mg_draw_between(rng, 1, level->knob[1]);
    int64_t next = 0;
    for (int i = 0; i < level->knob[2]; i++) {
        int64_t kind = mg_draw_between(rng, 0, next < kinds ? next : kinds - 1);
        v[kinds + i] = kind;
        next += kind == next;
    }
    sort_others(level, v);
}

static bool canonical_sequence(const mg_level *level, const int64_t *v, mg_text *out) {
    int kinds = level->knob[0], next = 0;
    int64_t left[MAX_KINDS];
    for (int i = 0; i < kinds; i++) left[i] = v[i];
    for (int i = 0; i < level->knob[2]; i++) {
        int64_t kind = v[kinds + i];
        if (kind > next || left[kind]-- == 0) return false;
        next += kind == next;
    }
    mg_text_string(out, "draw in turn ");
    mg_num_text_list(out, v + kinds, level->knob[2], ",");
    mg_text_string(out, " from ");
    mg_num_text_list(out, v, kinds, ",");
    return mg_num_is_sorted(v + next, kinds - next);
}

/* -- a level set ------------------------------------------------------------------------------ */

static void box_set(const mg_level *level, mg_box *box) {
    int kinds = level->knob[0];
    if (!level->knob[3]) return;
    *box = (mg_box){.count = 2 * kinds};
    for (int i = 0; i < kinds; i++) {
        box->low[i] = 1;
        box->high[i] = level->knob[1];
        box->high[kinds + i] = level->knob[2];
    }
}

/* Kinds are sorted by how many are drawn, then by how many there are. */
static bool in_order(const int64_t *v, int kinds) {
    for (int i = 1; i < kinds; i++) {
        int64_t before = v[kinds + i - 1], here = v[kinds + i];
        if (before < here || (before == here && v[i - 1] < v[i])) return false;
    }
    return true;
}

static void draw_set(const mg_level *level, mg_rng *rng, int64_t *v) {
    int kinds = level->knob[0];
    for (int i = 0; i < kinds; i++) v[i] = mg_draw_between(rng, 1, level->knob[1]);
    for (int i = 0; i < level->knob[2]; i++) v[kinds + mg_draw_between(rng, 0, kinds - 1)]++;
    for (int i = 1; i < kinds; i++)
        for (int k = i; k > 0; k--) {
            bool wrong = v[kinds + k - 1] < v[kinds + k] ||
                         (v[kinds + k - 1] == v[kinds + k] && v[k - 1] < v[k]);
            if (!wrong) break;
            int64_t count = v[k], taken = v[kinds + k];
            v[k] = v[k - 1];
            v[kinds + k] = v[kinds + k - 1];
            v[k - 1] = count;
            v[kinds + k - 1] = taken;
        }
}

static bool canonical_set(const mg_level *level, const int64_t *v, mg_text *out) {
    int kinds = level->knob[0];
    int64_t drawn = 0;
    for (int i = 0; i < kinds; i++) {
        if (v[kinds + i] > v[i]) return false;
        drawn += v[kinds + i];
    }
    mg_text_string(out, "draw ");
    mg_num_text_list(out, v + kinds, kinds, ",");
    mg_text_string(out, " of ");
    mg_num_text_list(out, v, kinds, ",");
    return drawn == level->knob[2] && in_order(v, kinds);
}

/* -- questions -------------------------------------------------------------------------------- */

/* Names of the kinds by the key, and "3 a, 2 b, 4 c" in an order by the key. */
static void write_bag(const mg_problem *problem, const int64_t *counts, int kinds, char *letter,
                      mg_text *out) {
    int64_t alphabet[26], order[MAX_KINDS];
    for (int i = 0; i < 26; i++) alphabet[i] = 'a' + i;
    mg_num_shuffle_by_key(problem, alphabet, 26);
    for (int i = 0; i < kinds; i++) {
        letter[i] = (char)alphabet[i];
        order[i] = i;
    }
    mg_num_shuffle_by_key(problem, order, kinds);
    for (int i = 0; i < kinds; i++) {
        if (i > 0) mg_text_string(out, i == kinds - 1 ? " and " : ", ");
        mg_text_int(out, counts[order[i]]);
        mg_text_char(out, ' ');
        mg_text_char(out, letter[order[i]]);
    }
}

static const mg_wordings SEQUENCE = {
    2,
    {"A bag holds the letters &0. %0 letters are drawn without replacement. What is the "
     "probability "
     "that they are, in this order, &1? Answer as a fraction in lowest terms.",
     "From a bag with the letters &0, %0 letters are taken one after the other and not put back. "
     "Give the probability of the sequence &1 as a fraction in lowest terms."}};
static const mg_wordings LEVEL_SET = {
    2,
    {"A bag holds the letters &0. %0 letters are drawn without replacement. What is the "
     "probability "
     "that they are &1, in any order? Answer as a fraction in lowest terms.",
     "From a bag with the letters &0, %0 letters are taken at once. Give the probability that they "
     "are &1 as a fraction in lowest terms."}};

static int64_t total_of(const int64_t *counts, int kinds) {
    int64_t total = 0;
    for (int i = 0; i < kinds; i++) total += counts[i];
    return total;
}

static void ask(mg_problem *problem, mg_text *question, const mg_wordings *wordings, int64_t drawn,
                const char *bag, const char *aim) {
    mg_num_ask(problem, question, wordings,
               &(mg_holes){.number = &drawn, .name = (const char *const[]){bag, aim}});
    problem->operations = (int)drawn;
}

/* difficulty: letters drawn + digits of the number of letters + kinds */
static void pose_sequence(const mg_level *level, const int64_t *v, mg_text *question,
                          mg_text *answer, mg_problem *problem) {
    int kinds = level->knob[0], drawn = level->knob[2];
    char bag[64], letter[MAX_KINDS], aim[MAX_DRAWN + 1] = {0};
    mg_text text = mg_text_over(bag, sizeof bag);
    write_bag(problem, v, kinds, letter, &text);
    mg_text_end(&text);
    int64_t left[MAX_KINDS], total = total_of(v, kinds), top = 1, bottom = 1;
    for (int i = 0; i < kinds; i++) left[i] = v[i];
    for (int i = 0; i < drawn; i++) {
        int64_t kind = v[kinds + i];
        aim[i] = letter[kind];
        top *= left[kind]--;
        bottom *= total - i;
    }
    ask(problem, question, &SEQUENCE, drawn, bag, aim);
    mg_text_ratio(answer, mg_ratio_of(top, bottom));
    problem->digits = mg_digit_count(total);
    problem->difficulty = drawn + problem->digits + kinds;
}

static void pose_set(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                     mg_problem *problem) {
    int kinds = level->knob[0];
    char bag[64], letter[MAX_KINDS], aim[64];
    mg_text text = mg_text_over(bag, sizeof bag), goal = mg_text_over(aim, sizeof aim);
    write_bag(problem, v, kinds, letter, &text);
    mg_text_end(&text);
    int64_t top = 1, total = total_of(v, kinds);
    for (int i = 0; i < kinds; i++) {
        if (v[kinds + i] == 0) continue;
        top *= mg_num_binomial(v[i], v[kinds + i]);
        if (mg_text_length(&goal)) mg_text_string(&goal, " and ");
        mg_text_int(&goal, v[kinds + i]);
        mg_text_char(&goal, ' ');
        mg_text_char(&goal, letter[i]);
    }
    mg_text_end(&goal);
    ask(problem, question, &LEVEL_SET, level->knob[2], bag, aim);
    mg_text_ratio(answer, mg_ratio_of(top, mg_num_binomial(total, level->knob[2])));
    problem->digits = mg_digit_count(total);
    problem->difficulty = level->knob[2] + problem->digits + kinds;
}

/* -- worked lines ------------------------------------------------------------------------------ */

/* "3/9*4/8=1/6;" one letter after the other */
static void work_sequence(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int kinds = level->knob[0];
    int64_t left[MAX_KINDS], total = total_of(v, kinds);
    mg_ratio sofar = {1, 1};
    for (int i = 0; i < kinds; i++) left[i] = v[i];
    mg_num_put(out, "%0 letters in all;", total);
    for (int i = 0; i < level->knob[2]; i++) {
        int64_t kind = v[kinds + i];
        if (i > 0) mg_text_ratio(out, sofar);
        if (i > 0) mg_text_char(out, '*');
        mg_num_put(out, "%0/%1=", left[kind], total - i);
        mg_ratio_multiply(sofar, mg_ratio_of(left[kind]--, total - i), &sofar);
        mg_text_ratio(out, sofar);
        mg_text_char(out, ';');
    }
}

static void work_set(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int kinds = level->knob[0];
    int64_t total = total_of(v, kinds), top = 1, all = mg_num_binomial(total, level->knob[2]);
    for (int i = 0; i < kinds; i++) {
        if (v[kinds + i] == 0) continue;
        int64_t ways = mg_num_binomial(v[i], v[kinds + i]);
        mg_num_put(out, "%0 of %1: %2 ways;%3*%2=%4;", v[kinds + i], v[i], ways, top, top * ways);
        top *= ways;
    }
    mg_num_put(out, "%0 of %1: %2 ways;%3/%2=", level->knob[2], total, all, top);
    mg_text_ratio(out, mg_ratio_of(top, all));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int kinds = level->knob[0], drawn = level->knob[2];
    return (mg_text_bounds){168 + 6 * kinds + 5 * drawn, 4 * drawn + 1,
                            20 + (drawn + 1) * (8 * drawn + 32)};
}

#define SHARED                                                                                     \
    .topic = "numbers", .knobs = {"kinds", "most_of_each", "drawn", "walked"}, .levels = LEVELS,   \
    .level_count = sizeof LEVELS / sizeof LEVELS[0], .default_level = 2,                           \
    .answer_kind = MG_ANSWER_RATIONAL, .form = MG_FORM_LOWEST, .bounds = bounds

const mg_family mg_family_swr_sequence = {
    .name = "swr_sequence",
    .summary = "the chance of a sequence of letters from a bag",
    .id = MG_FAMILY_ID_swr_sequence,
    .box = box_sequence,
    .draw = draw_sequence,
    .canonical = canonical_sequence,
    .pose = pose_sequence,
    .work = work_sequence,
    SHARED,
};

const mg_family mg_family_swr_level_set = {
    .name = "swr_level_set",
    .summary = "the chance of so many of each letter from a bag",
    .id = MG_FAMILY_ID_swr_level_set,
    .box = box_set,
    .draw = draw_set,
    .canonical = canonical_set,
    .pose = pose_set,
    .work = work_set,
    SHARED,
};
