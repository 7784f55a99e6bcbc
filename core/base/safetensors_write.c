/* The writing half of safetensors.h. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/safetensors.h"

#define SUFFIX ".safetensors"

typedef struct entry {
    char *name;
    mg_st_dtype dtype;
    int rank;
    int64_t shape[MG_ST_MAX_RANK];
    uint64_t bytes;
    size_t shard;
} entry;

typedef struct pair {
    char *key, *value;
} pair;

struct mg_st_writer {
    char *path;
    uint64_t shard_bytes;
    entry *entries;
    size_t n_entries, entries_capacity;
    pair *metadata;
    size_t n_metadata, metadata_capacity;
    size_t n_shards; /* 0 until the layout is fixed by the first put */
    size_t next;     /* entry that mg_st_writer_put() expects */
    size_t opened;   /* shards whose file was created */
    mg_writer out;   /* the shard being written */
    bool finished;
};

mg_status mg_st_writer_create(mg_st_writer **writer, const char *path, uint64_t shard_bytes) {
    size_t length = strlen(path), suffix = strlen(SUFFIX);
    *writer = NULL;
    if (length <= suffix || strcmp(path + length - suffix, SUFFIX) != 0) {
        return mg_fail(MG_ERR_ARG, "cannot write %s: the name must end in " SUFFIX, path);
    }
    mg_st_writer *w = mg_calloc(1, sizeof *w);
    if (!w) return MG_ERR_MEMORY;
    w->path = mg_strdup(path);
    w->shard_bytes = shard_bytes;
    if (!w->path) {
        mg_st_writer_free(w);
        return MG_ERR_MEMORY;
    }
    *writer = w;
    return MG_OK;
}

mg_status mg_st_writer_metadata(mg_st_writer *w, const char *key, const char *value) {
    MG_TRY(mg_grow(&w->metadata, &w->metadata_capacity, w->n_metadata + 1, sizeof *w->metadata));
    pair *slot = &w->metadata[w->n_metadata++];
    *slot = (pair){.key = mg_strdup(key)};
    slot->value = slot->key ? mg_strdup(value) : NULL;
    return slot->value ? MG_OK : MG_ERR_MEMORY;
}

