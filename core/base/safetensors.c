/* The reading half of safetensors.h. */
#include "core/base/safetensors.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"

/* Data are taken as they lie in the file. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "safetensors are little-endian");

#define MAX_HEADER_BYTES ((uint64_t)100000000) /* the limit of the reference implementation */
#define MAX_INDEX_BYTES  ((size_t)100000000)
#define METADATA_KEY     "__metadata__"
#define DAMAGED          "; the file is damaged: copy it again or use another checkpoint"

typedef struct st_file {
    char *path;
    mg_map map;
    mg_json_doc header; /* owns the names of the tensors */
} st_file;

struct mg_safetensors {
    char *path; /* of the single file or of the index */
    st_file *files;
    size_t n_files, files_capacity;
    mg_st_tensor *tensors; /* by name once all files are read */
    size_t n_tensors, tensors_capacity;
};

/* A tensor name for a message. */
typedef struct quoted {
    char text[96];
} quoted;

static quoted quote(const char *name) {
    quoted q;
    mg_text_printable(q.text, sizeof q.text, name);
    return q;
}

const char *mg_st_dtype_name(mg_st_dtype dtype) {
    switch (dtype) {
#define DTYPE_NAME(name, bytes)                                                                    \
    case MG_ST_##name:                                                                             \
        return #name;
        MG_ST_DTYPE_LIST(DTYPE_NAME)
#undef DTYPE_NAME
    }
    return "?";
}

size_t mg_st_dtype_bytes(mg_st_dtype dtype) {
    switch (dtype) {
#define DTYPE_BYTES(name, bytes)                                                                   \
    case MG_ST_##name:                                                                             \
        return bytes;
        MG_ST_DTYPE_LIST(DTYPE_BYTES)
#undef DTYPE_BYTES
    }
    return 0;
}

