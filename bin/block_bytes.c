#include "bin/block_bytes.h"

#include <string.h>

#include "core/base/alloc.h"

enum { BLOCKS = 4 };

typedef struct block {
    uint8_t *data; /* NULL: not used yet */
    uint64_t number, used;
} block;

typedef struct block_bytes {
    mg_bytes base;
    mg_bytes *inner;
    size_t block_bytes;
    uint64_t clock; /* of uses */
    block blocks[BLOCKS];
} block_bytes;

/* The place to put a block into: a free one, or the one used longest ago. */
static block *oldest(block_bytes *b) {
    block *found = &b->blocks[0];
    for (int i = 1; i < BLOCKS; i++)
        if (b->blocks[i].used < found->used) found = &b->blocks[i];
    return found;
}

static mg_status load(block_bytes *b, uint64_t number, block **out) {
    block *place = oldest(b);
    const uint64_t offset = number * b->block_bytes, left = b->base.size - offset;
    if (!place->data) place->data = mg_malloc(b->block_bytes);
    if (!place->data) return MG_ERR_MEMORY;
    place->used = 0; /* holds nothing until it is read */
    MG_TRY(mg_bytes_read(b->inner, offset, place->data,
                         left < b->block_bytes ? (size_t)left : b->block_bytes));
    place->number = number;
    *out = place;
    return MG_OK;
}

static mg_status find(block_bytes *b, uint64_t number, block **out) {
    *out = NULL;
    for (int i = 0; i < BLOCKS; i++)
        if (b->blocks[i].used && b->blocks[i].number == number) *out = &b->blocks[i];
    if (!*out) MG_TRY(load(b, number, out));
    (*out)->used = ++b->clock;
    return MG_OK;
}

static mg_status block_read(mg_bytes *bytes, uint64_t offset, void *out, size_t n) {
    block_bytes *b = (block_bytes *)bytes;
    uint8_t *to = out;
    while (n > 0) {
        block *found;
        const size_t within = (size_t)(offset % b->block_bytes), left = b->block_bytes - within;
        const size_t take = n < left ? n : left;
        MG_TRY(find(b, offset / b->block_bytes, &found));
        memcpy(to, found->data + within, take);
        to += take;
        offset += take;
        n -= take;
    }
    return MG_OK;
}

static void block_free(mg_bytes *bytes) {
    block_bytes *b = (block_bytes *)bytes;
    for (int i = 0; i < BLOCKS; i++) mg_free(b->blocks[i].data);
    mg_bytes_free(b->inner);
    mg_free(b);
}

mg_status mg_block_bytes_open(mg_bytes *inner, size_t size, mg_bytes **out) {
    block_bytes *b = mg_calloc(1, sizeof *b);
    *out = NULL;
    if (!b) {
        mg_bytes_free(inner);
        return MG_ERR_MEMORY;
    }
    b->base = (mg_bytes){
        .name = inner->name, .size = inner->size, .read = block_read, .free = block_free};
    b->inner = inner;
    b->block_bytes = size;
    *out = &b->base;
    return MG_OK;
}
