/* Shared by the families of the topic arithmetic: wordings, drawing, worked lines. */
#ifndef MG_GYM_FAMILIES_ARITHMETIC_COMMON_H
#define MG_GYM_FAMILIES_ARITHMETIC_COMMON_H

#include "gym/family.h"
#include "gym/number.h"

enum { MG_ASK_BYTES = 24 }; /* room for the words around an expression */

/* "What is <formula>?" in one of four wordings that the key picks:
 *
 *     int wording = mg_ask_open(problem, question);
 *     ... write the formula ...
 *     mg_ask_close(problem, question, wording, " Give the answer as a decimal.");
 *
 * The tail may be NULL. */
int mg_ask_open(mg_problem *problem, mg_text *question);
void mg_ask_close(mg_problem *problem, mg_text *question, int wording, const char *tail);

/* A number of low_digits to high_digits digits, each length three times as likely as the one
 * before; zero counts as one digit. */
int64_t mg_draw_sized(mg_rng *rng, int low_digits, int high_digits);

/* Not zero; negative half of the time. */
int64_t mg_draw_signed(mg_rng *rng, int64_t highest);

/* A non-zero number of up to `digits` digits, both signs. */
int64_t mg_draw_signed_digits(mg_rng *rng, int digits);

/* Sorts `count` numbers, smallest first. */
void mg_sort_numbers(int64_t *number, int count);

/* Whether they are sorted, smallest first. */
bool mg_numbers_are_sorted(const int64_t *number, int count);

/* A permutation of 0 to count - 1 that hangs on the problem's key alone; count <= 32. */
void mg_pick_order(const mg_problem *problem, int which, int count, int *order);

/* A number; in brackets where negative, as after an operator. */
void mg_text_operand(mg_text *text, int64_t value);

/* "a / b" in brackets unless whole; whole and negative in brackets too. */
void mg_text_ratio_operand(mg_text *text, mg_ratio value);

/* mg_text_int for 128 bits. */
__extension__ typedef __int128 mg_wide;
void mg_text_wide(mg_text *text, mg_wide value);

/* The decimal units / 10^places without zeros at the end: (1250, 3) is "1.25". */
void mg_text_short_decimal(mg_text *text, mg_wide units, int places);

static inline int mg_larger(int a, int b) {
    return a > b ? a : b;
}

static inline int64_t mg_absolute(int64_t value) {
    return value < 0 ? -value : value;
}

#endif
