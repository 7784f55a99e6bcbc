#include "bin/lotsa_archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/dataset_state.h"
#include "data/lotsa.h"

enum { PATH_BYTES = 256, STATE_BYTES = 4 << 20 };

static bool is_cancelled(void *context) {
    (void)context;
    return mg_cli_interrupted();
}

/* Until the hub has answered once, the failure itself says all there is to say: tries are noted to
 * a person who waits, not to a script, which gets one line. */
static void print_note(void *context, const char *line) {
    const mg_archive *archive = context;
    if (archive->reached || isatty(STDERR_FILENO)) fprintf(stderr, "mathgym lotsa: %s\n", line);
}

void mg_archive_set_offline(const mg_archive_request *request) {
    if (request->offline) setenv("HF_HUB_OFFLINE", "1", 1);
}

static mg_status open_hub(const mg_archive_request *request, mg_archive *archive) {
    mg_hub_options options;
    mg_archive_set_offline(request);
    MG_TRY(mg_hub_options_from_environment(&options));
    options.cancelled = is_cancelled;
    options.note = print_note;
    options.context = archive;
    const mg_status status = mg_hub_open(&options, &archive->hub);
    mg_hub_options_free(&options);
    return status;
}

mg_status mg_archive_open(const mg_archive_request *request, mg_archive *archive) {
    *archive = (mg_archive){0};
    mg_status status = MG_OK;
    MG_GO(open_hub(request, archive));
    MG_GO(mg_hub_resolve(archive->hub, MG_LOTSA_REPO, request->revision, archive->sha));
    archive->reached = true;
    MG_GO(mg_hub_list(archive->hub, MG_LOTSA_REPO, archive->sha, &archive->tree));
done:
    if (status != MG_OK) mg_archive_close(archive);
    return status;
}

void mg_archive_close(mg_archive *archive) {
    mg_hub_tree_clear(&archive->tree);
    mg_hub_close(archive->hub);
    *archive = (mg_archive){0};
}

mg_hub_file mg_archive_file(const mg_archive *archive, const mg_hub_entry *entry) {
    return (mg_hub_file){MG_LOTSA_REPO, archive->sha, entry};
}

mg_status mg_archive_is_cached(mg_archive *archive, const mg_hub_entry *entry, bool *cached) {
    const mg_hub_file file = mg_archive_file(archive, entry);
    char *path;
    MG_TRY(mg_hub_find_cached(archive->hub, &file, &path));
    *cached = path != NULL;
    mg_free(path);
    return MG_OK;
}

/* -- the files of a subset --------------------------------------------------------------------- */

static mg_status read_state(mg_archive *archive, const mg_hub_entry *entry,
                            mg_dataset_state *state) {
    const mg_hub_file file = mg_archive_file(archive, entry);
    char *path, *text = NULL;
    size_t size;
    MG_TRY(mg_hub_fetch(archive->hub, &file, NULL, NULL, &path));
    mg_status status = mg_file_read(path, STATE_BYTES, &text, &size);
    if (status == MG_OK) status = mg_dataset_state_parse(entry->path, text, size, state);
    mg_free(text);
    mg_free(path);
    return status;
}

static const mg_hub_entry *find_in(const mg_archive *archive, const char *subset,
                                   const char *name) {
    char path[PATH_BYTES];
    const int length = snprintf(path, sizeof path, "%s/%s", subset, name);
    return length < PATH_BYTES ? mg_hub_tree_find(&archive->tree, path) : NULL;
}

bool mg_archive_has(const mg_archive *archive, const char *subset) {
    return find_in(archive, subset, "state.json") != NULL;
}

static void add_entry(mg_archive_files *files, const mg_hub_entry *entry) {
    files->entries[files->count++] = entry;
    files->bytes += entry->size;
}

static mg_status add_shards(const mg_archive *archive, const char *subset,
                            const mg_dataset_state *state, mg_archive_files *files) {
    files->first_shard = files->count;
    for (size_t i = 0; i < state->count; i++) {
        const mg_hub_entry *entry = find_in(archive, subset, state->files[i]);
        if (!entry)
            return mg_fail(MG_ERR_FORMAT,
                           "%s/state.json names %s, which commit %.12s does not have; try another "
                           "--revision",
                           subset, state->files[i], archive->sha);
        add_entry(files, entry);
    }
    return MG_OK;
}

static void count_strays(const mg_archive *archive, const char *subset, mg_archive_files *files) {
    char prefix[PATH_BYTES];
    size_t end;
    snprintf(prefix, sizeof prefix, "%s/", subset);
    uint64_t bytes = 0;
    const size_t begin = mg_hub_tree_under(&archive->tree, prefix, &end);
    for (size_t i = begin; i < end; i++) bytes += archive->tree.entries[i].size;
    files->strays = end - begin - files->count;
    files->stray_bytes = bytes - files->bytes;
}

static mg_status collect(mg_archive *archive, const char *subset, mg_archive_files *files,
                         mg_dataset_state *state) {
    const mg_hub_entry *description = find_in(archive, subset, "state.json");
    const mg_hub_entry *info = find_in(archive, subset, "dataset_info.json");
    if (!description)
        return mg_fail(MG_ERR_NOT_FOUND,
                       MG_LOTSA_REPO " has no %s at commit %.12s; try another "
                                     "--revision",
                       subset, archive->sha);
    MG_TRY(read_state(archive, description, state));
    files->entries = mg_calloc(state->count + 2, sizeof(mg_hub_entry *));
    if (!files->entries) return MG_ERR_MEMORY;
    add_entry(files, description);
    if (info) add_entry(files, info);
    MG_TRY(add_shards(archive, subset, state, files));
    count_strays(archive, subset, files);
    return MG_OK;
}

mg_status mg_archive_files_of(mg_archive *archive, const char *subset, mg_archive_files *files) {
    mg_dataset_state state = {0};
    *files = (mg_archive_files){0};
    const mg_status status = collect(archive, subset, files, &state);
    mg_dataset_state_free(&state);
    if (status != MG_OK) mg_archive_files_free(files);
    return status;
}

void mg_archive_files_free(mg_archive_files *files) {
    mg_free(files->entries);
    *files = (mg_archive_files){0};
}
