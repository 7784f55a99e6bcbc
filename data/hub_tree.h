/* The listing of a data set at one commit: path, size and checksum of every file.
 *
 * It comes from the hub page by page (`/api/datasets/ID/tree/COMMIT?recursive=true`, mg_hub_list()
 * in hub.h does so) and is kept as `trees/COMMIT.json` beside the cached files, in the format of
 * huggingface_hub 2: a commit never changes, so its listing is asked for once.
 *
 *     const mg_hub_entry *shard = mg_hub_tree_find(tree, "lcl/data-00000-of-00001.arrow");
 *     for (size_t i = mg_hub_tree_under(tree, "lcl/", &end); i < end; i++) use(&tree->entries[i]);
 *
 * What a server says is not trusted: a path that leaves its folder, or that no two systems read
 * alike, is MG_ERR_FORMAT, and so are two files of one name. */
#ifndef MG_DATA_HUB_TREE_H
#define MG_DATA_HUB_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

typedef struct mg_hub_entry {
    char *path; /* "lcl/data-00000-of-00001.arrow" */
    uint64_t size;
    char oid[41];    /* git's checksum of the blob; of the pointer where the file is a large one */
    char sha256[65]; /* of a large file (LFS); "" where git keeps the file itself */
    char xet_hash[65]; /* kept for huggingface_hub, which wants it in the listing; or "" */
} mg_hub_entry;

typedef struct mg_hub_tree {
    mg_hub_entry *entries; /* files alone, sorted by the bytes of their paths */
    size_t count;
    size_t capacity;
} mg_hub_tree;

/* What the file is called among the blobs of the cache: its sha256, or git's checksum. */
const char *mg_hub_entry_blob(const mg_hub_entry *entry);

/* One file, or NULL. */
const mg_hub_entry *mg_hub_tree_find(const mg_hub_tree *tree, const char *path);
/* The files whose paths begin with `prefix` are [result, *end). */
size_t mg_hub_tree_under(const mg_hub_tree *tree, const char *prefix, size_t *end);

/* Adds the files of one page of the hub's answer, in any order; `name` is for messages. After the
 * last page: mg_hub_tree_finish() sorts them and refuses doubles. */
mg_status mg_hub_tree_add_page(mg_hub_tree *tree, const char *name, const char *text, size_t size);
mg_status mg_hub_tree_finish(mg_hub_tree *tree, const char *name);

/* Adds one file; the path is checked and copied. */
mg_status mg_hub_tree_add(mg_hub_tree *tree, const mg_hub_entry *entry);

/* The kept listing. `tree` is zeroed or holds nothing before mg_hub_tree_parse(). */
mg_status mg_hub_tree_parse(mg_hub_tree *tree, const char *name, const char *text, size_t size);
mg_status mg_hub_tree_print(const mg_hub_tree *tree, char **text, size_t *size);

/* Releases the entries; the struct itself is the caller's. Legal on a zeroed one. */
void mg_hub_tree_clear(mg_hub_tree *tree);

/* MG_ERR_FORMAT unless `path` is a plain relative path that stays below its folder on every system:
 * no empty, "." or ".." component, no backslash or control character, no name of a device. */
mg_status mg_hub_check_path(const char *path);

#endif
