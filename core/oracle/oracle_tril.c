#include "core/oracle/oracle.h"

MG_ORACLE(tril) {
    const double *x = data[0];
    double *y = data[1];
    size_t groups = kernel->params[0].u, rows = kernel->params[1].u, columns = kernel->params[2].u;
    size_t kept = kernel->params[3].u; /* of row 0 */
    for (size_t g = 0; g < groups; g++) {
        for (size_t t = 0; t < rows; t++) {
            for (size_t i = 0; i < columns; i++) {
                size_t at = (g * rows + t) * columns + i;
                y[at] = i < t + kept ? x[at] : 0;
            }
        }
    }
}
