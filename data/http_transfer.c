#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/http_internal.h"

/* The largest piece that arrives at once: fewer calls, and room for a fast network. */
#define RECEIVE_BYTES (512L << 10)

/* --- start --- */

static uint64_t known_size(const mg_http_transfer *t) {
    return t->request.expected_size ? t->request.expected_size : t->promised;
}

static mg_status set_up(mg_http_transfer *t, const mg_http_request *request) {
    t->request = *request;
    t->request.url = t->request.direct_url = NULL;
    t->position = t->progress = request->first;
    t->end = MG_HTTP_UNKNOWN;
    if (request->count && __builtin_add_overflow(request->first, request->count, &t->end)) {
        return mg_fail(MG_ERR_ARG, "HTTP: the range asked for ends beyond 64 bits");
    }
    t->promised = MG_HTTP_UNKNOWN;
    t->size = known_size(t);
    t->started = mg_http_clock();
    MG_TRY(mg_http_url_parse(request->url, &t->url));
    const char *first = request->direct_url ? request->direct_url : request->url;
    MG_TRY(mg_http_url_parse(first, &t->place));
    t->at_signed = request->direct_url != NULL;
    t->easy = curl_easy_init();
    return t->easy ? MG_OK : mg_fail(MG_ERR_MEMORY, "out of memory for a connection");
}

mg_status mg_http_start(mg_http_client *client, const mg_http_request *request,
                        mg_http_transfer **out) {
    *out = NULL;
    mg_http_transfer *t = mg_calloc(1, sizeof *t);
    if (!t) return MG_ERR_MEMORY;
    t->client = client;
    t->next = client->transfers;
    client->transfers = t;
    mg_status status = set_up(t, request);
    if (status) {
        mg_http_transfer_free(t);
    } else {
        *out = t;
    }
    return status;
}

void *mg_http_transfer_context(const mg_http_transfer *transfer) {
    return transfer->request.context;
}

/* --- a try --- */

static mg_status add_line(mg_http_transfer *t, const char *line) {
    struct curl_slist *lines = curl_slist_append(t->lines, line);
    if (!lines) return mg_fail(MG_ERR_MEMORY, "out of memory for a request");
    t->lines = lines;
    return MG_OK;
}

/* Encodings would make offsets and sizes those of other bytes. The token goes to its own origin
 * alone, and is decided anew for every address. */
static mg_status set_lines(mg_http_transfer *t) {
    const mg_http_client *client = t->client;
    curl_slist_free_all(t->lines);
    t->lines = NULL;
    MG_TRY(add_line(t, "Accept-Encoding: identity"));
    bool trusted = client->token_origin && strcmp(client->token_origin, t->place.origin) == 0;
    if (trusted) MG_TRY(add_line(t, client->authorization));
    (void)curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->lines);
    return MG_OK;
}

static void set_range(mg_http_transfer *t) {
    char range[64] = "";
    bool whole = t->position == 0 && t->end == MG_HTTP_UNKNOWN;
    t->try_.ranged = !whole && !t->without_range && !t->request.head;
    if (!t->try_.ranged) {
        (void)curl_easy_setopt(t->easy, CURLOPT_RANGE, NULL);
        return;
    }
    int n = snprintf(range, sizeof range, "%llu-", (unsigned long long)t->position);
    if (t->end != MG_HTTP_UNKNOWN) {
        snprintf(range + n, sizeof range - (size_t)n, "%llu", (unsigned long long)t->end - 1);
    }
    (void)curl_easy_setopt(t->easy, CURLOPT_RANGE, range);
}

/* What is the same for every try. Proxies are those of the environment (libcurl reads it), except
 * to this machine, which no proxy can reach; credentials of .netrc are not used. */
static void set_options(mg_http_transfer *t) {
    const mg_http_options *o = &t->client->options;
    CURL *easy = t->easy;
    curl_easy_reset(easy);
    (void)curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* A name lookup that hangs is left to itself, so that the connect timeout holds. */
    (void)curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    /* Ranges that are asked for at once are to travel at once: over one connection of HTTP/2 they
     * would share its window, and what a CDN allows a connection. */
    (void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    (void)curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    (void)curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, RECEIVE_BYTES);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                           (long)(1000 * mg_http_connect_limit(t)));
    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, mg_http_on_header);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, mg_http_on_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->try_.curl_text);
    if (o->user_agent) (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, o->user_agent);
    if (t->request.head) (void)curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (t->place.loopback) (void)curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

