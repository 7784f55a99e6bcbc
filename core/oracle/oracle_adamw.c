#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(adamw) {
    const double *gradient = data[1], *norm2 = data[4], *control = data[5];
    double *p = data[6], *m = data[7], *v = data[8];
    double beta1 = (double)kernel->params[1].f, beta2 = (double)kernel->params[2].f;
    double eps = (double)kernel->params[3].f;
    double rest1 = (double)kernel->params[5].f, rest2 = (double)kernel->params[6].f;
    double lr = control[0], decay = kernel->params[4].u ? control[1] : 0;
    double correction1 = control[2], correction2 = control[3], clip = control[4];
    double scale = clip > 0 ? fmin(1, clip / (sqrt(norm2[0]) + 1e-6)) : 1;
    for (uint32_t i = 0; i < kernel->params[0].u; i++) {
        double g = scale * gradient[i];
        m[i] = beta1 * m[i] + rest1 * g;
        v[i] = beta2 * v[i] + rest2 * g * g;
        double m_hat = m[i] / correction1, v_hat = v[i] / correction2;
        p[i] -= lr * (m_hat / (sqrt(v_hat) + eps) + decay * p[i]);
    }
}
