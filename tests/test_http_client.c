/* What a client of data/http can ask for besides a file from end to end: several at once, pauses,
 * ends on its own wish, answers without a body; and what it is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "tests/helper_http.h"
#include "tests/helper_tmp.h"

/* Begins anew at the hub: no faults, nothing recorded. */
static mg_http_client *open_client(hub_server *hub, const mg_http_options *options) {
    mg_http_client *client;
    hub_server_reset(hub);
    assert_int_equal(mg_http_client_create(options, &client), MG_OK);
    return client;
}

static mg_http_client *open_quick(hub_server *hub) {
    mg_http_options options = http_quick_options(hub, NULL);
    return open_client(hub, &options);
}

/* The address of a path at the hub; valid until 16 more calls. */
static const char *at(hub_server *hub, const char *path) {
    static char urls[16][256];
    static unsigned next;
    char *url = urls[next++ % 16];
    snprintf(url, sizeof urls[0], "%s%s", hub_server_endpoint(hub), path);
    return url;
}

static void check_failure(mg_status status, mg_status expected, const char *text) {
    if (!strstr(mg_error_text(), text)) print_error("\"%s\"\n", mg_error_text());
    assert_int_equal(status, expected);
    assert_non_null(strstr(mg_error_text(), text));
    assert_null(strchr(mg_error_text(), '\n'));
    assert_false(http_tells_secret(mg_error_text()));
}

/* --- answers --- */

static void test_head(void **state) {
    hub_server *hub = ((http_hubs *)*state)->tls;
    mg_http_client *client = open_quick(hub);
    mg_http_response response;
    mg_http_request request = {
        .url = at(hub, HTTP_BIG), .head = true, .redirects = MG_HTTP_SAME_ORIGIN};
    assert_int_equal(mg_http_get(client, &request, &response), MG_OK);
    assert_int_equal(response.status, 302);
    assert_string_equal(mg_http_response_header(&response, "x-linked-size"), "700001");
    assert_string_equal(mg_http_response_header(&response, "X-Repo-Commit"), HUB_COMMIT);
    assert_null(mg_http_response_header(&response, "X-None"));
    assert_int_equal(strncmp(response.location, hub_server_data_origin(hub),
                             strlen(hub_server_data_origin(hub))),
                     0);
    assert_true(response.location_expires > time(NULL));
    assert_int_equal(hub_server_count(hub, "/data/"), 0);
    mg_http_response_free(&response);

    request.url = at(hub, HTTP_SMALL);
    assert_int_equal(mg_http_get(client, &request, &response), MG_OK);
    assert_int_equal(response.status, 200);
    assert_true(response.size == 8 && response.received == 0 && !response.location);
    mg_http_response_free(&response);
    mg_http_client_free(client);
}

/* An address to which an earlier request was redirected is used as long as it holds. */
static void test_direct(void **state) {
    hub_server *hub = ((http_hubs *)*state)->plain;
    mg_http_client *client = open_quick(hub);
    mg_http_response response;
    http_reader r = {0};
    mg_http_request request = {.url = at(hub, HTTP_BIG), .write = http_keep, .context = &r};
    assert_int_equal(mg_http_get(client, &request, &response), MG_OK);
    request.direct_url = response.location;
    for (int round = 0; round < 3; round++) {
        static const char *const scripts[] = {"", "/data/ 1 status 400 body ExpiredToken",
                                              "/data/ 1 status 403"};
        hub_server_reset(hub);
        hub_server_script(hub, scripts[round]);
        r = (http_reader){0};
        assert_int_equal(mg_http_get(client, &request, NULL), MG_OK);
        assert_true(r.received == HTTP_BIG_BYTES && !r.gap);
        assert_int_equal(hub_server_count(hub, "/datasets/"), round > 0);
        assert_false(hub_server_saw(hub, HUB_DATA, HTTP_TOKEN));
    }
    mg_http_response_free(&response);
    mg_http_client_free(client);
}

