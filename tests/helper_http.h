/* What the tests of data/http share: two loopback hubs over one repository, an impatient client,
 * and a sink that keeps what comes. */
#ifndef MG_TESTS_HELPER_HTTP_H
#define MG_TESTS_HELPER_HTTP_H

#include "data/http.h"
#include "tests/helper_hub_server.h"

#define HTTP_TOKEN     "hf_0123456789secret"
#define HTTP_BIG_BYTES 700001
#define HTTP_BIG       "/datasets/org/set/resolve/main/big.bin"
#define HTTP_SMALL     "/datasets/org/set/resolve/main/small.json" /* {"a": 1} */
#define HTTP_EMPTY     "/datasets/org/set/resolve/main/empty"

typedef struct http_hubs {
    hub_server *plain, *tls;
    uint8_t big[HTTP_BIG_BYTES]; /* contents of HTTP_BIG */
} http_hubs;

/* Group fixtures of cmocka; `*state` is an http_hubs. */
int http_set_up(void **state);
int http_tear_down(void **state);

typedef struct http_reader {
    uint8_t *data;  /* room for HTTP_BIG_BYTES; NULL: bytes are counted only */
    uint64_t first; /* offset of the first byte asked for */
    uint64_t received;
    bool gap; /* pieces did not come one after the other, or too many came */
    char notes[4096];
} http_reader;

/* A mg_http_write whose context is an http_reader. */
mg_status http_keep(void *context, uint64_t offset, const uint8_t *data, size_t n,
                    mg_http_flow *flow);

/* Waits a thousandth as long, has the token and trusts the hub. Notes go to `reader`, if any. */
mg_http_options http_quick_options(hub_server *hub, http_reader *reader);

/* Whether a text that users see tells the token or a signature. */
bool http_tells_secret(const char *text);

#endif
