#include "core/oracle/oracle.h"

/* One column at a time; column d of b and x has a stride of `width`. */
static void solve(const double *l, const double *b, double *x, size_t c, size_t width) {
    for (size_t t = 0; t < c; t++) {
        double sum = b[t * width];
        for (size_t i = 0; i < t; i++) sum -= l[t * c + i] * x[i * width];
        x[t * width] = sum;
    }
}

static void solve_transpose(const double *l, const double *b, double *x, size_t c, size_t width) {
    for (size_t t = c; t-- > 0;) {
        double sum = b[t * width];
        for (size_t i = t + 1; i < c; i++) sum -= l[i * c + t] * x[i * width];
        x[t * width] = sum;
    }
}

MG_ORACLE(tri_solve) {
    size_t groups = kernel->params[0].u, c = kernel->params[1].u, width = kernel->params[2].u;
    for (size_t g = 0; g < groups; g++) {
        const double *l = (const double *)data[0] + g * c * c;
        const double *b = (const double *)data[1] + g * c * width;
        double *x = (double *)data[2] + g * c * width;
        for (size_t d = 0; d < width; d++) {
            if (kernel->params[3].u)
                solve_transpose(l, b + d, x + d, c, width);
            else
                solve(l, b + d, x + d, c, width);
        }
    }
}
