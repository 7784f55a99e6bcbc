/* Checksums of files as the hub names them: SHA-256 of large files, git's SHA-1 of small ones.
 *
 *     mg_digest *digest;
 *     MG_TRY(mg_digest_create(MG_DIGEST_SHA256, size, &digest));
 *     MG_GO(mg_digest_add(digest, data, n));
 *     MG_GO(mg_digest_finish(digest, hex));
 * done:
 *     mg_digest_free(digest);
 *
 * OpenSSL's EVP picks the processor's SHA instructions; it cannot save its state, so a file that is
 * continued is hashed from its start again. SHA-1 is no protection against a forger: it is what git
 * has, and catches damage. */
#ifndef MG_DATA_DIGEST_H
#define MG_DATA_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

typedef enum mg_digest_kind {
    MG_DIGEST_SHA256,
    MG_DIGEST_GIT_BLOB, /* SHA-1 of "blob SIZE\0" and the bytes */
} mg_digest_kind;

enum { MG_DIGEST_HEX = 65 }; /* the longest in hexadecimal digits, and a NUL */

typedef struct mg_digest mg_digest;

/* `size` is that of the whole file (git's checksum begins with it). Fails with MG_ERR_MEMORY, or
 * MG_ERR_UNSUPPORTED where the system's policy has switched the algorithm off. */
mg_status mg_digest_create(mg_digest_kind kind, uint64_t size, mg_digest **out);
mg_status mg_digest_add(mg_digest *digest, const void *data, size_t n);
/* Lower-case digits; nothing may be added afterwards. */
mg_status mg_digest_finish(mg_digest *digest, char hex[MG_DIGEST_HEX]);
void mg_digest_free(mg_digest *digest);

#endif
