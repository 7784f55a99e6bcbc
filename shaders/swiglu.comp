#version 460
// x = [a | b] in rows of 2 f: y = a sigmoid(a) b. Parameters: rows, f. Grid: elements of y.
// grid: elements
#include "record.glsl"
#include "sigmoid.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint f = PARAM_U(1), n = PARAM_U(0) * f;
    Walk at = walk_start(f);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        uint gate = i + at.row * f;
        float a = x.v[gate];
        y.v[i] = a * sigmoid(a) * x.v[gate + f];
    }
}
