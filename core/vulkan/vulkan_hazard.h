/* Which records need a barrier before them: two records touch the same bytes, and one writes. */
#ifndef MG_VULKAN_HAZARD_H
#define MG_VULKAN_HAZARD_H

#include <stdbool.h>

#include "core/base/status.h"
#include "core/graph/kernel.h"

/* The ranges touched since the last barrier. Zero-initialise; release with mg_hazards_free. */
typedef struct mg_hazards {
    mg_operand *ranges;
    size_t n, capacity;
} mg_hazards;

/* Sets `*barrier` if `kernel` must wait for what ran since the last barrier, and takes note of its
 * operands. */
mg_status mg_hazards_add(mg_hazards *hazards, const mg_kernel *kernel, bool *barrier);
void mg_hazards_free(mg_hazards *hazards);

#endif
