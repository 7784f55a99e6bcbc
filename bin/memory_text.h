/* Long texts for a memory to read: rows that go on from batch to batch.
 *
 * Problems one after the other, question and answer, without an end and without a start between
 * them, so that the memory carries over what attention has lost sight of; or recall texts
 * (gym/recall.h), which tell in their first parts and ask in the last.
 *
 *     mg_memory_text text;
 *     MG_TRY(mg_memory_text_start(&text, &stream, 16));
 *     for (;;) MG_TRY(mg_memory_text_next(&text, &batch));
 *     mg_memory_text_free(&text); */
#ifndef MG_BIN_MEMORY_TEXT_H
#define MG_BIN_MEMORY_TEXT_H

#include "gym/recall.h"
#include "gym/stream.h"

/* What is left of the problem that a row is in. */
typedef struct mg_memory_line {
    int32_t ids[MG_QUESTION_BYTES + MG_RESPONSE_BYTES];
    int64_t at, length, question; /* tokens */
    uint64_t next;                /* item of the stream */
} mg_memory_line;

typedef struct mg_memory_text {
    const mg_stream *stream; /* not owned; row b takes its items b, b + rows, ... */
    int64_t rows;
    mg_memory_line *lines;
} mg_memory_text;

mg_status mg_memory_text_start(mg_memory_text *text, const mg_stream *stream, int64_t rows);
/* The next tokens of every row, each row one segment; the loss counts answers and their <eos>.
 * `carried` is left to the caller. Positions start at 0. */
mg_status mg_memory_text_next(mg_memory_text *text, mg_batch *batch);
void mg_memory_text_free(mg_memory_text *text);

/* Texts that are read again and again, in parts: batch [text / rows * parts + part]. */
typedef struct mg_memory_texts {
    int64_t rows, cols, parts, groups;
    mg_batch *batches; /* (groups, parts) of (rows, cols) */
} mg_memory_texts;

/* rows, cols, parts and groups are set. Release with mg_memory_texts_free in any case. */
mg_status mg_memory_texts_of_problems(mg_memory_texts *texts, const mg_stream *stream);
/* task->length is cols * parts. */
mg_status mg_memory_texts_of_recall(mg_memory_texts *texts, const mg_recall *task, uint64_t seed);
void mg_memory_texts_free(mg_memory_texts *texts);

/* -log p of a target, nats; logits of its position. */
double mg_memory_text_nats(const float *logits, int64_t vocabulary, int32_t target);

/* Sum over the targets that count of -log p, nats; logits (rows * cols, vocabulary). */
double mg_memory_text_loss(const mg_batch *batch, const float *logits, int64_t vocabulary);

#endif
