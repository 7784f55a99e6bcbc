#include "gym/families/arithmetic_surd.h"

bool mg_is_square_free(int64_t c) {
    for (int64_t p = 2; p * p <= c; p++)
        if (c % (p * p) == 0) return false;
    return c >= 2;
}

void mg_text_surd_sum(mg_text *text, mg_ratio a, mg_ratio b, int64_t c) {
    if (a.top != 0 || b.top == 0) mg_text_ratio(text, a);
    if (b.top == 0) return;
    if (a.top != 0) mg_text_string(text, b.top < 0 ? " - " : " + ");
    if (a.top == 0 && b.top < 0) mg_text_char(text, '-');
    mg_ratio size = {mg_absolute(b.top), b.bottom};
    if (size.top != 1 || size.bottom != 1) {
        mg_text_ratio(text, size);
        mg_text_char(text, '*');
    }
    mg_text_string(text, "sqrt(");
    mg_text_int(text, c);
    mg_text_char(text, ')');
}
