/* The hub client against a hub that misbehaves: the file is right, or the error is clear and
 * nothing half-written is published; and killed at any moment, the next run goes on. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/hub_part.h"
#include "tests/helper_client.h"
#include "tests/helper_tmp.h"

#define TOKEN "hf_SecretSecret"
#define MID   "mid/data.arrow"
#define BIG   "big/data.arrow"

/* `says` NULL: the file comes whole. */
typedef struct fault {
    const char *script;
    mg_hub_problem problem;
    const char *says;
} fault;

static const fault fetch_faults[] = {
    {"/data/ 1 reset 100000", 0, NULL},
    {"/data/ 1-3 reset 50000", 0, NULL},
    {"/data/ 1 close 1", 0, NULL},
    {"/data/ 1 stall 200000", 0, NULL},
    {"/data/ 1 silence", 0, NULL},
    {"/data/ * drip 30000 1", 0, NULL},
    {"/data/ 1 reset 100000\n/data/ 2- no-range", 0, NULL},
    {"/data/ 1 reset 100000\n/data/ 2 status 416", 0, NULL},
    {"/data/ 1 chunked 100000", 0, NULL},
    {"/data/ 1 status 503", 0, NULL},
    {"/data/ 1 status 503 Retry-After: 1", 0, NULL},
    {"/datasets/ 1-2 status 429 RateLimit: \"resolvers\";r=0;t=2", 0, NULL},
    {"/datasets/ 1 status 429", 0, NULL},
    {"/datasets/ 1 expire", 0, NULL},
    {"/datasets/ 1 rename /resolve/ /resolve/", 0, NULL},
    {"/datasets/ * rename /resolve/ /resolve/", MG_HUB_OTHER, MID},
    {"/data/ 1 grow 10", 0, NULL},
    {"/data/ * grow 10", MG_HUB_OTHER, MID},
    {"/data/ * shrink 10", MG_HUB_OTHER, MID},
    {"/data/ * corrupt 7", MG_HUB_CHECKSUM, "and the listing says"},
    {"/data/ * html", MG_HUB_OTHER, MID},
    {"/data/ * status 503", MG_HUB_SERVER, "503"},
    {"/data/ * status 403 body forbidden by the storage", MG_HUB_SERVER,
     "forbidden by the storage"},
    {"/datasets/ * expire", MG_HUB_SERVER, "403"},
    {"/data/ * reset 0", MG_HUB_OTHER, MID},
    {"/datasets/ * redirect http://192.0.2.1/x", MG_HUB_OTHER, "192.0.2.1"},
    {"/datasets/ * status 401 X-Error-Code: GatedRepo", MG_HUB_GATED, "accept its terms"},
    {"/datasets/ * status 404 X-Error-Code: EntryNotFound", MG_HUB_ENTRY_NOT_FOUND, "no file"},
};

static void assert_no_secret(const char *text) {
    if (strstr(text, TOKEN) || strstr(text, HUB_SIGNATURE)) fail_msg("tells a secret: %s", text);
}

/* Nothing of the file is where a reader of the cache would find it. */
static void assert_unpublished(const hub_world *w, const mg_hub_file *file) {
    char name[300];
    snprintf(name, sizeof name, "snapshots/%s/%s", file->sha, file->entry->path);
    assert_false(mg_path_exists(hub_world_in_cache(w, name)));
    snprintf(name, sizeof name, "blobs/%s", mg_hub_entry_blob(file->entry));
    assert_false(mg_path_exists(hub_world_in_cache(w, name)));
    snprintf(name, sizeof name, "blobs/%s.part.owner", mg_hub_entry_blob(file->entry));
    assert_false(mg_path_exists(hub_world_in_cache(w, name)));
}

