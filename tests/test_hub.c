/* The hub client against the loopback hub: pinning, listing, fetching. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

/* ---- pinning and listing ---- */

static void test_resolve(void **state) {
    (void)state;
    hub_world w;
    char sha[MG_HUB_SHA], *text;
    hub_world_open_unlisted(&w, &plain);
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, "main", sha));
    assert_string_equal(sha, HUB_COMMIT);
    hub_must(mg_file_read(hub_world_in_cache(&w, "refs/main"), 100, &text, NULL));
    assert_string_equal(text, HUB_COMMIT);
    mg_free(text);
    assert_int_equal(hub_server_count(w.server, "/"), 1);
    hub_must(mg_hub_resolve(w.hub, HUB_REPO, HUB_COMMIT, sha)); /* a commit is one already */
    assert_int_equal(hub_server_count(w.server, "/"), 1);
    assert_int_equal(mg_hub_resolve(w.hub, "../x", "main", sha), MG_ERR_ARG);
    assert_int_equal(mg_hub_resolve(w.hub, HUB_REPO, "../main", sha), MG_ERR_FORMAT);
    hub_world_close(&w);
}

static void test_list_in_pages(void **state) {
    (void)state;
    hub_world w;
    hub_world_open(&w, &(hub_server_options){.page = 3});
    assert_int_equal(w.tree.count, 5); /* and three folders: eight entries on three pages */
    assert_int_equal(hub_server_count(w.server, "/api/datasets/" HUB_REPO "/tree/"), 3);
    assert_int_equal(hub_world_file(&w, BIG).entry->size, HUB_BIG_BYTES);
    assert_int_equal(strlen(mg_hub_entry_blob(hub_world_file(&w, BIG).entry)), 64);
    assert_int_equal(strlen(mg_hub_entry_blob(hub_world_file(&w, "README.md").entry)), 40);
    hub_world_list(&w); /* kept */
    assert_int_equal(w.tree.count, 5);
    assert_int_equal(hub_server_count(w.server, "/"), 3);
    hub_world_close(&w);
}

static void test_not_found(void **state) {
    (void)state;
    hub_world w;
    char sha[MG_HUB_SHA], *path;
    mg_hub_tree tree;
    hub_world_open(&w, &plain);
    hub_must_fail(mg_hub_resolve(w.hub, "ns/none", "main", sha), MG_HUB_REPO_NOT_FOUND,
                  "has no data set \"ns/none\", or it is private");
    hub_must_fail(mg_hub_resolve(w.hub, HUB_REPO, "v9", sha), MG_HUB_REVISION_NOT_FOUND,
                  "has no revision \"v9\"");
    hub_must_fail(mg_hub_list(w.hub, HUB_REPO, "0000000000000000000000000000000000000000", &tree),
                  MG_HUB_REVISION_NOT_FOUND, "has no revision \"0000");
    mg_hub_entry entry = *hub_world_file(&w, MID).entry;
    entry.path = (char *)"mid/none.arrow";
    mg_hub_file file = {HUB_REPO, HUB_COMMIT, &entry};
    hub_must_fail(mg_hub_fetch(w.hub, &file, NULL, NULL, &path), MG_HUB_ENTRY_NOT_FOUND,
                  "has no file mid/none.arrow");
    mg_dir_names names;
    hub_must(mg_dir_list(hub_world_in_cache(&w, "blobs"), &names));
    assert_int_equal(names.count, 0);
    mg_dir_names_free(&names);
    hub_server_script(w.server, "/api/ * status 403 X-Error-Code: GatedRepo");
    hub_must_fail(mg_hub_resolve(w.hub, HUB_REPO, "main", sha), MG_HUB_GATED,
                  "only to those who accept its terms");
    hub_world_close(&w);
}

/* A listing that leads out of the cache ends the call, before anything is written. */
static void test_hostile_listing(void **state) {
    (void)state;
    hub_world w;
    mg_hub_tree tree;
    hub_world_open_unlisted(&w, &plain);
    hub_server_script(w.server,
                      "/api/ * status 200 body [{\"type\":\"file\",\"size\":1,\"oid\":"
                      "\"ce013625030ba8dba906f756967f9e9ca394464a\",\"path\":\"../../out\"}]");
    hub_must_fail(mg_hub_list(w.hub, HUB_REPO, HUB_COMMIT, &tree), MG_HUB_OTHER, "is refused");
    assert_false(mg_path_exists(hub_world_in_cache(&w, "trees")));
    hub_server_reset(w.server);
    hub_server_script(w.server, "/api/ * status 200 Link: <http://elsewhere.invalid/api/x>; "
                                "rel=\"next\" body []");
    hub_must_fail(mg_hub_list(w.hub, HUB_REPO, HUB_COMMIT, &tree), MG_HUB_OTHER, "does not end");
    hub_world_close(&w);
}

/* ---- fetching ---- */

typedef struct progress {
    uint64_t first, last, total;
    int calls;
} progress;

static void note_progress(void *context, uint64_t done, uint64_t total) {
    progress *p = context;
    if (!p->calls++) p->first = done;
    assert_true(done >= p->last && done <= total);
    p->last = done;
    p->total = total;
}

