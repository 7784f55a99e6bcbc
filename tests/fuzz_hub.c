/* libFuzzer: any bytes as a page of a listing, as a kept listing, as a journal and as an owner.
 * What is taken must be safe to use, and survive being written and read again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/hub_owner.h"
#include "data/hub_part.h"
#include "data/hub_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every path stays below its folder, whoever reads it. */
static void check_entries(const mg_hub_tree *tree) {
    for (size_t i = 0; i < tree->count; i++) {
        const mg_hub_entry *entry = &tree->entries[i];
        const char *path = entry->path;
        if (path[0] == '/' || strstr(path, "//") || strchr(path, '\\')) abort();
        if (strncmp(path, "../", 3) == 0 || strstr(path, "/../") || strcmp(path, "..") == 0)
            abort();
        if (strchr(mg_hub_entry_blob(entry), '/') || strlen(mg_hub_entry_blob(entry)) < 40) abort();
        if (mg_hub_tree_find(tree, path) != entry) abort();
    }
}

static void check_round_trip(const mg_hub_tree *tree) {
    mg_hub_tree again;
    char *text;
    size_t size;
    if (mg_hub_tree_print(tree, &text, &size) != MG_OK) abort();
    if (mg_hub_tree_parse(&again, "again", text, size) != MG_OK) abort();
    if (again.count != tree->count) abort();
    for (size_t i = 0; i < tree->count; i++) {
        const mg_hub_entry *a = &tree->entries[i], *b = &again.entries[i];
        if (strcmp(a->path, b->path) != 0 || a->size != b->size) abort();
        if (strcmp(mg_hub_entry_blob(a), mg_hub_entry_blob(b)) != 0) abort();
    }
    mg_free(text);
    mg_hub_tree_clear(&again);
}

static void try_listing(const char *text, size_t size, int is_page) {
    mg_hub_tree tree = {0};
    mg_status status = is_page ? mg_hub_tree_add_page(&tree, "page", text, size)
                               : mg_hub_tree_parse(&tree, "kept", text, size);
    if (status == MG_OK && is_page) status = mg_hub_tree_finish(&tree, "page");
    if (status == MG_OK) {
        check_entries(&tree);
        check_round_trip(&tree);
    }
    mg_hub_tree_clear(&tree);
}

/* The first byte says how long the file is. */
static void try_journal(const uint8_t *data, size_t size) {
    uint64_t done[64], total = (uint64_t)data[0] % 60 * MG_HUB_PIECE + data[0];
    size_t pieces = (size_t)((total + MG_HUB_PIECE - 1) / MG_HUB_PIECE);
    if (mg_hub_journal_parse(data + 1, size - 1, "name", total, pieces, done) != MG_OK) return;
    uint64_t sum = 0;
    for (size_t i = 0; i < pieces; i++) {
        if (done[i] > MG_HUB_PIECE) abort();
        sum += done[i];
    }
    if (sum > total) abort();
}

static void try_owner(const char *text) {
    mg_hub_owner owner;
    if (mg_hub_owner_parse(text, &owner) && owner.pid <= 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    char *text = malloc(size);
    if (!text) abort();
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    switch (data[0] % 4) {
    case 0:
    case 1:
        try_listing(text, size - 1, data[0] % 4);
        break;
    case 2:
        try_journal(data + 1, size - 1);
        break;
    default:
        try_owner(text);
    }
    free(text);
    return 0;
}
