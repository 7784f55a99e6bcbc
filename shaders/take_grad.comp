#version 460
// dx[n, e] = sum of dy[n, k] over k with index[n, k] = e. Parameters: E, K, n = N * E.
// grid: elements
#include "record.glsl"

void main() {
    FloatIn dy = FloatIn(OPERAND(0));
    IntIn index = IntIn(OPERAND(1));
    FloatOut dx = FloatOut(OPERAND(2));
    uint n_experts = PARAM_U(0), k = PARAM_U(1), n = PARAM_U(2);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        uint first = i / n_experts * k;
        int e = int(i % n_experts);
        float sum = 0;
        for (uint pair = first; pair < first + k; pair++) {
            if (index.v[pair] == e) sum += dy.v[pair];
        }
        dx.v[i] = sum;
    }
}
