#include "bin/series_options.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/units.h"

static void print_note(void *context, const char *line) {
    fprintf(stderr, "mathgym %s: %s\n", (const char *)context, line);
}

static bool is_cancelled(void *context) {
    (void)context;
    return mg_cli_interrupted();
}

mg_series_set_options mg_cli_series_options(const char *command, bool training) {
    return (mg_series_set_options){.training = training,
                                   .note = print_note,
                                   .cancelled = is_cancelled,
                                   .context = (void *)(uintptr_t)command};
}

void mg_cli_series_show(const mg_series_sources *sources) {
    for (int i = 0; i < mg_series_sources_count(sources); i++) {
        const mg_series_set *set = mg_series_sources_set(sources, i);
        int shards = 0, subsets = mg_series_set_subsets(set);
        uint64_t bytes = 0;
        char size[MG_SIZE_TEXT];
        for (int k = 0; k < subsets; k++) {
            mg_series_subset subset = mg_series_set_subset(set, k);
            shards += subset.shards;
            bytes += subset.bytes;
        }
        fprintf(stderr, "series: %s, %d subset%s in %d file%s of %s\n", mg_series_set_pinned(set),
                subsets, subsets == 1 ? "" : "s", shards, shards == 1 ? "" : "s",
                mg_size_text(bytes, size));
    }
}

static uint64_t count_dropped(const mg_series_drops *d) {
    return d->too_short + d->too_missing + d->constant + d->infinite;
}

static void add_drops(mg_series_drops *all, const mg_series_drops *d) {
    all->drawn += d->drawn;
    all->too_short += d->too_short;
    all->too_missing += d->too_missing;
    all->constant += d->constant;
    all->infinite += d->infinite;
}

static void print_drops(const char *name, const mg_series_drops *drops) {
    char text[160];
    fprintf(stderr, "series: %s, %" PRIu64 " windows drawn, passed over: %s\n", name, drops->drawn,
            mg_series_drops_text(drops, text, sizeof text));
}

void mg_cli_series_show_drops(const mg_series_sources *sources) {
    for (int i = 0; i < mg_series_sources_count(sources); i++) {
        const mg_series_set *set = mg_series_sources_set(sources, i);
        const int subsets = mg_series_set_subsets(set);
        mg_series_drops all = {0};
        for (int k = 0; k < subsets; k++) {
            const mg_series_drops drops = mg_series_set_drops(set, k);
            add_drops(&all, &drops);
            if (subsets > 1 && count_dropped(&drops) > 0)
                print_drops(mg_series_set_subset(set, k).name, &drops);
        }
        print_drops(mg_series_set_pinned(set), &all);
    }
}
