/* Which tokens are surprising enough to be written. Token by token, in each group:
 *   p = max(s[t], p + log(hold)), s the log of the surprise: what surprises lingers,
 *   w[t] = 1 if p >= log_tau else 0, or sigmoid((p - log_tau) / temperature),
 *   w[t] = 1 where the last `floor` tokens were not written (w < 1/2);
 *   then log_tau += speed ([p >= log_tau] - rate): behind each token, so that in use the threshold
 *   follows what is read however it is cut into chunks.
 *   s (G, C), log_tau (G), carry (G, 3) = (p, tokens since the last write, how far log_tau has
 *   moved) before the first token, starts (G, C) or none. -> w (G, C), states (G, C, 3): the carry
 *   after each token.
 * Where starts[t] > 0 a segment starts, without a past: p = MG_GATE_CALM, no token unwritten and
 * log_tau where it was;
 * where starts[t] < 0 is padding: w = 0, and the state stays as it is. No gradient flows. */
#include "core/ops/op_gate.h"

#include <math.h>

mg_status mg_gate_check(const char *op, const mg_gate_options *options) {
    if (!(options->hold >= 0 && options->hold <= 1) || !(options->temperature >= 0) ||
        options->floor < 0 || !(options->idle >= 0 && options->idle <= 1) ||
        !(options->speed >= 0) || !(options->rate >= 0 && options->rate <= 1)) {
        return mg_fail(MG_ERR_ARG,
                       "%s: hold %g, temperature %g, floor %lld, speed %g, rate %g, idle %g; want "
                       "hold, rate and idle in [0, 1] and the others not negative",
                       op, options->hold, options->temperature, (long long)options->floor,
                       options->speed, options->rate, options->idle);
    }
    return MG_OK;
}

void mg_gate_attrs(const mg_gate_options *options, mg_attr attr[MG_GATE_ATTRS]) {
    attr[MG_GATE_HOLD].f = options->hold;
    attr[MG_GATE_TEMPERATURE].f = options->temperature;
    attr[MG_GATE_FLOOR].i = options->floor;
    attr[MG_GATE_SPEED].f = options->speed;
    attr[MG_GATE_RATE].f = options->rate;
    attr[MG_GATE_IDLE].f = options->idle;
}

void mg_gate_params(const mg_node *node, mg_kernel *kernel) {
    double hold = node->attr[MG_GATE_HOLD].f;
    mg_kernel_param_f(kernel, hold > 0 ? log(hold) : MG_GATE_CALM);
    mg_kernel_param_f(kernel, node->attr[MG_GATE_TEMPERATURE].f);
    mg_kernel_param_u(kernel, node->attr[MG_GATE_FLOOR].i);
    mg_kernel_param_f(kernel, node->attr[MG_GATE_SPEED].f);
    mg_kernel_param_f(kernel, node->attr[MG_GATE_RATE].f);
}

void mg_gate_vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    (void)g, (void)node, (void)dy, (void)dx;
}

mg_status mg_gate_expect(const mg_node *node, int first, int64_t groups, int64_t tokens) {
    MG_TRY(mg_op_expect(node, first, MG_F32, 1));
    MG_TRY(mg_op_expect_shape(node, first, MG_SHAPE1(groups)));
    MG_TRY(mg_op_expect(node, first + 1, MG_F32, 2));
    MG_TRY(mg_op_expect_shape(node, first + 1, MG_SHAPE2(groups, 3)));
    if (node->n_in == first + 2) return MG_OK;
    MG_TRY(mg_op_expect(node, first + 2, MG_F32, 2));
    return mg_op_expect_shape(node, first + 2, MG_SHAPE2(groups, tokens));
}

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    const int64_t *dims = node->in[0]->shape.dims;
    MG_TRY(mg_gate_expect(node, 1, dims[0], dims[1]));
    mg_op_output(node, 0, MG_F32, node->in[0]->shape);
    mg_op_output(node, 1, MG_F32, MG_SHAPE3(dims[0], dims[1], 3));
    return MG_OK;
}

