/* What the families of the topic numbers share: sentences with holes, draws, Euclid's algorithm and
 * small primes. */
#ifndef MG_GYM_FAMILIES_NUMBERS_COMMON_H
#define MG_GYM_FAMILIES_NUMBERS_COMMON_H

#include "gym/family.h"
#include "gym/number.h"

/* -- text ------------------------------------------------------------------------------------ */

enum { MG_MAX_WORDINGS = 4 };

/* Sentences that ask the same. */
typedef struct mg_wordings {
    int count;
    const char *text[MG_MAX_WORDINGS];
} mg_wordings;

/* What fills the holes: "%0" to "%9" number[0..9], "&0" to "&9" name[0..9], "@" the list with
 * ", " between, "~" the list with " and " before its last. */
typedef struct mg_holes {
    const int64_t *number;
    const char *const *name;
    const int64_t *list;
    int list_count;
} mg_holes;

/* Writes a sentence with its holes filled. */
void mg_num_text_fill(mg_text *out, const char *sentence, const mg_holes *holes);

/* mg_num_put(out, "%0*%1=%2;", a, b, a * b) */
#define mg_num_put(out, sentence, ...)                                                             \
    mg_num_text_fill(out, sentence, &(const mg_holes){.number = (const int64_t[]){__VA_ARGS__}})

/* Writes the wording that the problem's key picks; { and } stand around formulas, which are marked
 * and lose their braces. */
void mg_num_ask(mg_problem *problem, mg_text *question, const mg_wordings *wordings,
                const mg_holes *holes);

/* "3, 7 and 12" with `last` " and ", "3, 7, 12" with `last` ", " */
void mg_num_text_list(mg_text *out, const int64_t *list, int count, const char *last);

/* The gold of a yes-or-no question. */
void mg_num_text_yes_no(mg_text *out, bool yes);

/* -- operands -------------------------------------------------------------------------------- */

/* Roughly log-uniform in [low, high], 1 <= low <= high: each length in bits equally often. */
int64_t mg_num_draw_log(mg_rng *rng, int64_t low, int64_t high);

/* Each operand uniform in the box. */
void mg_num_draw_in_box(const mg_box *box, mg_rng *rng, int64_t *operand);

/* Insertion sort, rising. */
void mg_num_sort_numbers(int64_t *list, int count);

bool mg_num_is_sorted(const int64_t *list, int count); /* rising, equal neighbours allowed */

/* Deals the list anew, by the key: how an unordered problem is shown. */
void mg_num_shuffle_by_key(const mg_problem *problem, int64_t *list, int count);

/* Digits of the longest of the numbers. */
int mg_num_longest_digits(const int64_t *list, int count);

/* -- number theory --------------------------------------------------------------------------- */

/* x*a + y*b = gcd(a, b) for a, b >= 0, not both 0. */
typedef struct mg_bezout {
    int64_t gcd, x, y;
} mg_bezout;

mg_bezout mg_num_bezout_of(int64_t a, int64_t b);

/* Division steps of Euclid's algorithm. */
int mg_num_euclid_steps(int64_t a, int64_t b);

/* "18=1*12+6;12=2*6+0;" */
void mg_num_work_euclid(mg_text *out, int64_t a, int64_t b);

/* The same, and each remainder as a combination of a and b: "18=1*12+6;6=1*18-1*12;12=2*6+0;" */
void mg_num_work_bezout(mg_text *out, int64_t a, int64_t b);

/* Digit by digit: 137 by 5 is "13=2*5+3;37=7*5+2;" */
void mg_num_work_long_division(mg_text *out, int64_t a, int64_t b);

/* Whether n is prime, for n below 2^32; three Miller-Rabin bases at most. */
bool mg_num_is_small_prime(int64_t n);

/* The first prime at or above n, n below 2^32 - 5. */
int64_t mg_num_next_prime(int64_t n);

enum { MG_TABLE_PRIMES = 50010 };

/* Primes up to n, n below MG_TABLE_PRIMES, from a table. */
int mg_num_count_primes(int n);

/* Factors of n >= 1 that has at most one prime factor above MG_TABLE_PRIMES. */
void mg_num_factor_small(int64_t n, mg_factors *factors);

/* A product of primes in [low, high]: small primes are likely, one in three of
 * them is taken again, and the count of primes varies. */
int64_t mg_num_draw_smooth(mg_rng *rng, int64_t low, int64_t high);

/* "360/2=180;180/2=90;..." down to the last prime. */
void mg_num_work_factors(mg_text *out, int64_t n, const mg_factors *factors);

/* "2^2 * 3 * 5" */
void mg_num_text_factors(mg_text *out, const mg_factors *factors);

#endif
