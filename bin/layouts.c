#include "bin/layouts.h"

#include "gym/problem.h"
#include "gym/text.h"

const char *const *mg_layout_choices(void) {
    static const char *names[MG_LAYOUT_COUNT + 1];
    for (int i = 0; i < MG_LAYOUT_COUNT; i++) names[i] = mg_layout_name(i);
    return names;
}

const char *mg_layout_list(void) {
    static char list[128];
    mg_text text = mg_text_over(list, sizeof list);
    for (int i = 0; i < MG_LAYOUT_COUNT; i++) {
        if (i > 0) mg_text_char(&text, '|');
        mg_text_string(&text, mg_layout_name(i));
    }
    mg_text_end(&text);
    return list;
}
