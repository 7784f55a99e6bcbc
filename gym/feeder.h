/* Threads that make the problems of a stream before they are asked for.
 *
 *     mg_feeder *feeder;
 *     MG_TRY(mg_feeder_create(&stream, 2, &feeder));     // from stream.position on
 *     stream.feeder = feeder;                            // mg_stream_next_batch takes from it
 *     ...
 *     stream.feeder = NULL;
 *     mg_feeder_free(feeder);
 *
 * Item i is a pure function of i, so the stream is the same with any number of threads, and with
 * none. A failure is handed out at the item that it belongs to, after all items before it. Threads
 * sleep while the ring is full. */
#ifndef MG_GYM_FEEDER_H
#define MG_GYM_FEEDER_H

#include "core/base/status.h"
#include "gym/stream.h"

enum { MG_FEEDER_AHEAD = 1024, MG_FEEDER_THREADS = 64 };

typedef struct mg_feeder mg_feeder;

/* The feeder keeps a copy of the stream's configuration; what it points to (families, sources) must
 * outlive it. MG_ERR_ARG: a walk, whose items are not independent, or no thread; MG_ERR_DEVICE: no
 * thread can be started. */
mg_status mg_feeder_create(const mg_stream *stream, int threads, mg_feeder **out);

/* Stops after the items that are being made. NULL is legal. */
void mg_feeder_free(mg_feeder *feeder);

/* Item `index`, valid until the next call; waits until it is made. The first call is for the
 * position, each further one for the index of the call before or the next. One caller at a time. */
mg_status mg_feeder_item(mg_feeder *feeder, uint64_t index, const mg_problem **problem);

/* Drops what was made ahead and goes on with the stream as it is now: after its mixture or its
 * position was changed. */
void mg_feeder_restart(mg_feeder *feeder, const mg_stream *stream);

#endif
