/* A client of the Hugging Face hub for data sets: pins a commit, lists its files, fetches them into
 * the cache that huggingface_hub shares, or reads them where they lie.
 *
 *     mg_hub_options options;
 *     MG_TRY(mg_hub_options_from_environment(&options));
 *     MG_GO(mg_hub_open(&options, &hub));
 *     MG_GO(mg_hub_resolve(hub, "Salesforce/lotsa_data", "main", sha));
 *     MG_GO(mg_hub_list(hub, "Salesforce/lotsa_data", sha, &tree));
 *     mg_hub_file file = {"Salesforce/lotsa_data", sha, mg_hub_tree_find(&tree, path)};
 *     MG_GO(mg_hub_fetch(hub, &file, NULL, NULL, &local));   // all of it, verified, on the disk
 *     MG_GO(mg_hub_bytes(hub, &file, &bytes));               // or: ranges of it, as they are asked
 *     MG_GO(mg_hub_stream(hub, &file, &sink));               // or: all of it once, kept nowhere
 *
 * Pinning. A revision ("main", a tag) is resolved to a commit once; everything after names the
 * commit, so that a run reads one state of the data whatever happens on the hub.
 *
 * The cache has the layout of huggingface_hub, and each finds what the other fetched:
 *     CACHE/datasets--OWNER--NAME/refs/REVISION              the commit that it named last
 *                                 trees/COMMIT.json          the listing
 *                                 blobs/CHECKSUM             the bytes, once for all commits
 *                                 snapshots/COMMIT/PATH  ->  ../../blobs/CHECKSUM
 * A file appears there whole or not at all: it is fetched to blobs/CHECKSUM.part, its SHA-256 (or
 * git's SHA-1, for small files that git keeps) is held against the listing, it is synced and
 * renamed. huggingface_hub itself compares sizes alone; blobs that are there already are taken as
 * they are if their size is right.
 *
 * Interrupted at any moment, kill -9 included, the next call goes on where it ended: a journal
 * beside the .part tells what has arrived, to within a quarter of a megabyte per connection. The
 * checksum of what is there is taken again from the disk, while the rest arrives (OpenSSL cannot
 * save its state; reading back goes at 1.5 GB/s, and finds what a power cut tore). One process at
 * a time fetches a file; others wait for it, or take over once it is gone.
 *
 * Offline (HF_HUB_OFFLINE) nothing is asked and what the cache lacks is an error that says so.
 * Where the network is down or the hub is, mg_hub_resolve() answers from the cache with a note.
 *
 * Threads: all calls may be made from several threads at once; they share a pool of connections.
 *
 * Errors. Beside the status, mg_hub_last_problem() tells what kind it was. No text and no note
 * holds the token or a signed address. */
#ifndef MG_DATA_HUB_H
#define MG_DATA_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"
#include "data/bytes.h"
#include "data/http.h"
#include "data/hub_tree.h"

typedef struct mg_hub mg_hub;

/* Texts are owned: release with mg_hub_options_free(); mg_hub_open() copies. To set one by hand,
 * use mg_hub_options_set(). Times are in seconds. */
typedef struct mg_hub_options {
    char *endpoint;                   /* "https://huggingface.co"; https, or http to this machine */
    char *token;                      /* sent to the endpoint and nowhere else; NULL: none */
    char *cache;                      /* the folder with datasets--... in it */
    bool offline;                     /* answer from the cache alone */
    char *ca_bundle;                  /* NULL: as data/http.h finds it */
    double connect_timeout;           /* 10 */
    double stall_timeout;             /* a connection on which nothing moves is left after it; 30 */
    double wait_scale;                /* of waits between tries; 1. Tests shrink it */
    int tries;                        /* of a request, without progress in between; 5 */
    int connections;                  /* at most so many for one file; 8 */
    int initial_connections;          /* so many at once; 1. More are opened while that is faster */
    bool (*cancelled)(void *context); /* true ends all calls; NULL: never */
    void (*note)(void *context, const char *line); /* waits, fall-backs; NULL: silent */
    void *context;                                 /* of both; called on the calls' threads */
} mg_hub_options;

/* What the ecosystem's variables say: HF_ENDPOINT, HF_TOKEN (else the file HF_TOKEN_PATH, else
 * HF_HOME/token; neither where HF_HUB_DISABLE_IMPLICIT_TOKEN is set), HF_HUB_CACHE (else
 * HUGGINGFACE_HUB_CACHE, HF_HOME/hub), HF_HOME (else XDG_CACHE_HOME/huggingface, else
 * ~/.cache/huggingface), HF_HUB_OFFLINE, HF_DATASETS_OFFLINE, TRANSFORMERS_OFFLINE,
 * HF_HUB_ETAG_TIMEOUT (to connect) and HF_HUB_DOWNLOAD_TIMEOUT (without a byte). A leading "~/" is
 * the home folder; other variables inside a value are not expanded. */
