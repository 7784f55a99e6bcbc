/* mathgym lotsa cat: series of a subset, of a file or of a folder, as text. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bin/block_bytes.h"
#include "bin/cli.h"
#include "bin/lotsa.h"
#include "bin/lotsa_archive.h"
#include "bin/series_print.h"
#include "bin/units.h"
#include "core/base/alloc.h"
#include "data/dataset_state.h"
#include "data/lotsa.h"
#include "data/series_set.h"

#define NAME "lotsa cat"

/* What is asked of the hub at once: little where a few rows are wanted, else enough that the time
 * between requests does not count. */
enum { FEW_ROWS = 16, SMALL_BLOCK = 64 << 10, LARGE_BLOCK = 4 << 20 };

typedef struct request {
    mg_archive_request archive;
    const char *output;
    int64_t rows, start;
    bool rows_given;
    int format;
} request;

typedef struct printing {
    const request *want;
    mg_sink sink;
    mg_series_printer printer;
    int64_t seen; /* rows of the shards before */
    int64_t left; /* rows still to print */
} printing;

static mg_status print_row(void *context, const mg_row *row) {
    printing *p = context;
    if (mg_cli_interrupted()) return mg_fail(MG_ERR_INTERRUPTED, "interrupted");
    return mg_series_print_row(&p->printer, row);
}

/* Prints what is wanted of one shard; releases `bytes`. */
static mg_status print_bytes(printing *p, mg_bytes *bytes) {
    const int64_t first = p->want->start > p->seen ? p->want->start - p->seen : 0;
    mg_rows_seen seen;
    p->printer.first_row = p->seen;
    const mg_status status = mg_rows_visit(bytes, first, p->left, print_row, p, &seen);
    mg_bytes_free(bytes);
    p->left -= seen.visited;
    p->seen += seen.rows;
    return status;
}

/* -- sources ----------------------------------------------------------------------------------- */

static mg_status print_file(printing *p, const char *path) {
    mg_bytes *bytes;
    MG_TRY(mg_bytes_open_file(path, &bytes));
    return print_bytes(p, bytes);
}

static mg_status print_folder(printing *p, const char *folder) {
    mg_dataset_state state;
    MG_TRY(mg_dataset_state_read(folder, &state));
    mg_status status = MG_OK;
    for (size_t i = 0; i < state.count && p->left > 0 && status == MG_OK; i++) {
        char *path = mg_path_join(folder, state.files[i]);
        status = path ? print_file(p, path) : MG_ERR_MEMORY;
        mg_free(path);
    }
    mg_dataset_state_free(&state);
    return status;
}

static mg_status print_entry(printing *p, mg_archive *archive, const mg_hub_entry *entry) {
    const mg_hub_file file = mg_archive_file(archive, entry);
    const bool few = p->want->rows_given && p->want->rows <= FEW_ROWS;
    mg_bytes *bytes;
    MG_TRY(mg_hub_bytes(archive->hub, &file, &bytes));
    MG_TRY(mg_block_bytes_open(bytes, few ? SMALL_BLOCK : LARGE_BLOCK, &bytes));
    return print_bytes(p, bytes);
}

/* What may be asked of the hub is said before it is asked. */
static mg_status say_bytes(mg_archive *archive, const mg_archive_files *files) {
    uint64_t bytes = 0;
    char size[MG_SIZE_TEXT];
    for (size_t i = files->first_shard; i < files->count; i++) {
        bool cached;
        MG_TRY(mg_archive_is_cached(archive, files->entries[i], &cached));
        if (!cached) bytes += files->entries[i]->size;
    }
    if (bytes > 0)
        fprintf(stderr, "mathgym " NAME ": %s lie on the hub; reading what is printed\n",
                mg_size_text(bytes, size));
    return MG_OK;
}

static mg_status print_subset(printing *p, const char *name) {
    mg_archive archive = {0};
    mg_archive_files files = {0};
    mg_status status = MG_OK;
    MG_TRY(mg_archive_open(&p->want->archive, &archive));
    MG_GO(mg_archive_files_of(&archive, name, &files));
    MG_GO(say_bytes(&archive, &files));
    for (size_t i = files.first_shard; i < files.count && p->left > 0; i++)
        MG_GO(print_entry(p, &archive, files.entries[i]));
done:
    mg_archive_files_free(&files);
    mg_archive_close(&archive);
    return status;
}

static mg_status print_source(printing *p, const char *source) {
    MG_TRY(mg_series_print_header(&p->printer));
    if (mg_path_is_dir(source)) return print_folder(p, source);
    if (mg_series_is_source(source)) return print_file(p, source);
    return print_subset(p, source);
}

/* -- the command ------------------------------------------------------------------------------- */

static int cat(const request *want, const char *source) {
    const mg_lotsa_subset *subset;
    printing p = {.want = want, .left = want->rows};
    if (!mg_series_is_source(source) && mg_lotsa_find(source, &subset) != MG_OK)
        return mg_cli_usage_error(NAME, "%s", mg_error_text());
    mg_cli_catch_interrupts();
    if (mg_sink_open(&p.sink, want->output) != MG_OK) return mg_cli_fail(NAME);
    p.printer = (mg_series_printer){.sink = &p.sink, .format = (mg_series_format)want->format};
    const mg_status status = mg_sink_close(&p.sink, print_source(&p, source));
    mg_series_printer_free(&p.printer);
    if (status == MG_OK || p.sink.reader_gone) return MG_EXIT_OK;
    if (status == MG_ERR_INTERRUPTED) return MG_EXIT_INTERRUPTED;
    return mg_cli_fail(NAME);
}

int lotsa_cat(int argc, char **argv) {
    static const char *const formats[] = {"jsonl", "csv", NULL};
    request want = {.archive = {.revision = "main"}, .output = "-", .rows = INT64_MAX};
    const mg_cli_option options[] = {
        {"rows", 'n', MG_CLI_INT, &want.rows, .value = "N", .given = &want.rows_given,
         .help = "how many series (default all)", .min = 1, .max = INT64_MAX},
        {"start", 0, MG_CLI_INT, &want.start, .value = "I",
         .help = "number of the first (default 0)", .min = 0, .max = INT64_MAX / 2},
        {"format", 'f', MG_CLI_CHOICE, &want.format, .value = "jsonl|csv",
         .help = "a line a series (default), or a line a value", .choices = formats},
        {"output", 'o', MG_CLI_TEXT, &want.output, .value = "FILE",
         .help = ".zst compresses; - is stdout (default)"},
        MG_ARCHIVE_OPTIONS(want.archive),
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] SUBSET|FILE.arrow|DIR",
        .summary = "Prints series of a subset of LOTSA, of an Arrow stream file, or of a folder\n"
                   "written by save_to_disk. Of a subset that is not in the cache only what is\n"
                   "printed is read from the hub, and nothing is kept.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples = "  mathgym lotsa cat elecdemand --rows 1\n"
                    "  mathgym lotsa cat era5_1995 --start 40 --rows 2 -o two.jsonl.zst\n"
                    "  mathgym lotsa cat series.arrow --format csv\n",
        .min_operands = 1,
        .max_operands = 1,
    };
    int exit_code = MG_EXIT_OK;
    char **names = mg_cli_parse(&spec, argc, argv, &exit_code);
    return names ? cat(&want, names[0]) : exit_code;
}
