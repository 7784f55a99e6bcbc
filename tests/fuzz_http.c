/* libFuzzer: what a server may write into headers and addresses. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/http.h"
#include "data/http_headers.h"
#include "data/http_url.h"

/* What was understood must make sense. */
static void read_values(const char *text) {
    uint64_t first, last, size;
    char *next;
    if (mg_http_read_content_range(text, &first, &last, &size)) {
        if (first > last || last >= size) abort();
    }
    (void)mg_http_read_unsatisfied_range(text);
    (void)mg_http_read_size(text);
    double wait = mg_http_read_retry_after(text, 784111777);
    if (!isfinite(wait) || (wait < 0 && wait != -1)) abort();
    wait = mg_http_read_rate_limit(text);
    if (!isfinite(wait) || (wait < 0 && wait != -1)) abort();
    if (mg_http_read_link_next(text, &next) == MG_OK && next && strlen(next) > strlen(text))
        abort();
    mg_free(next);
    (void)mg_http_url_expires(text);
}

static void check_url(const mg_http_url *url) {
    bool secure = strncmp(url->origin, "https://", 8) == 0;
    if (secure != url->https || (!secure && !url->loopback)) abort();
    if (strchr(url->shown, '?') || strchr(url->shown, '\n')) abort();
    if (strchr(url->origin, '@')) abort();
}

static void read_addresses(const char *text) {
    mg_http_url from, to;
    if (mg_http_url_parse(text, &to) == MG_OK) check_url(&to);
    mg_http_url_free(&to);
    if (mg_http_url_parse("https://hub.co/datasets/x?y", &from)) abort();
    mg_status status = mg_http_url_redirect(&from, text, &to);
    if (status == MG_OK) check_url(&to);
    if (status == MG_OK && !to.https) abort();
    if (status && strchr(mg_error_text(), '\n')) abort();
    mg_http_url_free(&to);
    mg_http_url_free(&from);
}

/* Headers in lines: what is found is one of the lines that went in. */
static void read_headers(const char *data, size_t size) {
    mg_http_headers headers = {0};

    for (size_t at = 0; at < size;) {
        const char *end = memchr(data + at, '\n', size - at);
        size_t length = end ? (size_t)(end - data) - at + 1 : size - at;
        if (mg_http_headers_add(&headers, data + at, length)) break;
        if (data[at] == '!') mg_http_headers_keep_answer(&headers);
        if (data[at] == '?') mg_http_headers_drop_answer(&headers);
        at += length;
    }
    const char *found = mg_http_find_header(headers.text, "ETag");
    if (found && (found < headers.text || found > headers.text + headers.length)) abort();
    (void)mg_http_answer_header(&headers, "ETag");
    mg_http_headers_free(&headers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    if (!text) return 0;
    if (size) memcpy(text, data, size);
    text[size] = 0;
    read_values(text);
    read_addresses(text);
    read_headers((const char *)data, size);
    mg_http_strip_etag(text);
    free(text);
    return 0;
}
