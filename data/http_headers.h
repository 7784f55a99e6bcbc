/* What HTTP headers say: pure functions over text that a server chose, so any bytes are legal.
 *
 *     uint64_t first, last, size;
 *     if (mg_http_read_content_range("bytes 0-99/1000", &first, &last, &size)) ...
 *
 * and the headers of a response as they came. */
#ifndef MG_DATA_HTTP_HEADERS_H
#define MG_DATA_HTTP_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

/* Headers of the answers along a chain of redirects: lines "name: value", a NUL after each and one
 * more at the end. Zeroed is empty. */
typedef struct mg_http_headers {
    char *text;
    size_t length, capacity;
    size_t answer; /* where the headers of the newest answer begin */
} mg_http_headers;

/* Adds a line as it came (line break or not); what is no header is left out. More than 256 KiB is
 * MG_ERR_FORMAT. */
mg_status mg_http_headers_add(mg_http_headers *headers, const char *line, size_t size);
/* Forgets the headers of the newest answer: the same request was sent again. */
void mg_http_headers_drop_answer(mg_http_headers *headers);
/* What comes next is the answer of the next address. */
void mg_http_headers_keep_answer(mg_http_headers *headers);
void mg_http_headers_clear(mg_http_headers *headers);
void mg_http_headers_free(mg_http_headers *headers);

/* The last value of `name` in lines as above (NULL: no lines), or NULL. */
const char *mg_http_find_header(const char *lines, const char *name);
/* The newest answer's value of `name`, or NULL. Valid until headers are added or dropped. */
const char *mg_http_answer_header(const mg_http_headers *headers, const char *name);

/* Reads "bytes 0-99/1000"; where a star stands for the size, `*size` is MG_HTTP_UNKNOWN. False for
 * all that is no range
 * (first <= last < size). */
bool mg_http_read_content_range(const char *value, uint64_t *first, uint64_t *last, uint64_t *size);
/* The size that a 416 tells in the same place, with a star for the range, or MG_HTTP_UNKNOWN. */
uint64_t mg_http_read_unsatisfied_range(const char *value);
/* A whole number of bytes, or MG_HTTP_UNKNOWN. */
uint64_t mg_http_read_size(const char *value);

/* Seconds to wait by a Retry-After of either form (`now`: seconds since 1970), never below 0; -1:
 * it says nothing that can be understood. */
double mg_http_read_retry_after(const char *value, int64_t now);
/* Seconds until the window of `RateLimit: "resolvers";r=0;t=55` begins anew; of several, the
 * longest; -1 as above. */
double mg_http_read_rate_limit(const char *value);

/* Strips `W/` and quotes of an ETag, in place. */
void mg_http_strip_etag(char *etag);

/* The address in a Link header that is rel="next" (release with mg_free), or NULL where there is
 * none. */
mg_status mg_http_read_link_next(const char *value, char **next);

#endif
