#include "data/hub_cache.h"

#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

#define MAX_TREE_BYTES ((size_t)1 << 30)

bool mg_hub_is_sha(const char *text) {
    return strlen(text) == 40 && strspn(text, "0123456789abcdef") == 40;
}

/* OWNER or NAME: letters, digits, '-', '_', '.'; "--" would be read as the cache's '/'. */
static bool is_repo_part(const char *part, size_t length) {
    if (length == 0 || length > 96 || part[0] == '.' || part[0] == '-') return false;
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)part[i]) && !strchr("-_.", part[i])) return false;
        if (i && part[i] == part[i - 1] && strchr("-.", part[i])) return false;
    }
    return true;
}

mg_status mg_hub_check_repo(const char *repo) {
    size_t first = strcspn(repo, "/");
    bool good = is_repo_part(repo, first);
    if (repo[first]) good = good && is_repo_part(repo + first + 1, strlen(repo + first + 1));
    if (good) return MG_OK;
    return mg_fail(MG_ERR_ARG, "\"%.100s\" is no name of a data set; write OWNER/NAME", repo);
}

char *mg_hub_cache_folder_of(const char *cache, const char *repo) {
    size_t owner = strcspn(repo, "/");
    const char *name = repo[owner] ? repo + owner + 1 : "";
    return mg_asprintf("%s/datasets--%.*s%s%s", cache, (int)owner, repo, *name ? "--" : "", name);
}

/* Replaces folder/name by `text`. The temporary file lies in `folder` itself: huggingface_hub takes
 * every file below refs/ for a revision and every file below snapshots/ for one of the repo's. */
static mg_status publish_text(const char *folder, const char *name, const char *text, size_t size) {
    mg_status status = MG_ERR_MEMORY;
    mg_writer writer = {0};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    char *path = mg_path_join(folder, name);
    char *parent = path ? mg_strdup(path) : NULL;
    char *temporary = mg_asprintf("%s/.tmp-%ld-%lx-%ld", folder, (long)getpid(),
                                  (unsigned long)pthread_self(), now.tv_nsec);
    if (!parent || !temporary) goto done;
    *strrchr(parent, '/') = '\0';
    MG_GO(mg_dir_create(parent));
    MG_GO(mg_writer_open(&writer, temporary));
    mg_writer_write(&writer, text, size);
    MG_GO(mg_writer_close(&writer));
    if (rename(temporary, path)) MG_GO(mg_fail_errno("write", path, errno));
    MG_GO(mg_dir_sync(parent));
done:
    if (status != MG_OK && temporary) unlink(temporary);
    mg_free(temporary);
    mg_free(parent);
    mg_free(path);
    return status;
}

mg_status mg_hub_cache_read_ref(const char *folder, const char *revision, char sha[41]) {
    mg_status status;
    char *text = NULL;
    size_t size;
    MG_TRY(mg_hub_check_path(revision));
    char *path = mg_asprintf("%s/refs/%s", folder, revision);
    if (!path) return MG_ERR_MEMORY;
    MG_GO(mg_file_read(path, 256, &text, &size));
    text[strcspn(text, " \r\n")] = '\0';
    if (!mg_hub_is_sha(text)) {
        MG_GO(mg_fail(MG_ERR_NOT_FOUND, "%s holds no commit; remove it", path));
    }
    memcpy(sha, text, 41);
done:
    mg_free(text);
    mg_free(path);
    return status;
}

/* huggingface_hub reports a data set without snapshots, and a ref without its own, as corrupted. */
static mg_status create_snapshot(const char *folder, const char *sha) {
    char *path = mg_asprintf("%s/snapshots/%s", folder, sha);
    mg_status status = path ? mg_dir_create(path) : MG_ERR_MEMORY;
    mg_free(path);
    return status;
}

mg_status mg_hub_cache_write_ref(const char *folder, const char *revision, const char *sha) {
    char known[41];
    MG_TRY(mg_hub_check_path(revision));
    MG_TRY(create_snapshot(folder, sha));
    if (mg_hub_cache_read_ref(folder, revision, known) == MG_OK && strcmp(known, sha) == 0) {
        return MG_OK;
    }
    char *name = mg_asprintf("refs/%s", revision);
    /* without a line break: huggingface_hub compares the whole file */
    mg_status status = name ? publish_text(folder, name, sha, strlen(sha)) : MG_ERR_MEMORY;
    mg_free(name);
    return status;
}

mg_status mg_hub_cache_read_tree(const char *folder, const char *sha, mg_hub_tree *tree) {
    mg_status status;
    char *text = NULL;
    size_t size;
    *tree = (mg_hub_tree){0};
    char *path = mg_asprintf("%s/trees/%s.json", folder, sha);
    if (!path) return MG_ERR_MEMORY;
    status = mg_file_read(path, MAX_TREE_BYTES, &text, &size);
    if (status == MG_OK) status = mg_hub_tree_parse(tree, path, text, size);
    /* A damaged one, or of a later version, is asked for again. */
    if (status == MG_ERR_FORMAT) status = MG_ERR_NOT_FOUND;
    mg_free(text);
    mg_free(path);
    return status;
}

mg_status mg_hub_cache_write_tree(const char *folder, const char *sha, const mg_hub_tree *tree) {
    char *text;
    size_t size;
    MG_TRY(create_snapshot(folder, sha));
    MG_TRY(mg_hub_tree_print(tree, &text, &size));
    char *name = mg_asprintf("trees/%s.json", sha);
    mg_status status = name ? publish_text(folder, name, text, size) : MG_ERR_MEMORY;
    mg_free(name);
    mg_free(text);
    return status;
}

