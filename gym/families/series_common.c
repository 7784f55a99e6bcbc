#include "gym/families/series_common.h"

mg_series mg_series_of(const int64_t *operand) {
    return (mg_series){(int)operand[0], (int)operand[1], (int)operand[2], operand + 3,
                       operand + MG_SERIES_HEAD};
}

/* -- print ------------------------------------------------------------------------------------ */

static void write_value(mg_text *out, int64_t value, int places) {
    if (value == MG_SERIES_MISSING)
        mg_text_char(out, '?');
    else
        mg_text_decimal(out, value, places);
}

static void write_list(mg_text *out, const int64_t *x, int n, int places, const char *between) {
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(out, between);
        write_value(out, x[i], places);
    }
}

void mg_series_write_values(mg_text *out, const int64_t *x, int n, int places) {
    write_list(out, x, n, places, ", ");
}

void mg_series_write_sentence(const mg_series *s, const char *sentence, mg_text *out) {
    for (; *sentence; sentence++) {
        if (*sentence != '%' && *sentence != '$') {
            mg_text_char(out, *sentence);
            continue;
        }
        bool is_value = *sentence++ == '$';
        write_value(out, s->p[*sentence - '0'], is_value ? s->places : 0);
    }
}

void mg_series_write_answer(mg_text *out, const mg_series_answer *answer) {
    if (answer->word)
        mg_text_string(out, answer->word);
    else if (*answer->text)
        mg_text_string(out, answer->text);
    else if (answer->value.bottom == 1)
        mg_text_decimal(out, answer->value.top, answer->places);
    else
        mg_text_ratio(out, mg_ratio_of(answer->value.top,
                                       answer->value.bottom * mg_power_of_ten(answer->places)));
}

bool mg_series_nearest(mg_series_wide top, mg_series_wide bottom, int64_t *nearest) {
    enum { MARGIN = 1000 };
    mg_series_wide magnitude = top < 0 ? -top : top;
    mg_series_wide whole = (2 * magnitude + bottom) / (2 * bottom);
    mg_series_wide rest = 2 * magnitude - 2 * bottom * whole; /* in [-bottom, bottom) */
    *nearest = (int64_t)(top < 0 ? -whole : whole);
    return MARGIN * ((rest < 0 ? -rest : rest) - bottom) < -bottom;
}

/* -- problems --------------------------------------------------------------------------------- */

static bool is_constant(const mg_series *s) {
    for (int i = 1; i < s->n; i++)
        if (s->x[i] != s->x[0]) return false;
    return true;
}

/* The digits and the question: windows that print alike are one problem, wherever they come from.
 */
bool mg_series_canonical(const mg_series_task *task, const int64_t *operand, mg_text *out) {
    mg_series s = mg_series_of(operand);
    mg_series_answer answer;
    if (s.n == 0 || is_constant(&s) || !task->solve(&s, &answer)) return false;
    mg_text_string(out, task->name);
    for (int i = 0; i < MG_SERIES_HEAD; i++) {
        mg_text_char(out, i == 0 ? ' ' : ',');
        mg_text_int(out, operand[i]);
    }
    mg_text_char(out, ':');
    write_list(out, s.x, s.n, 0, ",");
    return true;
}

static int longest_digits(const mg_series *s) {
    int longest = 1;
    for (int i = 0; i < s->n; i++) {
        int digits = s->x[i] == MG_SERIES_MISSING ? 1 : mg_digit_count(s->x[i]);
        if (digits > longest) longest = digits;
    }
    return longest;
}

/* difficulty: the number of values times the digits of the longest */
void mg_series_pose(const mg_series_task *task, const int64_t *operand, mg_text *question,
                    mg_text *answer, mg_problem *problem) {
    mg_series s = mg_series_of(operand);
    mg_series_answer found;
    int half = s.n / 2;
    mg_text_string(question, task->pair ? "A: " : "Values: ");
    mg_series_write_values(question, s.x, task->pair ? half : s.n, s.places);
    if (task->pair) {
        mg_text_string(question, ". B: ");
        mg_series_write_values(question, s.x + half, half, s.places);
    }
    mg_text_string(question, ". ");
    (task->ask ? task->ask : mg_series_write_sentence)(&s, task->sentence[s.kind], question);
    task->solve(&s, &found);
    mg_series_write_answer(answer, &found);
    problem->digits = longest_digits(&s);
    problem->operations = s.n;
    problem->difficulty = s.n * problem->digits;
}

/* A sign, a point and ", "; one digit more than asked for, which some families put in. */
int mg_series_value_bytes(const mg_level *level) {
    int digits = level->knob[MG_SERIES_DIGITS], places = level->knob[MG_SERIES_PLACES];
    return (digits > places ? digits : places + 1) + 1 + 1 + (places > 0) + 2;
}

mg_text_bounds mg_series_bounds(const mg_level *level, int sentence, int answer, int work) {
    int values = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return (mg_text_bounds){(int)sizeof "Values: . B: " + values + sentence, answer, work};
}

/* -- worked lines ----------------------------------------------------------------------------- */

void mg_series_write_operand(mg_text *out, int64_t value, int places) {
    if (value < 0) mg_text_char(out, '(');
    mg_text_decimal(out, value, places);
    if (value < 0) mg_text_char(out, ')');
}

int64_t mg_series_work_sum(mg_text *out, const int64_t *x, int n, int places) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        if (i > 0 && x[i] >= 0) mg_text_char(out, '+');
        mg_text_decimal(out, x[i], places);
        sum += x[i];
    }
    mg_text_char(out, '=');
    mg_text_decimal(out, sum, places);
    mg_text_char(out, ';');
    return sum;
}

int64_t mg_series_work_difference(mg_text *out, int64_t a, int64_t b, int places) {
    mg_text_decimal(out, a, places);
    mg_text_char(out, '-');
    mg_series_write_operand(out, b, places);
    mg_text_char(out, '=');
    mg_text_decimal(out, a - b, places);
    mg_text_char(out, ';');
    return a - b;
}

void mg_series_work_quotient(mg_text *out, int64_t top, int64_t bottom, int places) {
    mg_series_answer quotient = {.value = mg_ratio_of(top, bottom), .places = places};
    mg_text_decimal(out, top, places);
    mg_text_char(out, '/');
    mg_text_int(out, bottom);
    mg_text_char(out, '=');
    mg_series_write_answer(out, &quotient);
    mg_text_char(out, ';');
}

void mg_series_work_mean(mg_text *out, const int64_t *x, int n, int places) {
    int64_t sum = mg_series_work_sum(out, x, n, places);
    mg_series_work_quotient(out, sum, n, places);
}
