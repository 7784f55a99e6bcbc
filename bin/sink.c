#include "bin/sink.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zstd.h>

#include "core/base/alloc.h"

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Renaming over a device would replace the device. */
static bool is_special_file(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

static mg_status open_file(mg_sink *sink, const char *path) {
    if (mg_path_is_dir(path))
        return mg_fail(MG_ERR_IO, "cannot write %s: it is a folder; give a file name", path);
    sink->path = mg_strdup(path);
    if (!sink->path) return MG_ERR_MEMORY;
    if (is_special_file(path)) return mg_writer_open(&sink->writer, path);
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    sink->temporary = mg_asprintf("%.*s.tmp-%s", (int)(name - path), path, name);
    if (!sink->temporary) return MG_ERR_MEMORY;
    mg_status status = mg_writer_open(&sink->writer, sink->temporary);
    if (status == MG_OK || status == MG_ERR_MEMORY) return status;
    int error = errno; /* the message should name the file that was asked for */
    mg_free(sink->temporary);
    sink->temporary = NULL;
    return mg_fail_errno("write", path, error);
}

static mg_status open_compressor(mg_sink *sink) {
    sink->block_bytes = ZSTD_CStreamOutSize();
    sink->block = mg_malloc(sink->block_bytes);
    if (!sink->block) return MG_ERR_MEMORY;
    sink->compressor = ZSTD_createCCtx();
    if (!sink->compressor) return mg_fail(MG_ERR_MEMORY, "out of memory for the compressor");
    ZSTD_CCtx_setParameter(sink->compressor, ZSTD_c_checksumFlag, 1);
    return MG_OK;
}

mg_status mg_sink_open(mg_sink *sink, const char *path) {
    *sink = (mg_sink){.writer = {.fd = -1}};
    bool to_file = strcmp(path, "-") != 0;
    mg_status status = to_file ? open_file(sink, path) : MG_OK;
    if (status == MG_OK && ends_with(path, ".zst")) status = open_compressor(sink);
    return status == MG_OK ? MG_OK : mg_sink_close(sink, status);
}

static mg_status write_plain(mg_sink *sink, const void *data, size_t bytes) {
    if (sink->path) return mg_writer_write(&sink->writer, data, bytes);
    if (fwrite(data, 1, bytes, stdout) == bytes) return MG_OK;
    sink->reader_gone = errno == EPIPE;
    return mg_fail_errno("write", "standard output", errno);
}

static mg_status compress(mg_sink *sink, const void *data, size_t bytes, ZSTD_EndDirective mode) {
    ZSTD_inBuffer in = {data, bytes, 0};
    for (;;) {
        ZSTD_outBuffer out = {sink->block, sink->block_bytes, 0};
        size_t left = ZSTD_compressStream2(sink->compressor, &out, &in, mode);
        if (ZSTD_isError(left))
            return mg_fail(MG_ERR_IO, "zstd cannot compress: %s", ZSTD_getErrorName(left));
        MG_TRY(write_plain(sink, sink->block, out.pos));
        if (mode == ZSTD_e_end ? left == 0 : in.pos == in.size) return MG_OK;
    }
}

mg_status mg_sink_write(mg_sink *sink, const void *data, size_t bytes) {
    if (sink->compressor) return compress(sink, data, bytes, ZSTD_e_continue);
    return write_plain(sink, data, bytes);
}

/* Everything that must succeed before the file may have its name. */
static mg_status finish(mg_sink *sink) {
    if (sink->compressor) MG_TRY(compress(sink, NULL, 0, ZSTD_e_end));
    if (sink->path) return mg_writer_close(&sink->writer);
    if (fflush(stdout) == 0) return MG_OK;
    sink->reader_gone = errno == EPIPE;
    return mg_fail_errno("write", "standard output", errno);
}

mg_status mg_sink_close(mg_sink *sink, mg_status status) {
    if (status == MG_OK) status = finish(sink);
    mg_writer_abandon(&sink->writer);
    if (status == MG_OK && sink->temporary && rename(sink->temporary, sink->path))
        status = mg_fail_errno("write", sink->path, errno);
    if (status != MG_OK && sink->temporary) remove(sink->temporary);
    ZSTD_freeCCtx(sink->compressor);
    mg_free(sink->block);
    mg_free(sink->path);
    mg_free(sink->temporary);
    sink->compressor = NULL;
    sink->path = sink->temporary = sink->block = NULL;
    return status;
}
