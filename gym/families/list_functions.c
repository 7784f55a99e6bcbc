/* A rule on lists is shown by examples, the steps it may be made of are named: apply it to one more
 * list. Every rule of those steps that fits the examples gives the same answer (all are tried). */
#include "gym/families/puzzle.h"

enum { MAX_LENGTH = 8, STEPS = 25, NAMED = 12, ADD_FIRST = 12, ADDS = 9 };

/* knobs: steps, examples, longest list, greatest number */
static const mg_level LEVELS[] = {
    {"1 step, 3 examples of up to 5 numbers", {1, 3, 5, 20}},
    {"1 step, 2 examples of up to 7 numbers", {1, 2, 7, 99}},
    {"2 steps, 3 examples of up to 6 numbers", {2, 3, 6, 30}},
    {"2 steps, 4 examples of up to 8 numbers (as RG list_functions)", {2, 4, 8, 99}},
};

typedef struct list {
    int count;
    int64_t item[MAX_LENGTH];
} list;

/* v: the two steps, then each list: its length and MAX_LENGTH numbers. */
static list list_at(const int64_t *v, int i) {
    const int64_t *at = v + 2 + i * (MAX_LENGTH + 1);
    list result = {(int)at[0], {0}};
    for (int k = 0; k < result.count; k++) result.item[k] = at[1 + k];
    return result;
}

static void sort(list *l, int sign) {
    for (int i = 1; i < l->count; i++)
        for (int k = i; k > 0 && sign * l->item[k] < sign * l->item[k - 1]; k--) {
            int64_t kept = l->item[k];
            l->item[k] = l->item[k - 1];
            l->item[k - 1] = kept;
        }
}

static void keep_parity(list *l, int odd) {
    int count = 0;
    for (int i = 0; i < l->count; i++)
        if ((l->item[i] & 1) == odd) l->item[count++] = l->item[i];
    l->count = count;
}

static void keep_new(list *l) {
    int count = 0;
    for (int i = 0; i < l->count; i++) {
        int k = 0;
        while (k < count && l->item[k] != l->item[i]) k++;
        if (k == count) l->item[count++] = l->item[i];
    }
    l->count = count;
}

/* The last first. */
static void reverse(list *l) {
    for (int i = 0, k = l->count - 1; i < k; i++, k--) {
        int64_t kept = l->item[i];
        l->item[i] = l->item[k];
        l->item[k] = kept;
    }
}

static void drop_first(list *l) {
    for (int i = 1; i < l->count; i++) l->item[i - 1] = l->item[i];
    l->count--;
}

static void apply(list *l, int step) {
    if (l->count == 0) return;
    int last = l->count - 1;
    int64_t first = l->item[0];
    switch (step) {
    case 0:
        reverse(l);
        break;
    case 1:
        sort(l, 1);
        break;
    case 2:
        sort(l, -1);
        break;
    case 3:
        drop_first(l);
        break;
    case 4:
        l->count--;
        break;
    case 5:
        keep_parity(l, 0);
        break;
    case 6:
        keep_parity(l, 1);
        break;
    case 7:
        for (int i = 1; i <= last; i++) l->item[i] += l->item[i - 1];
        break;
    case 8:
        for (int i = 0; i < last; i++) l->item[i] = l->item[i + 1] - l->item[i];
        l->count--;
        break;
    case 9:
        keep_new(l);
        break;
    case 10:
        l->item[0] = l->item[last];
        l->item[last] = first;
        break;
    case 11:
        drop_first(l);
        l->item[l->count++] = first;
        break;
    default:
        for (int i = 0; i <= last; i++) {
            if (step < ADD_FIRST + ADDS)
                l->item[i] += step - ADD_FIRST + 1;
            else
                l->item[i] *= step - ADD_FIRST - ADDS + 2;
        }
    }
}

static list apply_all(const mg_level *level, list l, int64_t first, int64_t second) {
    apply(&l, (int)first);
    if (level->knob[0] == 2) apply(&l, (int)second);
    return l;
}

static bool is_same(const list *a, const list *b) {
    if (a->count != b->count) return false;
    for (int i = 0; i < a->count; i++)
        if (a->item[i] != b->item[i]) return false;
    return true;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_rng_below(rng, STEPS);
    v[1] = level->knob[0] == 2 ? mg_rng_below(rng, STEPS) : 0;
    for (int i = 0; i <= level->knob[1]; i++) {
        int64_t *at = v + 2 + i * (MAX_LENGTH + 1);
        at[0] = mg_draw_between(rng, level->knob[2] - 2, level->knob[2]);
        for (int k = 1; k <= at[0]; k++) {
            /* a repeated number now and then, for the rules that look at repeats */
            bool again = k > 1 && mg_rng_below(rng, 6) == 0;
            at[k] = again ? at[1 + mg_rng_below(rng, (uint32_t)k - 1)]
                          : mg_draw_between(rng, 0, level->knob[3]);
        }
    }
}

