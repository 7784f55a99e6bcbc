/* What a token costs in a text that grows: with a window and a memory beside attention over all. */
#ifndef MG_BIN_BENCH_MEMORY_H
#define MG_BIN_BENCH_MEMORY_H

#include "core/nn/model.h"

/* Reads texts of 1,024, 2,048, ... up to `longest` tokens, one row, and prints microseconds a token
 * (the forward pass): of the model, in parts from which its memory alone is carried on, and of the
 * same model without memory whose attention sees the whole text. The latter ends where a text takes
 * more than half a minute. MG_ERR_ARG: the model has no window. */
mg_status mg_bench_memory(mg_device *device, const mg_config *config, int64_t longest, bool json);

#endif