static void assert_as_told(const fault *f, mg_status status, const char *what) {
    if (!f->says && status == MG_OK) return;
    if (!f->says) fail_msg("%s: %s: %s", what, f->script, mg_error_text());
    if (status == MG_OK) fail_msg("%s: %s goes unnoticed", what, f->script);
    if (!strstr(mg_error_text(), f->says)) {
        fail_msg("%s: %s: \"%s\" lacks \"%s\"", what, f->script, mg_error_text(), f->says);
    }
    if (f->problem && mg_hub_last_problem() != f->problem) {
        fail_msg("%s: %s: problem %d: %s", what, f->script, mg_hub_last_problem(), mg_error_text());
    }
    assert_null(strchr(mg_error_text(), '\n'));
    assert_no_secret(mg_error_text());
}

static void assert_discreet(hub_world *w) {
    assert_no_secret(w->notes);
    assert_false(hub_server_saw(w->server, HUB_DATA, "Authorization"));
    assert_false(hub_server_saw(w->server, HUB_DATA, TOKEN));
}

static void try_fetch(const fault *f, int connections) {
    hub_world w;
    char *path;
    hub_world_open(&w, &(hub_server_options){.token = TOKEN});
    w.options.initial_connections = connections;
    hub_world_reopen(&w);
    mg_hub_file file = hub_world_file(&w, MID);
    hub_server_script(w.server, f->script);
    mg_status status = mg_hub_fetch(w.hub, &file, NULL, NULL, &path);
    assert_as_told(f, status, "fetch");
    if (status == MG_OK) assert_true(hub_file_is_right(path, HUB_MID_BYTES));
    if (status != MG_OK) assert_unpublished(&w, &file);
    assert_discreet(&w);
    mg_free(path);
    /* and once the hub behaves, the rest comes */
    hub_server_reset(w.server);
    status = mg_hub_fetch(w.hub, &file, NULL, NULL, &path);
    if (status != MG_OK) fail_msg("after %s: %s", f->script, mg_error_text());
    assert_true(hub_file_is_right(path, HUB_MID_BYTES));
    mg_free(path);
    hub_world_close(&w);
}

static void test_fetch(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof fetch_faults / sizeof *fetch_faults; i++) {
        try_fetch(&fetch_faults[i], 1);
    }
}

/* The same over four lanes of a file that is long enough for them. */
static void test_fetch_in_lanes(void **state) {
    (void)state;
    static const char *const scripts[] = {
        "/data/ 1 reset 3000000\n/data/ 3 reset 70000\n/data/ 4 stall 100000",
        "/data/ 2 status 503\n/data/ 3 status 416\n/data/ 5 close 5000",
        "/datasets/ 2 status 429\n/datasets/ 3 expire\n/data/ 2 chunked 9000",
    };
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        hub_world w;
        char *path;
        hub_world_open(&w, &(hub_server_options){.token = TOKEN});
        w.options.initial_connections = 4;
        hub_world_reopen(&w);
        hub_server_script(w.server, scripts[i]);
        mg_hub_file file = hub_world_file(&w, BIG);
        mg_status status = mg_hub_fetch(w.hub, &file, NULL, NULL, &path);
        if (status != MG_OK) fail_msg("%s: %s", scripts[i], mg_error_text());
        assert_true(hub_file_is_right(path, HUB_BIG_BYTES));
        mg_free(path);
        assert_discreet(&w);
        hub_world_close(&w);
    }
}

/* ---- the listing ---- */

static const fault list_faults[] = {
    {"/api/ 1 status 429 RateLimit: \"api\";r=0;t=3", 0, NULL},
    {"/api/ 1 status 429 Retry-After: 1", 0, NULL},
    {"/api/ 1-2 status 500", 0, NULL},
    {"/api/ 2 reset 20", 0, NULL},
    {"/api/ 2 silence", 0, NULL},
    {"/api/ * html", MG_HUB_OTHER, "web page"},
    {"/api/ * status 200 body [", MG_HUB_OTHER, HUB_REPO},
    {"/api/ * status 200 body {}", MG_HUB_OTHER, "must be a list of files"},
    {"/api/ 2- status 503", MG_HUB_SERVER, "503"},
    {"/api/ * status 403 X-Error-Code: GatedRepo", MG_HUB_GATED, "accept its terms"},
    {"/api/ * status 401 X-Error-Code: RepoNotFound", MG_HUB_REPO_NOT_FOUND, "or it is private"},
};

