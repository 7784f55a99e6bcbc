/* Opening and closing a device; the backend's table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/vulkan/vulkan_internal.h"

#define ALIGNMENT 256

mg_status vulkan_fail(VkResult result, const char *what) {
    switch (result) {
    case VK_ERROR_OUT_OF_HOST_MEMORY:
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
        return mg_fail(
            MG_ERR_MEMORY,
            "out of device memory (%s); use a smaller batch or model, or --recompute, or "
            "close other programs that use the GPU",
            what);
    case VK_ERROR_DEVICE_LOST:
        return mg_fail(MG_ERR_DEVICE,
                       "the device was lost (%s), often by a driver reset; go on from the last "
                       "checkpoint with --resume, and use --device cpu if it happens again",
                       what);
    default:
        return mg_fail(MG_ERR_DEVICE,
                       "%s failed with VkResult %d; update the graphics driver or "
                       "use --device cpu",
                       what, (int)result);
    }
}

static bool has_kernel(mg_device *device, const char *name) {
    (void)device;
    return vulkan_shader_find(name) >= 0;
}

static void device_free(mg_device *base) {
    vulkan_device *device = (vulkan_device *)base;
    const vulkan_api *api = &device->instance->api;
    if (device->handle) {
        api->DeviceWaitIdle(device->handle);
        vulkan_cache_save(device);
        for (int i = 0; device->pipelines && i < mg_n_shaders; i++) {
            api->DestroyPipeline(device->handle, device->pipelines[i], NULL);
        }
        vulkan_memory_free(device, &device->staging);
        api->DestroyPipelineCache(device->handle, device->cache, NULL);
        api->DestroyPipelineLayout(device->handle, device->layout, NULL);
        api->DestroySemaphore(device->handle, device->timeline, NULL);
        api->DestroyCommandPool(device->handle, device->pool, NULL);
        api->DestroyDevice(device->handle, NULL);
    }
    mg_free(device->pipelines);
    vulkan_instance_free(device->instance);
    mg_free(device);
}

static const mg_backend vulkan_backend = {
    .buffer_create = vulkan_buffer_create,
    .buffer_free = vulkan_buffer_free,
    .buffer_enlarge = vulkan_buffer_enlarge,
    .buffer_write = vulkan_buffer_write,
    .buffer_read = vulkan_buffer_read,
    .has_kernel = has_kernel,
    .executable_create = vulkan_executable_create,
    .executable_free = vulkan_executable_free,
    .executable_run = vulkan_executable_run,
    .device_free = device_free,
};

static mg_status choose_index(const mg_vulkan_info *infos, int n, int *index) {
    if (*index < 0) {
        *index = mg_vulkan_choose(infos, n, false);
        if (*index >= 0) return MG_OK;
        return mg_fail(MG_ERR_UNSUPPORTED, "no usable Vulkan device; %s is skipped: %s",
                       infos[0].name, infos[0].skipped);
    }
    if (*index >= n) {
        return mg_fail(MG_ERR_NOT_FOUND,
                       "there is no Vulkan device %d; `mathgym devices` lists the %d there are",
                       *index, n);
    }
    if (!infos[*index].skipped[0]) return MG_OK;
    return mg_fail(MG_ERR_UNSUPPORTED, "Vulkan device %d (%s) cannot be used: %s", *index,
                   infos[*index].name, infos[*index].skipped);
}

static mg_status choose_physical(vulkan_device *device, int index) {
    VkPhysicalDevice *list = NULL;
    mg_vulkan_info *infos = NULL;
    int n = 0;
    MG_TRY(vulkan_instance_devices(device->instance, &list, &n));
    mg_status status = MG_ERR_MEMORY;
    infos = mg_calloc((size_t)n, sizeof *infos);
    if (!infos) goto done;
    for (int i = 0; i < n; i++) MG_GO(vulkan_describe(device->instance, list[i], &infos[i]));
    MG_GO(choose_index(infos, n, &index));
    device->physical = list[index];
    device->info = infos[index];
done:
    mg_free(infos);
    mg_free(list);
    return status;
}

static mg_status create_handle(vulkan_device *device) {
    vulkan_api *api = &device->instance->api;
    const char *extensions[2];
    uint32_t n_extensions, timestamp_bits;
    MG_TRY(vulkan_device_extensions(device->instance, device->physical, extensions, &n_extensions));
    device->queue_family = vulkan_compute_family(api, device->physical, &timestamp_bits);
    float priority = 1;
    VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
        .queueFamilyIndex = device->queue_family,
        .queueCount = 1,
        .pQueuePriorities = &priority,
    };
    VkPhysicalDeviceVulkan12Features features = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
        .bufferDeviceAddress = VK_TRUE,
        .timelineSemaphore = VK_TRUE,
    };
    VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = &features,
        .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue,
        .enabledExtensionCount = n_extensions,
        .ppEnabledExtensionNames = extensions,
    };
    VULKAN_TRY(api->CreateDevice(device->physical, &info, NULL, &device->handle),
               "creating the device");
    vulkan_load_device_functions(api, device->handle);
    api->GetDeviceQueue(device->handle, device->queue_family, 0, &device->queue);
    return MG_OK;
}

static mg_status create_objects(vulkan_device *device) {
    const vulkan_api *api = &device->instance->api;
    VkCommandPoolCreateInfo pool = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
        .flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
        .queueFamilyIndex = device->queue_family,
    };
    VULKAN_TRY(api->CreateCommandPool(device->handle, &pool, NULL, &device->pool),
               "creating the command pool");
    VkSemaphoreTypeCreateInfo timeline = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
        .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE,
    };
    VkSemaphoreCreateInfo semaphore = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
                                       .pNext = &timeline};
    VULKAN_TRY(api->CreateSemaphore(device->handle, &semaphore, NULL, &device->timeline),
               "creating the timeline semaphore");
    VkPushConstantRange range = {VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(uint64_t)};
    VkPipelineLayoutCreateInfo layout = {
        .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
        .pushConstantRangeCount = 1,
        .pPushConstantRanges = &range,
    };
    VULKAN_TRY(api->CreatePipelineLayout(device->handle, &layout, NULL, &device->layout),
               "creating the pipeline layout");
    device->pipelines = mg_calloc((size_t)mg_n_shaders + 1, sizeof *device->pipelines);
    if (!device->pipelines) return MG_ERR_MEMORY;
    MG_TRY(vulkan_cache_load(device));
    return vulkan_allocate_commands(device, 1, &device->transfer);
}

static mg_status open_device(vulkan_device *device, const mg_vulkan_options *options) {
    MG_TRY(choose_physical(device, options->index));
    MG_TRY(create_handle(device));
    MG_TRY(create_objects(device));
    bool unified = device->info.type == MG_VULKAN_CPU || device->info.type == MG_VULKAN_INTEGRATED;
    device->staged = options->staging || !unified;
    MG_TRY(vulkan_choose_memory(device));
    device->one_subgroup = device->info.type == MG_VULKAN_CPU && !options->gpu_shapes;
    device->generation = 1;
    mg_device *base = &device->base;
    base->backend = &vulkan_backend;
    base->name = "vulkan";
    base->real_bytes = sizeof(float);
    base->alignment = ALIGNMENT;
    base->memory_limit = (size_t)device->info.budget_bytes;
    snprintf(base->description, sizeof base->description, "vulkan: %.80s, %.80s", device->info.name,
             device->info.driver);
    return vulkan_check_validation(device->instance);
}

mg_status mg_vulkan_create_with(const mg_vulkan_options *options, mg_device **out) {
    *out = NULL;
    vulkan_instance *instance;
    MG_TRY(vulkan_instance_create(options->validation, &instance));
    vulkan_device *device = mg_calloc(1, sizeof *device);
    if (!device) {
        vulkan_instance_free(instance);
        return MG_ERR_MEMORY;
    }
    device->instance = instance;
    mg_status status = open_device(device, options);
    if (status != MG_OK) {
        device_free(&device->base);
        return status;
    }
    *out = &device->base;
    return MG_OK;
}

static bool environment_flag(const char *name) {
    const char *value = getenv(name);
    return value && value[0] && strcmp(value, "0") != 0;
}

mg_status mg_vulkan_create(int index, mg_device **out) {
    mg_vulkan_options options = {
        .index = index,
        .validation = environment_flag("MATHGYM_VULKAN_VALIDATION"),
        .staging = environment_flag("MATHGYM_VULKAN_STAGING"),
        .gpu_shapes = environment_flag("MATHGYM_VULKAN_GPU_SHAPES"),
    };
    return mg_vulkan_create_with(&options, out);
}

int mg_vulkan_validation_errors(const mg_device *device) {
    const vulkan_instance *instance = ((const vulkan_device *)device)->instance;
    return instance->validation ? instance->n_errors : -1;
}
