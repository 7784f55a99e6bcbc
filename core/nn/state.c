#include <string.h>

#include "core/nn/stack.h"

int64_t mg_state_reals(const mg_config *config, int64_t rows, int64_t *offsets) {
    int64_t sum = 0;
    for (int64_t l = 0; l < config->num_hidden_layers; l++) {
        if (offsets) offsets[l] = sum;
        if (!mg_config_layer_is_mixed(config, l)) continue;
        sum += rows * config->mixer->state_reals(config, l);
    }
    return sum;
}

mg_status mg_state_create(const mg_model *model, int64_t rows, mg_state *state) {
    *state = (mg_state){.rows = rows, .reals = mg_state_reals(&model->config, rows, NULL)};
    mg_device *device = model->device;
    if (!device || state->reals == 0) return MG_OK;
    MG_TRY(mg_buffer_create(device, (size_t)state->reals * device->real_bytes, "the memory's state",
                            &state->buffer));
    mg_status status = mg_state_reset(state);
    if (status != MG_OK) mg_state_free(state);
    return status;
}

mg_status mg_state_reset(mg_state *state) {
    return state->buffer ? mg_buffer_zero_f32(state->buffer, 0, state->reals) : MG_OK;
}

void mg_state_free(mg_state *state) {
    mg_buffer_free(state->buffer);
    memset(state, 0, sizeof *state);
}
