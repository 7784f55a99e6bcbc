#include "data/hub_verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

#define CHUNK ((size_t)256 << 10) /* stays in the second-level cache between read and hash */

/* Waits for bytes past `at`; returns up to where they go, or `at` if there will be none. */
static uint64_t wait_past(mg_hub_verify *verify, uint64_t at) {
    pthread_mutex_lock(&verify->lock);
    while (verify->ready <= at && !verify->stop) {
        pthread_cond_wait(&verify->moved, &verify->lock);
    }
    uint64_t until = verify->stop ? at : verify->ready;
    pthread_mutex_unlock(&verify->lock);
    return until;
}

static mg_status add_chunk(mg_hub_verify *verify, uint8_t *buffer, uint64_t *at, uint64_t until) {
    size_t wanted = until - *at < CHUNK ? (size_t)(until - *at) : CHUNK;
    ssize_t got;
    do {
        got = pread(verify->fd, buffer, wanted, (off_t)*at);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return mg_fail_errno("read back", verify->path, errno);
    if (got == 0) return mg_fail(MG_ERR_IO, "%s became shorter meanwhile", verify->path);
    *at += (uint64_t)got;
    return mg_digest_add(verify->digest, buffer, (size_t)got);
}

static mg_status hash_all(mg_hub_verify *verify, uint8_t *buffer) {
    uint64_t at = 0;
    while (at < verify->size) {
        uint64_t until = wait_past(verify, at);
        if (until == at) return mg_fail(MG_ERR_INTERRUPTED, "%s was not finished", verify->path);
        while (at < until) MG_TRY(add_chunk(verify, buffer, &at, until));
    }
    return mg_digest_finish(verify->digest, verify->hex);
}

static void *follow(void *context) {
    mg_hub_verify *verify = context;
    uint8_t *buffer = mg_malloc(CHUNK);
    verify->status = buffer ? hash_all(verify, buffer) : MG_ERR_MEMORY;
    if (verify->status != MG_OK) {
        snprintf(verify->text, sizeof verify->text, "%s", mg_error_text());
    }
    mg_free(buffer);
    return NULL;
}

mg_status mg_hub_verify_start(mg_hub_verify *verify, mg_digest_kind kind, int fd, const char *path,
                              uint64_t size) {
    *verify = (mg_hub_verify){.fd = fd, .path = path, .size = size};
    MG_TRY(mg_digest_create(kind, size, &verify->digest));
    pthread_mutex_init(&verify->lock, NULL);
    pthread_cond_init(&verify->moved, NULL);
    int error = pthread_create(&verify->thread, NULL, follow, verify);
    verify->running = error == 0;
    if (verify->running) return MG_OK;
    mg_digest_free(verify->digest);
    *verify = (mg_hub_verify){0};
    return mg_fail(MG_ERR_DEVICE, "cannot start a thread: %s", strerror(error));
}

void mg_hub_verify_advance(mg_hub_verify *verify, uint64_t ready) {
    pthread_mutex_lock(&verify->lock);
    verify->ready = ready;
    pthread_cond_signal(&verify->moved);
    pthread_mutex_unlock(&verify->lock);
}

static void join(mg_hub_verify *verify) {
    pthread_join(verify->thread, NULL);
    pthread_cond_destroy(&verify->moved);
    pthread_mutex_destroy(&verify->lock);
    mg_digest_free(verify->digest);
    verify->digest = NULL;
    verify->running = false;
}

mg_status mg_hub_verify_finish(mg_hub_verify *verify, char hex[MG_DIGEST_HEX]) {
    join(verify);
    if (verify->status != MG_OK) return mg_fail(verify->status, "%s", verify->text);
    memcpy(hex, verify->hex, MG_DIGEST_HEX);
    return MG_OK;
}

void mg_hub_verify_stop(mg_hub_verify *verify) {
    if (!verify->running) return;
    pthread_mutex_lock(&verify->lock);
    verify->stop = true;
    pthread_cond_signal(&verify->moved);
    pthread_mutex_unlock(&verify->lock);
    join(verify);
}
