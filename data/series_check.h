/* Checks of the contents of a column's buffers, and the loads that are safe after them. */
#ifndef MG_DATA_SERIES_CHECK_H
#define MG_DATA_SERIES_CHECK_H

#include <string.h>

#include "data/arrow_batch.h"

/* The column that is checked, for messages. */
typedef struct mg_series_checked {
    const mg_arrow_batch *layout;
    const mg_arrow_node *node;
    const char *column;
} mg_series_checked;

/* As many nulls as the node says. NULL: there is no bitmap, nothing is null. */
mg_status mg_series_check_bitmap(const mg_series_checked *what, const uint8_t *bitmap);
/* node->length + 1 offsets of `width` bytes: from 0 on, never falling, at most `limit`. */
mg_status mg_series_check_offsets(const mg_series_checked *what, const uint8_t *offsets, int width,
                                  int64_t limit);
/* Strings that are not null are UTF-8 without a NUL. Their offsets have been checked. */
mg_status mg_series_check_utf8(const mg_series_checked *what, const uint8_t *bitmap,
                               const uint8_t *offsets, int width, const uint8_t *bytes);
/* Indices that are not null are below `count`. */
mg_status mg_series_check_indices(const mg_series_checked *what, const uint8_t *bitmap,
                                  const uint8_t *indices, int width, bool is_signed, size_t count);

static inline bool mg_series_bit(const uint8_t *bitmap, int64_t i) {
    return bitmap[i >> 3] >> (i & 7) & 1;
}

static inline int64_t mg_series_offset(const uint8_t *offsets, int width, int64_t i) {
    int32_t narrow;
    int64_t wide;
    if (width == 8) {
        memcpy(&wide, offsets + 8 * i, sizeof wide);
        return wide;
    }
    memcpy(&narrow, offsets + 4 * i, sizeof narrow);
    return narrow;
}

/* An index that has been checked: not negative, so its sign does not matter. */
static inline int64_t mg_series_index_at(const uint8_t *indices, int width, int64_t i) {
    uint64_t value = 0;
    memcpy(&value, indices + width * i, (size_t)width);
    return (int64_t)value;
}

#endif
