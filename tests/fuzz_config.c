/* Any bytes as config.json: an error, or a config that survives being written and read again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/param_count.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mg_config config, back;
    char *text = NULL;
    if (mg_config_from_text(&config, (const char *)data, size, "fuzz") != MG_OK) return 0;
    mg_param_count count = mg_count_params(&config);
    if (count.total <= 0 || count.active <= 0) abort();
    if (mg_config_to_text(&config, &text) != MG_OK) abort();
    if (mg_config_from_text(&back, text, strlen(text), "again") != MG_OK) abort();
    if (!mg_config_equal(&config, &back)) abort();
    mg_free(text);
    return 0;
}
