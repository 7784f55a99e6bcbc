/* libFuzzer: any bytes as JSON, then every getter on every member. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"

static void probe(const mg_json *object, const char *key) {
    mg_json child;
    int64_t i;
    double d;
    bool b;
    const char *s;
    (void)mg_json_get_int(object, key, -5, INT64_MAX, &i);
    (void)mg_json_opt_double(object, key, 0, 1, 0.5, &d);
    (void)mg_json_get_bool(object, key, &b);
    (void)mg_json_get_string(object, key, &s);
    (void)mg_json_get_object(object, key, &child);
    if (mg_json_get_array(object, key, &child) != MG_OK) return;
    for (size_t n = 0; n < mg_json_length(&child) && n < 4; n++) {
        mg_json element = mg_json_at(&child, n);
        (void)mg_json_at_int(&child, n, 0, 9, &i);
        (void)mg_json_get_bool(&element, "k", &b);
    }
}

/* A value that was read comes back from the writer's text unchanged. */
static void rewrite(const char *text) {
    mg_json_writer writer = {0};
    mg_json_doc doc;
    const char *again;
    mg_json_begin_object(&writer);
    mg_json_key(&writer, "s");
    mg_json_string(&writer, text);
    mg_json_end_object(&writer);
    if (mg_json_parse_text(&doc, "w", writer.text, writer.length) != MG_OK) abort();
    mg_json root = mg_json_root(&doc);
    if (mg_json_get_string(&root, "s", &again) != MG_OK || strcmp(again, text) != 0) abort();
    mg_json_doc_free(&doc);
    mg_json_writer_free(&writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const known[] = {"a", "dtype", NULL};
    mg_json_doc doc;
    const char *key;
    json_t *node;
    if (mg_json_parse_text(&doc, "fuzz.json", (const char *)data, size) != MG_OK) {
        if (strchr(mg_error_text(), '\n')) abort(); /* messages are one line */
        return 0;
    }
    mg_json root = mg_json_root(&doc);
    (void)mg_json_check_keys(&root, known);
    probe(&root, "absent");
    json_object_foreach(root.node, key, node) {
        probe(&root, key);
        rewrite(key);
        if (json_is_string(node)) rewrite(json_string_value(node));
    }
    mg_json_doc_free(&doc);
    return 0;
}
