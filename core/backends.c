#include "core/backends.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/cpu/cpu_backend.h"
#include "core/oracle/oracle.h"
#include "core/vulkan/vulkan.h"

/* Index of the best GPU, -1 where there is none or no driver. */
static int find_gpu(void) {
    mg_vulkan_info *infos;
    int n;
    if (mg_vulkan_enumerate(&infos, &n) != MG_OK) return -1;
    int index = mg_vulkan_choose(infos, n, true);
    mg_free(infos);
    return index;
}

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
    int index;
    if (strcmp(name, "auto") == 0) {
        index = find_gpu();
        return index >= 0 ? mg_vulkan_create(index, out) : mg_cpu_create(threads, out);
    }
    if (strncmp(name, "vulkan", 6) == 0 && parse_index(name + 6, &index)) {
        return mg_vulkan_create(index, out);
    }
    return mg_fail(MG_ERR_ARG, "unknown device \"%s\"; use auto, cpu, vulkan, vulkan:N or oracle",
                   name);
}

static void describe_cpu(int threads, mg_device_info *info) {
    snprintf(info->name, sizeof info->name, "cpu");
    snprintf(info->type, sizeof info->type, "cpu");
    mg_device *cpu;
    if (mg_cpu_create(threads, &cpu) != MG_OK) {
        snprintf(info->skipped, sizeof info->skipped, "%s", mg_error_text());
        return;
    }
    /* "cpu: model, 2 threads, avx512" */
    snprintf(info->model, sizeof info->model, "%s", cpu->description + strlen("cpu: "));
    info->free_bytes = cpu->memory_limit;
    mg_device_free(cpu);
}

static void describe_vulkan(const mg_vulkan_info *vulkan, int index, mg_device_info *info) {
    snprintf(info->name, sizeof info->name, "vulkan:%d", index);
    snprintf(info->model, sizeof info->model, "%s", vulkan->name);
    snprintf(info->type, sizeof info->type, "%s", mg_vulkan_type_name(vulkan->type));
    snprintf(info->driver, sizeof info->driver, "%s", vulkan->driver);
    snprintf(info->api, sizeof info->api, "Vulkan %u.%u.%u", vulkan->api_version[0],
             vulkan->api_version[1], vulkan->api_version[2]);
    snprintf(info->features, sizeof info->features, "%s", vulkan->features);
    snprintf(info->skipped, sizeof info->skipped, "%s", vulkan->skipped);
    info->memory_bytes = vulkan->memory_bytes;
    info->free_bytes = vulkan->budget_bytes;
    info->max_allocation_bytes = vulkan->max_allocation_bytes;
    info->max_storage_range_bytes = vulkan->max_storage_range_bytes;
    info->subgroup_size = vulkan->subgroup_size;
    info->max_workgroup_invocations = vulkan->max_workgroup_invocations;
    info->max_workgroup_count = vulkan->max_workgroup_count;
    info->shared_memory_bytes = vulkan->shared_memory_bytes;
}

mg_status mg_device_list(int threads, mg_device_info **infos, int *n) {
    mg_vulkan_info *vulkan = NULL;
    int count = 0;
    mg_status found = mg_vulkan_enumerate(&vulkan, &count);
    *n = 1 + (found == MG_OK ? count : 1);
    *infos = mg_calloc((size_t)*n, sizeof **infos);
    if (!*infos) {
        mg_free(vulkan);
        return MG_ERR_MEMORY;
    }
    mg_device_info *list = *infos;
    if (found != MG_OK) {
        snprintf(list[1].name, sizeof list[1].name, "vulkan");
        snprintf(list[1].skipped, sizeof list[1].skipped, "%s", mg_error_text());
    }
    for (int i = 0; i < count; i++) describe_vulkan(&vulkan[i], i, &list[1 + i]);
    list[1 + mg_vulkan_choose(vulkan, count, true)].automatic = true; /* -1: the CPU */
    describe_cpu(threads, &list[0]);
    mg_free(vulkan);
    return MG_OK;
}
