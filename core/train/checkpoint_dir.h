/* The folders of a run's checkpoints: only how they come and go, nothing of what is in them.
 *
 *     runs/add/checkpoints/step-00000100/   complete: the name appears by renaming alone
 *     runs/add/checkpoints/step-00000200/
 *     runs/add/checkpoints/latest           "step-00000200\n", itself replaced by renaming
 *     runs/add/checkpoints/.tmp-*           being written or removed; cleaned at the next start
 *     runs/add/checkpoints/.old-step-*      the former folder while one of the same step replaces
 * it
 *
 * Whenever the process or the machine stops, what `latest` names is complete: the old state until
 * the new one is on the disk, then the new one.
 *
 *     char *folder;
 *     MG_TRY(mg_ckpt_begin(run, step, &folder));
 *     status = write_files(folder);                       // safetensors, trainer.json, ...
 *     if (status == MG_OK) status = mg_ckpt_commit(run, step);
 *     else mg_ckpt_abort(run, step);
 *     mg_free(folder);
 *     MG_TRY(mg_ckpt_keep(run, 3));
 *
 * One process at a time may write checkpoints into a run folder; any number may read. */
#ifndef MG_TRAIN_CHECKPOINT_DIR_H
#define MG_TRAIN_CHECKPOINT_DIR_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

/* Once at the start of training: creates `run`/checkpoints, removes what a killed process left. */
mg_status mg_ckpt_prepare(const char *run);

/* An empty temporary folder for the checkpoint of `step` (>= 0); release the path with mg_free. */
mg_status mg_ckpt_begin(const char *run, int64_t step, char **folder);
/* Syncs the temporary folder to the disk, gives it its name (replacing a checkpoint of the same
 * step) and lets `latest` name it. On failure the checkpoints that were there are still there. */
mg_status mg_ckpt_commit(const char *run, int64_t step);
/* Removes the temporary folder; leaves the error text as it was. */
void mg_ckpt_abort(const char *run, int64_t step);

/* Path of the checkpoint of `step`, there or not; release with mg_free. NULL: out of memory. */
char *mg_ckpt_path(const char *run, int64_t step);

/* Steps of the complete checkpoints, ascending. */
typedef struct mg_ckpt_steps {
    int64_t *steps;
    size_t count, capacity;
} mg_ckpt_steps;

mg_status mg_ckpt_list(const char *run, mg_ckpt_steps *list);
void mg_ckpt_steps_free(mg_ckpt_steps *list);

/* Removes all but the `keep` highest steps and the one that `latest` names; 0 keeps all. */
mg_status mg_ckpt_keep(const char *run, size_t keep);

/* What the user means by CKPT: a checkpoint folder is itself; a run folder stands for its latest
 * checkpoint, or, if `latest` is missing or wrong, for its newest complete one, and then `*note` is
 * a line that says so (else NULL). Release both with mg_free. Fails with MG_ERR_NOT_FOUND or
 * MG_ERR_IO and a text that says what was expected. */
mg_status mg_ckpt_resolve(const char *path, char **folder, char **note);

#endif
