#version 460
// bias[e] += speed * sign(mean(load) - load[e]). Parameters: E. Grid: E experts.
// grid: elements
#include "record.glsl"

void main() {
    FloatIn load = FloatIn(OPERAND(1)), speed = FloatIn(OPERAND(2));
    FloatOut bias = FloatOut(OPERAND(3));
    uint experts = PARAM_U(0);
    float total = 0; // of counts: exact, like load * E, where the mean may not be
    for (uint e = 0; e < experts; e++) total += load.v[e];
    for (uint e = FIRST_ELEMENT; e < experts; e += ELEMENT_STRIDE) {
        bias.v[e] += speed.v[0] * sign(total - load.v[e] * float(experts));
    }
}