/* A text that is written anew for every request is not put together from two of them. */
static void test_text(void **state) {
    hub_server *hub = ((http_hubs *)*state)->plain;
    mg_http_client *client = open_quick(hub);
    mg_http_request request = {.url = at(hub, HTTP_SMALL)};
    char *text;
    size_t size;
    hub_server_script(hub, "/datasets/ 1 reset 3\n/datasets/ 2 chunked 5\n/datasets/ 2 etag x");
    assert_int_equal(mg_http_get_text(client, &request, 100, &text, &size, NULL), MG_OK);
    assert_string_equal(text, "{\"a\": 1}");
    assert_int_equal(size, 8);
    assert_int_equal(hub_server_count(hub, "/datasets/"), 3);
    assert_false(hub_server_saw(hub, HUB_HUB, "Range:"));
    mg_free(text);
    mg_status status = mg_http_get_text(client, &request, 7, &text, &size, NULL);
    check_failure(status, MG_ERR_FORMAT, "longer than 7 bytes");
    assert_null(text);
    request.url = at(hub, HTTP_EMPTY);
    assert_int_equal(mg_http_get_text(client, &request, 7, &text, &size, NULL), MG_OK);
    assert_string_equal(text, "");
    mg_free(text);
    mg_http_client_free(client);
}

/* --- several at once --- */

enum { N_PARTS = 8, PART = HTTP_BIG_BYTES / N_PARTS };

static void test_several(void **state) {
    http_hubs *hubs = *state;
    hub_server *hub = hubs->tls;
    mg_http_client *client = open_quick(hub);
    http_reader readers[N_PARTS] = {0};
    mg_http_transfer *transfer;
    mg_http_response response;
    hub_server_script(hub, "/data/ 2-4 reset 10000\n/data/ 5 stall 20\n/data/ 6 no-range\n"
                           "/data/ 9 status 503 Retry-After: 5");
    for (int i = 0; i < N_PARTS; i++) {
        readers[i].first = (uint64_t)i * PART;
        readers[i].data = malloc(HTTP_BIG_BYTES);
        mg_http_request request = {.url = at(hub, HTTP_BIG),
                                   .first = readers[i].first,
                                   .count = PART,
                                   .write = http_keep,
                                   .context = &readers[i]};
        assert_int_equal(mg_http_start(client, &request, &transfer), MG_OK);
    }
    for (int left = N_PARTS; left > 0;) {
        assert_int_equal(mg_http_step(client, 1000, &transfer), MG_OK);
        if (!transfer) continue;
        http_reader *r = mg_http_transfer_context(transfer);
        assert_int_equal(mg_http_finish(transfer, &response), MG_OK);
        assert_true(r->received == PART && !r->gap);
        assert_memory_equal(r->data, hubs->big + r->first, PART);
        mg_http_response_free(&response);
        left--;
    }
    for (int i = 0; i < N_PARTS; i++) free(readers[i].data);
    assert_true(mg_http_client_statistics(client).received == (uint64_t)N_PARTS * PART);
    assert_true(mg_http_client_statistics(client).retries >= 5);
    assert_int_equal(mg_http_step(client, 0, &transfer), MG_OK);
    assert_null(transfer);
    mg_http_client_free(client);
}

/* Where a host has asked one transfer to wait, no other asks it meanwhile. */
static void test_host_waits(void **state) {
    hub_server *hub = ((http_hubs *)*state)->plain;
    http_reader r = {0};
    mg_http_options options = http_quick_options(hub, &r);
    options.wait_scale = 1;
    mg_http_client *client = open_client(hub, &options);
    mg_http_request request = {.url = at(hub, HTTP_SMALL)};
    mg_http_transfer *first, *second, *ended;
    hub_server_script(hub, "/datasets/ * status 429 Retry-After: 300");
    assert_int_equal(mg_http_start(client, &request, &first), MG_OK);
    while (!r.notes[0]) assert_int_equal(mg_http_step(client, 10, &ended), MG_OK);
    assert_non_null(strstr(r.notes, "asks to wait 300 s"));
    assert_int_equal(mg_http_start(client, &request, &second), MG_OK);
    assert_int_equal(mg_http_step(client, 20, &ended), MG_OK);
    assert_null(ended);
    assert_int_equal(mg_http_client_statistics(client).requests, 1);
    mg_http_client_free(client);
}

