/* Writes the problems of a stream into a sink: in parallel, in order, with a progress bar.
 *
 * Blocks of items are made and printed side by side and written one after the other, so that the
 * bytes do not depend on the number of threads. */
#ifndef MG_BIN_PROBLEM_WRITER_H
#define MG_BIN_PROBLEM_WRITER_H

#include "bin/record.h"
#include "bin/sink.h"
#include "core/base/threads.h"
#include "gym/stream.h"

typedef struct mg_problem_plan {
    const mg_stream *stream;
    mg_pool *pool;
    mg_record_format format;
    uint64_t start;
    int64_t count; /* items at most */
    int64_t bytes; /* ends after the record that reaches so many bytes; 0: no limit */
    bool once;     /* ends where a task of a walk is exhausted */
    const char *label;
} mg_problem_plan;

/* Problems on series (series_sources.h) can only be drawn, and small data have few: those that were
 * written already are left out, and after so many in a row the rest is taken to be written. */
enum { MG_PROBLEM_REPEATS = 10000 };

typedef struct mg_problem_result {
    int64_t written, repeated; /* left out as repeats */
    bool exhausted;            /* ended at MG_PROBLEM_REPEATS */
    mg_item repeat;            /* the first item that came again, family NULL where none did */
    uint64_t repeat_after;
} mg_problem_result;

/* MG_ERR_INTERRUPTED after Ctrl-C. */
mg_status mg_problems_write(const mg_problem_plan *plan, mg_sink *sink, mg_problem_result *result);

#endif
