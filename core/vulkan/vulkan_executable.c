/* Kernel records as command buffers: recorded once, submitted as often as wanted. */
#include <string.h>

#include "core/base/alloc.h"
#include "core/vulkan/vulkan_hazard.h"
#include "core/vulkan/vulkan_internal.h"

/* A submission ends after so many dispatches or grid units, so that no driver takes a long program
 * for a hang. */
#define DISPATCHES_PER_SUBMISSION 64
#define UNITS_PER_SUBMISSION      ((uint64_t)1 << 28)

/* struct of shaders/record.glsl */
typedef struct vulkan_record {
    uint64_t address[MG_KERNEL_OPERANDS];
    uint32_t params[MG_KERNEL_PARAMS];
    uint32_t grid[3];
    uint32_t reserved;
} vulkan_record;

typedef struct vulkan_step {
    VkPipeline pipeline;
    uint32_t workgroups;
    bool barrier; /* before it */
    bool last;    /* of its submission */
} vulkan_step;

struct mg_executable {
    int n;
    mg_kernel *kernels;
    vulkan_step *steps;
    vulkan_record *records;
    vulkan_memory record_memory;
    uint64_t generation; /* of the addresses in `records`; 0 = not uploaded yet */
    uint32_t n_commands;
    int n_barriers;
    VkCommandBuffer *commands;
    VkCommandBuffer *profile; /* recorded when first asked for */
    VkQueryPool timestamps;   /* n + 1 */
};

int mg_vulkan_barriers(const mg_executable *executable) {
    return executable->n_barriers;
}

static uint64_t grid_units(const mg_kernel *kernel) {
    uint64_t units = 1;
    for (int i = 0; i < 3; i++) {
        units *= kernel->grid[i];
        if (units > UNITS_PER_SUBMISSION) return UNITS_PER_SUBMISSION;
    }
    return units;
}

static mg_status plan_steps(vulkan_device *device, mg_executable *executable) {
    mg_hazards hazards = {0};
    mg_status status = MG_OK;
    uint64_t units = 0;
    int dispatches = 0;
    for (int i = 0; i < executable->n; i++) {
        const mg_kernel *kernel = &executable->kernels[i];
        vulkan_step *step = &executable->steps[i];
        int shader = vulkan_shader_find(kernel->name);
        if (shader < 0) {
            status = mg_fail(MG_ERR_UNSUPPORTED, "no shader for kernel \"%s\"", kernel->name);
            goto done;
        }
        MG_GO(vulkan_pipeline_get(device, shader, &step->pipeline));
        MG_GO(mg_hazards_add(&hazards, kernel, &step->barrier));
        step->workgroups = vulkan_workgroups(device, shader, kernel->grid);
        executable->n_barriers += step->barrier;
        units += grid_units(kernel);
        dispatches++;
        step->last = i == executable->n - 1 || dispatches == DISPATCHES_PER_SUBMISSION ||
                     units >= UNITS_PER_SUBMISSION;
        if (!step->last) continue;
        executable->n_commands++;
        units = 0;
        dispatches = 0;
    }
done:
    mg_hazards_free(&hazards);
    return status;
}

static void record_step(const vulkan_device *device, const mg_executable *executable, int i,
                        bool profiled, VkCommandBuffer commands) {
    const vulkan_api *api = &device->instance->api;
    const vulkan_step *step = &executable->steps[i];
    if (step->barrier || profiled) vulkan_barrier(device, commands);
    if (step->workgroups > 0) {
        uint64_t address = executable->record_memory.address + (size_t)i * sizeof(vulkan_record);
        api->CmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, step->pipeline);
        api->CmdPushConstants(commands, device->layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                              sizeof address, &address);
        api->CmdDispatch(commands, step->workgroups, 1, 1);
    }
    if (profiled) {
        api->CmdWriteTimestamp(commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT,
                               executable->timestamps, (uint32_t)i + 1);
    }
}

static void start_profile(const vulkan_device *device, const mg_executable *executable,
                          VkCommandBuffer commands) {
    const vulkan_api *api = &device->instance->api;
    api->CmdResetQueryPool(commands, executable->timestamps, 0, (uint32_t)executable->n + 1);
    api->CmdWriteTimestamp(commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, executable->timestamps,
                           0);
}

static mg_status record_commands(vulkan_device *device, mg_executable *executable, bool profiled,
                                 VkCommandBuffer **out) {
    if (executable->n_commands == 0) return MG_OK;
    *out = mg_calloc(executable->n_commands, sizeof **out);
    if (!*out) return MG_ERR_MEMORY;
    MG_TRY(vulkan_allocate_commands(device, executable->n_commands, *out));
    int i = 0;
    for (uint32_t c = 0; c < executable->n_commands; c++) {
        VkCommandBuffer commands = (*out)[c];
        MG_TRY(vulkan_begin(device, commands));
        if (profiled && c == 0) start_profile(device, executable, commands);
        bool last = false;
        while (!last) {
            record_step(device, executable, i, profiled, commands);
            last = executable->steps[i++].last;
        }
        if (c == executable->n_commands - 1) vulkan_barrier_to_host(device, commands);
        MG_TRY(vulkan_end(device, commands));
    }
    return MG_OK;
}

