/* LOTSA's repository at one commit, and which of its files are a subset.
 *
 *     mg_archive archive;
 *     MG_TRY(mg_archive_open(&request, &archive));          // asks the hub once, or the cache
 *     MG_GO(mg_archive_files(&archive, "lcl", &files));
 *     for (size_t i = 0; i < files.count; i++) use(files.entries[i]);
 * done:
 *     mg_archive_files_free(&files);
 *     mg_archive_close(&archive); */
#ifndef MG_BIN_LOTSA_ARCHIVE_H
#define MG_BIN_LOTSA_ARCHIVE_H

#include "bin/cli.h"
#include "data/hub.h"

/* What every subcommand that asks the hub can be told. */
typedef struct mg_archive_request {
    const char *revision; /* branch, tag or commit */
    bool offline;
} mg_archive_request;

/* Their rows in a table of options. */
#define MG_ARCHIVE_OPTIONS(request)                                                                \
    {"revision",     0,                                                                            \
     MG_CLI_TEXT,    &(request).revision,                                                          \
     .value = "REV", .help = "branch, tag or commit of the archive (default main)"},               \
    {                                                                                              \
        "offline", 0, MG_CLI_FLAG, &(request).offline,                                             \
            .help = "use what is in the cache; ask nobody"                                         \
    }

/* Sets HF_HUB_OFFLINE for the rest of the process where that was asked for: for what opens a hub of
 * its own from the environment. */
void mg_archive_set_offline(const mg_archive_request *request);

typedef struct mg_archive {
    mg_hub *hub;
    mg_hub_tree tree;
    char sha[MG_HUB_SHA];
    bool reached; /* the hub, or the cache in its place, has answered */
} mg_archive;

/* Notes of the hub (waits, fall-backs) go to stderr; Ctrl-C ends its calls. The archive must not
 * move while it is open. */
mg_status mg_archive_open(const mg_archive_request *request, mg_archive *archive);
void mg_archive_close(mg_archive *archive); /* legal on a zeroed one */

typedef struct mg_archive_files {
    const mg_hub_entry **entries; /* state.json and dataset_info.json, then the shards in order */
    size_t count, first_shard;
    uint64_t bytes; /* of all entries */
    size_t strays;  /* files in the folder that are no part of the data */
    uint64_t stray_bytes;
} mg_archive_files;

/* Whether the commit has the subset. */
bool mg_archive_has(const mg_archive *archive, const char *subset);

/* Fetches the subset's state.json where it is not in the cache, since it names the shards.
 * MG_ERR_NOT_FOUND where the commit has no such subset, MG_ERR_FORMAT where a shard is not there.
 */
mg_status mg_archive_files_of(mg_archive *archive, const char *subset, mg_archive_files *files);
void mg_archive_files_free(mg_archive_files *files);

/* What mg_hub_ calls take. */
mg_hub_file mg_archive_file(const mg_archive *archive, const mg_hub_entry *entry);

/* Whether the entry lies in the cache already. */
mg_status mg_archive_is_cached(mg_archive *archive, const mg_hub_entry *entry, bool *cached);

#endif
