#version 460
// y = log(1 + e^x) = max(x, 0) + 2 atanh(s), s = e / (2 + e), e = e^-|x|: see core/cpu/cpu_softplus.c.
// grid: elements
#include "record.glsl"

float of(float x) {
    float e = exp(-min(abs(x), 100.0)), s = e / (2 + e), z = s * s;
    float p = 0.14089157 * z + 0.13980304;
    p = p * z + 0.20012455;
    p = p * z + 0.33333158;
    p = p * z + 1;
    return max(x, 0.0) + 2 * s * p;
}

#include "unary.glsl"
