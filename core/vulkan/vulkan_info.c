/* What a physical device can do, and why one cannot be used. */
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/vulkan/vulkan_internal.h"

#define PORTABILITY_SUBSET "VK_KHR_portability_subset"
#define MEMORY_BUDGET      "VK_EXT_memory_budget"

static const VkSubgroupFeatureFlags needed_subgroup_operations =
    VK_SUBGROUP_FEATURE_BASIC_BIT | VK_SUBGROUP_FEATURE_VOTE_BIT |
    VK_SUBGROUP_FEATURE_ARITHMETIC_BIT | VK_SUBGROUP_FEATURE_BALLOT_BIT;

const char *mg_vulkan_type_name(mg_vulkan_type type) {
    static const char *const names[] = {
        [MG_VULKAN_OTHER] = "other",       [MG_VULKAN_INTEGRATED] = "integrated",
        [MG_VULKAN_DISCRETE] = "discrete", [MG_VULKAN_VIRTUAL] = "virtual",
        [MG_VULKAN_CPU] = "cpu",
    };
    return names[type];
}

static mg_vulkan_type type_of(VkPhysicalDeviceType type) {
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
        return MG_VULKAN_INTEGRATED;
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
        return MG_VULKAN_DISCRETE;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
        return MG_VULKAN_VIRTUAL;
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
        return MG_VULKAN_CPU;
    default:
        return MG_VULKAN_OTHER;
    }
}

mg_status vulkan_device_extensions(const vulkan_instance *instance, VkPhysicalDevice physical,
                                   const char *names[2], uint32_t *n) {
    static const char *const wanted[] = {PORTABILITY_SUBSET, MEMORY_BUDGET};
    const vulkan_api *api = &instance->api;
    uint32_t count = 0;
    *n = 0;
    VULKAN_TRY(api->EnumerateDeviceExtensionProperties(physical, NULL, &count, NULL),
               "listing device extensions");
    VkExtensionProperties *list = mg_calloc(count ? count : 1, sizeof *list);
    if (!list) return MG_ERR_MEMORY;
    VkResult result = api->EnumerateDeviceExtensionProperties(physical, NULL, &count, list);
    for (size_t w = 0; result == VK_SUCCESS && w < 2; w++) {
        for (uint32_t i = 0; i < count; i++) {
            if (strcmp(list[i].extensionName, wanted[w]) == 0) names[(*n)++] = wanted[w];
        }
    }
    mg_free(list);
    VULKAN_TRY(result, "listing device extensions");
    return MG_OK;
}

uint32_t vulkan_compute_family(const vulkan_api *api, VkPhysicalDevice physical,
                               uint32_t *timestamp_bits) {
    VkQueueFamilyProperties families[16];
    uint32_t n = 16;
    *timestamp_bits = 0;
    api->GetPhysicalDeviceQueueFamilyProperties(physical, &n, families);
    for (uint32_t i = 0; i < n; i++) {
        if (!(families[i].queueFlags & VK_QUEUE_COMPUTE_BIT)) continue;
        *timestamp_bits = families[i].timestampValidBits;
        return i;
    }
    return UINT32_MAX;
}

static void describe_memory(const vulkan_api *api, VkPhysicalDevice physical, bool has_budget,
                            mg_vulkan_info *info) {
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 memory = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2,
        .pNext = has_budget ? &budget : NULL};
    api->GetPhysicalDeviceMemoryProperties2(physical, &memory);
    for (uint32_t i = 0; i < memory.memoryProperties.memoryHeapCount; i++) {
        const VkMemoryHeap *heap = &memory.memoryProperties.memoryHeaps[i];
        if (!(heap->flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) || heap->size <= info->memory_bytes) {
            continue;
        }
        info->memory_bytes = heap->size;
        info->budget_bytes = has_budget ? budget.heapBudget[i] : heap->size;
    }
}

static void describe_properties(const vulkan_api *api, VkPhysicalDevice physical,
                                mg_vulkan_info *info, VkSubgroupFeatureFlags *subgroup_operations) {
    VkPhysicalDeviceDriverProperties driver = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES};
    VkPhysicalDeviceVulkan11Properties vulkan11 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES, .pNext = &driver};
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &vulkan11};
    api->GetPhysicalDeviceProperties2(physical, &properties);
    const VkPhysicalDeviceLimits *limits = &properties.properties.limits;
    snprintf(info->name, sizeof info->name, "%s", properties.properties.deviceName);
    snprintf(info->driver, sizeof info->driver, "%.120s %.120s", driver.driverName,
             driver.driverInfo);
    info->type = type_of(properties.properties.deviceType);
    info->max_allocation_bytes = vulkan11.maxMemoryAllocationSize;
    info->max_storage_range_bytes = limits->maxStorageBufferRange;
    info->subgroup_size = vulkan11.subgroupSize;
    info->max_workgroup_invocations = limits->maxComputeWorkGroupInvocations;
    info->max_workgroup_count = limits->maxComputeWorkGroupCount[0];
    info->shared_memory_bytes = limits->maxComputeSharedMemorySize;
    info->timestamp_ns = (double)limits->timestampPeriod;
    *subgroup_operations = vulkan11.subgroupSupportedOperations;
    if (!(vulkan11.subgroupSupportedStages & VK_SHADER_STAGE_COMPUTE_BIT)) *subgroup_operations = 0;
}

