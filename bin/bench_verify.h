/* mathgym bench verify: scores a second of one core, by kind of answer. */
#ifndef MG_BIN_BENCH_VERIFY_H
#define MG_BIN_BENCH_VERIFY_H

#include <stdbool.h>

#include "core/base/status.h"

mg_status mg_bench_verify(bool json);

#endif