static void set_certificates(mg_http_transfer *t) {
    const char *bundle = t->client->options.ca_bundle;
    if (!bundle) return;
    bool folder = mg_path_is_dir(bundle);
    (void)curl_easy_setopt(t->easy, folder ? CURLOPT_CAPATH : CURLOPT_CAINFO, bundle);
}

static mg_status send_request(mg_http_transfer *t) {
    set_options(t);
    set_certificates(t);
    if (curl_easy_setopt(t->easy, CURLOPT_URL, t->place.text)) {
        return mg_fail(MG_ERR_MEMORY, "out of memory for an address");
    }
    MG_TRY(set_lines(t));
    set_range(t);
    CURLMcode code = curl_multi_add_handle(t->client->multi, t->easy);
    if (code) return mg_fail(MG_ERR_IO, "cannot begin: %s", curl_multi_strerror(code));
    return MG_OK;
}

static void forget_try(mg_http_transfer *t) {
    mg_free(t->try_.trouble_text);
    t->try_ = (mg_http_try){0};
}

void mg_http_begin_try(mg_http_transfer *t) {
    forget_try(t);
    if (t->restarts) t->position = t->request.first, t->has_begun = false;
    if (!t->has_begun) t->size = known_size(t);
    if (t->reach_begin == 0) t->reach_begin = mg_http_clock();
    mg_http_headers_drop_answer(&t->headers);
    mg_status status = send_request(t);
    if (status) {
        mg_http_end(t, mg_fail_context(status, "%s", t->place.shown));
        return;
    }
    t->stage = MG_HTTP_RUNNING;
    t->client->statistics.requests++;
}

static void detach(mg_http_transfer *t) {
    if (t->stage == MG_HTTP_RUNNING) (void)curl_multi_remove_handle(t->client->multi, t->easy);
    t->stage = MG_HTTP_WAITING;
}

void mg_http_end(mg_http_transfer *t, mg_status status) {
    detach(t);
    t->stage = MG_HTTP_ENDED;
    t->status = status;
    if (status) t->text = mg_strdup(mg_error_text());
}

/* --- after a try --- */

/* Another address, at once. */
static void go_on(mg_http_transfer *t) {
    t->stage = MG_HTTP_WAITING;
    t->begin_at = 0;
    t->reach_begin = 0;
}

/* Goes back to the address that was asked for, whose redirect leads to a fresh signature. */
static void refresh(mg_http_transfer *t) {
    mg_http_url place;
    mg_status status = mg_http_url_parse(t->url.text, &place);
    if (status) {
        mg_http_end(t, status);
        return;
    }
    mg_http_url_free(&t->place);
    t->place = place;
    t->at_signed = false, t->refreshed = true, t->hops = 0;
    mg_http_headers_clear(&t->headers);
    go_on(t);
}

static void follow(mg_http_transfer *t, const char *location) {
    const char *size = mg_http_answer_header(&t->headers, "X-Linked-Size");
    mg_http_url place;
    mg_status status = mg_http_url_redirect(&t->place, location, &place);
    if (status) {
        mg_http_end(t, status);
        return;
    }
    bool leaves = strcmp(place.origin, t->place.origin) != 0;
    if (leaves && t->request.redirects == MG_HTTP_SAME_ORIGIN) {
        mg_http_url_free(&t->place);
        t->place = place; /* where the answer lies; nobody is asked there */
        mg_http_end(t, MG_OK);
        return;
    }
    if (++t->hops > MG_HTTP_MAX_REDIRECTS) {
        mg_http_url_free(&place);
        mg_http_end(t, mg_fail(MG_ERR_IO,
                               "%s redirects in a circle (more than %d times); check "
                               "the address",
                               t->url.shown, MG_HTTP_MAX_REDIRECTS));
        return;
    }
    if (size) t->promised = mg_http_read_size(size);
    mg_http_url_free(&t->place);
    t->place = place;
    t->at_signed = strcmp(t->place.origin, t->url.origin) != 0;
    mg_http_headers_keep_answer(&t->headers);
    go_on(t);
}

static void retry_or_end(mg_http_transfer *t) {
    if (mg_http_plan_retry(t)) {
        t->stage = MG_HTTP_WAITING;
        return;
    }
    const mg_http_try *try_ = &t->try_;
    const char *text = try_->trouble_text ? try_->trouble_text : "out of memory";
    bool tried = try_->trouble == MG_HTTP_PASSING && t->failures > 1;
    mg_status status = mg_fail(try_->trouble_status, "%s", text);
    if (tried) (void)mg_fail(status, "%s (tried %d times)", text, t->failures);
    mg_http_end(t, mg_fail_context(status, "%s", t->url.shown));
}