static void test_list(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof list_faults / sizeof *list_faults; i++) {
        const fault *f = &list_faults[i];
        hub_world w;
        mg_hub_tree tree;
        hub_world_open_unlisted(&w, &(hub_server_options){.token = TOKEN, .page = 3});
        hub_server_script(w.server, f->script);
        mg_status status = mg_hub_list(w.hub, HUB_REPO, HUB_COMMIT, &tree);
        assert_as_told(f, status, "list");
        /* all of it or nothing: a listing of one page must not be kept */
        assert_int_equal(tree.count, status == MG_OK ? 5 : 0);
        assert_int_equal(mg_path_exists(hub_world_in_cache(&w, "trees/" HUB_COMMIT ".json")),
                         status == MG_OK);
        assert_discreet(&w);
        mg_hub_tree_clear(&tree);
        hub_world_close(&w);
    }
}

/* ---- ranges and streams ---- */

static const fault read_faults[] = {
    {"/data/ 1 reset 1000", 0, NULL},     {"/data/ 1 stall 10", 0, NULL},
    {"/data/ 2 no-range", 0, NULL},       {"/data/ 2 status 503", 0, NULL},
    {"/datasets/ 1 expire", 0, NULL},     {"/data/ * grow 10", MG_HUB_OTHER, MID},
    {"/data/ * html", MG_HUB_OTHER, MID}, {"/data/ * status 403 body no", MG_HUB_SERVER, "403"},
};

static mg_status read_some(mg_bytes *bytes) {
    uint8_t buffer[3000];
    for (uint64_t i = 0; i < 4; i++) {
        uint64_t offset = 70001 * i;
        MG_TRY(mg_bytes_read(bytes, offset, buffer, sizeof buffer));
        for (size_t k = 0; k < sizeof buffer; k++) {
            if (buffer[k] != hub_byte(offset + k)) fail_msg("byte %zu is another", k);
        }
    }
    return MG_OK;
}

static void test_ranges(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof read_faults / sizeof *read_faults; i++) {
        hub_world w;
        mg_bytes *bytes;
        hub_world_open(&w, &(hub_server_options){.token = TOKEN});
        hub_server_script(w.server, read_faults[i].script);
        mg_hub_file file = hub_world_file(&w, MID);
        assert_int_equal(mg_hub_bytes(w.hub, &file, &bytes), MG_OK);
        assert_as_told(&read_faults[i], read_some(bytes), "ranges");
        assert_discreet(&w);
        mg_bytes_free(bytes);
        hub_world_close(&w);
    }
}

static mg_status check_piece(void *context, uint64_t offset, const uint8_t *data, size_t n,
                             mg_http_flow *flow) {
    uint64_t *next = context;
    (void)flow;
    assert_int_equal(offset, *next);
    for (size_t i = 0; i < n; i++) {
        if (data[i] != hub_byte(offset + i) && offset + i != 7) fail_msg("byte %zu is another", i);
    }
    *next += n;
    return MG_OK;
}

static void test_streams(void **state) {
    (void)state;
    static const fault corrupt = {"/data/ * corrupt 7", MG_HUB_CHECKSUM, "cannot be trusted"};
    size_t n = sizeof read_faults / sizeof *read_faults;
    for (size_t i = 0; i <= n; i++) {
        const fault *f = i < n ? &read_faults[i] : &corrupt;
        hub_world w;
        uint64_t next = 0;
        mg_hub_sink sink = {.write = check_piece, .context = &next, .verify = true};
        hub_world_open(&w, &(hub_server_options){.token = TOKEN});
        hub_server_script(w.server, f->script);
        mg_hub_file file = hub_world_file(&w, MID);
        mg_status status = mg_hub_stream(w.hub, &file, &sink);
        assert_as_told(f, status, "stream");
        if (status == MG_OK) assert_int_equal(next, HUB_MID_BYTES);
        assert_discreet(&w);
        hub_world_close(&w);
    }
}

/* ---- interrupted ---- */

static bool stop_now;

