/* The Vulkan backend: any Vulkan 1.2 device (or portability device) with buffer device addresses.
 *
 *     mg_device *device;
 *     MG_TRY(mg_vulkan_create(-1, &device));     // the best device there is
 *     ...
 *     mg_device_free(device);
 *
 * The Vulkan loader is opened at run time: a machine without one gets MG_ERR_UNSUPPORTED with a
 * text that says what to install. A device may be used by one thread at a time. */
#ifndef MG_VULKAN_VULKAN_H
#define MG_VULKAN_VULKAN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/graph/backend.h"

typedef enum mg_vulkan_type {
    MG_VULKAN_OTHER,
    MG_VULKAN_INTEGRATED,
    MG_VULKAN_DISCRETE,
    MG_VULKAN_VIRTUAL,
    MG_VULKAN_CPU
} mg_vulkan_type;

/* What is known of a device before it is opened. */
typedef struct mg_vulkan_info {
    char name[256];
    char driver[256]; /* name and version text of the driver */
    uint32_t api_version[3];
    mg_vulkan_type type;
    uint64_t memory_bytes; /* largest device-local heap */
    uint64_t budget_bytes; /* what of it is free for us now; = memory_bytes where not reported */
    uint64_t max_allocation_bytes;
    uint64_t max_storage_range_bytes;
    uint32_t subgroup_size;
    uint32_t max_workgroup_invocations;
    uint32_t max_workgroup_count;
    uint32_t shared_memory_bytes;
    double timestamp_ns; /* length of a tick; 0 = no timestamps, so no profiles */
    char features[192];  /* features and extensions that are used, separated by spaces */
    char skipped[192];   /* why the device cannot be used; empty = usable */
} mg_vulkan_info;

/* "cpu", "integrated", "discrete", "virtual", "other" */
const char *mg_vulkan_type_name(mg_vulkan_type type);

/* Lists all devices, unusable ones too; position = index for mg_vulkan_create. Release with
 * mg_free. MG_ERR_UNSUPPORTED, with a text that says what to install, where there is no loader or
 * driver. */
mg_status mg_vulkan_enumerate(mg_vulkan_info **infos, int *n);

/* Index of the best usable device, discrete before integrated, virtual and others, those before CPU
 * devices; -1 = none. `gpu_only` leaves CPU devices out. */
int mg_vulkan_choose(const mg_vulkan_info *infos, int n, bool gpu_only);

typedef struct mg_vulkan_options {
    int index;       /* -1 = the best usable device */
    bool validation; /* check all calls with VK_LAYER_KHRONOS_validation */
    bool staging;    /* copy through a staging buffer even where the host could map memory */
    bool gpu_shapes; /* run a CPU device with the workgroups of a GPU: slow, for tests */
} mg_vulkan_options;

/* Opens a device. The second form takes its options from the environment:
 * MATHGYM_VULKAN_VALIDATION=1, MATHGYM_VULKAN_STAGING=1 and MATHGYM_VULKAN_GPU_SHAPES=1. */
mg_status mg_vulkan_create_with(const mg_vulkan_options *options, mg_device **out);
mg_status mg_vulkan_create(int index, mg_device **out);

/* Errors that the validation layer has reported since the device was created; any makes the next
 * call of the backend fail with MG_ERR_DEVICE and the layer's text. -1 = the layer is off. */
int mg_vulkan_validation_errors(const mg_device *device);

/* Pipeline barriers in an executable of a Vulkan device, for tests of the hazard tracking. */
int mg_vulkan_barriers(const mg_executable *executable);

#endif
