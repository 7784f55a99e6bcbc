/* The hub client without a hub: variables, hostile listings, the cache's layout. */
#include <fcntl.h>
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
#include "data/digest.h"
#include "data/hub.h"
#include "data/hub_cache.h"
#include "data/hub_part.h"
#include "tests/helper_tmp.h"

#define SHA      "8191fd29eb5cf906ec55effca44d8059888b615d"
#define GIT_OID  "ce013625030ba8dba906f756967f9e9ca394464a"
#define HELLO256 "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"

static void assert_says(const char *part) {
    if (!strstr(mg_error_text(), part)) {
        fail_msg("\"%s\" does not say \"%s\"", mg_error_text(), part);
    }
}

static void assert_file(const char *path, const char *expected) {
    char *text;
    assert_int_equal(mg_file_read(path, 1 << 20, &text, NULL), MG_OK);
    assert_string_equal(text, expected);
    mg_free(text);
}

/* ---- checksums ---- */

static void assert_digest(mg_digest_kind kind, const char *text, const char *expected) {
    mg_digest *digest;
    char hex[MG_DIGEST_HEX];
    size_t n = strlen(text);
    assert_int_equal(mg_digest_create(kind, n, &digest), MG_OK);
    for (size_t i = 0; i < n; i++) assert_int_equal(mg_digest_add(digest, text + i, 1), MG_OK);
    assert_int_equal(mg_digest_finish(digest, hex), MG_OK);
    assert_string_equal(hex, expected);
    mg_digest_free(digest);
}