static bool is_stopped(void *context) {
    (void)context;
    return __atomic_load_n(&stop_now, __ATOMIC_RELAXED);
}

static void stop_later(void *context, uint64_t done, uint64_t total) {
    (void)context, (void)total;
    if (done > 100000) __atomic_store_n(&stop_now, true, __ATOMIC_RELAXED);
}

/* Ctrl-C: the call ends, what came is kept, and the next one asks for the rest alone. */
static void test_cancelled(void **state) {
    (void)state;
    hub_world w;
    char *path;
    hub_world_open(&w, &(hub_server_options){.token = TOKEN});
    w.options.cancelled = is_stopped;
    hub_world_reopen(&w);
    mg_hub_file file = hub_world_file(&w, MID);
    hub_server_script(w.server, "/data/ 1 stall 200000");
    assert_int_equal(mg_hub_fetch(w.hub, &file, stop_later, NULL, &path), MG_ERR_INTERRUPTED);
    assert_unpublished(&w, &file);
    stop_now = false;
    uint64_t before = hub_server_sent(w.server);
    assert_int_equal(mg_hub_fetch(w.hub, &file, NULL, NULL, &path), MG_OK);
    assert_true(hub_file_is_right(path, HUB_MID_BYTES));
    assert_true(hub_server_sent(w.server) - before < 110000);
    mg_free(path);
    hub_world_close(&w);
}

/* A .part whose bytes are not what its journal says (a power cut): found by the checksum, fetched
 * anew. */
static void test_torn_part(void **state) {
    (void)state;
    hub_world w;
    char *path, name[200];
    hub_world_open(&w, &(hub_server_options){0});
    mg_hub_file file = hub_world_file(&w, MID);
    hub_server_script(w.server, "/data/ 1 reset 100000\n/data/ 2- status 404");
    assert_int_equal(mg_hub_fetch(w.hub, &file, NULL, NULL, &path), MG_ERR_NOT_FOUND);
    snprintf(name, sizeof name, "blobs/%s.part", mg_hub_entry_blob(file.entry));
    FILE *part = fopen(hub_world_in_cache(&w, name), "r+b");
    assert_non_null(part);
    assert_int_equal(fseek(part, 1000, SEEK_SET), 0);
    fputs("torn", part);
    fclose(part);
    hub_server_reset(w.server);
    if (mg_hub_fetch(w.hub, &file, NULL, NULL, &path) != MG_OK) fail_msg("%s", mg_error_text());
    assert_true(hub_file_is_right(path, HUB_MID_BYTES));
    assert_non_null(strstr(w.notes, "is damaged; it is fetched anew"));
    mg_free(path);
    hub_world_close(&w);
}

/* The disk takes no more: an error that says so, and the rest comes once there is room. */
static void test_unwritable(void **state) {
    (void)state;
    hub_world w;
    char *path;
    struct rlimit limit, small;
    hub_world_open(&w, &(hub_server_options){0});
    mg_hub_file file = hub_world_file(&w, MID);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 100000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    mg_status status = mg_hub_fetch(w.hub, &file, NULL, NULL, &path);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(status, MG_ERR_IO);
    assert_non_null(strstr(mg_error_text(), "File too large"));
    assert_unpublished(&w, &file);
    assert_int_equal(mg_hub_fetch(w.hub, &file, NULL, NULL, &path), MG_OK);
    assert_true(hub_file_is_right(path, HUB_MID_BYTES));
    mg_free(path);
    hub_world_close(&w);
}

/* ---- killed ---- */

/* The child's options come from the parent, that starts its threads after the fork. */
typedef struct errand {
    char endpoint[200];
    char cache[600];
    int connections;
} errand;

