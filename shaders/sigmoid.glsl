// With exp(-|x|), which cannot overflow; below exp(-100) there is nothing left to tell.
float sigmoid(float x) {
    float e = exp(-min(abs(x), 100.0));
    return (x < 0 ? e : 1) / (1 + e);
}