/* FIPS 180-2's example; `echo hello | git hash-object --stdin`, and the same of nothing. */
static void test_digest(void **state) {
    (void)state;
    assert_digest(MG_DIGEST_SHA256, "abc",
                  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest(MG_DIGEST_SHA256, "hello\n", HELLO256);
    assert_digest(MG_DIGEST_GIT_BLOB, "hello\n", GIT_OID);
    assert_digest(MG_DIGEST_GIT_BLOB, "", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

/* ---- variables ---- */

static const char *const variables[] = {"HF_ENDPOINT",
                                        "HF_TOKEN",
                                        "HF_TOKEN_PATH",
                                        "HF_HOME",
                                        "HF_HUB_CACHE",
                                        "HUGGINGFACE_HUB_CACHE",
                                        "XDG_CACHE_HOME",
                                        "HF_HUB_OFFLINE",
                                        "HF_DATASETS_OFFLINE",
                                        "TRANSFORMERS_OFFLINE",
                                        "HF_HUB_ETAG_TIMEOUT",
                                        "HF_HUB_DISABLE_IMPLICIT_TOKEN",
                                        "HUGGING_FACE_HUB_TOKEN",
                                        "HF_HUB_DOWNLOAD_TIMEOUT"};

static int clear_variables(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) unsetenv(variables[i]);
    setenv("HOME", test_tmp("home"), 1);
    return 0;
}

static void assert_cache(const char *expected) {
    mg_hub_options options;
    assert_int_equal(mg_hub_options_from_environment(&options), MG_OK);
    assert_string_equal(options.cache, expected);
    mg_hub_options_free(&options);
}

static void test_cache_folder(void **state) {
    (void)state;
    char expected[600];
    snprintf(expected, sizeof expected, "%s/.cache/huggingface/hub", getenv("HOME"));
    assert_cache(expected);
    setenv("XDG_CACHE_HOME", "/x", 1);
    assert_cache("/x/huggingface/hub");
    setenv("HF_HOME", "~/h", 1);
    snprintf(expected, sizeof expected, "%s/h/hub", getenv("HOME"));
    assert_cache(expected);
    setenv("HUGGINGFACE_HUB_CACHE", "/old", 1);
    assert_cache("/old");
    setenv("HF_HUB_CACHE", "/new", 1);
    assert_cache("/new");
    setenv("HF_HUB_CACHE", "", 1); /* empty is unset */
    assert_cache("/old");
}

static void assert_token(const char *expected) {
    mg_hub_options options;
    assert_int_equal(mg_hub_options_from_environment(&options), MG_OK);
    if (expected) assert_string_equal(options.token, expected);
    if (!expected) assert_null(options.token);
    mg_hub_options_free(&options);
}

static void test_token(void **state) {
    (void)state;
    assert_token(NULL);
    assert_int_equal(mg_dir_create(test_tmp("hf")), MG_OK);
    setenv("HF_HOME", test_tmp("hf"), 1);
    test_tmp_write("hf/token", " hf_file\r\n", 10);
    assert_token("hf_file");
    setenv("HF_TOKEN_PATH", test_tmp_write("other", "\r\n", 2), 1);
    assert_token(NULL);
    setenv("HF_TOKEN", "hf_variable\n", 1);
    assert_token("hf_variable");
    setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "YES", 1);
    assert_token(NULL);
}

static void test_switches(void **state) {
    (void)state;
    static const char *const names[] = {"HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"};
    mg_hub_options options;
    assert_int_equal(mg_hub_options_from_environment(&options), MG_OK);
    assert_false(options.offline);
    assert_string_equal(options.endpoint, "https://huggingface.co");
    assert_true(options.connect_timeout == 10 && options.stall_timeout == 30);
    mg_hub_options_free(&options);
    for (int i = 0; i < 2; i++) {
        for (int on = 0; on < 2; on++) {
            setenv(names[i], on ? "True" : "0", 1);
            assert_int_equal(mg_hub_options_from_environment(&options), MG_OK);
            assert_int_equal(options.offline, on);
            mg_hub_options_free(&options);
        }
        unsetenv(names[i]);
    }
    setenv("HF_HUB_DOWNLOAD_TIMEOUT", "soon", 1);
    assert_int_equal(mg_hub_options_from_environment(&options), MG_ERR_ARG);
    assert_says("HF_HUB_DOWNLOAD_TIMEOUT=soon is no number of seconds");
}

/* ---- listings ---- */

static void test_paths(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",        "/etc/passwd", "../x",        "a/../../x", "a/..", ".",   "./a",     "a//b",
        "a/",      "a\\b",        "..\\x",       "a\nb",      "\x7f", "nul", "a/CON",   "Aux.txt",
        "x/lpt1.", "com9.arrow",  "snap/./file", "a/\x01",    "..",   "/",   "prn.a.b", "a/\t"};
    static const char *const good[] = {
        "a",       "a/b.arrow", "..a",     "a..",   ".git",
        "console", "com0",      "nulls/x", "com10", "\xc3\xa9t\xc3\xa9/\xe6\x97\xa5"};
    char longer[1100];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (mg_hub_check_path(bad[i]) != MG_ERR_FORMAT) fail_msg("\"%s\" is taken", bad[i]);
        assert_null(strchr(mg_error_text(), '\n'));
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (mg_hub_check_path(good[i]) != MG_OK) fail_msg("\"%s\" is refused", good[i]);
    }
    memset(longer, 'a', sizeof longer);
    longer[256] = '\0';
    assert_int_equal(mg_hub_check_path(longer), MG_ERR_FORMAT);
    for (int i = 200; i < 1099; i += 200) longer[i] = '/';
    longer[256] = 'a', longer[1099] = '\0';
    assert_int_equal(mg_hub_check_path(longer), MG_ERR_FORMAT);
}

static void test_repo_names(void **state) {
    (void)state;
    static const char *const bad[] = {"",    "a/b/c", "a--b", "../x", "a/..", "/a",   "a/",
                                      "a b", "a?b",   ".a",   "a/-b", "a..b", "a%2Fb"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (mg_hub_check_repo(bad[i]) != MG_ERR_ARG) fail_msg("\"%s\" is taken", bad[i]);
    }
    assert_int_equal(mg_hub_check_repo("Salesforce/lotsa_data"), MG_OK);
    assert_int_equal(mg_hub_check_repo("squad"), MG_OK);
    char *folder = mg_hub_cache_folder_of("/c", "Salesforce/lotsa_data");
    assert_string_equal(folder, "/c/datasets--Salesforce--lotsa_data");
    mg_free(folder);
    folder = mg_hub_cache_folder_of("/c", "squad");
    assert_string_equal(folder, "/c/datasets--squad");
    mg_free(folder);
}

