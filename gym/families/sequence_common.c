#include "gym/families/sequence_common.h"

bool sequence_terms(mg_text *out, const mg_polynomial *p, int count) {
    for (int n = 1; n <= count; n++) {
        int64_t value;
        if (!mg_polynomial_value(p, n, &value)) return false;
        algebra_write(out, n > 1 ? ", %d" : "%d", value);
    }
    return true;
}

void sequence_differences(mg_text *out, const mg_polynomial *p, int count) {
    int64_t row[16];
    for (int n = 0; n < count; n++) mg_polynomial_value(p, n + 1, &row[n]);
    for (int order = 1; order <= p->degree; order++)
        for (int n = 0; n + order < count; n++) {
            int64_t next = row[n + 1] - row[n];
            algebra_write(out, "%d%+d = %d;", row[n + 1], -row[n], next);
            row[n] = next;
        }
}
