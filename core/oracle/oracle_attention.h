/* What attention and its gradient have in common. */
#ifndef MG_ORACLE_ORACLE_ATTENTION_H
#define MG_ORACLE_ORACLE_ATTENTION_H

#include <stdbool.h>

#include "core/oracle/oracle.h"

typedef struct attention_view {
    int t, s, heads, groups, dk, dv, v_width, causal, window;
    double scale;
    const double *q, *k;
    const int32_t *q_seg, *q_pos, *k_seg, *k_pos;
} attention_view;

attention_view attention_view_read(const mg_kernel *kernel, void *const *data, int first_mask);

/* Whether query (b, t) sees key (b, j). */
bool attention_view_sees(const attention_view *a, int b, int t, int j);

/* scale * q k^T of query (b, t) in head h and key (b, j). */
double attention_view_score(const attention_view *a, int b, int t, int h, int j);

#endif
