/* Bit patterns: Gray code to and from binary (gray_code), and two's complement (twos_complement).
 *
 * Operands: the direction (gray_code), the number as its pattern of bits. */
#include "gym/families/numbers_common.h"

/* bits, walked */
static const mg_level GRAY_LEVELS[] = {
    {"8 bits", {8, 1}}, {"12 bits", {12, 1}}, {"16 bits", {16, 1}}, {"40 bits", {40, 0}}};
static const mg_level COMPLEMENT_LEVELS[] = {
    {"10 bits", {10, 1}}, {"12 bits", {12, 1}}, {"16 bits", {16, 1}}, {"32 bits", {32, 0}}};

static int64_t highest(const mg_level *level) {
    return ((int64_t)1 << level->knob[0]) - 1;
}

static void box_gray(const mg_level *level, mg_box *box) {
    if (!level->knob[1]) return;
    *box = (mg_box){.count = 2, .low = {0, 2}, .high = {1, highest(level)}};
}

static void box_complement(const mg_level *level, mg_box *box) {
    if (!level->knob[1]) return;
    *box = (mg_box){.count = 2, .low = {0, 1}, .high = {0, highest(level)}};
}

static void draw_gray(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_rng_below(rng, 2);
    v[1] = mg_draw_between(rng, 2, highest(level));
}

static void draw_complement(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[1] = mg_draw_between(rng, 1, highest(level));
}

static bool canonical_gray(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, v[0] ? "gray of %0" : "from gray %0", v[1]);
    return true;
}

static bool canonical_complement(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "%0-bit pattern %1", level->knob[0], v[1]);
    return true;
}

static int64_t solve_gray(const int64_t *v) {
    int64_t n = v[1];
    if (v[0]) return n ^ n >> 1;
    for (int shift = 1; shift < 64; shift *= 2) n ^= n >> shift;
    return n;
}

static int64_t solve_complement(const mg_level *level, int64_t pattern) {
    bool negative = pattern >> (level->knob[0] - 1);
    return negative ? pattern - highest(level) - 1 : pattern;
}

/* All bits of the level's width. */
static const char *print_bits(const mg_level *level, int64_t n, char *buffer) {
    for (int i = 0; i < level->knob[0]; i++)
        buffer[i] = (char)('0' + (n >> (level->knob[0] - 1 - i) & 1));
    buffer[level->knob[0]] = '\0';
    return buffer;
}

static const mg_wordings GRAY[2] = {
    {2,
     {"Which binary number has the reflected binary Gray code &0? Answer in binary.",
      "Decode the Gray code &0 to an ordinary binary number."}},
    {2,
     {"What is the reflected binary Gray code of the binary number &0? Answer in binary.",
      "Encode the binary number &0 as a reflected binary Gray code."}}};
static const mg_wordings COMPLEMENT = {
    2,
    {"Which number does the %0-bit two's complement pattern &0 stand for?",
     "A signed %0-bit integer (two's complement) has the bits &0. What is its value in decimal?"}};

/* difficulty: bits + bits that are 1 */
static void measure(const mg_level *level, int64_t pattern, mg_problem *problem) {
    problem->digits = level->knob[0];
    problem->operations = level->knob[0];
    problem->difficulty = level->knob[0] + __builtin_popcountll((unsigned long long)pattern);
}

static void pose_gray(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                      mg_problem *problem) {
    char bits[48];
    const char *const names[1] = {print_bits(level, v[1], bits)};
    mg_num_ask(problem, question, &GRAY[v[0]], &(mg_holes){.name = names});
    mg_text_based(answer, solve_gray(v), 2);
    problem->answer_detail = 2;
    measure(level, v[1], problem);
}

static void pose_complement(const mg_level *level, const int64_t *v, mg_text *question,
                            mg_text *answer, mg_problem *problem) {
    char bits[48];
    const char *const names[1] = {print_bits(level, v[1], bits)};
    mg_num_ask(problem, question, &COMPLEMENT,
               &(mg_holes){.number = (const int64_t[]){level->knob[0]}, .name = names});
    mg_text_int(answer, solve_complement(level, v[1]));
    measure(level, v[1], problem);
}

/* Bit after bit from the left: "1 xor 0 is 1;" */
static void work_gray(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t result = solve_gray(v), other = v[0] ? v[1] : result;
    for (int i = level->knob[0] - 1; i >= 0; i--)
        mg_num_put(out, "%0 xor %1 is %2;", v[1] >> i & 1, other >> (i + 1) & 1, result >> i & 1);
}

/* The powers of two of the bits that are 1, the first one negative. */
static void work_complement(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    int64_t pattern = problem->operand[1], sum = 0;
    for (int i = level->knob[0] - 1; i >= 0; i--) {
        if (!(pattern >> i & 1)) continue;
        int64_t place = (int64_t)1 << i;
        bool sign = i == level->knob[0] - 1;
        if (sum) mg_num_put(out, "%0+%1=%2;", sum, place, sum + place);
        if (!sum) mg_num_put(out, sign ? "0-2^%0=-%1;" : "2^%0=%1;", i, place);
        sum += sign ? -place : place;
    }
}

static mg_text_bounds bounds_gray(const mg_level *level) {
    int bits = level->knob[0];
    return (mg_text_bounds){84 + bits, bits, 13 * bits};
}

static mg_text_bounds bounds_complement(const mg_level *level) {
    int bits = level->knob[0], digits = mg_digit_count(highest(level)) + 1;
    return (mg_text_bounds){91 + bits, digits, 6 + digits + bits * (3 * digits + 2)};
}

const mg_family mg_family_gray_code = {
    .name = "gray_code",
    .summary = "Gray code to and from binary",
    .topic = "numbers",
    .id = MG_FAMILY_ID_gray_code,
    .knobs = {"bits", "walked"},
    .levels = GRAY_LEVELS,
    .level_count = sizeof GRAY_LEVELS / sizeof GRAY_LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_BASED,
    .box = box_gray,
    .draw = draw_gray,
    .canonical = canonical_gray,
    .pose = pose_gray,
    .work = work_gray,
    .bounds = bounds_gray,
};

const mg_family mg_family_twos_complement = {
    .name = "twos_complement",
    .summary = "signed numbers from their bits",
    .topic = "numbers",
    .id = MG_FAMILY_ID_twos_complement,
    .knobs = {"bits", "walked"},
    .levels = COMPLEMENT_LEVELS,
    .level_count = sizeof COMPLEMENT_LEVELS / sizeof COMPLEMENT_LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box_complement,
    .draw = draw_complement,
    .canonical = canonical_complement,
    .pose = pose_complement,
    .work = work_complement,
    .bounds = bounds_complement,
};
