#include "data/series_shard.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/hub_cache.h"
#include "data/series_draw.h"
#include "data/series_spool.h"

struct mg_series_shard {
    char *name; /* path, or what the repository calls it */
    uint64_t bytes, digest;
    mg_hub *hub; /* NULL: a local file */
    mg_hub_file file;
    mg_series_note note;

    pthread_mutex_t lock; /* of opening */
    atomic_bool open;
    mg_bytes *source;       /* with `index` */
    mg_series_index *index; /* one of these two */
    mg_series_spool *spool;
    int64_t *ends; /* lengths of the rows up to and with each */
    int64_t rows, longest;
};

static mg_status create(const char *name, mg_series_note note, mg_series_shard **out) {
    *out = mg_calloc(1, sizeof **out);
    if (!*out) return MG_ERR_MEMORY;
    pthread_mutex_init(&(*out)->lock, NULL);
    (*out)->note = note;
    (*out)->name = mg_strdup(name);
    if ((*out)->name) return MG_OK;
    mg_series_shard_free(*out);
    *out = NULL;
    return MG_ERR_MEMORY;
}

/* Head and tail tell files apart without a reading of all of them. */
static mg_status hash_ends(mg_bytes *bytes, uint64_t *hash) {
    char piece[4096];
    size_t size = bytes->size < sizeof piece ? (size_t)bytes->size : sizeof piece;
    if (size == 0) return MG_OK;
    MG_TRY(mg_bytes_read(bytes, 0, piece, size));
    *hash = mg_series_hash(*hash, piece, size);
    MG_TRY(mg_bytes_read(bytes, bytes->size - size, piece, size));
    *hash = mg_series_hash(*hash, piece, size);
    return MG_OK;
}

mg_status mg_series_shard_create_file(const char *path, mg_series_note note,
                                      mg_series_shard **out) {
    mg_bytes *bytes;
    *out = NULL;
    MG_TRY(mg_bytes_open_file(path, &bytes));
    mg_status status;
    MG_GO(create(path, note, out));
    (*out)->bytes = bytes->size;
    (*out)->digest = mg_series_hash(MG_SERIES_HASH_START, &bytes->size, sizeof bytes->size);
    MG_GO(hash_ends(bytes, &(*out)->digest));
done:
    mg_bytes_free(bytes);
    if (status != MG_OK) mg_series_shard_free(*out);
    if (status != MG_OK) *out = NULL;
    return status;
}

mg_status mg_series_shard_create_hub(mg_hub *hub, const mg_hub_file *file, mg_series_note note,
                                     mg_series_shard **out) {
    MG_TRY(create(file->entry->path, note, out));
    (*out)->hub = hub;
    (*out)->file = *file;
    (*out)->bytes = file->entry->size;
    const char *blob = mg_hub_entry_blob(file->entry);
    (*out)->digest = mg_series_hash(MG_SERIES_HASH_START, blob, strlen(blob));
    return MG_OK;
}

void mg_series_shard_free(mg_series_shard *s) {
    if (!s) return;
    mg_series_index_free(s->index);
    mg_series_spool_free(s->spool);
    mg_bytes_free(s->source);
    pthread_mutex_destroy(&s->lock);
    mg_free(s->ends);
    mg_free(s->name);
    mg_free(s);
}

const char *mg_series_shard_name(const mg_series_shard *s) {
    return s->name;
}

uint64_t mg_series_shard_bytes(const mg_series_shard *s) {
    return s->bytes;
}

uint64_t mg_series_shard_digest(const mg_series_shard *s) {
    return s->digest;
}

/* -- the index on the disk --------------------------------------------------------------------- */

/* The folder of indices, in the data set's own of the cache: beside it, huggingface_hub would take
 * it for a broken data set. NULL where memory ran out. */
static char *index_folder(const mg_series_shard *s) {
    char *repo = mg_hub_cache_folder_of(mg_hub_cache_folder(s->hub), s->file.repo);
    char *folder = repo ? mg_asprintf("%s/mathgym-series", repo) : NULL;
    mg_free(repo);
    return folder;
}

/* .../CHECKSUM.index: of the bytes, so that it serves every commit. */
static char *index_path(const mg_series_shard *s) {
    char *folder = index_folder(s);
    char *path =
        folder ? mg_asprintf("%s/%s.index", folder, mg_hub_entry_blob(s->file.entry)) : NULL;
    mg_free(folder);
    return path;
}

static bool load_index(mg_series_shard *s) {
    char *path = index_path(s);
    bool loaded =
        path && mg_path_exists(path) && mg_series_index_load(path, s->bytes, &s->index) == MG_OK;
    mg_free(path);
    return loaded;
}

/* What cannot be kept is made again next time: a cache that is full or read-only is no failure. */
static void keep_index(const mg_series_shard *s) {
    char *path = index_path(s);
    char *folder = index_folder(s);
    if (path && folder && mg_dir_create(folder) == MG_OK)
        (void)mg_series_index_write(s->index, path);
    mg_free(folder);
    mg_free(path);
}

/* -- opening ----------------------------------------------------------------------------------- */

