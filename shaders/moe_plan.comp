#version 460
// Sorts routed pairs by expert, stable; see core/ops/op_moe_plan.c. Parameters: M, E.
// Workgroup e scans all pairs: it counts those of lower experts, which is where its rows begin, and
// its own. Each invocation owns a run of neighbouring pairs, so that order is kept. Padding counts
// as expert E: its rows come last, and hold -1.
// grid: rows
// local: 256
#include "record.glsl"
#include "reduce.glsl"

shared uvec2 counts[256]; // of each invocation: pairs of lower experts, pairs of this one

uint expert_of(int expert, uint n_experts) {
    return uint(expert) < n_experts ? uint(expert) : n_experts;
}

void main() {
    IntIn experts = IntIn(OPERAND(0));
    IntOut slots = IntOut(OPERAND(1)), rows = IntOut(OPERAND(2)), offsets = IntOut(OPERAND(3));
    FloatOut load = FloatOut(OPERAND(4));
    uint m = PARAM_U(0), n_experts = PARAM_U(1);
    uint run = (m + LOCAL_SIZE - 1) / LOCAL_SIZE;
    uint first = min(LANE * run, m), end = min(first + run, m);
    for (uint e = FIRST_ROW; e <= n_experts; e += ROW_STRIDE) {
        uvec2 count = uvec2(0);
        for (uint i = first; i < end; i++) {
            uint expert = expert_of(experts.v[i], n_experts);
            count += uvec2(expert < e, expert == e);
        }
        workgroup_barrier(); // the counts of the last expert have been read
        counts[LANE] = count;
        workgroup_barrier();
        uvec2 total = uvec2(0);
        uint before = 0; // pairs of this expert in the runs of lower invocations
        for (uint i = 0; i < LOCAL_SIZE; i++) {
            if (i == LANE) before = total.y;
            total += counts[i];
        }
        uint row = total.x + before;
        for (uint i = first; i < end; i++) {
            if (expert_of(experts.v[i], n_experts) != e) continue;
            bool padding = e == n_experts;
            slots.v[i] = padding ? -1 : int(row);
            rows.v[row++] = padding ? -1 : int(i);
        }
        if (LANE == 0) {
            offsets.v[e] = int(total.x);
            if (e < n_experts) load.v[e] = float(total.y);
        }
    }
}
