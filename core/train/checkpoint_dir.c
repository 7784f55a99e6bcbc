#include "core/train/checkpoint_dir.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

#define STEP_NAME_SIZE 40
#define TEMP_PREFIX    ".tmp-"
#define OLD_PREFIX     ".old-"

static const char *format_name(char name[STEP_NAME_SIZE], int64_t step) {
    snprintf(name, STEP_NAME_SIZE, "step-%08lld", (long long)step);
    return name;
}

/* Accepts only what format_name() writes. */
static bool parse_name(const char *name, int64_t *step) {
    char again[STEP_NAME_SIZE];
    if (strncmp(name, "step-", 5) != 0 || strlen(name) > 5 + 18) return false;
    *step = strtoll(name + 5, NULL, 10);
    return *step >= 0 && strcmp(name, format_name(again, *step)) == 0;
}

static bool starts_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static char *path_in(const char *run, const char *prefix, const char *name) {
    return mg_asprintf("%s/checkpoints/%s%s", run, prefix, name);
}

static char *step_path(const char *run, const char *prefix, int64_t step) {
    char name[STEP_NAME_SIZE];
    return path_in(run, prefix, format_name(name, step));
}

char *mg_ckpt_path(const char *run, int64_t step) {
    return step_path(run, "", step);
}

/* A folder copied in part has a step's name but no model. */
static mg_status is_checkpoint(const char *folder, bool *yes) {
    static const char *const names[] = {"model.safetensors", "model.safetensors.index.json"};
    *yes = false;
    for (size_t i = 0; i < 2 && !*yes; i++) {
        char *path = mg_path_join(folder, names[i]);
        if (!path) return MG_ERR_MEMORY;
        *yes = mg_path_exists(path);
        mg_free(path);
    }
    return MG_OK;
}

static mg_status move(const char *from, const char *to) {
    return rename(from, to) ? mg_fail_errno("rename", from, errno) : MG_OK;
}

/* Removes the folder of a step, by renaming first: one that is removed in part must not look
 * complete, neither under its own name nor as the old one of a replacement. */
static mg_status discard(const char *run, const char *prefix, int64_t step) {
    mg_status status = MG_ERR_MEMORY;
    char *path = step_path(run, prefix, step), *temp = step_path(run, TEMP_PREFIX "removed-", step);
    if (!path || !temp) goto done;
    status = MG_OK;
    if (!mg_path_exists(path)) goto done;
    MG_GO(mg_path_remove(temp));
    MG_GO(move(path, temp));
    MG_GO(mg_path_remove(temp));
done:
    mg_free(path);
    mg_free(temp);
    return status;
}

/* Ends a replacement that was cut short: the old folder comes back unless the new one is there. */
static mg_status settle_old(const char *run, int64_t step) {
    mg_status status = MG_ERR_MEMORY;
    char *old = step_path(run, OLD_PREFIX, step), *path = step_path(run, "", step);
    if (!old || !path) goto done;
    status = mg_path_exists(path) ? discard(run, OLD_PREFIX, step) : move(old, path);
done:
    mg_free(old);
    mg_free(path);
    return status;
}

static mg_status remove_in(const char *run, const char *name) {
    char *path = path_in(run, "", name);
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_path_remove(path);
    mg_free(path);
    return status;
}

mg_status mg_ckpt_prepare(const char *run) {
    mg_status status = MG_ERR_MEMORY;
    mg_dir_names list = {0};
    int64_t step;
    char *folder = path_in(run, "", "");
    if (!folder) goto done;
    MG_GO(mg_dir_create(folder));
    MG_GO(mg_dir_sync(run));
    MG_GO(mg_dir_list(folder, &list));
    for (size_t i = 0; i < list.count; i++) {
        const char *name = list.names[i];
        if (starts_with(name, TEMP_PREFIX)) MG_GO(remove_in(run, name));
        bool old = starts_with(name, OLD_PREFIX) && parse_name(name + strlen(OLD_PREFIX), &step);
        if (old) MG_GO(settle_old(run, step));
    }
done:
    mg_dir_names_free(&list);
    mg_free(folder);
    return status;
}

