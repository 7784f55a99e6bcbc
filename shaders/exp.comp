#version 460
// y = e^x; below e^-100 there is nothing left to tell.
// grid: elements
#include "record.glsl"

float of(float x) {
    return exp(max(x, -100.0));
}

#include "unary.glsl"
