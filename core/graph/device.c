#include <string.h>

#include "core/base/alloc.h"
#include "core/graph/backend.h"
#include "core/graph/graph.h"

static double mib(size_t bytes) {
    return (double)bytes / (1024.0 * 1024.0);
}

static mg_status check_limit(const mg_device *device, size_t bytes, const char *purpose) {
    if (device->memory_used <= device->memory_limit &&
        bytes <= device->memory_limit - device->memory_used) {
        return MG_OK;
    }
    return mg_fail(MG_ERR_MEMORY,
                   "out of memory: %s needs %.1f MiB, but %.1f of %.1f MiB are in use on %s; use a "
                   "smaller batch or model, or --recompute",
                   purpose, mib(bytes), mib(device->memory_used), mib(device->memory_limit),
                   device->description);
}

mg_status mg_buffer_create(mg_device *device, size_t bytes, const char *purpose, mg_buffer **out) {
    *out = NULL;
    MG_TRY(check_limit(device, bytes, purpose));
    MG_TRY(device->backend->buffer_create(device, bytes ? bytes : 1, out));
    (*out)->device = device;
    (*out)->bytes = bytes;
    device->memory_used += bytes;
    return MG_OK;
}

void mg_buffer_free(mg_buffer *buffer) {
    if (!buffer) return;
    mg_device *device = buffer->device;
    device->memory_used -= buffer->bytes;
    device->backend->buffer_free(buffer);
}

mg_status mg_device_reserve_arena(mg_device *device, size_t bytes) {
    if (!device->arena) return mg_buffer_create(device, bytes, "workspace", &device->arena);
    mg_buffer *arena = device->arena;
    if (bytes <= arena->bytes) return MG_OK;
    MG_TRY(check_limit(device, bytes - arena->bytes, "workspace"));
    MG_TRY(device->backend->buffer_enlarge(arena, bytes));
    device->memory_used += bytes - arena->bytes;
    arena->bytes = bytes;
    return MG_OK;
}

void mg_device_free(mg_device *device) {
    if (!device) return;
    mg_buffer_free(device->arena);
    device->backend->device_free(device);
}

static mg_status check_range(const mg_buffer *buffer, int64_t offset, int64_t n, size_t bytes) {
    size_t elements = buffer->bytes / bytes;
    if (offset >= 0 && n >= 0 && (size_t)offset <= elements &&
        (size_t)n <= elements - (size_t)offset)
        return MG_OK;
    return mg_fail(MG_ERR_SHAPE, "host access to elements %lld .. %lld of a buffer of %zu",
                   (long long)offset, (long long)(offset + n), elements);
}

/* Reals cross the host border in chunks, converted where the device stores doubles. */
#define CHUNK 4096

#define DEFINE_WRITE(name, host_type, device_type)                                                 \
    static mg_status name(mg_buffer *buffer, int64_t offset, const host_type *data, int64_t n) {   \
        device_type chunk[CHUNK];                                                                  \
        for (int64_t done = 0; done < n; done += CHUNK) {                                          \
            size_t count = (size_t)(n - done < CHUNK ? n - done : CHUNK);                          \
            for (size_t i = 0; i < count; i++) chunk[i] = (device_type)data[done + (int64_t)i];    \
            MG_TRY(buffer->device->backend->buffer_write(                                          \
                buffer, (size_t)(offset + done) * sizeof *chunk, chunk, count * sizeof *chunk));   \
        }                                                                                          \
        return MG_OK;                                                                              \
    }

#define DEFINE_READ(name, host_type, device_type)                                                  \
    static mg_status name(mg_buffer *buffer, int64_t offset, host_type *data, int64_t n) {         \
        device_type chunk[CHUNK];                                                                  \
        for (int64_t done = 0; done < n; done += CHUNK) {                                          \
            size_t count = (size_t)(n - done < CHUNK ? n - done : CHUNK);                          \
            MG_TRY(buffer->device->backend->buffer_read(                                           \
                buffer, (size_t)(offset + done) * sizeof *chunk, chunk, count * sizeof *chunk));   \
            for (size_t i = 0; i < count; i++) data[done + (int64_t)i] = (host_type)chunk[i];      \
        }                                                                                          \
        return MG_OK;                                                                              \
    }

DEFINE_WRITE(write_f32_as_f64, float, double)
DEFINE_WRITE(write_f64_as_f32, double, float)
DEFINE_READ(read_f64_as_f32, float, double)
DEFINE_READ(read_f32_as_f64, double, float)

mg_status mg_buffer_write_f32(mg_buffer *buffer, int64_t offset, const float *data, int64_t n) {
    size_t bytes = buffer->device->real_bytes;
    MG_TRY(check_range(buffer, offset, n, bytes));
    if (bytes == 8) return write_f32_as_f64(buffer, offset, data, n);
    return buffer->device->backend->buffer_write(buffer, (size_t)offset * bytes, data,
                                                 (size_t)n * bytes);
}

mg_status mg_buffer_read_f32(mg_buffer *buffer, int64_t offset, float *data, int64_t n) {
    size_t bytes = buffer->device->real_bytes;
    MG_TRY(check_range(buffer, offset, n, bytes));
    if (bytes == 8) return read_f64_as_f32(buffer, offset, data, n);
    return buffer->device->backend->buffer_read(buffer, (size_t)offset * bytes, data,
                                                (size_t)n * bytes);
}

mg_status mg_buffer_write_f64(mg_buffer *buffer, int64_t offset, const double *data, int64_t n) {
    size_t bytes = buffer->device->real_bytes;
    MG_TRY(check_range(buffer, offset, n, bytes));
    if (bytes == 4) return write_f64_as_f32(buffer, offset, data, n);
    return buffer->device->backend->buffer_write(buffer, (size_t)offset * bytes, data,
                                                 (size_t)n * bytes);
}

mg_status mg_buffer_read_f64(mg_buffer *buffer, int64_t offset, double *data, int64_t n) {
    size_t bytes = buffer->device->real_bytes;
    MG_TRY(check_range(buffer, offset, n, bytes));
    if (bytes == 4) return read_f32_as_f64(buffer, offset, data, n);
    return buffer->device->backend->buffer_read(buffer, (size_t)offset * bytes, data,
                                                (size_t)n * bytes);
}

mg_status mg_buffer_write_i32(mg_buffer *buffer, int64_t offset, const int32_t *data, int64_t n) {
    MG_TRY(check_range(buffer, offset, n, 4));
    return buffer->device->backend->buffer_write(buffer, (size_t)offset * 4, data, (size_t)n * 4);
}

mg_status mg_buffer_read_i32(mg_buffer *buffer, int64_t offset, int32_t *data, int64_t n) {
    MG_TRY(check_range(buffer, offset, n, 4));
    return buffer->device->backend->buffer_read(buffer, (size_t)offset * 4, data, (size_t)n * 4);
}

mg_status mg_buffer_zero_f32(mg_buffer *buffer, int64_t offset, int64_t n) {
    static const float zeros[CHUNK];
    for (int64_t done = 0; done < n; done += CHUNK) {
        MG_TRY(
            mg_buffer_write_f32(buffer, offset + done, zeros, n - done < CHUNK ? n - done : CHUNK));
    }
    return MG_OK;
}

void mg_graph_for_device(mg_graph *graph, mg_device *device) {
    graph->device = device;
}

bool mg_graph_has_kernel(const mg_graph *graph, const char *name) {
    return graph->device && graph->device->backend->has_kernel(graph->device, name);
}
