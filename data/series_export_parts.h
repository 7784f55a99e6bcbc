/* The structs of the Arrow C data interface from a schema and from a batch that is in memory. */
#ifndef MG_DATA_SERIES_EXPORT_PARTS_H
#define MG_DATA_SERIES_EXPORT_PARTS_H

#include "data/series_batch.h"
#include "data/series_export.h"

/* On failure out->release is NULL. */
mg_status mg_series_export_schema(const mg_arrow_schema *schema, const mg_series_columns *columns,
                                  struct ArrowSchema *out);
/* Moves the buffers of the batch, all of whose slots are filled, into an array. */
mg_status mg_series_export_batch(mg_series_batch *batch, struct ArrowArray *out);

#endif
