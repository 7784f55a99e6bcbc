/* The folder protocol of checkpoints: what `latest` names is complete, whenever the process dies.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/base/safetensors.h"
#include "core/train/checkpoint_dir.h"
#include "tests/helper_tmp.h"

#define N_VALUES 3000

static void assert_ok(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

/* Small files that a removal meets before the model: a folder without them must not be listed. */
#define N_EXTRA 20

static mg_status write_extras(const char *folder) {
    for (int i = 0; i < N_EXTRA; i++) {
        mg_writer w;
        char path[600];
        snprintf(path, sizeof path, "%s/config-%02d.json", folder, i);
        MG_TRY(mg_writer_open(&w, path));
        mg_writer_abandon(&w);
    }
    return MG_OK;
}

static mg_status write_model(const char *folder, int64_t step, float version) {
    static float values[N_VALUES];
    const int64_t count = N_VALUES;
    mg_st_writer *w;
    char text[64];
    for (int i = 0; i < N_VALUES; i++) values[i] = version;
    char *model = mg_path_join(folder, "model.safetensors");
    char *trainer = mg_path_join(folder, "trainer.json");
    mg_status status = model && trainer ? write_extras(folder) : MG_ERR_MEMORY;
    if (status == MG_OK) status = mg_st_writer_create(&w, model, 0);
    if (status == MG_OK) {
        status = mg_st_writer_declare(w, "x", MG_ST_F32, 1, &count);
        if (status == MG_OK) status = mg_st_writer_put(w, "x", values, sizeof values);
        if (status == MG_OK) status = mg_st_writer_finish(w);
        mg_st_writer_free(w);
    }
    int length = snprintf(text, sizeof text, "{\"step\":%lld,\"version\":%.0f}", (long long)step,
                          (double)version);
    if (status == MG_OK) status = mg_file_write_atomic(trainer, text, (size_t)length);
    mg_free(model);
    mg_free(trainer);
    return status;
}

static mg_status save(const char *run, int64_t step, float version) {
    char *folder;
    MG_TRY(mg_ckpt_begin(run, step, &folder));
    mg_status status = write_model(folder, step, version);
    if (status == MG_OK) status = mg_ckpt_commit(run, step);
    if (status != MG_OK) mg_ckpt_abort(run, step);
    mg_free(folder);
    return status;
}

/* Reads the whole checkpoint; its parts must agree. Returns the step. */
static int64_t read_checkpoint(const char *folder, float *version) {
    mg_safetensors *file;
    mg_json_doc doc;
    int64_t step, stored;
    const int64_t count = N_VALUES;
    const mg_st_tensor *x;
    assert_ok(mg_safetensors_open(&file, folder));
    assert_ok(mg_safetensors_get(file, "x", MG_ST_F32, 1, &count, &x));
    char *path = mg_path_join(folder, "trainer.json");
    assert_ok(mg_json_parse_file(&doc, path, 1000));
    mg_json root = mg_json_root(&doc);
    assert_ok(mg_json_get_int(&root, "step", 0, INT64_MAX, &step));
    assert_ok(mg_json_get_int(&root, "version", 0, INT64_MAX, &stored));
    for (int i = 0; i < N_VALUES; i++) {
        float value;
        memcpy(&value, (const char *)x->data + (size_t)i * 4, 4);
        assert_true(value == (float)stored);
    }
    for (int i = 0; i < N_EXTRA; i++) {
        char extra[600];
        snprintf(extra, sizeof extra, "%s/config-%02d.json", folder, i);
        assert_true(mg_path_exists(extra));
    }
    *version = (float)stored;
    mg_free(path);
    mg_json_doc_free(&doc);
    mg_safetensors_close(file);
    return step;
}

static int64_t resolve(const char *path, float *version, bool expect_note) {
    char *folder, *note;
    assert_ok(mg_ckpt_resolve(path, &folder, &note));
    if (expect_note) {
        assert_non_null(note);
        assert_non_null(strstr(note, "/checkpoints/latest is missing or names no complete"));
    } else if (note) {
        fail_msg("%s", note);
    }
    int64_t step = read_checkpoint(folder, version);
    mg_free(folder);
    mg_free(note);
    return step;
}

static void assert_steps(const char *run, size_t count, const int64_t *steps) {
    mg_ckpt_steps list;
    assert_ok(mg_ckpt_list(run, &list));
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++) assert_int_equal(list.steps[i], steps[i]);
    mg_ckpt_steps_free(&list);
}