static mg_status build(vulkan_device *device, mg_executable *executable, const mg_kernel *kernels) {
    size_t n = (size_t)executable->n;
    if (n == 0) return MG_OK;
    executable->kernels = mg_calloc(n, sizeof *executable->kernels);
    executable->steps = mg_calloc(n, sizeof *executable->steps);
    executable->records = mg_calloc(n, sizeof *executable->records);
    if (!executable->kernels || !executable->steps || !executable->records) return MG_ERR_MEMORY;
    memcpy(executable->kernels, kernels, n * sizeof *kernels);
    for (size_t i = 0; i < n; i++) {
        memcpy(executable->records[i].params, kernels[i].params, sizeof kernels[i].params);
        memcpy(executable->records[i].grid, kernels[i].grid, sizeof kernels[i].grid);
    }
    MG_TRY(plan_steps(device, executable));
    MG_TRY(
        vulkan_memory_create(device, n * sizeof(vulkan_record), false, &executable->record_memory));
    MG_TRY(record_commands(device, executable, false, &executable->commands));
    return vulkan_check_validation(device->instance);
}

mg_status vulkan_executable_create(mg_device *base, const mg_kernel *kernels, int n,
                                   mg_executable **out) {
    mg_executable *executable = mg_calloc(1, sizeof *executable);
    if (!executable) return MG_ERR_MEMORY;
    executable->n = n;
    mg_status status = build((vulkan_device *)base, executable, kernels);
    if (status != MG_OK) {
        vulkan_executable_free(base, executable);
        return status;
    }
    *out = executable;
    return MG_OK;
}

static void free_commands(const vulkan_device *device, uint32_t n, VkCommandBuffer *commands) {
    if (commands && commands[0]) {
        device->instance->api.FreeCommandBuffers(device->handle, device->pool, n, commands);
    }
    mg_free(commands);
}

void vulkan_executable_free(mg_device *base, mg_executable *executable) {
    vulkan_device *device = (vulkan_device *)base;
    if (!executable) return;
    free_commands(device, executable->n_commands, executable->commands);
    free_commands(device, executable->n_commands, executable->profile);
    device->instance->api.DestroyQueryPool(device->handle, executable->timestamps, NULL);
    vulkan_memory_free(device, &executable->record_memory);
    mg_free(executable->kernels);
    mg_free(executable->steps);
    mg_free(executable->records);
    mg_free(executable);
}

/* Buffers move when they are enlarged: the records are brought up to date before they run. */
static mg_status update_addresses(vulkan_device *device, mg_executable *executable) {
    if (executable->generation == device->generation) return MG_OK;
    for (int i = 0; i < executable->n; i++) {
        const mg_kernel *kernel = &executable->kernels[i];
        for (int j = 0; j < kernel->n_operands; j++) {
            const vulkan_buffer *buffer = (const vulkan_buffer *)kernel->operands[j].buffer;
            if (!buffer->memory.buffer) {
                return mg_fail(MG_ERR_DEVICE, "the workspace is lost; open the device again");
            }
            executable->records[i].address[j] = buffer->memory.address + kernel->operands[j].offset;
        }
    }
    MG_TRY(vulkan_memory_write(device, &executable->record_memory, 0, executable->records,
                               (size_t)executable->n * sizeof *executable->records));
    executable->generation = device->generation;
    return MG_OK;
}

static mg_status prepare_profile(vulkan_device *device, mg_executable *executable) {
    if (executable->profile) return MG_OK;
    if (device->info.timestamp_ns <= 0) {
        return mg_fail(MG_ERR_UNSUPPORTED, "%s has no timestamps; run without a profile",
                       device->info.name);
    }
    VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = VK_QUERY_TYPE_TIMESTAMP,
        .queryCount = (uint32_t)executable->n + 1,
    };
    VULKAN_TRY(
        device->instance->api.CreateQueryPool(device->handle, &info, NULL, &executable->timestamps),
        "creating timestamps");
    return record_commands(device, executable, true, &executable->profile);
}

static mg_status run_profiled(vulkan_device *device, mg_executable *executable, double *seconds) {
    MG_TRY(prepare_profile(device, executable));
    MG_TRY(vulkan_submit_and_wait(device, executable->profile, executable->n_commands));
    size_t n = (size_t)executable->n + 1;
    uint64_t *ticks = mg_calloc(n, sizeof *ticks);
    if (!ticks) return MG_ERR_MEMORY;
    VkResult result = device->instance->api.GetQueryPoolResults(
        device->handle, executable->timestamps, 0, (uint32_t)n, n * sizeof *ticks, ticks,
        sizeof *ticks, VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT);
    for (size_t i = 0; i + 1 < n; i++) {
        seconds[i] = (double)(ticks[i + 1] - ticks[i]) * device->info.timestamp_ns * 1e-9;
    }
    mg_free(ticks);
    VULKAN_TRY(result, "reading timestamps");
    return MG_OK;
}

mg_status vulkan_executable_run(mg_device *base, mg_executable *executable, double *seconds) {
    vulkan_device *device = (vulkan_device *)base;
    if (executable->n == 0) return MG_OK;
    MG_TRY(update_addresses(device, executable));
    if (seconds) return run_profiled(device, executable, seconds);
    return vulkan_submit_and_wait(device, executable->commands, executable->n_commands);
}
