/* What surprise_gate and memory_gate share: the options as attributes and scalars. */
#ifndef MG_OPS_OP_GATE_H
#define MG_OPS_OP_GATE_H

#include "core/ops/ops.h"

enum mg_gate_attr {
    MG_GATE_HOLD,
    MG_GATE_TEMPERATURE,
    MG_GATE_FLOOR,
    MG_GATE_SPEED,
    MG_GATE_RATE,
    MG_GATE_IDLE,
    MG_GATE_ATTRS
};

/* Fails with what is wrong. */
mg_status mg_gate_check(const char *op, const mg_gate_options *options);
void mg_gate_attrs(const mg_gate_options *options, mg_attr attr[MG_GATE_ATTRS]);

/* Appends the scalars log(hold), temperature, floor, speed, rate. */
void mg_gate_params(const mg_node *node, mg_kernel *kernel);

/* What is chosen is chosen: masks and surprises are constants to the gradient. */
void mg_gate_vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx);

/* For infer: inputs `first` and `first` + 1 are log_tau (G) and carry (G, 3), the next one, where
 * there is one, starts (G, C). */
mg_status mg_gate_expect(const mg_node *node, int first, int64_t groups, int64_t tokens);

/* For cases: starts, some padding, and mostly neither. */
void mg_gate_fill_starts(int index, double *values, int64_t n);

#endif
