#version 460
// The K best experts of each token, group limited; see core/ops/op_moe_topk.c.
// Parameters: N, E, K, n_group, topk_group, group_top. An invocation serves a token.
// grid: elements
#include "record.glsl"

// Candidates are ordered by value, and equal ones by index, the lower first. No two are equal in
// this order, so "the best that comes after the last one chosen" needs no list of what was chosen.
struct Pick {
    float value;
    int index; // -1: none
};

struct Token {
    FloatIn scores;
    FloatIn bias;
    uint row; // first score of the token
    uint group_size;
};

#define INFINITY    uintBitsToFloat(0x7f800000u)
#define BEFORE_ALL  Pick(INFINITY, -1)
#define NONE        Pick(0, -1)

// By its bits: drivers may assume that x != x never holds.
float nan_lowest(float x) {
    return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u ? -INFINITY : x;
}

// `best`, or the candidate if it is better and comes after `last`.
Pick better(Pick best, Pick last, float value, uint index) {
    bool after = value < last.value || (value == last.value && int(index) > last.index);
    if (after && (best.index < 0 || value > best.value)) return Pick(value, int(index));
    return best;
}

Pick best_of_group(Token t, uint group, Pick best, Pick last) {
    uint end = (group + 1) * t.group_size;
    for (uint e = group * t.group_size; e < end; e++) {
        best = better(best, last, nan_lowest(t.scores.v[t.row + e] + t.bias.v[e]), e);
    }
    return best;
}

float group_score(Token t, uint group, uint group_top) {
    float sum = 0;
    Pick last = BEFORE_ALL;
    for (uint i = 0; i < group_top; i++) {
        last = best_of_group(t, group, NONE, last);
        sum += last.value;
    }
    return nan_lowest(sum);
}

// The usable groups, one bit each.
uint choose_groups(Token t, uint n_group, uint topk_group, uint group_top) {
    if (topk_group == n_group) return ~0u;
    float score[32];
    for (uint g = 0; g < n_group; g++) score[g] = group_score(t, g, group_top);
    uint chosen = 0;
    Pick last = BEFORE_ALL;
    for (uint i = 0; i < topk_group; i++) {
        Pick best = NONE;
        for (uint g = 0; g < n_group; g++) best = better(best, last, score[g], g);
        chosen |= 1u << best.index;
        last = best;
    }
    return chosen;
}

void main() {
    IntIn segments = IntIn(OPERAND(2));
    IntOut y = IntOut(OPERAND(3));
    uint n_tokens = PARAM_U(0), n_experts = PARAM_U(1), k = PARAM_U(2), n_group = PARAM_U(3);
    Token t = Token(FloatIn(OPERAND(0)), FloatIn(OPERAND(1)), 0, n_experts / n_group);
    for (uint n = FIRST_ELEMENT; n < n_tokens; n += ELEMENT_STRIDE) {
        t.row = n * n_experts;
        bool padding = segments.v[n] < 0;
        uint groups = choose_groups(t, n_group, PARAM_U(4), PARAM_U(5));
        Pick last = BEFORE_ALL;
        for (uint i = 0; i < k; i++) {
            Pick best = NONE;
            for (uint g = 0; g < n_group; g++) {
                if ((groups >> g & 1u) != 0) best = best_of_group(t, g, best, last);
            }
            y.v[n * k + i] = padding ? -1 : best.index;
            last = best;
        }
    }
}
