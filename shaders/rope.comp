#version 460
// Rotates the last 2 * pairs features of each head in pairs by table[position]; copies the others.
// Parameters: tokens, heads, d, rows of the table, pairs, factor on sin (-1 = inverse).
// Grid: heads of tokens; a lane takes elements.
// grid: tiles 8 1 1
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0)), table = FloatIn(OPERAND(2));
    IntIn positions = IntIn(OPERAND(1));
    FloatOut y = FloatOut(OPERAND(3));
    uint heads = PARAM_U(1), d = PARAM_U(2), pairs = PARAM_U(4), n = PARAM_U(0) * heads * d;
    int last = PARAM_I(3) - 1;
    float factor = PARAM_F(5);
    uint first = d - 2 * pairs;
    Walk token = walk_start(heads * d), head = walk_start(d);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(token), walk_next(head)) {
        float rotated = x.v[i];
        if (head.column >= first) {
            uint feature = head.column - first, at = feature / 2;
            uint row = clamp(positions.v[token.row], 0, last);
            float c = table.v[2 * (row * pairs + at)], s = factor * table.v[2 * (row * pairs + at) + 1];
            bool odd = feature % 2 == 1;
            float other = x.v[odd ? i - 1 : i + 1];
            rotated = odd ? other * s + rotated * c : rotated * c - other * s;
        }
        y.v[i] = rotated;
    }
}
