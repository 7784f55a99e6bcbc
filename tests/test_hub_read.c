/* The hub client against the loopback hub: ranges, streams, without a network, with
 * a token. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_client.h"
#include "tests/helper_tmp.h"

#define RESOLVE "/datasets/" HUB_REPO "/resolve/"
#define BIG     "big/data.arrow"
#define MID     "mid/data.arrow"

static const hub_server_options plain;

/* ---- ranges ---- */

static void read_right(mg_bytes *bytes, uint64_t offset, size_t n) {
    uint8_t buffer[5000];
    hub_must(mg_bytes_read(bytes, offset, buffer, n));
    for (size_t i = 0; i < n; i++) {
        if (buffer[i] != hub_byte(offset + i)) fail_msg("byte %zu is another", (size_t)offset + i);
    }
}

static void test_bytes(void **state) {
    (void)state;
    hub_world w;
    mg_bytes *bytes;
    hub_world_open(&w, &plain);
    mg_hub_file file = hub_world_file(&w, BIG);
    hub_must(mg_hub_bytes(w.hub, &file, &bytes));
    assert_int_equal(bytes->size, HUB_BIG_BYTES);
    uint64_t before = hub_server_sent(w.server);
    read_right(bytes, 0, 5000);
    read_right(bytes, HUB_BIG_BYTES - 1, 1);
    for (uint64_t i = 1; i < 20; i++) read_right(bytes, i * 799999, 4096);
    /* one redirect, then the signed address, and no byte more than was asked for */
    assert_int_equal(hub_server_count(w.server, RESOLVE), 1);
    assert_int_equal(hub_server_count(w.server, "/data/"), 21);
    assert_true(hub_server_sent(w.server) - before < 5000 + 1 + 19 * 4096 + 1000);
    assert_int_equal(mg_bytes_read(bytes, HUB_BIG_BYTES, &w, 1), MG_ERR_FORMAT);
    mg_bytes_free(bytes);
    hub_world_close(&w);
}

/* A signature that is about to end is not used again. */
static void test_bytes_expiry(void **state) {
    (void)state;
    hub_world w;
    mg_bytes *bytes;
    hub_world_open(&w, &(hub_server_options){.expires = 10});
    mg_hub_file file = hub_world_file(&w, BIG);
    hub_must(mg_hub_bytes(w.hub, &file, &bytes));
    for (uint64_t i = 0; i < 3; i++) read_right(bytes, i * 4096, 100);
    assert_int_equal(hub_server_count(w.server, RESOLVE), 3);
    mg_bytes_free(bytes);
    hub_world_close(&w);
}

typedef struct reader {
    mg_bytes *bytes;
    uint64_t seed;
    bool right;
} reader;

static void *read_in_thread(void *context) {
    reader *r = context;
    uint8_t buffer[2000];
    r->right = true;
    for (uint64_t i = 0; i < 25 && r->right; i++) {
        uint64_t offset = (r->seed * 7919 + i * 104729) % (HUB_BIG_BYTES - sizeof buffer);
        r->right = mg_bytes_read(r->bytes, offset, buffer, sizeof buffer) == MG_OK;
        for (size_t k = 0; k < sizeof buffer; k++) {
            r->right = r->right && buffer[k] == hub_byte(offset + k);
        }
    }
    return NULL;
}

