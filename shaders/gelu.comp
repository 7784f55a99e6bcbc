#version 460
// y = x Phi(x).
// grid: elements
#include "record.glsl"
#include "normal.glsl"

float of(float x) {
    return x * normal_integral(x, normal_bell(x));
}

#include "unary.glsl"
