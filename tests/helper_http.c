#include "tests/helper_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "tests/helper_tmp.h"

int http_set_up(void **state) {
    static http_hubs hubs;
    uint32_t x = 1;
    for (int i = 0; i < HTTP_BIG_BYTES; i++) {
        x = x * 1664525u + 1013904223u;
        hubs.big[i] = (uint8_t)(x >> 24);
    }
    test_tmp_in_memory();
    if (mg_dir_create(test_tmp("root/org/set"))) return 1;
    test_tmp_write("root/org/set/big.bin", hubs.big, HTTP_BIG_BYTES);
    test_tmp_write("root/org/set/small.json", "{\"a\": 1}", 8);
    test_tmp_write("root/org/set/empty", "", 0);
    hubs.plain = hub_server_start(&(hub_server_options){.root = test_tmp("root")});
    hubs.tls = hub_server_start(&(hub_server_options){.root = test_tmp("root"), .tls = true});
    *state = &hubs;
    return 0;
}

int http_tear_down(void **state) {
    http_hubs *hubs = *state;
    hub_server_stop(hubs->plain);
    hub_server_stop(hubs->tls);
    return 0;
}

mg_status http_keep(void *context, uint64_t offset, const uint8_t *data, size_t n,
                    mg_http_flow *flow) {
    http_reader *r = context;
    (void)flow;
    r->gap |= offset != r->first + r->received || r->received + n > HTTP_BIG_BYTES;
    if (!r->gap && r->data) memcpy(r->data + r->received, data, n);
    r->received += n;
    return MG_OK;
}

static void keep_note(void *context, const char *line) {
    http_reader *r = context;
    size_t used = strlen(r->notes);
    snprintf(r->notes + used, sizeof r->notes - used, "%s\n", line);
}

mg_http_options http_quick_options(hub_server *hub, http_reader *reader) {
    mg_http_options options = mg_http_options_default();
    options.wait_scale = 1e-3;
    options.connect_timeout = 5;
    options.stall_timeout = 0.5;
    options.stall_rate = 2000;
    options.token = HTTP_TOKEN;
    options.token_origin = hub_server_endpoint(hub);
    options.ca_bundle = hub_server_ca_file(hub);
    options.note = reader ? keep_note : NULL;
    options.context = reader;
    return options;
}

bool http_tells_secret(const char *text) {
    return strstr(text, HTTP_TOKEN) || strstr(text, HUB_SIGNATURE) || strstr(text, "X-Amz");
}