mg_status mg_ckpt_begin(const char *run, int64_t step, char **folder) {
    char *path = step_path(run, TEMP_PREFIX, step);
    *folder = NULL;
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_path_remove(path);
    if (status == MG_OK) status = mg_dir_create(path);
    if (status != MG_OK) {
        mg_free(path);
        return status;
    }
    *folder = path;
    return MG_OK;
}

/* Gives the temporary folder its name. One that has the name is moved to `.old-` meanwhile, and
 * back if that fails. */
static mg_status publish(const char *run, int64_t step) {
    mg_status status = MG_ERR_MEMORY;
    char *temp = step_path(run, TEMP_PREFIX, step);
    char *path = step_path(run, "", step);
    char *old = step_path(run, OLD_PREFIX, step);
    if (!temp || !path || !old) goto done;
    MG_GO(mg_dir_sync_tree(temp));
    bool replace = mg_path_exists(path);
    if (replace) {
        MG_GO(discard(run, OLD_PREFIX, step));
        MG_GO(move(path, old));
    }
    status = move(temp, path);
    if (status != MG_OK && replace) (void)rename(old, path);
done:
    mg_free(temp);
    mg_free(path);
    mg_free(old);
    return status;
}

static mg_status write_latest(const char *run, int64_t step) {
    char name[STEP_NAME_SIZE], line[STEP_NAME_SIZE + 1];
    char *path = path_in(run, "", "latest");
    if (!path) return MG_ERR_MEMORY;
    int length = snprintf(line, sizeof line, "%s\n", format_name(name, step));
    mg_status status = mg_file_write_atomic(path, line, (size_t)length);
    mg_free(path);
    return status;
}

mg_status mg_ckpt_commit(const char *run, int64_t step) {
    char *parent = path_in(run, "", "");
    if (!parent) return MG_ERR_MEMORY;
    mg_status status;
    MG_GO(publish(run, step));
    MG_GO(mg_dir_sync(parent));
    MG_GO(write_latest(run, step));
    MG_GO(discard(run, OLD_PREFIX, step));
done:
    mg_free(parent);
    return status;
}

void mg_ckpt_abort(const char *run, int64_t step) {
    char text[1024], path[1024], name[STEP_NAME_SIZE];
    snprintf(text, sizeof text, "%s", mg_error_text());
    int length = snprintf(path, sizeof path, "%s/checkpoints/" TEMP_PREFIX "%s", run,
                          format_name(name, step));
    /* What cannot be removed now is removed by the next mg_ckpt_prepare(). */
    if (length < (int)sizeof path) (void)mg_path_remove(path);
    (void)mg_fail(MG_ERR_IO, "%s", text);
}

