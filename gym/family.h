/* A family of problems: a table of levels and a few functions over operands.
 *
 * To add one: write gym/families/<name>.c with `const mg_family mg_family_<name>`, add a line to
 * the topic's gym/families/<topic>.def. Everything about a problem (key, question, answer,
 * measures, worked lines) is a function of its level and operands; wordings are picked by the key
 * (mg_pick).
 *
 * A level of at most MG_WALKED_PROBLEMS problems must have a box: its operands are then a point of
 * a product of integer ranges, and the level can be walked, every problem once. A level without a
 * box has more problems than that, and is only drawn from. */
#ifndef MG_GYM_FAMILY_H
#define MG_GYM_FAMILY_H

#include "core/base/philox.h"
#include "gym/problem.h"
#include "gym/text.h"

enum { MG_MAX_KNOBS = 6, MG_WALKED_PROBLEMS = 1 << 24 };

/* MG_FAMILY_ID_<name> */
enum {
#define MG_FAMILY(number, name) MG_FAMILY_ID_##name = (number),
#include "gym/families.def"
#undef MG_FAMILY
};

typedef struct mg_level {
    const char *summary;
    int32_t knob[MG_MAX_KNOBS]; /* meaning: the family's `knobs` */
    const void *context;        /* of families made at run time (template.h, series.h); NULL */
} mg_level;

/* Operand i lies in [low[i], high[i]]. */
typedef struct mg_box {
    int count;
    int64_t low[MG_MAX_OPERANDS], high[MG_MAX_OPERANDS];
} mg_box;

struct mg_family {
    const char *name, *summary;
    const char *topic; /* "arithmetic": the .def file that names it */
    uint16_t id;       /* part of every item's identity; never reused */
    const char *knobs[MG_MAX_KNOBS];
    const mg_level *levels; /* levels[0] is level 1 */
    int level_count;
    int default_level;
    mg_answer_kind answer_kind;
    mg_form form;

    /* Sets the box of a level, or count = 0 where the level has none. NULL: no level has one. */
    void (*box)(const mg_level *level, mg_box *box);
    /* Of all points of the box that share a key, exactly one is the representative. NULL: every
     * point that is a problem has a key of its own, or `shares_keys`. */
    bool (*representative)(const mg_level *level, const int64_t *operand);
    /* Turns a representative into any of the points that share its key, at random. NULL with
     * `representative`. */
    void (*vary)(const mg_level *level, mg_rng *rng, int64_t *operand);
    /* Points share keys in ways that no representative tells: a walk compares keys. */
    bool shares_keys;
    /* Draws operands (in the box, if there is one) with the family's balance of sizes and classes,
     * in bounded time. */
    void (*draw)(const mg_level *level, mg_rng *rng, int64_t *operand);
    /* Used in place of `draw` where set: operands from data (series.h), which may be unreadable.
     * Draws that are no problem leave operands that `canonical` refuses. */
    mg_status (*fetch)(const mg_level *level, mg_rng *rng, int64_t *operand);
    /* Writes the canonical expression (key.h); false where the operands are no problem. */
    bool (*canonical)(const mg_level *level, const int64_t *operand, mg_text *out);
    /* Writes question and gold; sets digits, carries, operations and difficulty as they apply, and
     * marks formulas (mg_math_open). problem->key is set already. A problem whose texts are longer
     * than the level's bounds is redrawn. */
    void (*pose)(const mg_level *level, const int64_t *operand, mg_text *question, mg_text *answer,
                 mg_problem *problem);
    /* Writes the worked lines, each ended by ';', without ';' or '#' within a line. A line that is
     * a chain of sides with = < > <= >= between them must be true (gym/README.md, "Worked
     * lines"). */
    void (*work)(const mg_problem *problem, mg_text *out);
    /* MG_ANSWER_OWN only: judges what is left when wrappers are taken off. */
    mg_judgement (*judge)(const mg_problem *problem, const char *text, size_t bytes);
    mg_text_bounds (*bounds)(const mg_level *level);
};

/* The families in the order of families.def; NULL past the end. */
const mg_family *mg_family_at(int i);

/* NULL where there is none of this name. */
const mg_family *mg_family_find(const char *name);

/* The box of a level; count = 0 where it has none. */
mg_box mg_level_box(const mg_family *family, int level);

/* Number of points in the level's box; UINT64_MAX where it does not fit or there is no box. An
 * upper bound of the number of distinct problems. */
uint64_t mg_level_points(const mg_family *family, int level);

/* Operands of point number n (mixed radix, operand 0 fastest). */
void mg_level_point(const mg_family *family, int level, uint64_t n, int64_t *operand);

/* -- shared by families ---------------------------------------------------------------------- */

int mg_digit_count(int64_t value); /* of the magnitude; 1 for zero */
int64_t mg_power_of_ten(int exponent);

/* A number of 1 to max_digits digits. Each length is three times as likely as the one before (ten
 * times would be uniform), so that short numbers are not swamped; zero counts as one digit. */
int64_t mg_draw_number(mg_rng *rng, int max_digits);

/* Uniform in [low, high], any span below 2^63. */
int64_t mg_draw_between(mg_rng *rng, int64_t low, int64_t high);

/* A choice in [0, count) that hangs on the problem's key alone; `which` tells choices of one
 * problem apart. For wordings and names of variables. */
int mg_pick(const mg_problem *problem, int which, int count);

/* Around each formula in the question, so that layouts can typeset it:
 *     mg_math_open(problem, question); mg_text_string(question, "3*x^2 - 1/2"); mg_math_close(...)
 */
void mg_math_open(mg_problem *problem, const mg_text *question);
void mg_math_close(mg_problem *problem, const mg_text *question);

#endif
