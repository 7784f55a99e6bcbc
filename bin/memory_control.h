/* A text read in parts, from one to the next only the memory is carried: as it is, and with what
 * shows whether it was the memory that knew.
 *
 *     on         the memory as it is
 *     frozen     nothing is written
 *     reset      each part is read with an empty memory
 *     shuffled   each part is read with the memory that the row below has left: of another text */
#ifndef MG_BIN_MEMORY_CONTROL_H
#define MG_BIN_MEMORY_CONTROL_H

#include <stdbool.h>

#include "core/nn/infer.h"

enum { MG_CONTROL_ON, MG_CONTROL_FROZEN, MG_CONTROL_RESET, MG_CONTROL_SHUFFLED, MG_CONTROLS };

/* "on", "frozen", "reset", "shuffled" */
const char *mg_control_name(int control);

/* Before the first part that is read under a control. */
mg_status mg_control_begin(mg_forward *forward, const mg_batch *batch, int control);

/* Reads a part of the texts of a batch's rows, of each its first or the one after the part before;
 * sets batch->carried. *logits as of mg_forward_run. */
mg_status mg_control_read(mg_forward *forward, mg_batch *batch, bool first, int control,
                          const float **logits);

#endif
