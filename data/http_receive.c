#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/alloc.h"
#include "core/base/json.h"
#include "data/http_internal.h"

/* So much of a redirect's or an error's body is read to keep the connection, which is cheaper than
 * a new one. */
#define MAX_UNWANTED (64u << 10)

void mg_http_note_trouble(mg_http_transfer *t, mg_http_trouble trouble, mg_status status,
                          const char *format, ...) {
    char text[640];
    va_list args;
    if (t->try_.trouble != MG_HTTP_NO_TROUBLE) return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    t->try_.trouble = trouble;
    t->try_.trouble_status = status;
    t->try_.trouble_text = mg_strdup(text);
}

void mg_http_note_beyond_end(mg_http_transfer *t, uint64_t size) {
    mg_http_note_trouble(t, MG_HTTP_FINAL, MG_ERR_FORMAT,
                         "bytes from %llu on were asked for, it has %llu; list the files again",
                         (unsigned long long)t->position, (unsigned long long)size);
}

/* --- headers --- */

static void judge_encoding(mg_http_transfer *t) {
    const char *encoding = mg_http_answer_header(&t->headers, "Content-Encoding");
    if (encoding && *encoding && strcasecmp(encoding, "identity") != 0) {
        mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_FORMAT,
                             "%s sends the data compressed though that was declined; something in "
                             "between (a proxy?) changes the traffic",
                             t->place.host);
    }
    const char *type = mg_http_answer_header(&t->headers, "Content-Type");
    if (type && strncasecmp(type, "text/html", 9) == 0) {
        mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_FORMAT,
                             "%s answered with a web page in place of the data; log in to the "
                             "network, or check the proxy and the address",
                             t->place.host);
    }
}

static void judge_size(mg_http_transfer *t, uint64_t size) {
    if (size == MG_HTTP_UNKNOWN) return;
    if (t->size == MG_HTTP_UNKNOWN) t->size = size;
    if (t->size == size) return;
    unsigned long long was = t->size, is = size;
    if (t->has_begun) {
        mg_http_note_trouble(t, MG_HTTP_FINAL, MG_ERR_FORMAT,
                             "it changed on the server while it was read (from %llu bytes to "
                             "%llu); start again",
                             was, is);
    } else {
        mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_FORMAT,
                             "%s has %llu bytes of it where there must be %llu; list the files "
                             "again, or report it to who keeps them",
                             t->place.host, is, was);
    }
}

/* After a break the rest must be of the same file. Hosts make ETags in ways of their own, so one of
 * another host says nothing. */
static void judge_version(mg_http_transfer *t, uint64_t size) {
    char etag[sizeof t->etag] = "";
    const char *header = mg_http_answer_header(&t->headers, "ETag");
    if (header) snprintf(etag, sizeof etag, "%s", header);
    mg_http_strip_etag(etag);
    bool comparable = etag[0] && t->etag[0] && strcmp(t->etag_host, t->place.host) == 0;
    if (!t->has_begun) {
        memcpy(t->etag, etag, sizeof etag);
        snprintf(t->etag_host, sizeof t->etag_host, "%s", t->place.host);
    } else if (comparable && strcmp(etag, t->etag) != 0) {
        mg_http_note_trouble(t, MG_HTTP_FINAL, MG_ERR_FORMAT,
                             "it changed on the server while it was read; start again");
    } else if (!comparable && (size == MG_HTTP_UNKNOWN || t->size == MG_HTTP_UNKNOWN)) {
        mg_http_note_trouble(t, MG_HTTP_FINAL, MG_ERR_IO,
                             "it broke off, and %s tells neither size nor version by which to go "
                             "on; start again",
                             t->place.host);
    }
}

/* 206: the bytes must be those that come next. Returns the size of the whole. */
static uint64_t judge_part(mg_http_transfer *t) {
    uint64_t first = 0, last = 0, size = MG_HTTP_UNKNOWN;
    mg_http_try *try_ = &t->try_;
    const char *range = mg_http_answer_header(&t->headers, "Content-Range");
    bool sound = range && mg_http_read_content_range(range, &first, &last, &size);
    if (!sound || !try_->ranged || first != t->position) {
        mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_FORMAT,
                             "%s answered with another range than was asked for; try again later",
                             t->place.host);
    }
    try_->next = first, try_->last_end = last + 1;
    return size;
}

/* 200: the whole; what comes before the first byte wanted is dropped on the way. */
static uint64_t judge_whole(mg_http_transfer *t) {
    const char *length = mg_http_answer_header(&t->headers, "Content-Length");
    uint64_t size = length ? mg_http_read_size(length) : MG_HTTP_UNKNOWN;
    t->try_.next = 0, t->try_.last_end = size;
    return size;
}

static void judge_headers(mg_http_transfer *t) {
    mg_http_try *try_ = &t->try_;
    try_->judged = true;
    try_->body = try_->status >= 400 ? MG_HTTP_BODY_ERROR : MG_HTTP_BODY_DROP;
    if (try_->status != 200 && try_->status != 206) return;
    try_->body = MG_HTTP_BODY_TAKE;
    judge_encoding(t);
    if (try_->trouble) return;
    uint64_t size = try_->status == 206 ? judge_part(t) : judge_whole(t);
    judge_version(t, size);
    judge_size(t, size);
}

/* Called by curl for each line, the status line and the empty one at the end too, and for all
 * answers of a connection (100 Continue comes before the true one). */
