/* A training run: what it consists of in memory, and its folder.
 *
 *     runs/add/config.json      the model, as resolved
 *     runs/add/tokenizer.json   its vocabulary
 *     runs/add/metrics.jsonl    one object a line; the same bytes for the same run, resumed or not
 *     runs/add/memory.jsonl     what the model's memory does, if it has one; the same bytes
 * likewise runs/add/timing.jsonl     what the clock says runs/add/samples.txt      answers to
 * held-out problems at every evaluation runs/add/checkpoints/     see core/train/checkpoint_dir.h
 *
 * metrics.jsonl has two kinds of lines. A step: step, loss (mean over target tokens, nats),
 * aux_loss, grad_norm (before clipping), lr, tokens (target tokens), imbalance (largest expert load
 * over the mean). An evaluation: step, exact_match (mean over tasks), tasks {name: share}, and with
 * a curriculum pass_rates and frontiers [level] from then on, one a ladder.
 *
 * memory.jsonl has a line at every evaluation: step, and memory, an array with an object for each
 * head of each layer that has one; its keys are the fields of mg_memory_stat (memory_stats.h), of
 * the step's first batch.
 *
 * A checkpoint is config.json, model.safetensors, optimizer.safetensors, tokenizer.json and
 * trainer.json: the options of the run, the step, the position of the problem stream, the smoothed
 * loss, and how long metrics.jsonl, memory.jsonl and samples.txt were, so that resuming cuts them
 * there. Of a run whose rows are carried it also has where each row is, and carried.safetensors.
 * Sources of series are pinned in the options (lotsa@COMMIT:...), and `data_digest` tells
 * whether local files have changed since: a run goes on with the data it began with, or not at all.
 */
#ifndef MG_BIN_RUN_FOLDER_H
#define MG_BIN_RUN_FOLDER_H

#include "bin/evaluate.h"
#include "bin/memory_stats.h"
#include "bin/memory_text.h"
#include "bin/train_options.h"
#include "core/base/file.h"
#include "core/train/trainer.h"
#include "gym/feeder.h"

typedef struct mg_run_state {
    int64_t step;
    uint64_t position;               /* of the problem stream */
    double smooth_loss, lowest_loss; /* exponential mean of the loss, and its minimum so far */
    int64_t watch_after;             /* up to this step the loss may rise: a frontier moved */
    double exact_match;              /* of the last evaluation; -1 before the first */
    int64_t metrics_bytes, samples_bytes, memory_bytes;
    uint64_t data_digest; /* of all sources of series (gym/series_sources.h) */
} mg_run_state;

typedef struct mg_run {
    char *folder;
    mg_train_options options;
    mg_run_state state;
    mg_device *device;
    mg_model *model;
    mg_trainer *trainer;
    mg_evaluator *evaluator;
    mg_evaluator *probe; /* the curriculum's: problems of the training split */
    mg_tokenizer tokenizer;
    mg_series_sources *sources; /* that the tasks draw from */
    mg_stream stream;
    mg_feeder *feeder;             /* of the stream, where there are sources */
    mg_memory_text carried;        /* where options.carry: rows that go on, in place of batches */
    mg_distant_config distant;     /* and what they tell */
    mg_memory_place *places;       /* (rows): where they were before the step, and when saved */
    mg_curriculum curriculum;      /* where options.curriculum */
    mg_batch *batches;             /* options.accumulation of them */
    mg_memory_stats *memory_stats; /* of a model with memory, where it is evaluated; else NULL */
    mg_forward *watched;           /* shows what they are made of */
    mg_writer metrics, timing, samples, memory;
    mg_json_writer line;
} mg_run;

/* Starts a new run in `folder`, which must not hold one yet. `options` is checked and copied. */
mg_status mg_run_create(mg_run *run, const char *folder, const mg_config *config,
                        const mg_tokenizer *tokenizer, const mg_train_options *options,
                        const char *device, int threads);

/* Takes a run up where its latest checkpoint left it. */
mg_status mg_run_resume(mg_run *run, const char *folder, const char *device, int threads);

/* Once the run has its model: makes ready for mg_run_log_memory (bin/run_memory.c). */
mg_status mg_run_watch_memory(mg_run *run);

/* Rows that go on from batch to batch (bin/run_carry.c), where options.carry, else nothing: starts
 * them once the run has its model, writes where they are into trainer.json and what the memory
 * carries into a checkpoint, and takes both up again. */
mg_status mg_run_start_carry(mg_run *run);
void mg_run_write_places(mg_run *run, mg_json_writer *json);
mg_status mg_run_read_places(mg_run *run, const mg_json *trainer);
mg_status mg_run_save_carry(const mg_run *run, const char *checkpoint);
mg_status mg_run_load_carry(mg_run *run, const char *checkpoint);

/* All batches of a step or, where that fails, none: a run that is saved then loses no problem. */
mg_status mg_run_fill_batches(mg_run *run);

/* Writes a checkpoint of the current state and removes those beyond options.keep. */
mg_status mg_run_save(mg_run *run);

mg_status mg_run_log_step(mg_run *run, const mg_train_report *report, double rate);
mg_status mg_run_log_evaluation(mg_run *run);
/* After a step; nothing where there is no memory to watch. */
mg_status mg_run_log_memory(mg_run *run);
/* `data_seconds`: of the step's, those spent waiting for problems. */
mg_status mg_run_log_timing(mg_run *run, double seconds, double data_seconds,
                            double tokens_per_second);

/* Path of the last complete checkpoint, or NULL if there is none; release with mg_free. */
char *mg_run_last_checkpoint(const mg_run *run);

/* Legal on a zeroed run. */
void mg_run_free(mg_run *run);

#endif
