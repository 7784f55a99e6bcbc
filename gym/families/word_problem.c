/* Short stories with whole answers: shopping, journeys, ages, heads and legs, tickets, tanks,
 * machines, sharing. At high levels a sentence that has nothing to do with it stands in between.
 *
 * Operands: the story, then its free numbers. A story's texts have holes %0 to %9 for its numbers,
 * free and derived, %n and %m for names and %t for the sentence that distracts. */
#include "gym/family.h"

enum { FREE = 5, NUMBERS = 10, STORIES = 8, TEXT = 400 };

typedef struct story {
    int64_t low[FREE], high[FREE]; /* of the free numbers; high grows with the level */
    int scaled;                    /* how many of them grow */
    const char *question, *work;
    /* Fills number[FREE...] and returns the answer; the free ones are there. False where the story
     * makes no sense. */
    bool (*derive)(int64_t *number, int64_t *answer);
} story;

static bool shopping(int64_t *x, int64_t *answer) {
    x[5] = x[0] * x[1];
    x[6] = x[2] * x[3];
    x[7] = x[5] + x[6];
    x[8] = x[7] + x[4];
    *answer = x[4];
    return true;
}

static bool journey(int64_t *x, int64_t *answer) {
    x[5] = x[0] * x[1];
    x[6] = x[2] * x[3];
    *answer = x[5] + x[6] + x[4];
    return true;
}

static bool ages(int64_t *x, int64_t *answer) {
    x[5] = x[0] * (x[1] + 1) + 2 * x[2]; /* both ages, x[2] years on */
    x[6] = x[5] - 2 * x[2];
    x[7] = x[1] + 1;
    x[8] = 2 * x[2];
    *answer = x[0];
    return true;
}

static bool heads_and_legs(int64_t *x, int64_t *answer) {
    x[5] = x[0] + x[1];
    x[6] = 2 * x[0] + 4 * x[1];
    x[7] = 2 * x[5];
    x[8] = x[6] - x[7];
    *answer = x[1];
    return true;
}

static bool tickets(int64_t *x, int64_t *answer) {
    x[5] = x[0] + x[1];
    x[6] = x[0] * x[2] + x[1] * x[3];
    x[7] = x[5] * x[3];
    x[8] = x[6] - x[7];
    x[9] = x[2] - x[3];
    *answer = x[0];
    return x[9] > 0;
}

static bool tank(int64_t *x, int64_t *answer) {
    x[5] = x[1] - x[2];
    x[6] = x[0] + x[5] * x[3];
    x[7] = x[6] - x[0];
    *answer = x[3];
    return x[5] > 0;
}

static bool machines(int64_t *x, int64_t *answer) {
    x[5] = x[0] * x[1] * x[2]; /* x[0] machines, x[1] hours, x[2] each an hour */
    x[6] = x[0] * x[1];
    x[7] = x[3] * x[4];
    *answer = x[2] * x[7];
    return x[6] != x[7];
}

static bool sharing(int64_t *x, int64_t *answer) {
    x[5] = x[0] + x[1];
    x[6] = x[5] * x[2];
    x[7] = x[1] * x[2];
    *answer = x[7] - x[3];
    return x[0] != x[1] && *answer > 0;
}

static const story BOOK[STORIES] = {
    {{2, 5, 2, 5, 1},
     {9, 20, 9, 20, 99},
     5,
     "%n buys %0 pencils at %1 cents each and %2 pens at %3 cents each%t and pays with %8 cents. "
     "How many cents of change does %n get?",
     "%0*%1 = %5;%2*%3 = %6;%8 - %5 - %6 = %4;",
     shopping},
    {{20, 2, 20, 2, 3},
     {99, 9, 99, 9, 99},
     5,
     "A train runs at %0 km an hour for %1 hours and then at %2 km an hour for %3 hours%t. Another "
     "%4 km are left. How long is the whole way in km?",
     "%0*%1 = %5;%2*%3 = %6;%5 + %6 + %4 = %a;",
     journey},
    {{3, 2, 2, 0, 0},
     {90, 30, 90, 0, 0},
     1,
     "An oak is %1 times as old as a birch%t. In %2 years their ages add up to %5 years. How many "
     "years old is the birch now?",
     "%5 - %8 = %6;%6/%7 = %a;",
     ages},
    {{3, 3, 0, 0, 0},
     {999, 999, 0, 0, 0},
     2,
     "In a yard there are chickens and rabbits, %5 heads and %6 legs in all%t. How many rabbits "
     "are "
     "there?",
     "2*%5 = %7;%6 - %7 = %8;%8/2 = %a;",
     heads_and_legs},
    {{3, 3, 5, 2, 0},
     {99, 99, 30, 20, 0},
     2,
     "A theatre sells %5 tickets for %6 coins in all. A ticket is %2 coins for adults and %3 coins "
     "for children%t. How many adults come?",
     "%5*%3 = %7;%6 - %7 = %8;%2 - %3 = %9;%8/%9 = %a;",
     tickets},
    {{5, 12, 2, 3, 0},
     {199, 60, 40, 99, 0},
     4,
     "A tank holds %0 litres of water. Each minute %1 litres run in and %2 litres run out%t. After "
     "how many minutes does it hold %6 litres?",
     "%1 - %2 = %5;%6 - %0 = %7;%7/%5 = %a;",
     tank},
    {{2, 2, 2, 2, 2},
     {12, 12, 30, 20, 20},
     5,
     "%0 machines make %5 parts in %1 hours%t. All work at the same speed. How many parts do %3 "
     "machines make in %4 hours?",
     "%0*%1 = %6;%5/%6 = %2;%3*%4 = %7;%2*%7 = %a;",
     machines},
    {{2, 2, 5, 1, 0},
     {12, 12, 99, 99, 0},
     2,
     "%n and %m share %6 marbles in the ratio %0 : %1%t. Then %m loses %3 marbles. How many "
     "marbles "
     "does %m have now?",
     "%0 + %1 = %5;%6/%5 = %2;%1*%2 = %7;%7 - %3 = %a;",
     sharing},
};

