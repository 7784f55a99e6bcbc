#include "core/cpu/cpu_elementwise.h"

MG_CPU_ELEMENTWISE(rsqrt, 1, 1.0f / vf_sqrt(LOAD(0)))
