/* Device memory and host access to it: mapped where host and device share memory, else copied
 * through a staging buffer. */
#include <string.h>

#include "core/base/alloc.h"
#include "core/vulkan/vulkan_internal.h"

#define STAGING_BYTES ((size_t)8 << 20)
#define MIB           (1024.0 * 1024.0)

static const VkBufferUsageFlags buffer_usage =
    VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT |
    VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;

static VkResult create_buffer(vulkan_device *device, size_t bytes, VkBuffer *out) {
    VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = bytes,
        .usage = buffer_usage,
        .sharingMode = VK_SHARING_MODE_EXCLUSIVE,
    };
    return device->instance->api.CreateBuffer(device->handle, &info, NULL, out);
}

/* The allowed memory type with all of `flags` on the largest heap; UINT32_MAX = none. */
static uint32_t find_type(const VkPhysicalDeviceMemoryProperties *memory, uint32_t allowed,
                          VkMemoryPropertyFlags flags) {
    uint32_t best = UINT32_MAX;
    VkDeviceSize best_bytes = 0;
    for (uint32_t i = 0; i < memory->memoryTypeCount; i++) {
        const VkMemoryType *type = &memory->memoryTypes[i];
        VkDeviceSize bytes = memory->memoryHeaps[type->heapIndex].size;
        if (!(allowed >> i & 1) || (type->propertyFlags & flags) != flags) continue;
        if (bytes <= best_bytes) continue;
        best = i;
        best_bytes = bytes;
    }
    return best;
}

static uint32_t find_host_type(const VkPhysicalDeviceMemoryProperties *memory, uint32_t allowed,
                               VkMemoryPropertyFlags flags) {
    flags |= VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    uint32_t type = find_type(memory, allowed, flags | VK_MEMORY_PROPERTY_HOST_CACHED_BIT);
    return type != UINT32_MAX ? type : find_type(memory, allowed, flags);
}

mg_status vulkan_choose_memory(vulkan_device *device) {
    const vulkan_api *api = &device->instance->api;
    /* All our buffers have the same usage, so one probe tells the allowed types of all. */
    VkBuffer probe;
    VkMemoryRequirements requirements;
    VULKAN_TRY(create_buffer(device, 256, &probe), "creating a buffer");
    api->GetBufferMemoryRequirements(device->handle, probe, &requirements);
    api->DestroyBuffer(device->handle, probe, NULL);
    VkPhysicalDeviceMemoryProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2};
    api->GetPhysicalDeviceMemoryProperties2(device->physical, &properties);
    const VkPhysicalDeviceMemoryProperties *memory = &properties.memoryProperties;
    uint32_t allowed = requirements.memoryTypeBits;

    device->host_type = find_host_type(memory, allowed, 0);
    uint32_t shared = find_host_type(memory, allowed, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT);
    if (shared == UINT32_MAX) device->staged = true;
    device->device_type =
        device->staged ? find_type(memory, allowed, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT) : shared;
    if (device->device_type != UINT32_MAX && device->host_type != UINT32_MAX) return MG_OK;
    return mg_fail(MG_ERR_UNSUPPORTED, "%s has no memory type for buffers; use another device",
                   device->info.name);
}

static mg_status check_size(const vulkan_device *device, size_t bytes) {
    if (bytes <= device->info.max_allocation_bytes) return MG_OK;
    return mg_fail(MG_ERR_MEMORY,
                   "one buffer of %.1f MiB is asked of %s, which allocates at most %.1f MiB at a "
                   "time; use a smaller batch or model, --recompute, or --device cpu",
                   (double)bytes / MIB, device->info.name,
                   (double)device->info.max_allocation_bytes / MIB);
}

static mg_status allocate(vulkan_device *device, bool host, vulkan_memory *memory) {
    const vulkan_api *api = &device->instance->api;
    VkMemoryRequirements requirements;
    api->GetBufferMemoryRequirements(device->handle, memory->buffer, &requirements);
    VkMemoryAllocateFlagsInfo flags = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
    };
    VkMemoryAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .pNext = &flags,
        .allocationSize = requirements.size,
        .memoryTypeIndex = host ? device->host_type : device->device_type,
    };
    VULKAN_TRY(api->AllocateMemory(device->handle, &info, NULL, &memory->memory),
               "allocating device memory");
    VULKAN_TRY(api->BindBufferMemory(device->handle, memory->buffer, memory->memory, 0),
               "binding device memory");
    if (host || !device->staged) {
        VULKAN_TRY(
            api->MapMemory(device->handle, memory->memory, 0, VK_WHOLE_SIZE, 0, &memory->mapped),
            "mapping device memory");
    }
    VkBufferDeviceAddressInfo address = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
        .buffer = memory->buffer,
    };
    memory->address = api->GetBufferDeviceAddress(device->handle, &address);
    return MG_OK;
}

mg_status vulkan_memory_create(vulkan_device *device, size_t bytes, bool host, vulkan_memory *out) {
    *out = (vulkan_memory){0};
    MG_TRY(check_size(device, bytes));
    VULKAN_TRY(create_buffer(device, bytes, &out->buffer), "creating a buffer");
    mg_status status = allocate(device, host, out);
    if (status != MG_OK) vulkan_memory_free(device, out);
    return status;
}

