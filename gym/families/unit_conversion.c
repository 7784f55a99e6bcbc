/* A quantity in another unit, exactly: 3.5 km in m -> "3500 m".
 *
 * Operands: the unit, the other unit (places in UNITS), the amount in units of its last decimal
 * place, its decimal places (or minus the denominator of a fraction). */
#include "gym/families/numbers_common.h"

typedef struct unit {
    const char *symbol, *name;
    char dimension;
    int64_t top, bottom; /* in the dimension's first unit */
} unit;

static const unit UNITS[] = {
    {"m", "metres", 'l', 1, 1},
    {"km", "kilometres", 'l', 1000, 1},
    {"cm", "centimetres", 'l', 1, 100},
    {"mm", "millimetres", 'l', 1, 1000},
    {"g", "grams", 'm', 1, 1},
    {"kg", "kilograms", 'm', 1000, 1},
    {"t", "tonnes", 'm', 1000000, 1},
    {"mg", "milligrams", 'm', 1, 1000},
    {"l", "litres", 'v', 1, 1},
    {"ml", "millilitres", 'v', 1, 1000},
    {"cl", "centilitres", 'v', 1, 100},
    {"min", "minutes", 't', 1, 1},
    {"h", "hours", 't', 60, 1},
    {"s", "seconds", 't', 1, 60},
    {"day", "days", 't', 1440, 1},
    {"week", "weeks", 't', 10080, 1},
    {"ft", "feet", 'f', 1, 1},
    {"in", "inches", 'f', 1, 12},
    {"yd", "yards", 'f', 3, 1},
    {"mi", "miles", 'f', 5280, 1},
    {"lb", "pounds", 'w', 1, 1},
    {"oz", "ounces", 'w', 1, 16},
    {"m^2", "square metres", 'a', 1, 1},
    {"cm^2", "square centimetres", 'a', 1, 10000},
    {"km^2", "square kilometres", 'a', 1000000, 1},
    {"mm^2", "square millimetres", 'a', 1, 1000000},
    {"km/h", "kilometres per hour", 's', 1, 1},
    {"m/s", "metres per second", 's', 18, 5},
};

enum { UNIT_COUNT = sizeof UNITS / sizeof UNITS[0] };

/* dimensions (the first so many units: 11 metric, 16 and times, ...), highest amount, decimal
 * places, fractions too; walked */
