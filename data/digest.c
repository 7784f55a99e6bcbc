#include "data/digest.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>

#include "core/base/alloc.h"

struct mg_digest {
    EVP_MD_CTX *state;
};

static mg_status fail_openssl(void) {
    return mg_fail(MG_ERR_UNSUPPORTED,
                   "OpenSSL refuses to compute a checksum; see that its configuration allows "
                   "SHA-256 and SHA-1");
}

static mg_status begin_git_blob(mg_digest *digest, uint64_t size) {
    char header[32];
    int length = snprintf(header, sizeof header, "blob %" PRIu64, size);
    return mg_digest_add(digest, header, (size_t)length + 1); /* git hashes the NUL too */
}

mg_status mg_digest_create(mg_digest_kind kind, uint64_t size, mg_digest **out) {
    mg_status status = MG_ERR_MEMORY;
    mg_digest *digest = mg_calloc(1, sizeof *digest);
    *out = NULL;
    if (!digest) return MG_ERR_MEMORY;
    digest->state = EVP_MD_CTX_new();
    if (!digest->state) MG_GO(mg_fail(MG_ERR_MEMORY, "out of memory: a checksum's state"));
    const EVP_MD *algorithm = kind == MG_DIGEST_SHA256 ? EVP_sha256() : EVP_sha1();
    MG_GO(EVP_DigestInit_ex(digest->state, algorithm, NULL) == 1 ? MG_OK : fail_openssl());
    if (kind == MG_DIGEST_GIT_BLOB) MG_GO(begin_git_blob(digest, size));
    *out = digest;
    return MG_OK;
done:
    mg_digest_free(digest);
    return status;
}

mg_status mg_digest_add(mg_digest *digest, const void *data, size_t n) {
    return EVP_DigestUpdate(digest->state, data, n) == 1 ? MG_OK : fail_openssl();
}

mg_status mg_digest_finish(mg_digest *digest, char hex[MG_DIGEST_HEX]) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (EVP_DigestFinal_ex(digest->state, bytes, &n) != 1) return fail_openssl();
    for (unsigned i = 0; i < n; i++) snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    return MG_OK;
}

void mg_digest_free(mg_digest *digest) {
    if (!digest) return;
    EVP_MD_CTX_free(digest->state);
    mg_free(digest);
}
