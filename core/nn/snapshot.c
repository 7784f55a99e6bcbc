/* A decoder's rows as bytes: a header, then latents and memories as they lie on the device. */
#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/decoder.h"

#define MAGIC   "mgstream"
#define VERSION 2

typedef struct header {
    char magic[8];
    uint32_t version;
    uint32_t real_bytes; /* of the device */
    uint64_t config_hash;
    int64_t rows, slots, latent_bytes, state_bytes;
    uint64_t checksum; /* of what follows */
} header;

static header header_of(const mg_decoder *d) {
    const mg_device *device = d->cache.latents->device;
    header h = {.version = VERSION,
                .real_bytes = (uint32_t)device->real_bytes,
                .config_hash = d->config_hash,
                .rows = d->rows,
                .slots = d->cache.slots,
                .latent_bytes = (int64_t)d->cache.latents->bytes,
                .state_bytes = d->state.buffer ? (int64_t)d->state.buffer->bytes : 0};
    memcpy(h.magic, MAGIC, sizeof h.magic);
    return h;
}

/* FNV-1a */
static uint64_t checksum_of(const char *bytes, int64_t n) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int64_t i = 0; i < n; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

static mg_status read_bytes(mg_buffer *buffer, void *to) {
    return buffer ? buffer->device->backend->buffer_read(buffer, 0, to, buffer->bytes) : MG_OK;
}

static mg_status write_bytes(mg_buffer *buffer, const void *from) {
    return buffer ? buffer->device->backend->buffer_write(buffer, 0, from, buffer->bytes) : MG_OK;
}

mg_status mg_decoder_snapshot(const mg_decoder *d, void **bytes, size_t *size) {
    header h = header_of(d);
    *size = sizeof h + (size_t)(h.latent_bytes + h.state_bytes);
    char *to = mg_malloc(*size);
    *bytes = to;
    if (!to) return MG_ERR_MEMORY;
    mg_status status;
    MG_GO(read_bytes(d->cache.latents, to + sizeof h));
    MG_GO(read_bytes(d->state.buffer, to + sizeof h + h.latent_bytes));
    h.checksum = checksum_of(to + sizeof h, h.latent_bytes + h.state_bytes);
    memcpy(to, &h, sizeof h);
done:
    if (status != MG_OK) {
        mg_free(to);
        *bytes = NULL;
    }
    return status;
}

static mg_status check(const header *found, const header *wanted, size_t size) {
    if (memcmp(found->magic, wanted->magic, sizeof found->magic) != 0)
        return mg_fail(MG_ERR_FORMAT, "these bytes are no snapshot of a decoder");
    if (found->version != wanted->version)
        return mg_fail(MG_ERR_FORMAT, "the snapshot has version %u, this program reads version %u",
                       found->version, wanted->version);
    if (found->config_hash != wanted->config_hash)
        return mg_fail(MG_ERR_ARG, "the snapshot is of a model with another config.json");
    if (found->rows != wanted->rows || found->slots != wanted->slots)
        return mg_fail(MG_ERR_ARG,
                       "the snapshot has %lld rows of %lld slots, the decoder %lld of %lld",
                       (long long)found->rows, (long long)found->slots, (long long)wanted->rows,
                       (long long)wanted->slots);
    if (found->real_bytes != wanted->real_bytes)
        return mg_fail(MG_ERR_ARG, "the snapshot has numbers of %u bytes, this device of %u",
                       found->real_bytes, wanted->real_bytes);
    size_t expected = sizeof *wanted + (size_t)(wanted->latent_bytes + wanted->state_bytes);
    if (found->latent_bytes != wanted->latent_bytes || found->state_bytes != wanted->state_bytes ||
        size != expected)
        return mg_fail(MG_ERR_FORMAT, "the snapshot has %zu bytes, expected %zu", size, expected);
    return MG_OK;
}

mg_status mg_decoder_restore(mg_decoder *d, const void *bytes, size_t size) {
    header found, wanted = header_of(d);
    if (size < sizeof found)
        return mg_fail(MG_ERR_FORMAT, "a snapshot of %zu bytes is cut off in its header", size);
    memcpy(&found, bytes, sizeof found);
    MG_TRY(check(&found, &wanted, size));
    const char *from = (const char *)bytes + sizeof found;
    if (checksum_of(from, found.latent_bytes + found.state_bytes) != found.checksum)
        return mg_fail(MG_ERR_FORMAT, "the snapshot is damaged: its numbers do not have the "
                                      "checksum in its header; take it again");
    MG_TRY(write_bytes(d->cache.latents, from));
    return write_bytes(d->state.buffer, from + found.latent_bytes);
}
