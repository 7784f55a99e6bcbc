#include "bin/lines.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

#define READ_BYTES 65536

static bool input_waits(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) > 0;
}

static mg_status read_more(mg_lines *l) {
    MG_TRY(mg_grow(&l->buffer, &l->capacity, l->used + READ_BYTES, 1));
    ssize_t got;
    do {
        got = read(STDIN_FILENO, l->buffer + l->used, READ_BYTES - 1);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return mg_fail_errno("read", "standard input", errno);
    l->ended = got == 0;
    l->used += (size_t)got;
    return MG_OK;
}

/* End of the first whole line at or after `from`, or NULL. The last line may lack its newline. */
static char *line_end(const mg_lines *l, size_t from) {
    if (from >= l->used) return NULL;
    char *end = memchr(l->buffer + from, '\n', l->used - from);
    if (!end && l->ended) end = l->buffer + l->used; /* there is room for its zero */
    return end;
}

/* Positions of whole lines in the buffer; their bytes may still move. */
static size_t count_lines(const mg_lines *l, size_t max, size_t *next) {
    size_t n = 0, at = l->start;
    for (char *end; n < max && (end = line_end(l, at)); n++) at = (size_t)(end - l->buffer) + 1;
    *next = at;
    return n;
}

static mg_status check_line(const mg_lines *l, size_t bytes, bool has_zero) {
    if (bytes <= l->max_bytes && !has_zero) return MG_OK;
    if (has_zero) {
        return mg_fail(MG_ERR_FORMAT, "line %zu of the input has a zero byte; give text",
                       l->count + 1);
    }
    return mg_fail(MG_ERR_FORMAT, "line %zu of the input has more than %zu bytes; cut it",
                   l->count + 1, l->max_bytes);
}

mg_status mg_lines_next(mg_lines *l, char **batch, size_t max, size_t *n) {
    size_t next;
    *n = 0;
    if (l->start > 0) {
        memmove(l->buffer, l->buffer + l->start, l->used - l->start);
        l->used -= l->start;
        l->start = 0;
    }
    size_t whole = count_lines(l, max, &next);
    while (whole < max && !l->ended && (whole == 0 || input_waits())) {
        if (whole == 0) MG_TRY(check_line(l, l->used, false));
        MG_TRY(read_more(l));
        whole = count_lines(l, max, &next);
    }
    for (; *n < whole; (*n)++) {
        char *text = l->buffer + l->start, *end = line_end(l, l->start);
        size_t bytes = (size_t)(end - text);
        *end = '\0';
        MG_TRY(check_line(l, bytes, strlen(text) < bytes));
        batch[*n] = text;
        l->start += bytes + 1;
        l->count++;
    }
    if (l->start > l->used) l->start = l->used; /* the last line had no newline */
    return MG_OK;
}

void mg_lines_free(mg_lines *l) {
    mg_free(l->buffer);
    *l = (mg_lines){.buffer = NULL};
}
