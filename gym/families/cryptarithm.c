/* A sum with letters for digits: different letters are different digits, no number starts with 0.
 * Letters are given away until one solution is left. */
#include "gym/families/puzzle.h"

enum { LETTERS = 10, MAX_DIGITS = 6, MAX_ADDENDS = 3, MAX_NODES = 3000 };

/* knobs: addends, digits of each */
static const mg_level LEVELS[] = {
    {"2 addends of 3 digits", {2, 3}},
    {"2 addends of 4 digits (as RG cryptarithm, easy)", {2, 4}},
    {"3 addends of 4 digits (as RG cryptarithm, easy)", {3, 4}},
    {"3 addends of 5 digits", {3, 5}},
};

/* v: the addends in falling order, then the set of digits whose letters are given away. Letters
 * are wording: a digit's letter is picked by the key. */
typedef struct sum {
    int rows, columns, letters;                     /* rows: addends and total */
    int8_t letter[MAX_ADDENDS + 1][MAX_DIGITS + 1]; /* from the right; -1: none */
    int8_t digit[LETTERS];                          /* by letter: the solution it was made from */
    bool leads[LETTERS];
    int8_t tried[LETTERS], other[LETTERS];
    int found, nodes;
    unsigned used;
} sum;

/* Letters are numbered as they occur, from the right. */
static void set_up(const mg_level *level, const int64_t *v, sum *s) {
    int64_t rest[MAX_ADDENDS + 1] = {0};
    int letter_of[LETTERS];
    *s = (sum){.rows = level->knob[0] + 1};
    for (int r = 0; r < level->knob[0]; r++) {
        rest[r] = v[r];
        rest[level->knob[0]] += v[r];
    }
    s->columns = mg_digit_count(rest[level->knob[0]]);
    for (int i = 0; i < LETTERS; i++) letter_of[i] = -1;
    for (int c = 0; c < s->columns; c++) {
        for (int r = 0; r < s->rows; r++) {
            s->letter[r][c] = -1;
            if (rest[r] == 0) continue;
            int digit = (int)(rest[r] % 10);
            rest[r] /= 10;
            if (letter_of[digit] < 0) {
                s->digit[s->letters] = (int8_t)digit;
                letter_of[digit] = s->letters++;
            }
            s->letter[r][c] = (int8_t)letter_of[digit];
            if (rest[r] == 0) s->leads[letter_of[digit]] = true;
        }
    }
    for (int i = 0; i < LETTERS; i++) s->tried[i] = -1;
}

/* Column by column from the right, the rows of a column from above; stops at a second solution. */
static void search(sum *s, int column, int row, int carry) {
    if (s->found > 1 || ++s->nodes > MAX_NODES) return;
    if (column == s->columns) {
        if (carry) return;
        bool same = true;
        for (int i = 0; i < s->letters; i++) same = same && s->tried[i] == s->digit[i];
        s->found++;
        for (int i = 0; i < s->letters && !same; i++) s->other[i] = s->tried[i];
        return;
    }
    int letter = s->letter[row][column];
    bool total = row == s->rows - 1;
    if (letter < 0) {
        if (!total) search(s, column, row + 1, carry);
        return;
    }
    int low = total ? carry % 10 : 0, high = total ? low : 9;
    if (s->tried[letter] >= 0) {
        if (total && s->tried[letter] != low) return;
        int next = total ? carry / 10 : carry + s->tried[letter];
        search(s, total ? column + 1 : column, total ? 0 : row + 1, next);
        return;
    }
    for (int digit = low; digit <= high; digit++) {
        if (s->used >> digit & 1 || (digit == 0 && s->leads[letter])) continue;
        s->tried[letter] = (int8_t)digit;
        s->used |= 1u << digit;
        search(s, total ? column + 1 : column, total ? 0 : row + 1,
               total ? carry / 10 : carry + digit);
        s->used &= ~(1u << digit);
        s->tried[letter] = -1;
    }
}

/* How many solutions (up to 2) with these digits given away; 2 also where the search is cut off. */
static int count_solutions(sum *s, int64_t given) {
    s->found = s->nodes = 0;
    s->used = (unsigned)given;
    for (int i = 0; i < s->letters; i++) {
        s->tried[i] = given >> s->digit[i] & 1 ? s->digit[i] : -1;
        s->other[i] = -1;
    }
    search(s, 0, 0, 0);
    return s->nodes > MAX_NODES ? 2 : s->found;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int addends = level->knob[0];
    sum s;
    int64_t low = mg_power_of_ten(level->knob[1] - 1);
    mg_draw_all(rng, v, addends, low, 10 * low - 1);
    mg_sort_numbers(v, addends);
    v[addends] = 0;
    set_up(level, v, &s);
    while (count_solutions(&s, v[addends]) > 1) {
        int start = (int)mg_rng_below(rng, (uint32_t)s.letters);
        for (int k = 0; k < s.letters; k++) {
            int i = (start + k) % s.letters;
            if (s.other[i] == s.digit[i] || v[addends] >> s.digit[i] & 1) continue;
            v[addends] |= (int64_t)1 << s.digit[i];
            break;
        }
    }
}

