#version 460
// y[g, t, i] = exp(l[g, t - shift] - l[g, i]) where i + shift <= t and both are of one segment, else 0.
// Parameters: G, C, shift, 1 if there are segments. Grid: G * C rows.
// grid: rows
#include "record.glsl"

void main() {
    FloatIn l = FloatIn(OPERAND(0));
    uint c = PARAM_U(1), shift = PARAM_U(2), rows = PARAM_U(0) * c;
    bool segmented = PARAM_U(3) != 0;
    IntIn segments = IntIn(OPERAND(1)); // read only where there are some
    FloatOut y = FloatOut(OPERAND(segmented ? 2 : 1));
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        uint t = row % c, first = row - t;
        int segment = segmented ? segments.v[row] : 0;
        uint seen = segment < 0 || t + 1 < shift ? 0 : t + 1 - shift;
        float top = seen > 0 ? l.v[row - shift] : 0;
        for (uint i = LANE; i < c; i += LOCAL_SIZE) {
            float weight = 0;
            if (i < seen && (!segmented || segments.v[first + i] == segment)) {
                weight = exp(max(top - l.v[first + i], -100.0));
            }
            y.v[row * c + i] = weight;
        }
    }
}