/* Transfers under way are released with their client, or one by one. */
static void test_abandoned(void **state) {
    hub_server *hub = ((http_hubs *)*state)->plain;
    mg_http_client *client = open_quick(hub);
    mg_http_request request = {.url = at(hub, HTTP_BIG)};
    mg_http_transfer *transfer, *none;
    hub_server_script(hub, "/data/ * stall 10");
    assert_int_equal(mg_http_start(client, &request, &transfer), MG_OK);
    assert_int_equal(mg_http_step(client, 20, &none), MG_OK);
    check_failure(mg_http_finish(transfer, NULL), MG_ERR_INTERRUPTED, "interrupted");
    assert_int_equal(mg_http_start(client, &request, &transfer), MG_OK);
    assert_int_equal(mg_http_step(client, 20, &none), MG_OK);
    mg_status first = mg_fail(MG_ERR_FORMAT, "what went wrong first");
    mg_http_abandon(transfer);
    check_failure(first, MG_ERR_FORMAT, "what went wrong first");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(mg_http_start(client, &request, &transfer), MG_OK);
        assert_int_equal(mg_http_step(client, 10, &none), MG_OK);
    }
    mg_http_client_free(client);
}

/* --- sinks with a will --- */

typedef struct moody {
    http_reader reader;
    atomic_int pauses; /* how often to refuse */
    uint64_t stop_at;
    mg_status fail;
} moody;

static mg_status take_moodily(void *context, uint64_t offset, const uint8_t *data, size_t n,
                              mg_http_flow *flow) {
    moody *m = context;
    if (m->fail) return mg_fail(m->fail, "the disk is full");
    if (atomic_load(&m->pauses) > 0) {
        atomic_fetch_sub(&m->pauses, 1);
        *flow = MG_HTTP_PAUSE;
        return MG_OK;
    }
    MG_TRY(http_keep(&m->reader, offset, data, n, flow));
    if (m->stop_at && m->reader.received >= m->stop_at) *flow = MG_HTTP_STOP;
    return MG_OK;
}

static void check_moody(http_hubs *hubs, moody *m, mg_status expected) {
    mg_http_client *client = open_quick(hubs->plain);
    mg_http_response response;
    mg_http_request request = {
        .url = at(hubs->plain, HTTP_BIG), .write = take_moodily, .context = m};
    m->reader.data = malloc(HTTP_BIG_BYTES);
    assert_int_equal(mg_http_get(client, &request, &response), expected);
    assert_false(m->reader.gap);
    assert_true(response.received == m->reader.received);
    assert_int_equal(response.stopped, m->stop_at > 0);
    if (m->reader.received) assert_memory_equal(m->reader.data, hubs->big, m->reader.received);
    assert_int_equal(hub_server_count(hubs->plain, "/data/"), 1);
    mg_http_response_free(&response);
    mg_http_client_free(client);
    free(m->reader.data);
}

/* Eight refusals last longer than what is a stall from a server: a slow reader is none. */
static void test_pause(void **state) {
    moody m = {.pauses = 8};
    check_moody(*state, &m, MG_OK);
    assert_true(m.reader.received == HTTP_BIG_BYTES);
}

static void test_stop(void **state) {
    moody m = {.stop_at = 1000};
    check_moody(*state, &m, MG_OK);
    assert_true(m.reader.received >= 1000 && m.reader.received < HTTP_BIG_BYTES);
}

static void test_sink_fails(void **state) {
    moody m = {.fail = MG_ERR_FORMAT};
    check_moody(*state, &m, MG_ERR_FORMAT);
    check_failure(MG_ERR_FORMAT, MG_ERR_FORMAT, "the disk is full");
}

typedef struct waker {
    mg_http_client *client;
    moody *m;
} waker;

static void *wake_often(void *context) {
    waker *w = context;
    while (atomic_load(&w->m->pauses) > 0) {
        mg_http_wake(w->client);
        nanosleep(&(struct timespec){0, 100000}, NULL);
    }
    return NULL;
}

/* A thousand refusals would take minutes if nobody woke the client. */
static void test_wake(void **state) {
    hub_server *hub = ((http_hubs *)*state)->plain;
    mg_http_client *client = open_quick(hub);
    moody m = {.pauses = 1000};
    waker w = {client, &m};
    pthread_t thread;
    mg_http_request request = {.url = at(hub, HTTP_BIG), .write = take_moodily, .context = &m};
    assert_int_equal(pthread_create(&thread, NULL, wake_often, &w), 0);
    assert_int_equal(mg_http_get(client, &request, NULL), MG_OK);
    pthread_join(thread, NULL);
    assert_true(m.reader.received == HTTP_BIG_BYTES && !m.reader.gap);
    mg_http_client_free(client);
}

