#include "core/graph/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/graph/op.h"

size_t mg_plan_tensor_bytes(const mg_plan *plan, const mg_tensor *tensor) {
    return (size_t)mg_tensor_elements(tensor) * mg_dtype_bytes(tensor->dtype, plan->real_bytes);
}

/* A node must run if it writes to a bound tensor, or if a node that must run reads it. Nodes are in
 * running order, so one pass from the end suffices. */
static bool node_is_live(const mg_node *node, const bool *tensor_needed) {
    for (int i = 0; i < node->n_out; i++) {
        const mg_tensor *root = mg_tensor_root(node->out[i]);
        if (node->op->view) return tensor_needed[node->out[i]->id];
        if (root->storage == MG_STORAGE_BOUND || tensor_needed[node->out[i]->id]) return true;
    }
    return false;
}

static void mark_live(const mg_graph *graph, mg_plan *plan, bool *tensor_needed) {
    for (int n = graph->n_nodes - 1; n >= 0; n--) {
        const mg_node *node = graph->nodes[n];
        if (!node_is_live(node, tensor_needed)) continue;
        plan->live_node[n] = true;
        plan->n_live_nodes += !node->op->view;
        for (int i = 0; i < node->n_in; i++) {
            /* A reader of a view needs the whole chain of nodes that made the bytes. */
            for (const mg_tensor *t = node->in[i]; t; t = t->base) tensor_needed[t->id] = true;
        }
    }
}

static void mark_lifetimes(const mg_graph *graph, mg_plan *plan) {
    for (int t = 0; t < graph->n_tensors; t++) plan->first[t] = plan->last[t] = -1;
    for (int n = 0; n < graph->n_nodes; n++) {
        const mg_node *node = graph->nodes[n];
        if (!plan->live_node[n] || node->op->view) continue;
        for (int i = 0; i < node->n_out; i++) {
            const mg_tensor *root = mg_tensor_root(node->out[i]);
            if (plan->first[root->id] < 0) plan->first[root->id] = n;
            plan->last[root->id] = n;
        }
        for (int i = 0; i < node->n_in; i++) plan->last[mg_tensor_root(node->in[i])->id] = n;
    }
}

typedef struct block {
    int tensor, first, last;
    size_t bytes, offset;
} block;

/* Large tensors first; ties by age, so that the plan is the same everywhere. */
static int by_size(const void *a, const void *b) {
    const block *x = a, *y = b;
    if (x->bytes != y->bytes) return x->bytes < y->bytes ? 1 : -1;
    return x->tensor - y->tensor;
}

static int by_offset(const void *a, const void *b) {
    const block *x = *(const block *const *)a, *y = *(const block *const *)b;
    if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
    return x->tensor - y->tensor;
}

/* Lowest offset at which `blocks[n]` meets none of the blocks placed before it that live with it.
 */
static size_t lowest_gap(const block *blocks, int n, const block **neighbours) {
    int count = 0;
    for (int i = 0; i < n; i++) {
        if (blocks[i].first <= blocks[n].last && blocks[n].first <= blocks[i].last) {
            neighbours[count++] = &blocks[i];
        }
    }
    qsort(neighbours, (size_t)count, sizeof *neighbours, by_offset);
    size_t offset = 0;
    for (int i = 0; i < count; i++) {
        if (offset + blocks[n].bytes <= neighbours[i]->offset) break;
        size_t end = neighbours[i]->offset + neighbours[i]->bytes;
        if (end > offset) offset = end;
    }
    return offset;
}

