#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"

static const char *advice_for(int error) {
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return "; free space or choose another --out";
    case EFBIG:
        return "; the file size limit is reached: raise it (ulimit -f) or choose another --out";
    case EACCES:
    case EPERM:
        return "; check its permissions or choose another path";
    case EROFS:
        return "; choose a path on a writable disk";
    case ENOENT:
        return "; check the path";
    case ENOTDIR:
        return "; a part of the path is a file: choose another path";
    case EMFILE:
    case ENFILE:
        return "; too many files are open: raise the limit (ulimit -n)";
    default:
        return "";
    }
}

mg_status mg_fail_errno(const char *verb, const char *path, int error) {
    mg_status status = error == ENOENT ? MG_ERR_NOT_FOUND : MG_ERR_IO;
    if (error == ENOMEM) status = MG_ERR_MEMORY;
    return mg_fail(status, "cannot %s %s: %s%s", verb, path, strerror(error), advice_for(error));
}

static int open_retrying(const char *path, int flags) {
    int fd;
    do {
        fd = open(path, flags | O_CLOEXEC, 0666);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

static mg_status sync_fd(int fd, const char *path) {
    int rc;
    do {
        rc = fsync(fd);
    } while (rc && errno == EINTR);
    /* Pipes, terminals and some file systems have nothing to sync: not a loss of data. */
    if (rc && errno != EINVAL && errno != ENOTSUP && errno != EROFS) {
        return mg_fail_errno("write", path, errno);
    }
    return MG_OK;
}

static mg_status write_all(int fd, const char *path, const void *data, size_t size) {
    const unsigned char *bytes = data;
    while (size) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return mg_fail_errno("write", path, errno);
        if (written == 0) return mg_fail_errno("write", path, ENOSPC);
        bytes += written;
        size -= (size_t)written;
    }
    return MG_OK;
}

/* Opens for reading and refuses folders, whose read() would fail with a less helpful text. */
static mg_status open_plain(const char *path, int *fd, struct stat *info) {
    *fd = open_retrying(path, O_RDONLY);
    if (*fd < 0) return mg_fail_errno("read", path, errno);
    int error = fstat(*fd, info) ? errno : S_ISDIR(info->st_mode) ? EISDIR : 0;
    if (!error) return MG_OK;
    close(*fd);
    *fd = -1;
    return mg_fail_errno("read", path, error);
}

/* Reads up to `limit` bytes and sets `*size`. Sizes are not trusted: pipes have none. */
static mg_status read_up_to(int fd, const char *path, size_t limit, char **text, size_t *capacity,
                            size_t *size) {
    for (;;) {
        MG_TRY(mg_grow(text, capacity, *size + 2, 1));
        size_t room = *capacity - *size - 1;
        ssize_t got = read(fd, *text + *size, room);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return mg_fail_errno("read", path, errno);
        if (got == 0) return MG_OK;
        *size += (size_t)got;
        if (*size > limit) {
            return mg_fail(MG_ERR_FORMAT, "%s is larger than %zu bytes; is this the right file?",
                           path, limit);
        }
    }
}

mg_status mg_file_read(const char *path, size_t max_bytes, char **text, size_t *size) {
    mg_status status;
    struct stat info;
    int fd;
    char *content = NULL;
    size_t capacity = 0, length = 0;
    *text = NULL;
    MG_TRY(open_plain(path, &fd, &info));
    if (info.st_size > 0 && (uint64_t)info.st_size <= max_bytes) {
        MG_GO(mg_grow(&content, &capacity, (size_t)info.st_size + 2, 1));
    }
    MG_GO(read_up_to(fd, path, max_bytes, &content, &capacity, &length));
    content[length] = '\0';
    *text = content;
    content = NULL;
    if (size) *size = length;
done:
    mg_free(content);
    close(fd);
    return status;
}

mg_status mg_map_open(mg_map *map, const char *path) {
    mg_status status = MG_OK;
    struct stat info;
    int fd;
    *map = (mg_map){0};
    MG_TRY(open_plain(path, &fd, &info));
    if (!S_ISREG(info.st_mode)) {
        MG_GO(mg_fail(MG_ERR_IO, "cannot read %s: not a plain file", path));
    }
    if (info.st_size > 0) {
        void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED) MG_GO(mg_fail_errno("map", path, errno));
        map->data = data;
        map->size = (size_t)info.st_size;
    }
done:
    close(fd);
    return status;
}

void mg_map_close(mg_map *map) {
    if (map->data) munmap((void *)(uintptr_t)map->data, map->size);
    *map = (mg_map){0};
}

/* Splits at the last slash: `*folder` is new memory, the returned name points into `path`. */
static const char *split_path(const char *path, char **folder) {
    const char *slash = strrchr(path, '/');
    if (!slash) {
        *folder = mg_strdup(".");
        return path;
    }
    *folder = mg_asprintf("%.*s", slash == path ? 1 : (int)(slash - path), path);
    return slash + 1;
}

