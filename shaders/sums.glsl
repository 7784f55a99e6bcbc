// Sums over long strides that stay accurate: TERMS at a time, then compensated (Kahan 1965), so the
// error does not grow with the number of terms. Unrolled also because lavapipe stops an invocation
// after 65535 loop steps, over all its loops together. Include after record.glsl.
#define TERMS 16

float sum_term(float x, bool squares) {
    return squares ? x * x : x;
}

// x[first], x[first + stride], .. before `end`, or their squares.
float sum_strided(FloatIn x, uint first, uint end, uint stride, bool squares) {
    precise float total = 0, lost = 0;
    uint left = first < end ? (end - first + stride - 1) / stride : 0;
    uint i = first;
    while (left > 0) {
        float block = 0;
        if (left >= TERMS) {
            [[unroll]] for (uint k = 0; k < TERMS; k++) {
                block += sum_term(x.v[i + k * stride], squares);
            }
            i += TERMS * stride;
            left -= TERMS;
        } else {
            block = sum_term(x.v[i], squares);
            i += stride;
            left--;
        }
        precise float term = block - lost, next = total + term;
        lost = (next - total) - term;
        total = next;
    }
    return total;
}
