#include "core/graph/program.h"

#include <string.h>

#include "core/base/alloc.h"
#include "core/graph/op.h"
#include "core/graph/plan.h"

struct mg_program {
    mg_device *device;
    mg_executable *executable;
    mg_plan_stats stats;
    const char **kernel_names; /* [n_kernels], for the profile */
    double *seconds;           /* [n_kernels] of the last profiled run */
    double *total_seconds;     /* [n_kernels] over all profiled runs */
    int profiled_runs;
};

mg_status mg_graph_plan(mg_graph *graph, size_t real_bytes, size_t alignment,
                        mg_plan_stats *stats) {
    MG_TRY(mg_graph_status(graph));
    mg_plan plan;
    mg_status status = mg_plan_create(graph, real_bytes, alignment, &plan);
    *stats = (mg_plan_stats){plan.n_live_nodes, plan.arena_bytes, plan.largest_bytes};
    mg_plan_free(&plan);
    return status;
}

static mg_status add_operand(mg_device *device, const mg_plan *plan, const mg_tensor *tensor,
                             int access, mg_kernel *kernel) {
    const mg_tensor *root = mg_tensor_root(tensor);
    mg_operand *operand = &kernel->operands[kernel->n_operands++];
    operand->access = access;
    operand->bytes = mg_plan_tensor_bytes(plan, tensor);
    if (root->storage == MG_STORAGE_WORK) {
        operand->buffer = device->arena;
        operand->offset = plan->offset[root->id];
        return MG_OK;
    }
    operand->buffer = root->buffer;
    operand->offset = (size_t)root->buffer_offset * mg_dtype_bytes(root->dtype, plan->real_bytes);
    if (!operand->buffer || operand->offset > operand->buffer->bytes ||
        operand->bytes > operand->buffer->bytes - operand->offset) {
        return mg_fail(MG_ERR_SHAPE, "tensor \"%s\" does not fit into the buffer bound to it",
                       root->name ? root->name : "unnamed");
    }
    return MG_OK;
}

static mg_status lower_node(mg_device *device, const mg_plan *plan, const mg_node *node,
                            mg_kernel *kernel) {
    memset(kernel, 0, sizeof *kernel);
    kernel->name = node->op->name;
    kernel->node = node->index;
    if (!device->backend->has_kernel(device, kernel->name)) {
        return mg_fail(MG_ERR_UNSUPPORTED, "no kernel for op \"%s\" on %s", kernel->name,
                       device->description);
    }
    for (int i = 0; i < node->n_in; i++) {
        MG_TRY(add_operand(device, plan, node->in[i], MG_READ, kernel));
    }
    for (int i = 0; i < node->n_out; i++) {
        int access = MG_WRITE | (node->op->writes[i] ? MG_READ : 0);
        MG_TRY(add_operand(device, plan, node->out[i], access, kernel));
    }
    node->op->lower(node, kernel);
    return MG_OK;
}

static mg_status lower_graph(mg_program *program, const mg_graph *graph, const mg_plan *plan) {
    mg_kernel *kernels = mg_calloc((size_t)plan->n_live_nodes + 1, sizeof *kernels);
    if (!kernels) return MG_ERR_MEMORY;
    mg_status status = MG_OK;
    int n = 0;
    for (int i = 0; i < graph->n_nodes; i++) {
        if (!plan->live_node[i] || graph->nodes[i]->op->view) continue;
        MG_GO(lower_node(program->device, plan, graph->nodes[i], &kernels[n]));
        program->kernel_names[n] = kernels[n].name;
        n++;
    }
    MG_GO(program->device->backend->executable_create(program->device, kernels, n,
                                                      &program->executable));
done:
    mg_free(kernels);
    return status;
}

static mg_status reserve(mg_device *device, const mg_graph *graph, const mg_plan *plan) {
    mg_status status = mg_device_reserve_arena(device, plan->arena_bytes);
    if (status != MG_ERR_MEMORY) return status;
    char peak[512];
    mg_plan_describe_peak(plan, graph, peak, sizeof peak);
    char cause[512];
    snprintf(cause, sizeof cause, "%s", mg_error_text());
    return mg_fail(MG_ERR_MEMORY, "%s (largest tensors at the peak: %s)", cause, peak);
}

mg_status mg_program_create(mg_device *device, mg_graph *graph, mg_program **out) {
    *out = NULL;
    MG_TRY(mg_graph_status(graph));
    mg_plan plan;
    mg_program *program = NULL;
    mg_status status = mg_plan_create(graph, device->real_bytes, device->alignment, &plan);
    if (status != MG_OK) goto done;
    MG_GO(reserve(device, graph, &plan));
    status = MG_ERR_MEMORY;
    program = mg_calloc(1, sizeof *program);
    if (!program) goto done;
    size_t n = (size_t)plan.n_live_nodes;
    program->device = device;
    program->stats = (mg_plan_stats){plan.n_live_nodes, plan.arena_bytes, plan.largest_bytes};
    program->kernel_names = mg_calloc(n, sizeof *program->kernel_names);
    program->seconds = mg_calloc(n, sizeof *program->seconds);
    program->total_seconds = mg_calloc(n, sizeof *program->total_seconds);
    if (!program->kernel_names || !program->seconds || !program->total_seconds) goto done;
    status = lower_graph(program, graph, &plan);
done:
    mg_plan_free(&plan);
    if (status != MG_OK) {
        mg_program_free(program);
        return status;
    }
    *out = program;
    return MG_OK;
}

mg_status mg_program_run(mg_program *program) {
    return program->device->backend->executable_run(program->device, program->executable, NULL);
}

mg_status mg_program_run_profiled(mg_program *program) {
    MG_TRY(program->device->backend->executable_run(program->device, program->executable,
                                                    program->seconds));
    for (int i = 0; i < program->stats.n_kernels; i++) {
        program->total_seconds[i] += program->seconds[i];
    }
    program->profiled_runs++;
    return MG_OK;
}

void mg_program_print_profile(const mg_program *program, FILE *file) {
    int n = program->stats.n_kernels, runs = program->profiled_runs;
    double all = 0;
    for (int i = 0; i < n; i++) all += program->total_seconds[i];
    fprintf(file, "%-28s %6s %10s %6s\n", "kernel", "count", "ms/run", "share");
    for (int i = 0; i < n; i++) {
        bool first = true;
        double seconds = 0;
        int count = 0;
        for (int j = 0; j < n; j++) {
            if (strcmp(program->kernel_names[i], program->kernel_names[j]) != 0) continue;
            if (j < i) first = false;
            seconds += program->total_seconds[j];
            count++;
        }
        if (!first || runs == 0) continue;
        fprintf(file, "%-28s %6d %10.3f %5.1f%%\n", program->kernel_names[i], count,
                1e3 * seconds / runs, all > 0 ? 100 * seconds / all : 0.0);
    }
}

const mg_plan_stats *mg_program_stats(const mg_program *program) {
    return &program->stats;
}

void mg_program_free(mg_program *program) {
    if (!program) return;
    if (program->executable) {
        program->device->backend->executable_free(program->device, program->executable);
    }
    mg_free(program->kernel_names);
    mg_free(program->seconds);
    mg_free(program->total_seconds);
    mg_free(program);
}
