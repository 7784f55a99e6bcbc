/* Shared by attention and its gradient. */
#ifndef MG_OPS_OP_ATTENTION_H
#define MG_OPS_OP_ATTENTION_H

#include "core/ops/ops.h"

enum { MG_ATTENTION_CAUSAL, MG_ATTENTION_WINDOW, MG_ATTENTION_SCALE, MG_ATTENTION_V_DIM };

/* Positions of a record's scalars. V_WIDTH >= V_DIM is the stored width of a value. */
enum mg_attention_param {
    MG_ATTENTION_P_B,
    MG_ATTENTION_P_T,
    MG_ATTENTION_P_S,
    MG_ATTENTION_P_H,
    MG_ATTENTION_P_G,
    MG_ATTENTION_P_QK_DIM,
    MG_ATTENTION_P_V_DIM,
    MG_ATTENTION_P_V_WIDTH,
    MG_ATTENTION_P_CAUSAL,
    MG_ATTENTION_P_WINDOW,
    MG_ATTENTION_P_SCALE, /* f */
    MG_ATTENTION_PARAMS
};

/* Checks q, k, v (inputs 0-2) and the four mask tensors from input `first_mask` on. */
mg_status mg_attention_check(const mg_node *node, int first_mask);
void mg_attention_params(const mg_node *node, mg_kernel *kernel);

#endif