mg_status mg_hub_options_from_environment(mg_hub_options *options);
/* Replaces one of the texts by a copy of `value` (NULL: none). */
mg_status mg_hub_options_set(char **text, const char *value);
void mg_hub_options_free(mg_hub_options *options);

/* Asks nothing yet. Fails with MG_ERR_ARG (an endpoint or token that cannot be) or MG_ERR_MEMORY.
 */
mg_status mg_hub_open(const mg_hub_options *options, mg_hub **out);
void mg_hub_close(mg_hub *hub);

/* The cache folder, for messages. */
const char *mg_hub_cache_folder(const mg_hub *hub);

enum { MG_HUB_SHA = 41 }; /* 40 hexadecimal digits and a NUL */

/* The commit that `revision` (a branch, a tag; a commit is returned as it is) names now; noted in
 * the cache. `repo` is "OWNER/NAME". */
mg_status mg_hub_resolve(mg_hub *hub, const char *repo, const char *revision, char sha[MG_HUB_SHA]);

/* All files at a commit, from the cache or the hub (and then into the cache). `*tree` is filled;
 * release with mg_hub_tree_clear(). Offline, where no listing was kept, it has the files that are
 * in the cache, with a note. */
mg_status mg_hub_list(mg_hub *hub, const char *repo, const char *sha, mg_hub_tree *tree);

/* One file. Borrowed: the texts and the entry live longer than the calls (mg_hub_bytes() copies).
 */
typedef struct mg_hub_file {
    const char *repo;
    const char *sha; /* the commit */
    const mg_hub_entry *entry;
} mg_hub_file;

/* Where the file lies in the cache: `*path`, to be released with mg_free(), or NULL if it is not
 * there (or has another size than the listing says). Asks nobody. */
mg_status mg_hub_find_cached(mg_hub *hub, const mg_hub_file *file, char **path);

/* How far: `done` of `total` bytes are on the disk. Called on the calling thread, about ten times a
 * second, first with what an earlier run left and last with the whole. */
typedef void (*mg_hub_report)(void *context, uint64_t done, uint64_t total);

/* Fetches the file into the cache unless it is there; `*path` is its place in the snapshot, to be
 * released with mg_free(). `report` may be NULL. */
mg_status mg_hub_fetch(mg_hub *hub, const mg_hub_file *file, mg_hub_report report, void *context,
                       char **path);

/* The file for reading at random: that in the cache where it is there, else by Range requests, one
 * for each mg_bytes_read(). Where the hub sends readers to a signed address, that is kept until it
 * ends, so that a read costs one request. Ranges are held against the size in the listing; no
 * checksum can be, as the hub has none for parts. Lives no longer than the hub. */
mg_status mg_hub_bytes(mg_hub *hub, const mg_hub_file *file, mg_bytes **out);

/* Where the bytes of a stream go: as mg_http_write (pieces in order, each once; `*flow` may be set
 * to pause or to stop). */
typedef struct mg_hub_sink {
    mg_http_write write;
    void *context;
    uint64_t offset; /* of the first byte wanted */
    bool verify;     /* from 0 to the end: the checksum too (a mismatch is MG_ERR_FORMAT, but the
                        bytes have been delivered by then) */
} mg_hub_sink;

/* The file from sink->offset to its end, in order, kept nowhere; from the cache where it is there.
 */
mg_status mg_hub_stream(mg_hub *hub, const mg_hub_file *file, const mg_hub_sink *sink);

/* What kind of failure the last one of a hub call on this thread was. */
typedef enum mg_hub_problem {
    MG_HUB_OTHER, /* memory, disk, a bad argument, malformed answers: see the status */
    MG_HUB_REPO_NOT_FOUND,
    MG_HUB_REVISION_NOT_FOUND,
    MG_HUB_ENTRY_NOT_FOUND,
    MG_HUB_GATED,    /* its terms must be accepted, or the token may not read it */
    MG_HUB_OFFLINE,  /* offline mode, and not in the cache */
    MG_HUB_NETWORK,  /* no answer came */
    MG_HUB_SERVER,   /* the hub refused or failed */
    MG_HUB_DISK,     /* too little space */
    MG_HUB_CHECKSUM, /* the bytes are not those of the listing */
} mg_hub_problem;

mg_hub_problem mg_hub_last_problem(void);

#endif
