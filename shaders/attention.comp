#version 460
// o = softmax(scale q k^T + mask) v and lse = log sum exp of the visible scores.
// Parameters: attention.glsl. Grid: queries x heads x rows of the batch, a workgroup each; it walks
// over the keys with a running softmax (Milakov & Gimelshein 2018).
// grid: rows
// local: 64
#include "record.glsl"
#include "reduce.glsl"
#include "attention.glsl"

void main() {
    Attention a = attention_read();
    FloatIn q = FloatIn(OPERAND(0)), keys = FloatIn(OPERAND(1)), v = FloatIn(OPERAND(2));
    IntIn q_seg = IntIn(OPERAND(3)), q_pos = IntIn(OPERAND(4));
    IntIn k_seg = IntIn(OPERAND(5)), k_pos = IntIn(OPERAND(6));
    FloatOut o = FloatOut(OPERAND(7)), lse = FloatOut(OPERAND(8));
    for (uint row = FIRST_ROW; row < a.b * a.t * a.heads; row += ROW_STRIDE) {
        uint token = row / a.heads, group = row % a.heads / (a.heads / a.groups);
        uint key_token = token / a.t * a.s;
        int segment = q_seg.v[token], position = q_pos.v[token];
        float top = -1e38, sum = 0;
        set_zero(o, row * a.dv, a.dv);
        for (uint first = 0; first < a.s; first += LOCAL_SIZE) {
            uint key = key_token + first + LANE;
            bool seen =
                first + LANE < a.s && sees(a, segment, position, k_seg.v[key], k_pos.v[key]);
            if (!any_lane(seen)) continue;
            float score = -1e38;
            if (seen) {
                score = a.scale * dot_rows(q, row * a.dk, keys, (key * a.groups + group) * a.dk, a.dk);
            }
            float new_top = max(top, reduce_max(score));
            float weight = seen ? weight_exp(score - new_top) : 0;
            float keep = weight_exp(top - new_top);
            top = new_top;
            sum = sum * keep + reduce_add(weight);
            workgroup_barrier(); // the weights of the last step have been read
            weights[LANE] = weight;
            workgroup_barrier();
            uint value = ((key_token + first) * a.groups + group) * a.v_width;
            add_rows(o, row * a.dv, a.dv, keep, v, value, a.groups * a.v_width,
                     min(LOCAL_SIZE, a.s - first), 0);
        }
        if (LANE == 0) lse.v[row] = sum > 0 ? top + log(sum) : 0;
        if (sum == 0) continue;
        for (uint i = LANE; i < a.dv; i += LOCAL_SIZE) o.v[row * a.dv + i] /= sum;
    }
}
