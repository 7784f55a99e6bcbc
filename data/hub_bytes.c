/* Reading without keeping: ranges as they are asked for, and whole files from front to end. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "core/base/file.h"
#include "data/digest.h"
#include "data/hub_private.h"

#define EXPIRY_MARGIN 30 /* seconds: a signature that ends during a request is of no use */
#define CHUNK         ((size_t)256 << 10)

/* ---- ranges ---- */

typedef struct range_bytes {
    mg_bytes base;
    mg_hub *hub;
    mg_hub_entry entry; /* owns its path */
    char *repo;
    char sha[MG_HUB_SHA];
    char *name;
    char *url;
    pthread_mutex_t lock; /* of the signed address */
    char *direct_url;     /* where `url` led last, or NULL */
    int64_t expires;      /* seconds since 1970; 0: it does not say */
} range_bytes;

typedef struct fill {
    uint8_t *out;
    uint64_t first;
} fill;

static mg_status fill_range(void *context, uint64_t offset, const uint8_t *data, size_t n,
                            mg_http_flow *flow) {
    const fill *range = context;
    (void)flow;
    memcpy(range->out + (offset - range->first), data, n);
    return MG_OK;
}

/* A copy of the signed address while it is good; NULL means to ask the hub again. */
static char *usable_address(range_bytes *file) {
    char *copy = NULL;
    pthread_mutex_lock(&file->lock);
    bool good = file->expires == 0 || (int64_t)time(NULL) + EXPIRY_MARGIN < file->expires;
    if (file->direct_url && good) copy = mg_strdup(file->direct_url);
    pthread_mutex_unlock(&file->lock);
    return copy;
}

static mg_status keep_address(range_bytes *file, const mg_http_response *response) {
    if (!response->location) return MG_OK;
    pthread_mutex_lock(&file->lock);
    mg_status status = mg_hub_options_set(&file->direct_url, response->location);
    file->expires = response->location_expires;
    pthread_mutex_unlock(&file->lock);
    return status;
}

static mg_status range_read(mg_bytes *bytes, uint64_t offset, void *out, size_t n) {
    range_bytes *file = (range_bytes *)bytes;
    fill range = {.out = out, .first = offset};
    mg_http_client *client;
    mg_http_response response = {0};
    mg_hub_begin();
    MG_TRY(mg_hub_borrow(file->hub, &client));
    char *address = usable_address(file);
    mg_http_request request = {.url = file->url,
                               .direct_url = address,
                               .first = offset,
                               .count = n,
                               .expected_size = file->base.size,
                               .write = fill_range,
                               .context = &range};
    mg_status status = mg_http_get(client, &request, &response);
    mg_hub_return(file->hub, client);
    if (status == MG_OK) {
        status = keep_address(file, &response);
    } else {
        status =
            mg_hub_explain(file->hub, status, &response, file->repo, file->sha, file->entry.path);
    }
    mg_http_response_free(&response);
    mg_free(address);
    return status;
}

static void range_free(mg_bytes *bytes) {
    range_bytes *file = (range_bytes *)bytes;
    pthread_mutex_destroy(&file->lock);
    mg_free(file->entry.path);
    mg_free(file->repo);
    mg_free(file->name);
    mg_free(file->url);
    mg_free(file->direct_url);
    mg_free(file);
}

static mg_status open_ranges(mg_hub *hub, const mg_hub_file *file, mg_bytes **out) {
    range_bytes *ranges = mg_calloc(1, sizeof *ranges);
    if (!ranges) return MG_ERR_MEMORY;
    pthread_mutex_init(&ranges->lock, NULL);
    ranges->hub = hub;
    ranges->entry = *file->entry;
    ranges->entry.path = mg_strdup(file->entry->path);
    ranges->repo = mg_strdup(file->repo);
    memcpy(ranges->sha, file->sha, MG_HUB_SHA);
    ranges->name = mg_asprintf("%s/%s", file->repo, file->entry->path);
    ranges->url = mg_hub_file_url(hub, file);
    ranges->base = (mg_bytes){ranges->name, file->entry->size, range_read, range_free};
    if (!ranges->entry.path || !ranges->repo || !ranges->name || !ranges->url) {
        range_free(&ranges->base);
        return MG_ERR_MEMORY;
    }
    *out = &ranges->base;
    return MG_OK;
}

mg_status mg_hub_bytes(mg_hub *hub, const mg_hub_file *file, mg_bytes **out) {
    char *path;
    *out = NULL;
    MG_TRY(mg_hub_find_cached(hub, file, &path));
    if (path) {
        mg_status status = mg_bytes_open_file(path, out);
        mg_free(path);
        return status;
    }
    if (hub->options.offline) return mg_hub_fail_offline(hub, file->entry->path);
    return open_ranges(hub, file, out);
}

/* ---- whole files ---- */

typedef struct stream {
    const mg_hub_sink *sink;
    mg_digest *digest; /* NULL: not asked for */
    bool stopped;
} stream;

