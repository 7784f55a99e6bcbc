/* Prices, speeds and amounts in proportion: 6 pens cost 4.50, 10 pens cost -> "7.50".
 *
 * Operands: the story, the amount, the value of one in hundredths, the other amount. */
#include "gym/families/numbers_common.h"

/* highest amount, highest value of one in hundredths, in steps of */
static const mg_level LEVELS[] = {
    {"amounts to 12, rates of whole numbers to 12", {12, 1200, 100}},
    {"amounts to 30, rates in steps of 0.25 to 20", {30, 2000, 25}},
    {"amounts to 99, rates in steps of 0.05 to 50", {99, 5000, 5}},
    {"amounts to 999, rates in steps of 0.01 to 100", {999, 10000, 1}},
};

enum { STORIES = 5 };

/* From the first amount (%0) and its value (&0) to the second amount (%1). */
static const mg_wordings SCALE[STORIES] = {
    {2,
     {"%0 identical pens cost &0 dollars. How many dollars do %1 of them cost?",
      "If %0 kg of rice cost &0 dollars, what do %1 kg cost, in dollars?"}},
    {2,
     {"A car drives &0 km in %0 hours at a steady speed. How many km does it drive in %1 hours?",
      "At a steady pace a ship covers &0 km in %0 hours. How far, in km, does it get in %1 "
      "hours?"}},
    {2,
     {"A pump fills &0 litres into a tank in %0 minutes. How many litres does it fill in %1 "
      "minutes?",
      "A tap gives &0 litres in %0 minutes. How many litres does it give in %1 minutes?"}},
    {2,
     {"A recipe for %0 people takes &0 cups of flour. How many cups does it take for %1 people?",
      "For %0 people one needs &0 cups of rice. How many cups for %1 people?"}},
    {2,
     {"On a map, %0 cm stand for &0 km. For how many km do %1 cm stand?",
      "%0 cm on the map are &0 km. How many km are %1 cm?"}}};

static void box(const mg_level *level, mg_box *box) {
    int64_t most = level->knob[0], steps = level->knob[1] / level->knob[2];
    if (most > 30) return;
    *box = (mg_box){.count = 4, .low = {0, 2, 1, 1}, .high = {STORIES - 1, most, steps, most}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_rng_below(rng, STORIES);
    v[1] = mg_draw_between(rng, 2, level->knob[0]);
    v[2] = mg_draw_between(rng, 1, level->knob[1] / level->knob[2]);
    v[3] = mg_draw_between(rng, 1, level->knob[0]);
}

/* The story is part of the wording in all but name: its units are its own. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "rate %0: %1 for %2, %3", v[0], v[1], v[1] * v[2] * level->knob[2], v[3]);
    return v[1] != v[3];
}

/* Hundredths as a decimal without zeros behind. */
static void write_hundredths(int64_t units, mg_text *out) {
    int places = 2;
    for (; places > 0 && units % 10 == 0; places--) units /= 10;
    mg_text_decimal(out, units, places);
}

/* difficulty: digits of the value + digits of the amounts + 2 where the rate is no whole number */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t rate = v[2] * level->knob[2];
    char value[32];
    mg_text text = mg_text_over(value, sizeof value);
    write_hundredths(rate * v[1], &text);
    mg_text_end(&text);
    mg_num_ask(
        problem, question, &SCALE[v[0]],
        &(mg_holes){.number = (const int64_t[]){v[1], v[3]}, .name = (const char *const[]){value}});
    write_hundredths(rate * v[3], answer);
    problem->digits = mg_digit_count(rate * v[1]);
    problem->operations = 2;
    problem->difficulty =
        problem->digits + mg_digit_count(v[1]) + mg_digit_count(v[3]) + 2 * (rate % 100 != 0);
}

/* One, then the other amount. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t rate = v[2] * level->knob[2];
    write_hundredths(rate * v[1], out);
    mg_num_put(out, "/%0=", v[1]);
    write_hundredths(rate, out);
    mg_text_char(out, ';');
    write_hundredths(rate, out);
    mg_num_put(out, "*%0=", v[3]);
    write_hundredths(rate * v[3], out);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int amount = mg_digit_count(level->knob[0]), rate = mg_digit_count(level->knob[1]) + 1;
    int value = amount + rate;
    return (mg_text_bounds){90 + 2 * amount + value, value, 2 * (amount + rate + value + 3)};
}

const mg_family mg_family_unit_rates = {
    .name = "unit_rates",
    .summary = "prices, speeds and amounts in proportion",
    .topic = "numbers",
    .id = MG_FAMILY_ID_unit_rates,
    .knobs = {"max_amount", "max_rate_hundredths", "rate_step"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
