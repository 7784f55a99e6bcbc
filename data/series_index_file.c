/* An index as a file:
 *
 *     8 bytes   "MGSERIES"
 *     head      the struct below
 *     rows, lists, batches, texts, each padded to 8 bytes
 *     u64       checksum of all before it
 *
 * Little-endian, as everything that is read here. */
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/series_index_parts.h"

enum { VERSION = 1, MAX_BYTES = 1 << 30 };

typedef struct head {
    char mark[8];
    uint64_t version;
    uint64_t size; /* of the file that was indexed */
    uint64_t row_count, list_count, batch_count, text_bytes;
    mg_series_index_number number[MG_SERIES_VALUE_COLUMNS];
} head;

/* FNV-1a over words of 8 bytes: against damage, not against malice. */
static uint64_t checksum(const uint8_t *bytes, size_t n) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < n; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x100000001b3);
        hash ^= hash >> 32;
    }
    return hash;
}

/* Sections in the order of the file. */
enum { ROWS, LISTS, BATCHES, TEXTS, SECTIONS };

typedef struct section {
    void **data;
    size_t *count, *capacity;
    size_t item_bytes;
} section;

static void list_sections(mg_series_index *x, section out[SECTIONS]) {
    out[ROWS] = (section){(void **)&x->rows, &x->row_count, &x->row_capacity, sizeof *x->rows};
    out[LISTS] = (section){(void **)&x->lists, &x->list_count, &x->list_capacity, sizeof *x->lists};
    out[BATCHES] =
        (section){(void **)&x->batches, &x->batch_count, &x->batch_capacity, sizeof *x->batches};
    out[TEXTS] = (section){(void **)&x->texts, &x->text_bytes, &x->text_capacity, 1};
}

static size_t padded(size_t bytes) {
    return (bytes + 7) & ~(size_t)7;
}

mg_status mg_series_index_write(const mg_series_index *index, const char *path) {
    mg_series_index view = *index;
    section sections[SECTIONS];
    head h = {"MGSERIES",        VERSION,
              index->size,       index->row_count,
              index->list_count, index->batch_count,
              index->text_bytes, {index->number[0], index->number[1]}};
    size_t total = sizeof h + sizeof(uint64_t), at = sizeof h;
    list_sections(&view, sections);
    for (int i = 0; i < SECTIONS; i++) total += padded(*sections[i].count * sections[i].item_bytes);
    if (total > MAX_BYTES) {
        return mg_fail(MG_ERR_UNSUPPORTED, "%s: an index of %zu bytes is too large to store", path,
                       total);
    }
    uint8_t *bytes = mg_calloc(1, total);
    if (!bytes) return MG_ERR_MEMORY;
    memcpy(bytes, &h, sizeof h);
    for (int i = 0; i < SECTIONS; i++) {
        size_t size = *sections[i].count * sections[i].item_bytes;
        if (size) memcpy(bytes + at, *sections[i].data, size);
        at += padded(size);
    }
    uint64_t sum = checksum(bytes, at);
    memcpy(bytes + at, &sum, sizeof sum);
    mg_status status = mg_file_write_atomic(path, bytes, total);
    mg_free(bytes);
    return status;
}

static mg_status fail_load(const char *path, const char *why) {
    return mg_fail(MG_ERR_FORMAT, "%s: %s; make the index anew", path, why);
}

static mg_status check_head(const char *path, const uint8_t *bytes, size_t n, uint64_t size,
                            head *h) {
    uint64_t sum;
    if (n < sizeof *h + sizeof sum || n % 8) return fail_load(path, "it has an impossible size");
    memcpy(h, bytes, sizeof *h);
    if (memcmp(h->mark, "MGSERIES", sizeof h->mark) != 0) return fail_load(path, "it is no index");
    if (h->version != VERSION) return fail_load(path, "another version wrote it");
    memcpy(&sum, bytes + n - sizeof sum, sizeof sum);
    if (checksum(bytes, n - sizeof sum) != sum) return fail_load(path, "its checksum is wrong");
    if (h->size != size) return fail_load(path, "it belongs to a file of another size");
    return MG_OK;
}

static mg_status take_section(const section *s, uint64_t count, const uint8_t *bytes, size_t n,
                              size_t *at) {
    if (count > (n - *at) / s->item_bytes) return MG_ERR_FORMAT;
    size_t size = (size_t)count * s->item_bytes;
    if (padded(size) > n - *at) return MG_ERR_FORMAT;
    MG_TRY(mg_grow(s->data, s->capacity, (size_t)count, s->item_bytes));
    if (size) memcpy(*s->data, bytes + *at, size);
    *s->count = (size_t)count;
    *at += padded(size);
    return MG_OK;
}

static bool is_text(const mg_series_index *x, int32_t offset) {
    return offset == MG_SERIES_NO_TEXT || (offset >= 0 && (size_t)offset < x->text_bytes);
}

/* That every reference leads somewhere; what is read through them is checked at the file. */
static bool is_sound(const mg_series_index *x) {
    if (x->text_bytes && x->texts[x->text_bytes - 1]) return false;
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        int bits = x->number[c].bits;
        if (x->number[c].there && bits != 8 && bits != 16 && bits != 32 && bits != 64) return false;
    }
    for (size_t i = 0; i < x->row_count; i++) {
        const mg_series_index_row *r = &x->rows[i];
        if (r->batch < 0 || (size_t)r->batch >= x->batch_count) return false;
        if (!is_text(x, r->item_id) || !is_text(x, r->freq)) return false;
        for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
            if (r->variates[c] < 0 || r->first_list[c] < 0) return false;
            if ((uint64_t)r->first_list[c] + (uint64_t)r->variates[c] > x->list_count) return false;
        }
    }
    return true;
}

static mg_status take_index(const char *path, const uint8_t *bytes, size_t n, uint64_t size,
                            mg_series_index *index) {
    head h = {{0}};
    section sections[SECTIONS];
    size_t at = sizeof h;
    MG_TRY(check_head(path, bytes, n, size, &h));
    index->size = h.size;
    memcpy(index->number, h.number, sizeof h.number);
    const uint64_t counts[SECTIONS] = {h.row_count, h.list_count, h.batch_count, h.text_bytes};
    list_sections(index, sections);
    for (int i = 0; i < SECTIONS; i++) {
        mg_status status = take_section(&sections[i], counts[i], bytes, n - sizeof(uint64_t), &at);
        if (status == MG_ERR_FORMAT) return fail_load(path, "it is shorter than it says");
        MG_TRY(status);
    }
    return is_sound(index) ? MG_OK : fail_load(path, "it contradicts itself");
}

mg_status mg_series_index_load(const char *path, uint64_t size, mg_series_index **out) {
    mg_status status;
    char *bytes = NULL;
    size_t n;
    mg_series_index *index = NULL;
    *out = NULL;
    MG_GO(mg_file_read(path, MAX_BYTES, &bytes, &n));
    index = mg_calloc(1, sizeof *index);
    MG_GO(index ? MG_OK : MG_ERR_MEMORY);
    MG_GO(take_index(path, (const uint8_t *)bytes, n, size, index));
    *out = index;
    index = NULL;
done:
    mg_free(bytes);
    mg_series_index_free(index);
    return status;
}
