#include "data/series_listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/dataset_state.h"
#include "data/lotsa.h"

#define LOTSA "lotsa"

enum { NOTE_BYTES = 512 };

static bool has_end(const char *text, const char *end) {
    size_t bytes = strlen(text), tail = strlen(end);
    return bytes > tail && strcmp(text + bytes - tail, end) == 0;
}

bool mg_series_is_lotsa(const char *text) {
    size_t bytes = strlen(LOTSA);
    return strncmp(text, LOTSA, bytes) == 0 && (text[bytes] == ':' || text[bytes] == '@');
}

bool mg_series_is_source(const char *text) {
    if (mg_series_is_lotsa(text) || has_end(text, ".arrow")) return true;
    return !has_end(text, ".gym") && (strchr(text, '/') || mg_path_is_dir(text));
}

/* -- groups ------------------------------------------------------------------------------------ */

static mg_status make_groups(mg_series_listing *l, int count) {
    l->groups = mg_calloc((size_t)count, sizeof *l->groups);
    if (!l->groups) return MG_ERR_MEMORY;
    l->count = count;
    return MG_OK;
}

/* The shard is the group's from here on, or released. */
static mg_status add_shard(mg_series_group *g, mg_series_shard *shard) {
    mg_status status = mg_grow(&g->shards, &g->capacity, g->count + 1, sizeof(mg_series_shard *));
    if (status == MG_OK)
        g->shards[g->count++] = shard;
    else
        mg_series_shard_free(shard);
    return status;
}

static mg_status sum_bytes(mg_series_group *g) {
    uint64_t sum = 0;
    g->ends = mg_calloc(g->count, sizeof *g->ends);
    if (!g->ends) return MG_ERR_MEMORY;
    for (size_t i = 0; i < g->count; i++) g->ends[i] = sum += mg_series_shard_bytes(g->shards[i]);
    return MG_OK;
}

/* -- local ------------------------------------------------------------------------------------- */

static mg_status add_file(mg_series_group *g, const char *path, mg_series_note note) {
    mg_series_shard *shard;
    MG_TRY(mg_series_shard_create_file(path, note, &shard));
    return add_shard(g, shard);
}

static mg_status add_folder(mg_series_group *g, const char *folder, mg_series_note note) {
    mg_dataset_state state;
    MG_TRY(mg_dataset_state_read(folder, &state));
    mg_status status = MG_OK;
    for (size_t i = 0; status == MG_OK && i < state.count; i++) {
        char *path = mg_path_join(folder, state.files[i]);
        status = path ? add_file(g, path, note) : MG_ERR_MEMORY;
        mg_free(path);
    }
    mg_dataset_state_free(&state);
    return status;
}

/* "data/cif_2016_12/" -> "cif_2016_12", "a/b.arrow" -> "b". */
static char *base_name(const char *path) {
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') start--;
    if (has_end(path, ".arrow")) end -= strlen(".arrow");
    return mg_asprintf("%.*s", (int)(end - start), path + start);
}

static mg_status open_local(const char *source, mg_series_note note, mg_series_listing *l) {
    MG_TRY(make_groups(l, 1));
    mg_series_group *g = &l->groups[0];
    g->weight = 1;
    g->name = base_name(source);
    l->pinned = mg_strdup(source);
    if (!g->name || !l->pinned) return MG_ERR_MEMORY;
    MG_TRY(mg_path_is_dir(source) ? add_folder(g, source, note) : add_file(g, source, note));
    return sum_bytes(g);
}

/* -- LOTSA: names ------------------------------------------------------------------------------ */

/* "lotsa@SHA:NAMES" -> "SHA" (an empty text where there is none) and NAMES. */
static mg_status split_source(const char *source, char revision[128], const char **names) {
    const char *at = source + strlen(LOTSA), *colon = strchr(at, ':');
    *names = colon ? colon + 1 : "";
    revision[0] = '\0';
    if (*at == '@' && colon && colon - at - 1 < 128)
        snprintf(revision, 128, "%.*s", (int)(colon - at - 1), at + 1);
    if (**names && (*at == ':' || revision[0])) return MG_OK;
    return mg_fail(MG_ERR_ARG,
                   "'%s' names no data; write lotsa:NAME or lotsa@COMMIT:NAME, e.g. "
                   "lotsa:XS (mathgym lotsa list)",
                   source);
}

static mg_status check_named(const mg_lotsa_subset *subset, mg_series_note note) {
    char line[NOTE_BYTES];
    if (subset->use == MG_LOTSA_TRAIN || !note.note) return MG_OK;
    snprintf(line, sizeof line,
             subset->use == MG_LOTSA_HELD_OUT
                 ? "training on %s, which is held out for evaluation: scores on it mean nothing "
                   "afterwards"
                 : "training on %s, which lies in GIFT-Eval's test set: scores there mean nothing "
                   "afterwards",
             subset->name);
    note.note(note.context, line);
    return MG_OK;
}

