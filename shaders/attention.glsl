// What attention and its gradient have in common. Include after record.glsl and reduce.glsl.
//
// A workgroup serves one query (or key): its lanes first take a key (or query) each, weigh it, and
// leave the weight in shared memory; then they take features and add up the weighted rows.
struct Attention {
    uint b, t, s, heads, groups, dk, dv, v_width;
    bool causal;
    int window;
    float scale;
};

// The parameters in the order of enum mg_attention_param.
Attention attention_read() {
    return Attention(PARAM_U(0), PARAM_U(1), PARAM_U(2), PARAM_U(3), PARAM_U(4), PARAM_U(5), PARAM_U(6),
                     PARAM_U(7), PARAM_U(8) != 0, PARAM_I(9), PARAM_F(10));
}

// As mg_attention_mask in core/ops/ops.h.
bool sees(Attention a, int q_seg, int q_pos, int k_seg, int k_pos) {
    if (q_seg < 0) return false;
    if (k_seg == -2) return true; // MG_SEGMENT_ALWAYS
    int distance = q_pos - k_pos;
    return k_seg == q_seg && (!a.causal || distance >= 0) &&
           (a.window == 0 || abs(distance) < a.window);
}

float dot_rows(FloatIn a, uint a_first, FloatIn b, uint b_first, uint n) {
    float sum = 0;
    uint i = 0;
    for (; i + 8 <= n; i += 8) {
        float block = 0;
        [[unroll]] for (uint k = 0; k < 8; k++) block += a.v[a_first + i + k] * b.v[b_first + i + k];
        sum += block;
    }
    for (; i < n; i++) sum += a.v[a_first + i] * b.v[b_first + i];
    return sum;
}

// e^x for x <= 0; below e^-100 there is nothing left to tell.
float weight_exp(float x) {
    return exp(max(x, -100.0));
}

// Two sets of weights, one weight per lane in each.
shared float weights[2 * LOCAL_SIZE];

// y[i] = keep * y[i] + sum_k weights[set][k] * x[x_first + k * stride + i] for the n features and the
// first `rows` lanes. A row without weight is not read.
void add_rows(FloatOut y, uint y_first, uint n, float keep, FloatIn x, uint x_first, uint stride,
              uint rows, uint set) {
    for (uint i = LANE; i < n; i += LOCAL_SIZE) {
        float total = keep * y.v[y_first + i];
        for (uint first = 0; first < rows; first += 4) {
            [[unroll]] for (uint k = first; k < first + 4; k++) {
                float weight = k < rows ? weights[set * LOCAL_SIZE + k] : 0;
                if (weight != 0) total += weight * x.v[x_first + k * stride + i];
            }
        }
        y.v[y_first + i] = total;
    }
}

void set_zero(FloatOut y, uint first, uint n) {
    for (uint i = LANE; i < n; i += LOCAL_SIZE) y.v[first + i] = 0;
}

// True in all lanes if it is in any.
bool any_lane(bool x) {
    return reduce_max(x ? 1 : 0) > 0;
}
