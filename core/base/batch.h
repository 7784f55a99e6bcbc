/* The batch: what data and gym fill, and what the trainer reads.
 *
 * (B, T) tokens, row major. Several problems are packed into a row, each a segment; attention never
 * crosses a segment border. Padding has segment MG_SEGMENT_PAD and counts in no loss and no expert
 * statistics. */
#ifndef MG_BASE_BATCH_H
#define MG_BASE_BATCH_H

#include <stdint.h>

#include "core/base/status.h"

#define MG_SEGMENT_PAD (-1)

typedef struct mg_batch {
    int64_t rows;          /* B */
    int64_t cols;          /* T */
    int32_t *ids;          /* (B, T) input tokens */
    int32_t *targets;      /* (B, T) token to predict at this position (already shifted) */
    int32_t *segments;     /* (B, T) index of the problem within its row, or MG_SEGMENT_PAD */
    int32_t *positions;    /* (B, T) restarts at 0 with each segment */
    float *loss_mask;      /* (B, T) weight of the target in the loss; 0: it does not count */
    int32_t *carried;      /* (B) 1: the row goes on in the text that row b of the batch before
                              ended in, and a memory is carried over; 0 as created: it starts anew */
    int64_t target_tokens; /* targets with a weight above 0 */
} mg_batch;

/* Allocates the arrays, all padding. Fails with MG_ERR_MEMORY or MG_ERR_ARG. */
mg_status mg_batch_create(mg_batch *batch, int64_t rows, int64_t cols);

/* Sets every position to padding. */
void mg_batch_clear(mg_batch *batch);

void mg_batch_free(mg_batch *batch);

#endif
