/* One token's decision, for surprise_gate and memory_gate: the formula in op_surprise_gate.c. */
#ifndef MG_CPU_CPU_GATE_H
#define MG_CPU_CPU_GATE_H

#include <math.h>
#include <stdbool.h>

#include "core/cpu/cpu_kernels.h"

typedef struct cpu_gate {
    float log_hold, temperature, floor, speed, rate; /* scalars 0 to 4 of the record */
    float log_tau;
    float peak, unwritten, moved; /* the state */
} cpu_gate;

MG_INLINE cpu_gate cpu_gate_start(const mg_kernel *kernel, float log_tau, const float *carry) {
    return (cpu_gate){.log_hold = kernel->params[0].f,
                      .temperature = kernel->params[1].f,
                      .floor = (float)kernel->params[2].u,
                      .speed = kernel->params[3].f,
                      .rate = kernel->params[4].f,
                      .log_tau = log_tau,
                      .peak = carry[0],
                      .unwritten = carry[1],
                      .moved = carry[2]};
}

MG_INLINE void cpu_gate_forget(cpu_gate *gate) {
    gate->peak = -1e30f; /* MG_GATE_CALM */
    gate->unwritten = gate->moved = 0;
}

MG_INLINE float cpu_gate_decide(cpu_gate *gate, float log_surprise) {
    float held = gate->peak + gate->log_hold;
    gate->peak = log_surprise > held ? log_surprise : held;
    float over = gate->peak - (gate->log_tau + gate->moved), w = over >= 0 ? 1.0f : 0.0f;
    if (gate->temperature > 0) w = 1.0f / (1.0f + expf(-over / gate->temperature));
    if (gate->floor > 0 && gate->unwritten >= gate->floor) w = 1.0f;
    gate->moved += gate->speed * ((over >= 0 ? 1.0f : 0.0f) - gate->rate);
    gate->unwritten = w >= 0.5f ? 0 : gate->unwritten + 1;
    return w;
}

MG_INLINE void cpu_gate_store(const cpu_gate *gate, float *state) {
    state[0] = gate->peak;
    state[1] = gate->unwritten;
    state[2] = gate->moved;
}

#endif
