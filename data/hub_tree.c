#include "data/hub_tree.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/alloc.h"
#include "core/base/json.h"

#define MAX_PATH_BYTES 1024
#define MAX_NAME_BYTES 255
#define MAX_FILES      ((size_t)1 << 21) /* what no listing of sense has: 300 times LOTSA */
#define FORMAT_VERSION 1                 /* of huggingface_hub's trees/COMMIT.json */

const char *mg_hub_entry_blob(const mg_hub_entry *entry) {
    return entry->sha256[0] ? entry->sha256 : entry->oid;
}

/* Names that some system takes for a device, alone or before a dot. */
static bool is_device(const char *name, size_t length) {
    static const char *const devices[] = {"con", "prn", "aux", "nul"};
    const char *dot = memchr(name, '.', length);
    if (dot) length = (size_t)(dot - name);
    if (length == 4 && name[3] >= '1' && name[3] <= '9') {
        return strncasecmp(name, "com", 3) == 0 || strncasecmp(name, "lpt", 3) == 0;
    }
    for (size_t i = 0; length == 3 && i < sizeof devices / sizeof *devices; i++) {
        if (strncasecmp(name, devices[i], 3) == 0) return true;
    }
    return false;
}

static const char *defect_of_name(const char *name, size_t length) {
    if (length == 0) return "has an empty component";
    if (length > MAX_NAME_BYTES) return "has a component of more than 255 bytes";
    if (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'))) {
        return "has a \".\" or \"..\" component";
    }
    return is_device(name, length) ? "has the name of a device" : NULL;
}

static const char *defect_of_path(const char *path) {
    if (strlen(path) > MAX_PATH_BYTES) return "is longer than 1024 bytes";
    for (const char *c = path; *c; c++) {
        if ((unsigned char)*c < 32 || *c == 127) return "has a control character";
        if (*c == '\\') return "has a backslash";
    }
    for (const char *name = path;; name++) {
        size_t length = strcspn(name, "/");
        const char *defect = defect_of_name(name, length);
        if (defect) return defect;
        name += length;
        if (!*name) return NULL;
    }
}

mg_status mg_hub_check_path(const char *path) {
    char shown[160];
    const char *defect = defect_of_path(path);
    if (!defect) return MG_OK;
    return mg_fail(MG_ERR_FORMAT,
                   "the path \"%s\" %s: it is refused, for it could be written outside of "
                   "the cache",
                   mg_text_printable(shown, sizeof shown, path), defect);
}

/* A checksum of `digits` lower-case hexadecimal digits into `out`. */
static mg_status read_checksum(const mg_json *object, const char *key, size_t digits, char *out) {
    const char *text;
    MG_TRY(mg_json_get_string(object, key, &text));
    if (strlen(text) != digits || strspn(text, "0123456789abcdef") != digits) {
        return mg_json_fail(object, key, digits == 40 ? "40 hex digits" : "64 hex digits");
    }
    memcpy(out, text, digits + 1);
    return MG_OK;
}

mg_status mg_hub_tree_add(mg_hub_tree *tree, const mg_hub_entry *entry) {
    MG_TRY(mg_hub_check_path(entry->path));
    if (tree->count == MAX_FILES) {
        return mg_fail(MG_ERR_FORMAT, "the listing has more than %zu files", MAX_FILES);
    }
    MG_TRY(mg_grow(&tree->entries, &tree->capacity, tree->count + 1, sizeof *tree->entries));
    mg_hub_entry *slot = &tree->entries[tree->count];
    *slot = *entry;
    slot->path = mg_strdup(entry->path);
    if (!slot->path) return MG_ERR_MEMORY;
    tree->count++;
    return MG_OK;
}

static mg_status read_size(const mg_json *object, const char *key, uint64_t *size) {
    int64_t value;
    MG_TRY(mg_json_get_int(object, key, 0, INT64_MAX, &value));
    *size = (uint64_t)value;
    return MG_OK;
}

/* {"type":"file","path":..,"size":..,"oid":..,"lfs":{"oid":..,"size":..},"xetHash":..} */
static mg_status add_from_page(mg_hub_tree *tree, const mg_json *item) {
    const char *type, *path;
    mg_hub_entry entry = {0};
    MG_TRY(mg_json_get_string(item, "type", &type));
    if (strcmp(type, "file") != 0) return MG_OK;
    MG_TRY(mg_json_get_string(item, "path", &path));
    MG_TRY(read_size(item, "size", &entry.size));
    MG_TRY(read_checksum(item, "oid", 40, entry.oid));
    if (mg_json_has(item, "lfs")) {
        mg_json lfs;
        MG_TRY(mg_json_get_object(item, "lfs", &lfs));
        MG_TRY(read_checksum(&lfs, "oid", 64, entry.sha256));
        MG_TRY(read_size(&lfs, "size", &entry.size));
    }
    if (mg_json_has(item, "xetHash")) MG_TRY(read_checksum(item, "xetHash", 64, entry.xet_hash));
    entry.path = (char *)path; /* mg_hub_tree_add() copies */
    return mg_hub_tree_add(tree, &entry);
}

mg_status mg_hub_tree_add_page(mg_hub_tree *tree, const char *name, const char *text, size_t size) {
    mg_status status;
    mg_json_doc doc;
    MG_TRY(mg_json_parse_text(&doc, name, text, size));
    mg_json root = mg_json_root(&doc);
    if (!json_is_array(root.node)) MG_GO(mg_json_fail(&root, NULL, "a list of files"));
    for (size_t i = 0; i < mg_json_length(&root); i++) {
        mg_json item = mg_json_at(&root, i);
        MG_GO(add_from_page(tree, &item));
    }
    status = MG_OK;
done:
    mg_json_doc_free(&doc);
    return status;
}

