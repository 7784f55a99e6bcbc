/* A family of problems: a table of levels and a few functions over operands.
 *
 * To add one: write gym/family_<name>.c with `const mg_family mg_family_<name>`, add a line to
 * gym/families.def. The operands of a problem are a point of the level's box, a product of integer
 * ranges; everything else (key, question, answer, measures, worked lines) is a function of it, so
 * a level can be sampled (`draw`) and walked (all points of the box). */
#ifndef MG_GYM_FAMILY_H
#define MG_GYM_FAMILY_H

#include "core/base/philox.h"
#include "gym/problem.h"
#include "gym/text.h"

enum { MG_MAX_KNOBS = 4 };

/* MG_FAMILY_ID_<name> */
enum {
#define MG_FAMILY(number, name) MG_FAMILY_ID_##name = (number),
#include "gym/families.def"
#undef MG_FAMILY
};

typedef struct mg_level {
    const char *summary;
    int32_t knob[MG_MAX_KNOBS]; /* meaning: the family's `knobs` */
} mg_level;

/* Operand i lies in [low[i], high[i]]. */
typedef struct mg_box {
    int count;
    int64_t low[MG_MAX_OPERANDS], high[MG_MAX_OPERANDS];
} mg_box;

struct mg_family {
    const char *name, *summary;
    uint16_t id; /* part of every item's identity; never reused */
    const char *knobs[MG_MAX_KNOBS];
    const mg_level *levels; /* levels[0] is level 1 */
    int level_count;
    int default_level;
    mg_answer_kind answer_kind;

    void (*box)(const mg_level *level, mg_box *box);
    /* Draws operands in the box with the family's balance of sizes and classes. */
    void (*draw)(const mg_level *level, mg_rng *rng, int64_t *operand);
    /* Writes the canonical expression (key.h); false where the operands are no problem. */
    bool (*canonical)(const mg_level *level, const int64_t *operand, mg_text *out);
    /* Writes the question and sets value, digits, carries, operations and difficulty. */
    void (*pose)(const mg_level *level, const int64_t *operand, mg_text *question,
                 mg_problem *problem);
    /* Writes the worked lines, each ended by ';'. */
    void (*work)(const mg_problem *problem, mg_text *out);
    mg_text_bounds (*bounds)(const mg_level *level);
};

/* The families in the order of families.def; NULL past the end. */
const mg_family *mg_family_at(int i);

/* NULL where there is none of this name. */
const mg_family *mg_family_find(const char *name);

/* Number of points in the level's box; UINT64_MAX where it does not fit. An upper bound of the
 * number of distinct problems. */
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

#endif
