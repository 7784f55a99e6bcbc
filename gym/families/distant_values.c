/* Values told once and used much later: "Let k = 17. Let x = 5. 36 + 41 = 77. ... What is x - k?"
 *
 * Operands: the values, then the two that are asked for and whether they are added (else the second
 * is taken from the first). */
#include "gym/families/facts.h"
#include "gym/families/filler.h"

enum { MOST = 16 };

/* values, largest, length of the text before the question */
static const mg_level LEVELS[] = {
    {"4 values up to 9, 200 characters", {4, 9, 200}},
    {"6 values up to 50, 400 characters", {6, 50, 400}},
    {"8 values up to 99, 800 characters", {8, 99, 800}},
    {"12 values up to 99, 1400 characters", {12, 99, 1400}},
    {"16 values up to 999, 1990 characters", {16, 999, 1990}},
};

typedef struct asked {
    int64_t first, second;
    bool sum;
} asked;

static asked asked_of(const mg_level *level, const int64_t *v) {
    int n = level->knob[0];
    return (asked){v[n], v[n + 1], v[n + 2] != 0};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[0];
    for (int i = 0; i < n; i++) v[i] = mg_draw_between(rng, 1, level->knob[1]);
    v[n] = mg_draw_between(rng, 0, n - 1);
    v[n + 1] = mg_draw_between(rng, 0, n - 2);
    v[n + 1] += v[n + 1] >= v[n];
    v[n + 2] = mg_draw_between(rng, 0, 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int n = level->knob[0];
    asked a = asked_of(level, v);
    if (a.first == a.second) return false;
    mg_text_string(out, "distant values");
    for (int i = 0; i < n + 3; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    char names[MOST];
    asked a = asked_of(level, v);
    mg_filler_names(problem, level->knob[0], names);
    for (int i = 0; i < level->knob[0]; i++) {
        mg_say_value(question, names[i], v[i]);
        mg_text_string(question, ". ");
    }
    mg_filler(question, problem, 1, (size_t)level->knob[2]);
    mg_ask_names(question, names[a.first], a.sum, names[a.second]);
    int64_t value = v[a.first] + (a.sum ? v[a.second] : -v[a.second]);
    mg_text_int(answer, value);
    problem->operations = 1;
    problem->digits = mg_digit_count(value);
    /* difficulty: values to keep, and digits of what is asked */
    problem->difficulty = level->knob[0] + mg_digit_count(v[a.first]) + mg_digit_count(v[a.second]);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    asked a = asked_of(&problem->item.family->levels[problem->item.level - 1], v);
    mg_text_int(out, v[a.first]);
    mg_text_string(out, a.sum ? " + " : " - ");
    mg_text_int(out, v[a.second]);
    mg_text_string(out, " = ");
    mg_text_int(out, v[a.first] + (a.sum ? v[a.second] : -v[a.second]));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){level->knob[2] + 14, digits + 1, 3 * digits + 8};
}

const mg_family mg_family_distant_values = {
    .name = "distant_values",
    .summary = "values told once and asked for long after",
    .topic = "words",
    .id = MG_FAMILY_ID_distant_values,
    .knobs = {"values", "max_value", "characters"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
