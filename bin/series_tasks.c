#include "bin/series_tasks.h"

#include <string.h>

#include "core/base/alloc.h"

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
