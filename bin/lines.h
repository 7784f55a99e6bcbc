/* Lines from standard input, as they come: several at once where they are there already, so that
 * they can be worked on side by side, and one alone where a person types.
 *
 *     mg_lines lines = {.max_bytes = 4096};
 *     while (mg_lines_next(&lines, batch, 64, &n) == MG_OK && n > 0) ...
 *     mg_lines_free(&lines);
 */
#ifndef MG_BIN_LINES_H
#define MG_BIN_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/status.h"

typedef struct mg_lines {
    size_t max_bytes; /* of one line */
    char *buffer;
    size_t start, used, capacity; /* unread bytes are [start, used) */
    bool ended;
    size_t count; /* lines handed out, for messages */
} mg_lines;

/* Up to `max` lines, zero-terminated without their newline, valid until the next call. Waits for
 * the first only. *n = 0 at the end. MG_ERR_FORMAT: a line that is too long or holds a zero byte.
 */
mg_status mg_lines_next(mg_lines *lines, char **batch, size_t max, size_t *n);
void mg_lines_free(mg_lines *lines);

#endif
