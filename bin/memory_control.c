#include "bin/memory_control.h"

#include "core/base/alloc.h"

static const char *const NAMES[MG_CONTROLS] = {"on", "frozen", "reset", "shuffled"};

const char *mg_control_name(int control) {
    return NAMES[control];
}

mg_status mg_control_begin(mg_forward *forward, const mg_batch *batch, int control) {
    if (control != MG_CONTROL_FROZEN) return mg_forward_control(forward, NULL, NULL);
    float *nothing = mg_calloc((size_t)(batch->rows * batch->cols), sizeof *nothing);
    if (!nothing) return MG_ERR_MEMORY;
    mg_status status = mg_forward_control(forward, nothing, NULL);
    mg_free(nothing);
    return status;
}

/* Row b goes on from what row b + 1 has left. */
static mg_status shuffle(mg_forward *forward, int64_t rows) {
    int64_t *source = mg_malloc((size_t)rows * sizeof *source);
    if (!source) return MG_ERR_MEMORY;
    for (int64_t b = 0; b < rows; b++) source[b] = (b + 1) % rows;
    mg_status status = mg_forward_permute(forward, source);
    mg_free(source);
    return status;
}

mg_status mg_control_read(mg_forward *forward, mg_batch *batch, bool first, int control,
                          const float **logits) {
    bool carried = !first && control != MG_CONTROL_RESET;
    for (int64_t b = 0; b < batch->rows; b++) batch->carried[b] = carried;
    if (carried && control == MG_CONTROL_SHUFFLED) MG_TRY(shuffle(forward, batch->rows));
    return mg_forward_run(forward, batch, logits);
}
