/* The problem contract.
 *
 * A problem is a question, its exact answer, a key, facts measured on the item itself, and a
 * verifier. Item i is a pure function of (gym version, family, split, level, seed, index): no state
 * anywhere, any item at any time, on any machine.
 *
 *     const mg_family *family = mg_family_find("addition");
 *     mg_problem problem;
 *     MG_TRY(mg_problem_generate(&(mg_item){family, 3, MG_SPLIT_TRAIN, seed, index,
 *                                           MG_ORDER_DRAWN}, &problem));
 *     problem.question                                  // "57+968="
 *     problem.answer                                    // "1025"
 *     mg_judgement j = mg_problem_verify(&problem, MG_LAYOUT_PLAIN, " +1025", 6);
 *     j.verdict, j.reward                               // MG_EQUIVALENT, 1.0
 *
 * The draws of an item come from Philox with the seed as its key and (index, stream, block) as its
 * counter, where stream = version << 26 | family << 14 | level << 2 | split. Problems that fall
 * into another split are redrawn from the same cursor, at most MG_MAX_DRAWS times
 * (MG_MAX_FETCHES where the family draws from data).
 *
 * Problems are plain data of fixed size: no heap, safe to copy. */
#ifndef MG_GYM_PROBLEM_H
#define MG_GYM_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"
#include "gym/key.h"
#include "gym/verify.h"

enum {
    MG_GYM_VERSION = 2, /* raised whenever any item changes; the vectors in the tests say so */
    MG_QUESTION_BYTES = 2048,
    MG_PROMPT_BYTES = 4 * MG_QUESTION_BYTES, /* longest prompt in any layout with its zero */
    MG_ANSWER_BYTES = 512,
    MG_RESPONSE_BYTES = 4096, /* longest rendered answer (worked) with its zero */
    MG_MAX_OPERANDS = 96,
    MG_MAX_MATHS = 12, /* formulas in a question */
    /* A split of 5% is missed this often with probability .95^1024 < 1e-22 in a large space; a
     * level without a problem in the split ends in an error instead of a loop. */
    MG_MAX_DRAWS = 1024,
    /* Data has what it has: classes of answers that are rare in it need more. */
    MG_MAX_FETCHES = 4096
};

typedef struct mg_family mg_family;

/* Which of the sequences of a level an item belongs to. A shape is a canonical expression without
 * its numbers ("+n-n*(+n+n)"): the last two sequences part the drawn one by operators (key.h). */
typedef enum mg_order {
    MG_ORDER_DRAWN, /* independent draws, balanced by the family; problems may come again */
    MG_ORDER_WALK,  /* every problem once before any comes again (walk.h); a level that is too large
                       to be walked is drawn */
    MG_ORDER_SEEN_SHAPES, /* drawn, without the shapes that are held out */
    MG_ORDER_NEW_SHAPES,  /* drawn, of the shapes that are held out */
    MG_ORDER_COUNT
} mg_order;

/* "drawn", "walk", "seen-shapes", "new-shapes"; NULL after the last. */
const char *mg_order_name(int order);

/* Which item. */
typedef struct mg_item {
    const mg_family *family;
    int level; /* 1 to family->level_count */
    mg_split split;
    uint64_t seed, index;
    mg_order order;
} mg_item;

typedef struct mg_problem {
    mg_item item;
    mg_key key;
    int64_t operand[MG_MAX_OPERANDS]; /* the family's own parameters of the problem */
    int32_t answer_detail;            /* what some kinds need: see verify.h */

    /* Measured on this item. */
    int draws;      /* redraws for the split, 1 where the first draw fitted */
    int digits;     /* of the longest operand */
    int carries;    /* carries or borrows of the written method */
    int operations; /* elementary operations of the written method */
    int difficulty; /* the family's formula over these (gym/README.md) */

    uint16_t question_bytes, answer_bytes;
    uint16_t math_count;
    struct {
        uint16_t start, end;
    } math[MG_MAX_MATHS];             /* the formulas of the question, as byte ranges */
    char question[MG_QUESTION_BYTES]; /* "12+34=" or "What is 12 + 34?" */
    char answer[MG_ANSWER_BYTES];     /* the gold in the plain layout: "46" */
} mg_problem;

/* An item in the drawn order; items of walks come from walk.h. MG_ERR_ARG: no such level;
 * MG_ERR_NOT_FOUND: the level has no problem in this split. Families bound to data (series.h) fail
 * as their source does, too. */
mg_status mg_problem_generate(const mg_item *item, mg_problem *problem);

/* Fills a problem from given operands, MG_MAX_OPERANDS of them; its split is that of its key, its
 * seed and index are 0. False where the operands are no problem. */
bool mg_problem_build(const mg_family *family, int level, const int64_t *operands,
                      mg_problem *problem);

/* The key alone. False where the operands are no problem. */
bool mg_problem_key(const mg_family *family, int level, const int64_t *operands, mg_key *key);

/* -- layouts: renderings of the answer, same question, same key ----------------------------- */

typedef enum mg_layout {
    MG_LAYOUT_PLAIN,      /* "1025", "-17", "27r2" */
    MG_LAYOUT_REVERSED,   /* each whole number least significant digit first, its sign last:
                             "5201", "71-", "72r2", "3/41-" */
    MG_LAYOUT_SCRATCHPAD, /* worked lines, each ended by ';', then '#' and the plain answer:
                             "7+8=15;5+6+1=12;#125" */
    MG_LAYOUT_STEPS,      /* the same lines, one a line, then "#### 125" on a line of its own */
    MG_LAYOUT_LATEX, /* the question's formulas and the answer typeset: "$\\frac{3}{4}x^{2}$" */
    MG_LAYOUT_COUNT
} mg_layout;

/* "plain", "reversed", "scratchpad", "steps", "latex"; NULL after the last. */
const char *mg_layout_name(int layout);

/* The question in a layout: as it is, or in LaTeX. Returns its length; `out` holds MG_PROMPT_BYTES.
 */
size_t mg_problem_question(const mg_problem *problem, mg_layout layout, char *out);

/* What a model reads: the question in a layout, and a line feed where it does not end in '='
 * itself. Returns its length; `out` holds MG_PROMPT_BYTES. */
size_t mg_problem_prompt(const mg_problem *problem, mg_layout layout, char *out);

/* Writes the answer in a layout, zero-terminated; returns its length. `out` holds
 * MG_RESPONSE_BYTES. */
size_t mg_problem_render(const mg_problem *problem, mg_layout layout, char *out);

/* Upper bounds of the texts of a level, reached or nearly so (the tests measure them). */
typedef struct mg_text_bounds {
    int question, answer, work; /* bytes; `work` is the worked lines, each with its ';' */
} mg_text_bounds;

mg_text_bounds mg_level_bounds(const mg_family *family, int level);

/* Longest prompt of a level in a layout, in bytes. What would be longer in LaTeX stays plain. */
int mg_level_prompt_bound(const mg_family *family, int level, mg_layout layout);

/* Longest rendered answer of a level in a layout, in bytes. */
int mg_level_response_bound(const mg_family *family, int level, mg_layout layout);

/* -- the verifier --------------------------------------------------------------------------- */

/* Judges `bytes` bytes of text as the answer in a layout: mg_verify of the problem's gold, or the
 * family's own judge. In the scratchpad and steps layouts only what follows the last mark of a
 * final answer is judged. Linear time, no heap. */
mg_judgement mg_problem_verify(const mg_problem *problem, mg_layout layout, const char *text,
                               size_t bytes);

#endif
