/* A folder that Hugging Face's load_dataset reads: a card (README.md) that names the files, and
 * data/train.jsonl, data/validation.jsonl, data/test.jsonl. No problem is in two of them, and none
 * comes twice in one where its level can be walked. */
#ifndef MG_BIN_DATASET_FOLDER_H
#define MG_BIN_DATASET_FOLDER_H

#include "core/base/threads.h"
#include "gym/stream.h"

typedef struct mg_dataset_plan {
    mg_stream_config stream; /* its split is set for each file */
    mg_pool *pool;
    const char *task, *folder;
    int64_t train, held_out; /* problems at most; fewer where a task is exhausted */
} mg_dataset_plan;

/* MG_ERR_ARG where the folder exists already. */
mg_status mg_dataset_write(const mg_dataset_plan *plan);

#endif
