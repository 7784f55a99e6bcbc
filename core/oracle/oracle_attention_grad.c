#include <math.h>
#include <string.h>

#include "core/ops/op_attention.h"
#include "core/oracle/oracle_attention.h"

MG_ORACLE(attention_grad) {
    attention_view a = attention_view_read(kernel, data, 6);
    const double *v = data[2], *o = data[3], *lse = data[4], *d_o = data[5];
    double *dq = data[10], *dk = data[11], *dv = data[12];
    int batch = kernel->params[MG_ATTENTION_P_B].i;
    size_t dk_size = (size_t)a.dk, dv_size = (size_t)a.dv;
    memset(dq, 0, (size_t)(batch * a.t * a.heads) * dk_size * sizeof *dq);
    memset(dk, 0, (size_t)(batch * a.s * a.groups) * dk_size * sizeof *dk);
    memset(dv, 0, (size_t)(batch * a.s * a.groups) * (size_t)a.v_width * sizeof *dv);
    for (int b = 0; b < batch; b++) {
        for (int t = 0; t < a.t; t++) {
            for (int h = 0; h < a.heads; h++) {
                size_t row = (size_t)((b * a.t + t) * a.heads + h);
                double delta = 0;
                for (size_t i = 0; i < dv_size; i++) {
                    delta += o[row * dv_size + i] * d_o[row * dv_size + i];
                }
                for (int j = 0; j < a.s; j++) {
                    if (!attention_view_sees(&a, b, t, j)) continue;
                    size_t key = (size_t)((b * a.s + j) * a.groups + h / (a.heads / a.groups));
                    double p = exp(attention_view_score(&a, b, t, h, j) - lse[row]), dp = 0;
                    for (size_t i = 0; i < dv_size; i++) {
                        dp += d_o[row * dv_size + i] * v[key * (size_t)a.v_width + i];
                        dv[key * (size_t)a.v_width + i] += p * d_o[row * dv_size + i];
                    }
                    double ds = a.scale * p * (dp - delta);
                    for (size_t i = 0; i < dk_size; i++) {
                        dq[row * dk_size + i] += ds * a.k[key * dk_size + i];
                        dk[key * dk_size + i] += ds * a.q[row * dk_size + i];
                    }
                }
            }
        }
    }
}
