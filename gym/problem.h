/* The problem contract.
 *
 * A problem is a question, its exact answer, a key, facts measured on the item itself, and a
 * verifier. Item i is a pure function of (gym version, family, split, level, seed, index): no state
 * anywhere, any item at any time, on any machine.
 *
 *     const mg_family *family = mg_family_find("addition");
 *     mg_problem problem;
 *     MG_TRY(mg_problem_generate(&(mg_item){family, 3, MG_SPLIT_TRAIN, seed, index}, &problem));
 *     problem.question                                  // "57+968="
 *     problem.answer                                    // "1025"
 *     mg_judgement j = mg_problem_verify(&problem, MG_LAYOUT_PLAIN, " +1025", 6);
 *     j.verdict, j.reward                               // MG_EQUIVALENT, 1.0
 *
 * The draws of an item come from Philox with the seed as its key and (index, stream, block) as its
 * counter, where stream = version << 26 | family << 14 | level << 2 | split. Problems that fall
 * into another split are redrawn from the same cursor, at most MG_MAX_DRAWS times.
 *
 * Problems are plain data of fixed size: no heap, safe to copy. */
#ifndef MG_GYM_PROBLEM_H
#define MG_GYM_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"
#include "gym/key.h"

enum {
    MG_GYM_VERSION = 1, /* raised whenever any item changes; the vectors in the tests say so */
    MG_QUESTION_BYTES = 96,
    MG_ANSWER_BYTES = 48,
    MG_RESPONSE_BYTES = 768, /* longest rendered answer (scratchpad) with its zero */
    MG_MAX_OPERANDS = 16,
    /* A split of 5% is missed this often with probability .95^1024 < 1e-22 in a large space; a
     * level without a problem in the split ends in an error instead of a loop. */
    MG_MAX_DRAWS = 1024
};

typedef struct mg_family mg_family;

/* Which item. */
typedef struct mg_item {
    const mg_family *family;
    int level; /* 1 to family->level_count */
    mg_split split;
    uint64_t seed, index;
} mg_item;

typedef enum mg_answer_kind {
    MG_ANSWER_INTEGER,  /* value[0] */
    MG_ANSWER_QUOTIENT, /* value[0] r value[1] */
    MG_ANSWER_RELATION, /* value[0] is '<', '=' or '>' */
} mg_answer_kind;

typedef struct mg_problem {
    mg_item item;
    mg_key key;
    int64_t operand[MG_MAX_OPERANDS]; /* the family's own parameters of the problem */
    mg_answer_kind answer_kind;
    int64_t value[2]; /* the exact answer */

    /* Measured on this item. */
    int draws;      /* redraws for the split, 1 where the first draw fitted */
    int digits;     /* of the longest operand */
    int carries;    /* carries or borrows of the written method */
    int operations; /* elementary operations of the written method */
    int difficulty; /* the family's formula over these (gym/README.md) */

    char question[MG_QUESTION_BYTES]; /* what the model reads, e.g. "12+34=" */
    char answer[MG_ANSWER_BYTES];     /* plain layout, e.g. "46" */
    uint16_t question_bytes, answer_bytes;
} mg_problem;

/* MG_ERR_ARG: no such level; MG_ERR_NOT_FOUND: the level has no problem in this split. */
mg_status mg_problem_generate(const mg_item *item, mg_problem *problem);

/* Fills a problem from given operands; its split is that of its key, its seed and index are 0.
 * False where the operands are no problem. */
bool mg_problem_build(const mg_family *family, int level, const int64_t *operands,
                      mg_problem *problem);

/* The key alone. False where the operands are no problem. */
bool mg_problem_key(const mg_family *family, int level, const int64_t *operands, mg_key *key);

/* -- layouts: renderings of the answer, same question, same key ----------------------------- */

typedef enum mg_layout {
    MG_LAYOUT_PLAIN,      /* "1025", "-17", "27r2" */
    MG_LAYOUT_REVERSED,   /* each number least significant digit first, its sign last:
                             "5201", "71-", "72r2" */
    MG_LAYOUT_SCRATCHPAD, /* worked lines, each ended by ';', then '#' and the plain answer:
                             "7+8=15;5+6+1=12;#125" */
    MG_LAYOUT_COUNT
} mg_layout;

/* "plain", "reversed", "scratchpad"; NULL after the last. */
const char *mg_layout_name(int layout);

/* Writes the answer in a layout, zero-terminated; returns its length. `out` holds
 * MG_RESPONSE_BYTES. */
size_t mg_problem_render(const mg_problem *problem, mg_layout layout, char *out);

/* Upper bounds of the texts of a level, reached or nearly so (the tests measure them). */
typedef struct mg_text_bounds {
    int question, answer, work; /* bytes; `work` is the scratchpad up to and without '#' */
} mg_text_bounds;

mg_text_bounds mg_level_bounds(const mg_family *family, int level);

/* Longest rendered answer of a level in a layout, in bytes. */
int mg_level_response_bound(const mg_family *family, int level, mg_layout layout);

/* -- the verifier --------------------------------------------------------------------------- */

typedef enum mg_verdict {
    MG_CORRECT,    /* the rendered answer to the byte */
    MG_EQUIVALENT, /* the same value in another accepted spelling */
    MG_WRONG,      /* a value, but another one */
    MG_UNPARSABLE, /* not a value */
    MG_OVER_CAP,   /* longer than the verifier reads */
} mg_verdict;

typedef struct mg_judgement {
    mg_verdict verdict;
    double reward;      /* in [0, 1]; 1 for correct and equivalent, else 0 */
    const char *reason; /* one phrase, static */
} mg_judgement;

/* Judges `bytes` bytes of text as the answer in a layout. Accepted spellings: spaces before and
 * after, a plus sign, leading zeros, and "q" for "q r 0" with or without spaces around the r. In
 * the scratchpad layout only what follows the last '#' is judged. Linear time, no heap. */
mg_judgement mg_problem_verify(const mg_problem *problem, mg_layout layout, const char *text,
                               size_t bytes);

const char *mg_verdict_name(int verdict);

#endif
