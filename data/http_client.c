#include <curl/curl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "data/http_internal.h"

/* How often stalls, deadlines, cancelling and paused sinks are looked at, in seconds. */
#define WATCH_INTERVAL 0.1

double mg_http_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- SIGPIPE --- */

static bool pipe_pending(void) {
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

mg_pipe_guard mg_http_guard_pipe(void) {
    sigset_t pipe;
    mg_pipe_guard guard = {.was_pending = pipe_pending()};
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &guard.before);
    return guard;
}

void mg_http_unguard_pipe(mg_pipe_guard *guard) {
    sigset_t pipe;
    int taken;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    if (!guard->was_pending && pipe_pending()) sigwait(&pipe, &taken);
    pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
}

/* --- settings --- */

mg_http_options mg_http_options_default(void) {
    return (mg_http_options){
        .user_agent = "mathgym",
        .connect_timeout = 10,
        .stall_timeout = 30,
        .stall_rate = 1024,
        .longest_wait = 600,
        .tries = 5,
        .wait_scale = 1,
    };
}

static mg_status check_options(const mg_http_options *o) {
    if (!(o->connect_timeout > 0) || !(o->stall_timeout > 0) || !(o->stall_rate >= 0) ||
        !(o->deadline >= 0) || !(o->longest_wait >= 0) || !(o->wait_scale >= 0) || o->tries < 1) {
        return mg_fail(MG_ERR_ARG, "HTTP: times must be positive and tries at least 1");
    }
    if (o->token && !o->token_origin) {
        return mg_fail(MG_ERR_ARG, "HTTP: a token needs the address of the one server to see it");
    }
    for (const char *c = o->token; c && *c; c++) {
        if (*c > ' ' && *c < 0x7f) continue;
        return mg_fail(MG_ERR_ARG, "the access token holds a space, line break or other character "
                                   "that no token has; set it again");
    }
    return MG_OK;
}

/* The ecosystem's variables, in the order of precedence of its clients. */
static const char *bundle_of_environment(const char **variable) {
    static const char *const names[] = {"CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE",
                                        "SSL_CERT_DIR"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        *variable = names[i];
        if (value && *value) return value;
    }
    return NULL;
}

static mg_status copy_text(const char *from, const char **to) {
    *to = from ? mg_strdup(from) : NULL;
    return from && !*to ? MG_ERR_MEMORY : MG_OK;
}

static mg_status copy_bundle(mg_http_client *client, const mg_http_options *options) {
    const char *variable = "ca_bundle", *path = options->ca_bundle;
    if (!path) path = bundle_of_environment(&variable);
    if (path && access(path, R_OK) != 0) {
        return mg_fail(MG_ERR_ARG,
                       "%s: the certificates in %s cannot be read; name a file of "
                       "them or unset it",
                       variable, path);
    }
    return copy_text(path, &client->options.ca_bundle);
}

static mg_status copy_token(mg_http_client *client, const mg_http_options *options) {
    mg_http_url origin;
    client->options.token = client->options.token_origin = NULL;
    if (!options->token) return MG_OK;
    MG_TRY(mg_http_url_parse(options->token_origin, &origin));
    client->token_origin = mg_strdup(origin.origin);
    client->authorization = mg_asprintf("Authorization: Bearer %s", options->token);
    mg_http_url_free(&origin);
    return client->token_origin && client->authorization ? MG_OK : MG_ERR_MEMORY;
}

