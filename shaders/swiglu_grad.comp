#version 460
// x = [a | b] and dx = [da | db] in rows of 2 f, s = sigmoid(a):
// da = dy b (s + a s (1 - s)), db = dy a s. Parameters: rows, f. Grid: elements of dy.
// grid: elements
#include "record.glsl"
#include "sigmoid.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0)), dy = FloatIn(OPERAND(1));
    FloatOut dx = FloatOut(OPERAND(2));
    uint f = PARAM_U(1), n = PARAM_U(0) * f;
    Walk at = walk_start(f);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        uint gate = i + at.row * f;
        float a = x.v[gate], s = sigmoid(a), d = dy.v[i];
        dx.v[gate] = d * x.v[gate + f] * (s + a * s * (1 - s));
        dx.v[gate + f] = d * a * s;
    }
}
