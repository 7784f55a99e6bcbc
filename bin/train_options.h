/* What a training run was asked to do: filled from the command line, kept in every checkpoint
 * (trainer.json) so that --resume needs nothing else. */
#ifndef MG_BIN_TRAIN_OPTIONS_H
#define MG_BIN_TRAIN_OPTIONS_H

#include "bin/cli.h"
#include "core/base/json.h"
#include "core/train/schedule.h"
#include "core/train/trainer.h"
#include "gym/curriculum.h"
#include "gym/distant.h"

enum { MG_TASK_TEXT = 4096 };

typedef struct mg_train_options {
    char task[MG_TASK_TEXT]; /* mixture, see gym/mixture.h; sources are pinned when they are opened
                              */
    int layout;              /* mg_layout */
    bool curriculum;
    double pass_low, pass_high; /* the curriculum's band */
    bool loss_on_all;
    bool hold_out_shapes;     /* train without a tenth of the shapes (gym/key.h) */
    bool carry;               /* rows go on from batch to batch, with the memory's state */
    char facts[MG_TASK_TEXT]; /* carry: of distant texts (gym/distant.h); "": of the tasks alone */
    int64_t gap;              /* of distant texts, bytes */
    uint64_t seed;
    int64_t rows, cols, accumulation;
    int64_t steps;  /* 0: not known yet, found from `minutes` */
    double minutes; /* 0: `steps` was given */
    int64_t decay;  /* steps of the last descent; 0: decay_share of `steps` */
    int64_t warmup;
    int schedule; /* mg_schedule_kind */
    double lr, final_lr, decay_share;
    double weight_decay, clip;
    bool recompute;
    int64_t eval_every, eval_count, save_every, keep;
} mg_train_options;

mg_train_options mg_train_options_default(void);

/* As members of the object that `json` is in, and back. Reading fails with a text that names file
 * and field. */
void mg_train_options_write(const mg_train_options *options, mg_json_writer *json);
mg_status mg_train_options_read(mg_train_options *options, const mg_json *object);

mg_schedule mg_train_options_schedule(const mg_train_options *options);
mg_train_config mg_train_options_config(const mg_train_options *options);
/* Opens the sources of series that the tasks name in `sources`; NULL: they may name none. */
mg_status mg_train_options_stream(const mg_train_options *options, bool causal,
                                  const mg_tokenizer *tokenizer, mg_series_sources *sources,
                                  mg_stream *stream);
/* The distant texts of the options, where they name facts. The stream is not owned. */
mg_status mg_train_options_distant(const mg_train_options *options, const mg_stream *stream,
                                   mg_distant_config *distant);

/* Fails with MG_ERR_ARG where options contradict each other. */
mg_status mg_train_options_check(const mg_train_options *options);

#endif
