/* The decoder's inside. */
#ifndef MG_NN_DECODER_H
#define MG_NN_DECODER_H

#include "core/graph/program.h"
#include "core/nn/infer.h"
#include "core/nn/stack.h"

struct mg_decoder {
    int64_t rows, length, vocabulary;
    bool endless; /* a window bounds the cache, so no length bounds a row */
    uint64_t config_hash;
    mg_inputs inputs;
    mg_cache cache;
    mg_state state;
    mg_buffer *logits;
    mg_program *program;
    float *host;       /* (rows, V) */
    float *flags;      /* (rows) */
    int32_t *segments; /* (rows) */
    /* The state of mg_decoder_generate, one of each per row. */
    int32_t *ids, *positions;
    int64_t *prompt;
};

#endif
