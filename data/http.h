/* HTTP for data sets: GET and HEAD over libcurl, made to finish.
 *
 * A request delivers exactly the bytes that were asked for, in order and each once, or fails with
 * one line that says what to do. In between it does what a patient reader would do by hand: resumes
 * with a Range after a break, waits as a rate limit asks, tries again (with jitter) after errors
 * that pass, leaves connections on which nothing moves, follows redirects, and fetches a fresh
 * signed address where one has expired. What the server sends is held against what was asked:
 * status, Content-Range, length, encoding and, over a resume, size and ETag.
 *
 * Safety: certificates are always verified; plain http only to this machine (127.0.0.1, localhost,
 * ::1); a redirect from https to http is refused; the token goes to `token_origin` and nowhere
 * else, whatever redirects say. No message, note or statistic holds a token or the query of an
 * address (signed queries are passwords).
 *
 *     mg_http_options options = mg_http_options_default();
 *     options.token = token, options.token_origin = "https://huggingface.co";
 *     mg_http_client *http;
 *     MG_TRY(mg_http_client_create(&options, &http));
 *
 *     mg_http_request request = {.url = url, .first = 4096, .count = 16384,
 *                                .write = store, .context = &place};
 *     mg_http_response response;
 *     mg_status status = mg_http_get(http, &request, &response);
 *     ...
 *     mg_http_response_free(&response);
 *     mg_http_client_free(http);
 *
 * Several at once: mg_http_start() each, mg_http_step() until all have come back, as in
 *
 *     while (running > 0) {
 *         MG_TRY(mg_http_step(http, 1000, &transfer));   // NULL: nothing has ended yet
 *         if (transfer) running--, status = mg_http_finish(transfer, &response);
 *     }
 *
 * Threads: a client is used by one thread at a time (make one a thread); mg_http_wake() may be
 * called from any. Connections stay open between requests of a client. */
#ifndef MG_DATA_HTTP_H
#define MG_DATA_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

#define MG_HTTP_UNKNOWN UINT64_MAX /* a size that nobody has told */

typedef struct mg_http_client mg_http_client;
typedef struct mg_http_transfer mg_http_transfer;

/* Times are in seconds. Texts are copied. */
typedef struct mg_http_options {
    const char *user_agent;
    const char *token; /* sent as `Authorization: Bearer`; NULL: none */
    const char
        *token_origin;     /* the only scheme://host[:port] that sees it; what follows is ignored */
    const char *ca_bundle; /* file or folder of certificates; NULL: CURL_CA_BUNDLE,
                              REQUESTS_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR, the system's */
    double connect_timeout; /* name lookup, TCP and TLS together; 10 */
    double
        stall_timeout; /* a connection that carries less than stall_rate for so long is left; 30 */
    double stall_rate; /* bytes per second; 1024 */
    double deadline;   /* of a whole request with all its tries; 0 (default): none */
    double longest_wait;              /* a server that asks for more is an error; 600 */
    int tries;                        /* without progress in between; 5 */
    double wait_scale;                /* multiplies every wait between tries; 1. Tests shrink it */
    bool (*cancelled)(void *context); /* asked about ten times a second; true ends every request
                                         with MG_ERR_INTERRUPTED. NULL: never */
    void (*note)(void *context,
                 const char *line); /* "huggingface.co asks to wait 55 s"; NULL: silent */
    void *context;                  /* of both */
} mg_http_options;

mg_http_options mg_http_options_default(void);

/* Fails with MG_ERR_ARG (an option that cannot be, a CA bundle that is not there) or
 * MG_ERR_MEMORY. */
mg_status mg_http_client_create(const mg_http_options *options, mg_http_client **out);
/* Ends transfers that are still under way (their handles are released too). */
void mg_http_client_free(mg_http_client *client);

typedef enum mg_http_flow {
    MG_HTTP_MORE,  /* taken; go on */
    MG_HTTP_PAUSE, /* not taken: the same bytes come again after mg_http_wake() or 100 ms */
    MG_HTTP_STOP   /* taken, and enough: the request ends well */
} mg_http_flow;

/* Takes bytes [offset, offset + n) of the resource; pieces come in order without gap or overlap,
 * over all tries. `*flow` is MG_HTTP_MORE on entry. A failure ends the request with that status.
 * It may not call into the client. */
typedef mg_status (*mg_http_write)(void *context, uint64_t offset, const uint8_t *data, size_t n,
                                   mg_http_flow *flow);

