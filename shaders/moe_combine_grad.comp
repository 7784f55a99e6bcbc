#version 460
// dx[slot] = weight[pair] * dy[pair / K], dweight[pair] = <x[slot], dy[pair / K]> for each pair and
// its slot. Parameters: M, D, K. Workgroup i serves the pair i, and clears row i if that is padding.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"

void main() {
    FloatIn dy = FloatIn(OPERAND(0)), x = FloatIn(OPERAND(1)), weight = FloatIn(OPERAND(2));
    IntIn slots = IntIn(OPERAND(3)), rows = IntIn(OPERAND(4));
    FloatOut dx = FloatOut(OPERAND(5)), dweight = FloatOut(OPERAND(6));
    uint m = PARAM_U(0), d = PARAM_U(1), k = PARAM_U(2);
    for (uint i = FIRST_ROW; i < m; i += ROW_STRIDE) {
        int slot = slots.v[i];
        bool clear = rows.v[i] < 0;
        float w = weight.v[i], sum = 0;
        for (uint j = LANE; j < d; j += LOCAL_SIZE) {
            if (clear) dx.v[i * d + j] = 0;
            if (slot < 0) continue;
            float v = dy.v[i / k * d + j];
            dx.v[uint(slot) * d + j] = w * v;
            sum += x.v[uint(slot) * d + j] * v;
        }
        sum = reduce_add(sum);
        if (LANE == 0) dweight.v[i] = sum;
    }
}
