#include "data/arrow_body.h"

#include <lz4frame.h>
#include <string.h>
#include <zstd.h>

#include "core/base/alloc.h"
#include "data/bytes.h"

enum {
    WINDOW_BYTES = 128 << 10, /* decompressed at a time: stays in the second-level cache */
    ZSTD_WINDOW_LOG = 25,     /* 32 MiB; only zstd's levels 21 and 22 want more */
    RATIO_LOG = 15, /* at most: zstd's block of one repeated byte is 128 KiB from 4 bytes */
};

struct mg_arrow_decoder {
    const mg_arrow_batch *batch;
    size_t index;
    const char *column;
    mg_arrow_sink sink;
    mg_arrow_codec codec; /* of this buffer: plain where its length is -1 */
    uint8_t head[8];      /* the decompressed length */
    size_t head_bytes;
    bool begun;        /* the sink knows the total */
    bool between;      /* no frame is open */
    uint64_t total;    /* decompressed bytes that were announced */
    uint64_t produced; /* of these, handed out */
    uint8_t *window;
    ZSTD_DStream *zstd;
    LZ4F_dctx *lz4;
};

mg_status mg_arrow_decoder_create(mg_arrow_decoder **out) {
    *out = mg_calloc(1, sizeof **out);
    return *out ? MG_OK : MG_ERR_MEMORY;
}

void mg_arrow_decoder_free(mg_arrow_decoder *decoder) {
    if (!decoder) return;
    ZSTD_freeDStream(decoder->zstd);
    LZ4F_freeDecompressionContext(decoder->lz4);
    mg_free(decoder->window);
    mg_free(decoder);
}

static mg_status fail_here(const mg_arrow_decoder *d, const char *defect, uint64_t found,
                           uint64_t expected) {
    const mg_arrow_buffer *b = &d->batch->buffers[d->index];
    return mg_fail_offset(MG_ERR_FORMAT, d->batch->file, mg_arrow_buffer_offset(d->batch, d->index),
                          "column \"%s\": its %s buffer %s: %" PRIu64 " bytes, not %" PRIu64,
                          d->column, mg_arrow_buffer_name(b), defect, found, expected);
}

/* One text for all that can be wrong: which defect a decompressor meets first depends on how the
 * bytes were split. */
static mg_status damaged(const mg_arrow_decoder *d) {
    bool zstd = d->codec == MG_ARROW_ZSTD;
    return mg_fail_offset(
        MG_ERR_FORMAT, d->batch->file, mg_arrow_buffer_offset(d->batch, d->index),
        "column \"%s\": the %s data of its %s buffer are damaged%s, or are not the "
        "%" PRIu64 " bytes that it says",
        d->column, zstd ? "zstd" : "lz4", mg_arrow_buffer_name(&d->batch->buffers[d->index]),
        zstd ? ", need a window of more than 32 MiB" : "", d->total);
}

static mg_status begin(mg_arrow_decoder *d, uint64_t total) {
    uint64_t needed = (uint64_t)d->batch->buffers[d->index].needed;
    if (total < needed) return fail_here(d, "is too short", total, needed);
    d->begun = true;
    d->total = total;
    d->produced = 0;
    return d->sink.begin ? d->sink.begin(d->sink.context, total) : MG_OK;
}

mg_status mg_arrow_decoder_start(mg_arrow_decoder *decoder, const mg_arrow_batch *batch,
                                 size_t index, const char *column, const mg_arrow_sink *sink) {
    decoder->batch = batch;
    decoder->index = index;
    decoder->column = column;
    decoder->sink = *sink;
    decoder->codec = batch->codec;
    decoder->head_bytes = 0;
    decoder->begun = false;
    if (batch->codec != MG_ARROW_PLAIN) return MG_OK;
    return begin(decoder, (uint64_t)batch->buffers[index].length);
}

static mg_status pass_on(mg_arrow_decoder *d, const uint8_t *bytes, size_t n) {
    if (n > d->total - d->produced) return damaged(d);
    d->produced += n;
    return n ? d->sink.bytes(d->sink.context, bytes, n) : MG_OK;
}

static mg_status open_zstd(mg_arrow_decoder *d) {
    if (!d->zstd) d->zstd = ZSTD_createDStream();
    if (!d->zstd) return mg_fail(MG_ERR_MEMORY, "out of memory: no zstd decompressor");
    size_t rc = ZSTD_DCtx_reset(d->zstd, ZSTD_reset_session_and_parameters);
    if (!ZSTD_isError(rc)) {
        rc = ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
    }
    return ZSTD_isError(rc) ? damaged(d) : MG_OK;
}

