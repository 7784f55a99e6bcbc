/* What the backends that run in host memory (cpu, oracle) share: buffers that are plain memory, and
 * an executable that calls one function per record. */
#ifndef MG_GRAPH_HOST_BACKEND_H
#define MG_GRAPH_HOST_BACKEND_H

#include "core/graph/backend.h"

struct mg_pool;

/* data[i] points to operand i of the record. */
typedef void (*mg_host_kernel)(const mg_kernel *kernel, void *const *data, struct mg_pool *pool);

typedef struct mg_host_entry {
    const char *name;
    mg_host_kernel run;
} mg_host_entry;

typedef struct mg_host_device {
    mg_device base;
    const mg_host_entry *kernels; /* n_kernels, not owned */
    int n_kernels;
    struct mg_pool *pool; /* owned; NULL where kernels run on the calling thread */
} mg_host_device;

/* Bytes that a process on this machine may still take: the control group's limit or the free
 * physical memory, whichever is smaller. */
size_t mg_host_memory_available(void);

/* Fills the contract's functions; `device` is zeroed memory from mg_calloc, owned by the device
 * from now on. */
void mg_host_device_init(mg_host_device *device, const char *name, size_t real_bytes,
                         const mg_host_entry *kernels, int n_kernels, struct mg_pool *pool);

#endif
