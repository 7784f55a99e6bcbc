#include "tests/helper_devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/status.h"

#define CTEST_SKIPPED 77 /* SKIP_RETURN_CODE in tests/CMakeLists.txt */

bool device_wanted(const char *name) {
    const char *list = getenv("MATHGYM_TEST_DEVICES");
    if (!list) return true;
    size_t length = strlen(name);
    for (const char *at = strstr(list, name); at; at = strstr(at + 1, name)) {
        bool starts = at == list || at[-1] == ',', ends = at[length] == '\0' || at[length] == ',';
        if (starts && ends) return true;
    }
    return false;
}

int device_vulkan_missing(void) {
    const char *required = getenv("MATHGYM_REQUIRE_VULKAN");
    bool failed = required && strcmp(required, "1") == 0;
    fprintf(stderr, "%s: %s\n", failed ? "FAILED" : "SKIPPED", mg_error_text());
    return failed ? 1 : CTEST_SKIPPED;
}
