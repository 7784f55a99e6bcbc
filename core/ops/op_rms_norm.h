/* The gradients of rms_norm, for each other. Shapes: x, dy (N, D), w (D), r (N). */
#ifndef MG_OPS_OP_RMS_NORM_H
#define MG_OPS_OP_RMS_NORM_H

#include "core/ops/ops.h"

/* -> (N, D); r is a separate argument, so this is the gradient of w x r with r's own dependence on
 * x included: dx = r w dy - x r^3 mean(x w dy). */
mg_tensor *mg_rms_norm_dx(mg_graph *g, mg_tensor *x, mg_tensor *w, mg_tensor *r, mg_tensor *dy);
/* sum_n dy x r -> (D) */
mg_tensor *mg_rms_norm_dw(mg_graph *g, mg_tensor *x, mg_tensor *r, mg_tensor *dy);

/* Repeats a value per row (N) over the columns of `like` (N, D). */
mg_tensor *mg_per_row(mg_graph *g, mg_tensor *value, const mg_tensor *like);
/* Repeats a value per column (D) over the rows of `like` (N, D). */
mg_tensor *mg_per_column(mg_graph *g, mg_tensor *value, const mg_tensor *like);
/* Sum over the columns of (N, D) -> (N), and over its rows -> (D). */
mg_tensor *mg_row_sum(mg_graph *g, mg_tensor *x);
mg_tensor *mg_column_sum(mg_graph *g, mg_tensor *x);

#endif
