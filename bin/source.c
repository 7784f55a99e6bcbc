#include "bin/source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

enum { RAW_BYTES = 1 << 17, TEXT_BYTES = 1 << 17 };

static const char *name_of(const mg_source *s) {
    return strcmp(s->path, "-") == 0 ? "standard input" : s->path;
}

mg_status mg_source_fail(const mg_source *s, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return mg_fail(MG_ERR_FORMAT, "%s line %" PRId64 ": %s", name_of(s), s->line, text);
}

/* -- bytes ------------------------------------------------------------------------------------- */

static mg_status read_raw(mg_source *s) {
    ssize_t got;
    do {
        got = read(s->fd, s->raw + s->raw_used, RAW_BYTES - s->raw_used);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return mg_fail_errno("read", name_of(s), errno);
    s->ended = got == 0;
    s->raw_used += (size_t)got;
    return MG_OK;
}

/* Enough of the beginning to know whether it is zstd's. */
static mg_status look_at_start(mg_source *s) {
    static const char MAGIC[4] = {'\x28', '\xB5', '\x2F', '\xFD'};
    while (!s->ended && s->raw_used < sizeof MAGIC) MG_TRY(read_raw(s));
    if (s->raw_used < sizeof MAGIC || memcmp(s->raw, MAGIC, sizeof MAGIC) != 0) return MG_OK;
    s->decompressor = ZSTD_createDCtx();
    s->at_frame_end = false;
    return s->decompressor ? MG_OK : mg_fail(MG_ERR_MEMORY, "out of memory to decompress");
}

static mg_status take_raw(mg_source *s) {
    size_t room = s->capacity - s->used, left = s->raw_used - s->raw_at;
    if (!s->decompressor) {
        size_t take = left < room ? left : room;
        memcpy(s->text + s->used, s->raw + s->raw_at, take);
        s->raw_at += take;
        s->used += take;
        return MG_OK;
    }
    if (left == 0 && s->at_frame_end) return MG_OK; /* a call would begin another frame */
    ZSTD_inBuffer in = {s->raw + s->raw_at, left, 0};
    ZSTD_outBuffer out = {s->text + s->used, room, 0};
    size_t result = ZSTD_decompressStream(s->decompressor, &out, &in);
    if (ZSTD_isError(result))
        return mg_fail(MG_ERR_FORMAT, "%s: damaged compression (%s)", name_of(s),
                       ZSTD_getErrorName(result));
    s->at_frame_end = result == 0;
    s->raw_at += in.pos;
    s->used += out.pos;
    return MG_OK;
}

/* More text, or `ended` with nothing left to take. */
static mg_status read_text(mg_source *s) {
    if (s->at > 0) {
        memmove(s->text, s->text + s->at, s->used - s->at);
        s->used -= s->at;
        s->at = 0;
    }
    MG_TRY(mg_grow(&s->text, &s->capacity, s->used + TEXT_BYTES, 1));
    if (s->raw_at == s->raw_used) {
        s->raw_at = s->raw_used = 0;
        MG_TRY(read_raw(s));
    }
    size_t before = s->used;
    MG_TRY(take_raw(s));
    if (s->ended && !s->at_frame_end && s->used == before && s->raw_at == s->raw_used)
        return mg_fail(MG_ERR_FORMAT, "%s: the compressed file is cut off", name_of(s));
    return MG_OK;
}

/* -- lines ------------------------------------------------------------------------------------- */

mg_status mg_source_open(mg_source *s, const char *path, size_t max_bytes) {
    *s =
        (mg_source){.path = path, .fd = STDIN_FILENO, .max_bytes = max_bytes, .at_frame_end = true};
    if (strcmp(path, "-") != 0) s->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0) return mg_fail_errno("read", path, errno);
    s->raw = mg_malloc(RAW_BYTES);
    mg_status status = s->raw ? mg_grow(&s->text, &s->capacity, TEXT_BYTES, 1) : MG_ERR_MEMORY;
    if (status == MG_OK) status = look_at_start(s);
    if (status != MG_OK) mg_source_close(s);
    return status;
}

static mg_status hand_out(mg_source *s, size_t bytes, bool has_feed, const char **line,
                          size_t *length) {
    char *start = s->text + s->at;
    s->line++;
    s->at += bytes + has_feed;
    if (bytes > s->max_bytes) return mg_source_fail(s, "longer than %zu bytes", s->max_bytes);
    if (memchr(start, '\0', bytes)) return mg_source_fail(s, "a zero byte; this is not text");
    if (bytes > 0 && start[bytes - 1] == '\r') bytes--;
    start[bytes] = '\0';
    *line = start;
    *length = bytes;
    return MG_OK;
}

mg_status mg_source_next(mg_source *s, const char **line, size_t *bytes) {
    *line = NULL;
    *bytes = 0;
    for (size_t looked = 0;;) {
        char *feed = memchr(s->text + s->at + looked, '\n', s->used - s->at - looked);
        if (feed) return hand_out(s, (size_t)(feed - s->text) - s->at, true, line, bytes);
        looked = s->used - s->at;
        if (looked > s->max_bytes) return hand_out(s, looked, false, line, bytes);
        if (s->ended && s->raw_at == s->raw_used && s->at_frame_end) break;
        MG_TRY(read_text(s));
    }
    if (s->used == s->at) return MG_OK;
    MG_TRY(mg_grow(&s->text, &s->capacity, s->used + 1, 1)); /* room for the zero */
    return hand_out(s, s->used - s->at, false, line, bytes);
}

void mg_source_close(mg_source *s) {
    if (s->fd > STDIN_FILENO) close(s->fd);
    ZSTD_freeDCtx(s->decompressor);
    mg_free(s->raw);
    mg_free(s->text);
    *s = (mg_source){.fd = -1};
}
