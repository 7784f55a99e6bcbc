/* Transcendental functions over arrays: y[i] = f(x[i]) for n floats; x may be y. Accuracy as in
 * isa.h. */
#ifndef MG_CPU_CPU_MATH_H
#define MG_CPU_CPU_MATH_H

#include <stdint.h>

typedef struct mg_cpu_math {
    void (*exp)(float *y, const float *x, int64_t n);
    void (*log)(float *y, const float *x, int64_t n);
    void (*sigmoid)(float *y, const float *x, int64_t n);
    float (*sum)(const float *x, int64_t n); /* lane sums, then the tree of vf_sum */
} mg_cpu_math;

#endif
