#include "gym/families/arithmetic_common.h"

static const struct {
    const char *before, *after;
} WORDINGS[] = {{"Calculate ", "."}, {"What is ", "?"}, {"Work out ", "."}, {"", " ="}};

int mg_ask_open(mg_problem *problem, mg_text *question) {
    int wording = mg_pick(problem, 90, 4);
    mg_text_string(question, WORDINGS[wording].before);
    mg_math_open(problem, question);
    return wording;
}

void mg_ask_close(mg_problem *problem, mg_text *question, int wording, const char *tail) {
    mg_math_close(problem, question);
    mg_text_string(question, WORDINGS[wording].after);
    if (!tail) return;
    if (wording == 3) mg_text_string(question, " ?");
    mg_text_string(question, tail);
}

int64_t mg_draw_sized(mg_rng *rng, int low_digits, int high_digits) {
    static const uint32_t
        TOTAL[] = {0,       1,       4,        13,       40,       121,    364,
                   1093,    3280,    9841,     29524,    88573,    265720, 797161,
                   2391484, 7174453, 21523360, 64570081, 193710244}; /* (3^n - 1) / 2 */
    uint32_t pick = mg_rng_below(rng, TOTAL[high_digits - low_digits + 1]);
    int above = 0;
    while (pick >= TOTAL[above + 1]) above++;
    int digits = low_digits + above;
    int64_t low = digits == 1 ? 0 : mg_power_of_ten(digits - 1);
    return mg_draw_between(rng, low, mg_power_of_ten(digits) - 1);
}

int64_t mg_draw_signed(mg_rng *rng, int64_t highest) {
    int64_t value = mg_draw_between(rng, -highest, highest - 1);
    return value + (value >= 0);
}

int64_t mg_draw_signed_digits(mg_rng *rng, int digits) {
    int64_t value = mg_draw_sized(rng, 1, digits);
    if (value == 0) value = 1;
    return mg_rng_below(rng, 2) ? -value : value;
}

void mg_sort_numbers(int64_t *number, int count) {
    for (int i = 1; i < count; i++) {
        int64_t moved = number[i];
        int at = i;
        for (; at > 0 && number[at - 1] > moved; at--) number[at] = number[at - 1];
        number[at] = moved;
    }
}

bool mg_numbers_are_sorted(const int64_t *number, int count) {
    for (int i = 1; i < count; i++)
        if (number[i - 1] > number[i]) return false;
    return true;
}

void mg_pick_order(const mg_problem *problem, int which, int count, int *order) {
    for (int i = 0; i < count; i++) {
        int at = mg_pick(problem, which + i, i + 1);
        order[i] = order[at];
        order[at] = i;
    }
}

void mg_text_operand(mg_text *text, int64_t value) {
    if (value < 0) mg_text_char(text, '(');
    mg_text_int(text, value);
    if (value < 0) mg_text_char(text, ')');
}

void mg_text_ratio_operand(mg_text *text, mg_ratio value) {
    bool brackets = value.top < 0 || value.bottom != 1;
    if (brackets) mg_text_char(text, '(');
    mg_text_ratio(text, value);
    if (brackets) mg_text_char(text, ')');
}

__extension__ typedef unsigned __int128 unsigned_wide;

/* Digits of the magnitude, last one first. */
static int wide_digits(mg_wide value, char digits[40]) {
    unsigned_wide rest = value < 0 ? 0 - (unsigned_wide)value : (unsigned_wide)value;
    int count = 0;
    while (rest >> 64) {
        digits[count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    uint64_t low = (uint64_t)rest;
    do {
        digits[count++] = (char)('0' + low % 10);
        low /= 10;
    } while (low);
    return count;
}

void mg_text_wide(mg_text *text, mg_wide value) {
    char digits[40];
    int count = wide_digits(value, digits);
    if (value < 0) mg_text_char(text, '-');
    while (count > 0) mg_text_char(text, digits[--count]);
}

void mg_text_short_decimal(mg_text *text, mg_wide units, int places) {
    char digits[80];
    int count = wide_digits(units, digits), last = 0;
    while (count <= places) digits[count++] = '0';
    while (last < places && digits[last] == '0') last++;
    if (units < 0) mg_text_char(text, '-');
    while (count > places) mg_text_char(text, digits[--count]);
    if (last < places) mg_text_char(text, '.');
    while (count > last) mg_text_char(text, digits[--count]);
}
