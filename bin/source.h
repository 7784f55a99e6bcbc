/* Lines of a file, of a file compressed with zstd, or of standard input.
 *
 *     mg_source source;
 *     MG_TRY(mg_source_open(&source, "problems.jsonl.zst", 1 << 20)); // "-" is standard input
 *     const char *line;
 *     size_t bytes;
 *     while ((status = mg_source_next(&source, &line, &bytes)) == MG_OK && line) ...
 *     mg_source_close(&source);
 *
 * Compressed or not is seen from the first bytes, whatever the name. Errors name file and line. */
#ifndef MG_BIN_SOURCE_H
#define MG_BIN_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

typedef struct mg_source {
    const char *path; /* the caller's */
    int fd;
    size_t max_bytes;                 /* of one line */
    struct ZSTD_DCtx_s *decompressor; /* NULL where not compressed */
    bool at_frame_end;
    char *raw; /* what was read; [raw_at, raw_used) is still to be used */
    size_t raw_at, raw_used;
    char *text; /* lines; [at, used) is still to be handed out */
    size_t at, used, capacity;
    bool ended;
    int64_t line; /* number of the line handed out last, from 1 */
} mg_source;

mg_status mg_source_open(mg_source *source, const char *path, size_t max_bytes);

/* The next line without its line feed, zero-terminated, valid until the next call; *line = NULL at
 * the end. A carriage return before the line feed is taken off. MG_ERR_FORMAT: too long a line, a
 * zero byte, or damaged compression. */
mg_status mg_source_next(mg_source *source, const char **line, size_t *bytes);

void mg_source_close(mg_source *source);

/* Fails with "PATH line N: ..." about the line handed out last. */
mg_status mg_source_fail(const mg_source *source, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
