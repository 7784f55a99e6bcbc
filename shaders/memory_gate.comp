#version 460
// Residuals, write mask and surprise of C tokens, one after another: see core/ops/op_memory_gate.c.
// Parameters: log(hold), temperature, floor, speed, rate, G, C, D, 1 if there are starts, idle. Grid: G groups, a
// workgroup each; its lanes share the features of a residual, and every lane reads back only features
// that it wrote itself. All lanes decide, and alike.
// grid: rows
// local: 64
#include "record.glsl"
#include "reduce.glsl"
#include "sigmoid.glsl"
#include "gate.glsl"

const uint TERMS = 16; // a step, because lavapipe ends an invocation's loops after 65535 steps
shared float gain[256], push[256]; // MG_GATE_MAX_CHUNK

// What W and S are made of: b and f weigh W and S of the start in W, m weighs S in S.
struct Start {
    float b, f, m;
};

void forget_all(inout Start start, uint c) {
    start = Start(0, 0, 0);
    for (uint i = LANE; i < c; i += LOCAL_SIZE) gain[i] = push[i] = 0;
    workgroup_barrier();
}

// sum_{i < t} gain[i] kk[t, i] r[i, j]; `row` of kk, `at` of r[0, j].
float recalled(FloatIn kk, uint row, FloatOut r, uint at, uint t, uint d) {
    float sum = 0;
    for (uint first = 0; first < t; first += TERMS) {
        [[unroll]] for (uint u = 0; u < TERMS; u++) {
            uint i = first + u;
            if (i < t) sum += gain[i] * kk.v[row + i] * r.v[at + i * d];
        }
    }
    return sum;
}

// Writes r[t]; returns |r[t]|^2.
float residual(Start start, FloatOut r, uint token, uint t, uint c, uint d) {
    FloatIn kk = FloatIn(OPERAND(0)), kd = FloatIn(OPERAND(1)), ks = FloatIn(OPERAND(2));
    FloatIn target = FloatIn(OPERAND(3));
    float norm = 0;
    for (uint j = LANE; j < d; j += LOCAL_SIZE) {
        uint at = token * d + j;
        float x = start.b * kd.v[at] + start.f * ks.v[at] - target.v[at] -
                  recalled(kk, token * c, r, at - t * d, t, d);
        r.v[at] = x;
        norm += x * x;
    }
    return reduce_add(norm);
}

float log_surprise(float k2, float r2) {
    return max(0.5 * (log(max(k2, 1e-37)) + log(max(r2, 1e-37))), -69.0); // MG_GATE_SILENT
}

void write_token(inout Start start, uint token, uint t, float w) {
    float theta = FloatIn(OPERAND(4)).v[token], eta = FloatIn(OPERAND(5)).v[token];
    float idle = PARAM_F(9), keep = 1 - (1 - FloatIn(OPERAND(6)).v[token]) * (idle + (1 - idle) * w);
    start.m *= eta;
    start.f = keep * start.f + start.m;
    start.b *= keep;
    workgroup_barrier(); // gain has been read
    for (uint i = LANE; i <= t; i += LOCAL_SIZE) {
        push[i] = i == t ? w * theta : eta * push[i];
        gain[i] = i == t ? push[i] : keep * gain[i] + push[i];
    }
    workgroup_barrier();
}

void main() {
    uint groups = PARAM_U(5), c = PARAM_U(6), d = PARAM_U(7);
    bool has_starts = PARAM_U(8) != 0;
    uint first_out = has_starts ? 10 : 9;
    FloatIn starts = FloatIn(OPERAND(9)); // read only where there are some
    FloatOut r = FloatOut(OPERAND(first_out)), w = FloatOut(OPERAND(first_out + 1));
    FloatOut s = FloatOut(OPERAND(first_out + 2)), states = FloatOut(OPERAND(first_out + 3));
    for (uint g = FIRST_ROW; g < groups; g += ROW_STRIDE) {
        Gate gate = gate_start(FloatIn(OPERAND(7)).v[g], FloatIn(OPERAND(8)), g);
        Start start;
        forget_all(start, c);
        start = Start(1, 0, 1);
        for (uint t = 0; t < c; t++) {
            uint token = g * c + t;
            float border = has_starts ? starts.v[token] : 0, write = 0, surprise = -69.0;
            if (border > 0) {
                gate_forget(gate);
                forget_all(start, c);
            }
            if (border >= 0) {
                float r2 = residual(start, r, token, t, c, d);
                surprise = log_surprise(FloatIn(OPERAND(0)).v[token * c + t], r2);
                write = gate_decide(gate, surprise);
                write_token(start, token, t, write);
            } else {
                for (uint j = LANE; j < d; j += LOCAL_SIZE) r.v[token * d + j] = 0;
            }
            if (LANE == 0) {
                w.v[token] = write;
                s.v[token] = surprise;
                gate_store(gate, states, token);
            }
        }
    }
}
