/* Loss by position in a text, past all that attention sees, and when the text comes again. */
#ifndef MG_BIN_MEMORY_POSITIONS_H
#define MG_BIN_MEMORY_POSITIONS_H

#include "core/nn/model.h"
#include "gym/distant.h"

/* Reads `texts` texts of the stream's problems, or of distant
 * texts (rounded up to whole batches) in parts of `part`
 * tokens, from one to the next only the memory is carried, and then the same texts once more.
 * Prints nats per target for each part, the first time and again, under each control
 * (bin/memory_control.h). With a memory the loss falls along a text as far as what was read helps
 * with what follows, and is lower when a text comes again. */
mg_status mg_memory_positions(mg_model *model, const mg_stream *stream,
                              const mg_distant_config *distant, int64_t texts, int64_t part);

#endif
