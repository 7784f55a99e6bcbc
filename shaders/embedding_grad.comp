#version 460
// dtable[v] = sum of dy[n] over the tokens n with ids[n] == v, in their order.
// Parameters: tokens, vocabulary, d. Grid: vocabulary x d; a workgroup takes columns of one row.
// grid: tiles 1 1L 1
// local: 64
#include "record.glsl"

#define TERMS 8 // tokens per loop step, for lavapipe's limit of steps

float sum_tokens(IntIn ids, FloatIn dy, uint tokens, uint v, uint d, uint column) {
    float total = 0;
    for (uint first = 0; first < tokens; first += TERMS) {
        float block = 0;
        [[unroll]] for (uint k = 0; k < TERMS; k++) {
            uint n = first + k;
            if (n < tokens && ids.v[n] == v) block += dy.v[n * d + column];
        }
        total += block;
    }
    return total;
}

void main() {
    IntIn ids = IntIn(OPERAND(0));
    FloatIn dy = FloatIn(OPERAND(1));
    FloatOut dtable = FloatOut(OPERAND(2));
    uint tokens = PARAM_U(0), vocabulary = PARAM_U(1), d = PARAM_U(2);
    uint strips = (d + LOCAL_SIZE - 1) / LOCAL_SIZE;
    for (uint tile = FIRST_ROW; tile < vocabulary * strips; tile += ROW_STRIDE) {
        uint v = tile / strips, column = tile % strips * LOCAL_SIZE + LANE;
        if (column < d) dtable.v[v * d + column] = sum_tokens(ids, dy, tokens, v, d, column);
    }
}
