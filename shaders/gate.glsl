// One token's decision, for surprise_gate and memory_gate: the formula in core/ops/op_surprise_gate.c.
// Include after record.glsl and sigmoid.glsl.
struct Gate {
    float log_hold, temperature, floor; // scalars 0 to 2 of the record
    float log_tau;
    float peak, unwritten; // the state
};

Gate gate_start(float log_tau, FloatIn carry, uint group) {
    return Gate(PARAM_F(0), PARAM_F(1), float(PARAM_U(2)), log_tau, carry.v[2 * group],
                carry.v[2 * group + 1]);
}

void gate_forget(inout Gate gate) {
    gate.peak = -1e30; // MG_GATE_CALM
    gate.unwritten = 0;
}

float gate_decide(inout Gate gate, float log_surprise) {
    gate.peak = max(log_surprise, gate.peak + gate.log_hold);
    float over = gate.peak - gate.log_tau, w = over >= 0 ? 1 : 0;
    if (gate.temperature > 0) w = sigmoid(over / gate.temperature);
    if (gate.floor > 0 && gate.unwritten >= gate.floor) w = 1;
    gate.unwritten = w >= 0.5 ? 0 : gate.unwritten + 1;
    return w;
}

void gate_store(Gate gate, FloatOut states, uint token) {
    states.v[2 * token] = gate.peak;
    states.v[2 * token + 1] = gate.unwritten;
}