static const char page[] =
    "[{\"type\":\"directory\",\"oid\":\"" GIT_OID "\",\"size\":0,\"path\":\"lcl\"},"
    "{\"type\":\"file\",\"oid\":\"" GIT_OID "\",\"size\":250,\"path\":\"lcl/state.json\"},"
    "{\"type\":\"file\",\"oid\":\"" GIT_OID "\",\"size\":134,\"lfs\":{\"oid\":\"" HELLO256
    "\",\"size\":38200000,\"pointerSize\":134},\"xetHash\":\"" HELLO256
    "\",\"path\":\"lcl/data-00000-of-00001.arrow\"},"
    "{\"type\":\"file\",\"oid\":\"" GIT_OID "\",\"size\":6,\"path\":\"README.md\"}]";

static void add_page(mg_hub_tree *tree, const char *text, mg_status expected, const char *says) {
    mg_status status = mg_hub_tree_add_page(tree, "o/n", text, strlen(text));
    if (status == MG_OK) status = mg_hub_tree_finish(tree, "o/n");
    if (status != expected) fail_msg("status %d for %s", status, text);
    if (expected != MG_OK) assert_says(says);
}

static void test_listing(void **state) {
    (void)state;
    mg_hub_tree tree = {0}, again;
    char *text;
    size_t size, end;
    add_page(&tree, page, MG_OK, "");
    assert_int_equal(tree.count, 3);
    const mg_hub_entry *shard = mg_hub_tree_find(&tree, "lcl/data-00000-of-00001.arrow");
    assert_non_null(shard);
    assert_int_equal(shard->size, 38200000);
    assert_string_equal(mg_hub_entry_blob(shard), HELLO256);
    assert_string_equal(mg_hub_entry_blob(mg_hub_tree_find(&tree, "README.md")), GIT_OID);
    assert_null(mg_hub_tree_find(&tree, "lcl"));
    assert_null(mg_hub_tree_find(&tree, "z"));
    assert_int_equal(mg_hub_tree_under(&tree, "lcl/", &end), 1);
    assert_int_equal(end, 3);
    (void)mg_hub_tree_under(&tree, "zz/", &end);
    assert_int_equal(end, 3);
    assert_int_equal(mg_hub_tree_print(&tree, &text, &size), MG_OK);
    assert_int_equal(mg_hub_tree_parse(&again, "kept", text, size), MG_OK);
    assert_int_equal(again.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(again.entries[i].path, tree.entries[i].path);
        assert_string_equal(again.entries[i].oid, tree.entries[i].oid);
        assert_string_equal(again.entries[i].sha256, tree.entries[i].sha256);
        assert_string_equal(again.entries[i].xet_hash, tree.entries[i].xet_hash);
        assert_int_equal(again.entries[i].size, tree.entries[i].size);
    }
    add_page(&tree, page, MG_ERR_FORMAT, "is listed twice");
    mg_free(text);
    mg_hub_tree_clear(&tree);
    mg_hub_tree_clear(&again);
}

#define FILE_WITH(members) "[{\"type\":\"file\"," members "}]"

