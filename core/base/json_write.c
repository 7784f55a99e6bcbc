/* The writing half of json.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/json.h"

static void put(mg_json_writer *writer, const char *bytes, size_t size) {
    if (writer->status != MG_OK) return;
    writer->status = mg_grow(&writer->text, &writer->capacity, writer->length + size + 1, 1);
    if (writer->status != MG_OK) return;
    memcpy(writer->text + writer->length, bytes, size);
    writer->length += size;
    writer->text[writer->length] = '\0';
}

void mg_json_raw(mg_json_writer *writer, const char *bytes, size_t size) {
    put(writer, bytes, size);
}

static void put_text(mg_json_writer *writer, const char *text) {
    put(writer, text, strlen(text));
}

static void put_line(mg_json_writer *writer) {
    if (!writer->indent) return;
    put(writer, "\n", 1);
    for (int i = 0; i < writer->depth * writer->indent; i++) put(writer, " ", 1);
}

/* What stands before a key, or before an element of a list. */
static void put_separator(mg_json_writer *writer) {
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (writer->need_comma) put(writer, ",", 1);
    if (writer->depth) put_line(writer);
    writer->need_comma = true;
}

static void begin(mg_json_writer *writer, const char *bracket) {
    put_separator(writer);
    put_text(writer, bracket);
    writer->depth++;
    writer->need_comma = false;
}

static void end(mg_json_writer *writer, const char *bracket) {
    writer->depth--;
    if (writer->need_comma) put_line(writer);
    put_text(writer, bracket);
    writer->need_comma = true;
}

void mg_json_begin_object(mg_json_writer *writer) {
    begin(writer, "{");
}

void mg_json_end_object(mg_json_writer *writer) {
    end(writer, "}");
}

void mg_json_begin_array(mg_json_writer *writer) {
    begin(writer, "[");
}

void mg_json_end_array(mg_json_writer *writer) {
    end(writer, "]");
}

/* Length of the UTF-8 sequence at `s` (RFC 3629: no overlong forms, no surrogates), 0 if it is
 * none. */
static size_t utf8_length(const unsigned char *s) {
    size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : 0;
    if (s[0] >= 0xE0 && s[0] < 0xF0) n = 3;
    if (s[0] >= 0xF0 && s[0] < 0xF5) n = 4;
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0;
    }
    if (s[0] == 0xE0 && s[1] < 0xA0) return 0;
    if (s[0] == 0xED && s[1] >= 0xA0) return 0;
    if (s[0] == 0xF0 && s[1] < 0x90) return 0;
    if (s[0] == 0xF4 && s[1] >= 0x90) return 0;
    return n;
}

static void put_escaped(mg_json_writer *writer, unsigned char byte) {
    char text[8];
    switch (byte) {
    case '"':
        put_text(writer, "\\\"");
        break;
    case '\\':
        put_text(writer, "\\\\");
        break;
    case '\n':
        put_text(writer, "\\n");
        break;
    case '\t':
        put_text(writer, "\\t");
        break;
    case '\r':
        put_text(writer, "\\r");
        break;
    default:
        snprintf(text, sizeof text, "\\u%04x", byte);
        put_text(writer, text);
    }
}

static void put_string(mg_json_writer *writer, const char *value) {
    const unsigned char *s = (const unsigned char *)value;
    put(writer, "\"", 1);
    while (*s) {
        size_t n = utf8_length(s);
        if (n == 0) {
            put_text(writer, "\xEF\xBF\xBD");
            n = 1;
        } else if (*s < 0x20 || *s == '"' || *s == '\\' || *s == 0x7F) {
            put_escaped(writer, *s);
        } else {
            put(writer, (const char *)s, n);
        }
        s += n;
    }
    put(writer, "\"", 1);
}

void mg_json_key(mg_json_writer *writer, const char *key) {
    put_separator(writer);
    put_string(writer, key);
    put_text(writer, writer->indent ? ": " : ":");
    writer->after_key = true;
}

static void put_scalar(mg_json_writer *writer, const char *text) {
    put_separator(writer);
    put_text(writer, text);
}

void mg_json_int(mg_json_writer *writer, int64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    put_scalar(writer, text);
}

/* Plain digits where the shortest form of a whole number has an exponent: 20.0, not 2e+01. Exact:
 * the digits that %g left out are zeros. The ".0" tells readers with types that this is no integer.
 */
static void put_number(mg_json_writer *writer, char *text, size_t size, double value) {
    if (strchr(text, 'e') && fabs(value) >= 1 && fabs(value) < 1e15) {
        snprintf(text, size, "%.0f", value);
    }
    if (!strpbrk(text, ".e")) strcat(text, ".0");
    put_scalar(writer, text);
}

void mg_json_float(mg_json_writer *writer, float value) {
    char text[48];
    if (!isfinite(value)) {
        mg_json_null(writer);
        return;
    }
    /* 9 digits always suffice for a float; the fewest that do are the same on every machine. */
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value) break;
    }
    put_number(writer, text, sizeof text, strtod(text, NULL));
}

void mg_json_double(mg_json_writer *writer, double value) {
    char text[48];
    if (!isfinite(value)) {
        mg_json_null(writer);
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    put_number(writer, text, sizeof text, value);
}

void mg_json_bool(mg_json_writer *writer, bool value) {
    put_scalar(writer, value ? "true" : "false");
}

void mg_json_null(mg_json_writer *writer) {
    put_scalar(writer, "null");
}

void mg_json_string(mg_json_writer *writer, const char *value) {
    put_separator(writer);
    put_string(writer, value);
}

void mg_json_newline(mg_json_writer *writer) {
    put(writer, "\n", 1);
    if (writer->depth == 0) writer->need_comma = false;
}

mg_status mg_json_writer_status(const mg_json_writer *writer) {
    if (writer->status == MG_OK) return MG_OK;
    return mg_fail(writer->status, "out of memory while writing JSON");
}

void mg_json_writer_reset(mg_json_writer *writer) {
    writer->length = 0;
    writer->depth = 0;
    writer->need_comma = writer->after_key = false;
    writer->status = MG_OK;
    if (writer->text) writer->text[0] = '\0';
}

void mg_json_writer_free(mg_json_writer *writer) {
    mg_free(writer->text);
    *writer = (mg_json_writer){0};
}
