#include "gym/series_sources.h"

#include <string.h>

#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/series.h"

typedef struct source {
    char *name;  /* as it was given */
    char *label; /* the same without a commit */
    mg_series_set *set;
    struct source *next;
} source;

typedef struct binding {
    const source *of;
    mg_family *family;
    struct binding *next;
} binding;

struct mg_series_sources {
    mg_series_set_options options;
    source *first, **end;
    binding *bindings;
    int count;
};

mg_status mg_series_sources_create(const mg_series_set_options *options, mg_series_sources **out) {
    *out = mg_calloc(1, sizeof **out);
    if (!*out) return MG_ERR_MEMORY;
    if (options) (*out)->options = *options;
    (*out)->end = &(*out)->first;
    return MG_OK;
}

static void free_source(source *s) {
    mg_series_set_free(s->set);
    mg_free(s->name);
    mg_free(s->label);
    mg_free(s);
}

void mg_series_sources_free(mg_series_sources *sources) {
    if (!sources) return;
    for (binding *b = sources->bindings, *next; b; b = next) {
        next = b->next;
        mg_series_family_free(b->family);
        mg_free(b);
    }
    for (source *s = sources->first, *next; s; s = next) {
        next = s->next;
        free_source(s);
    }
    mg_free(sources);
}

/* "lotsa@COMMIT:XS" -> "lotsa:XS": a pinned source has the name that it had before. */
static char *label_of(const char *name) {
    const char *at = strchr(name, '@'), *colon = strchr(name, ':');
    if (!mg_series_is_lotsa(name) || !at || !colon || colon < at) return mg_strdup(name);
    return mg_asprintf("%.*s%s", (int)(at - name), name, colon);
}

static mg_status find_source(mg_series_sources *sources, const char *name, source **out) {
    for (source *s = sources->first; s; s = s->next) {
        *out = s;
        if (strcmp(s->name, name) == 0) return MG_OK;
    }
    source *s = mg_calloc(1, sizeof *s);
    if (!s) return MG_ERR_MEMORY;
    mg_status status = MG_ERR_MEMORY;
    s->name = mg_strdup(name);
    s->label = label_of(name);
    if (!s->name || !s->label) goto done;
    MG_GO(mg_series_set_open(name, &sources->options, &s->set));
    *sources->end = s;
    sources->end = &s->next;
    sources->count++;
    *out = s;
done:
    if (status != MG_OK) free_source(s);
    return status;
}

mg_status mg_series_sources_open(mg_series_sources *sources, const char *name,
                                 mg_series_set **set) {
    source *s;
    MG_TRY(find_source(sources, name, &s));
    *set = s->set;
    return MG_OK;
}

static mg_status bind(mg_series_sources *sources, const source *s, const mg_family *family,
                      const mg_family **bound) {
    for (const binding *b = sources->bindings; b; b = b->next) {
        *bound = b->family;
        if (b->of == s && b->family->id == family->id) return MG_OK;
    }
    binding *b = mg_calloc(1, sizeof *b);
    if (!b) return MG_ERR_MEMORY;
    mg_status status = mg_series_family_bind(family, mg_series_set_provider(s->set), &b->family);
    if (status != MG_OK) {
        mg_free(b);
        return status;
    }
    b->of = s;
    b->next = sources->bindings;
    sources->bindings = b;
    *bound = b->family;
    return MG_OK;
}

mg_status mg_series_sources_family(mg_series_sources *sources, const mg_family *family,
                                   const char *name, const mg_family **bound, const char **label) {
    source *s;
    if (!mg_series_family_is(family))
        return mg_fail(MG_ERR_ARG,
                       "%s does not draw from '%s': it is no family of series "
                       "(mathgym tasks series)",
                       family->name, name);
    MG_TRY(find_source(sources, name, &s));
    *label = s->label;
    return bind(sources, s, family, bound);
}

int mg_series_sources_count(const mg_series_sources *sources) {
    return sources->count;
}

mg_series_set *mg_series_sources_set(const mg_series_sources *sources, int i) {
    const source *s = sources->first;
    while (i-- > 0) s = s->next;
    return s->set;
}

uint64_t mg_series_sources_digest(const mg_series_sources *sources) {
    uint64_t digest = 0;
    for (const source *s = sources->first; s; s = s->next)
        digest = digest * 0x9E3779B97F4A7C15u + mg_series_set_digest(s->set);
    return digest;
}
