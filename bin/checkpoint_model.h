/* A trained model taken from disk to be asked, not trained.
 *
 *     mg_checkpoint c;
 *     mg_status status = mg_checkpoint_open(&c, "eval", "runs/add", "auto", 0);
 *     if (status == MG_OK) ask(c.model, c.options.task, c.options.layout);
 *     mg_checkpoint_close(&c);
 */
#ifndef MG_BIN_CHECKPOINT_MODEL_H
#define MG_BIN_CHECKPOINT_MODEL_H

#include "bin/train_options.h"
#include "core/nn/model.h"

typedef struct mg_checkpoint {
    char *folder; /* of the checkpoint itself */
    mg_device *device;
    mg_model *model;
    mg_tokenizer tokenizer;
    int64_t step;             /* of its trainer.json; -1 where there is none */
    mg_train_options options; /* the run's; the defaults where there is no trainer.json */
} mg_checkpoint;

/* `path`: a run folder (its latest checkpoint) or a checkpoint folder. Prints a line on stderr, as
 * command `name`, where the run's `latest` was of no use. Close also after a failure. */
mg_status mg_checkpoint_open(mg_checkpoint *checkpoint, const char *name, const char *path,
                             const char *device, int threads);
void mg_checkpoint_close(mg_checkpoint *checkpoint); /* legal on a zeroed one */

/* The tokenizer of a checkpoint folder: its tokenizer.json or, where it has none, the one that goes
 * with the size of its vocabulary. MG_ERR_ARG where the model has fewer ids. */
mg_status mg_checkpoint_tokenizer(const char *folder, const mg_config *config,
                                  mg_tokenizer *tokenizer);

/* config.json of a folder, with the mixer that builds its memory. */
mg_status mg_checkpoint_config(const char *folder, mg_config *config);

#endif
