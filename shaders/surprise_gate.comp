#version 460
// Which tokens of a group are written: see core/ops/op_surprise_gate.c.
// Parameters: log(hold), temperature, floor, speed, rate, G, C, 1 if there are starts. Grid: G groups, an
// invocation each.
// grid: tiles 1L 1 1
#include "record.glsl"
#include "sigmoid.glsl"
#include "gate.glsl"

void main() {
    FloatIn s = FloatIn(OPERAND(0)), log_tau = FloatIn(OPERAND(1));
    uint groups = PARAM_U(5), c = PARAM_U(6);
    bool has_starts = PARAM_U(7) != 0;
    FloatIn starts = FloatIn(OPERAND(3)); // read only where there are some
    FloatOut w = FloatOut(OPERAND(has_starts ? 4 : 3)), states = FloatOut(OPERAND(has_starts ? 5 : 4));
    for (uint g = FIRST_ELEMENT; g < groups; g += ELEMENT_STRIDE) {
        Gate gate = gate_start(log_tau.v[g], FloatIn(OPERAND(2)), g);
        for (uint at = g * c; at < (g + 1) * c; at++) {
            float start = has_starts ? starts.v[at] : 0;
            if (start > 0) gate_forget(gate);
            w.v[at] = start >= 0 ? gate_decide(gate, s.v[at]) : 0;
            gate_store(gate, states, at);
        }
    }
}
