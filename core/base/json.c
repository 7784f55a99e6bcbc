/* The reading half of json.h. */
#include "core/base/json.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

static pthread_once_t jansson_once = PTHREAD_ONCE_INIT;

/* Part of the allocator hook: Jansson reports many of its failed allocations as syntax errors, and
 * where its lexer cannot grow its buffer it even drops a character and goes on. */
static _Thread_local bool allocation_failed;

static void *allocate_for_jansson(size_t bytes) {
    void *memory = mg_malloc(bytes);
    if (!memory) allocation_failed = true;
    return memory;
}

static void use_our_allocator(void) {
    json_set_alloc_funcs(allocate_for_jansson, mg_free);
}

const char *mg_text_printable(char *buffer, size_t size, const char *text) {
    size_t n = 0;
    for (; text[n] && n + 1 < size; n++) {
        unsigned char byte = (unsigned char)text[n];
        buffer[n] = byte < 0x20 || byte == 0x7F ? '?' : text[n];
    }
    if (text[n] && n >= 3) memcpy(buffer + n - 3, "...", 3);
    buffer[n] = '\0';
    return buffer;
}

mg_status mg_json_parse_text(mg_json_doc *doc, const char *name, const char *text, size_t size) {
    json_error_t error = {0};
    char what[JSON_ERROR_TEXT_LENGTH];
    *doc = (mg_json_doc){0};
    pthread_once(&jansson_once, use_our_allocator);
    doc->name = mg_strdup(name);
    if (!doc->name) return MG_ERR_MEMORY;
    allocation_failed = false;
    doc->root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (doc->root && !allocation_failed) return MG_OK;
    mg_json_doc_free(doc);
    if (allocation_failed) {
        return mg_fail(MG_ERR_MEMORY, "%s: out of memory while reading JSON", name);
    }
    mg_text_printable(what, sizeof what, error.text);
    return mg_fail(MG_ERR_FORMAT, "%s:%d:%d: %s", name, error.line, error.column, what);
}

mg_status mg_json_parse_file(mg_json_doc *doc, const char *path, size_t max_bytes) {
    char *text;
    size_t size;
    *doc = (mg_json_doc){0};
    MG_TRY(mg_file_read(path, max_bytes, &text, &size));
    mg_status status = mg_json_parse_text(doc, path, text, size);
    mg_free(text);
    return status;
}

void mg_json_doc_free(mg_json_doc *doc) {
    json_decref(doc->root);
    mg_free(doc->name);
    *doc = (mg_json_doc){0};
}

mg_json mg_json_root(const mg_json_doc *doc) {
    return (mg_json){.name = doc->name, .node = doc->root};
}

/* What was found, for a message: short, printable. */
static const char *describe(char *buffer, size_t size, const json_t *node) {
    char text[48];
    switch (node ? (int)json_typeof(node) : -1) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        snprintf(buffer, size, "\"%s\"",
                 mg_text_printable(text, sizeof text, json_string_value(node)));
        return buffer;
    case JSON_INTEGER:
        snprintf(buffer, size, "%lld", (long long)json_integer_value(node));
        return buffer;
    case JSON_REAL:
        snprintf(buffer, size, "%.17g", json_real_value(node));
        return buffer;
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    case JSON_NULL:
        return "null";
    default:
        return "nothing";
    }
}

static json_t *member(const mg_json *object, const char *key) {
    return key ? json_object_get(object->node, key) : object->node;
}

mg_status mg_json_fail(const mg_json *object, const char *key, const char *what) {
    char found[80], field[160];
    size_t length = strlen(object->path);
    if (key) {
        snprintf(field, sizeof field, "%s%s", object->path, key);
    } else {
        /* The path ends in the '.' that would lead to a member. */
        snprintf(field, sizeof field, "%.*s", (int)(length ? length - 1 : 0), object->path);
    }
    const json_t *node = member(object, key);
    if (!field[0]) {
        return mg_fail(MG_ERR_FORMAT, "%s: the file must be %s, found %s", object->name, what,
                       describe(found, sizeof found, node));
    }
    if (!node) {
        return mg_fail(MG_ERR_FORMAT, "%s: \"%s\" is missing; it must be %s", object->name, field,
                       what);
    }
    return mg_fail(MG_ERR_FORMAT, "%s: \"%s\" must be %s, found %s", object->name, field, what,
                   describe(found, sizeof found, node));
}

static mg_status take_int(const mg_json *object, const char *key, int64_t low, int64_t high,
                          int64_t *value) {
    char what[96];
    const json_t *node = member(object, key);
    if (json_is_integer(node) && json_integer_value(node) >= low &&
        json_integer_value(node) <= high) {
        *value = json_integer_value(node);
        return MG_OK;
    }
    bool too_big = json_is_integer(node) && json_integer_value(node) > high;
    if (low == 1 && !too_big) {
        snprintf(what, sizeof what, "a positive integer");
    } else if (low == INT64_MIN && high == INT64_MAX) {
        snprintf(what, sizeof what, "an integer");
    } else if (high >= INT32_MAX && !too_big) {
        snprintf(what, sizeof what, "an integer of at least %lld", (long long)low);
    } else {
        snprintf(what, sizeof what, "an integer from %lld to %lld", (long long)low,
                 (long long)high);
    }
    return mg_json_fail(object, key, what);
}

