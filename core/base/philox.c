#include "core/base/philox.h"

#include <math.h>

double mg_rng_normal(mg_rng *rng) {
    double radius = sqrt(-2.0 * log(mg_rng_unit(rng)));
    return radius * cos(6.283185307179586476925 * mg_rng_unit(rng));
}
