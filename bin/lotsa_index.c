/* mathgym lotsa index: where every series of a source lies, and how long it is, without reading the
 * values. Training on the source finds the index made. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/lotsa.h"
#include "bin/lotsa_archive.h"
#include "bin/series_options.h"
#include "bin/units.h"
#include "core/base/alloc.h"
#include "core/base/json.h"
#include "data/lotsa.h"
#include "data/series_listing.h"

#define NAME "lotsa index"

typedef struct request {
    mg_archive_request archive;
    bool json, rows;
} request;

/* Of a shard, or of all. */
typedef struct extent {
    int64_t rows, series, values, shortest, longest;
    uint64_t bytes;
} extent;

static void add_series(extent *e, int64_t length) {
    if (e->series == 0 || length < e->shortest) e->shortest = length;
    if (length > e->longest) e->longest = length;
    e->series++;
    e->values += length;
}

static extent measure(const mg_series_shard *shard) {
    extent e = {.rows = mg_series_shard_rows(shard), .bytes = mg_series_shard_bytes(shard)};
    for (int64_t row = 0; row < e.rows; row++) {
        const mg_series_entry entry = mg_series_shard_entry(shard, row);
        for (int64_t v = 0; v < entry.variates[MG_SERIES_TARGET]; v++)
            add_series(&e, mg_series_shard_length(shard, row, v));
    }
    return e;
}

static void add_extent(extent *all, const extent *e) {
    if (e->series > 0 && (all->series == 0 || e->shortest < all->shortest))
        all->shortest = e->shortest;
    if (e->longest > all->longest) all->longest = e->longest;
    all->rows += e->rows;
    all->series += e->series;
    all->values += e->values;
    all->bytes += e->bytes;
}

/* -- printing ---------------------------------------------------------------------------------- */

static void print_extent(const char *name, const extent *e) {
    char size[MG_SIZE_TEXT];
    printf("%-44s %9" PRId64 " %9" PRId64 " %12" PRId64 " %8" PRId64 " %8" PRId64 " %8s\n", name,
           e->rows, e->series, e->values, e->shortest, e->longest, mg_size_text(e->bytes, size));
}

static void put_text(mg_json_writer *w, const char *key, const char *text) {
    mg_json_key(w, key);
    if (text)
        mg_json_string(w, text);
    else
        mg_json_null(w);
}

static void put_count(mg_json_writer *w, const char *key, int64_t value) {
    mg_json_key(w, key), mg_json_int(w, value);
}

static mg_status put_line(mg_json_writer *w) {
    mg_json_end_object(w);
    mg_json_newline(w);
    const mg_status status = mg_json_writer_status(w);
    if (status == MG_OK) fputs(w->text, stdout);
    mg_json_writer_reset(w);
    return status;
}

static mg_status print_extent_json(const char *name, const extent *e, mg_json_writer *w) {
    mg_json_begin_object(w);
    put_text(w, "shard", name);
    put_count(w, "rows", e->rows);
    put_count(w, "series", e->series);
    put_count(w, "values", e->values);
    put_count(w, "shortest", e->shortest);
    put_count(w, "longest", e->longest);
    put_count(w, "bytes", (int64_t)e->bytes);
    return put_line(w);
}

static mg_status print_rows(const mg_series_shard *shard, mg_json_writer *w) {
    for (int64_t row = 0; row < mg_series_shard_rows(shard); row++) {
        const mg_series_entry e = mg_series_shard_entry(shard, row);
        mg_json_begin_object(w);
        put_text(w, "shard", mg_series_shard_name(shard));
        put_count(w, "row", row);
        put_text(w, "item_id", e.item_id);
        put_text(w, "freq", e.freq);
        if (e.has_start) put_count(w, "start", e.start);
        put_count(w, "variates", e.variates[MG_SERIES_TARGET]);
        put_count(w, "covariates", e.variates[MG_SERIES_COVARIATES]);
        put_count(w, "length",
                  e.variates[MG_SERIES_TARGET] > 0 ? mg_series_shard_length(shard, row, 0) : 0);
        MG_TRY(put_line(w));
    }
    return MG_OK;
}

