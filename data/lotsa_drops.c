#include "data/lotsa_drops.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const KEYS[] = {
#define MG_DROP_KEY(constant, key, words) key,
    MG_DROP_LIST(MG_DROP_KEY)
#undef MG_DROP_KEY
};

static const char *const WORDS[] = {
#define MG_DROP_WORDS(constant, key, words) words,
    MG_DROP_LIST(MG_DROP_WORDS)
#undef MG_DROP_WORDS
};

/* The counts are read for reports alone: no order between threads hangs on them. */
static void add(_Atomic uint64_t *count, uint64_t n) {
    atomic_fetch_add_explicit(count, n, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *count) {
    return atomic_load_explicit(count, memory_order_relaxed);
}

void mg_drops_keep(mg_drops *drops) {
    add(&drops->kept, 1);
}

void mg_drops_count(mg_drops *drops, mg_drop reason) {
    add(&drops->dropped[reason], 1);
}

uint64_t mg_drops_total(const mg_drops *drops) {
    uint64_t total = get(&drops->kept);
    for (int r = 0; r < MG_DROP_REASONS; r++) total += get(&drops->dropped[r]);
    return total;
}

void mg_drops_add(mg_drops *drops, const mg_drops *from) {
    add(&drops->kept, get(&from->kept));
    for (int r = 0; r < MG_DROP_REASONS; r++) add(&drops->dropped[r], get(&from->dropped[r]));
}

const char *mg_drops_text(const mg_drops *drops, char *out, size_t size) {
    size_t used = (size_t)snprintf(out, size, "%" PRIu64 " of %" PRIu64 " kept", get(&drops->kept),
                                   mg_drops_total(drops));
    const char *separator = "; dropped: ";
    for (int r = 0; r < MG_DROP_REASONS && used < size; r++) {
        const uint64_t count = get(&drops->dropped[r]);
        if (count == 0) continue;
        used += (size_t)snprintf(out + used, size - used, "%s%" PRIu64 " %s", separator, count,
                                 WORDS[r]);
        separator = ", ";
    }
    return out;
}

void mg_drops_write(const mg_drops *drops, mg_json_writer *writer) {
    mg_json_begin_object(writer);
    mg_json_key(writer, "kept"), mg_json_int(writer, (int64_t)get(&drops->kept));
    mg_json_key(writer, "dropped");
    mg_json_begin_object(writer);
    for (int r = 0; r < MG_DROP_REASONS; r++) {
        const uint64_t count = get(&drops->dropped[r]);
        if (count > 0) mg_json_key(writer, KEYS[r]), mg_json_int(writer, (int64_t)count);
    }
    mg_json_end_object(writer);
    mg_json_end_object(writer);
}
