/* The hub client as a program, for scripts that hold it against other clients and for measuring.
 *
 *     hub_client REPO REVISION [PATH...]     fetches the files (without any: all) into the cache
 *     hub_client --stream REPO REVISION PATH reads one from end to end, keeping nothing
 *
 * with the environment's HF_ENDPOINT, HF_HOME, HF_TOKEN ... prints a line for each file: seconds,
 * bytes, its place. Notes and errors go to stderr. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "data/hub.h"

static double now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void print_note(void *context, const char *line) {
    (void)context;
    fprintf(stderr, "hub_client: %s\n", line);
}

static mg_status drop(void *context, uint64_t offset, const uint8_t *data, size_t n,
                      mg_http_flow *flow) {
    (void)context, (void)offset, (void)data, (void)n, (void)flow;
    return MG_OK;
}

static mg_status take_file(mg_hub *hub, const mg_hub_file *file, bool keep) {
    char *path = NULL;
    mg_hub_sink sink = {.write = drop, .verify = true};
    double begin = now_seconds();
    MG_TRY(keep ? mg_hub_fetch(hub, file, NULL, NULL, &path) : mg_hub_stream(hub, file, &sink));
    printf("%.3f %" PRIu64 " %s\n", now_seconds() - begin, file->entry->size,
           path ? path : "(streamed)");
    mg_free(path);
    return MG_OK;
}

static mg_status take_named(mg_hub *hub, mg_hub_file file, const mg_hub_tree *tree,
                            const char *path, bool keep) {
    file.entry = mg_hub_tree_find(tree, path);
    if (!file.entry) return mg_fail(MG_ERR_NOT_FOUND, "the listing has no %s", path);
    return take_file(hub, &file, keep);
}

static mg_status run(mg_hub *hub, char **args, int n, bool keep) {
    mg_status status;
    mg_hub_tree tree = {0};
    char sha[MG_HUB_SHA];
    MG_TRY(mg_hub_resolve(hub, args[0], args[1], sha));
    MG_GO(mg_hub_list(hub, args[0], sha, &tree));
    mg_hub_file file = {.repo = args[0], .sha = sha};
    for (int i = 2; i < n; i++) MG_GO(take_named(hub, file, &tree, args[i], keep));
    for (size_t i = 0; n == 2 && i < tree.count; i++) {
        file.entry = &tree.entries[i];
        MG_GO(take_file(hub, &file, keep));
    }
done:
    mg_hub_tree_clear(&tree);
    return status;
}

int main(int argc, char **argv) {
    mg_status status;
    mg_hub_options options = {0};
    mg_hub *hub = NULL;
    bool keep = argc < 2 || strcmp(argv[1], "--stream") != 0;
    int first = keep ? 1 : 2;
    if (argc - first < 2) {
        fprintf(stderr, "usage: hub_client [--stream] REPO REVISION [PATH...]\n");
        return 2;
    }
    MG_GO(mg_hub_options_from_environment(&options));
    options.note = print_note;
    MG_GO(mg_hub_open(&options, &hub));
    MG_GO(run(hub, argv + first, argc - first, keep));
done:
    if (status != MG_OK) fprintf(stderr, "hub_client: %s\n", mg_error_text());
    mg_hub_close(hub);
    mg_hub_options_free(&options);
    return status == MG_OK ? 0 : 1;
}