static mg_status print_shard(const request *want, const mg_series_shard *shard, const extent *e,
                             mg_json_writer *w) {
    if (want->rows) return print_rows(shard, w);
    if (want->json) return print_extent_json(mg_series_shard_name(shard), e, w);
    print_extent(mg_series_shard_name(shard), e);
    return MG_OK;
}

/* -- indexing ---------------------------------------------------------------------------------- */

static mg_status open_all(const mg_series_group *group) {
    mg_cli_progress bar;
    mg_status status = MG_OK;
    mg_cli_progress_start(&bar, "index", group->count);
    for (size_t i = 0; i < group->count && status == MG_OK; i++) {
        mg_cli_progress_update(&bar, i, mg_series_shard_name(group->shards[i]));
        status = mg_cli_interrupted() ? mg_fail(MG_ERR_INTERRUPTED, "interrupted")
                                      : mg_series_shard_open(group->shards[i]);
    }
    mg_cli_progress_end(&bar);
    return status;
}

static mg_status print_group(const request *want, const mg_series_group *group) {
    mg_json_writer w = {0};
    extent all = {0};
    mg_status status = MG_OK;
    const bool table = !want->json && !want->rows;
    if (table)
        printf("%-44s %9s %9s %12s %8s %8s %8s\n", "shard", "rows", "series", "values", "shortest",
               "longest", "size");
    for (size_t i = 0; i < group->count && status == MG_OK; i++) {
        const extent e = measure(group->shards[i]);
        add_extent(&all, &e);
        status = print_shard(want, group->shards[i], &e, &w);
    }
    if (table && group->count > 1) print_extent("all", &all);
    mg_json_writer_free(&w);
    return status;
}

static mg_status index_source(const request *want, const char *source) {
    const mg_series_set_options options = mg_cli_series_options(NAME, false);
    mg_series_listing listing;
    mg_status status = mg_series_listing_open(source, &options, &listing);
    for (int g = 0; g < listing.count && status == MG_OK; g++) {
        status = open_all(&listing.groups[g]);
        if (status == MG_OK) status = print_group(want, &listing.groups[g]);
    }
    mg_series_listing_close(&listing);
    return status;
}

static int index_named(const request *want, const char *name) {
    const mg_lotsa_subset *subset;
    const bool is_source = mg_series_is_source(name);
    if (!is_source && mg_lotsa_find(name, &subset) != MG_OK)
        return mg_cli_usage_error(NAME, "%s", mg_error_text());
    mg_archive_set_offline(&want->archive);
    char *source =
        is_source ? mg_strdup(name) : mg_asprintf("lotsa@%s:%s", want->archive.revision, name);
    if (!source) return mg_cli_fail(NAME);
    mg_cli_catch_interrupts();
    const mg_status status = index_source(want, source);
    mg_free(source);
    if (status == MG_OK) return MG_EXIT_OK;
    return status == MG_ERR_INTERRUPTED ? MG_EXIT_INTERRUPTED : mg_cli_fail(NAME);
}

int lotsa_index(int argc, char **argv) {
    request want = {.archive = {.revision = "main"}};
    const mg_cli_option options[] = {
        {"rows", 0, MG_CLI_FLAG, &want.rows, .help = "print a JSON line a row"},
        {"json", 0, MG_CLI_FLAG, &want.json, .help = "print a JSON line a shard"},
        MG_ARCHIVE_OPTIONS(want.archive),
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] SUBSET|FILE.arrow|DIR",
        .summary =
            "Finds every series of a source and its length. Of a shard of 135 MB on the hub\n"
            "64 KiB are read; the index is kept beside the cache, where training finds it.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples = "  mathgym lotsa index era5_1995\n"
                    "  mathgym lotsa index elecdemand --rows\n"
                    "  mathgym lotsa index series.arrow --json\n",
        .min_operands = 1,
        .max_operands = 1,
    };
    int exit_code = MG_EXIT_OK;
    char **names = mg_cli_parse(&spec, argc, argv, &exit_code);
    return names ? index_named(&want, names[0]) : exit_code;
}
