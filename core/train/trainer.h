/* The trainer: one optimiser step from a few batches.
 *
 *     mg_trainer *trainer;
 *     mg_train_config config = mg_train_config_default();
 *     MG_TRY(mg_trainer_create(model, &config, &trainer));
 *     for (int64_t step = 1; step <= steps; step++) {
 *         ... fill config.accumulation batches ...
 *         MG_TRY(mg_trainer_step(trainer, batches, rate, &report));
 *     }
 *
 * A step runs three programs, compiled once: forward and backward of a batch, adding to the
 * gradients (once per batch); the gradients' norm; clipping, AdamW and the router's bias. The loss
 * is the mean over the target tokens of the whole step, each weighted by its loss_mask (1 where the
 * packer wrote it; any weight >= 0 is legal), so four batches of one row give the step of one batch
 * of four rows. */
#ifndef MG_TRAIN_TRAINER_H
#define MG_TRAIN_TRAINER_H

#include "core/base/batch.h"
#include "core/nn/model.h"

typedef struct mg_train_config {
    int64_t rows, cols;   /* shape of a batch */
    int64_t accumulation; /* batches per step */
    double beta1, beta2, eps, weight_decay;
    double clip;    /* largest global gradient norm; 0 = no clipping */
    bool recompute; /* run the forward pass of each block again instead of keeping its results */
} mg_train_config;

/* AdamW as DeepSeek-V3 trains with it: betas 0.9 and 0.95, weight decay 0.1, clip 1. */
mg_train_config mg_train_config_default(void);

typedef struct mg_train_report {
    double loss;      /* mean negative log likelihood of the target tokens, nats */
    double aux_loss;  /* balance loss, weighted; 0 without */
    double grad_norm; /* before clipping */
    double imbalance; /* largest load of an expert over the mean load, worst layer; 0 when dense */
    int64_t target_tokens;
} mg_train_report;

typedef struct mg_trainer mg_trainer;

mg_status mg_trainer_create(mg_model *model, const mg_train_config *config, mg_trainer **out);
void mg_trainer_free(mg_trainer *trainer); /* NULL is legal */

/* `batches`: config.accumulation of them. A loss or a gradient that is NaN or infinite fails with
 * MG_ERR_NUMERIC and leaves parameters and moments as they were. */
mg_status mg_trainer_step(mg_trainer *trainer, const mg_batch *batches, double rate,
                          mg_train_report *report);

/* Steps done so far: the t of Adam's bias correction. */
int64_t mg_trainer_steps(const mg_trainer *trainer);

/* Moments and step count, in the folder of a checkpoint: optimizer.safetensors. */
mg_status mg_trainer_save(const mg_trainer *trainer, const char *folder);
mg_status mg_trainer_load(mg_trainer *trainer, const char *folder);

/* What the mixers carry from the last batch to the next (core/nn/layer.h), where batches say that
 * their rows go on: carried.safetensors. */
mg_status mg_trainer_save_carried(const mg_trainer *trainer, const char *folder);
mg_status mg_trainer_load_carried(mg_trainer *trainer, const char *folder);

/* Runs the forward and backward pass of one batch without an update and gives the loss; gradients
 * stay in mg_trainer_gradients, laid out as the parameters. For tests and peers. */
mg_status mg_trainer_backward(mg_trainer *trainer, const mg_batch *batch, mg_train_report *report);
mg_buffer *mg_trainer_gradients(const mg_trainer *trainer);

/* Prints where the time of the forward-backward program goes, over `runs` runs of `batch`. */
mg_status mg_trainer_profile(mg_trainer *trainer, const mg_batch *batch, int runs);

/* What a training run needs on a device, found by planning without one. */
typedef struct mg_train_memory {
    size_t parameters, gradients, moments; /* bytes */
    size_t workspace;                      /* activations and temporaries at their peak */
    size_t other;                          /* batch, tables, counters */
    size_t total;
} mg_train_memory;
mg_status mg_train_memory_plan(const mg_config *model, const mg_train_config *config,
                               mg_train_memory *memory);

#endif
