/* The verifier: judges a text as the answer to a problem whose gold answer is known.
 *
 *     mg_gold gold = {.kind = MG_ANSWER_RATIONAL, .form = MG_FORM_ANY, .text = "3/4", .bytes = 3};
 *     mg_judgement j = mg_verify(&gold, "The answer is 0.75.", 19);
 *     j.verdict, j.reward, j.reason      // MG_EQUIVALENT, 1.0, "the same value ..."
 *
 * One bounded grammar of answers, exact comparison, linear time, no heap, never an evaluation of
 * the text: an expression that has yet to be worked out is not an answer. */
#ifndef MG_GYM_VERIFY_H
#define MG_GYM_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MG_VERIFY_BYTES = 8192 }; /* what is longer is not read */

/* What an answer is, and how its gold is written. `answer_detail` of a problem is `detail` here. */
typedef enum mg_answer_kind {
    MG_ANSWER_INTEGER,    /* "-17", of any size */
    MG_ANSWER_QUOTIENT,   /* "27r2": quotient and remainder */
    MG_ANSWER_RELATION,   /* "<", "=" or ">" */
    MG_ANSWER_RATIONAL,   /* "7/3", "-5", "2.50": compared by value */
    MG_ANSWER_BOOLEAN,    /* "yes" or "no" */
    MG_ANSWER_WORD,       /* a letter, word or phrase: "Tuesday"; case does not count */
    MG_ANSWER_LIST,       /* "3, -1/2, 7": rationals or words, in order */
    MG_ANSWER_SET,        /* "-2, 1/3": rationals, surds or words, in any order, each once */
    MG_ANSWER_POLYNOMIAL, /* "3*x^2 - x/2 + 1": rational coefficients, any variables */
    MG_ANSWER_EXPRESSION, /* "3*x^2*sin(2*x)": elementary functions, beyond a normal form */
    MG_ANSWER_COMPLEX,    /* "3 - 4*i" */
    MG_ANSWER_SURD,       /* "1/2 + 2*sqrt(3)": rational sums of square roots */
    MG_ANSWER_FACTORS,    /* "2^2 * 3 * 5": the prime factors */
    MG_ANSWER_QUANTITY,   /* "3.5 km": a rational and its unit */
    MG_ANSWER_BASED,      /* "-1f" in base `detail`, 2 to 36 */
    MG_ANSWER_ASSIGNMENT, /* "x = 2, y = -3" */
    MG_ANSWER_INTERVAL,   /* "x < 3", "-2 < x <= 5", "x < 1 or x > 4" */
    MG_ANSWER_MATRIX,     /* "[[1, 2], [3, 4]]": rationals */
    MG_ANSWER_RESIDUE,    /* "3 mod 7" */
    MG_ANSWER_TIME,       /* "14:05" */
    MG_ANSWER_OWN,        /* judged by the family: any text that fits, of which the gold is one */
    MG_ANSWER_KIND_COUNT
} mg_answer_kind;
/* RATIONAL, SET, ASSIGNMENT and INTERVAL also know "no solution" and "infinitely many" (INTERVAL:
 * "no solution" and "all x"). */

/* The form that was asked for. An answer of the right value in another form is equivalent, says
 * so, and earns nothing: it may be no more than the question. */
typedef enum mg_form {
    MG_FORM_ANY,
    MG_FORM_LOWEST,   /* a fraction in lowest terms (or a whole number, or a decimal) */
    MG_FORM_EXPANDED, /* a polynomial as a sum of terms, no two alike */
    MG_FORM_FACTORED, /* a polynomial as a product with at least as many factors as the gold's */
    MG_FORM_SIMPLE,   /* surds: square-free under the root, one term a root */
    MG_FORM_CONSTANT, /* EXPRESSION and POLYNOMIAL: up to an added constant, "+ C" allowed */
    MG_FORM_COUNT
} mg_form;

typedef struct mg_gold {
    mg_answer_kind kind;
    mg_form form;
    int32_t detail;
    const char *text;
    size_t bytes;
} mg_gold;

typedef enum mg_verdict {
    MG_CORRECT,    /* the gold to the byte */
    MG_EQUIVALENT, /* the same value in another accepted spelling, or in another form */
    MG_WRONG,      /* a value, but another one */
    MG_UNPARSABLE, /* not a value */
    MG_OVER_CAP,   /* longer or larger than the verifier reads */
} mg_verdict;

typedef struct mg_judgement {
    mg_verdict verdict;
    double reward;      /* in [0, 1]: 1 for correct, and for equivalent in the form asked for */
    const char *reason; /* one phrase, static */
} mg_judgement;

mg_judgement mg_verify(const mg_gold *gold, const char *text, size_t bytes);

/* "correct", "equivalent", "wrong", "unparsable", "over cap"; NULL after the last. */
const char *mg_verdict_name(int verdict);

/* "integer", "rational", ...; NULL after the last. */
const char *mg_answer_kind_name(int kind);

/* "any", "lowest", ...; NULL after the last. */
const char *mg_form_name(int form);

/* -- for judges of their own ------------------------------------------------------------------ */

/* Finds the answer in a response: what stands in \boxed{}, <answer></answer>, behind "####",
 * "Answer:" or "the answer is", or all of it; without space, markdown and a final stop around it.
 * False where several answers are marked that are not the same text, where something stands behind
 * the answer, or where the response is longer than MG_VERIFY_BYTES. */
bool mg_verify_unwrap(const char *text, size_t bytes, const char **at, size_t *length);

/* Writes Unicode and LaTeX spellings as plain letters: the sign and "\times" as '*', minus signs as
 * '-', "**" as '^', runs of space as one; zero-terminated. Returns the length, or `size`
 * where that is too small. '@' in front of two groups is a fraction, '~' is plus or minus, 127 what
 * has no place in an answer. */
size_t mg_verify_fold(const char *text, size_t bytes, char *out, size_t size);

#endif
