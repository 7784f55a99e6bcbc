#include "data/series_check.h"

#include <string.h>

#include "data/bytes.h"

/* `which` buffer of the column is wrong: 0 validity, 1 the second, 2 the third. */
#define CHECK_FAIL(what, which, ...)                                                               \
    mg_fail_offset(MG_ERR_FORMAT, (what)->layout->file,                                            \
                   mg_arrow_buffer_offset((what)->layout, (what)->node->first_buffer + (which)),   \
                   __VA_ARGS__)

mg_status mg_series_check_bitmap(const mg_series_checked *what, const uint8_t *bitmap) {
    int64_t n = what->node->length, valid = 0;
    if (!bitmap) return MG_OK;
    for (int64_t i = 0; i < n / 64; i++) {
        uint64_t word;
        memcpy(&word, bitmap + 8 * i, sizeof word);
        valid += __builtin_popcountll(word);
    }
    for (int64_t i = n & ~INT64_C(63); i < n; i++) valid += mg_series_bit(bitmap, i);
    if (n - valid == what->node->null_count) return MG_OK;
    return CHECK_FAIL(what, 0,
                      "column \"%s\": its bitmap has %" PRId64 " nulls, but it says %" PRId64,
                      what->column, n - valid, what->node->null_count);
}

mg_status mg_series_check_offsets(const mg_series_checked *what, const uint8_t *offsets, int width,
                                  int64_t limit) {
    int64_t n = what->node->length, last = 0;
    for (int64_t i = 0; n > 0 && i <= n; i++) {
        int64_t offset = mg_series_offset(offsets, width, i);
        if (offset < last) {
            return CHECK_FAIL(what, 1,
                              "column \"%s\": offset %" PRId64 " is %" PRId64 ", below %" PRId64,
                              what->column, i, offset, last);
        }
        last = offset;
    }
    if (last <= limit) return MG_OK;
    return CHECK_FAIL(what, 1,
                      "column \"%s\": its offsets end at %" PRId64 ", but there are only %" PRId64
                      " elements below",
                      what->column, last, limit);
}

/* Bytes of the character at `s`, 0 if it is none: Unicode 15, table 3-7; a NUL is none here. */
static size_t utf8_character(const uint8_t *s, size_t n) {
    if (s[0] < 0x80) return s[0] != 0;
    size_t bytes = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || bytes > n) return 0;
    uint8_t low = 0x80, high = 0xbf;
    if (s[0] == 0xe0) low = 0xa0;
    if (s[0] == 0xed) high = 0x9f;
    if (s[0] == 0xf0) low = 0x90;
    if (s[0] == 0xf4) high = 0x8f;
    if (s[1] < low || s[1] > high) return 0;
    for (size_t i = 2; i < bytes; i++) {
        if ((s[i] & 0xc0) != 0x80) return 0;
    }
    return bytes;
}

static bool is_utf8(const uint8_t *s, size_t n) {
    while (n > 0) {
        size_t bytes = utf8_character(s, n);
        if (bytes == 0) return false;
        s += bytes;
        n -= bytes;
    }
    return true;
}

mg_status mg_series_check_utf8(const mg_series_checked *what, const uint8_t *bitmap,
                               const uint8_t *offsets, int width, const uint8_t *bytes) {
    for (int64_t i = 0; i < what->node->length; i++) {
        if (bitmap && !mg_series_bit(bitmap, i)) continue;
        int64_t begin = mg_series_offset(offsets, width, i);
        int64_t end = mg_series_offset(offsets, width, i + 1);
        if (begin == end || is_utf8(bytes + begin, (size_t)(end - begin))) continue;
        return CHECK_FAIL(what, 2, "column \"%s\": text %" PRId64 " is not UTF-8, or has a NUL",
                          what->column, i);
    }
    return MG_OK;
}

mg_status mg_series_check_indices(const mg_series_checked *what, const uint8_t *bitmap,
                                  const uint8_t *indices, int width, bool is_signed, size_t count) {
    uint64_t sign = is_signed ? UINT64_C(1) << (8 * width - 1) : 0;
    for (int64_t i = 0; i < what->node->length; i++) {
        if (bitmap && !mg_series_bit(bitmap, i)) continue;
        uint64_t index = (uint64_t)mg_series_index_at(indices, width, i);
        if (index < count && !(index & sign)) continue;
        return CHECK_FAIL(what, 1,
                          "column \"%s\": index %" PRId64
                          " points outside its dictionary of %zu strings",
                          what->column, i, count);
    }
    return MG_OK;
}
