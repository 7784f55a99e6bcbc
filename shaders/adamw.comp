#version 460
// One AdamW step (core/ops/op_adamw.c).
// Parameters: n, beta1, beta2, eps, decay, 1 - beta1, 1 - beta2. Grid: n elements.
// grid: elements
#include "record.glsl"

float clip_scale(float norm2, float clip) {
    return clip > 0 ? min(1.0, clip / (sqrt(norm2) + 1e-6)) : 1.0;
}

void main() {
    FloatIn gradient = FloatIn(OPERAND(1)), norm2 = FloatIn(OPERAND(4));
    FloatIn control = FloatIn(OPERAND(5)); // enum mg_adamw_control
    FloatOut p = FloatOut(OPERAND(6)), m = FloatOut(OPERAND(7)), v = FloatOut(OPERAND(8));
    uint n = PARAM_U(0);
    float beta1 = PARAM_F(1), beta2 = PARAM_F(2), eps = PARAM_F(3);
    float rest1 = PARAM_F(5), rest2 = PARAM_F(6);
    float lr = control.v[0], decay = PARAM_U(4) != 0 ? control.v[1] : 0;
    float inverse1 = 1 / control.v[2], inverse2 = 1 / control.v[3];
    float scale = clip_scale(norm2.v[0], control.v[4]);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        float g = scale * gradient.v[i];
        float new_m = beta1 * m.v[i] + rest1 * g;
        float new_v = beta2 * v.v[i] + rest2 * g * g;
        float direction = new_m * inverse1 / (sqrt(new_v * inverse2) + eps);
        m.v[i] = new_m;
        v.v[i] = new_v;
        p.v[i] -= lr * (direction + decay * p.v[i]);
    }
}
