#version 460
// y[n] = table[ids[n]], zeros for an id outside [0, v). Parameters: tokens, v, d. Grid: tokens.
// grid: rows
// local: 64
#include "record.glsl"

void main() {
    FloatIn table = FloatIn(OPERAND(0));
    IntIn ids = IntIn(OPERAND(1));
    FloatOut y = FloatOut(OPERAND(2));
    uint tokens = PARAM_U(0), v = PARAM_U(1), d = PARAM_U(2);
    for (uint n = FIRST_ROW; n < tokens; n += ROW_STRIDE) {
        uint id = ids.v[n]; // a negative one becomes large
        for (uint i = LANE; i < d; i += LOCAL_SIZE) y.v[n * d + i] = id < v ? table.v[id * d + i] : 0;
    }
}
