/* Knights always tell the truth, knaves always lie: who is which? One statement each; exactly one
 * answer fits (checked by trying all). */
#include "gym/families/puzzle.h"

enum { MAX_PEOPLE = 7, TRIES = 12 };

static const mg_level LEVELS[] = {
    {"2 people (as RG knights_knaves, easy)", {2}},
    {"3 people (as RG knights_knaves, hard)", {3}},
    {"4 people", {4}},
    {"5 people", {5}},
    {"6 people", {6}},
    {"7 people", {7}},
};

typedef enum form { KNAVE, KNIGHT, SAME, OTHER, BOTH, EITHER, EXACTLY } form;

typedef struct statement {
    form form;
    int a, b;
} statement;

static int statement_count(int people) {
    return 2 * (people - 1) + 2 * people * (people - 1) + people + 1;
}

/* Statement number `code` of a speaker. */
static statement statement_at(int people, int speaker, int code) {
    int others = people - 1, pairs = people * (people - 1) / 2;
    if (code < 2 * others) {
        int a = code % others;
        return (statement){code < others ? KNAVE : KNIGHT, a + (a >= speaker), 0};
    }
    code -= 2 * others;
    if (code >= 4 * pairs) return (statement){EXACTLY, code - 4 * pairs, 0};
    int pair = code % pairs, a = 0;
    while (pair >= people - 1 - a) pair -= people - 1 - a++;
    return (statement){(form)(SAME + code / pairs), a, a + 1 + pair};
}

static bool is_true(statement s, int knights) {
    int a = knights >> s.a & 1, b = knights >> s.b & 1;
    switch (s.form) {
    case KNAVE:
        return !a;
    case KNIGHT:
        return a;
    case SAME:
        return a == b;
    case OTHER:
        return a != b;
    case BOTH:
        return a && b;
    case EITHER:
        return !a || !b;
    default:
        return __builtin_popcount((unsigned)knights) == s.a;
    }
}

/* The first speaker whose statement does not fit, or -1. */
static int misfit(int people, const int64_t *v, int knights) {
    for (int i = 0; i < people; i++)
        if (is_true(statement_at(people, i, (int)v[i]), knights) != (knights >> i & 1)) return i;
    return -1;
}

/* The set of knights, or -1 where none or several fit. */
static int solve(int people, const int64_t *v) {
    int found = -1;
    for (int knights = 0; knights < 1 << people; knights++) {
        if (misfit(people, v, knights) >= 0) continue;
        if (found >= 0) return -1;
        found = knights;
    }
    return found;
}

static void box(const mg_level *level, mg_box *box) {
    int people = level->knob[0];
    box->count = people <= 4 ? people : 0;
    for (int i = 0; i < box->count; i++) {
        box->low[i] = 0;
        box->high[i] = statement_count(people) - 1;
    }
}

static int64_t draw_statement(int people, int speaker, int knights, mg_rng *rng) {
    int count = statement_count(people), code = 0;
    for (int i = 0; i < 2 * TRIES; i++) {
        code = (int)mg_rng_below(rng, (uint32_t)count);
        if (is_true(statement_at(people, speaker, code), knights) == (knights >> speaker & 1))
            break;
    }
    return code;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int people = level->knob[0], knights = (int)mg_rng_below(rng, 1u << people);
    for (int i = 0; i < people; i++) v[i] = draw_statement(people, i, knights, rng);
    for (int i = 0; i < TRIES && solve(people, v) < 0; i++) {
        int speaker = (int)mg_rng_below(rng, (uint32_t)people);
        v[speaker] = draw_statement(people, speaker, knights, rng);
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int people = level->knob[0];
    if (solve(people, v) < 0) return false;
    mg_text_string(out, "knights");
    for (int i = 0; i < people; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    mg_text_char(out, '/');
    mg_text_int(out, people);
    return true;
}

static void write_statement(mg_text *out, statement s, const int *name) {
    static const char *const TAILS[] = {" is a knave", " is a knight", " are of the same kind",
                                        " are of different kinds", " are both knights"};
    if (s.form == EXACTLY) {
        mg_text_string(out, "Exactly ");
        mg_text_int(out, s.a);
        mg_text_string(out, s.a == 1 ? " of us is a knight" : " of us are knights");
        return;
    }
    if (s.form == EITHER) mg_text_string(out, "At least one of ");
    mg_text_string(out, mg_person_name(name[s.a]));
    if (s.form >= SAME) {
        mg_text_string(out, " and ");
        mg_text_string(out, mg_person_name(name[s.b]));
    }
    mg_text_string(out, s.form == EITHER ? " is a knave" : TAILS[s.form]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int people = level->knob[0], knights = solve(people, v), name[MG_NAMES];
    mg_pick_order(problem, 10, MG_NAMES, name);
    mg_text_string(question, mg_pick(problem, 0, 2)
                                 ? "Knights always tell the truth and knaves always lie. "
                                 : "On an island each person is a knight, who only says true "
                                   "things, or a knave, who only says false things. ");
    for (int i = 0; i < people; i++) {
        mg_text_string(question, mg_person_name(name[i]));
        mg_text_string(question, " says: \"");
        write_statement(question, statement_at(people, i, (int)v[i]), name);
        mg_text_string(question, ".\" ");
    }
    mg_text_string(question, "What are ");
    for (int i = 0; i < people; i++) {
        if (i) mg_text_string(question, i == people - 1 ? " and " : ", ");
        mg_text_string(question, mg_person_name(name[i]));
        if (i) mg_text_string(answer, ", ");
        mg_text_string(answer, knights >> i & 1 ? "knight" : "knave");
    }
    mg_text_string(question, "? Answer with knight or knave for each, in this order, separated by "
                             "commas.");
    problem->operations = 1 << people;
    problem->difficulty = 3 * people;
    for (int i = 0; i < people; i++)
        problem->difficulty += statement_at(people, i, (int)v[i]).form >= SAME;
}

/* Every case up to the one that fits: T for a knight, L for a knave, and who does not fit in. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    int people = level->knob[0], name[MG_NAMES];
    mg_pick_order(problem, 10, MG_NAMES, name);
    for (int knights = 0; knights < 1 << people; knights++) {
        int who = misfit(people, problem->operand, knights);
        for (int i = 0; i < people; i++) mg_text_char(out, knights >> i & 1 ? 'T' : 'L');
        if (who < 0) break;
        mg_text_char(out, ' ');
        mg_text_string(out, mg_person_name(name[who]));
        mg_text_char(out, ';');
    }
    mg_text_string(out, " fits;");
}

static mg_text_bounds bounds(const mg_level *level) {
    int people = level->knob[0];
    return (mg_text_bounds){270 + 58 * people, 8 * people, (1 << people) * (people + 6) + 6};
}

const mg_family mg_family_knights_knaves = {
    .name = "knights_knaves",
    .summary = "who tells the truth and who lies",
    .topic = "logic",
    .id = MG_FAMILY_ID_knights_knaves,
    .knobs = {"people"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_LIST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