mg_status mg_json_get_int(const mg_json *object, const char *key, int64_t low, int64_t high,
                          int64_t *value) {
    return take_int(object, key, low, high, value);
}

mg_status mg_json_get_double(const mg_json *object, const char *key, double low, double high,
                             double *value) {
    char what[96];
    const json_t *node = member(object, key);
    if (json_is_number(node)) {
        double number = json_number_value(node);
        if (number >= low && number <= high) {
            *value = number;
            return MG_OK;
        }
    }
    snprintf(what, sizeof what, "a number from %g to %g", low, high);
    return mg_json_fail(object, key, what);
}

mg_status mg_json_get_bool(const mg_json *object, const char *key, bool *value) {
    const json_t *node = member(object, key);
    if (!json_is_boolean(node)) return mg_json_fail(object, key, "true or false");
    *value = json_is_true(node);
    return MG_OK;
}

mg_status mg_json_get_string(const mg_json *object, const char *key, const char **value) {
    const json_t *node = member(object, key);
    if (!json_is_string(node)) return mg_json_fail(object, key, "a string");
    *value = json_string_value(node);
    return MG_OK;
}

static mg_json child_of(const mg_json *object, const char *key, json_t *node) {
    mg_json child = {.name = object->name, .node = node};
    int length = snprintf(child.path, sizeof child.path, "%s%s.", object->path, key);
    /* Keep the last '.' of a path that was cut: mg_json_fail() takes it off. */
    if (length >= (int)sizeof child.path) child.path[sizeof child.path - 2] = '.';
    return child;
}

mg_status mg_json_get_object(const mg_json *object, const char *key, mg_json *value) {
    json_t *node = member(object, key);
    if (!json_is_object(node)) return mg_json_fail(object, key, "an object");
    *value = child_of(object, key, node);
    return MG_OK;
}

mg_status mg_json_get_array(const mg_json *object, const char *key, mg_json *value) {
    json_t *node = member(object, key);
    if (!json_is_array(node)) return mg_json_fail(object, key, "a list");
    *value = child_of(object, key, node);
    return MG_OK;
}

bool mg_json_has(const mg_json *object, const char *key) {
    const json_t *node = json_object_get(object->node, key);
    return node && !json_is_null(node);
}

mg_status mg_json_opt_int(const mg_json *object, const char *key, int64_t low, int64_t high,
                          int64_t fallback, int64_t *value) {
    *value = fallback;
    return mg_json_has(object, key) ? mg_json_get_int(object, key, low, high, value) : MG_OK;
}

mg_status mg_json_opt_double(const mg_json *object, const char *key, double low, double high,
                             double fallback, double *value) {
    *value = fallback;
    return mg_json_has(object, key) ? mg_json_get_double(object, key, low, high, value) : MG_OK;
}

mg_status mg_json_opt_bool(const mg_json *object, const char *key, bool fallback, bool *value) {
    *value = fallback;
    return mg_json_has(object, key) ? mg_json_get_bool(object, key, value) : MG_OK;
}

mg_status mg_json_opt_string(const mg_json *object, const char *key, const char *fallback,
                             const char **value) {
    *value = fallback;
    return mg_json_has(object, key) ? mg_json_get_string(object, key, value) : MG_OK;
}

size_t mg_json_length(const mg_json *array) {
    return json_array_size(array->node);
}

mg_json mg_json_at(const mg_json *array, size_t index) {
    char name[32];
    mg_json list = *array;
    size_t length = strlen(list.path);
    if (length) list.path[length - 1] = '\0'; /* "shape." -> "shape", then "shape[2]." */
    snprintf(name, sizeof name, "[%zu]", index);
    return child_of(&list, name, json_array_get(array->node, index));
}

mg_status mg_json_at_int(const mg_json *array, size_t index, int64_t low, int64_t high,
                         int64_t *value) {
    mg_json element = mg_json_at(array, index);
    return take_int(&element, NULL, low, high, value);
}

mg_status mg_json_check_keys(const mg_json *object, const char *const *known) {
    char text[64];
    const char *key;
    json_t *node;
    if (!json_is_object(object->node)) return mg_json_fail(object, NULL, "an object");
    json_object_foreach(object->node, key, node) {
        size_t i = 0;
        while (known[i] && strcmp(known[i], key) != 0) i++;
        if (known[i]) continue;
        return mg_fail(MG_ERR_FORMAT,
                       "%s: \"%s%s\" is not a known field; correct its name or remove it",
                       object->name, object->path, mg_text_printable(text, sizeof text, key));
    }
    return MG_OK;
}
