/* A file into the cache: who fetches it, whether it fits, over how many connections, whether it is
 * the right one. data/hub_lanes.c moves the bytes. */
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "core/base/file.h"
#include "data/hub_lanes.h"
#include "data/hub_owner.h"
#include "data/hub_private.h"

/* A disk that is filled to the last byte breaks other programs. */
#define SPARE_BYTES ((uint64_t)64 << 20)
#define WAIT_MS     100

/* Bytes that the folder's disk can take. Where the system does not say, all. */
static uint64_t free_bytes(const char *folder) {
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0) return UINT64_MAX;
    return (uint64_t)disk.f_bavail * disk.f_frsize;
}

/* Whether what is still missing fits on the disk. An earlier .part counts as it lies there. */
static mg_status check_space(const char *blob, uint64_t size) {
    struct stat info;
    mg_status status = MG_OK;
    char *part = mg_asprintf("%s.part", blob);
    if (!part) return MG_ERR_MEMORY;
    uint64_t there = stat(part, &info) == 0 ? (uint64_t)info.st_blocks * 512 : 0;
    uint64_t missing = size > there ? size - there : 0;
    *strrchr(part, '/') = '\0'; /* the folder now */
    uint64_t room = free_bytes(part), spare = missing < SPARE_BYTES ? missing : SPARE_BYTES;
    if (missing > room || room - missing < spare) {
        status = mg_hub_fail(MG_HUB_DISK, MG_ERR_IO,
                             "%.1f MB more are needed in %s, and %.1f MB are free; free some, or "
                             "set HF_HUB_CACHE to a folder on another disk",
                             (double)missing / 1e6, part, (double)room / 1e6);
    }
    mg_free(part);
    return status;
}

/* Moves the bytes and takes their checksum. */
static mg_status fetch_and_hash(mg_hub *hub, const mg_hub_file *file, mg_hub_part *part,
                                const mg_hub_watch *watch, char hex[MG_DIGEST_HEX]) {
    mg_hub_verify verify;
    mg_digest_kind kind = file->entry->sha256[0] ? MG_DIGEST_SHA256 : MG_DIGEST_GIT_BLOB;
    MG_TRY(mg_hub_verify_start(&verify, kind, part->fd, part->path, part->size));
    mg_hub_verify_advance(&verify, mg_hub_part_prefix(part));
    mg_status status = mg_hub_lanes_run(hub, file, part, &verify, watch);
    if (status == MG_OK) status = mg_hub_verify_finish(&verify, hex);
    mg_hub_verify_stop(&verify);
    return status;
}

/* Until the bytes are those of the listing. Wrong ones that an earlier run has a part in may be
 * what a power cut tore: those are fetched anew, once. */
static mg_status fill_part(mg_hub *hub, const mg_hub_file *file, mg_hub_part *part,
                           const mg_hub_watch *watch) {
    char hex[MG_DIGEST_HEX];
    const char *expected = mg_hub_entry_blob(file->entry);
    bool resumed = mg_hub_part_total(part) > 0;
    MG_TRY(fetch_and_hash(hub, file, part, watch, hex));
    if (strcmp(hex, expected) != 0 && resumed) {
        mg_hub_note(hub, "%s: what an earlier run left of it is damaged; it is fetched anew",
                    file->entry->path);
        MG_TRY(mg_hub_part_restart(part));
        MG_TRY(fetch_and_hash(hub, file, part, watch, hex));
    }
    if (strcmp(hex, expected) == 0) return MG_OK;
    mg_hub_part_discard(part);
    return mg_hub_fail(MG_HUB_CHECKSUM, MG_ERR_FORMAT,
                       "%s/%s: the checksum of what came is %s, and the listing says %s; nothing "
                       "is kept: try again, and where it stays so, tell the data set's authors",
                       file->repo, file->entry->path, hex, expected);
}