static mg_status fetch(mg_series_shard *s) {
    char *path = NULL;
    mg_bytes_free(s->source);
    s->source = NULL;
    MG_TRY(mg_hub_fetch(s->hub, &s->file, NULL, NULL, &path));
    mg_status status = mg_bytes_open_file(path, &s->source);
    mg_free(path);
    return status;
}

static mg_status open_source(mg_series_shard *s) {
    if (!s->hub) return mg_bytes_open_file(s->name, &s->source);
    if (s->bytes <= MG_SERIES_FETCH) return fetch(s);
    return mg_hub_bytes(s->hub, &s->file, &s->source);
}

/* Compressed: fetched, where it is on the hub, and decoded. */
static mg_status decode(mg_series_shard *s) {
    if (s->note.note) {
        char line[512];
        snprintf(line, sizeof line,
                 "%s is compressed: decoding its %.1f MB into a temporary file first", s->name,
                 (double)s->bytes / 1e6);
        s->note.note(s->note.context, line);
    }
    if (s->hub && s->bytes > MG_SERIES_FETCH) MG_TRY(fetch(s));
    mg_status status = mg_series_spool_create(s->source, &s->spool);
    mg_bytes_free(s->source);
    s->source = NULL;
    return status;
}

static mg_status locate(mg_series_shard *s) {
    MG_TRY(open_source(s));
    if (s->hub && load_index(s)) return MG_OK;
    mg_status status = mg_series_index_create(s->source, &s->index);
    if (status == MG_ERR_UNSUPPORTED) return decode(s);
    if (status == MG_OK && s->hub) keep_index(s);
    return status;
}

static mg_status sum_lengths(mg_series_shard *s) {
    s->rows = s->spool ? mg_series_spool_rows(s->spool) : mg_series_index_rows(s->index);
    s->ends = mg_calloc((size_t)s->rows + 1, sizeof *s->ends);
    if (!s->ends) return MG_ERR_MEMORY;
    int64_t sum = 0;
    for (int64_t row = 0; row < s->rows; row++) {
        int64_t length = mg_series_shard_length(s, row, 0);
        if (length > s->longest) s->longest = length;
        s->ends[row] = sum += length;
    }
    return MG_OK;
}

static void forget(mg_series_shard *s) {
    mg_series_index_free(s->index);
    mg_series_spool_free(s->spool);
    mg_bytes_free(s->source);
    mg_free(s->ends);
    s->index = NULL;
    s->spool = NULL;
    s->source = NULL;
    s->ends = NULL;
}

mg_status mg_series_shard_open(mg_series_shard *s) {
    if (s->open) return MG_OK;
    pthread_mutex_lock(&s->lock);
    mg_status status = MG_OK;
    if (s->open) goto done;
    MG_GO(locate(s));
    MG_GO(sum_lengths(s));
    s->open = true;
done:
    if (status != MG_OK) forget(s);
    pthread_mutex_unlock(&s->lock);
    return status;
}

/* -- what it holds ----------------------------------------------------------------------------- */

int64_t mg_series_shard_rows(const mg_series_shard *s) {
    return s->rows;
}

int64_t mg_series_shard_longest(const mg_series_shard *s) {
    return s->longest;
}

mg_series_entry mg_series_shard_entry(const mg_series_shard *s, int64_t row) {
    return s->spool ? mg_series_spool_entry(s->spool, row) : mg_series_index_entry(s->index, row);
}

int64_t mg_series_shard_length(const mg_series_shard *s, int64_t row, int64_t variate) {
    if (variate >= mg_series_shard_entry(s, row).variates[MG_SERIES_TARGET]) return 0;
    int64_t length = s->spool
                         ? mg_series_spool_length(s->spool, row, variate)
                         : mg_series_index_slice(s->index, row, MG_SERIES_TARGET, variate).count;
    return length > 0 ? length : 0;
}

mg_status mg_series_shard_read(const mg_series_shard *s, int64_t row, int64_t variate,
                               int64_t first, int64_t count, float *out) {
    if (s->spool) return mg_series_spool_read(s->spool, row, variate, first, count, out);
    return mg_series_index_read(s->index, s->source, row, MG_SERIES_TARGET, variate, first, count,
                                out);
}

/* -- drawing ----------------------------------------------------------------------------------- */

/* The first row whose end lies above `position`. */
static int64_t row_at(const mg_series_shard *s, int64_t position) {
    int64_t low = 0, high = s->rows - 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (s->ends[middle] > position)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

int64_t mg_series_shard_draw(const mg_series_shard *s, mg_rng *rng, int64_t count) {
    enum { TRIES = 16 };
    if (s->longest == 0 || s->longest < count) return -1;
    int64_t row = 0;
    for (int i = 0; i < TRIES; i++) {
        row = row_at(s, (int64_t)mg_series_draw_below(rng, (uint64_t)s->ends[s->rows - 1]));
        if (mg_series_shard_length(s, row, 0) >= count) return row;
    }
    /* Long ones are rare: the next after a row drawn. */
    do row = row + 1 < s->rows ? row + 1 : 0;
    while (mg_series_shard_length(s, row, 0) < count);
    return row;
}
