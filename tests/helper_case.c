#include "tests/helper_case.h"

#include <math.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "core/graph/program.h"
#include "core/ops/autograd.h"
#include "core/ops/ops.h"

#define FENCE 32 /* elements before and after every output */

static const double fence_value = 12345.0;

static uint64_t name_hash(const char *text) {
    uint64_t h = 1469598103934665603u;
    for (; *text; text++) h = (h ^ (unsigned char)*text) * 1099511628211u;
    return h;
}

static void fill_input(const mg_op_case *c, int index, double *values, int64_t n) {
    const mg_case_input *in = &c->inputs[index];
    if (in->fill == MG_FILL_CUSTOM) {
        c->fill(index, values, n);
        return;
    }
    mg_rng rng = mg_rng_at(name_hash(c->name), (uint64_t)index, 1);
    for (int64_t i = 0; i < n; i++) {
        if (in->fill == MG_FILL_INTEGERS) {
            values[i] = (double)mg_rng_between(&rng, (int64_t)in->low, (int64_t)in->high);
        } else {
            values[i] = (float)(in->low + (in->high - in->low) * mg_rng_unit(&rng));
        }
    }
}

mg_status case_inputs_create(const mg_op_case *c, double *inputs[MG_CASE_INPUTS]) {
    memset(inputs, 0, MG_CASE_INPUTS * sizeof *inputs);
    for (int i = 0; i < c->n_inputs; i++) {
        int64_t n = mg_shape_elements(c->inputs[i].shape);
        inputs[i] = mg_calloc((size_t)n, sizeof **inputs);
        if (!inputs[i]) return MG_ERR_MEMORY;
        fill_input(c, i, inputs[i], n);
    }
    return MG_OK;
}

void case_inputs_free(const mg_op_case *c, double *inputs[MG_CASE_INPUTS]) {
    for (int i = 0; i < c->n_inputs; i++) mg_free(inputs[i]);
}

void case_values_free(case_values *values) {
    for (int i = 0; i < values->n; i++) mg_free(values->data[i]);
    memset(values, 0, sizeof *values);
}

/* What lives for one run: the graph and the buffers of inputs and outputs. */
typedef struct bench {
    mg_device *device;
    mg_graph *graph;
    mg_program *program;
    mg_buffer *buffers[MG_CASE_INPUTS + 2 * MG_CASE_OUTPUTS + MG_CASE_INPUTS];
    int n_buffers;
    mg_tensor *in[MG_CASE_INPUTS];
    mg_tensor *out[MG_CASE_INPUTS]; /* as many gradients as inputs at most */
    mg_buffer *out_buffer[MG_CASE_INPUTS];
    int n_out;
    int n_wrt;
} bench;

static void bench_free(bench *b) {
    mg_program_free(b->program);
    mg_graph_free(b->graph);
    for (int i = 0; i < b->n_buffers; i++) mg_buffer_free(b->buffers[i]);
}

static mg_status write_values(mg_buffer *buffer, mg_dtype dtype, int64_t offset, const double *data,
                              int64_t n) {
    if (dtype == MG_F32) return mg_buffer_write_f64(buffer, offset, data, n);
    for (int64_t i = 0; i < n; i++) {
        int32_t value = (int32_t)data[i];
        MG_TRY(mg_buffer_write_i32(buffer, offset + i, &value, 1));
    }
    return MG_OK;
}

static mg_status new_buffer(bench *b, mg_dtype dtype, int64_t n, mg_buffer **out) {
    size_t bytes = (size_t)n * mg_dtype_bytes(dtype, b->device->real_bytes);
    MG_TRY(mg_buffer_create(b->device, bytes, "test", out));
    b->buffers[b->n_buffers++] = *out;
    return MG_OK;
}

static mg_status bind_inputs(bench *b, const mg_op_case *c, double *const *inputs) {
    for (int i = 0; i < c->n_inputs; i++) {
        const mg_case_input *spec = &c->inputs[i];
        int64_t n = mg_shape_elements(spec->shape);
        mg_buffer *buffer;
        MG_TRY(new_buffer(b, spec->dtype, n, &buffer));
        MG_TRY(write_values(buffer, spec->dtype, 0, inputs[i], n));
        b->in[i] = mg_graph_bind(b->graph, "input", spec->dtype, spec->shape, buffer, 0);
    }
    return MG_OK;
}

