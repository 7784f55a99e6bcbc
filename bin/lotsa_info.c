/* mathgym lotsa info: what the catalogue and the hub know of a subset. */
#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/lotsa.h"
#include "bin/lotsa_archive.h"
#include "bin/units.h"
#include "core/base/json.h"
#include "data/lotsa.h"
#include "data/lotsa_freq.h"

#define NAME "lotsa info"

typedef struct request {
    mg_archive_request archive;
    bool json;
} request;

/* The subset on the hub. */
typedef struct found {
    char sha[MG_HUB_SHA];
    size_t shards, cached_shards, strays;
    uint64_t bytes, cached_bytes, stray_bytes;
} found;

static mg_status count_shards(mg_archive *archive, const mg_archive_files *files, found *out) {
    out->shards = files->count - files->first_shard;
    out->bytes = files->bytes;
    out->strays = files->strays;
    out->stray_bytes = files->stray_bytes;
    for (size_t i = 0; i < files->count; i++) {
        bool cached;
        MG_TRY(mg_archive_is_cached(archive, files->entries[i], &cached));
        if (!cached) continue;
        out->cached_bytes += files->entries[i]->size;
        out->cached_shards += i >= files->first_shard;
    }
    return MG_OK;
}

static mg_status look_up(const request *want, const char *name, found *out) {
    mg_archive archive;
    mg_archive_files files = {0};
    mg_status status = MG_OK;
    *out = (found){0};
    MG_TRY(mg_archive_open(&want->archive, &archive));
    snprintf(out->sha, sizeof out->sha, "%s", archive.sha);
    MG_GO(mg_archive_files_of(&archive, name, &files));
    MG_GO(count_shards(&archive, &files, out));
done:
    mg_archive_files_free(&files);
    mg_archive_close(&archive);
    return status;
}

static void print_catalogue(const mg_lotsa_subset *s) {
    char size[MG_SIZE_TEXT], words[32];
    mg_freq freq = {1, MG_FREQ_HOUR};
    if (mg_freq_parse(s->freq, &freq) == MG_OK) mg_freq_words(freq, words);
    printf("%s: %s, a value every %s\n", s->name, mg_lotsa_domain_name(s->domain), words);
    printf("  %-11s %" PRId64 " of %" PRId64 " steps on average\n", "series", s->series,
           s->mean_length);
    printf("  %-11s %d, and %d covariates\n", "variates", s->variates, s->covariates);
    printf("  %-11s about %s; tier %s\n", "size", mg_size_text(mg_lotsa_bytes(s), size),
           mg_lotsa_tier_name(mg_lotsa_tier_of(s)));
    printf("  %-11s %s\n", "family", mg_lotsa_family_name(s->family));
    printf("  %-11s %s\n", "use", mg_lotsa_use_name(s->use));
    fflush(stdout);
}

static void print_found(const found *f) {
    char bytes[MG_SIZE_TEXT], cached[MG_SIZE_TEXT], stray[MG_SIZE_TEXT];
    printf("  %-11s commit %.12s, %s, %zu shard%s\n", "hub", f->sha, mg_size_text(f->bytes, bytes),
           f->shards, f->shards == 1 ? "" : "s");
    printf("  %-11s %s, %zu of the shards\n", "cache", mg_size_text(f->cached_bytes, cached),
           f->cached_shards);
    if (f->strays > 0)
        printf("  %-11s %zu files (%s) beside the data, never read\n", "strays", f->strays,
               mg_size_text(f->stray_bytes, stray));
}

static void put_text(mg_json_writer *w, const char *key, const char *text) {
    mg_json_key(w, key), mg_json_string(w, text);
}

static void put_count(mg_json_writer *w, const char *key, uint64_t value) {
    mg_json_key(w, key), mg_json_int(w, (int64_t)value);
}

static mg_status print_json(const mg_lotsa_subset *s, const found *f) {
    mg_json_writer w = {0};
    mg_json_begin_object(&w);
    put_text(&w, "subset", s->name);
    put_text(&w, "domain", mg_lotsa_domain_name(s->domain));
    put_text(&w, "family", mg_lotsa_family_name(s->family));
    put_text(&w, "freq", s->freq);
    put_text(&w, "tier", mg_lotsa_tier_name(mg_lotsa_tier_of(s)));
    put_text(&w, "use", mg_lotsa_use_name(s->use));
    put_count(&w, "series", (uint64_t)s->series);
    put_count(&w, "mean_length", (uint64_t)s->mean_length);
    put_text(&w, "commit", f->sha);
    put_count(&w, "shards", f->shards);
    put_count(&w, "bytes", f->bytes);
    put_count(&w, "cached_shards", f->cached_shards);
    put_count(&w, "cached_bytes", f->cached_bytes);
    put_count(&w, "strays", f->strays);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    const mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

static int info(const request *want, const char *name) {
    const mg_lotsa_subset *subset;
    found f;
    if (mg_lotsa_find(name, &subset) != MG_OK)
        return mg_cli_usage_error(NAME, "%s", mg_error_text());
    mg_cli_catch_interrupts();
    if (!want->json) print_catalogue(subset); /* what needs no network comes first */
    if (look_up(want, name, &f) != MG_OK) return mg_cli_fail(NAME);
    if (want->json) return print_json(subset, &f) == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
    print_found(&f);
    return MG_EXIT_OK;
}

int lotsa_info(int argc, char **argv) {
    request want = {.archive = {.revision = "main"}};
    const mg_cli_option options[] = {
        MG_ARCHIVE_OPTIONS(want.archive),
        {"json", 0, MG_CLI_FLAG, &want.json, .help = "print a JSON line"},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] SUBSET",
        .summary = "Prints what the catalogue knows of a subset, then its files on the hub and in\n"
                   "the cache.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples = "  mathgym lotsa info elecdemand\n"
                    "  mathgym lotsa info era5_1995 --json\n",
        .min_operands = 1,
        .max_operands = 1,
    };
    int exit_code = MG_EXIT_OK;
    char **names = mg_cli_parse(&spec, argc, argv, &exit_code);
    return names ? info(&want, names[0]) : exit_code;
}
