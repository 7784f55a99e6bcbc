#include "data/http_headers.h"

#include <ctype.h>
#include <curl/curl.h>
#include <math.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/alloc.h"
#include "data/http.h"

#define MAX_HEADER_BYTES (256u << 10)

/* --- the headers of a response --- */

mg_status mg_http_headers_add(mg_http_headers *headers, const char *line, size_t size) {
    while (size > 0 && isspace((unsigned char)line[size - 1])) size--;
    if (!memchr(line, ':', size) || memchr(line, 0, size)) return MG_OK;
    if (headers->length + size > MAX_HEADER_BYTES) {
        return mg_fail(MG_ERR_FORMAT, "more than %u bytes of headers came", MAX_HEADER_BYTES);
    }
    MG_TRY(mg_grow(&headers->text, &headers->capacity, headers->length + size + 2, 1));
    char *end = headers->text + headers->length;
    memcpy(end, line, size);
    memcpy(end + size, "\0", 2);
    headers->length += size + 1;
    return MG_OK;
}

void mg_http_headers_drop_answer(mg_http_headers *headers) {
    headers->length = headers->answer;
    if (headers->text) headers->text[headers->length] = 0;
}

void mg_http_headers_keep_answer(mg_http_headers *headers) {
    headers->answer = headers->length;
}

void mg_http_headers_clear(mg_http_headers *headers) {
    headers->answer = 0;
    mg_http_headers_drop_answer(headers);
}

void mg_http_headers_free(mg_http_headers *headers) {
    mg_free(headers->text);
    *headers = (mg_http_headers){0};
}

const char *mg_http_find_header(const char *lines, const char *name) {
    const char *found = NULL;
    size_t length = strlen(name);
    for (const char *line = lines; line && *line; line += strlen(line) + 1) {
        if (strncasecmp(line, name, length) != 0 || line[length] != ':') continue;
        found = line + length + 1;
        found += strspn(found, " \t");
    }
    return found;
}

const char *mg_http_answer_header(const mg_http_headers *headers, const char *name) {
    return headers->text ? mg_http_find_header(headers->text + headers->answer, name) : NULL;
}

/* --- values --- */

/* Reads decimal digits at `*text` and moves past them; false: none, or more than 64 bits. */
static bool take_number(const char **text, uint64_t *number) {
    if (!isdigit((unsigned char)**text)) return false;
    for (*number = 0; isdigit((unsigned char)**text); (*text)++) {
        if (__builtin_mul_overflow(*number, 10u, number)) return false;
        if (__builtin_add_overflow(*number, (uint64_t)(**text - '0'), number)) return false;
    }
    return true;
}

uint64_t mg_http_read_size(const char *value) {
    uint64_t size;
    return take_number(&value, &size) && *value == 0 ? size : MG_HTTP_UNKNOWN;
}

bool mg_http_read_content_range(const char *value, uint64_t *first, uint64_t *last,
                                uint64_t *size) {
    if (strncasecmp(value, "bytes ", 6) != 0) return false;
    value += 6;
    if (!take_number(&value, first) || *value++ != '-') return false;
    if (!take_number(&value, last) || *value++ != '/') return false;
    *size = MG_HTTP_UNKNOWN;
    if (strcmp(value, "*") != 0) *size = mg_http_read_size(value);
    if (*size == MG_HTTP_UNKNOWN && *value != '*') return false;
    return *first <= *last && *last < *size;
}

uint64_t mg_http_read_unsatisfied_range(const char *value) {
    if (strncasecmp(value, "bytes */", 8) != 0) return MG_HTTP_UNKNOWN;
    return mg_http_read_size(value + 8);
}

double mg_http_read_retry_after(const char *value, int64_t now) {
    uint64_t seconds;
    const char *rest = value;
    if (take_number(&rest, &seconds) && *rest == 0) return (double)seconds;
    time_t date = curl_getdate(value, NULL);
    if (date == -1) return -1;
    return (double)date > (double)now ? (double)date - (double)now : 0;
}

double mg_http_read_rate_limit(const char *value) {
    double longest = -1;
    for (const char *at = value; (at = strstr(at, "t=")); at += 2) {
        uint64_t seconds;
        const char *rest = at + 2;
        /* A parameter of its own, not the end of another's name. */
        if (at > value && !strchr("; ,\t", at[-1])) continue;
        if (take_number(&rest, &seconds)) longest = fmax(longest, (double)seconds);
    }
    return longest;
}

void mg_http_strip_etag(char *etag) {
    char *begin = strncmp(etag, "W/", 2) == 0 ? etag + 2 : etag;
    size_t length = strlen(begin);
    if (length >= 2 && begin[0] == '"' && begin[length - 1] == '"') begin++, length -= 2;
    memmove(etag, begin, length);
    etag[length] = 0;
}

/* Whether the parameters of a link, up to the comma that ends it, say rel=next. */
static bool is_next(const char *parameters) {
    bool quoted = false;
    for (const char *at = parameters; *at && (quoted || *at != ','); at++) {
        if (*at == '"') quoted = !quoted;
        if (quoted || (*at != ';' && *at != ' ')) continue;
        const char *name = at + 1;
        if (strncasecmp(name, "rel=", 4) != 0) continue;
        const char *rel = name + 4 + (name[4] == '"');
        if (strncasecmp(rel, "next", 4) == 0 && !isalnum((unsigned char)rel[4])) return true;
    }
    return false;
}

mg_status mg_http_read_link_next(const char *value, char **next) {
    *next = NULL;
    for (const char *open = strchr(value, '<'); open; open = strchr(open + 1, '<')) {
        const char *close = strchr(open, '>');
        if (!close) return MG_OK;
        if (is_next(close + 1)) {
            *next = mg_asprintf("%.*s", (int)(close - open - 1), open + 1);
            return *next ? MG_OK : MG_ERR_MEMORY;
        }
        open = close;
    }
    return MG_OK;
}
