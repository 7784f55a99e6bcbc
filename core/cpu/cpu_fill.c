#include "core/cpu/cpu_elementwise.h"

MG_CPU_ELEMENTWISE(fill, 0, PARAM_F(1))
