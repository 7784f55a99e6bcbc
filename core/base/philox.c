#include "core/base/philox.h"

#include <math.h>

static double unit(uint32_t word) {
    return ((double)word + 0.5) * 0x1p-32;
}

void mg_philox_normals(mg_philox_block block, double normals[4]) {
    for (int i = 0; i < 4; i += 2) {
        double radius = sqrt(-2.0 * log(unit(block.v[i])));
        double angle = 6.283185307179586476925 * unit(block.v[i + 1]);
        normals[i] = radius * cos(angle);
        normals[i + 1] = radius * sin(angle);
    }
}
