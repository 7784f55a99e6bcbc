/* What the files of the verifier share. Not for others: include gym/verify.h.
 *
 * A text goes through three stages: unwrap (raw bytes: which part is the answer), fold (Unicode and
 * LaTeX to the plain letters of one grammar), compare (one function a kind). The comparing
 * functions read folded text only. */
#ifndef MG_GYM_VERIFY_PARTS_H
#define MG_GYM_VERIFY_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gym/verify.h"

__extension__ typedef __int128 mg_int128;
__extension__ typedef unsigned __int128 mg_uint128;

/* A stretch of text; the bytes are not changed and not owned. */
typedef struct mg_span {
    const char *at, *end;
} mg_span;

typedef enum mg_outcome {
    MG_SAME,
    MG_OTHER_FORM, /* the right value, not in the form asked for */
    MG_DIFFERENT,
    MG_NOT_PARSED,
    MG_TOO_LARGE,
} mg_outcome;

/* What a comparison needs beside its two texts; it may replace the reason. */
typedef struct mg_comparison {
    mg_answer_kind kind;
    mg_form form;
    int32_t detail;
    int vary; /* what plus-or-minus stands for, 1 or -1; 0 where it has no place */
    const char *reason;
} mg_comparison;

/* -- verify_text.c: spans and folding --------------------------------------------------------- */

static inline size_t mg_span_length(mg_span s) {
    return (size_t)(s.end - s.at);
}

static inline bool mg_is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool mg_is_digit(char c) {
    return c >= '0' && c <= '9';
}

static inline bool mg_is_letter(char c) {
    return (unsigned char)((c | 32) - 'a') < 26;
}

static inline bool mg_span_has(mg_span s, char c) {
    for (; s.at < s.end; s.at++)
        if (*s.at == c) return true;
    return false;
}

static inline char mg_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

mg_span mg_span_trim(mg_span s);

/* Case and spacing do not count; `word` is lower case with single spaces. */
bool mg_span_is(mg_span s, const char *word);

/* Takes `word` off the front, case aside; a letter may not follow a last letter. */
bool mg_span_skip_word(mg_span *s, const char *word);

/* Takes one character off the front, and the space before it. */
bool mg_span_skip_char(mg_span *s, char c);

/* Takes a pair of brackets off that encloses everything; false where there is none. */
bool mg_span_unbracket(mg_span *s);

/* Next part up to a separator (comma, semicolon, line feed, "and", "or") outside of brackets;
 * false at the end of the text. `comma` false: commas separate nothing. */
bool mg_span_next_part(mg_span *rest, bool comma, mg_span *part);

/* -- verify_unwrap.c -------------------------------------------------------------------------- */

enum { MG_MAX_MARKED = 8 };

/* The marked answers of a text, or the text itself where none is marked, without decoration.
 * Returns their number; 0 where something stands behind the answer, or too many are marked. */
int mg_unwrap_all(mg_span text, mg_span out[MG_MAX_MARKED]);

/* -- verify_number.c: literal numbers of any size --------------------------------------------- */

enum { MG_MAX_DIGITS = 4096, MG_MAX_FRACTION_DIGITS = 1024, MG_MAX_EXPONENT = 8192 };

/* (-1)^negative * top / bottom * 10^exponent; digits without leading zeros, and without trailing
 * ones where not a fraction; 0 has no digits. Points into the text, or into `store`. */
typedef struct mg_literal {
    bool negative, fraction, lowest;
    const char *top, *bottom;
    int32_t top_digits, bottom_digits, exponent;
    char store[40];
} mg_literal;

/* The whole span must be a number. `buffer` of as many bytes as the span takes digits whose
 * separators were dropped. */
mg_outcome mg_literal_parse(mg_span text, char *buffer, mg_literal *value);

/* MG_SAME, MG_DIFFERENT or MG_TOO_LARGE. */
mg_outcome mg_literal_compare(const mg_literal *a, const mg_literal *b);

/* False where the number needs more than a fraction of 18 digits. */
bool mg_literal_fraction(const mg_literal *value, mg_int128 *top, mg_int128 *bottom);

mg_outcome mg_compare_integer(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_rational(mg_comparison *c, mg_span gold, mg_span text);

/* "no solution" 1, "infinitely many" 2, else 0. */
int mg_solution_class(mg_span text);

/* -- the other kinds, one function each -------------------------------------------------------- */

mg_outcome mg_compare_quotient(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_relation(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_boolean(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_word(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_list(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_set(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_formula(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_surd(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_factors(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_quantity(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_based(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_assignment(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_interval(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_matrix(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_residue(mg_comparison *c, mg_span gold, mg_span text);
mg_outcome mg_compare_time(mg_comparison *c, mg_span gold, mg_span text);

/* One element of a list, set, matrix or assignment: a number, a surd, a formula or a word, as the
 * gold's element is. */
mg_outcome mg_compare_element(mg_comparison *c, mg_span gold, mg_span text);

/* Words without their case; space counts between words only. */
bool mg_same_words(mg_span a, mg_span b);

/* Takes "x =" or "f(x) =" off where one unknown makes sense. */
mg_span mg_span_after_name(mg_span text);

#endif
