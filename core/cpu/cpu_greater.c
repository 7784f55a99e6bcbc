#include "core/cpu/cpu_elementwise.h"

MG_CPU_ELEMENTWISE(greater, 2, vf_select(LOAD(0) > LOAD(1), vf_set1(1), vf_set1(0)))