/* One part of the names of a set for training. */
static mg_status check_part(const char *part, mg_series_note note) {
    const mg_lotsa_subset *named;
    mg_lotsa_selection selection;
    if (mg_lotsa_find(part, &named) == MG_OK) return check_named(named, note);
    MG_TRY(mg_lotsa_select(part, &selection));
    for (int i = 0; i < selection.count; i++) {
        if (selection.subset[i]->use == MG_LOTSA_HELD_OUT)
            return mg_fail(MG_ERR_ARG,
                           "'%s' is held out for evaluation and not to be trained on; to do so all "
                           "the same, name its subsets one by one (%s, ...)",
                           part, selection.subset[i]->name);
    }
    return MG_OK;
}

static mg_status check_leaks(const char *names, mg_series_note note) {
    char *copy = mg_strdup(names), *rest = copy, *part;
    if (!copy) return MG_ERR_MEMORY;
    mg_status status = MG_OK;
    while (status == MG_OK && (part = strsep(&rest, "+"))) status = check_part(part, note);
    mg_free(copy);
    return status;
}

/* -- LOTSA: shards ----------------------------------------------------------------------------- */

/* NNNNN of "SUBSET/data-IIIII-of-NNNNN.arrow"; 0 for any other file. */
static size_t shard_total(const char *path, size_t prefix) {
    unsigned number, total;
    int end = 0;
    if (sscanf(path + prefix, "data-%5u-of-%5u.arrow%n", &number, &total, &end) != 2 || end == 0)
        return 0;
    return path[prefix + (size_t)end] == '\0' && number < total ? total : 0;
}

static mg_status list_shards(mg_series_listing *l, mg_series_group *g, mg_series_note note) {
    char prefix[256];
    size_t end, total = 0;
    snprintf(prefix, sizeof prefix, "%s/", g->name);
    for (size_t i = mg_hub_tree_under(&l->tree, prefix, &end); i < end; i++) {
        const mg_hub_file file = {MG_LOTSA_REPO, l->sha, &l->tree.entries[i]};
        size_t said = shard_total(file.entry->path, strlen(prefix));
        if (said == 0) continue;
        mg_series_shard *shard;
        total = said;
        MG_TRY(mg_series_shard_create_hub(l->hub, &file, note, &shard));
        MG_TRY(add_shard(g, shard));
    }
    if (total == 0)
        return mg_fail(MG_ERR_NOT_FOUND,
                       "commit %.12s of " MG_LOTSA_REPO " has no subset %s; take another of either",
                       l->sha, g->name);
    if (g->count != total)
        return mg_fail(MG_ERR_FORMAT,
                       "commit %.12s of " MG_LOTSA_REPO
                       " has %zu of the %zu shards of %s; take another of either",
                       l->sha, g->count, total, g->name);
    return sum_bytes(g);
}

static mg_status open_hub(const mg_series_set_options *options, mg_series_listing *l) {
    mg_hub_options hub;
    MG_TRY(mg_hub_options_from_environment(&hub));
    hub.cancelled = options->cancelled;
    hub.note = options->note;
    hub.context = options->context;
    mg_status status = mg_hub_open(&hub, &l->hub);
    mg_hub_options_free(&hub);
    return status;
}

static mg_status open_lotsa(const char *source, const mg_series_set_options *options,
                            mg_series_note note, mg_series_listing *l) {
    char revision[128];
    const char *names;
    mg_lotsa_selection selection;
    double weights[MG_LOTSA_SUBSETS];
    MG_TRY(split_source(source, revision, &names));
    MG_TRY(mg_lotsa_select(names, &selection));
    if (options->training) MG_TRY(check_leaks(names, note));
    MG_TRY(mg_lotsa_weights(&selection, MG_LOTSA_FAMILY_CAP, weights));
    MG_TRY(open_hub(options, l));
    MG_TRY(mg_hub_resolve(l->hub, MG_LOTSA_REPO, *revision ? revision : "main", l->sha));
    MG_TRY(mg_hub_list(l->hub, MG_LOTSA_REPO, l->sha, &l->tree));
    MG_TRY(make_groups(l, selection.count));
    l->pinned = mg_asprintf("%s@%s:%s", LOTSA, l->sha, names);
    if (!l->pinned) return MG_ERR_MEMORY;
    for (int i = 0; i < selection.count; i++) {
        l->groups[i].weight = weights[i];
        l->groups[i].name = mg_strdup(selection.subset[i]->name);
        if (!l->groups[i].name) return MG_ERR_MEMORY;
        MG_TRY(list_shards(l, &l->groups[i], note));
    }
    return MG_OK;
}

/* -- both -------------------------------------------------------------------------------------- */

mg_status mg_series_listing_open(const char *source, const mg_series_set_options *options,
                                 mg_series_listing *l) {
    *l = (mg_series_listing){0};
    const mg_series_note note = {options->note, options->context};
    return mg_series_is_lotsa(source) ? open_lotsa(source, options, note, l)
                                      : open_local(source, note, l);
}

void mg_series_listing_close(mg_series_listing *l) {
    for (int g = 0; g < l->count; g++) {
        mg_series_group *group = &l->groups[g];
        for (size_t i = 0; i < group->count; i++) mg_series_shard_free(group->shards[i]);
        mg_free(group->shards);
        mg_free(group->ends);
        mg_free(group->name);
    }
    mg_hub_close(l->hub);
    mg_hub_tree_clear(&l->tree);
    mg_free(l->groups);
    mg_free(l->pinned);
    *l = (mg_series_listing){0};
}
