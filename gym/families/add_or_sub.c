/* One addition or subtraction of whole numbers or decimals, of either sign and very different
 * sizes, as DM's add_or_sub: "What is -0.0312 + 71000?" -> "70999.9688".
 *
 * Operands: the places and units of the first number, of the second, and whether it is taken off.
 */
#include "gym/families/arithmetic_common.h"

/* digits of both numbers together from-to, highest of one of them */
static const mg_level LEVELS[] = {
    {"6 to 8 digits together", {6, 8, 4}},
    {"6 to 16 digits together, as DM add_or_sub, train", {6, 16, 15}},
    {"12 digits together, as DM add_or_sub, interpolate", {12, 12, 11}},
    {"16 to 20 digits together, as DM add_or_sub_big", {16, 20, 18}},
    {"30 to 36 digits together", {30, 36, 18}},
};

/* Units of a number of up to `digits` digits, half of them whole, the others without a zero at the
 * end. */
static void draw_number(mg_rng *rng, int digits, int64_t *pair) {
    pair[0] = mg_rng_below(rng, 2) ? mg_draw_between(rng, 1, digits < 17 ? digits : 17) : 0;
    pair[1] = mg_draw_between(rng, 1, mg_power_of_ten(digits) - 1);
    if (pair[0] > 0 && pair[1] % 10 == 0) pair[1] += mg_draw_between(rng, 1, 9);
    if (mg_rng_below(rng, 2)) pair[1] = -pair[1];
}

/* The longer totals are likelier, as they are many more. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t total = mg_draw_between(rng, level->knob[0], level->knob[1]);
    int64_t again = mg_draw_between(rng, level->knob[0], level->knob[1]);
    if (again > total) total = again;
    int64_t most = level->knob[2], low = total - most < 1 ? 1 : total - most;
    int first = (int)mg_draw_between(rng, low, total - low);
    draw_number(rng, first, v);
    draw_number(rng, (int)total - first, v + 2);
    v[4] = mg_rng_below(rng, 2);
}

static void write_number(mg_text *out, int64_t places, int64_t units) {
    if (places == 0)
        mg_text_int(out, units);
    else
        mg_text_decimal(out, units, (int)places);
}

typedef struct signed_text {
    char sign, bytes[24];
    size_t length;
} signed_text;

static signed_text term_of(int64_t places, int64_t units, bool taken_off) {
    signed_text term = {.sign = (units < 0) != taken_off ? '-' : '+'};
    mg_text text = mg_text_over(term.bytes, sizeof term.bytes);
    write_number(&text, places, mg_absolute(units));
    term.length = mg_text_end(&text);
    return term;
}

/* Sorted by length, bytes and sign, as key.h has it. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    signed_text a = term_of(v[0], v[1], false), b = term_of(v[2], v[3], v[4]);
    int order =
        a.length != b.length ? (int)a.length - (int)b.length : memcmp(a.bytes, b.bytes, a.length);
    bool swap = order > 0 || (order == 0 && b.sign < a.sign);
    const signed_text *pair[2] = {swap ? &b : &a, swap ? &a : &b};
    for (int i = 0; i < 2; i++) {
        mg_text_char(out, pair[i]->sign);
        mg_text_bytes(out, pair[i]->bytes, pair[i]->length);
    }
    return true;
}

static void write_formula(mg_text *out, const int64_t *v, const char *plus, const char *minus) {
    write_number(out, v[0], v[1]);
    mg_text_string(out, v[4] ? minus : plus);
    if (v[3] < 0) mg_text_char(out, '(');
    write_number(out, v[2], v[3]);
    if (v[3] < 0) mg_text_char(out, ')');
}

static mg_wide scaled(int64_t units, int64_t by) {
    return (mg_wide)units * mg_power_of_ten((int)by);
}

/* difficulty: columns that both numbers share or a carry may pass: digits of the longer one */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int wording = mg_ask_open(problem, question);
    write_formula(question, v, " + ", " - ");
    mg_ask_close(problem, question, wording, NULL);
    int64_t places = v[0] > v[2] ? v[0] : v[2];
    mg_wide second = scaled(v[3], places - v[2]);
    mg_wide sum = scaled(v[1], places - v[0]) + (v[4] ? -second : second);
    mg_text_short_decimal(answer, sum, (int)places);
    problem->digits = mg_larger(mg_digit_count(v[1]), mg_digit_count(v[3]));
    problem->operations = 1;
    problem->difficulty = problem->digits + (sum < 0);
}

/* Both with the same places: "-0.0312+71000.0000=70999.9688;" */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t places = v[0] > v[2] ? v[0] : v[2];
    bool off = v[4] != 0;
    if (v[3] < 0) off = !off; /* taking off a negative number adds */
    write_number(out, v[0], v[1]);
    for (int64_t i = v[0]; i < places; i++) mg_text_string(out, i ? "0" : ".0");
    mg_text_char(out, off ? '-' : '+');
    write_number(out, v[2], mg_absolute(v[3]));
    for (int64_t i = v[2]; i < places; i++) mg_text_string(out, i ? "0" : ".0");
    mg_text_char(out, '=');
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[2];
    return (mg_text_bounds){MG_ASK_BYTES + 2 * digits + 14, 2 * digits + 4, 6 * digits + 20};
}

const mg_family mg_family_add_or_sub = {
    .name = "add_or_sub",
    .summary = "one sum or difference of long whole numbers or decimals of either sign",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_add_or_sub,
    .knobs = {"total_digits_from", "total_digits_to", "digits_most"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
