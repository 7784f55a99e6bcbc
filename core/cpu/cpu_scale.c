#include "core/cpu/cpu_elementwise.h"

MG_CPU_ELEMENTWISE(scale, 1, LOAD(0) * PARAM_F(1))
