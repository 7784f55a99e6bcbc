/* Command buffers, barriers and submissions. */
#include "core/vulkan/vulkan_internal.h"

mg_status vulkan_allocate_commands(vulkan_device *device, uint32_t n, VkCommandBuffer *commands) {
    VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = device->pool,
        .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
        .commandBufferCount = n,
    };
    VULKAN_TRY(device->instance->api.AllocateCommandBuffers(device->handle, &info, commands),
               "allocating command buffers");
    return MG_OK;
}

mg_status vulkan_begin(vulkan_device *device, VkCommandBuffer commands) {
    VkCommandBufferBeginInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    VULKAN_TRY(device->instance->api.BeginCommandBuffer(commands, &info),
               "beginning a command buffer");
    return MG_OK;
}

mg_status vulkan_end(vulkan_device *device, VkCommandBuffer commands) {
    VULKAN_TRY(device->instance->api.EndCommandBuffer(commands), "ending a command buffer");
    return MG_OK;
}

void vulkan_barrier(const vulkan_device *device, VkCommandBuffer commands) {
    VkMemoryBarrier barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
        .srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT,
        .dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT,
    };
    device->instance->api.CmdPipelineBarrier(commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                                             VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, 0, 1, &barrier,
                                             0, NULL, 0, NULL);
}

void vulkan_barrier_to_host(const vulkan_device *device, VkCommandBuffer commands) {
    VkMemoryBarrier barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
        .srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT,
        .dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT |
                         VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT |
                         VK_ACCESS_HOST_READ_BIT | VK_ACCESS_HOST_WRITE_BIT,
    };
    VkPipelineStageFlags device_stages =
        VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
    device->instance->api.CmdPipelineBarrier(commands, device_stages,
                                             device_stages | VK_PIPELINE_STAGE_HOST_BIT, 0, 1,
                                             &barrier, 0, NULL, 0, NULL);
}

static mg_status submit(vulkan_device *device, VkCommandBuffer commands) {
    uint64_t value = device->timeline_value + 1;
    VkTimelineSemaphoreSubmitInfo timeline = {
        .sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
        .signalSemaphoreValueCount = 1,
        .pSignalSemaphoreValues = &value,
    };
    VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .pNext = &timeline,
        .commandBufferCount = 1,
        .pCommandBuffers = &commands,
        .signalSemaphoreCount = 1,
        .pSignalSemaphores = &device->timeline,
    };
    VULKAN_TRY(device->instance->api.QueueSubmit(device->queue, 1, &info, VK_NULL_HANDLE),
               "submitting work");
    device->timeline_value = value;
    return MG_OK;
}

mg_status vulkan_submit_and_wait(vulkan_device *device, const VkCommandBuffer *commands,
                                 uint32_t n) {
    mg_status status = MG_OK;
    for (uint32_t i = 0; i < n && status == MG_OK; i++) status = submit(device, commands[i]);
    VkSemaphoreWaitInfo wait = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
        .semaphoreCount = 1,
        .pSemaphores = &device->timeline,
        .pValues = &device->timeline_value,
    };
    /* What was submitted before a failure must still end before its memory may be freed. */
    VkResult result = device->instance->api.WaitSemaphores(device->handle, &wait, UINT64_MAX);
    MG_TRY(status);
    VULKAN_TRY(result, "waiting for the device");
    return vulkan_check_validation(device->instance);
}
