// The whole of a shader that applies one function to every element: define `float of(float x)`, then
// include this. Parameters: n. Grid: n elements.
void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint n = PARAM_U(0);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) y.v[i] = of(x.v[i]);
}
