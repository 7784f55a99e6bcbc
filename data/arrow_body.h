/* One buffer of a record batch's body, plain or compressed, as a stream: bytes go in as stored, in
 * any split, and come out decompressed, in pieces, without the whole ever being in memory.
 *
 * A compressed buffer is its decompressed length as i64, then one lz4 frame or zstd frames; a
 * length of -1 says that plain bytes follow. */
#ifndef MG_DATA_ARROW_BODY_H
#define MG_DATA_ARROW_BODY_H

#include "data/arrow_batch.h"

typedef struct mg_arrow_sink {
    void *context;
    /* Once, before the bytes: how many there will be. NULL: not needed. */
    mg_status (*begin)(void *context, uint64_t total);
    mg_status (*bytes)(void *context, const uint8_t *bytes, size_t n);
} mg_arrow_sink;

typedef struct mg_arrow_decoder mg_arrow_decoder;

mg_status mg_arrow_decoder_create(mg_arrow_decoder **out);
void mg_arrow_decoder_free(mg_arrow_decoder *decoder);

/* Begins with buffer `index` of `batch`; `column` is its name for messages. Both live until the
 * end of the buffer. A buffer that came out shorter than the column needs fails here. */
mg_status mg_arrow_decoder_start(mg_arrow_decoder *decoder, const mg_arrow_batch *batch,
                                 size_t index, const char *column, const mg_arrow_sink *sink);
mg_status mg_arrow_decoder_push(mg_arrow_decoder *decoder, const uint8_t *bytes, size_t n);
/* All of the buffer's stored bytes have been pushed. */
mg_status mg_arrow_decoder_end(mg_arrow_decoder *decoder);

#endif