static void test_fetch(void **state) {
    (void)state;
    hub_world w;
    char *path, name[200], *shown;
    progress p = {0};
    hub_world_open(&w, &plain);
    mg_hub_file file = hub_world_file(&w, BIG);
    hub_must(mg_hub_find_cached(w.hub, &file, &path));
    assert_null(path);
    hub_must(mg_hub_fetch(w.hub, &file, note_progress, &p, &path));
    assert_true(p.calls >= 2 && p.first == 0 && p.last == HUB_BIG_BYTES && p.total == p.last);
    assert_true(hub_file_is_right(path, HUB_BIG_BYTES));
    snprintf(name, sizeof name, "snapshots/%s/%s", HUB_COMMIT, BIG);
    assert_string_equal(path, hub_world_in_cache(&w, name));
    mg_free(path);
    hub_world_fetch(&w, "README.md", 100);
    hub_world_fetch(&w, "small/empty", 0);
    size_t requests = hub_server_count(w.server, "/");
    hub_world_fetch(&w, BIG, HUB_BIG_BYTES); /* there already: nobody is asked */
    hub_must(mg_hub_find_cached(w.hub, &file, &shown));
    assert_non_null(shown);
    mg_free(shown);
    assert_int_equal(hub_server_count(w.server, "/"), requests);
    mg_dir_names names;
    hub_must(mg_dir_list(hub_world_in_cache(&w, "blobs"), &names));
    assert_int_equal(names.count, 3); /* no part, journal or owner is left */
    mg_dir_names_free(&names);
    hub_world_close(&w);
}

/* The blob of another commit is linked, not fetched. */
static void test_fetch_shared_blob(void **state) {
    (void)state;
    hub_world w;
    char *path;
    hub_world_open(&w, &plain);
    hub_world_fetch(&w, MID, HUB_MID_BYTES);
    size_t requests = hub_server_count(w.server, "/");
    mg_hub_file file = hub_world_file(&w, MID);
    file.sha = "0123456789012345678901234567890123456789";
    hub_must(mg_hub_fetch(w.hub, &file, NULL, NULL, &path));
    assert_true(hub_file_is_right(path, HUB_MID_BYTES));
    mg_free(path);
    assert_int_equal(hub_server_count(w.server, "/"), requests);
    hub_world_close(&w);
}

static void test_fetch_in_lanes(void **state) {
    (void)state;
    hub_world w;
    hub_world_open(&w, &plain);
    w.options.initial_connections = 4;
    hub_world_reopen(&w);
    hub_world_fetch(&w, BIG, HUB_BIG_BYTES);
    assert_true(hub_server_count(w.server, "/data/") >= 2);
    hub_world_close(&w);
}

/* Where one connection is slow, more are opened: how fast it gets is for the network to say. */
static void test_lanes_are_added(void **state) {
    (void)state;
    hub_world w;
    hub_world_open(&w, &plain);
    hub_server_script(w.server, "/data/ * drip 100000 20"); /* 5 MB/s a connection */
    hub_world_fetch(&w, BIG, HUB_BIG_BYTES);
    assert_true(hub_server_count(w.server, "/data/") >= 2);
    hub_world_close(&w);
}

static void *fetch_in_thread(void *context) {
    hub_world *w = context;
    char *path = NULL;
    mg_hub_file file = hub_world_file(w, BIG);
    mg_status status = mg_hub_fetch(w->hub, &file, NULL, NULL, &path);
    bool right = status == MG_OK && hub_file_is_right(path, HUB_BIG_BYTES);
    mg_free(path);
    return right ? w : NULL;
}

static void test_fetch_from_two_threads(void **state) {
    (void)state;
    hub_world w;
    pthread_t threads[2];
    void *result;
    hub_world_open(&w, &plain);
    w.options.note = NULL; /* the world's is not for two threads */
    hub_world_reopen(&w);
    uint64_t before = hub_server_sent(w.server);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, fetch_in_thread, &w), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], &result);
        assert_non_null(result);
    }
    assert_true(hub_server_sent(w.server) - before < HUB_BIG_BYTES + HUB_BIG_BYTES / 2);
    hub_world_close(&w);
}

static void test_too_little_space(void **state) {
    (void)state;
    hub_world w;
    char *path;
    hub_world_open(&w, &plain);
    mg_hub_entry entry = *hub_world_file(&w, BIG).entry;
    entry.size = (uint64_t)1 << 60;
    mg_hub_file file = {HUB_REPO, HUB_COMMIT, &entry};
    hub_must_fail(mg_hub_fetch(w.hub, &file, NULL, NULL, &path), MG_HUB_DISK,
                  "MB more are needed in");
    assert_int_equal(hub_server_count(w.server, RESOLVE), 0);
    hub_world_close(&w);
}

int main(void) {
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resolve),
        cmocka_unit_test(test_list_in_pages),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_hostile_listing),
        cmocka_unit_test(test_fetch),
        cmocka_unit_test(test_fetch_shared_blob),
        cmocka_unit_test(test_fetch_in_lanes),
        cmocka_unit_test(test_lanes_are_added),
        cmocka_unit_test(test_fetch_from_two_threads),
        cmocka_unit_test(test_too_little_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
