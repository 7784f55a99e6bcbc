/* Factorials and binomial coefficients for the families that count. */
#ifndef MG_GYM_FAMILIES_NUMBERS_COUNTING_H
#define MG_GYM_FAMILIES_NUMBERS_COUNTING_H

#include "gym/families/numbers_common.h"

/* n!, 0 <= n <= 20 */
static inline int64_t mg_num_factorial(int64_t n) {
    int64_t product = 1;
    for (int64_t i = 2; i <= n; i++) product *= i;
    return product;
}

/* n choose k, n <= 61; 0 where k is outside. */
static inline int64_t mg_num_binomial(int64_t n, int64_t k) {
    if (k < 0 || k > n) return 0;
    if (k > n - k) k = n - k;
    int64_t value = 1;
    for (int64_t i = 0; i < k; i++) value = value * (n - i) / (i + 1);
    return value;
}

/* "7/1=7;7*6/2=21;21*5/3=35;": 7 choose 3; nothing for 0 or 1 of them. At most 30 lines. */
static inline void mg_num_work_binomial(mg_text *out, int64_t n, int64_t k) {
    if (k > n - k) k = n - k;
    for (int64_t i = 0, value = 1; i < k; i++) {
        int64_t next = value * (n - i) / (i + 1);
        if (i > 0) mg_num_put(out, "%0*%1/%2=%3;", value, n - i, i + 1, next);
        value = next;
    }
}

/* "1*2*3*4=24;" */
static inline void mg_num_work_factorial(mg_text *out, int64_t n) {
    for (int64_t i = 1; i <= n; i++) mg_num_put(out, i > 1 ? "*%0" : "%0", i);
    mg_num_put(out, "=%0;", mg_num_factorial(n));
}

#endif
