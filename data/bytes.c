#include "data/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

typedef struct file_bytes {
    mg_bytes base;
    char *path;
    int fd;
} file_bytes;

typedef struct memory_bytes {
    mg_bytes base;
    char *name;
    const uint8_t *data;
} memory_bytes;

static mg_status file_read(mg_bytes *bytes, uint64_t offset, void *out, size_t n) {
    const file_bytes *file = (const file_bytes *)bytes;
    uint8_t *to = out;
    while (n > 0) {
        ssize_t got = pread(file->fd, to, n, (off_t)offset);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return mg_fail_errno("read", file->path, errno);
        if (got == 0) {
            return mg_fail(MG_ERR_IO, "%s: became shorter than %" PRIu64 " bytes while it was read",
                           file->path, offset + n);
        }
        to += got;
        n -= (size_t)got;
        offset += (uint64_t)got;
    }
    return MG_OK;
}

static void file_free(mg_bytes *bytes) {
    file_bytes *file = (file_bytes *)bytes;
    if (file->fd >= 0) close(file->fd);
    mg_free(file->path);
    mg_free(file);
}

static mg_status open_descriptor(file_bytes *file) {
    struct stat info;
    file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (file->fd < 0 || fstat(file->fd, &info)) return mg_fail_errno("open", file->path, errno);
    if (!S_ISREG(info.st_mode)) {
        return mg_fail(MG_ERR_IO, "%s is not a plain file, so it cannot be read at random",
                       file->path);
    }
    file->base.size = (uint64_t)info.st_size;
    return MG_OK;
}

mg_status mg_bytes_open_file(const char *path, mg_bytes **out) {
    mg_status status;
    file_bytes *file = mg_calloc(1, sizeof *file);
    *out = NULL;
    if (!file) return MG_ERR_MEMORY;
    file->fd = -1;
    file->path = mg_strdup(path);
    MG_GO(file->path ? MG_OK : MG_ERR_MEMORY);
    MG_GO(open_descriptor(file));
    file->base.name = file->path;
    file->base.read = file_read;
    file->base.free = file_free;
    *out = &file->base;
    return MG_OK;
done:
    file_free(&file->base);
    return status;
}

static mg_status memory_read(mg_bytes *bytes, uint64_t offset, void *out, size_t n) {
    memcpy(out, ((const memory_bytes *)bytes)->data + offset, n);
    return MG_OK;
}

static void memory_free(mg_bytes *bytes) {
    memory_bytes *memory = (memory_bytes *)bytes;
    mg_free(memory->name);
    mg_free(memory);
}

mg_status mg_bytes_open_memory(const char *name, const void *data, size_t n, mg_bytes **out) {
    memory_bytes *memory = mg_calloc(1, sizeof *memory);
    *out = NULL;
    if (!memory) return MG_ERR_MEMORY;
    memory->name = mg_strdup(name);
    if (!memory->name) {
        mg_free(memory);
        return MG_ERR_MEMORY;
    }
    memory->data = data;
    memory->base = (mg_bytes){memory->name, n, memory_read, memory_free};
    *out = &memory->base;
    return MG_OK;
}

mg_status mg_bytes_read(mg_bytes *bytes, uint64_t offset, void *out, size_t n) {
    if (offset > bytes->size || n > bytes->size - offset) {
        return mg_fail(MG_ERR_FORMAT,
                       "%s: bytes %" PRIu64 " to %" PRIu64
                       " are asked for, but it has only %" PRIu64 "; it may be cut short",
                       bytes->name, offset, offset + n, bytes->size);
    }
    return n ? bytes->read(bytes, offset, out, n) : MG_OK;
}

void mg_bytes_free(mg_bytes *bytes) {
    if (bytes) bytes->free(bytes);
}
