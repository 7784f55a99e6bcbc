/* In the place of the Vulkan backend in a build with -DMATHGYM_VULKAN=OFF. */
#include "core/vulkan/vulkan.h"

static mg_status fail_absent(void) {
    return mg_fail(MG_ERR_UNSUPPORTED,
                   "this build has no Vulkan backend; build with -DMATHGYM_VULKAN=ON");
}

mg_status mg_vulkan_create(int index, mg_device **out) {
    (void)index;
    *out = NULL;
    return fail_absent();
}

mg_status mg_vulkan_enumerate(mg_vulkan_info **infos, int *n) {
    *infos = NULL;
    *n = 0;
    return fail_absent();
}

int mg_vulkan_choose(const mg_vulkan_info *infos, int n, bool gpu_only) {
    (void)infos, (void)n, (void)gpu_only;
    return -1;
}

const char *mg_vulkan_type_name(mg_vulkan_type type) {
    (void)type;
    return "other";
}
