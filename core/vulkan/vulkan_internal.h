/* What the files of this folder share. */
#ifndef MG_VULKAN_INTERNAL_H
#define MG_VULKAN_INTERNAL_H

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_core.h>

#include "core/vulkan/vulkan.h"
#include "core/vulkan/vulkan_shaders.h"

typedef struct vulkan_api {
    PFN_vkGetInstanceProcAddr GetInstanceProcAddr;
#define VULKAN_GLOBAL(name)   PFN_vk##name name;
#define VULKAN_INSTANCE(name) PFN_vk##name name;
#define VULKAN_DEVICE(name)   PFN_vk##name name;
#include "core/vulkan/vulkan_functions.def"
#undef VULKAN_GLOBAL
#undef VULKAN_INSTANCE
#undef VULKAN_DEVICE
} vulkan_api;

typedef struct vulkan_instance {
    void *library;
    VkInstance handle;
    vulkan_api api;
    bool validation;
    VkDebugUtilsMessengerEXT messenger;
    int n_errors;
    char first_error[400];
} vulkan_instance;

/* Device memory with a buffer over all of it. */
typedef struct vulkan_memory {
    VkBuffer buffer;
    VkDeviceMemory memory;
    VkDeviceAddress address;
    void *mapped; /* NULL where the host cannot see it */
} vulkan_memory;

typedef struct vulkan_buffer {
    mg_buffer base;
    vulkan_memory memory;
} vulkan_buffer;

typedef struct vulkan_device {
    mg_device base;
    vulkan_instance *instance;
    VkPhysicalDevice physical;
    mg_vulkan_info info;
    bool staged;                     /* the host reaches device memory through `staging` alone */
    uint32_t device_type, host_type; /* memory types */
    bool one_subgroup;               /* a workgroup is exactly one subgroup */
    VkDevice handle;
    uint32_t queue_family;
    VkQueue queue;
    VkCommandPool pool;
    VkSemaphore timeline;
    uint64_t timeline_value; /* of the last submission */
    VkPipelineLayout layout;
    VkPipelineCache cache;
    size_t cache_bytes;    /* size of the cache when it was loaded */
    VkPipeline *pipelines; /* [mg_n_shaders], made when first used */
    uint64_t generation;   /* counts changes of buffer addresses */
    vulkan_memory staging;
    VkCommandBuffer transfer;
} vulkan_device;

/* vulkan_instance.c */
mg_status vulkan_instance_create(bool validation, vulkan_instance **out);
void vulkan_instance_free(vulkan_instance *instance);
mg_status vulkan_instance_devices(vulkan_instance *instance, VkPhysicalDevice **devices, int *n);
void vulkan_load_device_functions(vulkan_api *api, VkDevice device);
/* Fails if the validation layer has found an error. */
mg_status vulkan_check_validation(const vulkan_instance *instance);

/* vulkan_info.c */
mg_status vulkan_describe(const vulkan_instance *instance, VkPhysicalDevice physical,
                          mg_vulkan_info *info);
/* Extensions to enable, out of those that the device has; returns their number (at most 2). */
mg_status vulkan_device_extensions(const vulkan_instance *instance, VkPhysicalDevice physical,
                                   const char *names[2], uint32_t *n);
/* First queue family that can compute; UINT32_MAX = none. */
uint32_t vulkan_compute_family(const vulkan_api *api, VkPhysicalDevice physical,
                               uint32_t *timestamp_bits);

/* vulkan_device.c: a status with a text of what to do, from the result of a failed call. */
mg_status vulkan_fail(VkResult result, const char *what);
#define VULKAN_TRY(call, what)                                                                     \
    do {                                                                                           \
        VkResult vulkan_result_ = (call);                                                          \
        if (vulkan_result_ != VK_SUCCESS) return vulkan_fail(vulkan_result_, (what));              \
    } while (0)

/* vulkan_memory.c */
mg_status vulkan_choose_memory(vulkan_device *device);
mg_status vulkan_memory_create(vulkan_device *device, size_t bytes, bool host, vulkan_memory *out);
void vulkan_memory_free(vulkan_device *device, vulkan_memory *memory);
mg_status vulkan_memory_write(vulkan_device *device, vulkan_memory *memory, size_t offset,
                              const void *data, size_t bytes);
mg_status vulkan_memory_read(vulkan_device *device, vulkan_memory *memory, size_t offset,
                             void *data, size_t bytes);
mg_status vulkan_buffer_create(mg_device *device, size_t bytes, mg_buffer **out);
void vulkan_buffer_free(mg_buffer *buffer);
mg_status vulkan_buffer_enlarge(mg_buffer *buffer, size_t bytes);
mg_status vulkan_buffer_write(mg_buffer *buffer, size_t offset, const void *data, size_t bytes);
mg_status vulkan_buffer_read(mg_buffer *buffer, size_t offset, void *data, size_t bytes);

/* vulkan_submit.c */
mg_status vulkan_allocate_commands(vulkan_device *device, uint32_t n, VkCommandBuffer *commands);
mg_status vulkan_begin(vulkan_device *device, VkCommandBuffer commands);
mg_status vulkan_end(vulkan_device *device, VkCommandBuffer commands);
void vulkan_barrier(const vulkan_device *device, VkCommandBuffer commands);
/* Makes all results visible to the host; ends every chain of submissions. */
void vulkan_barrier_to_host(const vulkan_device *device, VkCommandBuffer commands);
/* Submits the command buffers one by one, each with its own timeline value, and waits for the last.
 */
mg_status vulkan_submit_and_wait(vulkan_device *device, const VkCommandBuffer *commands,
                                 uint32_t n);

/* vulkan_pipeline.c */
mg_status vulkan_cache_load(vulkan_device *device);
void vulkan_cache_save(const vulkan_device *device);
mg_status vulkan_pipeline_get(vulkan_device *device, int shader, VkPipeline *out);
/* Index into mg_shaders, or -1. */
int vulkan_shader_find(const char *name);
/* Workgroups to dispatch (in one direction) for a record's grid. */
uint32_t vulkan_workgroups(const vulkan_device *device, int shader, const uint32_t grid[3]);

/* vulkan_executable.c */
mg_status vulkan_executable_create(mg_device *device, const mg_kernel *kernels, int n,
                                   mg_executable **out);
void vulkan_executable_free(mg_device *device, mg_executable *executable);
mg_status vulkan_executable_run(mg_device *device, mg_executable *executable, double *seconds);

#endif
