#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/http_internal.h"

void mg_http_note(const mg_http_client *client, const char *format, ...) {
    char line[512];
    va_list args;
    if (!client->options.note) return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    client->options.note(client->options.context, line);
}

/* --- responses --- */

const char *mg_http_response_header(const mg_http_response *response, const char *name) {
    return mg_http_find_header(response->headers, name);
}

void mg_http_response_free(mg_http_response *response) {
    mg_free(response->location);
    mg_free(response->headers);
    mg_free(response->error_body);
    *response = (mg_http_response){0};
}

/* --- requests --- */

static mg_status run(mg_http_client *client, mg_http_transfer *t, mg_http_response *response) {
    mg_status status = mg_http_run(client, t);
    if (status) mg_http_end(t, status);
    return mg_http_finish(t, response);
}

mg_status mg_http_get(mg_http_client *client, const mg_http_request *request,
                      mg_http_response *response) {
    mg_http_transfer *t;
    if (response) *response = (mg_http_response){0};
    MG_TRY(mg_http_start(client, request, &t));
    return run(client, t, response);
}

typedef struct text_sink {
    char *text;
    size_t size, capacity, max;
} text_sink;

/* A try that begins anew begins the text anew. */
static mg_status store_text(void *context, uint64_t offset, const uint8_t *data, size_t n,
                            mg_http_flow *flow) {
    text_sink *sink = context;
    (void)flow;
    if (offset > sink->max || n > sink->max - offset) {
        return mg_fail(MG_ERR_FORMAT, "the answer is longer than %zu bytes", sink->max);
    }
    MG_TRY(mg_grow(&sink->text, &sink->capacity, (size_t)offset + n + 1, 1));
    memcpy(sink->text + offset, data, n);
    sink->size = (size_t)offset + n;
    return MG_OK;
}

mg_status mg_http_get_text(mg_http_client *client, const mg_http_request *request, size_t max_bytes,
                           char **text, size_t *size, mg_http_response *response) {
    mg_http_transfer *t;
    text_sink sink = {.max = max_bytes};
    mg_http_request whole = *request;
    *text = NULL;
    if (response) *response = (mg_http_response){0};
    whole.first = whole.count = 0;
    whole.write = store_text, whole.context = &sink;
    mg_status status = mg_grow(&sink.text, &sink.capacity, 1, 1);
    if (status == MG_OK) status = mg_http_start(client, &whole, &t);
    if (status == MG_OK) {
        t->restarts = true; /* what is written anew for each request cannot be resumed */
        status = run(client, t, response);
    }
    if (status) {
        mg_free(sink.text);
        return status;
    }
    sink.text[sink.size] = 0;
    *text = sink.text;
    if (size) *size = sink.size;
    return MG_OK;
}