static mg_status fetch_blob(mg_hub *hub, const mg_hub_file *file, const char *blob,
                            const mg_hub_watch *watch) {
    mg_status status;
    mg_hub_part part;
    MG_TRY(check_space(blob, file->entry->size));
    MG_TRY(mg_hub_part_open(&part, blob, file->entry->size));
    MG_GO(fill_part(hub, file, &part, watch));
    MG_GO(mg_hub_part_publish(&part));
done:
    mg_hub_part_close(&part);
    return status;
}

/* Makes this process the owner. Returns with *owned false if another one has published the blob in
 * the meantime. */
static mg_status become_owner(mg_hub *hub, const char *owner_path, const char *blob, uint64_t size,
                              bool *owned) {
    mg_hub_owner who;
    bool told = false;
    for (;;) {
        *owned = false;
        if (mg_hub_file_has_size(blob, size)) return MG_OK;
        MG_TRY(mg_hub_owner_take(owner_path, owned, &who));
        if (*owned) return MG_OK;
        if (mg_hub_cancelled(hub)) return mg_fail(MG_ERR_INTERRUPTED, "interrupted");
        if (!told) {
            mg_hub_note(hub, "process %ld on %s is fetching the same file; waiting for it", who.pid,
                        who.host[0] ? who.host : "another host");
        }
        told = true;
        nanosleep(&(struct timespec){.tv_nsec = WAIT_MS * 1000000L}, NULL);
    }
}

/* The blob at its place, by this process or another one. */
static mg_status ensure_blob(mg_hub *hub, const mg_hub_file *file, const char *blob,
                             mg_hub_watch *watch) {
    bool owned = false;
    char *owner_path = mg_asprintf("%s.part.owner", blob);
    if (!owner_path) return MG_ERR_MEMORY;
    mg_status status = become_owner(hub, owner_path, blob, file->entry->size, &owned);
    if (status == MG_OK && owned) {
        watch->owner_path = owner_path;
        /* It may have been published between the look and the taking. */
        bool there = mg_hub_file_has_size(blob, file->entry->size);
        if (!there) status = fetch_blob(hub, file, blob, watch);
        mg_hub_owner_release(owner_path);
    }
    mg_free(owner_path);
    return status;
}

static mg_status create_blob_folder(const char *blob) {
    char *folder = mg_strdup(blob);
    if (!folder) return MG_ERR_MEMORY;
    *strrchr(folder, '/') = '\0';
    mg_status status = mg_dir_create(folder);
    mg_free(folder);
    return status;
}

static mg_status fetch_in(mg_hub *hub, const char *folder, const mg_hub_file *file,
                          mg_hub_watch *watch, char **path) {
    mg_status status;
    MG_TRY(mg_hub_cache_find(folder, file->sha, file->entry, path));
    if (*path) return MG_OK;
    char *blob = mg_hub_cache_blob(folder, file->entry);
    if (!blob) return MG_ERR_MEMORY;
    if (!mg_hub_file_has_size(blob, file->entry->size)) {
        if (hub->options.offline) MG_GO(mg_hub_fail_offline(hub, file->entry->path));
        MG_GO(create_blob_folder(blob));
        MG_GO(ensure_blob(hub, file, blob, watch));
    }
    MG_GO(mg_hub_cache_link(folder, file->sha, file->entry, path));
done:
    mg_free(blob);
    return status;
}

mg_status mg_hub_fetch(mg_hub *hub, const mg_hub_file *file, mg_hub_report report, void *context,
                       char **path) {
    mg_hub_watch watch = {.report = report, .context = context};
    *path = NULL;
    mg_hub_begin();
    MG_TRY(mg_hub_check_file(file));
    char *folder = mg_hub_cache_folder_of(hub->options.cache, file->repo);
    if (!folder) return MG_ERR_MEMORY;
    mg_status status = fetch_in(hub, folder, file, &watch, path);
    if (status == MG_OK && report) report(context, file->entry->size, file->entry->size);
    mg_free(folder);
    return status;
}
