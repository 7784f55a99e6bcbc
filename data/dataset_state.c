#include "data/dataset_state.h"

#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"

enum { STATE_BYTES = 4 << 20 /* a name is 25 bytes: far more files than any folder has */ };

/* The name comes from a file that anybody may have written: it must stay in its folder. */
static bool is_plain_name(const char *name) {
    if (name[0] == '\0' || name[0] == '.') return false;
    for (const char *c = name; *c; c++)
        if (*c == '/' || *c == '\\' || *c == ':' || (unsigned char)*c < ' ') return false;
    return true;
}

static mg_status add_file(const mg_json *files, size_t i, mg_dataset_state *state) {
    mg_json entry = mg_json_at(files, i);
    const char *file;
    MG_TRY(mg_json_get_string(&entry, "filename", &file));
    if (!is_plain_name(file))
        return mg_json_fail(&entry, "filename", "the name of a file in the same folder");
    for (size_t k = 0; k < state->count; k++)
        if (strcmp(state->files[k], file) == 0)
            return mg_json_fail(&entry, "filename", "named once in the list");
    MG_TRY(mg_grow(&state->files, &state->capacity, state->count + 1, sizeof *state->files));
    char *copy = mg_strdup(file);
    if (!copy) return MG_ERR_MEMORY;
    state->files[state->count++] = copy;
    return MG_OK;
}

static mg_status add_files(const mg_json *root, mg_dataset_state *state) {
    mg_json files;
    MG_TRY(mg_json_get_array(root, "_data_files", &files));
    const size_t count = mg_json_length(&files);
    if (count == 0) return mg_json_fail(root, "_data_files", "a list of at least one file");
    for (size_t i = 0; i < count; i++) MG_TRY(add_file(&files, i, state));
    return MG_OK;
}

mg_status mg_dataset_state_parse(const char *name, const char *text, size_t size,
                                 mg_dataset_state *state) {
    mg_json_doc doc;
    *state = (mg_dataset_state){0};
    MG_TRY(mg_json_parse_text(&doc, name, text, size));
    const mg_json root = mg_json_root(&doc);
    const mg_status status = add_files(&root, state);
    mg_json_doc_free(&doc);
    if (status != MG_OK) mg_dataset_state_free(state);
    return status;
}

mg_status mg_dataset_state_read(const char *folder, mg_dataset_state *state) {
    *state = (mg_dataset_state){0};
    char *text = NULL, *path = mg_path_join(folder, "state.json");
    size_t size;
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_file_read(path, STATE_BYTES, &text, &size);
    if (status == MG_ERR_NOT_FOUND)
        status = mg_fail(status,
                         "%s has no state.json; give a folder written by save_to_disk, "
                         "or an .arrow file",
                         folder);
    if (status == MG_OK) status = mg_dataset_state_parse(path, text, size, state);
    mg_free(text);
    mg_free(path);
    return status;
}

void mg_dataset_state_free(mg_dataset_state *state) {
    for (size_t i = 0; i < state->count; i++) mg_free(state->files[i]);
    mg_free(state->files);
    *state = (mg_dataset_state){0};
}
