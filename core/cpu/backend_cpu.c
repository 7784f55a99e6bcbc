#include "core/cpu/cpu_backend.h"

#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/threads.h"
#include "core/cpu/backend_isa.h"
#include "core/cpu/cpu_gemm.h"
#include "core/graph/host_backend.h"

typedef struct kernel_table {
    const mg_host_entry *entries;
    const int *n;
} kernel_table;

#define DECLARE_TABLE(isa)                                                                         \
    extern const mg_host_entry cpu_kernel_table_##isa[];                                           \
    extern const int cpu_kernel_table_size_##isa;
#define TABLE(isa)                                                                                 \
    (kernel_table) {                                                                               \
        cpu_kernel_table_##isa, &cpu_kernel_table_size_##isa                                       \
    }

#ifdef MG_HAVE_ISA_generic
DECLARE_TABLE(generic)
#endif
#ifdef MG_HAVE_ISA_sse2
DECLARE_TABLE(sse2)
DECLARE_TABLE(avx2)
DECLARE_TABLE(avx512)
#endif

static kernel_table table_for(mg_isa isa) {
    switch (isa) {
#ifdef MG_HAVE_ISA_generic
    case MG_CPU_GENERIC:
        return TABLE(generic);
#endif
#ifdef MG_HAVE_ISA_sse2
    case MG_CPU_SSE2:
        return TABLE(sse2);
    case MG_CPU_AVX2:
        return TABLE(avx2);
    case MG_CPU_AVX512:
        return TABLE(avx512);
#endif
    default:
        return (kernel_table){NULL, NULL}; /* mg_cpu_isa_best offers only what was built */
    }
}

/* "AMD EPYC ..." where the system tells, else "unknown processor". */
static void processor_name(char *name, size_t size) {
    snprintf(name, size, "unknown processor");
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (!file) return;
    char line[256];
    while (fgets(line, sizeof line, file)) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || !colon) continue;
        colon[strcspn(colon, "\n")] = '\0';
        snprintf(name, size, "%s", colon + 2);
        break;
    }
    fclose(file);
}

mg_status mg_cpu_create(int threads, mg_device **out) {
    *out = NULL;
    mg_isa isa;
    MG_TRY(mg_cpu_isa_best(&isa));
    mg_pool *pool;
    MG_TRY(mg_pool_create(&pool, threads));
    mg_status status = mg_gemm_reserve(pool);
    if (status == MG_OK)
        status = mg_pool_reserve(pool, MG_GEMM_SCRATCH_BYTES + MG_CPU_SCRATCH_BYTES, 0);
    mg_host_device *device = status == MG_OK ? mg_calloc(1, sizeof *device) : NULL;
    if (!device) {
        mg_pool_free(pool);
        return MG_ERR_MEMORY;
    }
    kernel_table table = table_for(isa);
    mg_host_device_init(device, "cpu", 4, table.entries, *table.n, pool);
    char name[128];
    processor_name(name, sizeof name);
    snprintf(device->base.description, sizeof device->base.description, "cpu: %s, %d thread%s, %s",
             name, mg_pool_threads(pool), mg_pool_threads(pool) == 1 ? "" : "s",
             mg_cpu_isa_name(isa));
    *out = &device->base;
    return MG_OK;
}
