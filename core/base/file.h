/* Files and folders.
 *
 * Every failure is a status whose text names the path, the reason of the operating system and,
 * where there is one, the way out: "cannot write runs/a/metrics.jsonl: No space left on device;
 * free space or choose another --out". Interrupted calls and short writes are continued.
 *
 *     char *text;
 *     size_t size;
 *     MG_TRY(mg_file_read("config.json", 1 << 20, &text, &size));
 *     ...
 *     mg_free(text);
 *
 *     mg_writer out;
 *     MG_TRY(mg_writer_open(&out, "runs/a/metrics.jsonl"));
 *     mg_writer_write(&out, line, length);  // the first failure is kept and ends all later work
 *     MG_TRY(mg_writer_close(&out));        // and is reported here
 */
#ifndef MG_BASE_FILE_H
#define MG_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

/* Reads the whole file into `*text` (release with mg_free), with a NUL after the last byte that
 * `*size` does not count. Fails with MG_ERR_FORMAT if the file is larger than `max_bytes`, with
 * MG_ERR_NOT_FOUND if there is none, else with MG_ERR_IO. `size` may be NULL. */
mg_status mg_file_read(const char *path, size_t max_bytes, char **text, size_t *size);

/* A read-only view of a whole file. Valid until mg_map_close(); the file must not be cut shorter
 * meanwhile (checkpoints are only ever replaced by renaming, so their maps stay whole). */
typedef struct mg_map {
    const uint8_t *data; /* NULL if the file is empty */
    size_t size;
} mg_map;

mg_status mg_map_open(mg_map *map, const char *path);
void mg_map_close(mg_map *map);

/* Writes the file so that at any moment, crashes included, `path` holds either all of the old or
 * all of the new bytes: to a sibling `.tmp-NAME`, fsync, rename, fsync of the folder. */
mg_status mg_file_write_atomic(const char *path, const void *data, size_t size);

/* A buffered writer with a sticky error. The calls that write return the sticky status too, but
 * need not be checked one by one: mg_writer_close() returns it. */
typedef struct mg_writer {
    char *path;
    unsigned char *buffer;
    size_t used;     /* bytes waiting in `buffer` */
    uint64_t offset; /* bytes of the file before `buffer` */
    int fd;
    mg_status status;  /* the first failure */
    char *status_text; /* its text (other calls may have failed since), or NULL */
} mg_writer;

/* Creates or empties the file. */
mg_status mg_writer_open(mg_writer *writer, const char *path);
/* Opens for continuing: cuts the file to its first `offset` bytes and writes after them. Creates it
 * if `offset` is 0; a file shorter than `offset` is MG_ERR_FORMAT. */
mg_status mg_writer_open_at(mg_writer *writer, const char *path, uint64_t offset);
mg_status mg_writer_write(mg_writer *writer, const void *data, size_t size);
/* Hands the buffered bytes to the operating system: after this a killed process loses none. */
mg_status mg_writer_flush(mg_writer *writer);
/* Flushes and waits for the disk: after this a power cut loses none. */
mg_status mg_writer_sync(mg_writer *writer);
/* Length of the file with all that was written so far. */
uint64_t mg_writer_offset(const mg_writer *writer);
/* Flushes, fsyncs, closes and returns the sticky status. Legal on a zeroed or closed writer. */
mg_status mg_writer_close(mg_writer *writer);
/* Closes without writing what is buffered; for clean-up after another failure. */
void mg_writer_abandon(mg_writer *writer);

/* Creates the folder and its parents; one that exists is fine. */
mg_status mg_dir_create(const char *path);
/* fsync of a folder: makes the names in it survive a power cut. */
mg_status mg_dir_sync(const char *path);
/* fsync of every plain file in the folder, then of the folder (subfolders included). */
mg_status mg_dir_sync_tree(const char *path);
/* Removes a file, or a folder with all in it; links are removed, not followed. A path that does not
 * exist is fine. */
mg_status mg_path_remove(const char *path);
bool mg_path_exists(const char *path);
bool mg_path_is_dir(const char *path);
/* "a" and "b" -> "a/b"; release with mg_free. NULL if memory ran out (text set). */
char *mg_path_join(const char *folder, const char *name);

/* Names in a folder, sorted by byte value, without "." and "..". */
typedef struct mg_dir_names {
    char **names;
    size_t count;
    size_t capacity;
} mg_dir_names;

mg_status mg_dir_list(const char *path, mg_dir_names *list);
void mg_dir_names_free(mg_dir_names *list);

/* Fails with the text of errno value `error`: "cannot VERB PATH: reason; what to do". */
mg_status mg_fail_errno(const char *verb, const char *path, int error);

#endif
