#include "core/graph/graph.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/graph/op.h"

mg_status mg_graph_create(mg_graph **out) {
    mg_graph *graph = mg_calloc(1, sizeof *graph);
    *out = graph;
    return graph ? MG_OK : MG_ERR_MEMORY;
}

void mg_graph_free(mg_graph *graph) {
    if (!graph) return;
    for (int i = 0; i < graph->n_nodes; i++) mg_free(graph->nodes[i]);
    for (int i = 0; i < graph->n_tensors; i++) {
        mg_free((void *)(uintptr_t)graph->tensors[i]->name);
        mg_free(graph->tensors[i]);
    }
    mg_free(graph->nodes);
    mg_free(graph->tensors);
    mg_free(graph);
}

mg_status mg_graph_status(mg_graph *graph) {
    if (graph->status == MG_OK) return MG_OK;
    return mg_fail(graph->status, "%s", graph->error);
}

mg_tensor *mg_graph_fail(mg_graph *graph, mg_status status) {
    if (graph->status == MG_OK) {
        graph->status = status;
        snprintf(graph->error, sizeof graph->error, "%s", mg_error_text());
    }
    return &graph->poison;
}

static mg_tensor *new_tensor(mg_graph *graph) {
    mg_tensor *tensor = mg_calloc(1, sizeof *tensor);
    if (!tensor || mg_grow(&graph->tensors, &graph->tensor_capacity, (size_t)graph->n_tensors + 1,
                           sizeof *graph->tensors) != MG_OK) {
        mg_free(tensor);
        mg_graph_fail(graph, MG_ERR_MEMORY);
        return NULL;
    }
    tensor->id = graph->n_tensors;
    graph->tensors[graph->n_tensors++] = tensor;
    return tensor;
}

void mg_graph_name(mg_graph *graph, mg_tensor *tensor, const char *format, ...) {
    if (graph->status != MG_OK) return;
    char text[128];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    mg_free((void *)(uintptr_t)tensor->name);
    tensor->name = mg_strdup(text);
    if (!tensor->name) mg_graph_fail(graph, MG_ERR_MEMORY);
}

mg_tensor *mg_graph_bind(mg_graph *graph, const char *name, mg_dtype dtype, mg_shape shape,
                         struct mg_buffer *buffer, int64_t offset) {
    if (graph->status != MG_OK) return &graph->poison;
    mg_tensor *tensor = new_tensor(graph);
    if (!tensor) return &graph->poison;
    tensor->dtype = dtype;
    tensor->shape = shape;
    tensor->storage = MG_STORAGE_BOUND;
    tensor->buffer = buffer;
    tensor->buffer_offset = offset;
    mg_graph_name(graph, tensor, "%s", name);
    return tensor;
}

void mg_graph_output(mg_graph *graph, mg_tensor *tensor, struct mg_buffer *buffer, int64_t offset) {
    if (graph->status != MG_OK) return;
    mg_tensor *root = tensor;
    while (root->storage == MG_STORAGE_VIEW) root = root->base;
    if (root->storage != MG_STORAGE_WORK) {
        mg_fail(MG_ERR_ARG, "output \"%s\" already lives in a buffer of its own",
                tensor->name ? tensor->name : "unnamed");
        mg_graph_fail(graph, MG_ERR_ARG);
        return;
    }
    root->storage = MG_STORAGE_BOUND;
    root->buffer = buffer;
    root->buffer_offset = offset;
}

void mg_graph_block(mg_graph *graph, int block) {
    graph->block = block;
}

static void alias_outputs(mg_node *node) {
    for (int i = 0; i < node->n_out; i++) {
        int source = node->op->view ? 1 : node->op->writes[i];
        if (source == 0) continue;
        node->out[i]->storage = MG_STORAGE_VIEW;
        node->out[i]->base = node->in[source - 1];
    }
}

mg_node *mg_graph_append(mg_graph *graph, const struct mg_op *op, int n_in, mg_tensor *const *in,
                         int n_attr, const mg_attr *attr) {
    if (graph->status != MG_OK) return NULL;
    mg_node *node = mg_calloc(1, sizeof *node);
    if (!node || mg_grow(&graph->nodes, &graph->node_capacity, (size_t)graph->n_nodes + 1,
                         sizeof *graph->nodes) != MG_OK) {
        mg_free(node);
        mg_graph_fail(graph, MG_ERR_MEMORY);
        return NULL;
    }
    node->op = op;
    node->index = graph->n_nodes;
    node->block = graph->block;
    node->n_in = n_in;
    memcpy(node->in, in, (size_t)n_in * sizeof *in);
    if (n_attr) memcpy(node->attr, attr, (size_t)n_attr * sizeof *attr);
    graph->nodes[graph->n_nodes++] = node;
    for (int i = 0; i < op->n_out; i++) {
        node->out[i] = new_tensor(graph);
        if (!node->out[i]) return NULL;
        node->out[i]->node = node;
        node->n_out++;
    }
    mg_status status = op->infer(node);
    if (status != MG_OK) {
        mg_graph_fail(graph, status);
        return NULL;
    }
    alias_outputs(node);
    return node;
}

mg_tensor *mg_graph_apply(mg_graph *graph, const struct mg_op *op, int n_in, mg_tensor *const *in,
                          int n_attr, const mg_attr *attr) {
    mg_node *node = mg_graph_append(graph, op, n_in, in, n_attr, attr);
    return node ? node->out[0] : &graph->poison;
}
