#include "tests/helper_series.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

enum { END_BYTES = 8 }; /* the marker at the end of a stream */

size_t series_write_repeated(const char *path, int batches) {
    char *text = NULL;
    size_t size, written = 0;
    uint32_t schema;
    mg_writer out = {0};
    mg_status status;
    MG_GO(mg_file_read(MG_FIXTURES "/series/long.arrow", 1 << 20, &text, &size));
    memcpy(&schema, text + 4, sizeof schema);
    size_t start = 8 + schema, end = size - END_BYTES;
    MG_GO(mg_writer_open(&out, path));
    mg_writer_write(&out, text, start);
    for (int i = 0; i < batches; i++) mg_writer_write(&out, text + start, end - start);
    mg_writer_write(&out, text + end, END_BYTES);
    written = (size_t)mg_writer_offset(&out);
    status = mg_writer_close(&out);
done:
    mg_free(text);
    if (status == MG_OK) return written;
    fprintf(stderr, "%s\n", mg_error_text());
    exit(1);
}
