#version 460
// y = x sigmoid(x).
// grid: elements
#include "record.glsl"
#include "sigmoid.glsl"

float of(float x) {
    return x * sigmoid(x);
}

#include "unary.glsl"