static void assert_no_leftovers(const char *run) {
    mg_dir_names names;
    char *folder = mg_path_join(run, "checkpoints");
    assert_ok(mg_dir_list(folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        if (names.names[i][0] == '.') fail_msg("%s is left over", names.names[i]);
    }
    mg_dir_names_free(&names);
    mg_free(folder);
}

static void test_save_keep_resolve(void **state) {
    (void)state;
    const char *run = test_tmp("run");
    float version;
    assert_ok(mg_ckpt_prepare(run));
    for (int64_t step = 90; step <= 130; step += 10) assert_ok(save(run, step, 1));
    assert_int_equal(resolve(run, &version, false), 130);
    assert_int_equal(resolve(test_tmp("run/checkpoints/step-00000100"), &version, false), 100);
    assert_int_equal(resolve(test_tmp("run/"), &version, false), 130);
    run = test_tmp("run");
    assert_ok(mg_ckpt_keep(run, 0));
    assert_steps(run, 5, (int64_t[]){90, 100, 110, 120, 130});
    assert_ok(mg_ckpt_keep(run, 2));
    assert_steps(run, 2, (int64_t[]){120, 130});
    /* Training on from an earlier step: `latest` goes back and is kept. */
    assert_ok(save(run, 50, 2));
    assert_ok(mg_ckpt_keep(run, 1));
    assert_steps(run, 2, (int64_t[]){50, 130});
    assert_int_equal(resolve(run, &version, false), 50);
    /* The same step again replaces. */
    assert_ok(save(run, 50, 3));
    assert_int_equal(resolve(run, &version, false), 50);
    assert_true(version == 3);
    assert_no_leftovers(run);
}

static void assert_not_resolved(const char *path, mg_status expected, const char *message) {
    char *folder, *note;
    assert_int_equal(mg_ckpt_resolve(path, &folder, &note), expected);
    assert_null(folder);
    assert_null(note);
    if (!strstr(mg_error_text(), message)) fail_msg("'%s'", mg_error_text());
}

static void test_resolve_messages(void **state) {
    (void)state;
    assert_not_resolved(test_tmp("gone"), MG_ERR_NOT_FOUND, "No such file or directory");
    assert_not_resolved(test_tmp_write("plain", "x", 1), MG_ERR_IO, "Not a directory");
    assert_ok(mg_dir_create(test_tmp("other")));
    assert_not_resolved(test_tmp("other"), MG_ERR_NOT_FOUND, "is neither a checkpoint (it has no");
    assert_ok(mg_ckpt_prepare(test_tmp("new")));
    assert_not_resolved(test_tmp("new"), MG_ERR_NOT_FOUND, "has no complete checkpoint");
    if (geteuid() == 0) return; /* root may read everything */
    assert_ok(mg_dir_create(test_tmp("shut")));
    assert_int_equal(chmod(test_tmp("shut"), 0), 0);
    assert_not_resolved(test_tmp("shut"), MG_ERR_IO, "Permission denied");
    assert_int_equal(chmod(test_tmp("shut"), 0700), 0);
}

static void test_latest_missing_or_wrong(void **state) {
    (void)state;
    const char *run = test_tmp("lost");
    float version;
    static const char *const wrong[] = {"step-00000009\n", "../../etc\n",     "",
                                        "step-9\n",        "step--0000001\n", "step-00000002\n"};
    assert_ok(mg_ckpt_prepare(run));
    assert_ok(save(run, 1, 1));
    assert_ok(save(run, 3, 1));
    /* Step 2 has the name and no model: copied in part. */
    assert_ok(mg_dir_create(test_tmp("lost/checkpoints/step-00000002")));
    assert_ok(mg_path_remove(test_tmp("lost/checkpoints/latest")));
    assert_int_equal(resolve(run, &version, true), 3);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        test_tmp_write("lost/checkpoints/latest", wrong[i], strlen(wrong[i]));
        assert_int_equal(resolve(test_tmp("lost"), &version, true), 3);
    }
}

/* The states that a crash can leave, made by hand. */
static void test_crash_states(void **state) {
    (void)state;
    const char *run = test_tmp("crash");
    char *folder;
    float version;
    assert_ok(mg_ckpt_prepare(run));
    assert_ok(save(run, 7, 1));
    /* Written, not yet renamed. */
    assert_ok(mg_ckpt_begin(run, 8, &folder));
    assert_ok(write_model(folder, 8, 2));
    mg_free(folder);
    assert_int_equal(resolve(run, &version, false), 7);
    assert_ok(mg_ckpt_prepare(run));
    assert_no_leftovers(run);
    /* The old folder moved away, the new one not yet in its place. */
    assert_int_equal(rename(test_tmp("crash/checkpoints/step-00000007"),
                            test_tmp("crash/checkpoints/.old-step-00000007")),
                     0);
    assert_int_equal(resolve(run, &version, false), 7);
    assert_ok(mg_ckpt_prepare(run));
    assert_no_leftovers(run);
    assert_int_equal(resolve(run, &version, false), 7);
    /* The new one in its place, the old one not yet removed. */
    assert_int_equal(rename(test_tmp("crash/checkpoints/step-00000007"),
                            test_tmp("crash/checkpoints/.old-step-00000007")),
                     0);
    assert_ok(mg_dir_create(test_tmp("crash/checkpoints/step-00000007")));
    assert_ok(write_model(test_tmp("crash/checkpoints/step-00000007"), 7, 5));
    assert_int_equal(resolve(run, &version, false), 7);
    assert_true(version == 5);
    assert_ok(save(run, 7, 6));
    assert_no_leftovers(run);
    /* Renamed, `latest` not yet written: the old state. */
    assert_ok(mg_dir_create(test_tmp("crash/checkpoints/step-00000009")));
    assert_ok(write_model(test_tmp("crash/checkpoints/step-00000009"), 9, 1));
    assert_int_equal(resolve(run, &version, false), 7);
    assert_true(version == 6);
}

