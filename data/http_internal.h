/* Inside of the HTTP client. A transfer is one request with all its tries:
 *
 *     WAITING --(its time has come)--> RUNNING --(curl is done with a try)--> judged:
 *         delivered, stopped, or a failure for good  --> ENDED
 *         redirect, expired signature                --> WAITING, at once, at another address
 *         a failure that may pass                    --> WAITING, some seconds, same address
 *
 * http_client.c   settings, the loop over all transfers
 * http_transfer.c the states above: tries, redirects, ends
 * http_receive.c  what arrives: status, headers, body; is it what was asked for?
 * http_retry.c    which failures pass, how long to wait, which hosts asked for a pause
 * http_get.c      whole requests in one call */
#ifndef MG_DATA_HTTP_INTERNAL_H
#define MG_DATA_HTTP_INTERNAL_H

#include <curl/curl.h>
#include <signal.h>
#include <stdatomic.h>

#include "core/base/philox.h"
#include "data/http.h"
#include "data/http_headers.h"
#include "data/http_url.h"

#define MG_HTTP_MAX_REDIRECTS 10
/* So many bytes are progress: the count of tries begins anew. Less could go on for ever. */
#define MG_HTTP_PROGRESS   (64u << 10)
#define MG_HTTP_ERROR_BODY 2048 /* bytes of an error's body that are looked at */

/* Why a try did not do what it should. */
typedef enum mg_http_trouble {
    MG_HTTP_NO_TROUBLE,
    MG_HTTP_PASSING, /* try again */
    MG_HTTP_EXPIRED, /* the signed address holds no more: go back to the one that led there */
    MG_HTTP_FINAL
} mg_http_trouble;

typedef enum mg_http_stage { MG_HTTP_WAITING, MG_HTTP_RUNNING, MG_HTTP_ENDED } mg_http_stage;

/* What is done with the body of the answer that is arriving. */
typedef enum mg_http_body {
    MG_HTTP_BODY_DROP,  /* of a redirect */
    MG_HTTP_BODY_TAKE,  /* the data */
    MG_HTTP_BODY_ERROR, /* an error's explanation */
} mg_http_body;

/* One try: from the request on the wire to curl's verdict. */
typedef struct mg_http_try {
    int status;  /* of HTTP; 0: none has come yet */
    bool ranged; /* a Range was sent */
    bool judged; /* the headers are complete and were looked at */
    mg_http_body body;
    uint64_t next;     /* offset of the next byte of the body that arrives */
    uint64_t last_end; /* one past the last byte that this answer brings, or MG_HTTP_UNKNOWN */
    bool enough;       /* cut on purpose: all that was wanted has come */
    bool cut;          /* cut on purpose: a body that nobody wants is long */
    bool paused;
    uint64_t carried;   /* bytes that came over the connection, for the stall watch */
    uint64_t watched;   /* `carried` when the watch began its present span */
    double watch_begin; /* 0: it has not begun */
    mg_http_trouble trouble;
    mg_status trouble_status;
    char *trouble_text; /* of the trouble; NULL where memory ran out */
    bool unreachable;   /* the trouble is that no connection came about */
    char curl_text[CURL_ERROR_SIZE];
    char error_body[MG_HTTP_ERROR_BODY];
    size_t error_length;
} mg_http_try;

struct mg_http_transfer {
    mg_http_client *client;
    mg_http_transfer *next;
    mg_http_stage stage;
    bool reported; /* mg_http_step() has returned it */

    mg_http_request request; /* its addresses are below */
    mg_http_url url;         /* what was asked for */
    mg_http_url place;       /* its address after the redirects so far */
    bool at_signed;     /* `place` is another host's: a redirect led there, or it is direct_url */
    bool refreshed;     /* `url` was gone back to since the last progress */
    int hops;           /* redirects since `url` */
    bool restarts;      /* a try begins from `first`; `write` goes back (mg_http_get_text) */
    bool without_range; /* Range is refused here: all is taken, the beginning dropped */

    CURL *easy;
    struct curl_slist *lines;
    mg_http_try try_;
    mg_http_headers headers;