static void init_curl(void) {
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

static mg_status set_up(mg_http_client *client, const mg_http_options *options) {
    static pthread_once_t once = PTHREAD_ONCE_INIT; /* libcurl's own global state */
    pthread_once(&once, init_curl);
    client->options = *options;
    client->options.user_agent = client->options.ca_bundle = NULL;
    MG_TRY(copy_text(options->user_agent, &client->options.user_agent));
    MG_TRY(copy_token(client, options));
    MG_TRY(copy_bundle(client, options));
    client->multi = curl_multi_init();
    if (!client->multi) return mg_fail(MG_ERR_MEMORY, "out of memory for connections");
    uint64_t seed = (uint64_t)(mg_http_clock() * 1e9) ^ (uint64_t)getpid() << 40;
    client->jitter = mg_rng_at(seed, 0, 0);
    return MG_OK;
}

mg_status mg_http_client_create(const mg_http_options *options, mg_http_client **out) {
    *out = NULL;
    MG_TRY(check_options(options));
    mg_http_client *client = mg_calloc(1, sizeof *client);
    if (!client) return MG_ERR_MEMORY;
    mg_status status = set_up(client, options);
    if (status) {
        mg_http_client_free(client);
    } else {
        *out = client;
    }
    return status;
}

void mg_http_client_free(mg_http_client *client) {
    if (!client) return;
    mg_pipe_guard guard = mg_http_guard_pipe();
    while (client->transfers) mg_http_transfer_free(client->transfers);
    curl_multi_cleanup(client->multi);
    mg_http_unguard_pipe(&guard);
    for (size_t i = 0; i < client->n_hosts; i++) mg_free(client->hosts[i].name);
    mg_free(client->hosts);
    mg_free((char *)client->options.user_agent);
    mg_free((char *)client->options.ca_bundle);
    mg_free(client->token_origin);
    mg_free(client->authorization);
    mg_free(client);
}

mg_http_statistics mg_http_client_statistics(const mg_http_client *client) {
    return client->statistics;
}

void mg_http_wake(mg_http_client *client) {
    atomic_store(&client->woken, true);
    (void)curl_multi_wakeup(client->multi);
}

/* --- the loop --- */

static void begin_due(mg_http_client *client, double now) {
    for (mg_http_transfer *t = client->transfers; t; t = t->next) {
        if (t->stage != MG_HTTP_WAITING || t->begin_at > now) continue;
        mg_http_host *host = mg_http_host_of(t);
        if (host && host->not_before > now) {
            t->begin_at = host->not_before; /* another transfer was told to wait there */
        } else {
            mg_http_begin_try(t);
        }
    }
}

/* A connection that carries too little for too long is left. Time in which nothing was to come
 * (connecting has its own limit, a paused sink wants nothing) does not count. */
static void watch_stall(mg_http_transfer *t, double now) {
    const mg_http_options *o = &t->client->options;
    mg_http_try *try_ = &t->try_;
    curl_off_t ready = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
    if (ready == 0 || try_->paused || try_->watch_begin == 0) {
        try_->watch_begin = now, try_->watched = try_->carried;
        return;
    }
    if (now - try_->watch_begin < o->stall_timeout) return;
    double bytes = (double)(try_->carried - try_->watched);
    if (bytes < o->stall_rate * o->stall_timeout || bytes == 0) {
        mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_IO,
                             "%s sent next to nothing for %g s; try again later", t->place.host,
                             o->stall_timeout);
        mg_http_conclude_try(t, CURLE_OK);
        return;
    }
    try_->watch_begin = now, try_->watched = try_->carried;
}

static void watch_deadline(mg_http_transfer *t, double now) {
    double deadline = t->client->options.deadline;
    if (deadline == 0 || t->stage == MG_HTTP_ENDED || now - t->started < deadline) return;
    mg_status status = mg_fail(MG_ERR_IO,
                               "%s: not done within the %g s allowed; allow more, or try "
                               "again later",
                               t->url.shown, deadline);
    mg_http_end(t, status);
}

static void end_all(mg_http_client *client) {
    for (mg_http_transfer *t = client->transfers; t; t = t->next) {
        if (t->stage == MG_HTTP_ENDED) continue;
        mg_http_end(t, mg_fail(MG_ERR_INTERRUPTED, "%s: interrupted", t->url.shown));
    }
}

