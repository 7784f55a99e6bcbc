#version 460
// y = softmax(x) over rows. Parameters: rows, d. Grid: rows.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint rows = PARAM_U(0), d = PARAM_U(1);
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        uint base = row * d;
        float top = -1e38, sum = 0;
        for (uint i = LANE; i < d; i += LOCAL_SIZE) top = max(top, x.v[base + i]);
        top = reduce_max(top);
        for (uint i = LANE; i < d; i += LOCAL_SIZE) {
            float e = exp(x.v[base + i] - top);
            y.v[base + i] = e;
            sum += e;
        }
        float scale = 1 / reduce_add(sum);
        for (uint i = LANE; i < d; i += LOCAL_SIZE) y.v[base + i] *= scale;
    }
}
