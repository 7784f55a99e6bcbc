#include "data/series_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

enum { BUFFER_VALUES = 1 << 16 };

typedef struct spool_row {
    mg_series_entry entry; /* texts are the spool's */
    int64_t first_series;  /* number of its variate 0 */
} spool_row;

typedef struct spool_series {
    uint64_t first; /* position of its first value in the file */
    int64_t count;
} spool_series;

struct mg_series_spool {
    int fd;
    char *folder; /* for messages */
    spool_row *rows;
    spool_series *series; /* in the order of rows and variates */
    size_t row_count, row_capacity, series_count, series_capacity;
    int64_t row, variate; /* of the last of `series` */
    float *buffer;        /* while it is made: values behind `written` that the file lacks */
    size_t buffered;
    uint64_t written;
};

/* -- the file ---------------------------------------------------------------------------------- */

static mg_status open_file(mg_series_spool *s) {
    const char *folder = getenv("TMPDIR");
    s->folder = mg_strdup(folder && *folder ? folder : "/tmp");
    char *path = s->folder ? mg_path_join(s->folder, "mathgym-series-XXXXXX") : NULL;
    if (!path) return MG_ERR_MEMORY;
    mg_status status = MG_OK;
    s->fd = mkostemp(path, O_CLOEXEC);
    if (s->fd < 0)
        status = mg_fail_errno("create a temporary file in", s->folder, errno);
    else
        unlink(path);
    mg_free(path);
    return status;
}

static mg_status flush(mg_series_spool *s) {
    const char *at = (const char *)s->buffer;
    size_t left = s->buffered * sizeof *s->buffer;
    while (left > 0) {
        ssize_t put = write(s->fd, at, left);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return mg_fail_errno("decode a shard into", s->folder, errno);
        at += put;
        left -= (size_t)put;
    }
    s->written += s->buffered;
    s->buffered = 0;
    return MG_OK;
}

mg_status mg_series_spool_read(const mg_series_spool *s, int64_t row, int64_t variate,
                               int64_t first, int64_t count, float *out) {
    const spool_series *series = &s->series[s->rows[row].first_series + variate];
    if (first < 0 || count < 0 || count > series->count - first)
        return mg_fail(MG_ERR_ARG, "a series of %lld values has no values %lld to %lld",
                       (long long)series->count, (long long)first, (long long)(first + count - 1));
    char *at = (char *)out;
    size_t left = (size_t)count * sizeof *out;
    off_t offset = (off_t)((series->first + (uint64_t)first) * sizeof *out);
    while (left > 0) {
        ssize_t got = pread(s->fd, at, left, offset);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return mg_fail_errno("read a decoded shard in", s->folder, got ? errno : EIO);
        at += got;
        offset += got;
        left -= (size_t)got;
    }
    return MG_OK;
}

/* -- what the reader tells --------------------------------------------------------------------- */

static mg_status take_values(void *context, const mg_series_piece *piece) {
    mg_series_spool *s = context;
    if (piece->column != MG_SERIES_TARGET) return MG_OK;
    if (s->series_count == 0 || piece->row != s->row || piece->variate != s->variate) {
        MG_TRY(mg_grow(&s->series, &s->series_capacity, s->series_count + 1, sizeof *s->series));
        s->series[s->series_count++] = (spool_series){.first = s->written + s->buffered};
        s->row = piece->row;
        s->variate = piece->variate;
    }
    for (size_t i = 0; i < piece->count; i++) {
        if (s->buffered == BUFFER_VALUES) MG_TRY(flush(s));
        s->buffer[s->buffered++] = piece->f32 ? piece->f32[i] : (float)piece->f64[i];
    }
    s->series[s->series_count - 1].count += (int64_t)piece->count;
    return MG_OK;
}

/* A copy, or that of the row before where it has the same text: frequencies repeat. */
static mg_status keep_text(const char *text, const char *before, const char **kept) {
    if (text && before && strcmp(text, before) == 0) {
        *kept = before;
        return MG_OK;
    }
    *kept = text ? mg_strdup(text) : NULL;
    return text && !*kept ? MG_ERR_MEMORY : MG_OK;
}

static mg_status take_row(void *context, const mg_series_row *row) {
    mg_series_spool *s = context;
    MG_TRY(mg_grow(&s->rows, &s->row_capacity, s->row_count + 1, sizeof *s->rows));
    const spool_row *before = s->row_count > 0 ? &s->rows[s->row_count - 1] : NULL;
    spool_row *r = &s->rows[s->row_count++];
    *r = (spool_row){.entry = {.has_start = row->has_start, .start = row->start}};
    memcpy(r->entry.variates, row->variates, sizeof r->entry.variates);
    if (before) r->first_series = before->first_series + before->entry.variates[MG_SERIES_TARGET];
    MG_TRY(keep_text(row->item_id, NULL, &r->entry.item_id));
    return keep_text(row->freq, before ? before->entry.freq : NULL, &r->entry.freq);
}

static mg_status decode(mg_series_spool *s, mg_bytes *bytes) {
    const mg_series_events events = {.context = s, .values = take_values, .row_end = take_row};
    MG_TRY(mg_series_read(bytes, 0, &events, NULL));
    MG_TRY(flush(s));
    const spool_row *last = s->row_count > 0 ? &s->rows[s->row_count - 1] : NULL;
    int64_t series = last ? last->first_series + last->entry.variates[MG_SERIES_TARGET] : 0;
    if (series == (int64_t)s->series_count) return MG_OK;
    return mg_fail(MG_ERR_FORMAT, "%s: %zu series in rows of %lld", bytes->name, s->series_count,
                   (long long)series);
}

mg_status mg_series_spool_create(mg_bytes *bytes, mg_series_spool **out) {
    *out = NULL;
    mg_series_spool *s = mg_calloc(1, sizeof *s);
    if (!s) return MG_ERR_MEMORY;
    s->fd = -1;
    mg_status status = MG_ERR_MEMORY;
    s->buffer = mg_malloc(BUFFER_VALUES * sizeof *s->buffer);
    if (!s->buffer) goto done;
    MG_GO(open_file(s));
    MG_GO(decode(s, bytes));
done:
    mg_free(s->buffer);
    s->buffer = NULL;
    if (status != MG_OK) {
        mg_series_spool_free(s);
        return status;
    }
    *out = s;
    return MG_OK;
}

void mg_series_spool_free(mg_series_spool *s) {
    if (!s) return;
    for (size_t i = 0; i < s->row_count; i++) {
        const mg_series_entry *e = &s->rows[i].entry;
        bool shared = i + 1 < s->row_count && e->freq == s->rows[i + 1].entry.freq;
        mg_free((void *)(uintptr_t)e->item_id);
        if (!shared) mg_free((void *)(uintptr_t)e->freq);
    }
    if (s->fd >= 0) close(s->fd);
    mg_free(s->rows);
    mg_free(s->series);
    mg_free(s->folder);
    mg_free(s);
}

/* -- what it holds ----------------------------------------------------------------------------- */

int64_t mg_series_spool_rows(const mg_series_spool *s) {
    return (int64_t)s->row_count;
}

mg_series_entry mg_series_spool_entry(const mg_series_spool *s, int64_t row) {
    return s->rows[row].entry;
}

int64_t mg_series_spool_length(const mg_series_spool *s, int64_t row, int64_t variate) {
    return s->series[s->rows[row].first_series + variate].count;
}
