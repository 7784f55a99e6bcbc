#include "core/cpu/cpu_elementwise.h"

MG_CPU_ELEMENTWISE(exp, 1, vf_exp(LOAD(0)))
