/* A file that is being fetched: blobs/CHECKSUM.part, and beside it a journal of what has arrived.
 *
 * The file is cut into pieces of 4 MiB; of each the journal holds how many bytes from its start are
 * there. Bytes are written before they are counted, so that whatever moment a process is killed at,
 * what is counted is there. (A power cut may break that order; the checksum of the whole finds it.)
 * Journal, little endian: "mgpart1\n", u64 size of the file, u64 bytes of a piece, the checksum
 * that names the file (64 bytes, zero padded), u64 for each piece.
 *
 *     MG_TRY(mg_hub_part_open(&part, blob, size));
 *     for (at = 0; mg_hub_part_gap(&part, at, &first, &end); at = end) fetch(first, end);
 *     MG_GO(mg_hub_part_write(&part, offset, data, n));   // from within fetch()
 *     MG_GO(mg_hub_part_publish(&part));                  // it is `blob` now
 * done:
 *     mg_hub_part_close(&part);                           // else all is kept for the next run */
#ifndef MG_DATA_HUB_PART_H
#define MG_DATA_HUB_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

enum { MG_HUB_PIECE = 4 << 20 };

typedef struct mg_hub_part {
    char *blob; /* the name that it gets when whole */
    char *path;
    char *journal_path;
    int fd;
    int journal_fd;
    uint64_t size;
    size_t pieces;
    size_t whole; /* leading pieces that are known to be whole */
    bool published;
    uint64_t *done;  /* [pieces] bytes that are there */
    uint64_t *saved; /* [pieces] and in the journal */
} mg_hub_part;

/* Opens what an earlier run has left, else an empty one. `blob` is the path of the whole file,
 * whose last component is its checksum. */
mg_status mg_hub_part_open(mg_hub_part *part, const char *blob, uint64_t size);

/* The first range that is missing at or after `from`, as far as nothing of it is there. */
bool mg_hub_part_gap(const mg_hub_part *part, uint64_t from, uint64_t *first, uint64_t *end);

/* Bytes that follow what is there of their piece: ranges are fetched from gap starts and piece
 * starts, in order. Anything else is MG_ERR_ARG. */
mg_status mg_hub_part_write(mg_hub_part *part, uint64_t offset, const void *data, size_t n);

/* Bytes that are there, all in all; and without a gap from the start. */
uint64_t mg_hub_part_total(const mg_hub_part *part);
uint64_t mg_hub_part_prefix(mg_hub_part *part);

/* Counts in the journal everything that was written. */
mg_status mg_hub_part_save(mg_hub_part *part);
/* Throws away what has arrived; the part is then open and empty. */
mg_status mg_hub_part_restart(mg_hub_part *part);
/* Removes both files. */
void mg_hub_part_discard(mg_hub_part *part);
/* Syncs, renames to the blob's name, syncs the folder, removes the journal. */
mg_status mg_hub_part_publish(mg_hub_part *part);
/* Saves and closes; what is empty still is removed. Legal on a zeroed or closed one. */
void mg_hub_part_close(mg_hub_part *part);

/* The counts of a journal of `pieces` pieces for a file of `size` bytes called `name`, or
 * MG_ERR_FORMAT with what is wrong. */
mg_status mg_hub_journal_parse(const uint8_t *bytes, size_t n, const char *name, uint64_t size,
                               size_t pieces, uint64_t *done);

#endif
