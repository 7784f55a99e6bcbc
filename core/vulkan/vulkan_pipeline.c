/* Pipelines, one per kernel name, and the cache that outlives the process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/vulkan/vulkan_internal.h"

#define GPU_LOCAL_SIZE 256
/* On a CPU device a workgroup costs about as much as a few hundred elements. */
#define CPU_ELEMENTS_PER_LANE 32
#define MAX_WORKGROUPS        65535

int vulkan_shader_find(const char *name) {
    int low = 0, high = mg_n_shaders - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        int order = strcmp(name, mg_shaders[middle].name);
        if (order == 0) return middle;
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return -1;
}

/* A CPU device runs a workgroup of one subgroup without barriers: lanes of one vector. */
static uint32_t local_size(const vulkan_device *device, const mg_shader *shader) {
    if (device->one_subgroup) return device->info.subgroup_size;
    uint32_t size = shader->local_size ? shader->local_size : GPU_LOCAL_SIZE;
    uint32_t limit = device->info.max_workgroup_invocations;
    return size < limit ? size : limit;
}

uint32_t vulkan_workgroups(const vulkan_device *device, int shader, const uint32_t grid[3]) {
    const mg_shader *s = &mg_shaders[shader];
    uint64_t local = local_size(device, s), total = 1;
    for (int i = 0; i < 3; i++) {
        uint64_t units = s->units[i].count * (s->units[i].times_local_size ? local : 1);
        if (s->elements && i == 0 && device->one_subgroup) {
            units *= CPU_ELEMENTS_PER_LANE;
        }
        total *= (grid[i] + units - 1) / units;
        if (total > MAX_WORKGROUPS) total = MAX_WORKGROUPS; /* shaders loop over the rest */
    }
    return (uint32_t)total;
}

static mg_status create_pipeline(vulkan_device *device, const mg_shader *shader, VkPipeline *out) {
    const vulkan_api *api = &device->instance->api;
    VkShaderModuleCreateInfo module_info = {
        .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
        .codeSize = shader->n_words * sizeof *shader->words,
        .pCode = shader->words,
    };
    VkShaderModule module;
    VULKAN_TRY(api->CreateShaderModule(device->handle, &module_info, NULL, &module),
               "creating a shader module");
    /* constant_id 0 and 1 of shaders/record.glsl */
    uint32_t constants[2] = {local_size(device, shader), device->one_subgroup};
    VkSpecializationMapEntry entries[2] = {{0, 0, 4}, {1, 4, 4}};
    VkSpecializationInfo specialization = {2, entries, sizeof constants, constants};
    VkComputePipelineCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
        .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                  .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                  .module = module,
                  .pName = "main",
                  .pSpecializationInfo = &specialization},
        .layout = device->layout,
    };
    VkResult result =
        api->CreateComputePipelines(device->handle, device->cache, 1, &info, NULL, out);
    api->DestroyShaderModule(device->handle, module, NULL);
    VULKAN_TRY(result, "compiling a shader");
    return MG_OK;
}

mg_status vulkan_pipeline_get(vulkan_device *device, int shader, VkPipeline *out) {
    if (!device->pipelines[shader]) {
        mg_status status = create_pipeline(device, &mg_shaders[shader], &device->pipelines[shader]);
        if (status != MG_OK) return mg_fail_context(status, "shader %s", mg_shaders[shader].name);
    }
    *out = device->pipelines[shader];
    return MG_OK;
}

/* <cache folder>/mathgym/pipelines-<pipelineCacheUUID>.bin, NULL if there is no home; makes the
 * folders if `make`. */
static char *cache_path(const vulkan_device *device, bool make) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    VkPhysicalDeviceProperties2 properties = {.sType =
                                                  VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
    device->instance->api.GetPhysicalDeviceProperties2(device->physical, &properties);
    char id[2 * VK_UUID_SIZE + 1];
    for (size_t i = 0; i < VK_UUID_SIZE; i++) {
        snprintf(id + 2 * i, 3, "%02x", properties.properties.pipelineCacheUUID[i]);
    }
    char *base = NULL, *folder = NULL, *path = NULL;
    if (cache && cache[0] == '/')
        base = mg_strdup(cache);
    else if (home && home[0] == '/')
        base = mg_asprintf("%s/.cache", home);
    if (base) folder = mg_asprintf("%s/mathgym", base);
    if (folder && make) {
        mkdir(base, 0700);
        mkdir(folder, 0700);
    }
    if (folder) path = mg_asprintf("%s/pipelines-%s.bin", folder, id);
    mg_free(base);
    mg_free(folder);
    return path;
}

/* Returns NULL where there is no readable file. */
static void *read_file(const char *path, size_t *bytes) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    struct stat info;
    void *data = NULL;
    if (fstat(fileno(file), &info) == 0 && info.st_size > 0) {
        *bytes = (size_t)info.st_size;
        data = mg_malloc(*bytes);
        if (data && fread(data, 1, *bytes, file) != *bytes) {
            mg_free(data);
            data = NULL;
        }
    }
    fclose(file);
    return data;
}

mg_status vulkan_cache_load(vulkan_device *device) {
    const vulkan_api *api = &device->instance->api;
    VkPipelineCacheCreateInfo info = {.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    char *path = cache_path(device, false);
    void *data = path ? read_file(path, &info.initialDataSize) : NULL;
    info.pInitialData = data;
    if (!data) info.initialDataSize = 0;
    VkResult result = api->CreatePipelineCache(device->handle, &info, NULL, &device->cache);
    mg_free(data);
    mg_free(path);
    VULKAN_TRY(result, "creating the pipeline cache");
    VULKAN_TRY(api->GetPipelineCacheData(device->handle, device->cache, &device->cache_bytes, NULL),
               "reading the pipeline cache");
    return MG_OK;
}

/* Written beside its place and renamed, so that two processes never mix their bytes. */
static void write_file(const char *path, const void *data, size_t bytes) {
    char *temporary = mg_asprintf("%s.%ld", path, (long)getpid());
    FILE *file = temporary ? fopen(temporary, "wb") : NULL;
    if (file) {
        bool written = fwrite(data, 1, bytes, file) == bytes;
        written = fclose(file) == 0 && written;
        if (!written || rename(temporary, path) != 0) remove(temporary);
    }
    mg_free(temporary);
}

void vulkan_cache_save(const vulkan_device *device) {
    const vulkan_api *api = &device->instance->api;
    size_t bytes = 0;
    if (!device->cache) return;
    VkResult result = api->GetPipelineCacheData(device->handle, device->cache, &bytes, NULL);
    if (result != VK_SUCCESS || bytes <= device->cache_bytes) return;
    void *data = mg_malloc(bytes);
    char *path = cache_path(device, true);
    if (data && path &&
        api->GetPipelineCacheData(device->handle, device->cache, &bytes, data) == VK_SUCCESS) {
        write_file(path, data, bytes);
    }
    mg_free(path);
    mg_free(data);
}