static void test_bytes_from_threads(void **state) {
    (void)state;
    hub_world w;
    mg_bytes *bytes;
    pthread_t threads[4];
    reader readers[4];
    hub_world_open(&w, &plain);
    mg_hub_file file = hub_world_file(&w, BIG);
    hub_must(mg_hub_bytes(w.hub, &file, &bytes));
    for (uint64_t i = 0; i < 4; i++) {
        readers[i] = (reader){bytes, i + 1, false};
        assert_int_equal(pthread_create(&threads[i], NULL, read_in_thread, &readers[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_true(readers[i].right);
    }
    assert_true(hub_server_count(w.server, RESOLVE) <= 4);
    mg_bytes_free(bytes);
    hub_world_close(&w);
}

static void test_bytes_of_cached_file(void **state) {
    (void)state;
    hub_world w;
    mg_bytes *bytes;
    hub_world_open(&w, &plain);
    hub_world_fetch(&w, MID, HUB_MID_BYTES);
    size_t requests = hub_server_count(w.server, "/");
    mg_hub_file file = hub_world_file(&w, MID);
    hub_must(mg_hub_bytes(w.hub, &file, &bytes));
    read_right(bytes, 12345, 2000);
    mg_bytes_free(bytes);
    assert_int_equal(hub_server_count(w.server, "/"), requests);
    hub_world_close(&w);
}

/* ---- streams ---- */

typedef struct taken {
    uint64_t next;
    bool right;
    int pauses; /* to be made still */
    uint64_t stop_at;
} taken;

static mg_status take(void *context, uint64_t offset, const uint8_t *data, size_t n,
                      mg_http_flow *flow) {
    taken *t = context;
    if (t->pauses > 0) {
        t->pauses--;
        *flow = MG_HTTP_PAUSE;
        return MG_OK;
    }
    t->right = t->right && offset == t->next;
    for (size_t i = 0; i < n; i++) t->right = t->right && data[i] == hub_byte(offset + i);
    t->next = offset + n;
    if (t->stop_at && t->next >= t->stop_at) *flow = MG_HTTP_STOP;
    return MG_OK;
}

static void stream_right(hub_world *w, uint64_t offset, uint64_t stop_at, int pauses) {
    mg_hub_file file = hub_world_file(w, MID);
    taken t = {.next = offset, .right = true, .pauses = pauses, .stop_at = stop_at};
    mg_hub_sink sink = {.write = take, .context = &t, .offset = offset, .verify = true};
    hub_must(mg_hub_stream(w->hub, &file, &sink));
    assert_true(t.right);
    if (stop_at) assert_true(t.next >= stop_at);
    if (!stop_at) assert_int_equal(t.next, HUB_MID_BYTES);
    assert_int_equal(t.pauses, 0);
}

static void test_stream(void **state) {
    (void)state;
    hub_world w;
    hub_world_open(&w, &plain);
    for (int cached = 0; cached < 2; cached++) {
        stream_right(&w, 0, 0, 0);
        stream_right(&w, 0, 0, 2);
        stream_right(&w, 123457, 0, 0);
        stream_right(&w, HUB_MID_BYTES, 0, 0);
        stream_right(&w, 0, 1000, 0);
        hub_world_fetch(&w, MID, HUB_MID_BYTES);
    }
    mg_hub_file file = hub_world_file(&w, MID);
    mg_hub_sink sink = {.write = take, .offset = HUB_MID_BYTES + 1};
    assert_int_equal(mg_hub_stream(w.hub, &file, &sink), MG_ERR_ARG);
    hub_world_close(&w);
}

/* ---- without network, with token ---- */

static void test_offline(void **state) {
    (void)state;
    hub_world w;
    char sha[MG_HUB_SHA], *path;
    mg_bytes *bytes;
    taken t = {.right = true};
    mg_hub_sink sink = {.write = take, .context = &t};
    hub_world_open(&w, &plain);
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, "main", sha));
    hub_world_fetch(&w, MID, HUB_MID_BYTES);
    w.options.offline = true;
    hub_world_reopen(&w);
    hub_server_reset(w.server);
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, "main", sha));
    assert_string_equal(sha, HUB_COMMIT);
    hub_world_list(&w);
    hub_world_fetch(&w, MID, HUB_MID_BYTES);
    stream_right(&w, 0, 0, 0);
    mg_hub_file file = hub_world_file(&w, BIG);
    hub_must_fail(mg_hub_fetch(w.hub, &file, NULL, NULL, &path), MG_HUB_OFFLINE,
                  "big/data.arrow is not in the cache");
    hub_must_fail(mg_hub_bytes(w.hub, &file, &bytes), MG_HUB_OFFLINE, "HF_HUB_OFFLINE");
    hub_must_fail(mg_hub_stream(w.hub, &file, &sink), MG_HUB_OFFLINE, "offline mode is on");
    hub_must_fail(mg_hub_resolve(w.hub, HUB_REPO, "v2", sha), MG_HUB_OFFLINE, "\"v2\"");
    assert_int_equal(hub_server_count(w.server, "/"), 0);
    hub_world_close(&w);
}

/* A data set that another client fetched file by file, without a listing. */
static void test_offline_without_listing(void **state) {
    (void)state;
    hub_world w;
    mg_hub_tree tree;
    char *path;
    hub_world_open(&w, &plain);
    hub_world_fetch(&w, MID, HUB_MID_BYTES);
    hub_world_fetch(&w, "README.md", 100);
    w.options.offline = true;
    hub_world_reopen(&w);
    hub_must(mg_path_remove(hub_world_in_cache(&w, "trees")));
    hub_must(mg_hub_list(w.hub, HUB_REPO, HUB_COMMIT, &tree));
    assert_int_equal(tree.count, 2);
    assert_non_null(strstr(w.notes, "going by the 2 files in the cache"));
    mg_hub_file file = {HUB_REPO, HUB_COMMIT, mg_hub_tree_find(&tree, MID)};
    assert_string_equal(mg_hub_entry_blob(file.entry),
                        mg_hub_entry_blob(hub_world_file(&w, MID).entry));
    hub_must(mg_hub_fetch(w.hub, &file, NULL, NULL, &path));
    assert_true(hub_file_is_right(path, HUB_MID_BYTES));
    mg_free(path);
    mg_hub_tree_clear(&tree);
    hub_must(mg_path_remove(hub_world_in_cache(&w, "snapshots")));
    hub_must_fail(mg_hub_list(w.hub, HUB_REPO, HUB_COMMIT, &tree), MG_HUB_OFFLINE,
                  "the listing of data set ns/data");
    hub_world_close(&w);
}

/* Every allocation of reading from the cache fails once; not those of the listing, as Jansson does
 * not survive all of its own. */