/* No rule fits the examples and gives another answer. */
static bool is_settled(const mg_level *level, const int64_t *v) {
    int examples = level->knob[1];
    list in[5], out[5];
    for (int i = 0; i <= examples; i++) {
        in[i] = list_at(v, i);
        out[i] = apply_all(level, in[i], v[0], v[1]);
        if (out[i].count == 0) return false;
    }
    if (is_same(&in[examples], &out[examples])) return false;
    for (int first = 0; first < STEPS; first++) {
        for (int second = 0; second < (level->knob[0] == 2 ? STEPS : 1); second++) {
            int i = 0;
            for (; i < examples; i++) {
                list tried = apply_all(level, in[i], first, second);
                if (!is_same(&tried, &out[i])) break;
            }
            if (i < examples) continue;
            list tried = apply_all(level, in[examples], first, second);
            if (!is_same(&tried, &out[examples])) return false;
        }
    }
    return true;
}

static void write_list(mg_text *out, const list *l) {
    mg_text_char(out, '[');
    mg_text_list(out, l->item, l->count);
    mg_text_char(out, ']');
}

/* "[1, 2] -> [2, 1]" */
static void write_example(mg_text *out, const mg_level *level, const int64_t *v, int i) {
    list in = list_at(v, i), result = apply_all(level, in, v[0], v[1]);
    write_list(out, &in);
    mg_text_string(out, " -> ");
    if (i < level->knob[1]) write_list(out, &result);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (!is_settled(level, v)) return false;
    mg_text_int(out, level->knob[0]);
    for (int i = 0; i <= level->knob[1]; i++) write_example(out, level, v, i);
    return true;
}

static const char *const NAMES[NAMED] = {"reverse",
                                         "sort upwards",
                                         "sort downwards",
                                         "drop the first",
                                         "drop the last",
                                         "keep even",
                                         "keep odd",
                                         "running totals",
                                         "differences (next minus this)",
                                         "drop repeats (keep the first of each)",
                                         "swap first and last",
                                         "move the first to the end"};

static void write_step(mg_text *out, int64_t step) {
    if (step < NAMED) {
        mg_text_string(out, NAMES[step]);
        return;
    }
    bool add = step < ADD_FIRST + ADDS;
    mg_text_string(out, add ? "add " : "multiply by ");
    mg_text_int(out, add ? step - ADD_FIRST + 1 : step - ADD_FIRST - ADDS + 2);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_text_string(question, level->knob[0] == 2 ? "A rule does two steps, one after the other; "
                                                   "each is one of: "
                                                 : "A rule does one of: ");
    for (int i = 0; i < NAMED; i++) {
        mg_text_string(question, NAMES[i]);
        mg_text_string(question, "; ");
    }
    mg_text_string(question,
                   "add a number from 1 to 9 to each; multiply each by a number from 2 to "
                   "5. Examples:\n");
    for (int i = 0; i < level->knob[1]; i++) {
        write_example(question, level, v, i);
        mg_text_char(question, '\n');
    }
    list last = list_at(v, level->knob[1]), result = apply_all(level, last, v[0], v[1]);
    mg_text_string(question, mg_pick(problem, 0, 2) ? "What does the rule make of "
                                                    : "Apply the same rule to ");
    write_list(question, &last);
    mg_text_string(question, mg_pick(problem, 0, 2) ? "?" : ".");
    mg_text_list(answer, result.item, result.count);
    problem->digits = mg_digit_count(level->knob[3]);
    problem->operations = level->knob[0] * last.count;
    problem->difficulty = 5 * level->knob[0] + last.count;
}

/* The rule, then the list after each of its steps. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    for (int i = 0; i <= level->knob[1]; i++) {
        list l = list_at(v, i);
        write_list(out, &l);
        for (int s = 0; s < level->knob[0]; s++) {
            mg_text_string(out, ", ");
            write_step(out, v[s]);
            mg_text_string(out, " -> ");
            apply(&l, (int)v[s]);
            write_list(out, &l);
        }
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    int text = 6 * knob[2] + 8;
    return (mg_text_bounds){430 + 2 * text * (knob[1] + 1), 6 * knob[2],
                            (knob[1] + 1) * (text + knob[0] * (text + 44))};
}

const mg_family mg_family_list_functions = {
    .name = "list_functions",
    .summary = "apply a rule on lists that examples show",
    .topic = "logic",
    .id = MG_FAMILY_ID_list_functions,
    .knobs = {"steps", "examples", "max_length", "max_number"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_LIST,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
