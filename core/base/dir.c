/* The folder half of file.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

bool mg_path_exists(const char *path) {
    struct stat info;
    return stat(path, &info) == 0;
}

bool mg_path_is_dir(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

char *mg_path_join(const char *folder, const char *name) {
    size_t length = strlen(folder);
    const char *slash = length && folder[length - 1] != '/' ? "/" : "";
    return mg_asprintf("%s%s%s", folder, slash, name);
}

static mg_status create_one(const char *path) {
    if (mkdir(path, 0777) == 0) return MG_OK;
    int error = errno;
    if (mg_path_is_dir(path)) return MG_OK;
    /* What exists and is no folder: say so, and what to do. */
    return mg_fail_errno("create folder", path, error == EEXIST ? ENOTDIR : error);
}

mg_status mg_dir_create(const char *path) {
    mg_status status = MG_OK;
    if (!*path) return mg_fail(MG_ERR_ARG, "cannot create a folder without a name; give a path");
    char *prefix = mg_strdup(path);
    if (!prefix) return MG_ERR_MEMORY;
    for (char *slash = strchr(prefix + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        MG_GO(create_one(prefix));
        *slash = '/';
    }
    MG_GO(create_one(prefix));
done:
    mg_free(prefix);
    return status;
}

static mg_status sync_path(const char *path, int flags) {
    int fd, rc;
    do {
        fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) return mg_fail_errno("sync", path, errno);
    do {
        rc = fsync(fd);
    } while (rc && errno == EINTR);
    int error = rc ? errno : 0;
    close(fd);
    /* Some file systems cannot sync a folder; the rename is then as durable as they make it. */
    if (error && error != EINVAL && error != ENOTSUP) return mg_fail_errno("sync", path, error);
    return MG_OK;
}

mg_status mg_dir_sync(const char *path) {
    return sync_path(path, O_DIRECTORY);
}

typedef mg_status (*visit_child)(const char *path);

static mg_status for_each_child(const char *path, visit_child visit) {
    mg_status status;
    mg_dir_names list;
    char *child = NULL;
    MG_TRY(mg_dir_list(path, &list));
    for (size_t i = 0; i < list.count; i++) {
        child = mg_path_join(path, list.names[i]);
        MG_GO(child ? visit(child) : MG_ERR_MEMORY);
        mg_free(child);
        child = NULL;
    }
    status = MG_OK;
done:
    mg_free(child);
    mg_dir_names_free(&list);
    return status;
}

static mg_status sync_any(const char *path) {
    struct stat info;
    if (lstat(path, &info)) return mg_fail_errno("sync", path, errno);
    if (S_ISDIR(info.st_mode)) return mg_dir_sync_tree(path);
    return S_ISREG(info.st_mode) ? sync_path(path, 0) : MG_OK;
}

mg_status mg_dir_sync_tree(const char *path) {
    MG_TRY(for_each_child(path, sync_any));
    return mg_dir_sync(path);
}

mg_status mg_path_remove(const char *path) {
    struct stat info;
    if (lstat(path, &info)) return errno == ENOENT ? MG_OK : mg_fail_errno("remove", path, errno);
    if (S_ISDIR(info.st_mode)) {
        MG_TRY(for_each_child(path, mg_path_remove));
        if (rmdir(path) && errno != ENOENT) return mg_fail_errno("remove", path, errno);
        return MG_OK;
    }
    if (unlink(path) && errno != ENOENT) return mg_fail_errno("remove", path, errno);
    return MG_OK;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static mg_status add_name(mg_dir_names *list, const char *name) {
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return MG_OK;
    MG_TRY(mg_grow(&list->names, &list->capacity, list->count + 1, sizeof *list->names));
    char *copy = mg_strdup(name);
    if (!copy) return MG_ERR_MEMORY;
    list->names[list->count++] = copy;
    return MG_OK;
}

mg_status mg_dir_list(const char *path, mg_dir_names *list) {
    mg_status status = MG_OK;
    *list = (mg_dir_names){0};
    DIR *folder = opendir(path);
    if (!folder) return mg_fail_errno("read folder", path, errno);
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry) break;
        MG_GO(add_name(list, entry->d_name));
    }
    if (errno) MG_GO(mg_fail_errno("read folder", path, errno));
    if (list->count) qsort(list->names, list->count, sizeof *list->names, compare_names);
done:
    closedir(folder);
    if (status != MG_OK) mg_dir_names_free(list);
    return status;
}

void mg_dir_names_free(mg_dir_names *list) {
    for (size_t i = 0; i < list->count; i++) mg_free(list->names[i]);
    mg_free(list->names);
    *list = (mg_dir_names){0};
}
