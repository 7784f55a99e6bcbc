#include "core/backends.h"

#include <string.h>

#include "core/cpu/cpu_backend.h"
#include "core/oracle/oracle.h"

mg_status mg_device_open(const char *name, int threads, mg_device **out) {
    *out = NULL;
    if (strcmp(name, "cpu") == 0 || strcmp(name, "auto") == 0) return mg_cpu_create(threads, out);
    if (strcmp(name, "oracle") == 0) return mg_oracle_create(out);
    if (strncmp(name, "vulkan", 6) == 0) {
        return mg_fail(MG_ERR_UNSUPPORTED, "this build has no Vulkan backend; use --device cpu");
    }
    return mg_fail(MG_ERR_ARG, "unknown device \"%s\"; use auto, cpu, vulkan, vulkan:N or oracle",
                   name);
}