static void test_hostile_listing(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"{}", "must be a list of files"},
        {"[1]", "\"[0].type\""},
        {"[", "o/n:1:"},
        {FILE_WITH("\"size\":1,\"oid\":\"" GIT_OID "\",\"path\":\"../../.ssh/x\""), "is refused"},
        {FILE_WITH("\"size\":1,\"oid\":\"" GIT_OID "\",\"path\":\"/x\""), "is refused"},
        {FILE_WITH("\"size\":1,\"oid\":\"" GIT_OID "\",\"path\":\"a\\u0000b\""), "o/n:1:"},
        {FILE_WITH("\"size\":-1,\"oid\":\"" GIT_OID "\",\"path\":\"a\""), "size"},
        {FILE_WITH("\"size\":1e9,\"oid\":\"" GIT_OID "\",\"path\":\"a\""), "size"},
        {FILE_WITH("\"size\":1,\"oid\":\"../../x\",\"path\":\"a\""), "oid"},
        {FILE_WITH("\"size\":1,\"oid\":\"" GIT_OID "\",\"path\":\"a\",\"lfs\":{\"oid\":\"" GIT_OID
                   "\",\"size\":1}"),
         "64 hex digits"},
        {FILE_WITH("\"size\":1,\"oid\":\"" GIT_OID "\",\"path\":\"a\",\"lfs\":[]"), "lfs"},
        {FILE_WITH("\"size\":1,\"oid\":\"" GIT_OID "\",\"path\":[]"), "path"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mg_hub_tree tree = {0};
        add_page(&tree, cases[i][0], MG_ERR_FORMAT, cases[i][1]);
        mg_hub_tree_clear(&tree);
    }
}

/* ---- the cache ---- */

static void test_refs(void **state) {
    (void)state;
    char sha[41], path[600];
    const char *folder = test_tmp("refs/datasets--a--b");
    assert_int_equal(mg_hub_cache_read_ref(folder, "main", sha), MG_ERR_NOT_FOUND);
    assert_int_equal(mg_hub_cache_write_ref(folder, "refs/pr/1", SHA), MG_OK);
    assert_int_equal(mg_hub_cache_write_ref(folder, "refs/pr/1", SHA), MG_OK);
    assert_int_equal(mg_hub_cache_read_ref(folder, "refs/pr/1", sha), MG_OK);
    assert_string_equal(sha, SHA);
    snprintf(path, sizeof path, "%s/refs/refs/pr/1", folder);
    assert_file(path, SHA); /* without a line break */
    snprintf(path, sizeof path, "%s/snapshots/" SHA, folder);
    assert_true(mg_path_is_dir(path));
    assert_int_equal(mg_hub_cache_write_ref(folder, "../../x", SHA), MG_ERR_FORMAT);
    snprintf(path, sizeof path, "%s/refs/main", folder);
    assert_int_equal(mg_file_write_atomic(path, "not a commit", 12), MG_OK);
    assert_int_equal(mg_hub_cache_read_ref(folder, "main", sha), MG_ERR_NOT_FOUND);
}

static void test_links(void **state) {
    (void)state;
    const char *folder = test_tmp("links/datasets--a--b");
    mg_hub_entry entry = {.path = (char *)"x/y/hello.txt", .size = 6, .oid = GIT_OID};
    char *path, target[200] = {0};
    assert_int_equal(mg_dir_create(test_tmp("links/datasets--a--b/blobs")), MG_OK);
    assert_int_equal(mg_hub_cache_find(folder, SHA, &entry, &path), MG_OK);
    assert_null(path);
    test_tmp_write("links/datasets--a--b/blobs/" GIT_OID, "hello\n", 6);
    for (int i = 0; i < 2; i++) { /* the second time it is there */
        assert_int_equal(mg_hub_cache_link(folder, SHA, &entry, &path), MG_OK);
        assert_file(path, "hello\n");
        assert_true(readlink(path, target, sizeof target - 1) > 0);
        assert_string_equal(target, "../../../../blobs/" GIT_OID);
        mg_free(path);
    }
    assert_int_equal(mg_hub_cache_find(folder, SHA, &entry, &path), MG_OK);
    assert_non_null(path);
    mg_free(path);
    entry.size = 7; /* of another size than the listing says: not there */
    assert_int_equal(mg_hub_cache_find(folder, SHA, &entry, &path), MG_OK);
    assert_null(path);
    entry.path = (char *)"../../../../escape";
    assert_int_equal(mg_hub_cache_find(folder, SHA, &entry, &path), MG_ERR_FORMAT);
}

