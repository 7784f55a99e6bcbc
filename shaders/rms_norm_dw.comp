#version 460
// dw[d] = sum_n dy[n, d] x[n, d] r[n]. Parameters: rows, d.
// Grid: d columns; a workgroup takes 16 of them and, where it is wider, several rows at a time.
// grid: tiles 16 1 1
#include "record.glsl"
#include "reduce.glsl"

const uint COLUMNS = 16, TERMS = 8;
const uint WIDTH = LOCAL_SIZE < COLUMNS ? LOCAL_SIZE : COLUMNS;
const uint HEIGHT = LOCAL_SIZE / WIDTH;
shared float partial[LOCAL_SIZE];

// The rows first, first + HEIGHT, .. of one column; TERMS at a time, so that the error of a long sum
// stays small and lavapipe's limit of loop steps far.
float sum_column(FloatIn x, FloatIn r, FloatIn dy, uint column, uint first, uint rows, uint d) {
    float total = 0;
    for (uint n = first; n < rows; n += TERMS * HEIGHT) {
        float block = 0;
        [[unroll]] for (uint k = 0; k < TERMS; k++) {
            uint row = n + k * HEIGHT, at = row * d + column;
            if (row < rows) block += r.v[row] * (x.v[at] * dy.v[at]);
        }
        total += block;
    }
    return total;
}

void main() {
    FloatIn x = FloatIn(OPERAND(0)), r = FloatIn(OPERAND(1)), dy = FloatIn(OPERAND(2));
    FloatOut dw = FloatOut(OPERAND(3));
    uint rows = PARAM_U(0), d = PARAM_U(1), tiles = (d + COLUMNS - 1) / COLUMNS;
    for (uint tile = FIRST_ROW; tile < tiles; tile += ROW_STRIDE) {
        // A workgroup of less than 16 lanes has one row of lanes and takes several steps.
        for (uint step = 0; step < COLUMNS; step += WIDTH) {
            uint column = tile * COLUMNS + step + LANE % WIDTH;
            float sum = 0;
            if (column < d) sum = sum_column(x, r, dy, column, LANE / WIDTH, rows, d);
            workgroup_barrier(); // the partial sums of the last step have been read
            partial[LANE] = sum;
            workgroup_barrier();
            if (LANE < WIDTH && column < d) {
                for (uint k = 1; k < HEIGHT; k++) sum += partial[k * WIDTH + LANE];
                dw.v[column] = sum;
            }
        }
    }
}
