#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/json.h"
#include "data/http_internal.h"

/* Waits double from the first to the longest, as those of the hub's own client. */
#define FIRST_WAIT   1.0
#define LONGEST_WAIT 8.0

/* --- hosts --- */

mg_http_host *mg_http_host_of(mg_http_transfer *t) {
    mg_http_client *client = t->client;
    for (size_t i = 0; i < client->n_hosts; i++) {
        if (strcmp(client->hosts[i].name, t->place.origin) == 0) return &client->hosts[i];
    }
    if (mg_grow(&client->hosts, &client->hosts_capacity, client->n_hosts + 1,
                sizeof *client->hosts)) {
        return NULL;
    }
    mg_http_host host = {.name = mg_strdup(t->place.origin)};
    if (!host.name) return NULL;
    client->hosts[client->n_hosts] = host;
    return &client->hosts[client->n_hosts++];
}

static bool has_answered(mg_http_transfer *t) {
    const mg_http_host *host = mg_http_host_of(t);
    return host && host->answered;
}

double mg_http_connect_limit(mg_http_transfer *t) {
    double limit = t->client->options.connect_timeout;
    if (has_answered(t)) return limit;
    return fmax(limit - (mg_http_clock() - t->reach_begin), 0.05 * limit);
}

/* --- which troubles pass --- */

/* By the server's own clock where it tells the time: ours may be wrong. */
static int64_t server_time(const mg_http_transfer *t) {
    const char *date = mg_http_answer_header(&t->headers, "Date");
    time_t at = date ? curl_getdate(date, NULL) : -1;
    return at == -1 ? (int64_t)time(NULL) : (int64_t)at;
}

/* Whether to go back for a fresh address. Not every 403 is an expired signature: taking it for one
 * again and again would hide what the server says. */
static bool signature_ended(const mg_http_transfer *t) {
    int status = t->try_.status;
    if (!t->at_signed || t->refreshed || status >= 500 || status == 408 || status == 429) {
        return false;
    }
    if (t->hops == 0) return true; /* remembered by the caller for who knows how long */
    int64_t expires = mg_http_url_expires(t->place.text);
    return status == 403 && (expires == 0 || server_time(t) >= expires);
}

/* 416: asked for what lies beyond the end, or the server is wrong; then all is taken without Range.
 */
static void judge_unsatisfied(mg_http_transfer *t) {
    const char *range = mg_http_answer_header(&t->headers, "Content-Range");
    uint64_t size = range ? mg_http_read_unsatisfied_range(range) : MG_HTTP_UNKNOWN;
    if (size == t->position && (t->size == MG_HTTP_UNKNOWN || t->size == size)) {
        t->size = size; /* everything is here already */
    } else if (size < t->position) {
        mg_http_note_beyond_end(t, size);
    } else {
        t->without_range = true;
        mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_IO,
                             "%s refuses a range that it has; try again later", t->place.host);
    }
}

static const char *advice(const mg_http_transfer *t) {
    int status = t->try_.status;
    /* Where a signature was to open the door, tokens and names have no part. */
    if (t->at_signed && status < 500 && status != 429) return "try again later, or report it";
    if (status == 401) return "give a valid access token";
    if (status == 403) return "ask for access, or give a token that has it";
    if (status == 404 || status == 410) return "check the name";
    if (status == 429) return "wait some minutes and try again";
    if (status >= 500 || status == 408) return "the server has trouble; try again later";
    return "check the request";
}

static bool status_passes(int status) {
    return status == 408 || status == 429 || status == 500 || (status >= 502 && status <= 504);
}

void mg_http_judge_status(mg_http_transfer *t) {
    int status = t->try_.status;
    if (status == 416 && t->try_.ranged) {
        judge_unsatisfied(t);
        return;
    }
    if (signature_ended(t)) {
        mg_http_note_trouble(t, MG_HTTP_EXPIRED, MG_ERR_IO, "the signed address has expired");
        return;
    }
    char *summary = mg_http_error_summary(t);
    bool missing = status == 404 || status == 410;
    mg_http_note_trouble(t, status_passes(status) ? MG_HTTP_PASSING : MG_HTTP_FINAL,
                         missing ? MG_ERR_NOT_FOUND : MG_ERR_IO,
                         "%s answered with status %d%s%s%s; %s", t->place.host, status,
                         summary ? " (" : "", summary ? summary : "", summary ? ")" : "",
                         advice(t));
    mg_free(summary);
}

