/* A model on a device: its configuration, its parameters in one flat buffer, and its table of
 * rotary angles. Graphs are built over it by core/nn/stack.h.
 *
 *     mg_model *model;
 *     MG_TRY(mg_model_create(device, &config, &model));
 *     MG_TRY(mg_model_init(model, seed));                        // or
 *     MG_TRY(mg_model_load(model, "run/checkpoints/step-00000100"));
 *     mg_model_free(model); */
#ifndef MG_NN_MODEL_H
#define MG_NN_MODEL_H

#include "core/graph/backend.h"
#include "core/nn/config.h"
#include "core/nn/param_names.h"

typedef struct mg_model {
    mg_device *device; /* not owned; NULL for a model that is only planned */
    mg_config config;
    mg_param_table table;
    mg_buffer *params; /* table.arena_elements reals; parameter i at its arena_offset */
    mg_buffer *rope;   /* (max_position_embeddings, qk_rope_head_dim / 2, 2): cos, sin */
} mg_model;

/* Parameters are zero until mg_model_init or mg_model_load. device = NULL: a model without memory,
 * to plan graphs with (mg_graph_plan). */
mg_status mg_model_create(mg_device *device, const mg_config *config, mg_model **out);
void mg_model_free(mg_model *model); /* NULL is legal */

/* Draws every parameter: element i of parameter p is number i of stream p under `seed`, so the
 * values do not depend on device or order. */
mg_status mg_model_init(mg_model *model, uint64_t seed);

/* Reads or writes model.safetensors in `folder` (Hugging Face tensor names, fp32). Reading checks
 * that every tensor is there, has the right shape, and is finite; sharded files are read too. */
mg_status mg_model_load(mg_model *model, const char *folder);
mg_status mg_model_save(const mg_model *model, const char *folder);

#endif