static mg_status write_synced(const char *path, const void *data, size_t size) {
    mg_status status;
    int fd = open_retrying(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (fd < 0) return mg_fail_errno("write", path, errno);
    MG_GO(write_all(fd, path, data, size));
    MG_GO(sync_fd(fd, path));
done:
    if (close(fd) && status == MG_OK) status = mg_fail_errno("write", path, errno);
    return status;
}

mg_status mg_file_write_atomic(const char *path, const void *data, size_t size) {
    mg_status status = MG_ERR_MEMORY;
    char *folder = NULL, *temp = NULL;
    const char *name = split_path(path, &folder);
    if (folder) temp = mg_asprintf("%s/.tmp-%s", folder, name);
    if (!temp) goto done;
    MG_GO(write_synced(temp, data, size));
    if (rename(temp, path)) MG_GO(mg_fail_errno("write", path, errno));
    MG_GO(mg_dir_sync(folder));
done:
    if (status != MG_OK && temp) unlink(temp);
    mg_free(temp);
    mg_free(folder);
    return status;
}

#define WRITER_BUFFER ((size_t)1 << 16)

/* Keeps the failure in flight as the writer's first one. */
static mg_status writer_stick(mg_writer *writer, mg_status status) {
    if (status == MG_OK || writer->status != MG_OK) return writer->status;
    writer->status = status;
    writer->status_text = mg_strdup(mg_error_text());
    return status;
}

/* The sticky status, with its text made the current one. */
static mg_status writer_status(const mg_writer *writer) {
    if (writer->status == MG_OK) return MG_OK;
    const char *text = writer->status_text ? writer->status_text : "an earlier write failed";
    return mg_fail(writer->status, "%s", text);
}

static mg_status writer_start(mg_writer *writer, const char *path, int flags) {
    *writer = (mg_writer){.fd = -1};
    writer->path = mg_strdup(path);
    writer->buffer = mg_malloc(WRITER_BUFFER);
    if (!writer->path || !writer->buffer) {
        mg_writer_abandon(writer);
        return MG_ERR_MEMORY;
    }
    writer->fd = open_retrying(path, O_WRONLY | O_CREAT | flags);
    if (writer->fd < 0) {
        mg_status status = mg_fail_errno("write", path, errno);
        mg_writer_abandon(writer);
        return status;
    }
    return MG_OK;
}

mg_status mg_writer_open(mg_writer *writer, const char *path) {
    return writer_start(writer, path, O_TRUNC);
}

mg_status mg_writer_open_at(mg_writer *writer, const char *path, uint64_t offset) {
    mg_status status;
    struct stat info;
    if (offset == 0) return mg_writer_open(writer, path);
    MG_TRY(writer_start(writer, path, 0));
    if (fstat(writer->fd, &info)) MG_GO(mg_fail_errno("write", path, errno));
    if ((uint64_t)info.st_size < offset) {
        MG_GO(mg_fail(MG_ERR_FORMAT,
                      "%s has %lld bytes where the checkpoint expects at least %llu; it was "
                      "changed since: restore it or start a new run",
                      path, (long long)info.st_size, (unsigned long long)offset));
    }
    if (ftruncate(writer->fd, (off_t)offset) || lseek(writer->fd, 0, SEEK_END) < 0) {
        MG_GO(mg_fail_errno("write", path, errno));
    }
    writer->offset = offset;
    return MG_OK;
done:
    mg_writer_abandon(writer);
    return status;
}

mg_status mg_writer_flush(mg_writer *writer) {
    if (writer->status != MG_OK) return writer_status(writer);
    MG_TRY(writer_stick(writer, write_all(writer->fd, writer->path, writer->buffer, writer->used)));
    writer->offset += writer->used;
    writer->used = 0;
    return MG_OK;
}

mg_status mg_writer_write(mg_writer *writer, const void *data, size_t size) {
    if (writer->status != MG_OK) return writer_status(writer);
    if (size > WRITER_BUFFER - writer->used) MG_TRY(mg_writer_flush(writer));
    if (size >= WRITER_BUFFER) {
        MG_TRY(writer_stick(writer, write_all(writer->fd, writer->path, data, size)));
        writer->offset += size;
        return MG_OK;
    }
    if (size) memcpy(writer->buffer + writer->used, data, size);
    writer->used += size;
    return MG_OK;
}

mg_status mg_writer_sync(mg_writer *writer) {
    MG_TRY(mg_writer_flush(writer));
    return writer_stick(writer, sync_fd(writer->fd, writer->path));
}

uint64_t mg_writer_offset(const mg_writer *writer) {
    return writer->offset + writer->used;
}

mg_status mg_writer_close(mg_writer *writer) {
    if (!writer->path) return MG_OK;
    (void)mg_writer_sync(writer);
    int fd = writer->fd;
    writer->fd = -1;
    /* Network disks report a full disk only here. */
    if (close(fd) && errno != EINTR) {
        writer_stick(writer, mg_fail_errno("write", writer->path, errno));
    }
    mg_status status = writer_status(writer);
    mg_writer_abandon(writer);
    return status;
}

void mg_writer_abandon(mg_writer *writer) {
    if (writer->path && writer->fd >= 0) close(writer->fd);
    mg_free(writer->path);
    mg_free(writer->buffer);
    mg_free(writer->status_text);
    *writer = (mg_writer){.fd = -1};
}