static mg_status open_lz4(mg_arrow_decoder *d) {
    if (d->lz4) {
        LZ4F_resetDecompressionContext(d->lz4);
    } else if (LZ4F_isError(LZ4F_createDecompressionContext(&d->lz4, LZ4F_VERSION))) {
        return mg_fail(MG_ERR_MEMORY, "out of memory: no lz4 decompressor");
    }
    return MG_OK;
}

/* The eight bytes before the data are there. */
static mg_status on_head(mg_arrow_decoder *d) {
    int64_t length;
    memcpy(&length, d->head, sizeof length);
    if (length == -1) {
        d->codec = MG_ARROW_PLAIN;
        return begin(d, (uint64_t)d->batch->buffers[d->index].length - sizeof d->head);
    }
    /* Memory is allocated by this length: a small file must not ask for much. */
    uint64_t stored = (uint64_t)d->batch->buffers[d->index].length - sizeof d->head;
    uint64_t most = stored << RATIO_LOG;
    if (most > (uint64_t)MG_ARROW_BODY_MAX) most = (uint64_t)MG_ARROW_BODY_MAX;
    if (length < 0 || (uint64_t)length > most) {
        return fail_here(d, "says an impossible decompressed length", (uint64_t)length, most);
    }
    if (!d->window) d->window = mg_malloc_aligned(64, WINDOW_BYTES);
    if (!d->window) return MG_ERR_MEMORY;
    d->between = true;
    MG_TRY(d->codec == MG_ARROW_ZSTD ? open_zstd(d) : open_lz4(d));
    return begin(d, (uint64_t)length);
}

/* Decompresses once: at most a window. */
static mg_status decompress(mg_arrow_decoder *d, const uint8_t **bytes, size_t *n) {
    size_t taken = *n, made = WINDOW_BYTES, rc;
    if (d->codec == MG_ARROW_ZSTD) {
        ZSTD_inBuffer in = {*bytes, *n, 0};
        ZSTD_outBuffer out = {d->window, WINDOW_BYTES, 0};
        rc = ZSTD_decompressStream(d->zstd, &out, &in);
        if (ZSTD_isError(rc)) return damaged(d);
        taken = in.pos;
        made = out.pos;
    } else {
        rc = LZ4F_decompress(d->lz4, d->window, &made, *bytes, &taken, NULL);
        if (LZ4F_isError(rc)) return damaged(d);
    }
    if (*n > 0 && taken == 0 && made == 0) return damaged(d); /* never turn on the spot */
    d->between = rc == 0;
    *bytes += taken;
    *n -= taken;
    return pass_on(d, d->window, made);
}

/* True while the decompressor may hold bytes that did not fit into the last window. */
static bool may_hold_more(const mg_arrow_decoder *d, uint64_t before) {
    return !d->between && d->produced - before == WINDOW_BYTES;
}

static mg_status push_compressed(mg_arrow_decoder *d, const uint8_t *bytes, size_t n) {
    uint64_t before = d->produced;
    while (n > 0 || may_hold_more(d, before)) {
        before = d->produced;
        MG_TRY(decompress(d, &bytes, &n));
    }
    return MG_OK;
}

mg_status mg_arrow_decoder_push(mg_arrow_decoder *decoder, const uint8_t *bytes, size_t n) {
    if (!decoder->begun) {
        size_t taken = sizeof decoder->head - decoder->head_bytes;
        if (taken > n) taken = n;
        memcpy(decoder->head + decoder->head_bytes, bytes, taken);
        decoder->head_bytes += taken;
        bytes += taken;
        n -= taken;
        if (decoder->head_bytes < sizeof decoder->head) return MG_OK;
        MG_TRY(on_head(decoder));
    }
    if (n == 0) return MG_OK;
    return decoder->codec == MG_ARROW_PLAIN ? pass_on(decoder, bytes, n)
                                            : push_compressed(decoder, bytes, n);
}

mg_status mg_arrow_decoder_end(mg_arrow_decoder *decoder) {
    bool open = decoder->codec != MG_ARROW_PLAIN && !decoder->between;
    return open || decoder->produced != decoder->total ? damaged(decoder) : MG_OK;
}