static int compare_entries(const void *a, const void *b) {
    return strcmp(((const mg_hub_entry *)a)->path, ((const mg_hub_entry *)b)->path);
}

mg_status mg_hub_tree_finish(mg_hub_tree *tree, const char *name) {
    if (!tree->count) return MG_OK;
    qsort(tree->entries, tree->count, sizeof *tree->entries, compare_entries);
    for (size_t i = 1; i < tree->count; i++) {
        if (strcmp(tree->entries[i - 1].path, tree->entries[i].path) == 0) {
            return mg_fail(MG_ERR_FORMAT, "%s: the file %s is listed twice", name,
                           tree->entries[i].path);
        }
    }
    return MG_OK;
}

/* One member of "files": {"size":..,"blob_id":..[,"lfs_sha256":..,"lfs_size":..][,"xet_hash":..]}
 */
static mg_status add_from_cache(mg_hub_tree *tree, const char *path, const mg_json *item) {
    mg_hub_entry entry = {.path = (char *)path};
    MG_TRY(read_size(item, "size", &entry.size));
    MG_TRY(read_checksum(item, "blob_id", 40, entry.oid));
    if (mg_json_has(item, "lfs_sha256")) {
        MG_TRY(read_checksum(item, "lfs_sha256", 64, entry.sha256));
        MG_TRY(read_size(item, "lfs_size", &entry.size));
    }
    if (mg_json_has(item, "xet_hash")) MG_TRY(read_checksum(item, "xet_hash", 64, entry.xet_hash));
    return mg_hub_tree_add(tree, &entry);
}

mg_status mg_hub_tree_parse(mg_hub_tree *tree, const char *name, const char *text, size_t size) {
    mg_status status;
    mg_json_doc doc;
    mg_json files;
    int64_t version;
    *tree = (mg_hub_tree){0};
    MG_TRY(mg_json_parse_text(&doc, name, text, size));
    mg_json root = mg_json_root(&doc);
    MG_GO(mg_json_get_int(&root, "format_version", FORMAT_VERSION, FORMAT_VERSION, &version));
    MG_GO(mg_json_get_object(&root, "files", &files));
    for (void *at = json_object_iter(files.node); at; at = json_object_iter_next(files.node, at)) {
        const char *path = json_object_iter_key(at);
        mg_json item;
        MG_GO(mg_json_get_object(&files, path, &item));
        MG_GO(add_from_cache(tree, path, &item));
    }
    MG_GO(mg_hub_tree_finish(tree, name));
done:
    if (status != MG_OK) mg_hub_tree_clear(tree);
    mg_json_doc_free(&doc);
    return status;
}

static void print_entry(mg_json_writer *writer, const mg_hub_entry *entry) {
    mg_json_key(writer, entry->path);
    mg_json_begin_object(writer);
    mg_json_key(writer, "size"), mg_json_int(writer, (int64_t)entry->size);
    mg_json_key(writer, "blob_id"), mg_json_string(writer, entry->oid);
    if (entry->sha256[0]) {
        mg_json_key(writer, "lfs_sha256"), mg_json_string(writer, entry->sha256);
        mg_json_key(writer, "lfs_size"), mg_json_int(writer, (int64_t)entry->size);
    }
    if (entry->xet_hash[0]) {
        mg_json_key(writer, "xet_hash"), mg_json_string(writer, entry->xet_hash);
    }
    mg_json_end_object(writer);
}

mg_status mg_hub_tree_print(const mg_hub_tree *tree, char **text, size_t *size) {
    mg_json_writer writer = {.indent = 1};
    *text = NULL;
    mg_json_begin_object(&writer);
    mg_json_key(&writer, "format_version"), mg_json_int(&writer, FORMAT_VERSION);
    mg_json_key(&writer, "files");
    mg_json_begin_object(&writer);
    for (size_t i = 0; i < tree->count; i++) print_entry(&writer, &tree->entries[i]);
    mg_json_end_object(&writer);
    mg_json_end_object(&writer);
    mg_status status = mg_json_writer_status(&writer);
    if (status != MG_OK) {
        mg_json_writer_free(&writer);
        return status;
    }
    *text = writer.text; /* handed over */
    *size = writer.length;
    return MG_OK;
}

/* The first entry whose path is not before `path`. */
static size_t lower_bound(const mg_hub_tree *tree, const char *path) {
    size_t low = 0, high = tree->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(tree->entries[middle].path, path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const mg_hub_entry *mg_hub_tree_find(const mg_hub_tree *tree, const char *path) {
    size_t at = lower_bound(tree, path);
    bool found = at < tree->count && strcmp(tree->entries[at].path, path) == 0;
    return found ? &tree->entries[at] : NULL;
}

size_t mg_hub_tree_under(const mg_hub_tree *tree, const char *prefix, size_t *end) {
    size_t first = lower_bound(tree, prefix), length = strlen(prefix);
    size_t at = first;
    while (at < tree->count && strncmp(tree->entries[at].path, prefix, length) == 0) at++;
    *end = at;
    return first;
}

void mg_hub_tree_clear(mg_hub_tree *tree) {
    for (size_t i = 0; i < tree->count; i++) mg_free(tree->entries[i].path);
    mg_free(tree->entries);
    *tree = (mg_hub_tree){0};
}
