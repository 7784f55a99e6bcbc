/* mathgym lotsa list: the catalogue, without a network. */
#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/lotsa.h"
#include "bin/units.h"
#include "core/base/json.h"
#include "data/lotsa.h"

#define NAME "lotsa list"

typedef struct request {
    int tier, domain, use; /* 0: any */
    bool json;
} request;

typedef struct totals {
    int subsets;
    uint64_t bytes;
} totals;

static bool is_wanted(const request *want, const mg_lotsa_subset *s) {
    if (want->tier && (int)mg_lotsa_tier_of(s) > want->tier - 1) return false;
    if (want->domain && (int)s->domain != want->domain - 1) return false;
    return !want->use || (int)s->use == want->use - 1;
}

static void print_text(const mg_lotsa_subset *s) {
    char size[MG_SIZE_TEXT];
    printf("%-33s %-9s %-4s %8" PRId64 " %9" PRId64 " %4d %4d %8s  %-4s %s\n", s->name,
           mg_lotsa_domain_name(s->domain), s->freq, s->series, s->mean_length, s->variates,
           s->covariates, mg_size_text(mg_lotsa_bytes(s), size),
           mg_lotsa_tier_name(mg_lotsa_tier_of(s)), mg_lotsa_use_name(s->use));
}

static void put_text(mg_json_writer *w, const char *key, const char *text) {
    mg_json_key(w, key), mg_json_string(w, text);
}

static void put_count(mg_json_writer *w, const char *key, int64_t value) {
    mg_json_key(w, key), mg_json_int(w, value);
}

static void write_json(const mg_lotsa_subset *s, mg_json_writer *w) {
    mg_json_begin_object(w);
    put_text(w, "subset", s->name);
    put_text(w, "domain", mg_lotsa_domain_name(s->domain));
    put_text(w, "family", mg_lotsa_family_name(s->family));
    put_text(w, "freq", s->freq);
    put_count(w, "series", s->series);
    put_count(w, "mean_length", s->mean_length);
    put_count(w, "variates", s->variates);
    put_count(w, "covariates", s->covariates);
    put_count(w, "bytes", (int64_t)mg_lotsa_bytes(s));
    put_text(w, "tier", mg_lotsa_tier_name(mg_lotsa_tier_of(s)));
    put_text(w, "use", mg_lotsa_use_name(s->use));
    mg_json_end_object(w);
    mg_json_newline(w);
}

static int print_json(const request *want) {
    mg_json_writer w = {0};
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++)
        if (is_wanted(want, mg_lotsa_at(i))) write_json(mg_lotsa_at(i), &w);
    const mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK && w.length > 0) fwrite(w.text, 1, w.length, stdout);
    mg_json_writer_free(&w);
    return status == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
}

static int print_table(const request *want) {
    totals all = {0}, train = {0};
    char size[MG_SIZE_TEXT], train_size[MG_SIZE_TEXT];
    printf("%-33s %-9s %-4s %8s %9s %4s %4s %8s  %-4s %s\n", "subset", "domain", "freq", "series",
           "length", "dims", "cov", "size", "tier", "use");
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++) {
        const mg_lotsa_subset *s = mg_lotsa_at(i);
        if (!is_wanted(want, s)) continue;
        print_text(s);
        all.subsets++, all.bytes += mg_lotsa_bytes(s);
        if (s->use == MG_LOTSA_TRAIN) train.subsets++, train.bytes += mg_lotsa_bytes(s);
    }
    printf("%d subsets, %s; to train on: %d, %s\n", all.subsets, mg_size_text(all.bytes, size),
           train.subsets, mg_size_text(train.bytes, train_size));
    return MG_EXIT_OK;
}

int lotsa_list(int argc, char **argv) {
    static const char *const tiers[] = {"any", "XS", "S", "M", "XL", NULL};
    static const char *const uses[] = {"any", "train", "held-out", "gift-test", NULL};
    static const char *const domains[] = {"any",
#define MG_DOMAIN_CHOICE(constant, name) name,
                                          MG_LOTSA_DOMAIN_LIST(MG_DOMAIN_CHOICE)
#undef MG_DOMAIN_CHOICE
                                              NULL};
    request want = {0};
    const mg_cli_option options[] = {
        {"tier", 't', MG_CLI_CHOICE, &want.tier, .value = "XS|S|M|XL",
         .help = "this tier and those within it (default any)", .choices = tiers},
        {"domain", 'd', MG_CLI_CHOICE, &want.domain, .value = "DOMAIN",
         .help = "energy, transport, climate, cloud, web, nature, finance, sales, health",
         .choices = domains},
        {"use", 0, MG_CLI_CHOICE, &want.use, .value = "train|held-out|gift-test",
         .help = "what a subset may be used for (default any)", .choices = uses},
        {"json", 0, MG_CLI_FLAG, &want.json, .help = "print JSON lines"},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...]",
        .summary =
            "Lists the subsets of LOTSA: their step, number of series, mean length, variates\n"
            "(dims), covariates (cov) and size. Tiers: XS below 1 MB a subset, S below 250 MB\n"
            "without clusters and climate, M all but the giants, XL all. Subsets of use\n"
            "held-out are kept for evaluation as a whole; gift-test ones lie in GIFT-Eval's\n"
            "test set. Tiers as sources (lotsa:XS) have neither.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples = "  mathgym lotsa list\n"
                    "  mathgym lotsa list --tier XS --use held-out\n"
                    "  mathgym lotsa list --domain energy --json\n",
    };
    int exit_code = MG_EXIT_OK;
    if (!mg_cli_parse(&spec, argc, argv, &exit_code)) return exit_code;
    return want.json ? print_json(&want) : print_table(&want);
}
