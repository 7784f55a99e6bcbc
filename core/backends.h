/* Opens and lists devices by name: the only place that knows every backend. */
#ifndef MG_BACKENDS_H
#define MG_BACKENDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/graph/backend.h"

/* name: "cpu", "vulkan" or "vulkan:N" (N as listed by `mathgym devices`), "oracle", or "auto" (a
 * Vulkan GPU if there is one - never a software device -, else the CPU). threads: for the CPU; 0 =
 * one per available core. Fails with MG_ERR_ARG for an unknown name, MG_ERR_UNSUPPORTED or
 * MG_ERR_DEVICE if there is no such device: another device is never used in its place. */
mg_status mg_device_open(const char *name, int threads, mg_device **out);

/* A device that could be opened, or one that was found and cannot be used. Empty texts and zeros:
 * does not apply. */
typedef struct mg_device_info {
    char name[24]; /* for mg_device_open: "cpu", "vulkan:0"; "vulkan" where nothing was found */
    char model[256];
    char type[16]; /* "cpu", "integrated", "discrete", "virtual", "other" */
    char driver[256];
    char api[32];          /* "Vulkan 1.3.230" */
    char features[192];    /* what is used, separated by spaces: instruction set, extensions */
    char skipped[400];     /* why it cannot be used; empty = usable */
    bool automatic;        /* what "auto" opens */
    uint64_t memory_bytes; /* all of it */
    uint64_t free_bytes;   /* what we may take */
    uint64_t max_allocation_bytes;
    uint64_t max_storage_range_bytes;
    uint32_t subgroup_size;
    uint32_t max_workgroup_invocations;
    uint32_t max_workgroup_count;
    uint32_t shared_memory_bytes;
} mg_device_info;

/* Lists every device but the oracle, the CPU first, in an array to be released with mg_free. A
 * backend without loader or driver is listed as skipped. */
mg_status mg_device_list(int threads, mg_device_info **infos, int *n);

#endif