    uint64_t position; /* next byte wanted */
    uint64_t end;      /* one past the last byte wanted, or MG_HTTP_UNKNOWN */
    uint64_t size;     /* of the resource */
    uint64_t promised; /* its size by the hub that redirected, or MG_HTTP_UNKNOWN */
    char etag[128];    /* of the data, and the host that said so */
    char etag_host[256];
    bool has_begun; /* `size` and `etag` are those of bytes that were handed on */
    bool stopped;

    double started, begin_at; /* seconds on the monotonic clock */
    double reach_begin;       /* when this place was first tried; 0: not yet */
    int failures;             /* since the last progress */
    uint64_t progress;        /* `position` at the last progress */

    mg_status status; /* once ENDED */
    char *text;       /* of the failure */
};

/* A host that has asked for a pause, or answered. */
typedef struct mg_http_host {
    char *name;
    double not_before; /* no request earlier */
    bool answered;     /* it can be reached */
} mg_http_host;

struct mg_http_client {
    mg_http_options options; /* texts owned */
    char *token_origin;
    char *authorization; /* the header's line, or NULL */
    CURLM *multi;
    mg_http_transfer *transfers;
    mg_http_host *hosts;
    size_t n_hosts, hosts_capacity;
    mg_http_statistics statistics;
    mg_rng jitter;
    double next_watch; /* when stalls, deadlines and cancelling are looked at again */
    atomic_bool woken;
};

double mg_http_clock(void); /* monotonic seconds */

/* OpenSSL writes to sockets whose peer has gone; without this the signal would end the process.
 * SIGPIPE is blocked for this thread alone while curl works, and what came meanwhile taken back. */
typedef struct mg_pipe_guard {
    sigset_t before;
    bool was_pending;
} mg_pipe_guard;

mg_pipe_guard mg_http_guard_pipe(void);
void mg_http_unguard_pipe(mg_pipe_guard *guard);

/* --- http_client.c --- */

/* Moves all transfers along until `t` has ended; others that end meanwhile stay to be reported. */
mg_status mg_http_run(mg_http_client *client, mg_http_transfer *t);

/* --- http_transfer.c --- */

/* Sends the request of a waiting transfer. A failure ends the transfer, not the client. */
void mg_http_begin_try(mg_http_transfer *t);
/* curl is done with the try (or it was broken off, code CURLE_OK and a trouble noted). */
void mg_http_conclude_try(mg_http_transfer *t, CURLcode code);
/* Breaks off and ends with the failure whose text is the current error text. */
void mg_http_end(mg_http_transfer *t, mg_status status);
void mg_http_transfer_free(mg_http_transfer *t);

/* --- http_receive.c --- */

/* Notes why the try fails; the first reason counts. */
void mg_http_note_trouble(mg_http_transfer *t, mg_http_trouble trouble, mg_status status,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The first byte wanted lies beyond the last that there is. */
void mg_http_note_beyond_end(mg_http_transfer *t, uint64_t size);
size_t mg_http_on_header(char *line, size_t size, size_t n, void *context);
size_t mg_http_on_body(char *data, size_t size, size_t n, void *context);
/* What an error's body says in one line without secrets (release with mg_free); NULL: nothing. */
char *mg_http_error_summary(const mg_http_transfer *t);

/* --- http_retry.c --- */

/* Trouble of a whole answer with a status of 400 or more. */
void mg_http_judge_status(mg_http_transfer *t);
/* Trouble that curl tells. */
void mg_http_judge_code(mg_http_transfer *t, CURLcode code);
/* After passing trouble: sets when the next try begins, or returns false: there have been enough.
 */
bool mg_http_plan_retry(mg_http_transfer *t);
/* The host of the transfer's place; NULL if memory ran out. */
mg_http_host *mg_http_host_of(mg_http_transfer *t);
/* Seconds that are left for connecting: a host that never answered gets one connect timeout over
 * all tries, so that a machine without network hears of it in time. */
double mg_http_connect_limit(mg_http_transfer *t);

/* --- http_get.c --- */

/* Tells one line to the user of the client, if he listens. */
void mg_http_note(const mg_http_client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