/* Properties of Vulkan 1.1 and 1.2 may only be asked of a device that has these versions. */
static bool check_api_version(const vulkan_api *api, VkPhysicalDevice physical,
                              mg_vulkan_info *info) {
    VkPhysicalDeviceProperties2 properties = {.sType =
                                                  VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
    api->GetPhysicalDeviceProperties2(physical, &properties);
    uint32_t version = properties.properties.apiVersion;
    snprintf(info->name, sizeof info->name, "%s", properties.properties.deviceName);
    info->type = type_of(properties.properties.deviceType);
    info->api_version[0] = VK_API_VERSION_MAJOR(version);
    info->api_version[1] = VK_API_VERSION_MINOR(version);
    info->api_version[2] = VK_API_VERSION_PATCH(version);
    if (version >= VK_API_VERSION_1_2) return true;
    snprintf(info->skipped, sizeof info->skipped, "its driver offers Vulkan %u.%u, 1.2 is needed",
             info->api_version[0], info->api_version[1]);
    return false;
}

static const char *missing_feature(const VkPhysicalDeviceVulkan12Features *vulkan12,
                                   VkSubgroupFeatureFlags subgroup_operations, uint32_t family) {
    if (family == UINT32_MAX) return "it has no compute queue";
    if (!vulkan12->bufferDeviceAddress) return "it lacks the feature bufferDeviceAddress";
    if (!vulkan12->timelineSemaphore) return "it lacks the feature timelineSemaphore";
    if ((subgroup_operations & needed_subgroup_operations) != needed_subgroup_operations) {
        return "it lacks subgroup arithmetic or ballot in compute shaders";
    }
    return "";
}

static void list_features(const char *const *extensions, uint32_t n, mg_vulkan_info *info) {
    snprintf(info->features, sizeof info->features,
             "bufferDeviceAddress timelineSemaphore subgroupArithmetic%s",
             info->timestamp_ns > 0 ? " timestamps" : "");
    for (uint32_t i = 0; i < n; i++) {
        size_t used = strlen(info->features);
        snprintf(info->features + used, sizeof info->features - used, " %s", extensions[i]);
    }
}

mg_status vulkan_describe(const vulkan_instance *instance, VkPhysicalDevice physical,
                          mg_vulkan_info *info) {
    const vulkan_api *api = &instance->api;
    *info = (mg_vulkan_info){0};
    const char *extensions[2];
    uint32_t n = 0, timestamp_bits = 0;
    if (!check_api_version(api, physical, info)) return MG_OK;
    MG_TRY(vulkan_device_extensions(instance, physical, extensions, &n));
    bool has_budget = n > 0 && strcmp(extensions[n - 1], MEMORY_BUDGET) == 0;
    describe_memory(api, physical, has_budget, info);
    VkSubgroupFeatureFlags subgroup_operations;
    describe_properties(api, physical, info, &subgroup_operations);
    VkPhysicalDeviceVulkan12Features vulkan12 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
                                          .pNext = &vulkan12};
    api->GetPhysicalDeviceFeatures2(physical, &features);
    uint32_t family = vulkan_compute_family(api, physical, &timestamp_bits);
    if (timestamp_bits == 0) info->timestamp_ns = 0;
    list_features(extensions, n, info);
    snprintf(info->skipped, sizeof info->skipped, "%s",
             missing_feature(&vulkan12, subgroup_operations, family));
    return MG_OK;
}

mg_status mg_vulkan_enumerate(mg_vulkan_info **infos, int *n) {
    *infos = NULL;
    *n = 0;
    vulkan_instance *instance = NULL;
    VkPhysicalDevice *devices = NULL;
    mg_vulkan_info *list = NULL;
    int count = 0;
    mg_status status = vulkan_instance_create(false, &instance);
    if (status != MG_OK) return status;
    MG_GO(vulkan_instance_devices(instance, &devices, &count));
    list = mg_calloc((size_t)count, sizeof *list);
    status = list ? MG_OK : MG_ERR_MEMORY;
    for (int i = 0; i < count && status == MG_OK; i++) {
        status = vulkan_describe(instance, devices[i], &list[i]);
    }
done:
    mg_free(devices);
    vulkan_instance_free(instance);
    if (status != MG_OK) {
        mg_free(list);
        return status;
    }
    *infos = list;
    *n = count;
    return MG_OK;
}

int mg_vulkan_choose(const mg_vulkan_info *infos, int n, bool gpu_only) {
    static const int rank[] = {[MG_VULKAN_CPU] = 1,
                               [MG_VULKAN_OTHER] = 2,
                               [MG_VULKAN_VIRTUAL] = 3,
                               [MG_VULKAN_INTEGRATED] = 4,
                               [MG_VULKAN_DISCRETE] = 5};
    int best = -1;
    for (int i = 0; i < n; i++) {
        if (infos[i].skipped[0] || (gpu_only && infos[i].type == MG_VULKAN_CPU)) continue;
        if (best < 0 || rank[infos[i].type] > rank[infos[best].type]) best = i;
    }
    return best;
}