static int compare_steps(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static mg_status add_step(const char *run, const char *name, mg_ckpt_steps *list) {
    bool complete;
    int64_t step;
    if (!parse_name(name, &step)) return MG_OK;
    char *path = step_path(run, "", step);
    if (!path) return MG_ERR_MEMORY;
    mg_status status = is_checkpoint(path, &complete);
    mg_free(path);
    if (status != MG_OK || !complete) return status;
    MG_TRY(mg_grow(&list->steps, &list->capacity, list->count + 1, sizeof *list->steps));
    list->steps[list->count++] = step;
    return MG_OK;
}

mg_status mg_ckpt_list(const char *run, mg_ckpt_steps *list) {
    mg_status status = MG_ERR_MEMORY;
    mg_dir_names names = {0};
    char *folder = path_in(run, "", "");
    *list = (mg_ckpt_steps){0};
    if (!folder) goto done;
    MG_GO(mg_dir_list(folder, &names));
    for (size_t i = 0; i < names.count; i++) MG_GO(add_step(run, names.names[i], list));
    if (list->count) qsort(list->steps, list->count, sizeof *list->steps, compare_steps);
done:
    if (status != MG_OK) mg_ckpt_steps_free(list);
    mg_dir_names_free(&names);
    mg_free(folder);
    return status;
}

void mg_ckpt_steps_free(mg_ckpt_steps *list) {
    mg_free(list->steps);
    *list = (mg_ckpt_steps){0};
}

/* The step that `latest` names, -1 if the file is missing or says something else. */
static mg_status read_latest(const char *run, int64_t *step) {
    char *text = NULL, *path = path_in(run, "", "latest");
    *step = -1;
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_file_read(path, STEP_NAME_SIZE, &text, NULL);
    if (status == MG_OK) {
        text[strcspn(text, "\n")] = '\0';
        if (!parse_name(text, step)) *step = -1;
    }
    mg_free(text);
    mg_free(path);
    return status == MG_ERR_NOT_FOUND || status == MG_ERR_FORMAT ? MG_OK : status;
}

static mg_status remove_step(const char *run, int64_t step) {
    MG_TRY(discard(run, OLD_PREFIX, step));
    return discard(run, "", step);
}

mg_status mg_ckpt_keep(const char *run, size_t keep) {
    mg_ckpt_steps list;
    int64_t latest;
    if (keep == 0) return MG_OK;
    MG_TRY(read_latest(run, &latest));
    MG_TRY(mg_ckpt_list(run, &list));
    mg_status status = MG_OK;
    for (size_t i = 0; i + keep < list.count; i++) {
        if (list.steps[i] != latest) MG_GO(remove_step(run, list.steps[i]));
    }
done:
    mg_ckpt_steps_free(&list);
    return status;
}

/* The folder that `latest` names, under its own name or, while it is being replaced, under the old
 * one; NULL if there is none. */
static mg_status find_latest(const char *run, char **folder) {
    static const char *const prefixes[] = {"", OLD_PREFIX};
    int64_t step;
    *folder = NULL;
    MG_TRY(read_latest(run, &step));
    for (size_t i = 0; i < 2 && step >= 0; i++) {
        bool complete;
        char *path = step_path(run, prefixes[i], step);
        if (!path) return MG_ERR_MEMORY;
        mg_status status = is_checkpoint(path, &complete);
        if (status == MG_OK && complete) {
            *folder = path;
            return MG_OK;
        }
        mg_free(path);
        MG_TRY(status);
    }
    return MG_OK;
}

static mg_status resolve_run(const char *run, char **folder, char **note) {
    mg_ckpt_steps list = {0};
    char name[STEP_NAME_SIZE];
    MG_TRY(find_latest(run, folder));
    if (*folder) return MG_OK;
    mg_status status;
    MG_GO(mg_ckpt_list(run, &list));
    if (!list.count) {
        MG_GO(mg_fail(MG_ERR_NOT_FOUND,
                      "%s/checkpoints has no complete checkpoint; was the run stopped before its "
                      "first save? Train it again",
                      run));
    }
    int64_t newest = list.steps[list.count - 1];
    *folder = step_path(run, "", newest);
    if (*folder) {
        *note = mg_asprintf("%s/checkpoints/latest is missing or names no complete checkpoint; "
                            "using %s, the newest one",
                            run, format_name(name, newest));
    }
    if (!*note) status = MG_ERR_MEMORY;
done:
    mg_ckpt_steps_free(&list);
    return status;
}

static mg_status resolve_folder(const char *path, char **folder, char **note) {
    bool complete;
    MG_TRY(is_checkpoint(path, &complete));
    if (complete) {
        *folder = mg_strdup(path);
        return *folder ? MG_OK : MG_ERR_MEMORY;
    }
    char *checkpoints = path_in(path, "", "");
    if (!checkpoints) return MG_ERR_MEMORY;
    bool is_run = mg_path_is_dir(checkpoints);
    mg_free(checkpoints);
    if (is_run) return resolve_run(path, folder, note);
    return mg_fail(MG_ERR_NOT_FOUND,
                   "%s is neither a checkpoint (it has no model.safetensors) nor a run folder (it "
                   "has no checkpoints/); pass runs/NAME or runs/NAME/checkpoints/step-NNNNNNNN",
                   path);
}

mg_status mg_ckpt_resolve(const char *path, char **folder, char **note) {
    mg_dir_names names;
    *folder = *note = NULL;
    /* Listing tells a missing, an unreadable and a non-folder path apart. */
    MG_TRY(mg_dir_list(path, &names));
    mg_dir_names_free(&names);
    mg_status status = resolve_folder(path, folder, note);
    if (status != MG_OK) {
        mg_free(*folder);
        mg_free(*note);
        *folder = *note = NULL;
    }
    return status;
}
