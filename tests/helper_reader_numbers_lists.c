/* Readers of questions about lists, units and clocks. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_reader_numbers.h"

/* A number as printed, and its value. */
typedef struct written {
    char text[32];
    reader_wide top, bottom;
} written;

enum { MAX_WRITTEN = 64 };

typedef struct written_list {
    int count;
    written item[MAX_WRITTEN];
} written_list;

/* "-1.25", "3/4", "7", "2^10" */
static written read_written(const char *text, size_t length) {
    written w = {.bottom = 1};
    snprintf(w.text, sizeof w.text, "%.*s", (int)length, text);
    char *end;
    w.top = strtoll(w.text, &end, 10);
    bool negative = w.text[0] == '-';
    if (*end == '.')
        for (end++; isdigit((unsigned char)*end); end++, w.bottom *= 10)
            w.top = w.top * 10 + (negative ? '0' - *end : *end - '0');
    else if (*end == '/')
        w.bottom = strtoll(end + 1, NULL, 10);
    else if (*end == '^')
        for (long long base = (long long)w.top, k = strtoll(end + 1, NULL, 10); k > 1; k--)
            w.top *= base;
    return w;
}

static written_list read_list(const char *text) {
    written_list list = {0};
    while (*text && list.count < MAX_WRITTEN) {
        size_t length = strspn(text, "-0123456789./^");
        while (length > 0 && (text[length - 1] == '.' || text[length - 1] == '-')) length--;
        if (length > 0 && isdigit((unsigned char)text[length - 1]))
            list.item[list.count++] = read_written(text, length);
        text += length ? length : 1;
    }
    return list;
}

static int compare(const written *a, const written *b) {
    reader_wide left = a->top * b->bottom, right = b->top * a->bottom;
    return (left > right) - (left < right);
}

static int compare_written(const void *a, const void *b) {
    return compare(a, b);
}

static void say_list(const written *item, int count, char *answer) {
    answer[0] = '\0';
    for (int i = 0; i < count; i++) {
        if (i > 0) strcat(answer, ", ");
        strcat(answer, item[i].text);
    }
}

static int read_sorting(const char *question, char *answer) {
    written_list list = read_list(question);
    bool falling = reader_has(question, "largest to") || reader_has(question, "descending") ||
                   reader_has(question, "falling");
    qsort(list.item, (size_t)list.count, sizeof list.item[0], compare_written);
    for (int i = 0; falling && i < list.count / 2; i++) {
        written first = list.item[i];
        list.item[i] = list.item[list.count - 1 - i];
        list.item[list.count - 1 - i] = first;
    }
    say_list(list.item, list.count, answer);
    return 0;
}

static int read_filtering(const char *question, char *answer) {
    written_list list = read_list(question);
    bool larger = reader_has(question, "larger") || reader_has(question, "greater");
    bool without = reader_has(question, "Remove") || reader_has(question, "Without");
    written kept[MAX_WRITTEN];
    int count = 0;
    for (int i = 1; i < list.count; i++) {
        int order = compare(&list.item[i], &list.item[0]);
        if ((larger ? order > 0 : order < 0) != without) kept[count++] = list.item[i];
    }
    say_list(kept, count, answer);
    return 0;
}

static int read_closest(const char *question, char *answer) {
    written_list list = read_list(question);
    written best = {.top = -1, .bottom = 1};
    for (int i = 1; i < list.count; i++) {
        written *here = &list.item[i], away;
        away.top = here->top * list.item[0].bottom - list.item[0].top * here->bottom;
        away.bottom = here->bottom * list.item[0].bottom;
        if (away.top < 0) away.top = -away.top;
        if (best.top >= 0 && compare(&away, &best) >= 0) continue;
        best = away;
        strcpy(answer, here->text);
    }
    return 0;
}

static int read_kth(const char *question, char *answer) {
    static const char *const ORDINALS[] = {"second", "third",   "fourth", "fifth",
                                           "sixth",  "seventh", "eighth", "ninth"};
    written_list list = read_list(question);
    int k = 0;
    for (int i = 0; i < 8; i++)
        if (reader_has(question, ORDINALS[i])) k = i + 1;
    bool below = reader_has(question, "smallest") || reader_has(question, "least");
    qsort(list.item, (size_t)list.count, sizeof list.item[0], compare_written);
    strcpy(answer, list.item[below ? k : list.count - 1 - k].text);
    return 0;
}

static int read_comparison(const char *question, char *answer) {
    written_list list = read_list(question);
    if (list.count != 2) return -1;
    int order = compare(&list.item[0], &list.item[1]);
    strcpy(answer, order < 0 ? "<" : order > 0 ? ">" : "=");
    return 0;
}

/* -- units ------------------------------------------------------------------------------------- */

/* How many millionths of the dimension's base (metre, gram, litre, second, inch, ounce, square
 * metre, metre per hour) make one. */
