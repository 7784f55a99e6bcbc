/* mathgym bench gym: items a second of one core, by family. */
#ifndef MG_BIN_BENCH_GYM_H
#define MG_BIN_BENCH_GYM_H

#include <stdbool.h>

#include "core/base/status.h"

mg_status mg_bench_gym(bool json);

#endif
