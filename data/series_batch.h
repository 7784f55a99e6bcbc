/* The small part of a record batch, which is kept: ids, times, list offsets, bitmaps. Whoever reads
 * the file (front to back, or here and there) asks which buffers are wanted, hands over their
 * bytes, and then asks about rows. All contents are checked once they are complete.
 *
 *     MG_TRY(mg_series_batch_begin(&b, &layout, &schema, &columns));
 *     for each buffer i of the layout:
 *         int slot = mg_series_batch_slot(&b, i);
 *         if (slot >= 0) fill it: mg_series_blob_begin(), mg_series_blob_add(), then
 *             MG_TRY(mg_series_batch_filled(&b, slot));
 *
 * The numbers themselves (slot MG_SERIES_SLOT_NUMBERS of a column) are asked for like the others,
 * but a reader that streams them leaves that slot empty. */
#ifndef MG_DATA_SERIES_BATCH_H
#define MG_DATA_SERIES_BATCH_H

#include "data/arrow_batch.h"
#include "data/series_columns.h"

/* Slots: the buffers of a text column, of `start`, of a column of lists. */
enum {
    MG_SERIES_SLOT_TEXT = 0, /* + 3 * text: validity, offsets or indices, bytes */
    MG_SERIES_SLOT_START = 3 * MG_SERIES_TEXTS,      /* validity, times */
    MG_SERIES_SLOT_LISTS = MG_SERIES_SLOT_START + 2, /* + 6 * column: of each level validity and
                                                        offsets, of the numbers validity, data */
    MG_SERIES_SLOT_NUMBERS = 5,                      /* within these 6 */
    MG_SERIES_SLOTS = MG_SERIES_SLOT_LISTS + 6 * MG_SERIES_VALUE_COLUMNS
};

/* One buffer in memory. */
typedef struct mg_series_blob {
    uint8_t *data;
    size_t size, capacity;
    size_t buffer; /* in the layout; SIZE_MAX: this batch has none */
    bool complete;
} mg_series_blob;

/* The strings of a dictionary. */
typedef struct mg_series_dictionary {
    char *bytes; /* each string with a NUL after it */
    size_t byte_count, byte_capacity;
    size_t *strings; /* offsets in `bytes`; SIZE_MAX is null */
    size_t count, capacity;
    bool loaded;
} mg_series_dictionary;

typedef struct mg_series_batch {
    const mg_arrow_batch *layout;
    const mg_arrow_schema *schema;
    const mg_series_columns *columns;
    size_t memory; /* most bytes of all blobs and dictionaries; 0: no limit */
    size_t used;
    mg_series_blob slots[MG_SERIES_SLOTS];
    mg_series_dictionary dictionaries[MG_SERIES_TEXTS];
    int filling;   /* the text column whose dictionary is being read, -1 if none */
    bool is_delta; /* of that dictionary */
    bool known;    /* texts and times are complete and checked */
    bool listed[MG_SERIES_VALUE_COLUMNS]; /* offsets and bitmaps of the column are */
} mg_series_batch;

/* Begins with a record batch; what the arguments point to must live until the next begin. */
mg_status mg_series_batch_begin(mg_series_batch *batch, const mg_arrow_batch *layout,
                                const mg_arrow_schema *schema, const mg_series_columns *columns);
/* Begins with a dictionary batch of text column `text`; its slots are the column's. */
mg_status mg_series_batch_begin_dictionary(mg_series_batch *batch, const mg_arrow_batch *layout,
                                           const mg_arrow_schema *schema,
                                           const mg_series_columns *columns, mg_series_text text,
                                           bool is_delta);
void mg_series_batch_free(mg_series_batch *batch);

/* The text column that reads dictionary `id`, -1 if none does. */
int mg_series_dictionary_reader(const mg_arrow_schema *schema, const mg_series_columns *columns,
                                int64_t id);

/* The slot that wants a buffer of the layout, -1 if none does. */
int mg_series_batch_slot(const mg_series_batch *batch, size_t buffer);
/* Room for `total` bytes; more than the memory allows is MG_ERR_UNSUPPORTED. */
mg_status mg_series_blob_begin(mg_series_batch *batch, int slot, uint64_t total);
void mg_series_blob_add(mg_series_batch *batch, int slot, const uint8_t *bytes, size_t n);
/* Checks what has become complete with this slot. */
mg_status mg_series_batch_filled(mg_series_batch *batch, int slot);

/* Rows, once `known`. A text is `*length` bytes without NUL at the end; NULL if it is null. */
const char *mg_series_batch_text(const mg_series_batch *batch, mg_series_text text, int64_t row,
                                 size_t *length);
bool mg_series_batch_start(const mg_series_batch *batch, int64_t row, int64_t *seconds,
                           int32_t *nanoseconds);

/* Lists, once `listed`. Element `i` of a level is elements *begin .. *end - 1 of what is below it;
 * false if it is null. */
bool mg_series_batch_range(const mg_series_batch *batch, mg_series_column column, int level,
                           int64_t i, int64_t *begin, int64_t *end);
/* Bitmap of the numbers, one bit each, or NULL if none is null. */
const uint8_t *mg_series_batch_bitmap(const mg_series_batch *batch, mg_series_column column);
/* Lists of a row that hold numbers: *first is their first index in the last level. */
int64_t mg_series_batch_variates(const mg_series_batch *batch, mg_series_column column, int64_t row,
                                 int64_t *first);

#endif