static const struct {
    const char *name, *symbol;
    long long millionths;
} UNITS[] = {
    {"kilometres per hour", "km/h", 1000000000},
    {"metres per second", "m/s", 3600000000},
    {"square kilometres", "km^2", 1000000000000},
    {"square metres", "m^2", 1000000},
    {"square centimetres", "cm^2", 100},
    {"square millimetres", "mm^2", 1},
    {"kilometres", "km", 1000000000},
    {"centimetres", "cm", 10000},
    {"millimetres", "mm", 1000},
    {"metres", "m", 1000000},
    {"kilograms", "kg", 1000000000},
    {"milligrams", "mg", 1000},
    {"grams", "g", 1000000},
    {"tonnes", "t", 1000000000000},
    {"millilitres", "ml", 1000},
    {"centilitres", "cl", 10000},
    {"litres", "l", 1000000},
    {"seconds", "s", 1000000},
    {"minutes", "min", 60000000},
    {"hours", "h", 3600000000},
    {"days", "day", 86400000000},
    {"weeks", "week", 604800000000},
    {"inches", "in", 1000000},
    {"feet", "ft", 12000000},
    {"yards", "yd", 36000000},
    {"miles", "mi", 63360000000},
    {"ounces", "oz", 1000000},
    {"pounds", "lb", 16000000},
};

/* The unit that a text begins with; -1 where it is none. */
static int unit_at(const char *text) {
    for (int i = 0; i < (int)(sizeof UNITS / sizeof UNITS[0]); i++)
        if (strncmp(text, UNITS[i].name, strlen(UNITS[i].name)) == 0) return i;
    return -1;
}

/* Units behind a space, from left to right. */
static int find_units(const char *text, int unit[2]) {
    int count = 0;
    for (const char *at = strchr(text, ' '); at && count < 2; at = strchr(at + 1, ' ')) {
        int found = unit_at(at + 1);
        if (found < 0) continue;
        unit[count++] = found;
        at += strlen(UNITS[found].name);
    }
    return count;
}

/* Long division: a decimal if it ends within 15 places, else a fraction. */
static void say_exact(reader_wide top, reader_wide bottom, char *answer) {
    char digits[24];
    int places = 0;
    reader_wide rest = top % bottom;
    for (; rest && places < 15; places++) {
        rest *= 10;
        digits[places] = (char)('0' + (int)(rest / bottom));
        rest %= bottom;
    }
    if (rest)
        reader_say_fraction(answer, top, bottom);
    else
        snprintf(answer, READER_ANSWER_BYTES, "%lld%s%.*s", (long long)(top / bottom),
                 places ? "." : "", places, digits);
}

static int read_conversion(const char *question, char *answer) {
    int unit[2];
    if (find_units(question, unit) != 2) return -1;
    written amount = read_list(question).item[0];
    if (strncmp(question, "How many", 8) == 0) { /* the second unit comes first */
        int first = unit[0];
        unit[0] = unit[1];
        unit[1] = first;
    }
    say_exact(amount.top * UNITS[unit[0]].millionths, amount.bottom * UNITS[unit[1]].millionths,
              answer);
    strcat(answer, " ");
    strcat(answer, UNITS[unit[1]].symbol);
    return 0;
}

/* The value stands before "dollars", "km in", "litres", "cups", "km."; the amounts are the others.
 */
static int read_rate(const char *question, char *answer) {
    written_list n = read_list(question);
    bool value_first = reader_has(question, "A car") || reader_has(question, "A pump") ||
                       reader_has(question, "A tap") || reader_has(question, "At a steady");
    if (n.count != 3) return -1;
    written amount = n.item[value_first], value = n.item[!value_first], other = n.item[2];
    say_exact(value.top * other.top, value.bottom * amount.top, answer);
    return 0;
}

/* -- clocks --------------------------------------------------------------------------------------
 */

/* The times of a text in minutes. */
static int find_times(const char *text, int time[2]) {
    int count = 0;
    for (const char *at = strchr(text, ':'); at && count < 2; at = strchr(at + 1, ':')) {
        if (!isdigit((unsigned char)at[1])) continue;
        const char *start = at;
        while (start > text && isdigit((unsigned char)start[-1])) start--;
        int hour = atoi(start), minute = atoi(at + 1);
        if (at[3] == ' ' && at[4] == 'P' && at[5] == 'M') hour = hour % 12 + 12;
        if (at[3] == ' ' && at[4] == 'A' && at[5] == 'M') hour %= 12;
        time[count++] = 60 * hour + minute;
    }
    return count;
}

static int read_clock(const char *question, char *answer) {
    int time[2];
    const char *minutes = strstr(question, " minutes");
    if (find_times(question, time) != 1 || !minutes) return -1;
    while (isdigit((unsigned char)minutes[-1])) minutes--;
    int delta = atoi(minutes);
    if (reader_has(question, "before") || reader_has(question, "ago")) delta = -delta;
    int result = ((time[0] + delta) % 1440 + 1440) % 1440;
    snprintf(answer, READER_ANSWER_BYTES, "%02d:%02d", result / 60, result % 60);
    return 0;
}

static int read_clock_difference(const char *question, char *answer) {
    int time[2];
    if (find_times(question, time) != 2) return -1;
    return reader_say(answer, (time[1] - time[0] + 1440) % 1440);
}

const reader_entry reader_numbers_lists[] = {{"number_sorting", read_sorting},
                                             {"number_filtering", read_filtering},
                                             {"closest", read_closest},
                                             {"kth_biggest", read_kth},
                                             {"compare_numbers", read_comparison},
                                             {"unit_conversion", read_conversion},
                                             {"unit_rates", read_rate},
                                             {"clock_time", read_clock},
                                             {"clock_difference", read_clock_difference},
                                             {NULL, NULL}};
