#include "core/base/alloc.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_long fail_countdown;

static int should_fail(void) {
    if (atomic_load_explicit(&fail_countdown, memory_order_relaxed) <= 0) return 0;
    return atomic_fetch_sub(&fail_countdown, 1) == 1;
}

static void *report(void *memory, size_t bytes) {
    if (!memory) {
        (void)mg_fail(MG_ERR_MEMORY, "out of memory: %zu bytes could not be allocated", bytes);
    }
    return memory;
}

void mg_alloc_fail_at(long n) {
    atomic_store(&fail_countdown, n);
}

void *mg_malloc(size_t bytes) {
    return report(should_fail() ? NULL : malloc(bytes ? bytes : 1), bytes);
}

void *mg_calloc(size_t count, size_t bytes) {
    size_t total;
    if (__builtin_mul_overflow(count, bytes, &total)) return report(NULL, SIZE_MAX);
    return report(should_fail() ? NULL : calloc(total ? total : 1, 1), total);
}

void *mg_realloc(void *memory, size_t bytes) {
    return report(should_fail() ? NULL : realloc(memory, bytes ? bytes : 1), bytes);
}

void *mg_malloc_aligned(size_t alignment, size_t bytes) {
    void *memory = NULL;
    size_t size = bytes ? bytes : 1;
    if (should_fail() || posix_memalign(&memory, alignment, size)) memory = NULL;
    return report(memory, bytes);
}

void mg_free(void *memory) {
    free(memory);
}

char *mg_strdup(const char *text) {
    size_t bytes = strlen(text) + 1;
    char *copy = mg_malloc(bytes);
    if (copy) memcpy(copy, text, bytes);
    return copy;
}

char *mg_asprintf(const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) return report(NULL, 0);
    char *text = mg_malloc((size_t)length + 1);
    if (!text) return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}

mg_status mg_grow(void *items, size_t *capacity, size_t needed, size_t item_bytes) {
    if (needed <= *capacity) return MG_OK;
    size_t count = *capacity ? *capacity * 2 : 16;
    if (count < needed) count = needed;
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes)) {
        return mg_fail(MG_ERR_MEMORY, "out of memory: %zu items of %zu bytes", count, item_bytes);
    }
    void **slot = items;
    void *grown = mg_realloc(*slot, bytes);
    if (!grown) return MG_ERR_MEMORY;
    *slot = grown;
    *capacity = count;
    return MG_OK;
}
