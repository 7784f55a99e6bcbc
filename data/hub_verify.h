/* The checksum of a file that is still arriving: a thread reads the part that has no gap back from
 * the page cache and hashes it, so that at the end little is left to do, and so that what an
 * earlier run left is hashed while the rest comes in.
 *
 *     MG_TRY(mg_hub_verify_start(&verify, kind, fd, path, size));
 *     mg_hub_verify_advance(&verify, prefix);        // as often as one likes
 *     MG_TRY(mg_hub_verify_finish(&verify, hex));    // all `size` bytes were told of: waits for it
 * done:
 *     mg_hub_verify_stop(&verify);                   // legal on a zeroed or finished one */
#ifndef MG_DATA_HUB_VERIFY_H
#define MG_DATA_HUB_VERIFY_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/status.h"
#include "data/digest.h"

typedef struct mg_hub_verify {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool running;
    bool stop;
    uint64_t ready; /* bytes from the start that are there */
    uint64_t size;
    int fd;
    const char *path; /* borrowed */
    mg_digest *digest;
    mg_status status;
    char text[512]; /* of the failure: error texts belong to threads */
    char hex[MG_DIGEST_HEX];
} mg_hub_verify;

mg_status mg_hub_verify_start(mg_hub_verify *verify, mg_digest_kind kind, int fd, const char *path,
                              uint64_t size);
void mg_hub_verify_advance(mg_hub_verify *verify, uint64_t ready);
mg_status mg_hub_verify_finish(mg_hub_verify *verify, char hex[MG_DIGEST_HEX]);
void mg_hub_verify_stop(mg_hub_verify *verify);

#endif
