/* One text without end, read with the memory carried from part to part. */
#ifndef MG_BIN_MEMORY_STREAM_H
#define MG_BIN_MEMORY_STREAM_H

#include "core/nn/model.h"
#include "gym/distant.h"

/* Reads `tokens` tokens of the stream's problems or, where given, of distant texts, `part` at once,
 * and prints at each power of ten the loss since the last, what the memory does and the process's
 * largest size; then the statistics of what was read since. by_token: through the cache instead,
 * and prints the size of all that is kept of the text. MG_ERR_NUMERIC: a loss or a statistic is not
 * finite. Ends early where the user interrupts. */
mg_status mg_memory_stream_read(mg_model *model, const mg_stream *stream,
                                const mg_distant_config *distant, int64_t tokens, int64_t part,
                                bool by_token);

#endif
