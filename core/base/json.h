/* JSON: typed reading over Jansson, and a writer whose bytes depend on the values alone.
 *
 * Reading. Duplicate keys, bytes after the value, non-UTF-8 and NULs in strings are errors. Getters
 * fail with one line that names the file, the field and what was found:
 *     config.json: "hidden_size" must be a positive integer, found "abc"
 *
 *     mg_json_doc doc;
 *     MG_TRY(mg_json_parse_file(&doc, "config.json", 1 << 20));
 *     mg_json root = mg_json_root(&doc);
 *     MG_GO(mg_json_get_int(&root, "hidden_size", 1, INT32_MAX, &hidden_size));
 *     MG_GO(mg_json_opt_int(&root, "q_lora_rank", 0, INT32_MAX, 0, &q_lora_rank));
 * done:
 *     mg_json_doc_free(&doc);
 */
#ifndef MG_BASE_JSON_H
#define MG_BASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

typedef struct mg_json_doc {
    char *name;   /* file name, for messages */
    json_t *root; /* owned */
} mg_json_doc;

/* A value inside a document, with its place for messages. Plain data; valid as long as the doc. */
typedef struct mg_json {
    const char *name;
    json_t *node;
    char path[128]; /* e.g. "rope_scaling." or "layers[3].", cut short if deeper */
} mg_json;

/* `name` is what messages call the text. Fails with MG_ERR_FORMAT ("name:line:column: what"),
 * MG_ERR_MEMORY, and mg_json_parse_file with the errors of mg_file_read. */
mg_status mg_json_parse_text(mg_json_doc *doc, const char *name, const char *text, size_t size);
mg_status mg_json_parse_file(mg_json_doc *doc, const char *path, size_t max_bytes);
void mg_json_doc_free(mg_json_doc *doc);
mg_json mg_json_root(const mg_json_doc *doc);

/* Required fields of an object. The range is inclusive; integers are not accepted as 3.0, doubles
 * may be written as integers. Strings are borrowed from the document. */
mg_status mg_json_get_int(const mg_json *object, const char *key, int64_t low, int64_t high,
                          int64_t *value);
mg_status mg_json_get_double(const mg_json *object, const char *key, double low, double high,
                             double *value);
mg_status mg_json_get_bool(const mg_json *object, const char *key, bool *value);
mg_status mg_json_get_string(const mg_json *object, const char *key, const char **value);
mg_status mg_json_get_object(const mg_json *object, const char *key, mg_json *value);
mg_status mg_json_get_array(const mg_json *object, const char *key, mg_json *value);

/* The same, with a value for a field that is absent or null. */
mg_status mg_json_opt_int(const mg_json *object, const char *key, int64_t low, int64_t high,
                          int64_t fallback, int64_t *value);
mg_status mg_json_opt_double(const mg_json *object, const char *key, double low, double high,
                             double fallback, double *value);
mg_status mg_json_opt_bool(const mg_json *object, const char *key, bool fallback, bool *value);
mg_status mg_json_opt_string(const mg_json *object, const char *key, const char *fallback,
                             const char **value);

/* Whether the field is there and not null. */
bool mg_json_has(const mg_json *object, const char *key);

/* Array access: the length (0 if it is no array) and one element, index < length. */
size_t mg_json_length(const mg_json *array);
mg_json mg_json_at(const mg_json *array, size_t index);
mg_status mg_json_at_int(const mg_json *array, size_t index, int64_t low, int64_t high,
                         int64_t *value);

/* Fails if the object has a key that is not in the NULL-terminated list: catches misspelt fields.
 */
mg_status mg_json_check_keys(const mg_json *object, const char *const *known);

/* Fails with MG_ERR_FORMAT: `name: "path.key" must be WHAT, found VALUE`. For checks of one's own.
 * `key` may be NULL for the value itself. */
mg_status mg_json_fail(const mg_json *object, const char *key, const char *what);

/* Writing. Members come out in the order of the calls; floats with the fewest digits that read back
 * to the same float (and a ".0" if whole), so equal values give equal bytes. JSON has no NaN and no
 * infinities: they are written as null. `indent` 0 gives one line ({"a":1,"b":[2]}), otherwise
 * spaces per level. The first failure (memory) is kept and returned by mg_json_writer_status().
 *
 *     mg_json_writer w = {0};
 *     mg_json_begin_object(&w);
 *     mg_json_key(&w, "step"), mg_json_int(&w, 12);
 *     mg_json_key(&w, "loss"), mg_json_float(&w, loss);
 *     mg_json_end_object(&w);
 *     MG_GO(mg_json_writer_status(&w));
 *     mg_writer_write(&out, w.text, w.length);
 *     mg_json_writer_reset(&w);  // keeps the memory, for the next line
 *  done:
 *     mg_json_writer_free(&w);
 */
typedef struct mg_json_writer {
    char *text; /* NUL-terminated once something was written; owned */
    size_t length;
    int indent;
    size_t capacity;
    int depth;
    bool need_comma; /* the next key or element is not the first of its container */
    bool after_key;
    mg_status status;
} mg_json_writer;

void mg_json_begin_object(mg_json_writer *writer);
void mg_json_end_object(mg_json_writer *writer);
void mg_json_begin_array(mg_json_writer *writer);
void mg_json_end_array(mg_json_writer *writer);
void mg_json_key(mg_json_writer *writer, const char *key);
void mg_json_int(mg_json_writer *writer, int64_t value);
void mg_json_float(mg_json_writer *writer, float value);
void mg_json_double(mg_json_writer *writer, double value);
void mg_json_bool(mg_json_writer *writer, bool value);
void mg_json_null(mg_json_writer *writer);
/* `value` is UTF-8; bytes that are not become U+FFFD. */
void mg_json_string(mg_json_writer *writer, const char *value);
/* A line break after a finished value, for JSON lines and for files with a last line. */
void mg_json_newline(mg_json_writer *writer);
/* Bytes as they are, for output that is not JSON. */
void mg_json_raw(mg_json_writer *writer, const char *bytes, size_t size);
mg_status mg_json_writer_status(const mg_json_writer *writer);
void mg_json_writer_reset(mg_json_writer *writer);
void mg_json_writer_free(mg_json_writer *writer);

/* Writes text for a message: control characters become '?', and beyond `size` it ends in "...". */
const char *mg_text_printable(char *buffer, size_t size, const char *text);

#endif