typedef enum mg_http_redirects {
    MG_HTTP_FOLLOW,      /* to the data (at most 10) */
    MG_HTTP_SAME_ORIGIN, /* a redirect to another origin is the answer: response.location */
} mg_http_redirects;

/* Zero and NULL mean what the comments say. `url`, `direct_url` are copied by
 * mg_http_start(). */
typedef struct mg_http_request {
    const char *url;
    const char *direct_url; /* where `url` led an earlier request (response.location); tried first,
                               and left for `url` once it has expired. NULL: none */
    bool head;              /* HEAD: headers alone */
    uint64_t first;         /* offset of the first byte wanted */
    uint64_t count;         /* bytes wanted; 0: all from `first` on */
    uint64_t expected_size; /* of the whole resource; 0: not known. Another size is an error */
    mg_http_redirects redirects; /* default: follow */
    mg_http_write write;         /* NULL: the body is dropped */
    void *context;
} mg_http_request;

/* Of the last try. Release with mg_http_response_free(), also after a failure. */
typedef struct mg_http_response {
    int status;        /* of HTTP; 0: no answer came */
    uint64_t size;     /* of the whole resource, or MG_HTTP_UNKNOWN */
    uint64_t received; /* bytes handed to `write` */
    bool stopped;      /* `write` said MG_HTTP_STOP */
    char *location;    /* where redirects led, or NULL. May be signed: a secret, not for messages */
    int64_t location_expires; /* seconds since 1970 when its signature ends; 0: it does not say */
    char *headers;            /* use mg_http_response_header() */
    char *error_body;         /* what came with a status of 400 or more, shortened and made one
                                 line without secrets; or NULL */
} mg_http_response;

/* The value of a header (the name's case does not matter), or NULL. Where redirects were followed,
 * the last answer that has it counts: X-Linked-Size of the hub stays visible behind its CDN.
 * Owned by the response. */
const char *mg_http_response_header(const mg_http_response *response, const char *name);
void mg_http_response_free(mg_http_response *response);

/* One request from start to end. Status: MG_ERR_NOT_FOUND for 404 and 410; MG_ERR_FORMAT for an
 * answer that is not what was asked for (wrong size, changed in between, a web page);
 * MG_ERR_INTERRUPTED when cancelled; MG_ERR_IO for the rest of what servers and networks do
 * (response->status tells 401, 403, 429 ... apart); MG_ERR_ARG for an address that is refused;
 * MG_ERR_MEMORY; what `write` returned. */
mg_status mg_http_get(mg_http_client *client, const mg_http_request *request,
                      mg_http_response *response);

/* The whole body as text, NUL after it (release with mg_free). More than `max_bytes` is
 * MG_ERR_FORMAT. `request` needs `url` only; its `write` is not used. */
mg_status mg_http_get_text(mg_http_client *client, const mg_http_request *request, size_t max_bytes,
                           char **text, size_t *size, mg_http_response *response);

/* Begins a request; nothing moves until mg_http_step(). */
mg_status mg_http_start(mg_http_client *client, const mg_http_request *request,
                        mg_http_transfer **out);
/* Moves all started requests along until one ends or `timeout_ms` are over. `*ended` is one that
 * has ended (well or not: mg_http_finish() tells), NULL if none has. */
mg_status mg_http_step(mg_http_client *client, int timeout_ms, mg_http_transfer **ended);
/* Releases a transfer and returns how it went; one that has not ended is broken off and is
 * MG_ERR_INTERRUPTED. `response` may be NULL. */
mg_status mg_http_finish(mg_http_transfer *transfer, mg_http_response *response);
/* Releases a transfer, ended or not, for clean-up after another failure: the error text stays. */
void mg_http_abandon(mg_http_transfer *transfer);
/* What `context` of the request was: which of several has ended. */
void *mg_http_transfer_context(const mg_http_transfer *transfer);

/* Makes a client that waits in mg_http_step() look again: paused sinks are asked anew. From any
 * thread, while the client lives. */
void mg_http_wake(mg_http_client *client);

typedef struct mg_http_statistics {
    uint64_t received;  /* bytes of bodies handed on */
    uint64_t discarded; /* bytes that came though they were not asked for */
    uint64_t requests;  /* sent, tries and redirects included */
    uint64_t retries;
    double waited; /* seconds between tries, over all requests */
} mg_http_statistics;

/* Since the client was made. To be asked by the thread that uses the client. */
mg_http_statistics mg_http_client_statistics(const mg_http_client *client);

#endif