size_t mg_http_on_header(char *line, size_t size, size_t n, void *context) {
    mg_http_transfer *t = context;
    mg_http_try *try_ = &t->try_;
    size_t bytes = size * n;
    try_->carried += bytes;
    if (bytes >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        mg_http_headers_drop_answer(&t->headers);
        try_->judged = false;
    } else if (try_->judged) {
        return bytes; /* a trailer */
    } else if (line[0] == '\r' || line[0] == '\n') {
        long status = 0;
        (void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
        try_->status = (int)status;
        if (status >= 200) judge_headers(t);
    } else {
        mg_status status = mg_http_headers_add(&t->headers, line, bytes);
        if (status) mg_http_note_trouble(t, MG_HTTP_FINAL, status, "%s", mg_error_text());
    }
    return try_->trouble ? 0 : bytes;
}

/* --- body --- */

static void count_progress(mg_http_transfer *t) {
    if (t->position - t->progress < MG_HTTP_PROGRESS) return;
    t->progress = t->position;
    t->failures = 0;
    t->refreshed = false;
}

/* Hands on the wanted part of a piece; returns what curl is to be told. */
static size_t hand_on(mg_http_transfer *t, const uint8_t *data, size_t n, size_t bytes) {
    mg_http_flow flow = MG_HTTP_MORE;
    mg_status status = MG_OK;
    if (n > 0 && t->request.write) {
        status = t->request.write(t->request.context, t->position, data, n, &flow);
    }
    if (status) {
        mg_http_note_trouble(t, MG_HTTP_FINAL, status, "%s", mg_error_text());
        return 0;
    }
    if (flow == MG_HTTP_PAUSE) {
        t->try_.paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    t->try_.carried += bytes;
    t->try_.next += bytes;
    t->position += n;
    t->client->statistics.received += n;
    t->client->statistics.discarded += bytes - n;
    if (n > 0) t->has_begun = true;
    count_progress(t);
    t->stopped = flow == MG_HTTP_STOP;
    return t->stopped ? 0 : bytes;
}

static size_t take_body(mg_http_transfer *t, const uint8_t *data, size_t bytes) {
    mg_http_try *try_ = &t->try_;
    uint64_t early = t->position > try_->next ? t->position - try_->next : 0;
    if (early > bytes) early = bytes;
    uint64_t wanted = t->end - t->position, n = bytes - early;
    if (n > wanted) n = wanted;
    size_t taken = hand_on(t, data + early, (size_t)n, bytes);
    /* More is coming than was asked for: the connection is given up rather than emptied. */
    if (taken == bytes && t->position == t->end && try_->last_end > t->end) {
        try_->enough = true;
        return 0;
    }
    return taken;
}

static void keep_error(mg_http_try *try_, const char *data, size_t bytes) {
    size_t room = sizeof try_->error_body - 1 - try_->error_length;
    if (bytes > room) bytes = room;
    memcpy(try_->error_body + try_->error_length, data, bytes);
    try_->error_length += bytes;
}

size_t mg_http_on_body(char *data, size_t size, size_t n, void *context) {
    mg_http_transfer *t = context;
    size_t bytes = size * n;
    if (t->try_.body == MG_HTTP_BODY_TAKE) return take_body(t, (const uint8_t *)data, bytes);
    if (t->try_.body == MG_HTTP_BODY_ERROR) keep_error(&t->try_, data, bytes);
    t->try_.carried += bytes;
    t->try_.next += bytes;
    t->client->statistics.discarded += bytes;
    t->try_.cut = t->try_.next > MAX_UNWANTED;
    return t->try_.cut ? 0 : bytes;
}

/* --- errors' bodies --- */

/* The text between two marks, e.g. <Message> and </Message>; false: there is none. */
static bool between(const char *body, const char *open, const char *close, char *out, size_t size) {
    const char *begin = strstr(body, open);
    const char *end = begin ? strstr(begin + strlen(open), close) : NULL;
    if (!end) return false;
    begin += strlen(open);
    snprintf(out, size, "%.*s", (int)(end - begin), begin);
    return true;
}

/* Storage services put what they signed, key names and signatures into XML errors; the message
 * alone is fit to be shown. */
static void choose_message(const char *body, char *out, size_t size) {
    static const char *const marks[][2] = {{"<Message>", "</Message>"},
                                           {"<Code>", "</Code>"},
                                           {"\"error\":\"", "\""},
                                           {"\"error\": \"", "\""}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (between(body, marks[i][0], marks[i][1], out, size)) return;
    }
    if (!strchr(body, '<')) snprintf(out, size, "%.300s", body);
}

/* Cuts queries off addresses, and everything that looks like the token. */
static void remove_secrets(const mg_http_client *client, char *text) {
    for (char *query = strchr(text, '?'); query; query = strchr(query + 1, '?')) {
        size_t length = strcspn(query, " \"'<>)");
        if (length > 1) memmove(query + 1, query + length, strlen(query + length) + 1);
    }
    const char *token = client->authorization ? strrchr(client->authorization, ' ') + 1 : NULL;
    for (char *found = text; token && *token && (found = strstr(found, token));
         found += strlen(token)) {
        memset(found, '*', strlen(token));
    }
}

char *mg_http_error_summary(const mg_http_transfer *t) {
    char message[512] = "", shown_code[64], shown[320];
    if (t->try_.status < 400) return NULL;
    const char *code = mg_http_answer_header(&t->headers, "X-Error-Code");
    const char *header = mg_http_answer_header(&t->headers, "X-Error-Message");
    if (header) {
        snprintf(message, sizeof message, "%s", header);
    } else {
        choose_message(t->try_.error_body, message, sizeof message);
    }
    remove_secrets(t->client, message);
    mg_text_printable(shown_code, sizeof shown_code, code ? code : "");
    mg_text_printable(shown, sizeof shown, message);
    const char *colon = shown_code[0] && shown[0] ? ": " : "";
    return shown_code[0] || shown[0] ? mg_asprintf("%s%s%s", shown_code, colon, shown) : NULL;
}
