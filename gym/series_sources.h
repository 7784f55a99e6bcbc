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

/* The family drawing from the source, and the name of the source. MG_ERR_ARG where it is not a
 * family of series; else as mg_series_set_open. */
mg_status mg_series_sources_family(mg_series_sources *sources, const mg_family *family,
                                   const char *source, const mg_family **bound, const char **name);

/* In the order in which they were opened. */
int mg_series_sources_count(const mg_series_sources *sources);
mg_series_set *mg_series_sources_set(const mg_series_sources *sources, int i);

/* The mixture's text with every source pinned (mg_series_set_pinned); release with mg_free. NULL
 * where memory ran out. */
char *mg_series_sources_pin(const mg_series_sources *sources, const char *mixture);

#endif