void vulkan_memory_free(vulkan_device *device, vulkan_memory *memory) {
    const vulkan_api *api = &device->instance->api;
    api->DestroyBuffer(device->handle, memory->buffer, NULL);
    api->FreeMemory(device->handle, memory->memory, NULL);
    *memory = (vulkan_memory){0};
}

static mg_status copy(vulkan_device *device, VkBuffer from, size_t from_offset, VkBuffer to,
                      size_t to_offset, size_t bytes) {
    VkBufferCopy region = {.srcOffset = from_offset, .dstOffset = to_offset, .size = bytes};
    MG_TRY(vulkan_begin(device, device->transfer));
    device->instance->api.CmdCopyBuffer(device->transfer, from, to, 1, &region);
    vulkan_barrier_to_host(device, device->transfer);
    MG_TRY(vulkan_end(device, device->transfer));
    return vulkan_submit_and_wait(device, &device->transfer, 1);
}

static mg_status need_staging(vulkan_device *device) {
    if (device->staging.buffer) return MG_OK;
    return vulkan_memory_create(device, STAGING_BYTES, true, &device->staging);
}

mg_status vulkan_memory_write(vulkan_device *device, vulkan_memory *memory, size_t offset,
                              const void *data, size_t bytes) {
    if (bytes == 0) return MG_OK;
    if (memory->mapped) {
        memcpy((char *)memory->mapped + offset, data, bytes);
        return MG_OK;
    }
    MG_TRY(need_staging(device));
    for (size_t done = 0; done < bytes; done += STAGING_BYTES) {
        size_t chunk = bytes - done < STAGING_BYTES ? bytes - done : STAGING_BYTES;
        memcpy(device->staging.mapped, (const char *)data + done, chunk);
        MG_TRY(copy(device, device->staging.buffer, 0, memory->buffer, offset + done, chunk));
    }
    return MG_OK;
}

mg_status vulkan_memory_read(vulkan_device *device, vulkan_memory *memory, size_t offset,
                             void *data, size_t bytes) {
    if (bytes == 0) return MG_OK;
    if (memory->mapped) {
        memcpy(data, (const char *)memory->mapped + offset, bytes);
        return MG_OK;
    }
    MG_TRY(need_staging(device));
    for (size_t done = 0; done < bytes; done += STAGING_BYTES) {
        size_t chunk = bytes - done < STAGING_BYTES ? bytes - done : STAGING_BYTES;
        MG_TRY(copy(device, memory->buffer, offset + done, device->staging.buffer, 0, chunk));
        memcpy((char *)data + done, device->staging.mapped, chunk);
    }
    return MG_OK;
}

mg_status vulkan_buffer_create(mg_device *base, size_t bytes, mg_buffer **out) {
    vulkan_device *device = (vulkan_device *)base;
    vulkan_buffer *buffer = mg_calloc(1, sizeof *buffer);
    if (!buffer) return MG_ERR_MEMORY;
    mg_status status = vulkan_memory_create(device, bytes, false, &buffer->memory);
    if (status != MG_OK) {
        mg_free(buffer);
        return status;
    }
    buffer->base.device = base;
    *out = &buffer->base;
    return MG_OK;
}

void vulkan_buffer_free(mg_buffer *base) {
    vulkan_buffer *buffer = (vulkan_buffer *)base;
    vulkan_memory_free((vulkan_device *)base->device, &buffer->memory);
    mg_free(buffer);
}

mg_status vulkan_buffer_enlarge(mg_buffer *base, size_t bytes) {
    vulkan_buffer *buffer = (vulkan_buffer *)base;
    vulkan_device *device = (vulkan_device *)base->device;
    MG_TRY(check_size(device, bytes));
    /* The old memory goes first: the contents are not kept, and both may not fit together. Records
     * that name the buffer get its new address before their next run. */
    vulkan_memory_free(device, &buffer->memory);
    device->generation++;
    mg_status status = vulkan_memory_create(device, bytes, false, &buffer->memory);
    if (status == MG_OK) return MG_OK;
    char text[256];
    size_t length = strlen(mg_error_text());
    if (length >= sizeof text) length = sizeof text - 1;
    memcpy(text, mg_error_text(), length);
    text[length] = '\0';
    if (vulkan_memory_create(device, base->bytes ? base->bytes : 1, false, &buffer->memory)) {
        return mg_fail(MG_ERR_DEVICE, "%s; the workspace is lost, open the device again", text);
    }
    return mg_fail(status, "%s", text);
}

mg_status vulkan_buffer_write(mg_buffer *base, size_t offset, const void *data, size_t bytes) {
    vulkan_buffer *buffer = (vulkan_buffer *)base;
    return vulkan_memory_write((vulkan_device *)base->device, &buffer->memory, offset, data, bytes);
}

mg_status vulkan_buffer_read(mg_buffer *base, size_t offset, void *data, size_t bytes) {
    vulkan_buffer *buffer = (vulkan_buffer *)base;
    return vulkan_memory_read((vulkan_device *)base->device, &buffer->memory, offset, data, bytes);
}
