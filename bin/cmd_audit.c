/* mathgym audit: proves that two sets of problems have no problem in common. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/source.h"
#include "core/base/alloc.h"
#include "core/base/json.h"
#include "gym/key.h"

#define NAME "audit"

enum { MAX_LINE = 1 << 22, SHOWN = 5, KEY_DIGITS = 32 };

typedef struct entry {
    mg_key key;
    int64_t line;
} entry;

typedef struct key_list {
    const char *path;
    entry *entries;
    size_t count, capacity; /* `different` of them after sorting */
    size_t different;
} key_list;

/* -- reading ----------------------------------------------------------------------------------- */

static bool parse_key(const char *text, mg_key *key) {
    uint64_t word[2] = {0, 0};
    if (strlen(text) != KEY_DIGITS || strspn(text, "0123456789abcdef") != KEY_DIGITS) return false;
    for (int i = 0; i < KEY_DIGITS; i++) {
        char c = text[i];
        word[i / 16] = word[i / 16] << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    *key = (mg_key){word[0], word[1]};
    return true;
}

static mg_status read_key(const mg_source *source, const char *line, size_t bytes, mg_key *key) {
    mg_json_doc doc;
    const char *text;
    if (mg_json_parse_text(&doc, source->path, line, bytes) != MG_OK)
        return mg_source_fail(source, "not JSON; audit reads what gen-problems writes");
    mg_json root = mg_json_root(&doc);
    bool ok = mg_json_get_string(&root, "key", &text) == MG_OK && parse_key(text, key);
    mg_json_doc_free(&doc);
    return ok ? MG_OK : mg_source_fail(source, "no \"key\" of 32 hexadecimal digits");
}

static mg_status read_file(const char *path, key_list *list) {
    mg_source source;
    const char *line;
    size_t bytes;
    MG_TRY(mg_source_open(&source, path, MAX_LINE));
    mg_status status = MG_OK;
    for (;;) {
        MG_GO(mg_source_next(&source, &line, &bytes));
        if (!line) break;
        if (bytes == 0) continue;
        mg_key key;
        MG_GO(read_key(&source, line, bytes, &key));
        MG_GO(mg_grow(&list->entries, &list->capacity, list->count + 1, sizeof *list->entries));
        list->entries[list->count++] = (entry){key, source.line};
    }
done:
    mg_source_close(&source);
    return status;
}

/* By key, then by line, so that the first of equals is the first in the file. */
static int compare_entries(const void *left, const void *right) {
    const entry *a = left, *b = right;
    if (a->key.high != b->key.high) return a->key.high < b->key.high ? -1 : 1;
    if (a->key.low != b->key.low) return a->key.low < b->key.low ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static mg_status read_list(const char *path, key_list *list) {
    list->path = path;
    MG_TRY(read_file(path, list));
    if (list->count == 0) return mg_fail(MG_ERR_FORMAT, "%s has no problem", path);
    qsort(list->entries, list->count, sizeof *list->entries, compare_entries);
    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || !mg_key_equal(list->entries[i].key, list->entries[list->different - 1].key))
            list->entries[list->different++] = list->entries[i];
    return MG_OK;
}

/* -- comparing --------------------------------------------------------------------------------- */

/* Both lists are sorted: one pass over both finds every common key. */
static size_t count_shared(const key_list *a, const key_list *b, bool show) {
    size_t shared = 0, i = 0, j = 0;
    while (i < a->different && j < b->different) {
        const entry *x = &a->entries[i], *y = &b->entries[j];
        if (mg_key_equal(x->key, y->key)) {
            if (show && shared < SHOWN)
                printf("  %s line %" PRId64 " is %s line %" PRId64 "\n", a->path, x->line, b->path,
                       y->line);
            shared++, i++, j++;
        } else if (compare_entries(&(entry){x->key, 0}, &(entry){y->key, 0}) < 0) {
            i++;
        } else {
            j++;
        }
    }
    return shared;
}

static void print_list(const key_list *list) {
    printf("%s: %zu problems, %zu different\n", list->path, list->count, list->different);
}

static int compare(const key_list *a, const key_list *b) {
    print_list(a);
    print_list(b);
    size_t shared = count_shared(a, b, true);
    printf("%zu shared%s\n", shared, shared ? "" : ": no problem of one is in the other");
    return shared ? MG_EXIT_FAILED : MG_EXIT_OK;
}

int cmd_audit(int argc, char **argv) {
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "A B",
        .summary =
            "Compares the problems of two files by their keys, every one of A with every one\n"
            "of B. Equal keys are the same mathematics, whatever the wording, the order of\n"
            "operands or the layout. Reads JSON lines of gen-problems, also .zst; - is stdin.\n"
            "Exit code 0 where nothing is shared, 1 where something is.",
        .examples = "  mathgym gen-problems -n 1M --split train -o train.jsonl.zst\n"
                    "  mathgym gen-problems -n 1M --split test -o test.jsonl.zst\n"
                    "  mathgym audit train.jsonl.zst test.jsonl.zst\n",
        .min_operands = 2,
        .max_operands = 2};
    int exit_code = MG_EXIT_OK;
    char **paths = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!paths) return exit_code;
    key_list a = {0}, b = {0};
    bool read = read_list(paths[0], &a) == MG_OK && read_list(paths[1], &b) == MG_OK;
    exit_code = read ? compare(&a, &b) : mg_cli_fail(NAME);
    mg_free(a.entries);
    mg_free(b.entries);
    return exit_code;
}
