/* Every parameter of a model: its name, shape, role, place in memory, and the Hugging Face tensors
 * that it is made of.
 *
 *     mg_param_table table;
 *     MG_TRY(mg_param_table_create(&table, &config));
 *     const mg_param_entry *down = mg_param_find(&table, "layers.3.experts.down");
 *     float *weights = arena + down->arena_offset;
 *     for (size_t i = 0; i < down->hf_count; i++) {
 *         const mg_hf_tensor *hf = &table.hf[down->hf_first + i];
 *         // hf->name, hf->shape; its values are weights[hf->offset .. hf->offset + hf->elements)
 *     }
 *     mg_param_table_free(&table);
 *
 * The engine holds some weights fused, so that one product serves them all: gate over up
 * (2F, D), and all experts of a layer stacked, (E, 2F, D) and (E, D, F). Everything else is as
 * Hugging Face has it, [out, in]. A Hugging Face tensor is always one contiguous piece of an engine
 * tensor, so reading and writing a checkpoint copies and never reorders.
 *
 * Names: embed_tokens, norm, lm_head, and in layers "layers.N." before
 *     attn_norm attn.{q | q_a q_a_norm q_b} attn.{kv_a kv_a_norm kv_b o} ffn_norm
 *     ffn.{gate_up down}                                                  dense layers
 *     router router_bias experts.{gate_up down} shared.{gate_up down}     layers with experts
 *     attn.persistent                                                     with persistent tokens
 * and what a mixer declares for its layers.
 *
 * Order: what weight decay applies to (matrices, in forward order), then what is trained without it
 * (norms), then what no gradient trains (the router's selection bias). With each parameter at its
 * arena_offset, one flat array holds all, and AdamW runs over two ranges of it. */
#ifndef MG_NN_PARAM_NAMES_H
#define MG_NN_PARAM_NAMES_H

#include "core/nn/config.h"

typedef enum mg_param_kind {
    MG_PARAM_MATRIX,
    MG_PARAM_EMBEDDING,   /* embed_tokens and lm_head: matrices, but not to a matrix optimiser */
    MG_PARAM_VECTOR,      /* norm weights */
    MG_PARAM_ROUTER_BIAS, /* e_score_correction_bias: updated from expert load, not by gradient */
    MG_PARAM_BUFFER,      /* of a mixer, which changes it itself; no gradient */
} mg_param_kind;

typedef enum mg_param_init {
    MG_INIT_NORMAL, /* mean 0, standard deviation `init_std` */
    MG_INIT_ONES,
    MG_INIT_ZEROS,
    MG_INIT_CONSTANT, /* `init_value` */
} mg_param_init;

enum {
    MG_PARAM_MAX_DIMS = 4,
    MG_PARAM_NAME_BYTES = 80,
    MG_PARAM_ALIGN = 16 /* elements: 64 bytes of fp32 */
};

/* A parameter of a mixer (core/nn/layer.h): one tensor of the checkpoint, named as it is here. */
typedef struct mg_param_spec {
    char name[40];      /* "memory.q" */
    int64_t rows, cols; /* cols 0: a vector */
    mg_param_kind kind;
    mg_param_init init; /* MG_INIT_NORMAL or MG_INIT_CONSTANT */
    double init_value;  /* the standard deviation, or the constant */
} mg_param_spec;

typedef struct mg_hf_tensor {
    char name[MG_PARAM_NAME_BYTES]; /* "model.layers.3.mlp.experts.7.up_proj.weight" */
    int dims;                       /* 1 or 2 */
    int64_t shape[2];
    int64_t elements;
    int64_t offset; /* elements from the start of the engine parameter */
} mg_hf_tensor;

typedef struct mg_param_entry {
    char name[MG_PARAM_NAME_BYTES];
    int dims;
    int64_t shape[MG_PARAM_MAX_DIMS]; /* unused dims are 1 */
    int64_t elements;
    int64_t layer; /* -1: of no layer */
    mg_param_kind kind;
    mg_param_init init;
    double init_std;
    double init_value;
    bool decays;  /* weight decay applies */
    bool trained; /* has a gradient */
    int64_t arena_offset;
    size_t hf_first, hf_count; /* in mg_param_table.hf */
} mg_param_entry;

typedef struct mg_param_table {
    mg_param_entry *params;
    size_t count, capacity;
    mg_hf_tensor *hf; /* in the order of `params` */
    size_t hf_count, hf_capacity;
    int64_t elements; /* of all parameters, without padding */
    /* The arena, in elements: [0, decayed_end) decays, [decayed_end, trained_end) does not,
     * [trained_end, arena_elements) is not trained. Padding between parameters is to be kept zero.
     */
    int64_t decayed_end, trained_end, arena_elements;
} mg_param_table;

/* `config` must be valid. Fails with MG_ERR_UNSUPPORTED for a model that cannot be built and with
 * MG_ERR_MEMORY; the table is empty then. */
mg_status mg_param_table_create(mg_param_table *table, const mg_config *config);
void mg_param_table_free(mg_param_table *table);

/* By engine name; NULL if the model has no such parameter. */
const mg_param_entry *mg_param_find(const mg_param_table *table, const char *name);

/* By Hugging Face name, with the parameter that holds it in `*owner` (may be NULL); NULL if none.
 */
const mg_hf_tensor *mg_hf_find(const mg_param_table *table, const char *name,
                               const mg_param_entry **owner);

#endif
