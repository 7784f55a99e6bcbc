/* Every fault of the loopback hub: the bytes that arrive are those of an undisturbed run, or the
 * error is clear; the token and the signature stay where they belong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "tests/helper_http.h"

typedef struct fault_case {
    const char *name, *script;
    const char *path; /* NULL: HTTP_BIG */
    uint64_t first, count, expected_size;
    bool tls;
    mg_status status;
    const char *text;     /* part of the message, or of a note where the status is MG_OK */
    size_t data_requests; /* to the data host; 0: any number */
} fault_case;

/* What is wrong with the outcome of a case, or NULL. */
static const char *judge_case(const http_hubs *hubs, const fault_case *c, hub_server *hub,
                              mg_status status, const mg_http_response *response,
                              const http_reader *r) {
    const char *said = status ? mg_error_text() : r->notes;
    uint64_t wanted = c->count ? c->count : HTTP_BIG_BYTES - c->first;
    if (status != c->status) return "the status";
    if (c->text && !strstr(said, c->text)) return "what it says";
    if (status && strchr(said, '\n')) return "a message of several lines";
    if (http_tells_secret(mg_error_text()) || http_tells_secret(r->notes))
        return "a secret is told";
    if (r->gap || r->received != response->received) return "the order of the bytes";
    if (r->received && memcmp(r->data, hubs->big + c->first, r->received) != 0) return "the bytes";
    if (!status && r->received != wanted) return "how many bytes came";
    if (!status && response->size != HTTP_BIG_BYTES) return "the size";
    if (c->data_requests && hub_server_count(hub, "/data/") != c->data_requests) {
        return "the number of requests";
    }
    if (hub_server_saw(hub, HUB_DATA, "Authorization")) return "the token left the hub";
    return hub_server_saw(hub, HUB_DATA, HTTP_TOKEN) ? "the token left the hub" : NULL;
}

static void run_case(http_hubs *hubs, const fault_case *c) {
    hub_server *hub = c->tls ? hubs->tls : hubs->plain;
    http_reader r = {.first = c->first, .data = malloc(HTTP_BIG_BYTES)};
    mg_http_options options = http_quick_options(hub, &r);
    mg_http_client *client;
    mg_http_response response;
    char *url = mg_asprintf("%s%s", hub_server_endpoint(hub), c->path ? c->path : HTTP_BIG);
    hub_server_reset(hub);
    hub_server_script(hub, c->script);
    assert_int_equal(mg_http_client_create(&options, &client), MG_OK);
    mg_http_request request = {.url = url,
                               .first = c->first,
                               .count = c->count,
                               .expected_size = c->expected_size,
                               .write = http_keep,
                               .context = &r};
    mg_status status = mg_http_get(client, &request, &response);
    const char *wrong = judge_case(hubs, c, hub, status, &response, &r);
    if (wrong) {
        fail_msg("%s: %s is wrong (%s, \"%s\", %zu requests, notes: %s)", c->name, wrong,
                 mg_status_name(status), status ? mg_error_text() : "",
                 hub_server_count(hub, "/data/"), r.notes);
    }
    mg_http_response_free(&response);
    mg_http_client_free(client);
    mg_free(url);
    free(r.data);
}