static bool find_dtype(const char *name, mg_st_dtype *dtype) {
#define DTYPE_FIND(n, bytes)                                                                       \
    if (strcmp(name, #n) == 0) {                                                                   \
        *dtype = MG_ST_##n;                                                                        \
        return true;                                                                               \
    }
    MG_ST_DTYPE_LIST(DTYPE_FIND)
#undef DTYPE_FIND
    return false;
}

mg_status mg_st_shape_bytes(mg_st_dtype dtype, int rank, const int64_t *shape, uint64_t *count,
                            uint64_t *bytes) {
    if (rank < 0 || rank > MG_ST_MAX_RANK) {
        return mg_fail(MG_ERR_SHAPE, "has %d dimensions; at most %d are supported", rank,
                       MG_ST_MAX_RANK);
    }
    *count = 1;
    for (int i = 0; i < rank; i++) {
        if (shape[i] < 0) return mg_fail(MG_ERR_SHAPE, "has a negative dimension");
        if (__builtin_mul_overflow(*count, (uint64_t)shape[i], count)) {
            return mg_fail(MG_ERR_SHAPE, "has more elements than 64 bits can count");
        }
    }
    if (__builtin_mul_overflow(*count, (uint64_t)mg_st_dtype_bytes(dtype), bytes)) {
        return mg_fail(MG_ERR_SHAPE, "has more bytes than 64 bits can count");
    }
    return MG_OK;
}

/* One entry of the header: dtype, shape, offsets; the body has `body_bytes` bytes. */
static mg_status parse_entry(const mg_json *entry, const uint8_t *body, uint64_t body_bytes,
                             mg_st_tensor *tensor) {
    const char *dtype;
    mg_json list;
    int64_t begin, end;
    MG_TRY(mg_json_get_string(entry, "dtype", &dtype));
    if (!find_dtype(dtype, &tensor->dtype)) {
        return mg_json_fail(entry, "dtype", "one of F32, F64, F16, BF16, I64, I32, U32, U8, BOOL");
    }
    MG_TRY(mg_json_get_array(entry, "shape", &list));
    size_t rank = mg_json_length(&list);
    tensor->rank = rank > MG_ST_MAX_RANK ? MG_ST_MAX_RANK + 1 : (int)rank;
    for (size_t i = 0; i < rank && i < MG_ST_MAX_RANK; i++) {
        MG_TRY(mg_json_at_int(&list, i, 0, INT64_MAX, &tensor->shape[i]));
    }
    mg_status status = mg_st_shape_bytes(tensor->dtype, tensor->rank, tensor->shape, &tensor->count,
                                         &tensor->bytes);
    if (status != MG_OK) return mg_fail(MG_ERR_FORMAT, "it %s" DAMAGED, mg_error_text());
    MG_TRY(mg_json_get_array(entry, "data_offsets", &list));
    if (mg_json_length(&list) != 2) {
        return mg_json_fail(entry, "data_offsets", "a list of two offsets");
    }
    MG_TRY(mg_json_at_int(&list, 0, 0, INT64_MAX, &begin));
    MG_TRY(mg_json_at_int(&list, 1, 0, INT64_MAX, &end));
    if (begin > end) {
        return mg_fail(MG_ERR_FORMAT, "its data_offsets [%lld, %lld] are reversed" DAMAGED,
                       (long long)begin, (long long)end);
    }
    if ((uint64_t)end > body_bytes) {
        return mg_fail(MG_ERR_FORMAT,
                       "it ends at byte %lld of the body, which has %llu: the file is truncated; "
                       "copy it again or use another checkpoint",
                       (long long)end, (unsigned long long)body_bytes);
    }
    if ((uint64_t)(end - begin) != tensor->bytes) {
        return mg_fail(MG_ERR_FORMAT,
                       "its data_offsets span %lld bytes, its dtype and shape make %llu" DAMAGED,
                       (long long)(end - begin), (unsigned long long)tensor->bytes);
    }
    tensor->data = body + begin;
    return MG_OK;
}

static int compare_data(const void *a, const void *b) {
    const mg_st_tensor *x = a, *y = b;
    if (x->data != y->data) return (const char *)x->data < (const char *)y->data ? -1 : 1;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static int compare_name(const void *a, const void *b) {
    return strcmp(((const mg_st_tensor *)a)->name, ((const mg_st_tensor *)b)->name);
}

/* The arrays must tile the body: no overlap, no gap, nothing left over. */
static mg_status check_tiling(mg_st_tensor *tensors, size_t n, const char *path,
                              const uint8_t *body, uint64_t body_bytes) {
    const uint8_t *at = body;
    if (n) qsort(tensors, n, sizeof *tensors, compare_data);
    for (size_t i = 0; i < n; i++) {
        const uint8_t *begin = tensors[i].data;
        if (begin < at) {
            return mg_fail(MG_ERR_FORMAT,
                           "%s: tensor \"%s\" overlaps tensor \"%s\" in the body" DAMAGED, path,
                           quote(tensors[i].name).text, quote(tensors[i - 1].name).text);
        }
        if (begin > at) {
            return mg_fail(MG_ERR_FORMAT,
                           "%s: tensor \"%s\" begins after a gap of %llu bytes" DAMAGED, path,
                           quote(tensors[i].name).text, (unsigned long long)(begin - at));
        }
        at = begin + tensors[i].bytes;
    }
    uint64_t left = body_bytes - (uint64_t)(at - body);
    if (left == 0) return MG_OK;
    return mg_fail(MG_ERR_FORMAT, "%s: %llu bytes after the last tensor belong to none" DAMAGED,
                   path, (unsigned long long)left);
}

static mg_status check_metadata(const mg_json *root) {
    mg_json metadata;
    const char *key, *text;
    json_t *node;
    if (!json_object_get(root->node, METADATA_KEY)) return MG_OK;
    MG_TRY(mg_json_get_object(root, METADATA_KEY, &metadata));
    json_object_foreach(metadata.node, key, node) {
        MG_TRY(mg_json_get_string(&metadata, key, &text));
    }
    return MG_OK;
}

static mg_status add_tensors(mg_safetensors *file, size_t file_index, const uint8_t *body,
                             uint64_t body_bytes) {
    const st_file *part = &file->files[file_index];
    mg_json root = mg_json_root(&part->header);
    size_t first = file->n_tensors;
    const char *key;
    json_t *node;
    if (!json_is_object(root.node)) return mg_json_fail(&root, NULL, "a safetensors header");
    MG_TRY(check_metadata(&root));
    MG_TRY(mg_grow(&file->tensors, &file->tensors_capacity, first + json_object_size(root.node),
                   sizeof *file->tensors));
    json_object_foreach(root.node, key, node) {
        mg_json entry;
        if (strcmp(key, METADATA_KEY) == 0) continue;
        MG_TRY(mg_json_get_object(&root, key, &entry));
        entry.path[0] = '\0'; /* the context below names the tensor */
        entry.name = "header";
        mg_st_tensor tensor = {.name = key, .file = file_index};
        mg_status status = parse_entry(&entry, body, body_bytes, &tensor);
        if (status != MG_OK) {
            return mg_fail_context(status, "%s: tensor \"%s\"", part->path, quote(key).text);
        }
        file->tensors[file->n_tensors++] = tensor;
    }
    size_t n = file->n_tensors - first;
    return check_tiling(n ? file->tensors + first : NULL, n, part->path, body, body_bytes);
}

static mg_status read_header(st_file *part, uint64_t *header_bytes) {
    const mg_map *map = &part->map;
    *header_bytes = 0;
    if (map->size < 8) {
        return mg_fail(MG_ERR_FORMAT, "%s: has %zu bytes, too few for a safetensors header" DAMAGED,
                       part->path, map->size);
    }
    memcpy(header_bytes, map->data, 8);
    if (*header_bytes > MAX_HEADER_BYTES) {
        return mg_fail(MG_ERR_FORMAT,
                       "%s: header length %llu is over the limit of %llu; this is not a "
                       "safetensors file",
                       part->path, (unsigned long long)*header_bytes,
                       (unsigned long long)MAX_HEADER_BYTES);
    }
    if (*header_bytes > map->size - 8) {
        return mg_fail(MG_ERR_FORMAT,
                       "%s: header of %llu bytes is truncated, the file has %zu bytes; copy it "
                       "again or use another checkpoint",
                       part->path, (unsigned long long)*header_bytes, map->size);
    }
    return mg_json_parse_text(&part->header, part->path, (const char *)map->data + 8,
                              (size_t)*header_bytes);
}

/* Takes over `path`. */
static mg_status add_file(mg_safetensors *file, char *path) {
    uint64_t header_bytes;
    mg_status status =
        mg_grow(&file->files, &file->files_capacity, file->n_files + 1, sizeof *file->files);
    if (status != MG_OK) {
        mg_free(path);
        return status;
    }
    st_file *part = &file->files[file->n_files++];
    *part = (st_file){.path = path};
    MG_TRY(mg_map_open(&part->map, path));
    MG_TRY(read_header(part, &header_bytes));
    return add_tensors(file, file->n_files - 1, part->map.data + 8 + header_bytes,
                       part->map.size - 8 - header_bytes);
}

static mg_status sort_tensors(mg_safetensors *file) {
    if (!file->n_tensors) return MG_OK;
    qsort(file->tensors, file->n_tensors, sizeof *file->tensors, compare_name);
    for (size_t i = 1; i < file->n_tensors; i++) {
        const mg_st_tensor *a = &file->tensors[i - 1], *b = &file->tensors[i];
        if (strcmp(a->name, b->name) != 0) continue;
        return mg_fail(MG_ERR_FORMAT, "%s: tensor \"%s\" is in two shards, %s and %s; remove one",
                       file->path, quote(a->name).text, file->files[a->file].path,
                       file->files[b->file].path);
    }
    return MG_OK;
}

static bool has_file(const mg_safetensors *file, const char *path) {
    for (size_t i = 0; i < file->n_files; i++) {
        if (strcmp(file->files[i].path, path) == 0) return true;
    }
    return false;
}

/* Path of shard `name`, which must be a plain name: an index has no business elsewhere. */
static mg_status shard_path(const mg_safetensors *file, const char *name, char **path) {
    *path = NULL;
    const char *slash = strrchr(file->path, '/');
    int folder = slash ? (int)(slash - file->path) + 1 : 0;
    if (!*name || strchr(name, '/')) {
        return mg_fail(MG_ERR_FORMAT, "%s: shard \"%s\" must be a file name without a folder",
                       file->path, quote(name).text);
    }
    *path = mg_asprintf("%.*s%s", folder, file->path, name);
    return *path ? MG_OK : MG_ERR_MEMORY;
}

static mg_status open_shards(mg_safetensors *file, const mg_json *map) {
    const char *key, *name;
    json_t *node;
    json_object_foreach(map->node, key, node) {
        char *path;
        MG_TRY(mg_json_get_string(map, key, &name));
        MG_TRY(shard_path(file, name, &path));
        if (has_file(file, path)) {
            mg_free(path);
        } else {
            MG_TRY(add_file(file, path));
        }
    }
    MG_TRY(sort_tensors(file));
    json_object_foreach(map->node, key, node) {
        const mg_st_tensor *tensor = mg_safetensors_find(file, key);
        const char *path = tensor ? file->files[tensor->file].path : "";
        const char *slash = strrchr(path, '/');
        if (tensor && strcmp(slash ? slash + 1 : path, json_string_value(node)) == 0) continue;
        return mg_fail(MG_ERR_FORMAT, "%s: tensor \"%s\" is not in its shard %s" DAMAGED,
                       file->path, quote(key).text, quote(json_string_value(node)).text);
    }
    return MG_OK;
}

static mg_status open_index(mg_safetensors *file) {
    mg_json_doc doc;
    mg_json map;
    MG_TRY(mg_json_parse_file(&doc, file->path, MAX_INDEX_BYTES));
    mg_json root = mg_json_root(&doc);
    mg_status status = mg_json_get_object(&root, "weight_map", &map);
    if (status == MG_OK) status = open_shards(file, &map);
    mg_json_doc_free(&doc);
    return status;
}

static bool ends_with(const char *text, const char *end) {
    size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

static mg_status open_path(mg_safetensors *file, const char *path) {
    file->path = mg_path_is_dir(path) ? mg_path_join(path, "model.safetensors") : mg_strdup(path);
    if (!file->path) return MG_ERR_MEMORY;
    if (!ends_with(file->path, ".index.json") && !mg_path_exists(file->path)) {
        char *index = mg_asprintf("%s.index.json", file->path);
        if (!index) return MG_ERR_MEMORY;
        if (!mg_path_exists(index)) {
            mg_free(index);
            return mg_fail_errno("read", file->path, ENOENT);
        }
        mg_free(file->path);
        file->path = index;
    }
    if (ends_with(file->path, ".index.json")) return open_index(file);
    char *copy = mg_strdup(file->path);
    if (!copy) return MG_ERR_MEMORY;
    MG_TRY(add_file(file, copy));
    return sort_tensors(file);
}

mg_status mg_safetensors_open(mg_safetensors **file, const char *path) {
    *file = mg_calloc(1, sizeof **file);
    if (!*file) return MG_ERR_MEMORY;
    mg_status status = open_path(*file, path);
    if (status != MG_OK) {
        mg_safetensors_close(*file);
        *file = NULL;
    }
    return status;
}

void mg_safetensors_close(mg_safetensors *file) {
    if (!file) return;
    for (size_t i = 0; i < file->n_files; i++) {
        mg_json_doc_free(&file->files[i].header);
        mg_map_close(&file->files[i].map);
        mg_free(file->files[i].path);
    }
    mg_free(file->files);
    mg_free(file->tensors);
    mg_free(file->path);
    mg_free(file);
}

size_t mg_safetensors_count(const mg_safetensors *file) {
    return file->n_tensors;
}

const mg_st_tensor *mg_safetensors_at(const mg_safetensors *file, size_t index) {
    return &file->tensors[index];
}

const mg_st_tensor *mg_safetensors_find(const mg_safetensors *file, const char *name) {
    mg_st_tensor key = {.name = name};
    if (!file->n_tensors) return NULL;
    return bsearch(&key, file->tensors, file->n_tensors, sizeof key, compare_name);
}

const char *mg_safetensors_path(const mg_safetensors *file, const mg_st_tensor *tensor) {
    return tensor ? file->files[tensor->file].path : file->path;
}

const char *mg_safetensors_metadata(const mg_safetensors *file, const char *key) {
    if (!file->n_files) return NULL;
    const json_t *metadata = json_object_get(file->files[0].header.root, METADATA_KEY);
    return json_string_value(json_object_get(metadata, key));
}
