/* Sentences that tell facts and ask for them, without what ends them: of the distant_* families and
 * of distant texts (gym/distant.h). */
#ifndef MG_GYM_FAMILIES_FACTS_H
#define MG_GYM_FAMILIES_FACTS_H

#include "gym/text.h"

/* "Let k = 17", and for a register "Set a to 5" */
static inline void mg_say_value(mg_text *out, char name, int64_t value) {
    mg_text_string(out, "Let ");
    mg_text_char(out, name);
    mg_text_string(out, " = ");
    mg_text_int(out, value);
}

static inline void mg_say_register(mg_text *out, char name, int64_t value) {
    mg_text_string(out, "Set ");
    mg_text_char(out, name);
    mg_text_string(out, " to ");
    mg_text_int(out, value);
}

/* "Add 3 to a", "Take 2 from a" */
static inline void mg_say_change(mg_text *out, char name, int64_t change) {
    mg_text_string(out, change > 0 ? "Add " : "Take ");
    mg_text_int(out, change > 0 ? change : -change);
    mg_text_string(out, change > 0 ? " to " : " from ");
    mg_text_char(out, name);
}

/* "a @ b = p*a + q*b", and an application of it, "3 @ 1" */
static inline void mg_say_rule(mg_text *out, char symbol) {
    mg_text_string(out, "a ");
    mg_text_char(out, symbol);
    mg_text_string(out, " b = p*a + q*b");
}

static inline void mg_say_application(mg_text *out, int64_t a, char symbol, int64_t b) {
    mg_text_int(out, a);
    mg_text_char(out, ' ');
    mg_text_char(out, symbol);
    mg_text_char(out, ' ');
    mg_text_int(out, b);
}

/* "What is k?" */
static inline void mg_ask_name(mg_text *out, char name) {
    mg_text_string(out, "What is ");
    mg_text_char(out, name);
    mg_text_char(out, '?');
}

/* "What is x + k?", "What is x - k?" */
static inline void mg_ask_names(mg_text *out, char first, bool sum, char second) {
    mg_text_string(out, "What is ");
    mg_text_char(out, first);
    mg_text_string(out, sum ? " + " : " - ");
    mg_text_char(out, second);
    mg_text_char(out, '?');
}

/* "What is 6 @ 2?" */
static inline void mg_ask_application(mg_text *out, int64_t a, char symbol, int64_t b) {
    mg_text_string(out, "What is ");
    mg_say_application(out, a, symbol, b);
    mg_text_char(out, '?');
}

#endif
