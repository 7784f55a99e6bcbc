/* Ones in a binary representation: "How many ones has the binary form of 1234567?" -> "11".
 *
 * Operand: the number. Dense and sparse ones are as likely, so that half of the bits is no guess.
 */
#include "gym/families/arithmetic_common.h"

/* lowest and highest bits of the number */
static const mg_level LEVELS[] = {
    {"numbers up to 255", {1, 8}},
    {"numbers up to 65535", {1, 16}},
    {"numbers up to 2^31 - 1, as RG count_bits, easy", {1, 31}},
    {"numbers of 20 to 27 bits, as RG count_bits, hard", {20, 27}},
    {"numbers of 40 to 62 bits", {40, 62}},
};

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[1] > 16) return;
    *box = (mg_box){.count = 1, .low = {1}, .high = {((int64_t)1 << level->knob[1]) - 1}};
}

static uint64_t random_word(mg_rng *rng) {
    uint64_t high = mg_rng_u32(rng);
    return high << 32 | mg_rng_u32(rng);
}

/* Lengths as they are counted, each twice as likely as the one before; bits set with a chance of
 * 3/8, 1/2 or 5/8. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int length = level->knob[1], chance = (int)mg_rng_below(rng, 3);
    uint64_t skip = random_word(rng), word = random_word(rng);
    for (; length > level->knob[0] && (skip & 1); skip >>= 1) length--;
    uint64_t second = random_word(rng), third = random_word(rng);
    if (chance == 0) word &= second | third;
    if (chance == 2) word |= second & third;
    uint64_t top = (uint64_t)1 << (length - 1);
    v[0] = (int64_t)((word & (top - 1)) | top);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_string(out, "ones ");
    mg_text_int(out, v[0]);
    return true;
}

static int bits_of(int64_t value) {
    return 64 - __builtin_clzll((uint64_t)value);
}

/* difficulty: bits of the number */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const WORDINGS[][2] = {
        {"How many ones has ", " in binary?"},
        {"How many 1 bits are there in the binary form of ", "?"},
        {"Write ", " in base 2. How many of its digits are 1?"}};
    int wording = mg_pick(problem, 0, 3);
    mg_text_string(question, WORDINGS[wording][0]);
    mg_text_int(question, v[0]);
    mg_text_string(question, WORDINGS[wording][1]);
    mg_text_int(answer, __builtin_popcountll((uint64_t)v[0]));
    problem->digits = mg_digit_count(v[0]);
    problem->operations = problem->difficulty = bits_of(v[0]);
}

/* By eights: the number's octal digits from the left, and the ones of each. */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t value = problem->operand[0], sum = 0;
    for (int64_t rest = value; rest; rest /= 64) {
        mg_text_int(out, rest);
        mg_text_char(out, '=');
        mg_text_int(out, rest / 64);
        mg_text_string(out, "*64+");
        mg_text_int(out, rest % 64);
        mg_text_char(out, ';');
        int64_t ones = __builtin_popcountll((uint64_t)(rest % 64));
        mg_text_int(out, rest % 64);
        mg_text_string(out, " is ");
        for (int bit = 5; bit >= 0; bit--) mg_text_char(out, rest >> bit & 1 ? '1' : '0');
        mg_text_string(out, " in binary;");
        mg_text_equation(out, sum, '+', ones, sum + ones);
        mg_text_char(out, ';');
        sum += ones;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(((int64_t)1 << level->knob[1]) - 1);
    return (mg_text_bounds){digits + 52, 2, (level->knob[1] / 6 + 1) * (2 * digits + 46)};
}

const mg_family mg_family_count_bits = {
    .name = "count_bits",
    .summary = "ones in a binary representation",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_count_bits,
    .knobs = {"bits_from", "bits_to"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
