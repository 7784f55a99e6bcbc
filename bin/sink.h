/* Where a command writes its data: standard output, a file, or a file compressed with zstd.
 *
 *     mg_sink sink;
 *     MG_TRY(mg_sink_open(&sink, "problems.jsonl.zst"));      // "-" is standard output
 *     while (more && (status = mg_sink_write(&sink, line, bytes)) == MG_OK) ...
 *     status = mg_sink_close(&sink, status);                 // removes what is incomplete
 *
 * A file appears under its name only when it is whole: until then it is a sibling `.tmp-NAME`.
 * Devices and pipes are written directly. */
#ifndef MG_BIN_SINK_H
#define MG_BIN_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/file.h"
#include "core/base/status.h"

typedef struct mg_sink {
    char *path, *temporary; /* NULL for standard output; temporary NULL where written directly */
    mg_writer writer;
    struct ZSTD_CCtx_s *compressor; /* NULL where not compressed */
    char *block;                    /* compressed bytes on their way */
    size_t block_bytes;
    bool reader_gone; /* standard output was closed by its reader: no reason for a message */
} mg_sink;

mg_status mg_sink_open(mg_sink *sink, const char *path);

mg_status mg_sink_write(mg_sink *sink, const void *data, size_t bytes);

/* With MG_OK, finishes the file and puts it in place; with anything else removes it. Returns the
 * first failure, `status` included. */
mg_status mg_sink_close(mg_sink *sink, mg_status status);

#endif
