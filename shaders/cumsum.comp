#version 460
// Running sums along the middle axis of (outer, A, inner). Parameters: outer, A, inner, reverse.
// Grid: outer * inner sums, an invocation each; several terms a step, because lavapipe ends an
// invocation's loops after 65535 steps.
// grid: tiles 1L 1 1
#include "record.glsl"

const uint TERMS = 32;

// A block's own sum is added to that of the blocks before it, so that few roundings are as large as
// those of a long sum.
void running_sum(FloatIn x, FloatOut y, int at, int step, uint n) {
    float before = 0;
    for (uint first = 0; first < n; first += TERMS) {
        float block = 0;
        [[unroll]] for (uint k = 0; k < TERMS; k++) {
            if (first + k < n) {
                block += x.v[at];
                y.v[at] = before + block;
                at += step;
            }
        }
        before += block;
    }
}

void main() {
    uint axis = PARAM_U(1), inner = PARAM_U(2), n = PARAM_U(0) * inner;
    bool reverse = PARAM_U(3) != 0;
    int step = reverse ? -int(inner) : int(inner);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        uint at = i / inner * axis * inner + i % inner;
        if (reverse) at += (axis - 1) * inner;
        running_sum(FloatIn(OPERAND(0)), FloatOut(OPERAND(1)), int(at), step, axis);
    }
}