/* --- ends --- */

static bool cancelled_at_last(void *context) {
    int *asked = context;
    return ++*asked > 2;
}

static void test_cancel(void **state) {
    hub_server *hub = ((http_hubs *)*state)->plain;
    mg_http_options options = http_quick_options(hub, NULL);
    int asked = 0;
    options.cancelled = cancelled_at_last, options.context = &asked;
    options.stall_timeout = 1000;
    mg_http_client *client = open_client(hub, &options);
    mg_http_request request = {.url = at(hub, HTTP_BIG)};
    hub_server_script(hub, "/data/ * stall 10");
    check_failure(mg_http_get(client, &request, NULL), MG_ERR_INTERRUPTED, "interrupted");
    mg_http_client_free(client);
}

static void test_deadline(void **state) {
    hub_server *hub = ((http_hubs *)*state)->plain;
    mg_http_options options = http_quick_options(hub, NULL);
    options.deadline = 0.2, options.stall_rate = 0;
    mg_http_client *client = open_client(hub, &options);
    mg_http_request request = {.url = at(hub, HTTP_BIG)};
    hub_server_script(hub, "/data/ * drip 10 10");
    check_failure(mg_http_get(client, &request, NULL), MG_ERR_IO, "not done within the 0.2 s");
    mg_http_client_free(client);
}

/* Listens and takes connections up to TCP, but never says a word. Returns the port. */
static int listen_mutely(int *fd) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(*fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(*fd, 8), 0);
    assert_int_equal(getsockname(*fd, (struct sockaddr *)&address, &size), 0);
    return ntohs(address.sin_port);
}

/* Without network: one line, soon, without asking again and again. */
static void test_unreachable(void **state) {
    hub_server *hub = ((http_hubs *)*state)->tls;
    mg_http_options options = http_quick_options(hub, NULL);
    char url[64];
    int fd, port = listen_mutely(&fd);
    options.connect_timeout = 0.3;
    mg_http_client *client = open_client(hub, &options);
    mg_http_request request = {.url = url};
    snprintf(url, sizeof url, "https://127.0.0.1:%d/a", port);
    check_failure(mg_http_get(client, &request, NULL), MG_ERR_IO, "cannot reach 127.0.0.1:");
    assert_int_equal(mg_http_client_statistics(client).requests, 1);
    close(fd); /* nobody listens any more */
    check_failure(mg_http_get(client, &request, NULL), MG_ERR_IO, "check the network");
    assert_int_equal(mg_http_client_statistics(client).requests, 3);
    mg_http_client_free(client);
}

/* --- trust --- */

static void test_certificates(void **state) {
    hub_server *hub = ((http_hubs *)*state)->tls;
    mg_http_options options = http_quick_options(hub, NULL);
    mg_http_request request = {.url = at(hub, HTTP_SMALL)};
    char *text;
    unsetenv("CURL_CA_BUNDLE"), unsetenv("REQUESTS_CA_BUNDLE");
    unsetenv("SSL_CERT_FILE"), unsetenv("SSL_CERT_DIR");
    options.ca_bundle = NULL;
    mg_http_client *client = open_client(hub, &options);
    check_failure(mg_http_get(client, &request, NULL), MG_ERR_IO, "is not trusted");
    assert_int_equal(mg_http_client_statistics(client).requests, 1);
    mg_http_client_free(client);

    setenv("REQUESTS_CA_BUNDLE", hub_server_ca_file(hub), 1);
    client = open_client(hub, &options);
    assert_int_equal(mg_http_get_text(client, &request, 100, &text, NULL, NULL), MG_OK);
    mg_free(text);
    mg_http_client_free(client);

    setenv("CURL_CA_BUNDLE", test_tmp("none.pem"), 1); /* comes before the other */
    client = NULL;
    check_failure(mg_http_client_create(&options, &client), MG_ERR_ARG, "CURL_CA_BUNDLE");
    assert_null(client);
    unsetenv("CURL_CA_BUNDLE"), unsetenv("REQUESTS_CA_BUNDLE");
}

