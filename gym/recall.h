/* Recall tasks: something is told, much later it is asked, and nothing in between repeats it. What
 * a memory is tested on (mathgym memory-test), since attention over a window cannot know the
 * answer.
 *
 *     pairs       AbKcQa.,:;.. -+.,K  A  ->  c  b     P keys, each with a value; then queries
 *     overwrite   AbKcKdAa.,:;.. -+.,K  A  ->  d  a   every key is told twice: the last value
 *                                                      counts
 *     passkey     .,:A7B3C9;-.. +*.,A  B  C  -> 7 3 9  a number in noise, its digits under their
 *                                                      keys
 *     table       K  cA  bK  cR  fA  b -> c b c f b    a made-up operator, a random table: asked
 *                                                      again and again, and told each time
 *
 * A query is the key alone, and its target stands at the query's own position: the answer is never
 * fed back, so that no answer helps with the next; only a table tells it then, as the next token.
 * Queries are drawn with replacement (passkey asks for each digit once, in order), values
 * independently of each other.
 *
 * A text is one segment of a row, in the tokens of the vocabulary of bytes. Text i is a pure
 * function of (task, seed, i), through Philox. */
#ifndef MG_GYM_RECALL_H
#define MG_GYM_RECALL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/batch.h"
#include "core/base/status.h"

typedef enum mg_recall_kind {
    MG_RECALL_PAIRS,
    MG_RECALL_OVERWRITE,
    MG_RECALL_PASSKEY,
    MG_RECALL_TABLE,
    MG_RECALL_KINDS
} mg_recall_kind;

enum { MG_RECALL_KEYS = 26, MG_RECALL_VALUES = 26 };

typedef struct mg_recall {
    mg_recall_kind kind;
    int64_t length;  /* T: tokens of a text */
    int64_t pairs;   /* P: keys told in a text, at most MG_RECALL_KEYS */
    int64_t values;  /* how many there are to choose from: chance is one over this */
    int64_t queries; /* at the end; passkey: P; table: T / 2, all along */
    int64_t gap; /* tokens between the last that is told and the first query, at least; table: 0 */
} mg_recall;

/* "pairs", "overwrite", "passkey", "table"; NULL past the end. */
const char *mg_recall_name(int kind);

/* MG_ERR_ARG where the numbers make no text, e.g. it is too short for what is told and asked. */
mg_status mg_recall_check(const mg_recall *task);

/* Fills row r of a batch of `length` columns with text `first` + r. The loss counts the queries.
 * MG_ERR_SHAPE: the batch has other columns. */
mg_status mg_recall_fill(const mg_recall *task, uint64_t seed, uint64_t first, mg_batch *batch);

/* Of a token of a text of pairs, overwrite or passkey: 1 for a value that is told, with which a
 * fact is complete, 0 for what lies between facts and questions, -1 for a key. */
int mg_recall_worth(int32_t id);

/* What knowing nothing but the values told in a text would score: one over their number; and where
 * each is asked once and excluded when it was used, by elimination, H_P / P. */
double mg_recall_guess(const mg_recall *task);
double mg_recall_elimination(const mg_recall *task);

#endif