static const mg_level LEVELS[] = {
    {"lengths, masses and volumes, whole amounts to 99", {11, 99, 0, 0, 1}},
    {"and times, whole amounts to 999", {16, 999, 0, 0, 1}},
    {"decimals of up to 4 places and fractions (as DM conversion)", {16, 1000, 4, 1, 0}},
    {"and feet, pounds, areas and speeds, decimals and fractions", {UNIT_COUNT, 1000, 4, 1, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t last = level->knob[0] - 1;
    if (!level->knob[4]) return;
    *box = (mg_box){.count = 3, .low = {0, 0, 1}, .high = {last, last, level->knob[1]}};
}

/* Another unit of the dimension: units of one dimension stand together. */
static int64_t draw_other(mg_rng *rng, int64_t from) {
    int64_t first = from, last = from;
    while (first > 0 && UNITS[first - 1].dimension == UNITS[from].dimension) first--;
    while (last + 1 < UNIT_COUNT && UNITS[last + 1].dimension == UNITS[from].dimension) last++;
    int64_t other = mg_draw_between(rng, first, last - 1);
    return other + (other >= from);
}

/* Times, and one in three of the others, may come as fractions; long decimals are as likely as
 * short ones. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 0, level->knob[0] - 1);
    v[1] = draw_other(rng, v[0]);
    v[2] = mg_draw_between(rng, 1, level->knob[1]);
    if (level->knob[4]) return;
    if (level->knob[3] && mg_rng_below(rng, 4) == 0) {
        v[3] = -mg_draw_between(rng, 2, 60);
        return;
    }
    v[3] = mg_draw_between(rng, level->knob[2] - 1, level->knob[2]);
    v[2] = mg_draw_between(rng, 1, level->knob[1] * mg_power_of_ten((int)v[3]));
}

static mg_ratio amount_of(const int64_t *v) {
    return v[3] < 0 ? mg_ratio_of(v[2], -v[3]) : mg_ratio_of(v[2], mg_power_of_ten((int)v[3]));
}

static bool convert(const int64_t *v, mg_ratio *factor, mg_ratio *result) {
    const unit *from = &UNITS[v[0]], *to = &UNITS[v[1]];
    *factor = mg_ratio_of(from->top * to->bottom, from->bottom * to->top);
    return mg_ratio_multiply(amount_of(v), *factor, result);
}

static void write_amount(const int64_t *v, mg_text *out) {
    if (v[3] >= 0)
        mg_text_decimal(out, v[2], (int)v[3]);
    else
        mg_num_put(out, "%0/%1", v[2], -v[3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_ratio factor, result;
    if (v[0] == v[1] || UNITS[v[0]].dimension != UNITS[v[1]].dimension) return false;
    if (v[3] > 0 ? v[2] % 10 == 0 : v[3] < 0 && mg_gcd(v[2], v[3]) != 1) return false;
    mg_text_string(out, "convert ");
    mg_text_ratio(out, amount_of(v));
    mg_text_char(out, ' ');
    mg_text_string(out, UNITS[v[0]].symbol);
    mg_text_char(out, ' ');
    mg_text_string(out, UNITS[v[1]].symbol);
    return convert(v, &factor, &result);
}

/* The decimal places of a fraction; -1 where they do not end. */
static int places_of(mg_ratio value) {
    int twos = 0, fives = 0;
    int64_t rest = value.bottom;
    for (; rest % 2 == 0; rest /= 2) twos++;
    for (; rest % 5 == 0; rest /= 5) fives++;
    int places = twos > fives ? twos : fives;
    return rest == 1 && places <= 15 ? places : -1;
}

/* As a decimal where it ends within reach, else as a fraction. */
static void write_exact(mg_ratio value, mg_text *out) {
    int places = places_of(value);
    int64_t units;
    if (places < 0 ||
        __builtin_mul_overflow(value.top, mg_power_of_ten(places) / value.bottom, &units))
        mg_text_ratio(out, value);
    else
        mg_text_decimal(out, units, places);
}

static const mg_wordings WORDINGS = {
    3,
    {"Convert &0 &1 to &2. Give the exact value with its unit.",
     "How many &2 are &0 &1? Answer exactly, with the unit.",
     "Express &0 &1 in &2 (exactly, as a decimal or fraction with the unit)."}};

/* difficulty: digits of the amount + digits of the factor, above and below + 2 for a fraction */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    char amount[32];
    mg_text text = mg_text_over(amount, sizeof amount);
    write_amount(v, &text);
    mg_text_end(&text);
    mg_ratio factor, result;
    convert(v, &factor, &result);
    const char *const names[3] = {amount, UNITS[v[0]].name, UNITS[v[1]].name};
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.name = names});
    write_exact(result, answer);
    mg_text_char(answer, ' ');
    mg_text_string(answer, UNITS[v[1]].symbol);
    problem->digits = mg_digit_count(v[2]);
    problem->operations = (factor.top > 1) + (factor.bottom > 1);
    problem->difficulty = problem->digits + mg_digit_count(factor.top) +
                          mg_digit_count(factor.bottom) + 2 * (v[3] < 0);
}

/* "1 km is 1000 m;3.5*1000=3500;" */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio factor, result;
    convert(v, &factor, &result);
    bool down = factor.top == 1 && factor.bottom > 1;
    const char *const names[2] = {UNITS[v[down ? 1 : 0]].name, UNITS[v[down ? 0 : 1]].name};
    mg_ratio shown = down ? mg_ratio_of(factor.bottom, 1) : factor;
    mg_text_string(out, "in one of the ");
    mg_text_string(out, names[0]);
    mg_text_string(out, ": ");
    mg_text_ratio(out, shown);
    mg_text_char(out, ' ');
    mg_text_string(out, names[1]);
    mg_text_char(out, ';');
    write_amount(v, out);
    mg_text_char(out, down ? '/' : '*');
    if (shown.bottom > 1) mg_text_char(out, '(');
    mg_text_ratio(out, shown);
    if (shown.bottom > 1) mg_text_char(out, ')');
    mg_text_char(out, '=');
    write_exact(result, out);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int amount = mg_digit_count(level->knob[1]) + level->knob[2] + 1;
    int name = level->knob[0] > 16 ? 19 : 11;
    return (mg_text_bounds){64 + amount + 2 * name, 21, 72 + 2 * name + amount};
}

const mg_family mg_family_unit_conversion = {
    .name = "unit_conversion",
    .summary = "quantities in other units, exactly",
    .topic = "numbers",
    .id = MG_FAMILY_ID_unit_conversion,
    .knobs = {"units", "max_amount", "decimal_places", "fractions", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_QUANTITY,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