static void fetch_in_child(int from) {
    errand e;
    mg_hub *hub;
    mg_hub_tree tree;
    char *path;
    if (read(from, &e, sizeof e) != (ssize_t)sizeof e) _exit(1);
    mg_hub_options options = {.endpoint = e.endpoint,
                              .cache = e.cache,
                              .connect_timeout = 2,
                              .stall_timeout = 60, /* it is to be killed in the stall */
                              .wait_scale = 0.001,
                              .tries = 4,
                              .connections = 8,
                              .initial_connections = e.connections};
    if (mg_hub_open(&options, &hub) != MG_OK) _exit(2);
    if (mg_hub_list(hub, HUB_REPO, HUB_COMMIT, &tree) != MG_OK) _exit(3);
    mg_hub_file file = {HUB_REPO, HUB_COMMIT, mg_hub_tree_find(&tree, BIG)};
    if (mg_hub_fetch(hub, &file, NULL, NULL, &path) != MG_OK) _exit(4);
    _exit(5); /* it should not have come so far */
}

static uint64_t journal_total(const hub_world *w, const mg_hub_file *file) {
    char name[200];
    uint64_t done[64], total = 0;
    char *text;
    size_t size, pieces = (HUB_BIG_BYTES + MG_HUB_PIECE - 1) / MG_HUB_PIECE;
    const char *blob = mg_hub_entry_blob(file->entry);
    snprintf(name, sizeof name, "blobs/%s.part.journal", blob);
    if (mg_file_read(hub_world_in_cache(w, name), 4096, &text, &size) != MG_OK) return 0;
    if (mg_hub_journal_parse((const uint8_t *)text, size, blob, HUB_BIG_BYTES, pieces, done) ==
        MG_OK) {
        for (size_t i = 0; i < pieces; i++) total += done[i];
    }
    mg_free(text);
    return total;
}

/* Kills the child as soon as the journal counts `enough`; returns what was sent until then. */
static void kill_in_the_middle(hub_world *w, pid_t child, uint64_t enough) {
    int status;
    mg_hub_file file = hub_world_file(w, BIG);
    for (int i = 0; i < 30000 && journal_total(w, &file) < enough; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        if (waitpid(child, &status, WNOHANG) == child) fail_msg("the child ended: %d", status);
    }
    assert_true(journal_total(w, &file) >= enough);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void kill_and_resume(const char *script, int connections, uint64_t enough) {
    hub_world w;
    int pipes[2];
    char *path;
    errand e = {.connections = connections};
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) fetch_in_child(pipes[0]);
    hub_world_open(&w, &(hub_server_options){0});
    snprintf(e.endpoint, sizeof e.endpoint, "%s", w.options.endpoint);
    snprintf(e.cache, sizeof e.cache, "%s", w.options.cache);
    hub_server_script(w.server, script);
    assert_int_equal(write(pipes[1], &e, sizeof e), sizeof e);
    kill_in_the_middle(&w, child, enough);
    close(pipes[0]), close(pipes[1]);
    mg_hub_file file = hub_world_file(&w, BIG);
    uint64_t kept = journal_total(&w, &file);
    hub_server_reset(w.server);
    uint64_t before = hub_server_sent(w.server);
    w.options.initial_connections = connections;
    hub_world_reopen(&w);
    if (mg_hub_fetch(w.hub, &file, NULL, NULL, &path) != MG_OK) fail_msg("%s", mg_error_text());
    assert_true(hub_file_is_right(path, HUB_BIG_BYTES));
    /* What is asked for again is less than a piece; with one lane nothing else is sent. */
    if (connections == 1) {
        assert_true(hub_server_sent(w.server) - before <= HUB_BIG_BYTES - kept + 10000);
    }
    mg_free(path);
    hub_world_close(&w);
}

static void test_killed(void **state) {
    (void)state;
    kill_and_resume("/data/ 1 stall 10000000", 1, 10000000 - (256 << 10));
    kill_and_resume("/data/ 1 stall 300000", 1, 256 << 10);
    kill_and_resume("/data/ * stall 5000000", 4, 2 * (5000000 - (256 << 10)));
    kill_and_resume("/data/ * drip 100000 1", 4, 1000000);
}

int main(void) {
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fetch),     cmocka_unit_test(test_fetch_in_lanes),
        cmocka_unit_test(test_list),      cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_streams),   cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_torn_part), cmocka_unit_test(test_unwritable),
        cmocka_unit_test(test_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
