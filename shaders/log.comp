#version 460
// y = log x, x > 0.
// grid: elements
#include "record.glsl"

float of(float x) {
    return log(x);
}

#include "unary.glsl"