/* Binds work outputs to buffers full of NaN (or -12345 for integers) between two fences. An output
 * that was written in place into an input is read from there. */
static mg_status bind_outputs(bench *b) {
    MG_TRY(mg_graph_status(b->graph));
    for (int i = 0; i < b->n_out; i++) {
        const mg_tensor *root = mg_tensor_root(b->out[i]);
        if (root->storage == MG_STORAGE_BOUND) continue;
        int64_t n = mg_tensor_elements(root);
        MG_TRY(new_buffer(b, root->dtype, n + 2 * FENCE, &b->out_buffer[i]));
        for (int64_t j = 0; j < n + 2 * FENCE; j++) {
            bool fence = j < FENCE || j >= n + FENCE;
            double unwritten = root->dtype == MG_F32 ? NAN : -fence_value;
            double value = fence ? fence_value : unwritten;
            MG_TRY(write_values(b->out_buffer[i], root->dtype, j, &value, 1));
        }
        mg_graph_output(b->graph, b->out[i], b->out_buffer[i], FENCE);
    }
    return mg_graph_status(b->graph);
}

static mg_status read_values(mg_buffer *buffer, mg_dtype dtype, int64_t offset, double *data,
                             int64_t n) {
    if (dtype == MG_F32) return mg_buffer_read_f64(buffer, offset, data, n);
    for (int64_t i = 0; i < n; i++) {
        int32_t value;
        MG_TRY(mg_buffer_read_i32(buffer, offset + i, &value, 1));
        data[i] = value;
    }
    return MG_OK;
}

static mg_status check_fences(mg_buffer *buffer, mg_dtype dtype, int64_t n) {
    double fence[FENCE];
    for (int side = 0; side < 2; side++) {
        MG_TRY(read_values(buffer, dtype, side ? n + FENCE : 0, fence, FENCE));
        for (int i = 0; i < FENCE; i++) {
            if (fence[i] != fence_value) {
                return mg_fail(MG_ERR_NUMERIC, "wrote outside of the output, %s it",
                               side ? "after" : "before");
            }
        }
    }
    return MG_OK;
}

static mg_status read_output(bench *b, int i, case_values *values) {
    const mg_tensor *root = mg_tensor_root(b->out[i]);
    int64_t n = mg_tensor_elements(root);
    values->size[i] = n;
    values->dtype[i] = root->dtype;
    values->data[i] = mg_calloc((size_t)n, sizeof **values->data);
    values->n = i + 1;
    if (!values->data[i]) return MG_ERR_MEMORY;
    if (!b->out_buffer[i]) {
        return read_values(root->buffer, root->dtype, root->buffer_offset, values->data[i], n);
    }
    MG_TRY(check_fences(b->out_buffer[i], root->dtype, n));
    MG_TRY(read_values(b->out_buffer[i], root->dtype, FENCE, values->data[i], n));
    for (int64_t j = 0; j < n; j++) {
        if (root->dtype == MG_I32 && values->data[i][j] == -fence_value) {
            return mg_fail(MG_ERR_NUMERIC, "element %lld of output %d was never written",
                           (long long)j, i);
        }
    }
    return MG_OK;
}

static mg_status bench_run(bench *b, case_values *values) {
    MG_TRY(bind_outputs(b));
    MG_TRY(mg_program_create(b->device, b->graph, &b->program));
    MG_TRY(mg_program_run(b->program));
    memset(values, 0, sizeof *values);
    for (int i = 0; i < b->n_out; i++) MG_TRY(read_output(b, i, values));
    return MG_OK;
}

mg_status case_run(mg_device *device, const mg_op_case *c, double *const *inputs,
                   case_values *outputs) {
    bench b = {.device = device};
    mg_status status;
    memset(outputs, 0, sizeof *outputs);
    MG_GO(mg_graph_create(&b.graph));
    mg_graph_for_device(b.graph, device);
    MG_GO(bind_inputs(&b, c, inputs));
    b.n_out = c->build(b.graph, b.in, b.out);
    MG_GO(bench_run(&b, outputs));
done:
    bench_free(&b);
    return status;
}

