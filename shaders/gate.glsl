// One token's decision, for surprise_gate and memory_gate: the formula in core/ops/op_surprise_gate.c.
// Include after record.glsl and sigmoid.glsl.
struct Gate {
    float log_hold, temperature, floor, speed, rate; // scalars 0 to 4 of the record
    float log_tau;
    float peak, unwritten, moved; // the state
};

Gate gate_start(float log_tau, FloatIn carry, uint group) {
    return Gate(PARAM_F(0), PARAM_F(1), float(PARAM_U(2)), PARAM_F(3), PARAM_F(4), log_tau,
                carry.v[3 * group], carry.v[3 * group + 1], carry.v[3 * group + 2]);
}

void gate_forget(inout Gate gate) {
    gate.peak = -1e30; // MG_GATE_CALM
    gate.unwritten = gate.moved = 0;
}

float gate_decide(inout Gate gate, float log_surprise) {
    gate.peak = max(log_surprise, gate.peak + gate.log_hold);
    float over = gate.peak - (gate.log_tau + gate.moved), w = over >= 0 ? 1 : 0;
    if (gate.temperature > 0) w = sigmoid(over / gate.temperature);
    if (gate.floor > 0 && gate.unwritten >= gate.floor) w = 1;
    gate.moved += gate.speed * ((over >= 0 ? 1 : 0) - gate.rate);
    gate.unwritten = w >= 0.5 ? 0 : gate.unwritten + 1;
    return w;
}

void gate_store(Gate gate, FloatOut states, uint token) {
    states.v[3 * token] = gate.peak;
    states.v[3 * token + 1] = gate.unwritten;
    states.v[3 * token + 2] = gate.moved;
}
