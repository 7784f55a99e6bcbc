#include "core/graph/host_backend.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/threads.h"

#define HOST_ALIGNMENT 64 /* a cache line, and the widest vector */

typedef struct host_buffer {
    mg_buffer base;
    void *memory;
} host_buffer;

struct mg_executable {
    mg_kernel *kernels;
    mg_host_kernel *run;
    int n;
};

static mg_status buffer_create(mg_device *device, size_t bytes, mg_buffer **out) {
    (void)device;
    host_buffer *buffer = mg_calloc(1, sizeof *buffer);
    if (!buffer) return MG_ERR_MEMORY;
    buffer->memory = mg_malloc_aligned(HOST_ALIGNMENT, bytes);
    if (!buffer->memory) {
        mg_free(buffer);
        return MG_ERR_MEMORY;
    }
    *out = &buffer->base;
    return MG_OK;
}

static void buffer_free(mg_buffer *buffer) {
    mg_free(((host_buffer *)buffer)->memory);
    mg_free(buffer);
}

static mg_status buffer_enlarge(mg_buffer *buffer, size_t bytes) {
    host_buffer *host = (host_buffer *)buffer;
    void *memory = mg_malloc_aligned(HOST_ALIGNMENT, bytes);
    if (!memory) return MG_ERR_MEMORY;
    mg_free(host->memory);
    host->memory = memory;
    return MG_OK;
}

static mg_status buffer_write(mg_buffer *buffer, size_t offset, const void *data, size_t bytes) {
    memcpy((char *)((host_buffer *)buffer)->memory + offset, data, bytes);
    return MG_OK;
}

static mg_status buffer_read(mg_buffer *buffer, size_t offset, void *data, size_t bytes) {
    memcpy(data, (char *)((host_buffer *)buffer)->memory + offset, bytes);
    return MG_OK;
}

static mg_host_kernel find_kernel(const mg_host_device *device, const char *name) {
    for (int i = 0; i < device->n_kernels; i++) {
        if (strcmp(device->kernels[i].name, name) == 0) return device->kernels[i].run;
    }
    return NULL;
}

static bool has_kernel(mg_device *device, const char *name) {
    return find_kernel((mg_host_device *)device, name) != NULL;
}

static void executable_free(mg_device *device, mg_executable *executable) {
    (void)device;
    if (!executable) return;
    mg_free(executable->kernels);
    mg_free(executable->run);
    mg_free(executable);
}

static mg_status executable_create(mg_device *device, const mg_kernel *kernels, int n,
                                   mg_executable **out) {
    mg_executable *executable = mg_calloc(1, sizeof *executable);
    if (!executable) return MG_ERR_MEMORY;
    executable->n = n;
    executable->kernels = mg_calloc((size_t)n, sizeof *executable->kernels);
    executable->run = mg_calloc((size_t)n, sizeof *executable->run);
    if (!executable->kernels || !executable->run) {
        executable_free(device, executable);
        return MG_ERR_MEMORY;
    }
    if (n) memcpy(executable->kernels, kernels, (size_t)n * sizeof *kernels);
    for (int i = 0; i < n; i++) {
        executable->run[i] = find_kernel((mg_host_device *)device, kernels[i].name);
    }
    *out = executable;
    return MG_OK;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static mg_status executable_run(mg_device *device, mg_executable *executable, double *seconds) {
    struct mg_pool *pool = ((mg_host_device *)device)->pool;
    for (int i = 0; i < executable->n; i++) {
        const mg_kernel *kernel = &executable->kernels[i];
        void *data[MG_KERNEL_OPERANDS];
        for (int j = 0; j < kernel->n_operands; j++) {
            const mg_operand *operand = &kernel->operands[j];
            data[j] = (char *)((host_buffer *)operand->buffer)->memory + operand->offset;
        }
        double start = seconds ? now() : 0;
        executable->run[i](kernel, data, pool);
        if (seconds) seconds[i] = now() - start;
    }
    return MG_OK;
}

static void device_free(mg_device *device) {
    mg_pool_free(((mg_host_device *)device)->pool);
    mg_free(device);
}

static size_t read_number(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) return SIZE_MAX;
    unsigned long long value;
    int found = fscanf(file, "%llu", &value); /* "max" = no limit */
    fclose(file);
    return found == 1 ? (size_t)value : SIZE_MAX;
}

size_t mg_host_memory_available(void) {
    size_t pages = (size_t)sysconf(_SC_PHYS_PAGES);
    size_t physical = pages * (size_t)sysconf(_SC_PAGESIZE);
    size_t group = read_number("/sys/fs/cgroup/memory.max");
    return physical < group ? physical : group;
}

static const mg_backend host_backend = {
    .buffer_create = buffer_create,
    .buffer_free = buffer_free,
    .buffer_enlarge = buffer_enlarge,
    .buffer_write = buffer_write,
    .buffer_read = buffer_read,
    .has_kernel = has_kernel,
    .executable_create = executable_create,
    .executable_free = executable_free,
    .executable_run = executable_run,
    .device_free = device_free,
};

void mg_host_device_init(mg_host_device *device, const char *name, size_t real_bytes,
                         const mg_host_entry *kernels, int n_kernels, struct mg_pool *pool) {
    device->base.backend = &host_backend;
    device->base.name = name;
    device->base.real_bytes = real_bytes;
    device->base.alignment = HOST_ALIGNMENT;
    device->base.memory_limit = mg_host_memory_available();
    device->kernels = kernels;
    device->n_kernels = n_kernels;
    device->pool = pool;
}
