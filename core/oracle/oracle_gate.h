/* One token's decision, for surprise_gate and memory_gate: the formula in op_surprise_gate.c. */
#ifndef MG_ORACLE_ORACLE_GATE_H
#define MG_ORACLE_ORACLE_GATE_H

#include <math.h>

#include "core/graph/kernel.h"

typedef struct oracle_gate {
    double log_hold, temperature, floor, speed, rate; /* scalars 0 to 4 of the record */
    double log_tau;
    double peak, unwritten, moved; /* the state */
} oracle_gate;

static inline oracle_gate oracle_gate_start(const mg_kernel *kernel, double log_tau,
                                            const double *carry) {
    return (oracle_gate){.log_hold = kernel->params[0].f,
                         .temperature = kernel->params[1].f,
                         .floor = kernel->params[2].u,
                         .speed = kernel->params[3].f,
                         .rate = kernel->params[4].f,
                         .log_tau = log_tau,
                         .peak = carry[0],
                         .unwritten = carry[1],
                         .moved = carry[2]};
}

static inline void oracle_gate_forget(oracle_gate *gate) {
    gate->peak = -1e30; /* MG_GATE_CALM */
    gate->unwritten = gate->moved = 0;
}

static inline double oracle_gate_decide(oracle_gate *gate, double log_surprise) {
    gate->peak = fmax(log_surprise, gate->peak + gate->log_hold);
    double over = gate->peak - (gate->log_tau + gate->moved);
    double w = gate->temperature > 0 ? 1 / (1 + exp(-over / gate->temperature)) : over >= 0;
    if (gate->floor > 0 && gate->unwritten >= gate->floor) w = 1;
    gate->moved += gate->speed * ((over >= 0) - gate->rate);
    gate->unwritten = w >= 0.5 ? 0 : gate->unwritten + 1;
    return w;
}

static inline void oracle_gate_store(const oracle_gate *gate, double *state) {
    state[0] = gate->peak;
    state[1] = gate->unwritten;
    state[2] = gate->moved;
}

#endif
