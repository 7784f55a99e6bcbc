#version 460
// With p = exp(scale q k - lse) of visible pairs, delta = o do and ds = scale p (do v - delta):
// dq = sum ds k, dk = sum ds q, dv = sum p do. Parameters: attention.glsl.
// Grid: (queries, then keys) x heads x rows of the batch, a workgroup each; in the second half there
// are only as many as key heads.
// grid: rows
// local: 64
#include "record.glsl"
#include "reduce.glsl"
#include "attention.glsl"

struct Pair {
    float p, ds;
};

FloatIn q = FloatIn(OPERAND(0)), keys = FloatIn(OPERAND(1)), values = FloatIn(OPERAND(2));
FloatIn o = FloatIn(OPERAND(3)), lse = FloatIn(OPERAND(4)), d_o = FloatIn(OPERAND(5));
IntIn q_seg = IntIn(OPERAND(6)), q_pos = IntIn(OPERAND(7));
IntIn k_seg = IntIn(OPERAND(8)), k_pos = IntIn(OPERAND(9));
FloatOut dq = FloatOut(OPERAND(10)), dk = FloatOut(OPERAND(11)), dv = FloatOut(OPERAND(12));

// Row of a query: (b * T + t) * H + h; row of a key: (b * S + j) * G + g.
Pair weigh(Attention a, uint query, uint key, float delta) {
    float score = a.scale * dot_rows(q, query * a.dk, keys, key * a.dk, a.dk);
    float p = weight_exp(score - lse.v[query]);
    float dp = dot_rows(d_o, query * a.dv, values, key * a.v_width, a.dv);
    return Pair(p, a.scale * p * (dp - delta));
}

bool pair_visible(Attention a, uint q_token, uint k_token) {
    return sees(a, q_seg.v[q_token], q_pos.v[q_token], k_seg.v[k_token], k_pos.v[k_token]);
}

void share(Pair pair) {
    workgroup_barrier(); // the weights of the last step have been read
    weights[LANE] = pair.p;
    weights[LOCAL_SIZE + LANE] = pair.ds;
    workgroup_barrier();
}

void query_gradient(Attention a, uint b, uint t, uint h) {
    uint token = b * a.t + t, query = token * a.heads + h, group = h / (a.heads / a.groups);
    float delta = dot_rows(o, query * a.dv, d_o, query * a.dv, a.dv);
    set_zero(dq, query * a.dk, a.dk);
    for (uint first = 0; first < a.s; first += LOCAL_SIZE) {
        uint key_token = b * a.s + first + LANE;
        bool seen = first + LANE < a.s && pair_visible(a, token, key_token);
        if (!any_lane(seen)) continue;
        Pair pair = Pair(0, 0);
        if (seen) pair = weigh(a, query, key_token * a.groups + group, delta);
        share(pair);
        uint key = (b * a.s + first) * a.groups + group;
        add_rows(dq, query * a.dk, a.dk, 1, keys, key * a.dk, a.groups * a.dk,
                 min(LOCAL_SIZE, a.s - first), 1);
    }
}

void key_gradient(Attention a, uint b, uint j, uint group) {
    uint token = b * a.s + j, key = token * a.groups + group, heads = a.heads / a.groups;
    set_zero(dk, key * a.dk, a.dk);
    set_zero(dv, key * a.v_width, a.v_width);
    for (uint first = 0; first < a.t; first += LOCAL_SIZE) {
        uint q_token = b * a.t + first + LANE;
        bool seen = first + LANE < a.t && pair_visible(a, q_token, token);
        if (!any_lane(seen)) continue;
        for (uint h = group * heads; h < (group + 1) * heads; h++) {
            uint query = q_token * a.heads + h;
            Pair pair = Pair(0, 0);
            if (seen) {
                float delta = dot_rows(o, query * a.dv, d_o, query * a.dv, a.dv);
                pair = weigh(a, query, key, delta);
            }
            share(pair);
            uint rows = min(LOCAL_SIZE, a.t - first);
            query = (b * a.t + first) * a.heads + h;
            add_rows(dk, key * a.dk, a.dk, 1, q, query * a.dk, a.heads * a.dk, rows, 1);
            add_rows(dv, key * a.v_width, a.dv, 1, d_o, query * a.dv, a.heads * a.dv, rows, 0);
        }
    }
}

void main() {
    Attention a = attention_read();
    uint places = a.t + a.s;
    for (uint unit = FIRST_ROW; unit < places * a.heads * a.b; unit += ROW_STRIDE) {
        uint head = unit % a.heads, place = unit / a.heads % places, b = unit / a.heads / places;
        if (place < a.t) query_gradient(a, b, place, head);
        else if (head < a.groups) key_gradient(a, b, place - a.t, head);
    }
}
