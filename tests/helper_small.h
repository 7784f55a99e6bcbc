/* Small models with drawn parameters, and batches with drawn tokens. */
#ifndef MG_TESTS_HELPER_SMALL_H
#define MG_TESTS_HELPER_SMALL_H

#include "core/base/batch.h"
#include "core/nn/infer.h"
#include "core/nn/model.h"

/* Fails the test with the error's text. */
void small_must(mg_status status);

/* A dense decoder: 2 layers of width 16, 24 tokens, 32 positions. */
mg_config small_config(void);

/* The same with a memory in layer 1: 2 heads of 5 features, m = 7, chunks of 4, convolutions of 3
 * taps. */
mg_config small_config_with_memory(mg_memory_kind kind);

/* A cmocka test for each kind of memory, which finds it in its state: const mg_memory_kind *. */
extern mg_memory_kind small_kinds[3];
#define SMALL_EACH_KIND(f)                                                                         \
    {#f ": linear", f, NULL, NULL, &small_kinds[0]},                                               \
        {#f ": feature", f, NULL, NULL, &small_kinds[1]}, {                                        \
#f ": deep", f, NULL, NULL, &small_kinds[2]                                                \
    }

/* Drawn with a deviation of 0.3 (biases and norms are jittered too), so that nothing is near zero
 * and no two parameters are alike. */
mg_model *small_model(mg_device *device, const mg_config *config, uint64_t seed);

/* Each row one segment of drawn tokens, targets drawn too. */
mg_batch small_batch(int64_t rows, int64_t cols, uint64_t seed);

/* Tokens of row `row` from `first` on, as a batch of one row at positions 0, 1, ... */
mg_batch small_cut(const mg_batch *batch, int64_t row, int64_t first, int64_t cols);

/* Largest |a - b| / (1 + max |b|). */
double small_distance(const float *a, const float *b, int64_t n);

/* Logits of the parallel pass, (rows * cols, V), to be released with mg_free(). */
float *small_forward(mg_model *model, const mg_batch *batch);

/* Feeds columns [first, end) of the batch, all rows in step, at positions first, ...; the
 * logits go to their places in `logits` (rows * cols, V) unless that is NULL. */
void small_decode(mg_decoder *decoder, const mg_model *model, const mg_batch *batch, int64_t first,
                  int64_t end, float *logits);

#endif
