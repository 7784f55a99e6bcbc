/* Runs a case of an op's table on a device: fills its inputs, fences its outputs, collects the
 * bytes. */
#ifndef MG_TESTS_HELPER_CASE_H
#define MG_TESTS_HELPER_CASE_H

#include "core/graph/backend.h"
#include "core/graph/op.h"

typedef struct case_values {
    int n;                          /* tensors: outputs, or one gradient per input */
    int64_t size[MG_CASE_INPUTS];   /* elements of each */
    mg_dtype dtype[MG_CASE_INPUTS]; /* integers come back as doubles too */
    double *data[MG_CASE_INPUTS];
} case_values;

/* inputs[i]: one array of doubles per input; filled by case_fill with a seed that depends on the
 * case's name alone. Released by case_inputs_free. Reals are rounded to float, so that every device
 * starts from the same numbers. */
mg_status case_inputs_create(const mg_op_case *c, double *inputs[MG_CASE_INPUTS]);
void case_inputs_free(const mg_op_case *c, double *inputs[MG_CASE_INPUTS]);

/* Builds, compiles and runs the case once. Fails with MG_ERR_NUMERIC if a fence beside an output
 * was touched or an element was never written. */
mg_status case_run(mg_device *device, const mg_op_case *c, double *const *inputs,
                   case_values *outputs);
void case_values_free(case_values *values);

/* L = sum of the real outputs weighted by fixed random cotangents (a plain sum would hide softmax
 * and norms, whose gradients it sends to zero). The gradient dL/d input for every input with
 * check_grad, in order, through mg_gradient. */
mg_status case_gradient(mg_device *oracle, const mg_op_case *c, double *const *inputs,
                        case_values *grads);

/* The same L as a program that is run again and again with one element changed. */
typedef struct case_probe case_probe;
mg_status case_probe_create(mg_device *oracle, const mg_op_case *c, double *const *inputs,
                            case_probe **out);
mg_status case_probe_loss(case_probe *probe, int input, int64_t element, double value,
                          double *loss);
void case_probe_free(case_probe *probe);

#endif