mg_status mg_st_writer_declare(mg_st_writer *w, const char *name, mg_st_dtype dtype, int rank,
                               const int64_t *shape) {
    uint64_t count, bytes;
    if (w->n_shards) {
        return mg_fail(MG_ERR_ARG, "%s: tensor \"%s\" is declared after the first put", w->path,
                       name);
    }
    mg_status status = mg_st_shape_bytes(dtype, rank, shape, &count, &bytes);
    if (status != MG_OK) return mg_fail_context(status, "%s: tensor \"%s\"", w->path, name);
    MG_TRY(mg_grow(&w->entries, &w->entries_capacity, w->n_entries + 1, sizeof *w->entries));
    char *copy = mg_strdup(name);
    if (!copy) return MG_ERR_MEMORY;
    entry *e = &w->entries[w->n_entries++];
    *e = (entry){.name = copy, .dtype = dtype, .rank = rank, .bytes = bytes};
    if (rank) memcpy(e->shape, shape, (size_t)rank * sizeof *shape);
    return MG_OK;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static mg_status check_names(const mg_st_writer *w) {
    mg_status status = MG_OK;
    if (!w->n_entries) return MG_OK;
    const char **names = mg_calloc(w->n_entries, sizeof *names);
    if (!names) return MG_ERR_MEMORY;
    for (size_t i = 0; i < w->n_entries; i++) names[i] = w->entries[i].name;
    qsort(names, w->n_entries, sizeof *names, compare_names);
    for (size_t i = 0; i < w->n_entries; i++) {
        bool twice = i && strcmp(names[i - 1], names[i]) == 0;
        if (!twice && strcmp(names[i], "__metadata__") != 0) continue;
        MG_GO(mg_fail(MG_ERR_ARG, "%s: tensor name \"%s\" is %s", w->path, names[i],
                      twice ? "declared twice" : "reserved"));
    }
done:
    mg_free(names);
    return status;
}

/* Fills shards in order; a tensor above the limit gets a shard of its own. */
static mg_status assign_shards(mg_st_writer *w) {
    uint64_t used = 0;
    MG_TRY(check_names(w));
    w->n_shards = 1;
    for (size_t i = 0; i < w->n_entries; i++) {
        entry *e = &w->entries[i];
        bool full =
            w->shard_bytes && (e->bytes > w->shard_bytes || used > w->shard_bytes - e->bytes);
        if (full && used) {
            w->n_shards++;
            used = 0;
        }
        e->shard = w->n_shards - 1;
        used += e->bytes;
    }
    return MG_OK;
}

static char *shard_path(const mg_st_writer *w, size_t shard) {
    int stem = (int)(strlen(w->path) - strlen(SUFFIX));
    if (w->n_shards == 1) return mg_strdup(w->path);
    return mg_asprintf("%.*s-%05zu-of-%05zu" SUFFIX, stem, w->path, shard + 1, w->n_shards);
}

static void write_entry(mg_json_writer *json, const entry *e, uint64_t begin) {
    mg_json_key(json, e->name);
    mg_json_begin_object(json);
    mg_json_key(json, "dtype"), mg_json_string(json, mg_st_dtype_name(e->dtype));
    mg_json_key(json, "shape");
    mg_json_begin_array(json);
    for (int i = 0; i < e->rank; i++) mg_json_int(json, e->shape[i]);
    mg_json_end_array(json);
    mg_json_key(json, "data_offsets");
    mg_json_begin_array(json);
    mg_json_int(json, (int64_t)begin), mg_json_int(json, (int64_t)(begin + e->bytes));
    mg_json_end_array(json);
    mg_json_end_object(json);
}

static mg_status write_header(mg_st_writer *w, size_t shard) {
    mg_json_writer json = {0};
    uint64_t offset = 0;
    mg_json_begin_object(&json);
    if (w->n_metadata) {
        mg_json_key(&json, "__metadata__");
        mg_json_begin_object(&json);
        for (size_t i = 0; i < w->n_metadata; i++) {
            mg_json_key(&json, w->metadata[i].key);
            mg_json_string(&json, w->metadata[i].value);
        }
        mg_json_end_object(&json);
    }
    for (size_t i = 0; i < w->n_entries; i++) {
        if (w->entries[i].shard != shard) continue;
        write_entry(&json, &w->entries[i], offset);
        offset += w->entries[i].bytes;
    }
    mg_json_end_object(&json);
    mg_status status = mg_json_writer_status(&json);
    if (status == MG_OK) {
        /* Spaces up to a multiple of 8 keep the arrays aligned. */
        size_t padding = (8 - json.length % 8) % 8;
        uint64_t length = json.length + padding;
        mg_writer_write(&w->out, &length, sizeof length);
        mg_writer_write(&w->out, json.text, json.length);
        status = mg_writer_write(&w->out, "        ", padding);
    }
    mg_json_writer_free(&json);
    return status;
}

static mg_status next_shard(mg_st_writer *w) {
    MG_TRY(mg_writer_close(&w->out));
    char *path = shard_path(w, w->opened);
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_writer_open(&w->out, path);
    mg_free(path);
    if (status != MG_OK) return status;
    return write_header(w, w->opened++);
}

mg_status mg_st_writer_put(mg_st_writer *w, const char *name, const void *data, uint64_t bytes) {
    if (!w->n_shards) MG_TRY(assign_shards(w));
    const entry *e = w->next < w->n_entries ? &w->entries[w->next] : NULL;
    if (!e || strcmp(e->name, name) != 0 || e->bytes != bytes) {
        return mg_fail(MG_ERR_ARG, "%s: put \"%s\" (%llu bytes) where \"%s\" (%llu) was declared",
                       w->path, name, (unsigned long long)bytes, e ? e->name : "nothing",
                       (unsigned long long)(e ? e->bytes : 0));
    }
    while (w->opened <= e->shard) MG_TRY(next_shard(w));
    MG_TRY(mg_writer_write(&w->out, data, (size_t)bytes));
    w->next++;
    return MG_OK;
}

static mg_status write_index(const mg_st_writer *w) {
    mg_status status = MG_ERR_MEMORY;
    mg_json_writer json = {.indent = 2};
    uint64_t total = 0;
    char *shard = NULL, *path = mg_asprintf("%s.index.json", w->path);
    if (!path) goto done;
    for (size_t i = 0; i < w->n_entries; i++) total += w->entries[i].bytes;
    mg_json_begin_object(&json);
    mg_json_key(&json, "metadata");
    mg_json_begin_object(&json);
    mg_json_key(&json, "total_size"), mg_json_int(&json, (int64_t)total);
    mg_json_end_object(&json);
    mg_json_key(&json, "weight_map");
    mg_json_begin_object(&json);
    for (size_t i = 0; i < w->n_entries; i++) {
        mg_free(shard);
        shard = shard_path(w, w->entries[i].shard);
        MG_GO(shard ? MG_OK : MG_ERR_MEMORY);
        const char *slash = strrchr(shard, '/');
        mg_json_key(&json, w->entries[i].name);
        mg_json_string(&json, slash ? slash + 1 : shard);
    }
    mg_json_end_object(&json);
    mg_json_end_object(&json);
    mg_json_newline(&json);
    MG_GO(mg_json_writer_status(&json));
    MG_GO(mg_file_write_atomic(path, json.text, json.length));
done:
    mg_json_writer_free(&json);
    mg_free(shard);
    mg_free(path);
    return status;
}

mg_status mg_st_writer_finish(mg_st_writer *w) {
    if (!w->n_shards) MG_TRY(assign_shards(w));
    if (w->next < w->n_entries) {
        return mg_fail(MG_ERR_ARG, "%s: tensor \"%s\" was declared and not put", w->path,
                       w->entries[w->next].name);
    }
    while (w->opened < w->n_shards) MG_TRY(next_shard(w));
    MG_TRY(mg_writer_close(&w->out));
    if (w->n_shards > 1) MG_TRY(write_index(w));
    w->finished = true;
    return MG_OK;
}

static void remove_shards(const mg_st_writer *w) {
    for (size_t i = 0; i < w->opened; i++) {
        char *path = shard_path(w, i);
        if (path) (void)mg_path_remove(path);
        mg_free(path);
    }
}

void mg_st_writer_free(mg_st_writer *w) {
    if (!w) return;
    mg_writer_abandon(&w->out);
    if (!w->finished) remove_shards(w);
    for (size_t i = 0; i < w->n_entries; i++) mg_free(w->entries[i].name);
    for (size_t i = 0; i < w->n_metadata; i++) {
        mg_free(w->metadata[i].key);
        mg_free(w->metadata[i].value);
    }
    mg_free(w->entries);
    mg_free(w->metadata);
    mg_free(w->path);
    mg_free(w);
}
