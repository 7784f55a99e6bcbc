#include "data/hub_part.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

#define MAGIC      "mgpart1\n"
#define NAME_BYTES 64
#define HEAD_BYTES (8 + 8 + 8 + NAME_BYTES)
#define MAX_BYTES  ((uint64_t)1 << 44) /* 16 TiB: keeps the journal of a false size small */
#define SAVE_EVERY ((uint64_t)256 << 10)

static void store_u64(uint8_t *to, uint64_t value) {
    for (int i = 0; i < 8; i++) to[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t load_u64(const uint8_t *from) {
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) value |= (uint64_t)from[i] << 8 * i;
    return value;
}

static uint64_t piece_length(uint64_t size, size_t piece) {
    uint64_t rest = size - (uint64_t)piece * MG_HUB_PIECE;
    return rest < MG_HUB_PIECE ? rest : MG_HUB_PIECE;
}

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static mg_status write_at(int fd, const char *path, const void *data, size_t n, uint64_t offset) {
    const uint8_t *from = data;
    while (n > 0) {
        ssize_t put = pwrite(fd, from, n, (off_t)offset);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return mg_fail_errno("write", path, errno);
        from += put;
        n -= (size_t)put;
        offset += (uint64_t)put;
    }
    return MG_OK;
}

static mg_status journal_fail(const char *name, const char *what) {
    return mg_fail(MG_ERR_FORMAT, "the journal of %s %s; the file is fetched anew", name, what);
}

mg_status mg_hub_journal_parse(const uint8_t *bytes, size_t n, const char *name, uint64_t size,
                               size_t pieces, uint64_t *done) {
    size_t length = strlen(name);
    char named[NAME_BYTES] = {0};
    memcpy(named, name, length < NAME_BYTES ? length : NAME_BYTES);
    if (n != HEAD_BYTES + 8 * pieces)
        return journal_fail(name, "has not the length it should have");
    if (memcmp(bytes, MAGIC, 8) != 0) return journal_fail(name, "does not begin as one");
    if (load_u64(bytes + 8) != size || load_u64(bytes + 16) != MG_HUB_PIECE ||
        memcmp(bytes + 24, named, NAME_BYTES) != 0) {
        return journal_fail(name, "is of another file");
    }
    for (size_t i = 0; i < pieces; i++) {
        done[i] = load_u64(bytes + HEAD_BYTES + 8 * i);
        if (done[i] > piece_length(size, i)) return journal_fail(name, "counts more than a piece");
    }
    return MG_OK;
}

/* What an earlier run left, if both files are there and fit each other. */
static mg_status load_journal(mg_hub_part *part) {
    char *text = NULL;
    size_t n = 0;
    struct stat info;
    if (fstat(part->fd, &info) || (uint64_t)info.st_size != part->size) {
        return mg_fail(MG_ERR_NOT_FOUND, "%s is new", part->path);
    }
    MG_TRY(mg_file_read(part->journal_path, HEAD_BYTES + 8 * part->pieces, &text, &n));
    mg_status status = mg_hub_journal_parse((const uint8_t *)text, n, file_name(part->blob),
                                            part->size, part->pieces, part->done);
    mg_free(text);
    return status;
}

static mg_status write_journal(mg_hub_part *part) {
    size_t n = HEAD_BYTES + 8 * part->pieces;
    uint8_t *bytes = mg_calloc(1, n);
    if (!bytes) return MG_ERR_MEMORY;
    const char *name = file_name(part->blob);
    size_t length = strlen(name);
    memcpy(bytes, MAGIC, 8);
    store_u64(bytes + 8, part->size);
    store_u64(bytes + 16, MG_HUB_PIECE);
    memcpy(bytes + 24, name, length < NAME_BYTES ? length : NAME_BYTES);
    for (size_t i = 0; i < part->pieces; i++) store_u64(bytes + HEAD_BYTES + 8 * i, part->done[i]);
    mg_status status = write_at(part->journal_fd, part->journal_path, bytes, n, 0);
    mg_free(bytes);
    return status;
}

/* The journal is emptied before the data and filled after: killed in between, it counts nothing. */
mg_status mg_hub_part_restart(mg_hub_part *part) {
    if (ftruncate(part->journal_fd, 0)) {
        return mg_fail_errno("write", part->journal_path, errno);
    }
    part->whole = 0;
    memset(part->done, 0, part->pieces * sizeof *part->done);
    memset(part->saved, 0, part->pieces * sizeof *part->saved);
    if (ftruncate(part->fd, 0) || ftruncate(part->fd, (off_t)part->size)) {
        return mg_fail_errno("write", part->path, errno);
    }
    return write_journal(part);
}

static mg_status open_file(const char *path, int *fd) {
    do {
        *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    } while (*fd < 0 && errno == EINTR);
    return *fd < 0 ? mg_fail_errno("write", path, errno) : MG_OK;
}

static mg_status open_or_restart(mg_hub_part *part) {
    MG_TRY(open_file(part->path, &part->fd));
    MG_TRY(open_file(part->journal_path, &part->journal_fd));
    mg_status status = load_journal(part);
    if (status == MG_ERR_NOT_FOUND || status == MG_ERR_FORMAT) return mg_hub_part_restart(part);
    if (status == MG_OK) memcpy(part->saved, part->done, part->pieces * sizeof *part->done);
    return status;
}

mg_status mg_hub_part_open(mg_hub_part *part, const char *blob, uint64_t size) {
    mg_status status = MG_ERR_MEMORY;
    *part = (mg_hub_part){.fd = -1, .journal_fd = -1, .size = size};
    if (size > MAX_BYTES) {
        return mg_fail(MG_ERR_FORMAT, "%s is said to have %" PRIu64 " bytes: more than any file",
                       file_name(blob), size);
    }
    part->pieces = (size_t)((size + MG_HUB_PIECE - 1) / MG_HUB_PIECE);
    part->blob = mg_strdup(blob);
    part->path = mg_asprintf("%s.part", blob);
    part->journal_path = mg_asprintf("%s.part.journal", blob);
    part->done = mg_calloc(part->pieces + 1, sizeof *part->done); /* + 1: an empty file has none */
    part->saved = mg_calloc(part->pieces + 1, sizeof *part->saved);
    if (!part->blob || !part->path || !part->journal_path || !part->done || !part->saved) goto done;
    MG_GO(open_or_restart(part));
    return MG_OK;
done:
    mg_hub_part_close(part);
    return status;
}

bool mg_hub_part_gap(const mg_hub_part *part, uint64_t from, uint64_t *first, uint64_t *end) {
    size_t piece = (size_t)(from / MG_HUB_PIECE);
    if (from >= part->size) return false; /* the size may lie inside of a piece */
    while (piece < part->pieces && part->done[piece] == piece_length(part->size, piece)) piece++;
    if (piece >= part->pieces) return false;
    *first = (uint64_t)piece * MG_HUB_PIECE + part->done[piece];
    do {
        piece++;
    } while (piece < part->pieces && part->done[piece] == 0);
    *end = piece < part->pieces ? (uint64_t)piece * MG_HUB_PIECE : part->size;
    return true;
}

static mg_status save_piece(mg_hub_part *part, size_t piece) {
    uint8_t bytes[8];
    store_u64(bytes, part->done[piece]);
    MG_TRY(write_at(part->journal_fd, part->journal_path, bytes, sizeof bytes,
                    HEAD_BYTES + 8 * (uint64_t)piece));
    part->saved[piece] = part->done[piece];
    return MG_OK;
}

/* Whether `n` bytes from `offset` lie inside the file and follow what is there of their piece. */
static bool is_next(const mg_hub_part *part, uint64_t offset, size_t n) {
    size_t piece = (size_t)(offset / MG_HUB_PIECE);
    return offset < part->size && n <= part->size - offset &&
           offset == (uint64_t)piece * MG_HUB_PIECE + part->done[piece];
}

mg_status mg_hub_part_write(mg_hub_part *part, uint64_t offset, const void *data, size_t n) {
    const uint8_t *from = data;
    while (n > 0) {
        if (!is_next(part, offset, n)) {
            return mg_fail(MG_ERR_ARG, "%s: byte %" PRIu64 " came out of turn; report this",
                           part->path, offset);
        }
        size_t piece = (size_t)(offset / MG_HUB_PIECE);
        uint64_t length = piece_length(part->size, piece), room = length - part->done[piece];
        size_t taken = n < room ? n : (size_t)room;
        MG_TRY(write_at(part->fd, part->path, from, taken, offset));
        part->done[piece] += taken;
        from += taken, offset += taken, n -= taken;
        if (part->done[piece] == length || part->done[piece] - part->saved[piece] >= SAVE_EVERY) {
            MG_TRY(save_piece(part, piece));
        }
    }
    return MG_OK;
}

uint64_t mg_hub_part_total(const mg_hub_part *part) {
    uint64_t total = 0;
    for (size_t i = 0; i < part->pieces; i++) total += part->done[i];
    return total;
}

uint64_t mg_hub_part_prefix(mg_hub_part *part) {
    while (part->whole < part->pieces &&
           part->done[part->whole] == piece_length(part->size, part->whole)) {
        part->whole++;
    }
    if (part->whole == part->pieces) return part->size;
    return (uint64_t)part->whole * MG_HUB_PIECE + part->done[part->whole];
}

mg_status mg_hub_part_save(mg_hub_part *part) {
    for (size_t i = 0; i < part->pieces; i++) {
        if (part->done[i] != part->saved[i]) MG_TRY(save_piece(part, i));
    }
    return MG_OK;
}

static mg_status sync_folder_of(const char *path) {
    char *folder = mg_strdup(path);
    if (!folder) return MG_ERR_MEMORY;
    *strrchr(folder, '/') = '\0';
    mg_status status = mg_dir_sync(folder);
    mg_free(folder);
    return status;
}

void mg_hub_part_discard(mg_hub_part *part) {
    unlink(part->journal_path);
    unlink(part->path);
}

mg_status mg_hub_part_publish(mg_hub_part *part) {
    int rc;
    do {
        rc = fsync(part->fd);
    } while (rc && errno == EINTR);
    if (rc) return mg_fail_errno("sync", part->path, errno);
    /* ENOENT: a process that took this one for dead has published the same bytes. */
    if (rename(part->path, part->blob) && !(errno == ENOENT && access(part->blob, F_OK) == 0)) {
        return mg_fail_errno("write", part->blob, errno);
    }
    MG_TRY(sync_folder_of(part->blob));
    part->published = true;
    /* Last: without its journal the .part would have to be fetched anew. */
    unlink(part->journal_path);
    return MG_OK;
}

/* Of a file that is not there, or refused, nothing came: it leaves nothing behind. */
static void keep_or_discard(mg_hub_part *part) {
    if (mg_hub_part_total(part) > 0) {
        (void)mg_hub_part_save(part);
    } else if (!part->published) {
        mg_hub_part_discard(part);
    }
}

void mg_hub_part_close(mg_hub_part *part) {
    if (part->blob && part->journal_fd >= 0) keep_or_discard(part);
    if (part->blob && part->fd >= 0) close(part->fd);
    if (part->blob && part->journal_fd >= 0) close(part->journal_fd);
    mg_free(part->blob);
    mg_free(part->path);
    mg_free(part->journal_path);
    mg_free(part->done);
    mg_free(part->saved);
    *part = (mg_hub_part){.fd = -1, .journal_fd = -1};
}
