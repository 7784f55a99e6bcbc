/* The folder of a data set in the cache that huggingface_hub shares: refs, listings, blobs and the
 * snapshots that link to them. Nothing here touches the network.
 *
 *     char *folder = mg_hub_cache_folder_of(cache, "Salesforce/lotsa_data");
 *     MG_GO(mg_hub_cache_read_ref(folder, "main", sha));
 *     MG_GO(mg_hub_cache_find(folder, sha, entry, &path));   // NULL: not there
 *
 * What is written appears whole: to a name of its own, synced, renamed. */
#ifndef MG_DATA_HUB_CACHE_H
#define MG_DATA_HUB_CACHE_H

#include <stdbool.h>

#include "core/base/status.h"
#include "data/hub_tree.h"

/* MG_ERR_ARG unless it is "OWNER/NAME" or "NAME" as the hub allows. */
mg_status mg_hub_check_repo(const char *repo);
/* 40 hexadecimal digits, lower case. */
bool mg_hub_is_sha(const char *text);

/* CACHE/datasets--OWNER--NAME; release with mg_free(). NULL: out of memory. */
char *mg_hub_cache_folder_of(const char *cache, const char *repo);

/* The commit that `revision` named when the hub was last asked; MG_ERR_NOT_FOUND if it never was.
 */
mg_status mg_hub_cache_read_ref(const char *folder, const char *revision, char sha[41]);
mg_status mg_hub_cache_write_ref(const char *folder, const char *revision, const char *sha);

/* The listing of a commit; MG_ERR_NOT_FOUND if there is none, or none that can be read. */
mg_status mg_hub_cache_read_tree(const char *folder, const char *sha, mg_hub_tree *tree);
mg_status mg_hub_cache_write_tree(const char *folder, const char *sha, const mg_hub_tree *tree);

/* The files of snapshots/SHA as a listing, for a data set that another client fetched without
 * keeping one. It holds what is in the cache, which need not be all that the commit has. */
mg_status mg_hub_cache_read_snapshot(const char *folder, const char *sha, mg_hub_tree *tree);

/* blobs/CHECKSUM, there or not; release with mg_free(). NULL: out of memory. */
char *mg_hub_cache_blob(const char *folder, const mg_hub_entry *entry);

/* snapshots/SHA/PATH in `*path` (release with mg_free()) if it is there and as long as the listing
 * says, else NULL. */
mg_status mg_hub_cache_find(const char *folder, const char *sha, const mg_hub_entry *entry,
                            char **path);
/* Makes snapshots/SHA/PATH a link to the blob, which is there. */
mg_status mg_hub_cache_link(const char *folder, const char *sha, const mg_hub_entry *entry,
                            char **path);

/* Whether a plain file of `size` bytes is at `path` (links followed). */
bool mg_hub_file_has_size(const char *path, uint64_t size);

#endif
