/* libFuzzer: any bytes as a safetensors file; each accepted tensor is read to its last byte, and
 * the writer's copy of them must be accepted and equal.
 *
 * The reader takes a path, so the bytes go through a file in memory. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/safetensors.h"

static const char *memory_file(const uint8_t *data, size_t size) {
    static char path[64];
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("fuzz.safetensors", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    if (fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size) abort();
    return path;
}

static uint64_t sum_bytes(const mg_st_tensor *tensor) {
    const uint8_t *bytes = tensor->data;
    uint64_t sum = 0;
    for (uint64_t i = 0; i < tensor->bytes; i++) sum += bytes[i];
    return sum;
}

static void check(mg_status status) {
    if (status == MG_OK) return;
    fprintf(stderr, "%s\n", mg_error_text());
    abort();
}

static void write_copy(const mg_safetensors *file) {
    char folder[] = "/dev/shm/mathgym-fuzz-XXXXXX", path[64];
    mg_st_writer *writer;
    mg_safetensors *copy;
    size_t n = mg_safetensors_count(file);
    if (!mkdtemp(folder)) abort();
    snprintf(path, sizeof path, "%s/m.safetensors", folder);
    check(mg_st_writer_create(&writer, path, 0));
    for (size_t i = 0; i < n; i++) {
        const mg_st_tensor *t = mg_safetensors_at(file, i);
        check(mg_st_writer_declare(writer, t->name, t->dtype, t->rank, t->shape));
    }
    for (size_t i = 0; i < n; i++) {
        const mg_st_tensor *t = mg_safetensors_at(file, i);
        check(mg_st_writer_put(writer, t->name, t->data, t->bytes));
    }
    check(mg_st_writer_finish(writer));
    mg_st_writer_free(writer);
    check(mg_safetensors_open(&copy, path));
    for (size_t i = 0; i < n; i++) {
        const mg_st_tensor *t = mg_safetensors_at(file, i), *same;
        check(mg_safetensors_get(copy, t->name, t->dtype, t->rank, t->shape, &same));
        if (t->bytes && memcmp(same->data, t->data, t->bytes) != 0) abort();
    }
    mg_safetensors_close(copy);
    unlink(path);
    rmdir(folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint64_t sink = 0;
    mg_safetensors *file;
    if (mg_safetensors_open(&file, memory_file(data, size)) != MG_OK) {
        if (strchr(mg_error_text(), '\n')) abort(); /* messages are one line */
        return 0;
    }
    for (size_t i = 0; i < mg_safetensors_count(file); i++) {
        const mg_st_tensor *tensor = mg_safetensors_at(file, i);
        sink += sum_bytes(tensor);
        (void)mg_safetensors_check_finite(file, tensor);
    }
    if (sink == UINT64_MAX) abort(); /* keeps the reads */
    write_copy(file);
    mg_safetensors_close(file);
    return 0;
}
