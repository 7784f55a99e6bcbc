#include "core/cpu/cpu_elementwise.h"

MG_CPU_ELEMENTWISE(log, 1, vf_log(LOAD(0)))
