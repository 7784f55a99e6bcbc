#include "core/ops/autograd.h"

#include <string.h>

#include "core/base/alloc.h"
#include "core/graph/op.h"
#include "core/ops/ops.h"

typedef struct tape {
    mg_graph *graph;
    const mg_gradient_options *options;
    int n_nodes;      /* nodes of the forward pass; later ones are the gradient's */
    int n_tensors;    /* tensors of the forward pass */
    bool *required;   /* [n_tensors] depends on an element of wrt */
    mg_tensor **grad; /* [n_tensors] gradient so far; NULL = none */
    mg_node **again;  /* [n_nodes] the recomputed twin of a node; NULL = use the node itself */
    mg_tensor **twin; /* [n_tensors] output of a recomputed twin; NULL = use the tensor itself */
    int *first_use;   /* [n_tensors] first node that reads a leaf: its gradient is complete there */
} tape;

static void tape_free(tape *t) {
    mg_free(t->required);
    mg_free(t->grad);
    mg_free(t->again);
    mg_free(t->twin);
    mg_free(t->first_use);
}

static mg_status tape_init(tape *t, mg_graph *graph, const mg_gradient_options *options) {
    *t = (tape){.graph = graph,
                .options = options,
                .n_nodes = graph->n_nodes,
                .n_tensors = graph->n_tensors};
    size_t nodes = (size_t)graph->n_nodes, tensors = (size_t)graph->n_tensors;
    t->required = mg_calloc(tensors, sizeof *t->required);
    t->grad = mg_calloc(tensors, sizeof *t->grad);
    t->again = mg_calloc(nodes, sizeof *t->again);
    t->twin = mg_calloc(tensors, sizeof *t->twin);
    t->first_use = mg_calloc(tensors, sizeof *t->first_use);
    bool ok = t->required && t->grad && t->again && t->twin && t->first_use;
    return ok ? MG_OK : MG_ERR_MEMORY;
}

static void mark_required(tape *t, int n_wrt, mg_tensor *const *wrt) {
    for (int i = 0; i < t->n_tensors; i++) t->first_use[i] = t->n_nodes;
    for (int j = 0; j < n_wrt; j++) t->required[wrt[j]->id] = true;
    for (int n = t->n_nodes - 1; n >= 0; n--) {
        const mg_node *node = t->graph->nodes[n];
        for (int i = 0; i < node->n_in; i++) t->first_use[node->in[i]->id] = n;
    }
    for (int n = 0; n < t->n_nodes; n++) {
        const mg_node *node = t->graph->nodes[n];
        bool required = false;
        for (int i = 0; i < node->n_in; i++) {
            required |= node->in[i]->dtype == MG_F32 && t->required[node->in[i]->id];
        }
        for (int i = 0; i < node->n_out; i++) {
            t->required[node->out[i]->id] = required && node->out[i]->dtype == MG_F32;
        }
    }
}

static void add_gradient(tape *t, const mg_tensor *tensor, mg_tensor *grad) {
    mg_tensor **sum = &t->grad[tensor->id];
    *sum = *sum ? mg_add(t->graph, *sum, grad) : grad;
}

static bool writes_bound_memory(const mg_node *node) {
    for (int i = 0; i < node->n_out; i++) {
        if (node->op->writes[i] && mg_tensor_root(node->out[i])->storage == MG_STORAGE_BOUND)
            return true;
    }
    return false;
}

/* Appends a copy of every node of `block`, reading what lies outside the block from where it is.
 * Nodes whose results nobody reads again are dropped by the planner. */
static void recompute_block(tape *t, int block) {
    mg_graph *g = t->graph;
    for (int n = 0; n < t->n_nodes; n++) {
        const mg_node *node = g->nodes[n];
        if (node->block != block || writes_bound_memory(node)) continue;
        mg_tensor *in[MG_NODE_INPUTS];
        for (int i = 0; i < node->n_in; i++) {
            mg_tensor *twin = t->twin[node->in[i]->id];
            in[i] = twin ? twin : node->in[i];
        }
        mg_node *again = mg_graph_append(g, node->op, node->n_in, in, MG_NODE_ATTRS, node->attr);
        if (!again) return;
        t->again[n] = again;
        for (int i = 0; i < node->n_out; i++) t->twin[node->out[i]->id] = again->out[i];
    }
}

static void differentiate_node(tape *t, int n) {
    mg_graph *g = t->graph;
    mg_node *node = g->nodes[n];
    mg_tensor *grad_out[MG_NODE_OUTPUTS] = {NULL};
    bool reached = false, required = false;
    for (int i = 0; i < node->n_out; i++) {
        grad_out[i] = t->grad[node->out[i]->id];
        reached |= grad_out[i] != NULL;
        required |= t->required[node->out[i]->id];
    }
    if (!reached || !required) return;
    if (!node->op->vjp) {
        mg_graph_fail(g, mg_fail(MG_ERR_UNSUPPORTED, "op \"%s\" has no gradient", node->op->name));
        return;
    }
    if (t->options->recompute && node->block > 0 && !t->again[n]) recompute_block(t, node->block);
    if (g->status != MG_OK) return;
    mg_tensor *grad_in[MG_NODE_INPUTS] = {NULL};
    node->op->vjp(g, t->again[n] ? t->again[n] : node, grad_out, grad_in);
    if (g->status != MG_OK) return;
    for (int i = 0; i < node->n_in; i++) {
        if (grad_in[i] && t->required[node->in[i]->id]) add_gradient(t, node->in[i], grad_in[i]);
    }
}

/* Hands out the gradients of leaves that no earlier node reads. */
static void report_ready(tape *t, int n, int n_wrt, mg_tensor *const *wrt) {
    if (!t->options->ready) return;
    for (int j = 0; j < n_wrt; j++) {
        if (t->first_use[wrt[j]->id] == n && t->grad[wrt[j]->id]) {
            t->options->ready(t->graph, j, t->grad[wrt[j]->id], t->options->context);
        }
    }
}

void mg_gradient(mg_graph *graph, const mg_gradient_options *options, int n_outputs,
                 mg_tensor *const *outputs, mg_tensor *const *cotangents, int n_wrt,
                 mg_tensor *const *wrt, mg_tensor **grads) {
    if (graph->status != MG_OK) return;
    tape t;
    if (tape_init(&t, graph, options) != MG_OK) {
        mg_graph_fail(graph, MG_ERR_MEMORY);
        tape_free(&t);
        return;
    }
    mg_graph_block(graph, 0);
    mark_required(&t, n_wrt, wrt);
    for (int i = 0; i < n_outputs; i++) add_gradient(&t, outputs[i], cotangents[i]);
    for (int n = t.n_nodes - 1; n >= 0 && graph->status == MG_OK; n--) {
        differentiate_node(&t, n);
        report_ready(&t, n, n_wrt, wrt);
    }
    for (int j = 0; j < n_wrt; j++) {
        mg_tensor *grad = t.grad[wrt[j]->id];
        grads[j] = grad ? grad : mg_fill(graph, wrt[j]->shape, 0.0);
        if (!grad && options->ready) options->ready(graph, j, grads[j], options->context);
    }
    tape_free(&t);
}
