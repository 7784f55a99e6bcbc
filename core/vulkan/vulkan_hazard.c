#include "core/vulkan/vulkan_hazard.h"

#include "core/base/alloc.h"

static bool ranges_conflict(const mg_operand *a, const mg_operand *b) {
    if (!((a->access | b->access) & MG_WRITE) || a->buffer != b->buffer) return false;
    return a->offset < b->offset + b->bytes && b->offset < a->offset + a->bytes;
}

static bool must_wait(const mg_hazards *hazards, const mg_kernel *kernel) {
    for (int i = 0; i < kernel->n_operands; i++) {
        for (size_t j = 0; j < hazards->n; j++) {
            if (ranges_conflict(&kernel->operands[i], &hazards->ranges[j])) return true;
        }
    }
    return false;
}

mg_status mg_hazards_add(mg_hazards *hazards, const mg_kernel *kernel, bool *barrier) {
    *barrier = must_wait(hazards, kernel);
    if (*barrier) hazards->n = 0;
    size_t needed = hazards->n + (size_t)kernel->n_operands;
    MG_TRY(mg_grow(&hazards->ranges, &hazards->capacity, needed, sizeof *hazards->ranges));
    for (int i = 0; i < kernel->n_operands; i++)
        hazards->ranges[hazards->n++] = kernel->operands[i];
    return MG_OK;
}

void mg_hazards_free(mg_hazards *hazards) {
    mg_free(hazards->ranges);
    *hazards = (mg_hazards){0};
}
