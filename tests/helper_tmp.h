/* A fresh folder for one test program, removed when it ends.
 *
 *     const char *path = test_tmp("model.safetensors");  // <folder>/model.safetensors
 */
#ifndef MG_TESTS_HELPER_TMP_H
#define MG_TESTS_HELPER_TMP_H

#include <stddef.h>

/* Call first, for small files that are synced often: a folder in memory where there is one. */
void test_tmp_in_memory(void);

/* Path of `name` in the folder. Valid until 64 more calls. */
const char *test_tmp(const char *name);

/* Writes a file there and returns its path. */
const char *test_tmp_write(const char *name, const void *data, size_t size);

#endif
