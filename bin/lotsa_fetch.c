/* mathgym lotsa fetch: downloads subsets into the cache that huggingface_hub shares. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/lotsa.h"
#include "bin/lotsa_archive.h"
#include "bin/units.h"
#include "core/base/alloc.h"
#include "core/base/json.h"
#include "data/lotsa.h"

#define NAME "lotsa fetch"

typedef struct request {
    mg_archive_request archive;
    bool json, dry_run;
} request;

typedef struct job {
    const request *want;
    mg_archive archive;
    mg_lotsa_selection selection;
    mg_archive_files files[MG_LOTSA_SUBSETS]; /* one a subset of the selection */
    uint64_t bytes, cached;                   /* of all files; of those in the cache before */
    size_t count, strays;
    uint64_t stray_bytes;

    mg_cli_progress bar;
    double started;
    uint64_t fetched;      /* by this run, of files that are whole */
    uint64_t file_earlier; /* of the file under way: bytes that an earlier run left */
    bool file_seen;        /* its first report has come */
} job;

/* -- before ------------------------------------------------------------------------------------ */

static mg_status select_all(char **names, mg_lotsa_selection *selection) {
    mg_status status = MG_OK;
    char *text = mg_strdup(names[0]);
    for (int i = 1; text && names[i]; i++) {
        char *longer = mg_asprintf("%s+%s", text, names[i]);
        mg_free(text);
        text = longer;
    }
    status = text ? mg_lotsa_select(text, selection) : MG_ERR_MEMORY;
    mg_free(text);
    return status;
}

static mg_status count_cached(job *j, const mg_archive_files *files) {
    for (size_t i = 0; i < files->count; i++) {
        bool cached;
        MG_TRY(mg_archive_is_cached(&j->archive, files->entries[i], &cached));
        if (cached) j->cached += files->entries[i]->size;
    }
    return MG_OK;
}

/* Takes the subsets that the commit lacks out of a selection of several, and says so: one missing
 * folder is no reason to fetch nothing of a tier. */
static void leave_out_missing(job *j) {
    mg_lotsa_selection *s = &j->selection;
    const int all = s->count;
    if (all == 1) return;
    s->count = 0;
    for (int i = 0; i < all; i++) {
        if (mg_archive_has(&j->archive, s->subset[i]->name))
            s->subset[s->count++] = s->subset[i];
        else
            fprintf(stderr, "left out: %s, which commit %.12s does not have\n", s->subset[i]->name,
                    j->archive.sha);
    }
}

static mg_status list_files(job *j) {
    mg_status status = MG_OK;
    mg_cli_progress_start(&j->bar, "listing", (uint64_t)j->selection.count);
    for (int i = 0; i < j->selection.count; i++) {
        mg_archive_files *files = &j->files[i];
        mg_cli_progress_update(&j->bar, (uint64_t)i, j->selection.subset[i]->name);
        MG_GO(mg_archive_files_of(&j->archive, j->selection.subset[i]->name, files));
        MG_GO(count_cached(j, files));
        j->bytes += files->bytes;
        j->count += files->count;
        j->strays += files->strays;
        j->stray_bytes += files->stray_bytes;
    }
done:
    mg_cli_progress_end(&j->bar);
    return status;
}

static void print_plan(const job *j) {
    char all[MG_SIZE_TEXT], cached[MG_SIZE_TEXT], rest[MG_SIZE_TEXT];
    fprintf(stderr, "%s at %.12s: %d subset%s, %zu files, %s; in the cache %s, to fetch %s\n",
            MG_LOTSA_REPO, j->archive.sha, j->selection.count, j->selection.count == 1 ? "" : "s",
            j->count, mg_size_text(j->bytes, all), mg_size_text(j->cached, cached),
            mg_size_text(j->bytes - j->cached, rest));
    for (int i = 0; i < j->selection.count; i++) {
        const mg_lotsa_subset *s = j->selection.subset[i];
        if (s->use != MG_LOTSA_GIFT_TEST) continue;
        fprintf(stderr, "%s lies in GIFT-Eval's test set: not for training what is judged there\n",
                s->name);
    }
}

/* -- fetching ---------------------------------------------------------------------------------- */

/* What an earlier run left counts neither for the rate nor for the time to go. */
static void show_progress(void *context, uint64_t done, uint64_t total) {
    job *j = context;
    (void)total;
    if (!j->file_seen) {
        j->file_seen = true;
        j->file_earlier = done;
        j->bar.total -= done;
    }
    const uint64_t now = j->fetched + done - j->file_earlier;
    const double seconds = mg_cli_seconds() - j->started;
    char size[MG_SIZE_TEXT], rate[MG_SIZE_TEXT], text[64];
    mg_size_text(now, size);
    mg_size_text(seconds > 0 ? (uint64_t)((double)now / seconds) : 0, rate);
    snprintf(text, sizeof text, "%s  %s/s", size, rate);
    mg_cli_progress_update(&j->bar, now, text);
}

static mg_status fetch_file(job *j, const mg_hub_entry *entry, char **path) {
    const mg_hub_file file = mg_archive_file(&j->archive, entry);
    bool cached;
    MG_TRY(mg_archive_is_cached(&j->archive, entry, &cached));
    j->file_seen = false;
    MG_TRY(mg_hub_fetch(j->archive.hub, &file, cached ? NULL : show_progress, j, path));
    if (!cached) j->fetched += entry->size - (j->file_seen ? j->file_earlier : 0);
    return MG_OK;
}

