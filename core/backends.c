#include "core/backends.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/cpu/cpu_backend.h"
#include "core/oracle/oracle.h"
#ifdef MG_HAVE_VULKAN
#include "core/vulkan/vulkan.h"
#endif

static mg_status unknown_device(const char *name) {
    return mg_fail(MG_ERR_ARG, "unknown device \"%s\"; use auto, cpu, vulkan, vulkan:N or oracle",
                   name);
}

#ifdef MG_HAVE_VULKAN
/* Index of the best GPU, -1 where there is none or no driver. */
static int find_gpu(void) {
    mg_vulkan_info *infos;
    int n;
    if (mg_vulkan_enumerate(&infos, &n) != MG_OK) return -1;
    int index = mg_vulkan_choose(infos, n, true);
    mg_free(infos);
    return index;
}

static mg_status open_vulkan(int index, mg_device **out) {
    return mg_vulkan_create(index, out);
}
#else
static int find_gpu(void) {
    return -1;
}

static mg_status open_vulkan(int index, mg_device **out) {
    (void)index;
    *out = NULL;
    return mg_fail(MG_ERR_UNSUPPORTED, "this build has no Vulkan backend; build with "
                                       "-DMATHGYM_VULKAN=ON or use --device cpu");
}
#endif

/* `text` follows "vulkan": "" or ":N". */
static bool parse_index(const char *text, int *index) {
    *index = -1;
    if (*text == '\0') return true;
    if (text[0] != ':' || text[1] < '0' || text[1] > '9') return false;
    char *end;
    errno = 0;
    long value = strtol(text + 1, &end, 10);
    if (*end != '\0' || errno != 0 || value > INT_MAX) return false;
    *index = (int)value;
    return true;
}

mg_status mg_device_open(const char *name, int threads, mg_device **out) {
    *out = NULL;
    if (strcmp(name, "cpu") == 0) return mg_cpu_create(threads, out);
    if (strcmp(name, "oracle") == 0) return mg_oracle_create(out);
    if (strcmp(name, "auto") == 0) {
        int gpu = find_gpu();
        return gpu >= 0 ? open_vulkan(gpu, out) : mg_cpu_create(threads, out);
    }
    int index;
    if (strncmp(name, "vulkan", 6) != 0 || !parse_index(name + 6, &index)) {
        return unknown_device(name);
    }
    return open_vulkan(index, out);
}
