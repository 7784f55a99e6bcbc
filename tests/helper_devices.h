/* Which devices a test uses. The environment decides:
 *     MATHGYM_TEST_DEVICES=oracle,cpu     leave out every device that is not named; unset: use all
 *     MATHGYM_REQUIRE_VULKAN=1            having no Vulkan device is a failure, not a skip */
#ifndef MG_TESTS_HELPER_DEVICES_H
#define MG_TESTS_HELPER_DEVICES_H

#include <stdbool.h>

bool device_wanted(const char *name);

/* For a Vulkan device that cannot be opened: says why (mg_error_text()) and returns the exit code,
 * 1 where Vulkan is required, else the one that CTest knows as "skipped". */
int device_vulkan_missing(void);

#endif