/* The hub on this machine plays the proxy, and the host behind it. The proxy must not see the
 * token: what it gets to see is the CONNECT line. */
static void test_proxy(void **state) {
    hub_server *hub = ((http_hubs *)*state)->tls;
    mg_http_options options = http_quick_options(hub, NULL);
    char proxy[64], *text;
    snprintf(proxy, sizeof proxy, "http%s", hub_server_endpoint(hub) + strlen("https"));
    setenv("https_proxy", proxy, 1);
    unsetenv("no_proxy"), unsetenv("NO_PROXY");
    options.token_origin = "https://hub.test";
    mg_http_client *client = open_client(hub, &options);
    mg_http_request request = {.url = "https://hub.test" HTTP_SMALL};
    assert_int_equal(mg_http_get_text(client, &request, 100, &text, NULL, NULL), MG_OK);
    assert_int_equal(hub_server_count(hub, "CONNECT hub.test:443"), 1);
    assert_null(strstr(hub_server_request(hub, 0), HTTP_TOKEN));
    assert_non_null(strstr(hub_server_request(hub, 1), HTTP_TOKEN));
    mg_free(text);
    mg_http_client_free(client);
    unsetenv("https_proxy");
}

/* --- what is refused --- */

static void test_refused_addresses(void **state) {
    static const char *const urls[] = {"http://example.com/a",
                                       "ftp://127.0.0.1/a",
                                       "file:///a",
                                       "https://me:pw@127.0.0.1/a",
                                       "a b",
                                       ""};
    hub_server *hub = ((http_hubs *)*state)->plain;
    mg_http_client *client = open_quick(hub);
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        mg_http_request request = {.url = urls[i]};
        assert_int_equal(mg_http_get(client, &request, NULL), MG_ERR_ARG);
    }
    mg_http_request beyond = {.url = at(hub, HTTP_BIG), .first = UINT64_MAX, .count = 2};
    check_failure(mg_http_get(client, &beyond, NULL), MG_ERR_ARG, "64 bits");
    assert_int_equal(mg_http_client_statistics(client).requests, 0);
    mg_http_client_free(client);
}

static void test_refused_options(void **state) {
    mg_http_options good = http_quick_options(((http_hubs *)*state)->plain, NULL);
    mg_http_options bad[] = {good, good, good, good, good, good};
    mg_http_client *client;
    bad[0].connect_timeout = 0;
    bad[1].tries = 0;
    bad[2].token = "hf_line\nbreak";
    bad[3].token_origin = NULL;
    bad[4].token_origin = "http://example.com";
    bad[5].ca_bundle = test_tmp("none.pem");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(mg_http_client_create(&bad[i], &client), MG_ERR_ARG);
        assert_null(client);
        assert_null(strstr(mg_error_text(), "hf_"));
    }
}

/* Whichever allocation fails: a status, nothing lost (the sanitizer looks), and the next run is
 * well. */
static void test_memory(void **state) {
    hub_server *hub = ((http_hubs *)*state)->plain;
    mg_http_options options = http_quick_options(hub, NULL);
    mg_status status = MG_ERR_MEMORY;
    for (long n = 1; status != MG_OK && n < 200; n++) {
        mg_http_client *client = NULL;
        http_reader r = {0};
        mg_http_response response = {0};
        mg_http_request request = {.url = at(hub, HTTP_BIG), .write = http_keep, .context = &r};
        hub_server_reset(hub);
        hub_server_script(hub, "/data/ 1 status 503 body busy\n/data/ 2 reset 5000");
        mg_alloc_fail_at(n);
        status = mg_http_client_create(&options, &client);
        if (!status) status = mg_http_get(client, &request, &response);
        mg_alloc_fail_at(0);
        if (!status) assert_true(r.received == HTTP_BIG_BYTES);
        mg_http_response_free(&response);
        mg_http_client_free(client);
    }
    assert_int_equal(status, MG_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_direct),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_host_waits),
        cmocka_unit_test(test_abandoned),
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_sink_fails),
        cmocka_unit_test(test_wake),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_certificates),
        cmocka_unit_test(test_proxy),
        cmocka_unit_test(test_refused_addresses),
        cmocka_unit_test(test_refused_options),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, http_set_up, http_tear_down);
}
