/* Opens a device by name: the only place that knows every backend. */
#ifndef MG_BACKENDS_H
#define MG_BACKENDS_H

#include "core/graph/backend.h"

/* name: "cpu", "vulkan" or "vulkan:N" (N as listed by `mathgym devices`), "oracle", or "auto" (a Vulkan
 * GPU if there is one - never a software device -, else the CPU). threads: for the CPU; 0 = one per
 * available core. Fails with MG_ERR_ARG for an unknown name, MG_ERR_UNSUPPORTED or MG_ERR_DEVICE if
 * there is no such device: another device is never used in its place. */
mg_status mg_device_open(const char *name, int threads, mg_device **out);

#endif
