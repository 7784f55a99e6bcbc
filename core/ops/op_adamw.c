/* One AdamW step, in place (Loshchilov & Hutter 2019).
 *   s  = clip > 0 ? min(1, clip / (sqrt(norm2) + 1e-6)) : 1;  g' = s * gradient
 *   m  = beta1 * m + (1 - beta1) * g'
 *   v  = beta2 * v + (1 - beta2) * g'^2
 *   p -= lr * (m / correction1 / (sqrt(v / correction2) + eps) + weight_decay * p)
 * p, gradient, m, v: the same shape; norm2 (1); control (MG_ADAMW_CONTROLS) = lr, weight_decay,
 * correction1, correction2, clip. The decay term is there only with options.decay. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

enum { BETA1, BETA2, EPS, DECAY, N_ATTRS };

static mg_status infer(mg_node *node) {
    mg_shape shape = node->in[0]->shape;
    for (int i = 0; i < 4; i++) {
        MG_TRY(mg_op_expect(node, i, MG_F32, shape.n_dims));
        MG_TRY(mg_op_expect_shape(node, i, shape));
    }
    MG_TRY(mg_op_expect(node, 4, MG_F32, 1));
    MG_TRY(mg_op_expect_shape(node, 4, MG_SHAPE1(1)));
    MG_TRY(mg_op_expect(node, 5, MG_F32, 1));
    MG_TRY(mg_op_expect_shape(node, 5, MG_SHAPE1(MG_ADAMW_CONTROLS)));
    for (int i = 0; i < 3; i++) mg_op_output(node, i, MG_F32, shape);
    return MG_OK;
}

/* Scalars: n, beta1, beta2, eps, decay (0 or 1), 1 - beta1, 1 - beta2. Grid: n elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_lower_elementwise(node, kernel);
    mg_kernel_param_f(kernel, node->attr[BETA1].f);
    mg_kernel_param_f(kernel, node->attr[BETA2].f);
    mg_kernel_param_f(kernel, node->attr[EPS].f);
    mg_kernel_param_u(kernel, node->attr[DECAY].i);
    /* From the double: 1 - beta2 of a rounded beta2 = 0.999 is off by 1e-5 of itself. */
    mg_kernel_param_f(kernel, 1 - node->attr[BETA1].f);
    mg_kernel_param_f(kernel, 1 - node->attr[BETA2].f);
}

mg_tensor *mg_adamw(mg_graph *g, mg_tensor *p, mg_tensor *gradient, mg_tensor *m, mg_tensor *v,
                    mg_tensor *norm2, mg_tensor *control, const mg_adamw_options *options) {
    mg_attr attr[N_ATTRS] = {
        {.f = options->beta1}, {.f = options->beta2}, {.f = options->eps}, {.i = options->decay}};
    return mg_graph_apply(g, &mg_op_adamw, 6, (mg_tensor *[]){p, gradient, m, v, norm2, control},
                          N_ATTRS, attr);
}

static int build_step(mg_graph *g, mg_tensor *const *in, mg_tensor **out, bool decay) {
    const mg_adamw_options options = {0.9, 0.95, 1e-8, decay};
    out[0] = mg_adamw(g, in[0], in[1], in[2], in[3], in[4], in[5], &options);
    if (!out[0]->node) return 1; /* an error of the graph, which the caller finds there */
    out[1] = out[0]->node->out[1];
    out[2] = out[0]->node->out[2];
    return 3;
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_step(g, in, out, true);
}

static int build_no_decay(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_step(g, in, out, false);
}

/* Input `index` of step 3 of a training with this clip: gradients of both signs, some of them 0,
 * small moments, v >= 0. */
static void fill_step(int index, double *values, int64_t n, double clip) {
    const double controls[MG_ADAMW_CONTROLS] = {3e-2, 0.1, 1 - 0.9 * 0.9 * 0.9,
                                                1 - 0.95 * 0.95 * 0.95, clip};
    for (int64_t i = 0; i < n; i++) {
        double wave = (double)(i * 37 % 101) / 50 - 1; /* in [-1, 1] */
        switch (index) {
        case 0:
            values[i] = wave;
            break;
        case 1:
            values[i] = i % 7 ? 0.3 * wave - 0.1 : 0;
            break;
        case 2:
            values[i] = 0.05 * wave;
            break;
        case 3:
            values[i] = 0.01 * wave * wave + 1e-4;
            break;
        case 4:
            values[i] = 9;
            break;
        default:
            values[i] = controls[i];
        }
    }
}

static void fill_clipped(int index, double *values, int64_t n) {
    fill_step(index, values, n, 1);
}

static void fill_within(int index, double *values, int64_t n) {
    fill_step(index, values, n, 4);
}

static void fill_unclipped(int index, double *values, int64_t n) {
    fill_step(index, values, n, 0);
}

#define CLOSE                                                                                      \
    .tolerance = 1e-6, .reason = "about ten roundings of terms below 1", .forward_only = true
#define REAL(...) MG_CASE_CUSTOM(MG_F32, MG_DIMS(__VA_ARGS__))
#define STEP(...)                                                                                  \
    {                                                                                              \
        REAL(__VA_ARGS__), REAL(__VA_ARGS__), REAL(__VA_ARGS__), REAL(__VA_ARGS__), REAL(1),       \
            REAL(MG_ADAMW_CONTROLS)                                                                \
    }
static const mg_op_case cases[] = {
    {"one", 6, STEP(1), build, fill_clipped, CLOSE},
    {"clipped", 6, STEP(77), build, fill_clipped, CLOSE},
    {"within the clip", 6, STEP(5, 33), build, fill_within, CLOSE},
    {"no clip, no decay", 6, STEP(2, 3, 4, 17), build_no_decay, fill_unclipped, CLOSE},
    {"tasks", 6, STEP(16403), build, fill_clipped, CLOSE},
};

const mg_op mg_op_adamw = {
    .name = "adamw",
    .infer = infer,
    .lower = lower,
    .n_out = 3,
    .writes = {1, 3, 4},
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