/* scale of the numbers, distracting sentence */
static const mg_level LEVELS[] = {
    {"small numbers", {1, 0}},
    {"numbers up to 4 times as large", {4, 0}},
    {"small numbers, a distracting sentence", {1, 1}},
    {"numbers up to 4 times as large, a distracting sentence", {4, 1}},
    {"numbers up to 20 times as large, a distracting sentence", {20, 1}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    /* Stories with few numbers come less often, so that they do not repeat. */
    static const uint8_t TURNS[16] = {0, 0, 1, 1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7};
    v[0] = TURNS[mg_rng_below(rng, sizeof TURNS)];
    const story *s = &BOOK[v[0]];
    for (int i = 0; i < FREE; i++)
        v[1 + i] =
            mg_draw_between(rng, s->low[i], s->high[i] * (i < s->scaled ? level->knob[0] : 1));
}

/* The story's numbers and its answer. */
static bool derive(const int64_t *v, int64_t *number, int64_t *answer) {
    for (int i = 0; i < FREE; i++) number[i] = v[1 + i];
    return BOOK[v[0]].derive(number, answer);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t number[NUMBERS] = {0}, answer;
    (void)level;
    if (!derive(v, number, &answer)) return false;
    mg_text_string(out, "story");
    for (int i = 0; i < 1 + FREE; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

/* A clause that begins with a comma or a bracket and fits wherever %t stands. */
static void write_distraction(mg_text *out, const mg_problem *problem) {
    static const char *const CLAUSES[] = {" (it is ", " (the house number is ", " (on page ",
                                          " (the clock shows minute "};
    static const char *const ENDS[] = {" degrees outside)", ")", " of the book)", ")"};
    int which = mg_pick(problem, 3, 4);
    mg_text_string(out, CLAUSES[which]);
    mg_text_int(out, 2 + mg_pick(problem, 4, 57));
    mg_text_string(out, ENDS[which]);
}

static void write_hole(mg_text *out, char hole, const int64_t *number, int64_t answer,
                       const mg_problem *problem) {
    static const char *const PEOPLE[] = {"Ada",  "Bruno", "Chidi", "Dana", "Emil", "Fatima",
                                         "Goro", "Hana",  "Ivan",  "Jun",  "Kofi", "Lena"};
    int first = mg_pick(problem, 1, 12), second = (first + 1 + mg_pick(problem, 2, 11)) % 12;
    if (hole >= '0' && hole <= '9')
        mg_text_int(out, number[hole - '0']);
    else if (hole == 'a')
        mg_text_int(out, answer);
    else if (hole == 'n' || hole == 'm')
        mg_text_string(out, PEOPLE[hole == 'n' ? first : second]);
    else if (problem->item.family->levels[problem->item.level - 1].knob[1])
        write_distraction(out, problem);
}

static void fill_holes(mg_text *out, const char *text, const int64_t *number, int64_t answer,
                       const mg_problem *problem) {
    for (; *text; text++) {
        if (*text != '%')
            mg_text_char(out, *text);
        else
            write_hole(out, *++text, number, answer, problem);
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *gold,
                 mg_problem *problem) {
    int64_t number[NUMBERS] = {0}, answer;
    derive(v, number, &answer);
    fill_holes(question, BOOK[v[0]].question, number, answer, problem);
    mg_text_int(gold, answer);
    const char *lines = BOOK[v[0]].work;
    for (; *lines; lines++) problem->operations += *lines == ';';
    problem->digits = mg_digit_count(answer);
    /* difficulty: steps, the answer's digits, and one for a sentence to pass over */
    problem->difficulty = 2 * problem->operations + problem->digits + level->knob[1];
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t number[NUMBERS] = {0}, answer;
    derive(v, number, &answer);
    fill_holes(out, BOOK[v[0]].work, number, answer, problem);
}

static mg_text_bounds bounds(const mg_level *level) {
    (void)level;
    return (mg_text_bounds){TEXT, 9, 140};
}

const mg_family mg_family_word_problem = {
    .name = "word_problem",
    .summary = "short stories: shopping, journeys, ages, animals, tickets, tanks, machines, shares",
    .topic = "words",
    .id = MG_FAMILY_ID_word_problem,
    .knobs = {"scale", "distraction"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