static mg_status read_offline(hub_world *w) {
    mg_status status;
    mg_hub *hub = NULL;
    mg_bytes *bytes = NULL;
    char sha[MG_HUB_SHA], *path = NULL;
    uint8_t buffer[10];
    taken t = {.right = true};
    mg_hub_sink sink = {.write = take, .context = &t, .verify = true};
    MG_GO(mg_hub_open(&w->options, &hub));
    MG_GO(mg_hub_resolve(hub, HUB_REPO, "main", sha));
    mg_hub_file file = hub_world_file(w, MID);
    MG_GO(mg_hub_fetch(hub, &file, NULL, NULL, &path));
    MG_GO(mg_hub_bytes(hub, &file, &bytes));
    MG_GO(mg_bytes_read(bytes, 5, buffer, sizeof buffer));
    MG_GO(mg_hub_stream(hub, &file, &sink));
    assert_true(t.right && t.next == HUB_MID_BYTES);
done:
    mg_bytes_free(bytes);
    mg_free(path);
    mg_hub_close(hub);
    return status;
}

static void test_memory_runs_out(void **state) {
    (void)state;
    hub_world w;
    char sha[MG_HUB_SHA];
    mg_status status = MG_ERR_MEMORY;
    hub_world_open(&w, &plain);
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, "main", sha));
    hub_world_fetch(&w, MID, HUB_MID_BYTES);
    hub_world_cut(&w); /* its threads would have their allocations fail too */
    w.options.offline = true;
    for (long n = 1; status != MG_OK; n++) {
        mg_alloc_fail_at(n);
        status = read_offline(&w);
        mg_alloc_fail_at(0);
        if (status != MG_OK && status != MG_ERR_MEMORY) fail_msg("%ld: %s", n, mg_error_text());
        assert_true(n < 10000);
    }
    hub_world_close(&w);
}

static void test_network_down(void **state) {
    (void)state;
    hub_world w;
    char sha[MG_HUB_SHA] = "", *path;
    hub_world_open(&w, &plain);
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, "main", sha));
    hub_world_cut(&w);
    sha[0] = '\0';
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, "main", sha));
    assert_string_equal(sha, HUB_COMMIT);
    if (!strstr(w.notes, "using what \"main\" of ns/data was when last asked")) {
        fail_msg("notes are: %s", w.notes);
    }
    hub_must_fail(mg_hub_resolve(w.hub, HUB_REPO, "v2", sha), MG_HUB_NETWORK, "127.0.0.1");
    mg_hub_file file = hub_world_file(&w, BIG);
    hub_must_fail(mg_hub_fetch(w.hub, &file, NULL, NULL, &path), MG_HUB_NETWORK, BIG);
    hub_world_close(&w);
}

static void test_hub_down(void **state) {
    (void)state;
    hub_world w;
    char sha[MG_HUB_SHA];
    hub_world_open(&w, &plain);
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, "main", sha));
    hub_server_script(w.server, "/api/ * status 503");
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, "main", sha));
    assert_non_null(strstr(w.notes, "was when last asked"));
    hub_must_fail(mg_hub_resolve(w.hub, HUB_REPO, "v2", sha), MG_HUB_SERVER, "503");
    hub_world_close(&w);
}

#define TOKEN "hf_SecretSecret"

static void test_token(void **state) {
    (void)state;
    hub_world w;
    char sha[MG_HUB_SHA];
    mg_bytes *bytes;
    hub_world_open(&w, &(hub_server_options){.token = TOKEN, .tls = true});
    hub_world_fetch(&w, BIG, HUB_BIG_BYTES);
    mg_hub_file file = hub_world_file(&w, MID);
    hub_must(mg_hub_bytes(w.hub, &file, &bytes));
    read_right(bytes, 0, 100);
    read_right(bytes, 100000, 100);
    mg_bytes_free(bytes);
    assert_true(hub_server_saw(w.server, HUB_HUB, "Authorization: Bearer " TOKEN));
    assert_false(hub_server_saw(w.server, HUB_DATA, "Authorization"));
    assert_false(hub_server_saw(w.server, HUB_DATA, TOKEN));
    hub_must(mg_hub_options_set(&w.options.token, "hf_wrong"));
    hub_world_reopen(&w);
    hub_must_fail(mg_hub_resolve(w.hub, HUB_REPO, "main", sha), MG_HUB_REPO_NOT_FOUND,
                  "what your token may read");
    assert_null(strstr(mg_error_text(), "hf_wrong"));
    hub_must(mg_hub_options_set(&w.options.token, "a\r\nHost: evil"));
    mg_hub *hub;
    assert_int_equal(mg_hub_open(&w.options, &hub), MG_ERR_ARG);
    assert_null(hub);
    hub_world_close(&w);
}

int main(void) {
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_bytes_expiry),
        cmocka_unit_test(test_bytes_from_threads),
        cmocka_unit_test(test_bytes_of_cached_file),
        cmocka_unit_test(test_stream),
        cmocka_unit_test(test_offline),
        cmocka_unit_test(test_offline_without_listing),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_network_down),
        cmocka_unit_test(test_hub_down),
        cmocka_unit_test(test_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