/* Checksum and size of the blob that a link of a snapshot leads to; false if it is no such link. */
static bool read_link(const char *path, mg_hub_entry *entry) {
    char target[2048];
    struct stat info;
    ssize_t n = readlink(path, target, sizeof target - 1);
    if (n < 0 || stat(path, &info) || !S_ISREG(info.st_mode)) return false;
    target[n] = '\0';
    const char *slash = strrchr(target, '/'), *name = slash ? slash + 1 : target;
    size_t digits = strspn(name, "0123456789abcdef");
    if (name[digits]) return false;
    if (digits == 64) memcpy(entry->sha256, name, digits);
    if (digits == 40) memcpy(entry->oid, name, digits);
    entry->size = (uint64_t)info.st_size;
    return digits == 64 || digits == 40;
}

static mg_status add_folder(mg_hub_tree *tree, const char *snapshot, const char *below);

/* Adds the file at snapshot/path, or all in the folder there. Frees `path`. */
static mg_status add_path(mg_hub_tree *tree, const char *snapshot, char *path) {
    struct stat info;
    mg_hub_entry entry = {.path = path};
    mg_status status = MG_OK;
    char *full = path ? mg_path_join(snapshot, path) : NULL;
    if (!full) {
        status = MG_ERR_MEMORY;
    } else if (lstat(full, &info) == 0 && S_ISDIR(info.st_mode)) {
        status = add_folder(tree, snapshot, path);
    } else if (read_link(full, &entry)) {
        status = mg_hub_tree_add(tree, &entry);
    }
    mg_free(full);
    mg_free(path);
    return status;
}

static mg_status add_folder(mg_hub_tree *tree, const char *snapshot, const char *below) {
    mg_dir_names names = {0};
    char *folder = mg_path_join(snapshot, below);
    mg_status status = folder ? mg_dir_list(folder, &names) : MG_ERR_MEMORY;
    for (size_t i = 0; i < names.count && status == MG_OK; i++) {
        const char *name = names.names[i];
        status = add_path(tree, snapshot, *below ? mg_path_join(below, name) : mg_strdup(name));
    }
    mg_dir_names_free(&names);
    mg_free(folder);
    return status;
}

mg_status mg_hub_cache_read_snapshot(const char *folder, const char *sha, mg_hub_tree *tree) {
    *tree = (mg_hub_tree){0};
    char *snapshot = mg_asprintf("%s/snapshots/%s", folder, sha);
    mg_status status = snapshot ? add_folder(tree, snapshot, "") : MG_ERR_MEMORY;
    if (status == MG_OK) status = mg_hub_tree_finish(tree, snapshot);
    if (status != MG_OK) mg_hub_tree_clear(tree);
    mg_free(snapshot);
    return status;
}

char *mg_hub_cache_blob(const char *folder, const mg_hub_entry *entry) {
    return mg_asprintf("%s/blobs/%s", folder, mg_hub_entry_blob(entry));
}

bool mg_hub_file_has_size(const char *path, uint64_t size) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && (uint64_t)info.st_size == size;
}

mg_status mg_hub_cache_find(const char *folder, const char *sha, const mg_hub_entry *entry,
                            char **path) {
    *path = NULL;
    MG_TRY(mg_hub_check_path(entry->path));
    char *candidate = mg_asprintf("%s/snapshots/%s/%s", folder, sha, entry->path);
    if (!candidate) return MG_ERR_MEMORY;
    if (mg_hub_file_has_size(candidate, entry->size)) {
        *path = candidate;
    } else {
        mg_free(candidate);
    }
    return MG_OK;
}

/* "../../blobs/CHECKSUM", with one "../" more for each folder of the path. */
static char *link_target(const mg_hub_entry *entry) {
    char up[3 * 520] = "../../";
    size_t length = 6;
    for (const char *c = entry->path; *c; c++) {
        if (*c != '/' || length + 4 > sizeof up) continue;
        memcpy(up + length, "../", 4);
        length += 3;
    }
    return mg_asprintf("%sblobs/%s", up, mg_hub_entry_blob(entry));
}

/* A link that is there already may be from before, or another process's of this moment. */
static mg_status place_link(const char *target, const char *path, uint64_t size) {
    for (int tries = 0; tries < 10; tries++) {
        if (symlink(target, path) == 0) return MG_OK;
        if (errno != EEXIST) return mg_fail_errno("link", path, errno);
        if (mg_hub_file_has_size(path, size)) return MG_OK;
        if (unlink(path) && errno != ENOENT) return mg_fail_errno("replace", path, errno);
    }
    return mg_fail(MG_ERR_IO, "%s is changed by another process all the time; stop that one", path);
}

mg_status mg_hub_cache_link(const char *folder, const char *sha, const mg_hub_entry *entry,
                            char **path) {
    mg_status status = MG_ERR_MEMORY;
    char *target = link_target(entry), *parent = NULL;
    *path = mg_asprintf("%s/snapshots/%s/%s", folder, sha, entry->path);
    if (*path) parent = mg_strdup(*path);
    if (!target || !parent) goto done;
    *strrchr(parent, '/') = '\0';
    MG_GO(mg_dir_create(parent));
    MG_GO(place_link(target, *path, entry->size));
    MG_GO(mg_dir_sync(parent));
done:
    if (status != MG_OK) {
        mg_free(*path);
        *path = NULL;
    }
    mg_free(parent);
    mg_free(target);
    return status;
}