/* curl is content; is everything here? A server may send less of a range than was asked, and one
 * that says no size may have been cut off unseen. */
static void judge_end(mg_http_transfer *t) {
    uint64_t end = t->end < t->size ? t->end : t->size;
    if (t->request.head || t->position == end) return;
    if (end == MG_HTTP_UNKNOWN && t->try_.status == 200) {
        t->size = t->position;
        return;
    }
    if (end != MG_HTTP_UNKNOWN && t->position > end) {
        mg_http_note_beyond_end(t, end);
        return;
    }
    mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_IO,
                         "%s ended the answer after %llu bytes, too early; try again later",
                         t->place.host, (unsigned long long)(t->position - t->request.first));
}

static bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void judge_answer(mg_http_transfer *t) {
    int status = t->try_.status;
    if (status >= 400) {
        mg_http_judge_status(t);
    } else if (status == 200 || status == 206) {
        judge_end(t);
    } else {
        mg_http_note_trouble(t, MG_HTTP_FINAL, MG_ERR_IO,
                             "%s answered with status %d, which makes no sense here; check the "
                             "address and the proxy",
                             t->place.host, status);
    }
}

/* However the connection ended: every byte that was asked for is here. */
static bool has_all(const mg_http_transfer *t) {
    uint64_t end = t->end < t->size ? t->end : t->size;
    return t->try_.body == MG_HTTP_BODY_TAKE && t->position == end && end != MG_HTTP_UNKNOWN;
}

void mg_http_conclude_try(mg_http_transfer *t, CURLcode code) {
    mg_http_try *try_ = &t->try_;
    detach(t);
    if (try_->status) {
        mg_http_host *host = mg_http_host_of(t);
        if (host) host->answered = true;
    }
    if (try_->cut || has_all(t)) code = CURLE_OK;
    if (t->stopped || try_->enough) {
        mg_http_end(t, MG_OK);
        return;
    }
    if (try_->trouble == MG_HTTP_NO_TROUBLE && code != CURLE_OK) mg_http_judge_code(t, code);
    const char *location = mg_http_answer_header(&t->headers, "Location");
    if (try_->trouble == MG_HTTP_NO_TROUBLE && is_redirect(try_->status) && location) {
        follow(t, location);
        return;
    }
    if (try_->trouble == MG_HTTP_NO_TROUBLE) judge_answer(t);
    if (try_->trouble == MG_HTTP_NO_TROUBLE) {
        mg_http_end(t, MG_OK);
    } else if (try_->trouble == MG_HTTP_EXPIRED) {
        refresh(t);
    } else {
        retry_or_end(t);
    }
}

/* --- the end --- */

static mg_status describe(mg_http_transfer *t, mg_http_response *response) {
    response->status = t->try_.status;
    response->size = t->size;
    response->received = t->position - t->request.first;
    response->stopped = t->stopped;
    response->error_body = mg_http_error_summary(t);
    response->headers = t->headers.text; /* handed over */
    t->headers = (mg_http_headers){0};
    if (!t->place.text || strcmp(t->place.text, t->url.text) == 0) return MG_OK;
    response->location_expires = mg_http_url_expires(t->place.text);
    response->location = mg_strdup(t->place.text);
    return response->location ? MG_OK : MG_ERR_MEMORY;
}

mg_status mg_http_finish(mg_http_transfer *t, mg_http_response *response) {
    mg_status described = MG_OK;
    mg_pipe_guard guard = mg_http_guard_pipe();
    if (t->stage != MG_HTTP_ENDED) mg_http_end(t, mg_fail(MG_ERR_INTERRUPTED, "interrupted"));
    mg_status status = t->status;
    if (response) *response = (mg_http_response){0};
    if (response) described = describe(t, response);
    if (status) (void)mg_fail(status, "%s", t->text ? t->text : "out of memory");
    mg_http_transfer_free(t);
    mg_http_unguard_pipe(&guard);
    return status ? status : described;
}

void mg_http_abandon(mg_http_transfer *t) {
    mg_pipe_guard guard = mg_http_guard_pipe();
    mg_http_transfer_free(t);
    mg_http_unguard_pipe(&guard);
}

void mg_http_transfer_free(mg_http_transfer *t) {
    for (mg_http_transfer **at = &t->client->transfers; *at; at = &(*at)->next) {
        if (*at != t) continue;
        *at = t->next;
        break;
    }
    detach(t);
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->lines);
    forget_try(t);
    mg_http_headers_free(&t->headers);
    mg_http_url_free(&t->url);
    mg_http_url_free(&t->place);
    mg_free(t->text);
    mg_free(t);
}
