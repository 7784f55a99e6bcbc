/* The backend contract: what a device must be able to do. No op and no graph type appears here.
 *
 * A backend embeds mg_device and mg_buffer as the first member of its own structs. All functions
 * but `has_kernel` may fail with MG_ERR_DEVICE or MG_ERR_MEMORY. */
#ifndef MG_GRAPH_BACKEND_H
#define MG_GRAPH_BACKEND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/status.h"
#include "core/graph/kernel.h"

typedef struct mg_device mg_device;
typedef struct mg_buffer mg_buffer;
typedef struct mg_executable mg_executable; /* a backend's compiled list of records */

typedef struct mg_backend {
    /* Uninitialised memory of the device. */
    mg_status (*buffer_create)(mg_device *device, size_t bytes, mg_buffer **out);
    void (*buffer_free)(mg_buffer *buffer);
    /* Enlarges a buffer in place and discards its contents; records that name it stay valid. */
    mg_status (*buffer_enlarge)(mg_buffer *buffer, size_t bytes);
    mg_status (*buffer_write)(mg_buffer *buffer, size_t offset, const void *data, size_t bytes);
    mg_status (*buffer_read)(mg_buffer *buffer, size_t offset, void *data, size_t bytes);

    bool (*has_kernel)(mg_device *device, const char *name);

    /* Compiles `n` records, to be run in order as often as wanted; copies the records. */
    mg_status (*executable_create)(mg_device *device, const mg_kernel *kernels, int n,
                                   mg_executable **out);
    void (*executable_free)(mg_device *device, mg_executable *executable);
    /* Runs all records and waits until their results can be read. `seconds`, if not NULL, receives
     * the time of each record (n values); a profiled run may be slower. */
    mg_status (*executable_run)(mg_device *device, mg_executable *executable, double *seconds);

    void (*device_free)(mg_device *device);
} mg_backend;

struct mg_device {
    const mg_backend *backend;
    const char *name;      /* "cpu", "vulkan", "oracle" */
    char description[192]; /* e.g. "cpu: AMD EPYC, 2 threads, avx512" */
    size_t real_bytes;     /* bytes of an MG_F32 element: 4, on the oracle 8 */
    size_t alignment;      /* every tensor starts at a multiple of this many bytes */
    size_t memory_limit;   /* bytes that buffers and arena may take together */
    size_t memory_used;    /* bytes of live buffers, kept by mg_buffer_create and friends */
    mg_buffer *arena;      /* shared by all programs of the device; NULL before the first */
};

struct mg_buffer {
    mg_device *device;
    size_t bytes;
};

/* Creation and release through the device's backend, with the memory limit enforced and counted.
 * `purpose` names the buffer in the error text ("parameters"). */
mg_status mg_buffer_create(mg_device *device, size_t bytes, const char *purpose, mg_buffer **out);
void mg_buffer_free(mg_buffer *buffer); /* NULL is legal */

/* Makes the device's arena at least `bytes` large. */
mg_status mg_device_reserve_arena(mg_device *device, size_t bytes);

/* Releases the arena and the device. All buffers and programs must be gone. NULL is legal. */
void mg_device_free(mg_device *device);

/* Host access in elements. Reals are float on the host whatever the device's real_bytes; the _f64
 * pair serves checks against the oracle. `offset` and `n` count elements. */
mg_status mg_buffer_write_f32(mg_buffer *buffer, int64_t offset, const float *data, int64_t n);
mg_status mg_buffer_read_f32(mg_buffer *buffer, int64_t offset, float *data, int64_t n);
mg_status mg_buffer_write_f64(mg_buffer *buffer, int64_t offset, const double *data, int64_t n);
mg_status mg_buffer_read_f64(mg_buffer *buffer, int64_t offset, double *data, int64_t n);
mg_status mg_buffer_write_i32(mg_buffer *buffer, int64_t offset, const int32_t *data, int64_t n);
mg_status mg_buffer_read_i32(mg_buffer *buffer, int64_t offset, int32_t *data, int64_t n);
/* Sets `n` reals to zero. */
mg_status mg_buffer_zero_f32(mg_buffer *buffer, int64_t offset, int64_t n);

#endif
