/* The op contract: everything about an operation but its kernels.
 *
 * core/ops/op_<name>.c holds, in this order: the formula with shapes, shape inference, the gradient
 * rule (which only calls builders, so a gradient can be differentiated again), lowering to a kernel
 * record, the public builder, the test cases, and the mg_op that ties them. */
#ifndef MG_GRAPH_OP_H
#define MG_GRAPH_OP_H

#include "core/base/status.h"
#include "core/graph/graph.h"
#include "core/graph/kernel.h"
#include "core/graph/tensor.h"

#define MG_CASE_INPUTS  12
#define MG_CASE_OUTPUTS 6

/* How a test fills an input. */
typedef enum mg_case_fill {
    MG_FILL_UNIFORM,  /* reals uniform in [low, high] */
    MG_FILL_INTEGERS, /* i32 uniform in [low, high] */
    MG_FILL_CUSTOM    /* the case's `fill` writes it */
} mg_case_fill;

typedef struct mg_case_input {
    mg_dtype dtype;
    mg_shape shape;
    mg_case_fill fill;
    double low, high;
    bool check_grad; /* held against central differences (reals only) */
} mg_case_input;

/* One test of an op. Every case runs on every backend against the oracle, twice for identical
 * bytes, with outputs prefilled with NaN and fenced by canaries; then, on the oracle, the gradient
 * for a random cotangent is held against central differences for every element. */
typedef struct mg_op_case {
    const char *name;
    int n_inputs;
    mg_case_input inputs[MG_CASE_INPUTS];
    /* Builds the node(s) under test; writes the outputs to compare, returns how many. */
    int (*build)(mg_graph *graph, mg_tensor *const *inputs, mg_tensor **outputs);
    /* MG_FILL_CUSTOM: writes input `index` as doubles (also for i32). */
    void (*fill)(int index, double *values, int64_t n);
    /* Largest |x - oracle| / (1 + max |oracle| of the tensor) that passes in fp32, and why so. */
    double tolerance;
    const char *reason;
    /* Set where an output is not differentiable or the op writes in place. */
    bool forward_only;
} mg_op_case;

typedef struct mg_op {
    const char *name;

    /* Checks the inputs and sets dtype and shape of node->out[0 .. n_out-1] (already allocated). An
     * error text names the op, what was found and what is wanted. */
    mg_status (*infer)(mg_node *node);

    /* Appends nodes that compute, for each input, the gradient of sum(out * grad_out). grad_out[i]
     * is NULL where output i has no influence on the result. Leaves grad_in[j] NULL where input j
     * gets none. NULL here: the op is not differentiable, and asking for it is an error. */
    void (*vjp)(mg_graph *graph, const mg_node *node, mg_tensor *const *grad_out,
                mg_tensor **grad_in);

    /* Sets scalars and grid of the record; operands are filled in by the planner. */
    void (*lower)(const mg_node *node, mg_kernel *kernel);

    int n_out;
    /* writes[i] = 1 + index of the input whose bytes output i overwrites in place; 0 = none. */
    uint8_t writes[MG_NODE_OUTPUTS];
    bool view; /* out[0] is in[0] under another shape: no kernel runs */

    const mg_op_case *cases;
    int n_cases;
} mg_op;

/* For case tables. A real in [-2, 2] whose gradient is checked; one in a given range; one that only
 * feeds the forward pass; integers; anything else. */
#define MG_CASE_REAL(shape)                                                                        \
    { MG_F32, shape, MG_FILL_UNIFORM, -2, 2, true }
#define MG_CASE_RANGE(shape, low, high)                                                            \
    { MG_F32, shape, MG_FILL_UNIFORM, low, high, true }
#define MG_CASE_CONST(shape, low, high)                                                            \
    { MG_F32, shape, MG_FILL_UNIFORM, low, high, false }
#define MG_CASE_INTS(shape, low, high)                                                             \
    { MG_I32, shape, MG_FILL_INTEGERS, low, high, false }
#define MG_CASE_CUSTOM(dtype, shape)                                                               \
    { dtype, shape, MG_FILL_CUSTOM, 0, 0, false }
/* A shape in a case table: MG_DIMS(2, 3), a constant initialiser (unlike MG_SHAPE2, for code). */
#define MG_DIMS(...)                                                                               \
    {                                                                                              \
        sizeof((int[]){__VA_ARGS__}) / sizeof(int), {                                              \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define MG_N_CASES(cases) ((int)(sizeof(cases) / sizeof *(cases)))

/* For infer: fails unless the tensor has the given number of dimensions and dtype. */
mg_status mg_op_expect(const mg_node *node, int input, mg_dtype dtype, int n_dims);
/* For infer: fails unless in[input] has exactly this shape. */
mg_status mg_op_expect_shape(const mg_node *node, int input, mg_shape shape);
/* For infer: sets an output. */
void mg_op_output(mg_node *node, int output, mg_dtype dtype, mg_shape shape);

#endif
