/* The table of compiled shaders, generated at build by shaders/shaders.cmake from
 * shaders/<name>.comp and sorted by name. */
#ifndef MG_VULKAN_SHADERS_H
#define MG_VULKAN_SHADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Grid units that one workgroup covers in one direction. */
typedef struct mg_shader_unit {
    uint32_t count;
    bool times_local_size;
} mg_shader_unit;

typedef struct mg_shader {
    const char *name;
    const uint32_t *words; /* SPIR-V */
    size_t n_words;
    bool
        elements; /* "grid: elements": invocations loop over units, so fewer workgroups are right */
    mg_shader_unit units[3];
    uint32_t local_size; /* wanted on a GPU; 0 = the default */
} mg_shader;

extern const mg_shader mg_shaders[];
extern const int mg_n_shaders;

#endif