static bool is_connecting(const mg_http_transfer *t) {
    curl_off_t ready = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
    return ready == 0;
}

void mg_http_judge_code(mg_http_transfer *t, CURLcode code) {
    char reason[160];
    const char *host = t->place.host;
    const char *text = t->try_.curl_text[0] ? t->try_.curl_text : curl_easy_strerror(code);
    mg_text_printable(reason, sizeof reason, text);
    switch (code) {
    case CURLE_OUT_OF_MEMORY:
        mg_http_note_trouble(t, MG_HTTP_FINAL, MG_ERR_MEMORY, "out of memory in a connection");
        return;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
        mg_http_note_trouble(t, MG_HTTP_FINAL, MG_ERR_IO,
                             "%s is not trusted (%s); behind a proxy that opens TLS, name its "
                             "certificates in CURL_CA_BUNDLE; check the clock",
                             host, reason);
        return;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        mg_http_note_trouble(t, MG_HTTP_FINAL, MG_ERR_ARG, "the address cannot be used (%s)",
                             reason);
        return;
    default:
        break;
    }
    t->try_.unreachable = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT ||
                          code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_PROXY ||
                          is_connecting(t);
    if (t->try_.unreachable) {
        mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_IO,
                             "cannot reach %s (%s); check the network and the proxy settings", host,
                             reason);
    } else {
        mg_http_note_trouble(t, MG_HTTP_PASSING, MG_ERR_IO,
                             "the connection to %s broke (%s); try again later", host, reason);
    }
}

/* --- how long to wait --- */

/* Seconds that the server asks for, or -1. */
static double asked_wait(mg_http_transfer *t) {
    const char *limit = mg_http_answer_header(&t->headers, "RateLimit");
    const char *after = mg_http_answer_header(&t->headers, "Retry-After");
    if (t->try_.status < 400) return -1;
    double wait = limit && t->try_.status == 429 ? mg_http_read_rate_limit(limit) : -1;
    if (wait >= 0) return wait + 1; /* it tells whole seconds, cut off */
    return after ? mg_http_read_retry_after(after, server_time(t)) : -1;
}

/* Jitter keeps many readers that were turned away together from coming back together. */
static double jittered(mg_http_client *client, double asked, int failures) {
    double unit = mg_rng_unit(&client->jitter);
    if (asked >= 0) return asked + unit;
    double wait = fmin(FIRST_WAIT * exp2(failures - 1), LONGEST_WAIT);
    return wait * (0.75 + 0.5 * unit);
}

/* Nothing is gained by asking again and again for a host that never answered. */
static bool gives_up_reaching(mg_http_transfer *t) {
    if (!t->try_.unreachable || has_answered(t)) return false;
    double spent = mg_http_clock() - t->reach_begin;
    return t->failures > 1 || spent > 0.5 * t->client->options.connect_timeout;
}

static bool asks_too_long(mg_http_transfer *t, double asked) {
    const mg_http_options *o = &t->client->options;
    if (asked <= o->longest_wait) return false;
    mg_free(t->try_.trouble_text);
    t->try_.trouble_text =
        mg_asprintf("%s asks to wait %.0f s, longer than the %.0f s allowed; try again then",
                    t->place.host, asked, o->longest_wait);
    return true;
}

/* The reason alone, without the advice for who gives up. */
static void note_wait(const mg_http_transfer *t, double asked, double wait) {
    const char *reason = t->try_.trouble_text ? t->try_.trouble_text : t->place.host;
    if (asked >= 0) {
        mg_http_note(t->client, "%s asks to wait %.0f s", t->place.host, asked);
    } else {
        mg_http_note(t->client, "%.*s; trying again in %.1f s", (int)strcspn(reason, ";"), reason,
                     wait);
    }
}

bool mg_http_plan_retry(mg_http_transfer *t) {
    mg_http_client *client = t->client;
    if (t->try_.trouble != MG_HTTP_PASSING) return false;
    t->failures++;
    double asked = asked_wait(t);
    if (t->failures >= client->options.tries || gives_up_reaching(t)) return false;
    if (asks_too_long(t, asked)) return false;
    double wait = jittered(client, asked, t->failures);
    double scaled = wait * client->options.wait_scale;
    t->begin_at = mg_http_clock() + scaled;
    mg_http_host *host = mg_http_host_of(t);
    if (asked >= 0 && host) host->not_before = fmax(host->not_before, t->begin_at);
    client->statistics.retries++;
    client->statistics.waited += scaled;
    note_wait(t, asked, wait);
    return true;
}
