#include "bin/series_tasks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"

enum { DROPS_BYTES = 256 };

/* One part of `length` bytes: the source goes before its weight. */
static char *part_on_source(const char *part, size_t length, const char *source) {
    const char *star = memchr(part, '*', length);
    const int name = (int)(star ? (size_t)(star - part) : length);
    if (memchr(part, '@', length)) return mg_asprintf("%.*s", (int)length, part);
    return mg_asprintf("%.*s@%s%.*s", name, part, source, (int)length - name, part + name);
}

char *mg_tasks_on_source(const char *tasks, const char *source) {
    if (!tasks) return mg_strdup(source);
    char *text = mg_strdup("");
    for (const char *at = tasks; text;) {
        const size_t length = strcspn(at, ",");
        char *part = part_on_source(at, length, source);
        char *longer = part ? mg_asprintf("%s%s%s", text, *text ? "," : "", part) : NULL;
        mg_free(part);
        mg_free(text);
        text = longer;
        if (!at[length]) break;
        at += length + 1;
    }
    return text;
}

static uint64_t count_dropped(const mg_series_drops *d) {
    return d->too_short + d->too_missing + d->constant + d->infinite;
}

void mg_drops_print(const char *command, const mg_series_sources *sources) {
    for (int i = 0; i < mg_series_sources_count(sources); i++) {
        const mg_series_set *set = mg_series_sources_set(sources, i);
        for (int k = 0; k < mg_series_set_subsets(set); k++) {
            const mg_series_drops drops = mg_series_set_drops(set, k);
            char text[DROPS_BYTES];
            if (count_dropped(&drops) == 0) continue;
            fprintf(stderr, "mathgym %s: %s: %" PRIu64 " windows used; dropped: %s\n", command,
                    mg_series_set_subset(set, k).name, drops.drawn,
                    mg_series_drops_text(&drops, text, sizeof text));
        }
    }
}
