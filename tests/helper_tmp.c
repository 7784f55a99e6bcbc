#include "tests/helper_tmp.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/file.h"

static char folder[256];
static pid_t owner;

/* A forked child that exits must not take the folder from its parent. */
static void remove_folder(void) {
    if (getpid() == owner) (void)mg_path_remove(folder);
}

void test_tmp_in_memory(void) {
    if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 0);
}

const char *test_tmp(const char *name) {
    static char paths[64][512];
    static unsigned next;
    if (!folder[0]) {
        const char *base = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/mathgym-test-XXXXXX", base ? base : "/tmp");
        if (!mkdtemp(folder)) {
            perror(folder);
            abort();
        }
        owner = getpid();
        atexit(remove_folder);
    }
    char *path = paths[next++ % 64];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

const char *test_tmp_write(const char *name, const void *data, size_t size) {
    const char *path = test_tmp(name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file)) {
        perror(path);
        abort();
    }
    return path;
}
