#version 460
// y = 1 / sqrt(x).
// grid: elements
#include "record.glsl"

float of(float x) {
    return inversesqrt(x);
}

#include "unary.glsl"
