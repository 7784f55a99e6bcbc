#version 460
// y = s + x s (1 - s), s = sigmoid(x).
// grid: elements
#include "record.glsl"
#include "sigmoid.glsl"

float of(float x) {
    float s = sigmoid(x);
    return s + x * s * (1 - s);
}

#include "unary.glsl"
