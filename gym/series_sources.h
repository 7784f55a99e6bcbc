/* The sources of series that a mixture draws from, and the families bound to them.
 *
 *     mg_series_sources *sources;
 *     MG_TRY(mg_series_sources_create(&options, &sources));
 *     MG_GO(mg_mixture_open("series_summary:2@lotsa:XS*3,addition", sources, &mixture));
 *     ...                                   // the mixture, its items and problems
 * done:
 *     mg_series_sources_free(sources);
 *
 * A source is opened once however many parts name it. Families of sources live as long as this. */
#ifndef MG_GYM_SERIES_SOURCES_H
#define MG_GYM_SERIES_SOURCES_H

#include "data/series_set.h"
#include "gym/problem.h"

typedef struct mg_series_sources mg_series_sources;

/* `options` are those of every set (NULL: the defaults); what they point to must live as long. */
mg_status mg_series_sources_create(const mg_series_set_options *options, mg_series_sources **out);
void mg_series_sources_free(mg_series_sources *sources); /* NULL is legal */

/* The set of a source, opened at the first call for it. */
mg_status mg_series_sources_open(mg_series_sources *sources, const char *source,
                                 mg_series_set **set);

/* The family drawing from a source; *label is the source's text without a commit, so that it is the
 * same before and after pinning; owned here. MG_ERR_ARG: no family of series; else as
 * mg_series_set_open. */
mg_status mg_series_sources_family(mg_series_sources *sources, const mg_family *family,
                                   const char *source, const mg_family **bound, const char **label);

/* In the order in which they were opened. */
int mg_series_sources_count(const mg_series_sources *sources);
mg_series_set *mg_series_sources_set(const mg_series_sources *sources, int i);

/* A hash of all of the data (mg_series_set_digest): 0 where there are none. */
uint64_t mg_series_sources_digest(const mg_series_sources *sources);

#endif
