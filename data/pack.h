/* Packing: problems of different lengths side by side in the rows of a batch.
 *
 *     mg_packer packer;
 *     mg_packer_start(&packer, &batch, (mg_pack_options){.causal = true});
 *     bool placed = true;
 *     while (placed) MG_TRY(mg_packer_add(&packer, next question, next answer, &placed));
 *
 * A problem is one segment: it never straddles two rows, its positions start at 0, and attention
 * stays inside it. Rows are filled in order, in the order of the calls, so that the batch is a
 * function of the problems alone.
 *
 * causal: a segment holds question + answer, |q| + |a| tokens. The target of a token is the next
 * one, that of the last is <eos>: <eos> is predicted but is no input, since nothing follows it
 * within its segment. The loss counts the targets that are answer tokens or <eos>; with
 * `loss_on_all`, every target.
 *
 *     ids       1 2 + 3 4 = 4 6
 *     targets   2 + 3 4 = 4 6 <eos>
 *     loss                1 1 1
 *
 * not causal (encoder): the question is followed by `answer_slots` slots. Their ids are <mask>,
 * their targets the answer in place, then <eos> to the end; the loss counts the slots. Their number
 * is the same for every problem and tells nothing about the answer. Question tokens have themselves
 * as targets, without loss.
 *
 *     ids       1 2 + 3 4 = <mask> <mask> <mask> <mask> <mask>
 *     targets   1 2 + 3 4 = 4      6      <eos>  <eos>  <eos>
 *     loss                  1      1      1      1      1      */
#ifndef MG_DATA_PACK_H
#define MG_DATA_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/batch.h"
#include "core/base/status.h"
#include "data/tokenizer.h"

typedef struct mg_pack_options {
    bool causal;
    bool loss_on_all;     /* causal only: question tokens count too */
    int64_t answer_slots; /* encoder only: longest answer + 1 for <eos> */
    mg_tokenizer tokenizer;
} mg_pack_options;

typedef struct mg_packer {
    mg_batch *batch;
    mg_pack_options options;
    int64_t row, col; /* where the next segment goes */
    int32_t segment;  /* its number within the row */
} mg_packer;

/* Clears the batch and starts at its first row. */
void mg_packer_start(mg_packer *packer, mg_batch *batch, mg_pack_options options);

/* Number of positions that a problem takes. */
int64_t mg_pack_length(const mg_pack_options *options, size_t question_bytes, size_t answer_bytes);

/* Adds a problem; *placed is false where the batch is full and the problem belongs to the next.
 * MG_ERR_SHAPE: it is longer than a row or its answer longer than the slots;
 * MG_ERR_ARG: the question is empty, or the tokenizer lacks a character. */
mg_status mg_packer_add(mg_packer *packer, const char *question, size_t question_bytes,
                        const char *answer, size_t answer_bytes, bool *placed);

#endif
