#include "core/oracle/oracle.h"

#include <stdio.h>

#include "core/base/alloc.h"
#include "core/graph/host_backend.h"

static const mg_host_entry kernels[] = {
#define MG_OP(name) {#name, oracle_##name},
#include "core/ops/ops.def"
#undef MG_OP
};

mg_status mg_oracle_create(mg_device **out) {
    mg_host_device *device = mg_calloc(1, sizeof *device);
    *out = &device->base;
    if (!device) return MG_ERR_MEMORY;
    mg_host_device_init(device, "oracle", 8, kernels, (int)(sizeof kernels / sizeof *kernels),
                        NULL);
    snprintf(device->base.description, sizeof device->base.description,
             "oracle: float64 reference, 1 thread");
    return MG_OK;
}
