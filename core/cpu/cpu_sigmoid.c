#include "core/cpu/cpu_elementwise.h"

MG_CPU_ELEMENTWISE(sigmoid, 1, vf_sigmoid(LOAD(0)))
