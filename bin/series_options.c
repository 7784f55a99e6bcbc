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

void mg_cli_series_show_drops(const mg_series_sources *sources) {
    for (int i = 0; i < mg_series_sources_count(sources); i++) {
        const mg_series_set *set = mg_series_sources_set(sources, i);
        mg_series_drops all = {0};
        char text[160];
        for (int k = 0; k < mg_series_set_subsets(set); k++) {
            mg_series_drops drops = mg_series_set_drops(set, k);
            all.drawn += drops.drawn;
            all.too_short += drops.too_short;
            all.too_missing += drops.too_missing;
            all.constant += drops.constant;
            all.infinite += drops.infinite;
        }
        fprintf(stderr, "series: %s, %" PRIu64 " windows drawn, passed over: %s\n",
                mg_series_set_pinned(set), all.drawn,
                mg_series_drops_text(&all, text, sizeof text));
    }
}