/* Scalars: log(hold), temperature, floor, speed, rate, G, C, 1 if there are starts. Grid: G groups.
 */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    mg_gate_params(node, kernel);
    mg_kernel_param_u(kernel, dims[0]);
    mg_kernel_param_u(kernel, dims[1]);
    mg_kernel_param_u(kernel, node->n_in == 4);
    mg_kernel_grid(kernel, dims[0], 1, 1);
}

mg_gated mg_surprise_gate(mg_graph *g, mg_tensor *log_surprise, mg_tensor *log_tau,
                          mg_tensor *carry, mg_tensor *starts, const mg_gate_options *options) {
    mg_tensor *none = &g->poison;
    mg_status status = mg_gate_check("surprise_gate", options);
    if (status != MG_OK) none = mg_graph_fail(g, status);
    mg_attr attr[MG_GATE_ATTRS];
    mg_gate_attrs(options, attr);
    mg_tensor *in[] = {log_surprise, log_tau, carry, starts};
    mg_node *node =
        mg_graph_append(g, &mg_op_surprise_gate, starts ? 4 : 3, in, MG_GATE_ATTRS, attr);
    if (!node) return (mg_gated){none, none, none, none};
    return (mg_gated){NULL, node->out[0], log_surprise, node->out[1]};
}

static int build_with(mg_graph *g, mg_tensor *const *in, mg_tensor *starts, double temperature,
                      double speed, mg_tensor **out) {
    mg_gate_options options = {.hold = 0.9,
                               .temperature = temperature,
                               .floor = 5,
                               .speed = speed,
                               .rate = 0.25,
                               .idle = 1};
    mg_gated y = mg_surprise_gate(g, in[0], in[1], in[2], starts, &options);
    out[0] = y.write;
    out[1] = y.states;
    return 2;
}

static int build_hard(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, NULL, 0, 0, out);
}

static int build_soft(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, in[3], 0.25, 0, out);
}

static int build_starts(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, in[3], 0, 0, out);
}

static int build_moving(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, in[3], 0, 0.25, out);
}

void mg_gate_fill_starts(int index, double *values, int64_t n) {
    (void)index;
    for (int64_t i = 0; i < n; i++) values[i] = i % 13 == 4 ? 1 : i % 17 < 3 ? -1 : 0;
}

#define CLOSE        .tolerance = 2e-6, .reason = "sums of up to 33 logs; sigmoid of four times that"
#define S(...)       MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -4, 1)
#define TAU(g)       MG_CASE_CONST(MG_DIMS(g), 0, 0.5)
#define CARRY(g)     MG_CASE_CONST(MG_DIMS(g, 3), 0, 4)
#define STARTS(g, c) MG_CASE_CUSTOM(MG_F32, MG_DIMS(g, c))
static const mg_op_case cases[] = {
    {"one", 3, {S(1, 1), TAU(1), CARRY(1)}, build_hard, CLOSE},
    {"hard", 3, {S(5, 33), TAU(5), CARRY(5)}, build_hard, CLOSE},
    {"soft",
     4,
     {S(5, 33), TAU(5), CARRY(5), STARTS(5, 33)},
     build_soft,
     mg_gate_fill_starts,
     CLOSE},
    {"starts",
     4,
     {S(300, 32), TAU(300), CARRY(300), STARTS(300, 32)},
     build_starts,
     mg_gate_fill_starts,
     CLOSE},
    {"moving",
     4,
     {S(7, 65), TAU(7), CARRY(7), STARTS(7, 65)},
     build_moving,
     mg_gate_fill_starts,
     CLOSE},
};

const mg_op mg_op_surprise_gate = {
    .name = "surprise_gate",
    .infer = infer,
    .vjp = mg_gate_vjp,
    .lower = lower,
    .n_out = 2,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
