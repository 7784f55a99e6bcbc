// The normal distribution, for gelu and its gradient; see core/cpu/cpu_normal.h.

// e^(-x^2 / 2)
float normal_bell(float x) {
    return exp(max(-0.5 * x * x, -100.0));
}

// Phi(x) from bell = normal_bell(x).
float normal_integral(float x, float bell) {
    float t = 1 / (1 + abs(x) * 0.35355338);
    float p = -0.029445639 * t + 0.14185217;
    p = p * t - 0.2426942;
    p = p * t + 0.13799164;
    p = p * t - 0.0125905005;
    p = p * t + 0.10103557;
    p = p * t + 0.12163035;
    p = p * t + 0.14117676;
    p = p * t + 0.14104384;
    float tail = bell * t * p;
    return x < 0 ? tail : 1 - tail;
}