/* Hidden letters left to find, and one solution. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int addends = level->knob[0];
    sum s;
    set_up(level, v, &s);
    if (s.letters - __builtin_popcountll((unsigned long long)v[addends]) < 3) return false;
    mg_key_list(out, "letters", v, addends + 1);
    return true;
}

static void write_word(mg_text *out, const sum *s, int row, const int *name) {
    for (int c = s->columns - 1; c >= 0; c--)
        if (s->letter[row][c] >= 0) mg_text_char(out, (char)('A' + name[s->letter[row][c]]));
}

/* Letters of the alphabet in order, so that answers have an order. */
static void name_letters(const mg_problem *problem, const sum *s, int *name, int *by_name) {
    mg_pick_order(problem, 4, s->letters, name);
    for (int i = 0; i < s->letters; i++) by_name[name[i]] = i;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int addends = level->knob[0], name[LETTERS], by_name[LETTERS];
    bool some = v[addends] != 0, first = true;
    sum s;
    set_up(level, v, &s);
    name_letters(problem, &s, name, by_name);
    for (int r = 0; r < addends; r++) {
        if (r) mg_text_string(question, " + ");
        write_word(question, &s, r, name);
    }
    mg_text_string(question, " = ");
    write_word(question, &s, addends, name);
    mg_text_string(question, mg_pick(problem, 0, 2)
                                 ? ", where each letter is a digit of its own and no number starts "
                                   "with 0."
                                 : ". Different letters stand for different digits, and a first "
                                   "letter is never 0.");
    for (int n = 0; n < s.letters; n++) {
        int i = by_name[n];
        if (n) mg_text_string(answer, ", ");
        mg_text_char(answer, (char)('A' + n));
        mg_text_string(answer, " = ");
        mg_text_int(answer, s.digit[i]);
        if (!(v[addends] >> s.digit[i] & 1)) continue;
        mg_text_string(question, first ? " Known: " : ", ");
        first = false;
        mg_text_char(question, (char)('A' + n));
        mg_text_string(question, " = ");
        mg_text_int(question, s.digit[i]);
    }
    mg_text_string(question, some ? ". Which digit is each letter? Answer like A = 1, B = 2, ..."
                                  : " Which digit is each letter? Answer like A = 1, B = 2, ...");
    problem->digits = s.columns;
    problem->operations = s.letters - __builtin_popcountll((unsigned long long)v[addends]);
    problem->difficulty = problem->operations + s.columns + addends;
}

/* The columns of the sum from the right, with digits and carries. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    int name[LETTERS], by_name[LETTERS], carry = 0;
    sum s;
    set_up(level, problem->operand, &s);
    name_letters(problem, &s, name, by_name);
    for (int c = 0; c < s.columns; c++) {
        int total = carry;
        mg_text_string(out, "column ");
        for (int r = 0; r < s.rows; r++)
            if (s.letter[r][c] >= 0) mg_text_char(out, (char)('A' + name[s.letter[r][c]]));
        mg_text_char(out, ';');
        mg_text_int(out, carry);
        for (int r = 0; r < s.rows - 1; r++) {
            if (s.letter[r][c] < 0) continue;
            int digit = s.digit[s.letter[r][c]];
            total += digit;
            mg_text_char(out, '+');
            mg_text_int(out, digit);
        }
        mg_text_char(out, '=');
        mg_text_int(out, total);
        mg_text_char(out, ';');
        carry = total / 10;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int addends = level->knob[0], digits = level->knob[1];
    return (mg_text_bounds){210 + (addends + 1) * (digits + 4) + 7 * LETTERS, 7 * LETTERS,
                            (digits + 1) * (18 + 3 * addends)};
}

const mg_family mg_family_cryptarithm = {
    .name = "cryptarithm",
    .summary = "digits behind the letters of a sum",
    .topic = "games",
    .id = MG_FAMILY_ID_cryptarithm,
    .knobs = {"addends", "digits"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_ASSIGNMENT,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
