#include "core/oracle/oracle.h"
#include "core/oracle/oracle_gate.h"

MG_ORACLE(surprise_gate) {
    size_t groups = kernel->params[5].u, c = kernel->params[6].u;
    int has_starts = kernel->params[7].u != 0;
    const double *s = data[0], *log_tau = data[1], *carry = data[2];
    const double *starts = has_starts ? data[3] : NULL;
    double *w = data[has_starts ? 4 : 3], *states = data[has_starts ? 5 : 4];
    for (size_t g = 0; g < groups; g++) {
        oracle_gate gate = oracle_gate_start(kernel, log_tau[g], carry + 3 * g);
        for (size_t at = g * c; at < (g + 1) * c; at++) {
            double start = starts ? starts[at] : 0;
            w[at] = 0;
            if (start > 0) oracle_gate_forget(&gate);
            if (start >= 0) w[at] = oracle_gate_decide(&gate, s[at]);
            oracle_gate_store(&gate, states + 3 * at);
        }
    }
}