/* A paused sink gets its bytes again; it may refuse them again. */
static void ask_paused(mg_http_client *client) {
    atomic_store(&client->woken, false);
    for (mg_http_transfer *t = client->transfers; t; t = t->next) {
        if (t->stage != MG_HTTP_RUNNING || !t->try_.paused) continue;
        t->try_.paused = false;
        (void)curl_easy_pause(t->easy, CURLPAUSE_CONT);
    }
}

static void watch(mg_http_client *client, double now) {
    const mg_http_options *o = &client->options;
    bool due = now >= client->next_watch;
    if (due || atomic_load(&client->woken)) ask_paused(client);
    if (!due) return;
    client->next_watch = now + WATCH_INTERVAL;
    if (o->cancelled && o->cancelled(o->context)) end_all(client);
    for (mg_http_transfer *t = client->transfers; t; t = t->next) {
        if (t->stage == MG_HTTP_RUNNING) watch_stall(t, now);
        watch_deadline(t, now);
    }
}

static void conclude_done(mg_http_client *client) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(client->multi, &left))) {
        mg_http_transfer *t = NULL;
        CURLcode code = message->data.result;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        if (message->msg == CURLMSG_DONE) mg_http_conclude_try(t, code);
    }
}

static mg_http_transfer *take_ended(mg_http_client *client) {
    for (mg_http_transfer *t = client->transfers; t; t = t->next) {
        if (t->stage != MG_HTTP_ENDED || t->reported) continue;
        t->reported = true;
        return t;
    }
    return NULL;
}

/* Until something happens on a connection, a wait is over, or it is time to watch. */
static mg_status sleep_until_due(mg_http_client *client, double now, double until) {
    double next = fmin(until, fmax(client->next_watch, now));
    for (mg_http_transfer *t = client->transfers; t; t = t->next) {
        if (t->stage == MG_HTTP_WAITING) next = fmin(next, t->begin_at);
    }
    int ms = next > now ? (int)ceil(1000 * (next - now)) : 0;
    CURLMcode code = curl_multi_poll(client->multi, NULL, 0, ms, NULL);
    if (code == CURLM_OK) return MG_OK;
    return mg_fail(MG_ERR_IO, "waiting for connections failed: %s", curl_multi_strerror(code));
}

/* One turn of the loop; sleeps at its end unless `t` has ended. */
static mg_status turn(mg_http_client *client, double until, const mg_http_transfer *t,
                      mg_http_transfer **ended) {
    int running;
    begin_due(client, mg_http_clock());
    CURLMcode code = curl_multi_perform(client->multi, &running);
    if (code) return mg_fail(MG_ERR_IO, "connections failed: %s", curl_multi_strerror(code));
    conclude_done(client);
    double now = mg_http_clock();
    watch(client, now);
    if (ended) *ended = take_ended(client);
    if ((ended && *ended) || (t && t->stage == MG_HTTP_ENDED) || now >= until) return MG_OK;
    return sleep_until_due(client, now, until);
}

mg_status mg_http_step(mg_http_client *client, int timeout_ms, mg_http_transfer **ended) {
    double until = mg_http_clock() + 1e-3 * timeout_ms;
    mg_pipe_guard guard = mg_http_guard_pipe();
    mg_status status = MG_OK;
    *ended = NULL;
    do {
        status = turn(client, until, NULL, ended);
    } while (status == MG_OK && !*ended && mg_http_clock() < until);
    mg_http_unguard_pipe(&guard);
    return status;
}

mg_status mg_http_run(mg_http_client *client, mg_http_transfer *t) {
    mg_pipe_guard guard = mg_http_guard_pipe();
    mg_status status = MG_OK;
    while (status == MG_OK && t->stage != MG_HTTP_ENDED) {
        status = turn(client, INFINITY, t, NULL);
    }
    mg_http_unguard_pipe(&guard);
    return status;
}