static mg_status place(const mg_graph *graph, mg_plan *plan, size_t alignment) {
    block *blocks = mg_calloc((size_t)graph->n_tensors + 1, sizeof *blocks);
    const block **neighbours = mg_calloc((size_t)graph->n_tensors + 1, sizeof *neighbours);
    if (!blocks || !neighbours) {
        mg_free(blocks);
        mg_free(neighbours);
        return MG_ERR_MEMORY;
    }
    int n = 0;
    for (int t = 0; t < graph->n_tensors; t++) {
        const mg_tensor *tensor = graph->tensors[t];
        if (tensor->storage != MG_STORAGE_WORK || plan->first[t] < 0) continue;
        size_t bytes = mg_plan_tensor_bytes(plan, tensor);
        if (bytes > plan->largest_bytes) plan->largest_bytes = bytes;
        bytes = (bytes + alignment - 1) / alignment * alignment;
        blocks[n++] = (block){t, plan->first[t], plan->last[t], bytes, 0};
    }
    qsort(blocks, (size_t)n, sizeof *blocks, by_size);
    for (int i = 0; i < n; i++) {
        blocks[i].offset = lowest_gap(blocks, i, neighbours);
        plan->offset[blocks[i].tensor] = blocks[i].offset;
        size_t end = blocks[i].offset + blocks[i].bytes;
        if (end > plan->arena_bytes) plan->arena_bytes = end;
    }
    mg_free(blocks);
    mg_free(neighbours);
    return MG_OK;
}

mg_status mg_plan_create(const mg_graph *graph, size_t real_bytes, size_t alignment,
                         mg_plan *plan) {
    memset(plan, 0, sizeof *plan);
    plan->real_bytes = real_bytes;
    size_t nodes = (size_t)graph->n_nodes, tensors = (size_t)graph->n_tensors;
    plan->live_node = mg_calloc(nodes, sizeof *plan->live_node);
    plan->offset = mg_calloc(tensors, sizeof *plan->offset);
    plan->first = mg_calloc(tensors, sizeof *plan->first);
    plan->last = mg_calloc(tensors, sizeof *plan->last);
    bool *tensor_needed = mg_calloc(tensors, sizeof *tensor_needed);
    mg_status status = MG_ERR_MEMORY;
    if (plan->live_node && plan->offset && plan->first && plan->last && tensor_needed) {
        mark_live(graph, plan, tensor_needed);
        mark_lifetimes(graph, plan);
        status = place(graph, plan, alignment);
    }
    mg_free(tensor_needed);
    return status;
}

void mg_plan_free(mg_plan *plan) {
    mg_free(plan->live_node);
    mg_free(plan->offset);
    mg_free(plan->first);
    mg_free(plan->last);
    memset(plan, 0, sizeof *plan);
}

static bool alive_at(const mg_plan *plan, const mg_tensor *tensor, int node) {
    return tensor->storage == MG_STORAGE_WORK && plan->first[tensor->id] >= 0 &&
           plan->first[tensor->id] <= node && node <= plan->last[tensor->id];
}

static int fullest_node(const mg_plan *plan, const mg_graph *graph) {
    int best = 0;
    size_t best_bytes = 0;
    for (int n = 0; n < graph->n_nodes; n++) {
        size_t bytes = 0;
        for (int t = 0; t < graph->n_tensors; t++) {
            if (alive_at(plan, graph->tensors[t], n)) {
                bytes += mg_plan_tensor_bytes(plan, graph->tensors[t]);
            }
        }
        if (bytes > best_bytes) {
            best_bytes = bytes;
            best = n;
        }
    }
    return best;
}

void mg_plan_describe_peak(const mg_plan *plan, const mg_graph *graph, char *text, size_t size) {
    int node = fullest_node(plan, graph);
    size_t used = 0, below = SIZE_MAX;
    int below_id = -1;
    text[0] = '\0';
    for (int rank = 0; rank < 5; rank++) {
        const mg_tensor *best = NULL;
        for (int t = 0; t < graph->n_tensors; t++) {
            const mg_tensor *tensor = graph->tensors[t];
            size_t bytes = mg_plan_tensor_bytes(plan, tensor);
            bool seen = bytes > below || (bytes == below && t <= below_id);
            if (!alive_at(plan, tensor, node) || seen) continue;
            if (!best || bytes > mg_plan_tensor_bytes(plan, best)) best = tensor;
        }
        if (!best) break;
        below = mg_plan_tensor_bytes(plan, best);
        below_id = best->id;
        char shape[MG_SHAPE_TEXT];
        int written =
            snprintf(text + used, size - used, "%s%s %s %.1f MiB", rank ? ", " : "",
                     best->name ? best->name : best->node->op->name,
                     mg_shape_format(best->shape, shape), (double)below / (1024.0 * 1024.0));
        if (written < 0 || (size_t)written >= size - used) break;
        used += (size_t)written;
    }
}
