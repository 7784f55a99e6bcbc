/* Under AddressSanitizer, keeps the software Vulkan driver loaded until the end of the process. The
 * Vulkan loader unloads it with the last instance, and what the driver's own globals point to would
 * then be reported as leaked by this program. */
#include <dlfcn.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif

void helper_keep_driver(void);

#ifdef SANITIZED
__attribute__((constructor)) void helper_keep_driver(void) {
    dlopen("libvulkan_lvp.so", RTLD_LAZY | RTLD_NODELETE); /* there may be none: no matter */
}
#else
void helper_keep_driver(void) {
}
#endif
