/* state.json of a folder that `datasets` wrote with save_to_disk: which of its files are the data.
 * Folders hold strays beside them (cache-*.arrow, tmpXXXX) that must not be read.
 *
 *     mg_dataset_state state;
 *     MG_TRY(mg_dataset_state_read("lcl", &state));
 *     for (size_t i = 0; i < state.count; i++) puts(state.files[i]);  // data-00000-of-00001.arrow
 *     mg_dataset_state_free(&state);
 */
#ifndef MG_DATA_DATASET_STATE_H
#define MG_DATA_DATASET_STATE_H

#include <stddef.h>

#include "core/base/status.h"

typedef struct mg_dataset_state {
    char **files; /* plain names, each once, in the order of the rows */
    size_t count;
    size_t capacity;
} mg_dataset_state;

/* `name` is what messages call the text. MG_ERR_FORMAT: no list of files, an empty one, a name that
 * leaves the folder, a name twice. On failure there is nothing to free. */
mg_status mg_dataset_state_parse(const char *name, const char *text, size_t size,
                                 mg_dataset_state *state);

/* FOLDER/state.json. MG_ERR_NOT_FOUND where the folder has none, with what it should be. */
mg_status mg_dataset_state_read(const char *folder, mg_dataset_state *state);

void mg_dataset_state_free(mg_dataset_state *state);

#endif
