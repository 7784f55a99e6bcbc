#include "core/oracle/oracle.h"

MG_ORACLE(accumulate) {
    const double *x = data[1], *keep = data[2];
    double *destination = data[3];
    for (uint32_t i = 0; i < kernel->params[0].u; i++) {
        double kept = keep[0] == 0 ? 0 : keep[0] * destination[i];
        destination[i] = kept + x[i];
    }
}