static void test_kept_listing(void **state) {
    (void)state;
    const char *folder = test_tmp("kept/datasets--a--b");
    const char *file = test_tmp("kept/datasets--a--b/trees/" SHA ".json");
    mg_hub_tree tree = {0};
    assert_int_equal(mg_hub_cache_read_tree(folder, SHA, &tree), MG_ERR_NOT_FOUND);
    add_page(&tree, page, MG_OK, "");
    assert_int_equal(mg_hub_cache_write_tree(folder, SHA, &tree), MG_OK);
    mg_hub_tree_clear(&tree);
    assert_int_equal(mg_hub_cache_read_tree(folder, SHA, &tree), MG_OK);
    assert_int_equal(tree.count, 3);
    mg_hub_tree_clear(&tree);
    assert_int_equal(truncate(file, 100), 0);
    assert_int_equal(mg_hub_cache_read_tree(folder, SHA, &tree), MG_ERR_NOT_FOUND);
    static const char later[] = "{\"format_version\": 2, \"files\": {}}";
    assert_int_equal(mg_file_write_atomic(file, later, strlen(later)), MG_OK);
    assert_int_equal(mg_hub_cache_read_tree(folder, SHA, &tree), MG_ERR_NOT_FOUND);
}

/* Every allocation fails once: an error, no leak, and nothing half-written is taken for whole.
 * (Without reading JSON: Jansson itself does not survive every failure.) */
static mg_status use_cache(const char *folder, const mg_hub_tree *tree) {
    mg_status status;
    mg_hub_part part = {.fd = -1, .journal_fd = -1};
    char *path = NULL, sha[41];
    mg_hub_entry entry = {.path = (char *)"x/hello.txt", .size = 6, .oid = GIT_OID};
    char *blob = mg_hub_cache_blob(folder, &entry);
    MG_GO(blob ? MG_OK : MG_ERR_MEMORY);
    MG_GO(mg_hub_cache_write_tree(folder, SHA, tree));
    MG_GO(mg_hub_cache_write_ref(folder, "main", SHA));
    MG_GO(mg_hub_cache_read_ref(folder, "main", sha));
    MG_GO(mg_hub_part_open(&part, blob, 6));
    if (!mg_hub_part_total(&part)) MG_GO(mg_hub_part_write(&part, 0, "hello\n", 6));
    MG_GO(mg_hub_part_publish(&part));
    MG_GO(mg_hub_cache_link(folder, SHA, &entry, &path));
    assert_file(path, "hello\n");
done:
    mg_hub_part_close(&part);
    mg_free(path);
    mg_free(blob);
    return status;
}

static void test_memory_runs_out(void **state) {
    (void)state;
    const char *folder = test_tmp("memory/datasets--a--b");
    assert_int_equal(mg_dir_create(test_tmp("memory/datasets--a--b/blobs")), MG_OK);
    mg_status status = MG_ERR_MEMORY;
    mg_hub_tree tree = {0};
    add_page(&tree, page, MG_OK, "");
    for (long n = 1; status != MG_OK; n++) {
        mg_alloc_fail_at(n);
        status = use_cache(folder, &tree);
        mg_alloc_fail_at(0);
        if (status != MG_OK) assert_int_equal(status, MG_ERR_MEMORY);
        assert_true(n < 10000);
    }
    mg_hub_tree_clear(&tree);
    assert_int_equal(mg_hub_cache_read_tree(folder, SHA, &tree), MG_OK);
    assert_int_equal(tree.count, 3);
    mg_hub_tree_clear(&tree);
}

int main(void) {
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest),
        cmocka_unit_test_setup(test_cache_folder, clear_variables),
        cmocka_unit_test_setup(test_token, clear_variables),
        cmocka_unit_test_setup(test_switches, clear_variables),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_repo_names),
        cmocka_unit_test(test_listing),
        cmocka_unit_test(test_hostile_listing),
        cmocka_unit_test(test_refs),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_kept_listing),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
