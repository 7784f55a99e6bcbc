/* A stream of batches: the problems of a mixture, packed, without end.
 *
 *     mg_stream stream;
 *     MG_TRY(mg_stream_init(&stream, &(mg_stream_config){.split = MG_SPLIT_TRAIN, .seed = 1,
 *                                                        .causal = true, .mixture = mixture}));
 *     for (;;) MG_TRY(mg_stream_next_batch(&stream, &batch));
 *
 * The whole state is `position`, the index of the next item: a batch is a function of the
 * configuration and the position alone. To resume, put the saved position back. No heap but the
 * pool of walks and the feeder that the caller may lend; streams may be copied. */
#ifndef MG_GYM_STREAM_H
#define MG_GYM_STREAM_H

#include "core/base/batch.h"
#include "data/pack.h"
#include "gym/mixture.h"
#include "gym/problem.h"
#include "gym/walk.h"

typedef struct mg_stream_config {
    mg_mixture mixture;
    mg_split split;
    mg_layout layout;
    uint64_t seed;
    mg_order order;   /* of the items: MG_ORDER_DRAWN where nothing is said */
    mg_walks *walks;  /* for MG_ORDER_WALK, which needs it */
    bool causal;      /* false: encoder batches with masked answer slots (data/pack.h) */
    bool loss_on_all; /* causal only: the loss counts question tokens too */
    mg_tokenizer tokenizer;
} mg_stream_config;

typedef struct mg_stream {
    mg_stream_config config;
    mg_pack_options pack;
    int64_t longest;   /* tokens of the longest problem that can occur: rows must be this long */
    uint64_t position; /* index of the next item */
    struct mg_feeder *feeder; /* makes the items ahead (feeder.h), or NULL; not owned */
} mg_stream;

/* MG_ERR_NOT_FOUND: a task of the mixture has no problem in the split. */
mg_status mg_stream_init(mg_stream *stream, const mg_stream_config *config);

/* Whether an item of the stream comes again because its task is exhausted: a walk that has begun
 * anew. `problems` is then how many the task has. */
bool mg_stream_is_repeat(const mg_stream *stream, const mg_item *item, uint64_t *problems);

/* Item `index` of the stream, whatever the position. */
mg_status mg_stream_item(const mg_stream *stream, uint64_t index, mg_problem *problem);

/* Fills the batch with the next problems and moves the position past those that went in.
 * MG_ERR_SHAPE: rows are shorter than `longest`; MG_ERR_ARG: a character that the tokenizer lacks.
 */
mg_status mg_stream_next_batch(mg_stream *stream, mg_batch *batch);

/* Answer slots of the encoder for a mixture in a layout: its longest answer and one <eos>. */
int64_t mg_mixture_answer_slots(const mg_mixture *mixture, mg_layout layout);

#endif
