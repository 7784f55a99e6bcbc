/* "Alice has 3 brothers and 2 sisters. How many sisters has one of her brothers?" -> 3, with
 * friends or colleagues who all know each other as well: one of them counts Alice, not himself. */
#include "gym/families/puzzle.h"

/* knobs: greatest number, a fact that does not matter */
static const mg_level LEVELS[] = {
    {"numbers up to 9 (as RG aiw, easy)", {9, 0}},
    {"numbers up to 40", {40, 0}},
    {"numbers up to 40, one fact that does not matter", {40, 20}},
    {"numbers up to 200, one fact that does not matter", {200, 30}},
};

/* v: others of the hero's sex and of the other sex, who is asked about and who is counted (0: of
 * the hero's sex), the fact that does not matter. Which sex the hero has is wording. */
enum { SAME, OTHER, ASKED, COUNTED, EXTRA };

static void box(const mg_level *level, mg_box *box) {
    int64_t most = level->knob[0];
    *box = (mg_box){.count = 5,
                    .low = {0, 0, 0, 0, level->knob[1] ? 2 : 0},
                    .high = {most, most, 1, 1, level->knob[1]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box all;
    box(level, &all);
    for (int i = 0; i < all.count; i++) v[i] = mg_draw_between(rng, all.low[i], all.high[i]);
    v[SAME] += v[SAME] == 0;
    v[OTHER] += v[OTHER] == 0;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (v[SAME] == 0 || v[OTHER] == 0) return false;
    mg_key_list(out, "aiw", v, 5);
    return true;
}

static int64_t answer_of(const int64_t *v) {
    int64_t all = v[COUNTED] == 0 ? v[SAME] + 1 : v[OTHER];
    return all - (v[ASKED] == v[COUNTED]);
}

/* What a story calls one man or woman of the group, and several. */
static const char *const ONE[3][2] = {{"brother", "sister"},
                                      {"male friend", "female friend"},
                                      {"male colleague", "female colleague"}};

static void write_count(mg_text *out, int64_t count, const char *one) {
    mg_text_int(out, count);
    mg_text_char(out, ' ');
    mg_text_string(out, one);
    if (count != 1) mg_text_char(out, 's');
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const HERO[2][4] = {{"Bob", "Tom", "Max", "Sam"},
                                           {"Alice", "Emma", "Lisa", "Rosa"}};
    static const char *const THINGS[] = {"coins", "books", "plants", "stamps"};
    int story = mg_pick(problem, 0, 3), woman = mg_pick(problem, 1, 2);
    int sex[2] = {woman, !woman};
    mg_text_string(question, HERO[woman][mg_pick(problem, 2, 4)]);
    mg_text_string(question, " has ");
    for (int i = 0, first = mg_pick(problem, 3, 2); i < 2; i++) {
        int which = i ^ first;
        if (i) mg_text_string(question, v[EXTRA] ? ", " : " and ");
        write_count(question, v[which], ONE[story][sex[which]]);
    }
    if (v[EXTRA]) {
        mg_text_string(question, " and ");
        mg_text_int(question, v[EXTRA]);
        mg_text_char(question, ' ');
        mg_text_string(question, THINGS[mg_pick(problem, 5, 4)]);
    }
    static const char *const GROUP[] = {". All of them have the same parents. How many ",
                                        ". All are friends, and have no others. How many ",
                                        ". They all work together and with nobody else. How many "};
    mg_text_string(question, GROUP[story]);
    mg_text_string(question, ONE[story][sex[v[COUNTED]]]);
    mg_text_string(question, mg_pick(problem, 6, 2) ? "s does each " : "s has every ");
    mg_text_string(question, ONE[story][sex[v[ASKED]]]);
    mg_text_string(question, woman ? " of hers" : " of his");
    mg_text_string(question, mg_pick(problem, 6, 2) ? " have?" : "?");
    mg_text_int(answer, answer_of(v));
    problem->digits = mg_longest(v, 2);
    problem->operations = 1 + (v[COUNTED] == 0) + (v[ASKED] == v[COUNTED]);
    problem->difficulty = problem->digits + problem->operations + (v[EXTRA] != 0);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t all = v[COUNTED] == 0 ? v[SAME] + 1 : v[OTHER];
    if (v[COUNTED] == 0) {
        mg_text_equation(out, v[SAME], '+', 1, all);
        mg_text_char(out, ';');
    }
    if (v[ASKED] == v[COUNTED]) {
        mg_text_equation(out, all, '-', 1, all - 1);
        mg_text_char(out, ';');
    }
    mg_text_string(out, "of these there are ");
    mg_text_int(out, answer_of(v));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[0]);
    return (mg_text_bounds){200 + 2 * digits, digits + 1, 4 * (digits + 3) + 30};
}

const mg_family mg_family_aiw = {
    .name = "aiw",
    .summary = "how many others one of Alice's others has",
    .topic = "logic",
    .id = MG_FAMILY_ID_aiw,
    .knobs = {"max_number", "max_distractor"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