/* Saves for ever; every step twice, so that folders are also replaced. */
static void save_until_killed(const char *run, int64_t step, float version) {
    for (;; step++) {
        for (int i = 0; i < 2; i++) {
            if (save(run, step, ++version) || mg_ckpt_keep(run, 2)) _exit(1);
        }
    }
}

static void assert_all_readable(const char *run) {
    mg_ckpt_steps list;
    float version;
    assert_ok(mg_ckpt_list(run, &list));
    for (size_t i = 0; i < list.count; i++) {
        char *path = mg_ckpt_path(run, list.steps[i]);
        assert_int_equal(read_checkpoint(path, &version), list.steps[i]);
        mg_free(path);
    }
    mg_ckpt_steps_free(&list);
}

static void test_kill_at_any_moment(void **state) {
    (void)state;
    const char *run = test_tmp("kill");
    mg_rng rng = mg_rng_at((uint64_t)time(NULL), 0, 0); /* other moments in every run */
    float version;
    assert_ok(mg_ckpt_prepare(run));
    assert_ok(save(run, 0, 0));
    int64_t step = 0;
    float last = 0;
    /* Where saving is slow, longer rounds until the children get somewhere. */
    for (int round = 0; round < 50 || step < 10; round++) {
        int status;
        int64_t most = round < 2000 ? 20000000 * (int64_t)(1 + round / 50) : 900000000;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) save_until_killed(run, step + 1, last);
        nanosleep(&(struct timespec){.tv_nsec = mg_rng_between(&rng, 100000, most)}, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status)); /* not ended by a failed save */
        int64_t found = resolve(run, &version, false);
        assert_true(found >= step && version >= last);
        step = found;
        last = version;
        assert_all_readable(run);
        if (round % 2) {
            assert_ok(mg_ckpt_prepare(run));
            assert_no_leftovers(run);
            assert_int_equal(resolve(run, &version, false), step);
            assert_true(version == last);
        }
    }
}

static void test_full_disk_keeps_the_old(void **state) {
    (void)state;
    const char *run = test_tmp("full");
    struct rlimit old, small;
    float version;
    assert_ok(mg_ckpt_prepare(run));
    assert_ok(save(run, 1, 1));
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){.rlim_cur = 5000, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    mg_status status = save(run, 2, 1);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, MG_ERR_IO);
    assert_non_null(strstr(mg_error_text(), "/.tmp-step-00000002/model.safetensors: File too"));
    assert_no_leftovers(run);
    assert_steps(run, 1, (int64_t[]){1});
    assert_int_equal(resolve(run, &version, false), 1);
}

static mg_status save_keep_resolve(const char *run) {
    char *folder, *note;
    MG_TRY(mg_ckpt_prepare(run));
    MG_TRY(save(run, 5, 4));
    MG_TRY(save(run, 6, 4));
    MG_TRY(save(run, 6, 5));
    MG_TRY(mg_ckpt_keep(run, 1));
    MG_TRY(mg_ckpt_resolve(run, &folder, &note));
    mg_free(folder);
    mg_free(note);
    return MG_OK;
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    const char *run = test_tmp("oom");
    mg_status status = MG_ERR_MEMORY;
    float version;
    long n = 0;
    assert_ok(mg_ckpt_prepare(run));
    assert_ok(save(run, 5, 4));
    while (status != MG_OK) {
        mg_alloc_fail_at(++n);
        status = save_keep_resolve(run);
        mg_alloc_fail_at(0);
        if (status != MG_OK) {
            assert_int_equal(status, MG_ERR_MEMORY);
            assert_true(resolve(run, &version, false) >= 5);
        }
        assert_in_range(n, 1, 2000);
    }
    assert_in_range(n, 50, 2000);
    assert_no_leftovers(run);
}

int main(void) {
    /* A killed process loses nothing on either kind of disk, and in memory there are more saves. */
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_save_keep_resolve),
        cmocka_unit_test(test_resolve_messages),
        cmocka_unit_test(test_latest_missing_or_wrong),
        cmocka_unit_test(test_crash_states),
        cmocka_unit_test(test_kill_at_any_moment),
        cmocka_unit_test(test_full_disk_keeps_the_old),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
