#include "gym/families/numbers_written.h"

mg_written_value mg_written_read(int64_t operand) {
    int style = (int)(operand & 255);
    mg_written_value value = {(operand - style) / 256, 1, style >= 16, 0};
    if (!value.fraction) value.places = style;
    value.bottom = value.fraction ? style - 14 : mg_power_of_ten(style);
    return value;
}

void mg_text_written(mg_text *out, int64_t operand) {
    mg_written_value value = mg_written_read(operand);
    if (!value.fraction) {
        mg_text_decimal(out, value.top, value.places);
        return;
    }
    mg_text_int(out, value.top);
    mg_text_char(out, '/');
    mg_text_int(out, value.bottom);
}

int mg_written_compare(int64_t a, int64_t b) {
    mg_written_value first = mg_written_read(a), second = mg_written_read(b);
    int64_t left = first.top * second.bottom, right = second.top * first.bottom;
    return (left > right) - (left < right);
}

int64_t mg_written_draw(mg_rng *rng, int kind, int64_t low, int64_t span, int places) {
    if (kind == MG_WRITTEN_MIXED) kind = (int)mg_rng_below(rng, 3);
    int64_t from = low == 0 ? 0 : -span;
    if (kind == MG_WRITTEN_WHOLE) return mg_written(mg_draw_between(rng, from, span), 0);
    if (kind == MG_WRITTEN_DECIMAL) {
        int shown = (int)mg_draw_between(rng, 0, places);
        int64_t units =
            mg_draw_between(rng, from * mg_power_of_ten(shown), span * mg_power_of_ten(shown));
        for (; shown > 0 && units % 10 == 0; shown--) units /= 10;
        return mg_written_decimal(units, shown);
    }
    int64_t bottom = mg_draw_between(rng, 2, 20);
    int64_t most = 3 * bottom < span * bottom ? 3 * bottom : span * bottom;
    mg_ratio ratio = mg_ratio_of(mg_draw_between(rng, from < 0 ? -most : 1, most), bottom);
    if (ratio.bottom == 1) return mg_written(ratio.top, 0);
    return mg_written_fraction(ratio.top, ratio.bottom);
}

int mg_written_bytes(int kind, int64_t span, int places) {
    int bytes = 1 + mg_digit_count(span) + (places ? 1 + places : 0);
    return kind >= MG_WRITTEN_FRACTION && bytes < 6 ? 6 : bytes; /* "-59/20" */
}

bool mg_written_are_distinct(const int64_t *list, int count) {
    for (int i = 1; i < count; i++)
        for (int k = 0; k < i; k++)
            if (mg_written_compare(list[i], list[k]) == 0) return false;
    return true;
}

void mg_written_sort(int64_t *list, int count) {
    for (int i = 1; i < count; i++) {
        int64_t moved = list[i];
        int at = i;
        for (; at > 0 && mg_written_compare(list[at - 1], moved) > 0; at--) list[at] = list[at - 1];
        list[at] = moved;
    }
}

void mg_text_written_list(mg_text *out, const int64_t *list, int count, const char *between) {
    for (int i = 0; i < count; i++) {
        if (i > 0) mg_text_string(out, between);
        mg_text_written(out, list[i]);
    }
}