static const fault_case fault_cases[] = {
    {"nothing", "", .data_requests = 1},
    {"nothing, TLS", "", .tls = true, .data_requests = 1},
    {"a range", "", .first = 100, .count = 5000, .data_requests = 1},
    {"the last byte", "", .first = HTTP_BIG_BYTES - 1, .data_requests = 1},
    {"a range beyond the end, Range ignored", "/data/ * no-range", .first = HTTP_BIG_BYTES + 1,
     .status = MG_ERR_FORMAT, .text = "it has 700001"},
    {"from the end on", "", .first = HTTP_BIG_BYTES, .data_requests = 1},
    {"beyond the end", "", .first = HTTP_BIG_BYTES + 1, .status = MG_ERR_FORMAT,
     .text = "it has 700001"},
    /* Range is ignored */
    {"no range", "/data/ * no-range", .first = 300000, .count = 5000, .data_requests = 1},
    {"no range to the end", "/data/ * no-range", .first = 300000, .data_requests = 1},
    {"no range after a break", "/data/ 1 reset 300000\n/data/ 2 no-range", .data_requests = 2},
    {"416 once", "/data/ 1 status 416", .first = 300000, .data_requests = 2},
    {"416 after a break", "/data/ 1 reset 300000\n/data/ 2 status 416", .data_requests = 3},
    {"416 always", "/data/ * status 416", .first = 10, .status = MG_ERR_IO, .text = "416"},
    {"another range once", "/data/ 1 shift 7", .first = 300000, .data_requests = 2},
    {"another range always", "/data/ * shift 7", .first = 300000, .count = 50,
     .status = MG_ERR_FORMAT, .text = "another range"},
    /* breaks */
    {"reset once", "/data/ 1 reset 300000", .data_requests = 2},
    {"reset once, TLS", "/data/ 1 reset 300000", .tls = true, .data_requests = 2},
    {"reset in a range", "/data/ 1 reset 3000", .first = 1000, .count = 9000, .data_requests = 2},
    {"reset before the body", "/data/ 1 reset 0", .data_requests = 2},
    {"reset again and again", "/data/ * reset 100000", .data_requests = 8},
    {"reset without progress", "/data/ * reset 100", .status = MG_ERR_IO, .text = "broke",
     .data_requests = 5},
    {"close once", "/data/ 1 close 300000", .data_requests = 2},
    {"close once, TLS", "/data/ 1 close 300000", .tls = true, .data_requests = 2},
    {"chunks cut off", "/data/ 1 chunked 300000", .data_requests = 2},
    {"chunks cut off each time", "/data/ * chunked 200000", .data_requests = 4},
    /* silence */
    {"stall once", "/data/ 1 stall 300000", .data_requests = 2},
    {"stall, TLS", "/data/ 1 stall 300000", .tls = true, .data_requests = 2},
    {"stall without progress", "/data/ * stall 10", .status = MG_ERR_IO, .text = "next to nothing",
     .data_requests = 5},
    {"silence once", "/datasets/ 1 silence"},
    {"slow drip", "/data/ 1 drip 10 20", .data_requests = 2},
    {"drip that suffices", "/data/ * drip 100000 20", .data_requests = 1},
    /* waits */
    {"429, RateLimit", "/datasets/ 1 status 429 RateLimit: \"resolvers\";r=0;t=55",
     .text = "asks to wait 56 s"},
    {"429, RateLimit before Retry-After",
     "/datasets/ 1 status 429 Retry-After: 200 | RateLimit: \"api\";r=0;t=5",
     .text = "asks to wait 6 s"},
    {"429, Retry-After", "/data/ 1-2 status 429 Retry-After: 7", .text = "asks to wait",
     .data_requests = 3},
    {"429, Retry-After as a date", "/data/ 1 status 429 Retry-After: Sun, 06 Nov 1994 08:49:37 GMT",
     .text = "asks to wait"},
    {"429, bare", "/data/ 1-2 status 429", .text = "trying again in", .data_requests = 3},
    {"429 always", "/datasets/ * status 429", .status = MG_ERR_IO, .text = "wait some minutes"},
    {"429, too long", "/data/ 1 status 429 Retry-After: 7200", .status = MG_ERR_IO,
     .text = "asks to wait 7200 s", .data_requests = 1},
    {"503, Retry-After", "/data/ 1 status 503 Retry-After: 3", .text = "asks to wait"},
    {"503, bare", "/data/ 1-4 status 503", .text = "trying again in", .data_requests = 5},
    {"503 always", "/data/ * status 503", .status = MG_ERR_IO, .text = "tried 5 times",
     .data_requests = 5},
    {"500, 502, 504, 408",
     "/data/ 1 status 500\n/data/ 2 status 502\n/data/ 3 status 504\n/data/ 4 status 408",
     .data_requests = 5},
    /* signatures */
    {"expired once", "/datasets/ 1 expire", .data_requests = 2},
    {"expired always", "/datasets/ * expire", .status = MG_ERR_IO, .text = "Request has expired",
     .data_requests = 2},
    {"expired amid the file, by the server's clock",
     "/data/ 1 reset 300000\n/data/ 2 status 403 Date: Sat, 06 Nov 2094 08:49:37 GMT",
     .data_requests = 3},
    {"expired anew after progress",
     "/datasets/ 1 expire\n/data/ 2 reset 300000\n"
     "/data/ 3 status 403 Date: Sat, 06 Nov 2094 08:49:37 GMT",
     .data_requests = 4},
    {"another 403",
     "/data/ * status 403 body <Error><Code>X</Code><Message>invalid range</Message>"
     "<StringToSign>" HUB_SIGNATURE "</StringToSign></Error>",
     .status = MG_ERR_IO, .text = "403 (invalid range); try again later", .data_requests = 1},
    {"403 that says the secrets",
     "/data/ * status 403 body see https://x/y?X-Amz-Signature=" HUB_SIGNATURE " or " HTTP_TOKEN,
     .status = MG_ERR_IO, .text = "https://x/y?"},
    /* wrong contents */
    {"longer once", "/data/ 1 grow 10", .data_requests = 2},
    {"longer always", "/data/ * grow 10", .status = MG_ERR_FORMAT, .text = "700011 bytes"},
    {"shorter always", "/data/ * shrink 10", .status = MG_ERR_FORMAT, .text = "699991 bytes"},
    {"not the size that was listed", "", .expected_size = 5, .status = MG_ERR_FORMAT,
     .text = "there must be 5"},
    {"longer after a break", "/data/ 1 reset 300000\n/data/ 2 grow 10", .status = MG_ERR_FORMAT,
     .text = "changed"},
    {"another version after a break", "/data/ 1 reset 300000\n/data/ 2 etag x",
     .status = MG_ERR_FORMAT, .text = "changed"},
    {"compressed once", "/data/ 1 gzip", .data_requests = 2},
    {"compressed always", "/data/ * gzip", .status = MG_ERR_FORMAT, .text = "compressed"},
    {"a web page once", "/data/ 1 html", .data_requests = 2},
    {"a web page always", "/datasets/ * html", .status = MG_ERR_FORMAT, .text = "web page"},
    {"no content", "/data/ * status 204", .status = MG_ERR_IO, .text = "204"},
    /* redirects */
    {"in a circle", "/datasets/ * redirect " HTTP_BIG, .status = MG_ERR_IO, .text = "circle"},
    {"renamed", "/datasets/org/old 1 rename org/old org/set",
     .path = "/datasets/org/old/resolve/main/big.bin", .data_requests = 1},
    {"from https to http", "/datasets/ * redirect http://127.0.0.1:1/x", .tls = true,
     .status = MG_ERR_IO, .text = "from https to http"},
    {"to a file", "/datasets/ * redirect file:///etc/passwd", .status = MG_ERR_IO,
     .text = "redirects"},
    {"to another host over http", "/datasets/ * redirect http://example.com/x", .status = MG_ERR_IO,
     .text = "https alone"},
    {"nowhere", "/datasets/ * status 302", .status = MG_ERR_IO, .text = "302"},
    /* refusals */
    {"401", "/datasets/ * status 401 X-Error-Code: RepoNotFound", .status = MG_ERR_IO,
     .text = "401 (RepoNotFound)"},
    {"403 gated", "/datasets/ * status 403 X-Error-Code: GatedRepo | X-Error-Message: Ask first",
     .status = MG_ERR_IO, .text = "403 (GatedRepo: Ask first)"},
    {"404", "", .path = "/datasets/org/set/resolve/main/none", .status = MG_ERR_NOT_FOUND,
     .text = "404 (EntryNotFound: Entry not found)"},
};

static void test_faults(void **state) {
    for (size_t i = 0; i < sizeof fault_cases / sizeof fault_cases[0]; i++) {
        run_case(*state, &fault_cases[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, http_set_up, http_tear_down);
}