/* Where load_from_disk finds the subset: the folder of its state.json. */
static mg_status print_result(const job *j, int i, char *path) {
    const mg_archive_files *files = &j->files[i];
    char *slash = strrchr(path, '/');
    if (slash) *slash = '\0';
    if (!j->want->json) {
        printf("%s  %s\n", j->selection.subset[i]->name, path);
        return MG_OK;
    }
    mg_json_writer w = {0};
    mg_json_begin_object(&w);
    mg_json_key(&w, "subset"), mg_json_string(&w, j->selection.subset[i]->name);
    mg_json_key(&w, "commit"), mg_json_string(&w, j->archive.sha);
    mg_json_key(&w, "folder"), mg_json_string(&w, path);
    mg_json_key(&w, "files"), mg_json_int(&w, (int64_t)files->count);
    mg_json_key(&w, "bytes"), mg_json_int(&w, (int64_t)files->bytes);
    mg_json_key(&w, "left_out"), mg_json_int(&w, (int64_t)files->strays);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    const mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

static mg_status fetch_subset(job *j, int i) {
    const mg_archive_files *files = &j->files[i];
    char *path = NULL;
    for (size_t k = 0; k < files->count; k++) {
        mg_free(path);
        path = NULL;
        MG_TRY(fetch_file(j, files->entries[k], &path));
    }
    mg_cli_progress_end(&j->bar);
    const mg_status status = print_result(j, i, path);
    mg_free(path);
    fflush(stdout);
    return status;
}

static void print_report(const job *j) {
    const double seconds = mg_cli_seconds() - j->started;
    char fetched[MG_SIZE_TEXT], rate[MG_SIZE_TEXT], stray[MG_SIZE_TEXT];
    mg_size_text(seconds > 0 ? (uint64_t)((double)j->fetched / seconds) : 0, rate);
    fprintf(stderr, "fetched and verified %s in %.1f s (%s/s)\n", mg_size_text(j->fetched, fetched),
            seconds, rate);
    if (j->strays > 0)
        fprintf(stderr, "left out: %zu file%s (%s) that no state.json names\n", j->strays,
                j->strays == 1 ? "" : "s", mg_size_text(j->stray_bytes, stray));
}

static mg_status fetch_all(job *j) {
    j->started = mg_cli_seconds();
    mg_cli_progress_start(&j->bar, "fetch", j->bytes - j->cached);
    mg_status status = MG_OK;
    for (int i = 0; i < j->selection.count && status == MG_OK; i++) status = fetch_subset(j, i);
    mg_cli_progress_end(&j->bar);
    if (status == MG_OK) print_report(j);
    return status;
}

static mg_status run(job *j) {
    MG_TRY(mg_archive_open(&j->want->archive, &j->archive));
    leave_out_missing(j);
    if (j->selection.count == 0)
        return mg_fail(MG_ERR_NOT_FOUND,
                       MG_LOTSA_REPO " has none of these at commit %.12s; try "
                                     "another --revision",
                       j->archive.sha);
    MG_TRY(list_files(j));
    print_plan(j);
    return j->want->dry_run ? MG_OK : fetch_all(j);
}

static int fetch(const request *want, char **names) {
    job *j = mg_calloc(1, sizeof *j);
    if (!j) return mg_cli_fail(NAME);
    j->want = want;
    if (select_all(names, &j->selection) != MG_OK) {
        mg_free(j);
        return mg_cli_usage_error(NAME, "%s", mg_error_text());
    }
    mg_cli_catch_interrupts();
    const mg_status status = run(j);
    for (int i = 0; i < j->selection.count; i++) mg_archive_files_free(&j->files[i]);
    mg_archive_close(&j->archive);
    mg_free(j);
    if (status == MG_OK) return MG_EXIT_OK;
    if (status != MG_ERR_INTERRUPTED) return mg_cli_fail(NAME);
    mg_cli_error(NAME, "interrupted; the same command goes on where it ended");
    return MG_EXIT_INTERRUPTED;
}

int lotsa_fetch(int argc, char **argv) {
    request want = {.archive = {.revision = "main"}};
    const mg_cli_option options[] = {
        MG_ARCHIVE_OPTIONS(want.archive),
        {"dry-run", 0, MG_CLI_FLAG, &want.dry_run, .help = "say what would be fetched, and end"},
        {"json", 0, MG_CLI_FLAG, &want.json, .help = "print a JSON line a subset"},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] SUBSET|TIER...",
        .summary =
            "Downloads subsets of LOTSA, or what of a tier may be trained on, into the cache\n"
            "of huggingface_hub, and prints the folder of each for load_from_disk. Every file\n"
            "is held against its SHA-256. Interrupted or killed, the same command goes on\n"
            "where it ended. HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE and\n"
            "proxies are read from the environment.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples = "  mathgym lotsa fetch elecdemand cif_2016_12\n"
                    "  mathgym lotsa fetch XS\n"
                    "  mathgym lotsa fetch XS-heldout --dry-run\n",
        .min_operands = 1,
        .max_operands = -1,
    };
    int exit_code = MG_EXIT_OK;
    char **names = mg_cli_parse(&spec, argc, argv, &exit_code);
    return names ? fetch(&want, names) : exit_code;
}
