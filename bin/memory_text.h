/* Long texts for a memory to read: rows that go on from batch to batch.
 *
 * Problems one after the other, question and answer, without an end and without a start between
 * them, so that the memory carries over what attention has lost sight of; or distant texts
 * (gym/distant.h), one after the other; or recall texts (gym/recall.h), which tell in their first
 * parts and ask in the last.
 *
 *     mg_memory_text text;
 *     MG_TRY(mg_memory_text_start(&text, &stream, NULL, 16));
 *     for (;;) MG_TRY(mg_memory_text_next(&text, &batch));
 *     mg_memory_text_free(&text); */
#ifndef MG_BIN_MEMORY_TEXT_H
#define MG_BIN_MEMORY_TEXT_H

#include "gym/distant.h"
#include "gym/recall.h"

/* Where a row is: in which problem of the stream or which distant text, and how far. A row that is
 * put back there goes on as if it had never left. */
typedef struct mg_memory_place {
    uint64_t item;
    int64_t at; /* tokens */
} mg_memory_place;

/* The piece that a row is in. */
typedef struct mg_memory_line {
    mg_memory_place place;
    mg_distant text; /* where the texts are distant */
    int32_t ids[MG_PIECE_BYTES];
    int64_t at, length, question, answered; /* tokens; [question, answered) is the answer */
    int role;                               /* of its answer */
    bool started;                           /* the row has read something */
    bool whole;                             /* the piece began in the batch that is being filled */
} mg_memory_line;

/* What an answer is that a batch asks for: of no distant text, or of one, an ordinary problem. */
enum { MG_ROLE_NONE, MG_ROLE_FIRST, MG_ROLE_ASKED }; /* ASKED + mg_facts */

typedef struct mg_memory_text {
    const mg_stream *stream;          /* not owned; row b takes its items b, b + rows, ... */
    const mg_distant_config *distant; /* or of these texts b, b + rows, ...; not owned, or NULL */
    int64_t rows;
    mg_memory_line *lines;
    uint8_t *roles; /* of the targets of the batch made last, where lent: rows * cols. Those of a
                       piece that began in an earlier batch have none */
} mg_memory_text;

mg_status mg_memory_text_start(mg_memory_text *text, const mg_stream *stream,
                               const mg_distant_config *distant, int64_t rows);
/* The next tokens of every row, each row one segment; the loss counts answers and their <eos>, or
 * all where the stream says so. A row is carried once it has read something. Positions start at 0.
 */
mg_status mg_memory_text_next(mg_memory_text *text, mg_batch *batch);
mg_memory_place mg_memory_text_place(const mg_memory_text *text, int64_t row);
/* MG_ERR_FORMAT: there is no such place. */
mg_status mg_memory_text_seek(mg_memory_text *text, int64_t row, mg_memory_place place);
void mg_memory_text_free(mg_memory_text *text);

/* Texts that are read again and again, in parts: batch [text / rows * parts + part]. */
typedef struct mg_memory_texts {
    int64_t rows, cols, parts, groups;
    mg_batch *batches; /* (groups, parts) of (rows, cols) */
} mg_memory_texts;

/* rows, cols, parts and groups are set. Release with mg_memory_texts_free in any case. */
mg_status mg_memory_texts_of_problems(mg_memory_texts *texts, const mg_stream *stream,
                                      const mg_distant_config *distant);
/* task->length is cols * parts. */
mg_status mg_memory_texts_of_recall(mg_memory_texts *texts, const mg_recall *task, uint64_t seed);
void mg_memory_texts_free(mg_memory_texts *texts);

/* -log p of a target, nats; logits of its position. */
double mg_memory_text_nats(const float *logits, int64_t vocabulary, int32_t target);

/* Sum over the targets that count of -log p, nats; logits (rows * cols, vocabulary). */
double mg_memory_text_loss(const mg_batch *batch, const float *logits, int64_t vocabulary);

#endif
