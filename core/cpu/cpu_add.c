#include "core/cpu/cpu_elementwise.h"

MG_CPU_ELEMENTWISE(add, 2, LOAD(0) + LOAD(1))