static mg_status bind_cotangent(bench *b, const mg_op_case *c, int i, mg_tensor **cotangent) {
    mg_shape shape = b->out[i]->shape;
    int64_t n = mg_shape_elements(shape);
    mg_buffer *buffer;
    MG_TRY(new_buffer(b, MG_F32, n, &buffer));
    mg_rng rng = mg_rng_at(name_hash(c->name), (uint64_t)i, 2);
    for (int64_t j = 0; j < n; j++) {
        double value = 2 * mg_rng_unit(&rng) - 1;
        MG_TRY(mg_buffer_write_f64(buffer, j, &value, 1));
    }
    *cotangent = mg_graph_bind(b->graph, "cotangent", MG_F32, shape, buffer, 0);
    return MG_OK;
}

static mg_tensor *weighted_sum(mg_graph *g, mg_tensor *x, mg_tensor *weight) {
    mg_shape flat = MG_SHAPE1(mg_tensor_elements(x));
    return mg_sum(g, mg_reshape(g, mg_mul(g, x, weight), flat), 0);
}

/* The case's real outputs and their cotangents; returns how many, -1 after an error. */
static int build_loss(bench *b, const mg_op_case *c, double *const *inputs, mg_tensor **outs,
                      mg_tensor **cotangents) {
    if (mg_graph_create(&b->graph) != MG_OK || bind_inputs(b, c, inputs) != MG_OK) return -1;
    int n = c->build(b->graph, b->in, b->out), n_real = 0;
    if (mg_graph_status(b->graph) != MG_OK) return -1;
    for (int i = 0; i < n; i++) {
        if (b->out[i]->dtype != MG_F32) continue;
        outs[n_real] = b->out[i];
        if (bind_cotangent(b, c, i, &cotangents[n_real]) != MG_OK) return -1;
        n_real++;
    }
    return n_real;
}

mg_status case_gradient(mg_device *oracle, const mg_op_case *c, double *const *inputs,
                        case_values *grads) {
    bench b = {.device = oracle};
    mg_tensor *outs[MG_CASE_OUTPUTS], *cotangents[MG_CASE_OUTPUTS], *wrt[MG_CASE_INPUTS];
    int n_outs = build_loss(&b, c, inputs, outs, cotangents);
    for (int i = 0; i < c->n_inputs; i++) {
        if (c->inputs[i].check_grad) wrt[b.n_wrt++] = b.in[i];
    }
    mg_status status = MG_ERR_ARG; /* with the text of what failed in build_loss */
    if (n_outs > 0) {
        mg_gradient(b.graph, &(mg_gradient_options){0}, n_outs, outs, cotangents, b.n_wrt, wrt,
                    b.out);
        b.n_out = b.n_wrt;
        status = bench_run(&b, grads);
    }
    bench_free(&b);
    return status;
}

struct case_probe {
    bench b;
};

mg_status case_probe_create(mg_device *oracle, const mg_op_case *c, double *const *inputs,
                            case_probe **out) {
    case_probe *probe = mg_calloc(1, sizeof *probe);
    *out = probe;
    if (!probe) return MG_ERR_MEMORY;
    bench *b = &probe->b;
    b->device = oracle;
    mg_tensor *outs[MG_CASE_OUTPUTS], *cotangents[MG_CASE_OUTPUTS];
    int n_outs = build_loss(b, c, inputs, outs, cotangents);
    if (n_outs < 1) return MG_ERR_ARG;
    mg_tensor *total = weighted_sum(b->graph, outs[0], cotangents[0]);
    for (int i = 1; i < n_outs; i++) {
        total = mg_add(b->graph, total, weighted_sum(b->graph, outs[i], cotangents[i]));
    }
    b->out[0] = total;
    b->n_out = 1;
    MG_TRY(bind_outputs(b));
    return mg_program_create(oracle, b->graph, &b->program);
}

mg_status case_probe_loss(case_probe *probe, int input, int64_t element, double value,
                          double *loss) {
    bench *b = &probe->b;
    double saved;
    MG_TRY(mg_buffer_read_f64(b->buffers[input], element, &saved, 1));
    MG_TRY(mg_buffer_write_f64(b->buffers[input], element, &value, 1));
    MG_TRY(mg_program_run(b->program));
    MG_TRY(mg_buffer_write_f64(b->buffers[input], element, &saved, 1));
    return mg_buffer_read_f64(b->out_buffer[0], FENCE, loss, 1);
}

void case_probe_free(case_probe *probe) {
    if (probe) bench_free(&probe->b);
    mg_free(probe);
}