/* Hands a piece on; what the sink did not take will come again and is not hashed yet. */
static mg_status pass_on(void *context, uint64_t offset, const uint8_t *data, size_t n,
                         mg_http_flow *flow) {
    stream *whole = context;
    MG_TRY(whole->sink->write(whole->sink->context, offset, data, n, flow));
    if (*flow == MG_HTTP_PAUSE) return MG_OK;
    whole->stopped = *flow == MG_HTTP_STOP;
    return whole->digest ? mg_digest_add(whole->digest, data, n) : MG_OK;
}

/* One piece from the disk; a sink that pauses is asked again as the network would. */
static mg_status pass_from_disk(mg_hub *hub, stream *whole, uint64_t offset, const uint8_t *data,
                                size_t n) {
    for (;;) {
        mg_http_flow flow = MG_HTTP_MORE;
        MG_TRY(pass_on(whole, offset, data, n, &flow));
        if (flow != MG_HTTP_PAUSE) return MG_OK;
        if (mg_hub_cancelled(hub)) return mg_fail(MG_ERR_INTERRUPTED, "interrupted");
        nanosleep(&(struct timespec){.tv_nsec = 10000000L}, NULL);
    }
}

static mg_status stream_from_disk(mg_hub *hub, const char *path, const mg_hub_file *file,
                                  stream *whole) {
    mg_status status = MG_OK;
    mg_bytes *bytes = NULL;
    uint64_t size = file->entry->size;
    uint8_t *buffer = mg_malloc(CHUNK);
    if (!buffer) return MG_ERR_MEMORY;
    MG_GO(mg_bytes_open_file(path, &bytes));
    for (uint64_t at = whole->sink->offset; at < size && !whole->stopped;) {
        size_t n = size - at < CHUNK ? (size_t)(size - at) : CHUNK;
        MG_GO(mg_bytes_read(bytes, at, buffer, n));
        MG_GO(pass_from_disk(hub, whole, at, buffer, n));
        at += n;
    }
done:
    mg_bytes_free(bytes);
    mg_free(buffer);
    return status;
}

static mg_status stream_from_hub(mg_hub *hub, const mg_hub_file *file, stream *whole) {
    mg_http_client *client;
    mg_http_response response = {0};
    uint64_t first = whole->sink->offset;
    if (hub->options.offline) return mg_hub_fail_offline(hub, file->entry->path);
    if (first == file->entry->size) return MG_OK;
    char *url = mg_hub_file_url(hub, file);
    if (!url) return MG_ERR_MEMORY;
    mg_http_request request = {.url = url,
                               .first = first,
                               .count = file->entry->size - first,
                               .expected_size = file->entry->size,
                               .write = pass_on,
                               .context = whole};
    mg_status status = mg_hub_borrow(hub, &client);
    if (status == MG_OK) {
        status = mg_http_get(client, &request, &response);
        mg_hub_return(hub, client);
        if (status != MG_OK) {
            status =
                mg_hub_explain(hub, status, &response, file->repo, file->sha, file->entry->path);
        }
    }
    mg_http_response_free(&response);
    mg_free(url);
    return status;
}

static mg_status check_digest(const stream *whole, const mg_hub_file *file) {
    char hex[MG_DIGEST_HEX];
    if (!whole->digest || whole->stopped) return MG_OK;
    MG_TRY(mg_digest_finish(whole->digest, hex));
    if (strcmp(hex, mg_hub_entry_blob(file->entry)) == 0) return MG_OK;
    return mg_hub_fail(MG_HUB_CHECKSUM, MG_ERR_FORMAT,
                       "%s/%s: the checksum of what came is %s, and the listing says %s; what was "
                       "read from it cannot be trusted",
                       file->repo, file->entry->path, hex, mg_hub_entry_blob(file->entry));
}

static mg_status check_sink(const mg_hub_file *file, const mg_hub_sink *sink) {
    if (sink->offset <= file->entry->size) return MG_OK;
    return mg_fail(MG_ERR_ARG, "%s: offset %" PRIu64 " is past its %" PRIu64 " bytes",
                   file->entry->path, sink->offset, file->entry->size);
}

mg_status mg_hub_stream(mg_hub *hub, const mg_hub_file *file, const mg_hub_sink *sink) {
    mg_status status;
    char *path = NULL;
    stream whole = {.sink = sink};
    mg_digest_kind kind = file->entry->sha256[0] ? MG_DIGEST_SHA256 : MG_DIGEST_GIT_BLOB;
    MG_TRY(mg_hub_find_cached(hub, file, &path));
    MG_GO(check_sink(file, sink));
    if (sink->verify && sink->offset == 0) {
        MG_GO(mg_digest_create(kind, file->entry->size, &whole.digest));
    }
    MG_GO(path ? stream_from_disk(hub, path, file, &whole) : stream_from_hub(hub, file, &whole));
    MG_GO(check_digest(&whole, file));
done:
    mg_digest_free(whole.digest);
    mg_free(path);
    return status;
}
