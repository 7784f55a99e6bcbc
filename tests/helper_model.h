/* A checkpoint folder with a batch beside it, and what the model makes of them.
 *
 *     model_case c;
 *     MG_TRY(model_case_open(device, folder, io, NULL, &c));
 *     mg_train_config config = model_train_config(&c.batch);
 *     MG_TRY(model_run(c.model, &c.batch, &config, &result));
 *
 * The batch file has `ids` and `targets` (B, T) int32 and may have `segments`, `positions` (int32)
 * and `loss_weights` (fp32); without them every row is one segment and every target counts. */
#ifndef MG_TESTS_HELPER_MODEL_H
#define MG_TESTS_HELPER_MODEL_H

#include "core/base/batch.h"
#include "core/base/safetensors.h"
#include "core/nn/model.h"
#include "core/train/trainer.h"

typedef struct model_case {
    mg_config config;
    mg_model *model;
    mg_safetensors *io;
    mg_batch batch;
} model_case;

/* Loads the model of `folder` and the batch of the safetensors file `io`. `edit`, if not NULL,
 * changes the configuration first. */
mg_status model_case_open(mg_device *device, const char *folder, const char *io,
                          void (*edit)(mg_config *config), model_case *out);
void model_case_close(model_case *c);

/* The training that the tests and peers compare: one batch a step, AdamW at its defaults. */
mg_train_config model_train_config(const mg_batch *batch);

typedef struct model_result {
    double loss, aux_loss;
    int64_t n_logits, n_grads;
    float *logits;  /* (B, T, V) */
    double *grads;  /* laid out as the parameters, trained_end of them */
    double *load;   /* (layers, E) routed pairs per expert */
    int64_t n_load; /* 0 in a dense model */
} model_result;

/* Logits of the parallel forward pass, then loss and gradients of one batch. */
mg_status model_run(mg_model *model, const mg_batch *batch, const mg_train_config *config,
                    model_result *result);
void model_result_free(model_result *result);

#endif
