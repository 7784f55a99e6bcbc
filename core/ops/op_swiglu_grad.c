/* With s = sigmoid(a):  da = dy b silu'(a),  db = dy silu(a);
 *   silu(a) = a s,  silu'(a) = s + a s (1 - s),  silu''(a) = s (1 - s) (2 + a (1 - 2 s)).
 *   x (N, 2F) = [a | b], dy (N, F), dx (N, 2F) = [da | db].
 *   For a cotangent [p | q]:
 *     d/da = dy (p b silu'' + q silu'),  d/db = dy p silu',  d/ddy = p b silu' + q silu. */
#include "core/ops/op_swiglu.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    mg_shape shape = node->in[0]->shape;
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE2(shape.dims[0], shape.dims[1] / 2)));
    mg_op_output(node, 0, MG_F32, shape);
    return MG_OK;
}

static mg_tensor *one_minus(mg_graph *g, mg_tensor *x, double factor) {
    return mg_add(g, mg_fill(g, x->shape, 1), mg_scale(g, x, -factor)); /* 1 - factor * x */
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *grad, mg_tensor **dx) {
    mg_tensor *x = node->in[0], *dy = node->in[1];
    int64_t f = x->shape.dims[1] / 2;
    mg_tensor *a = mg_slice(g, x, 1, 0, f), *b = mg_slice(g, x, 1, f, f);
    mg_tensor *p = mg_slice(g, grad[0], 1, 0, f), *q = mg_slice(g, grad[0], 1, f, f);
    mg_tensor *s = mg_sigmoid(g, a), *s1 = mg_mul(g, s, one_minus(g, s, 1));
    mg_tensor *silu = mg_mul(g, a, s), *silu1 = mg_add(g, s, mg_mul(g, a, s1));
    mg_tensor *bend = mg_add(g, mg_fill(g, a->shape, 2), mg_mul(g, a, one_minus(g, s, 2)));
    mg_tensor *silu2 = mg_mul(g, s1, bend);

    mg_tensor *pb = mg_mul(g, p, b);
    mg_tensor *da = mg_mul(g, dy, mg_add(g, mg_mul(g, pb, silu2), mg_mul(g, q, silu1)));
    mg_tensor *db = mg_mul(g, dy, mg_mul(g, p, silu1));
    dx[0] = mg_concat(g, da, db, 1);
    dx[1] = mg_add(g, mg_mul(g, pb, silu1), mg_mul(g, q, silu));
}

mg_tensor *mg_swiglu_grad(mg_graph *g, mg_tensor *x, mg_tensor *dy) {
    return mg_graph_apply(g, &mg_op_swiglu_grad, 2, (mg_tensor *[]){x, dy}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_swiglu_grad(g, in[0], in[1]);
    return 1;
}

#define CHECK .tolerance = 1e-6, .reason = "fp32 sigmoid within a few ulp"
static const mg_op_case cases[] = {
    {"one", 2, {MG_CASE_REAL(MG_DIMS(1, 2)), MG_CASE_REAL(MG_DIMS(1, 1))}, build, CHECK},
    {"ragged", 2, {MG_CASE_REAL(MG_DIMS(5, 38)), MG_CASE_REAL(MG_DIMS(5, 19))}, build, CHECK},
    {"saturated",
     2,
     {MG_CASE_CONST(MG_DIMS(3, 64), -120, 120), MG_CASE_CONST(MG_DIMS(3, 32), -1, 1)},
     build,
     CHECK},
    {"wide",
     2,
     {MG_CASE_CONST(MG_DIMS(301, 384), -4, 4), MG_CASE_CONST(MG_DIMS(301, 192), -2, 2)},
     build,
     CHECK},
};

const mg_op mg_op_swiglu_grad = {
    .name = "swiglu_grad",
    .infer = infer,
    .vjp = vjp,
    .lower = mg_lower_swiglu,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
