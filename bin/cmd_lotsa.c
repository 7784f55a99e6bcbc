/* mathgym lotsa: the archive of time series LOTSA, listed, fetched, read, turned into problems. */
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/lotsa.h"

#define NAME "lotsa"

typedef struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *arguments, *summary;
} subcommand;

static const subcommand SUBCOMMANDS[] = {
    {"list", lotsa_list, "", "the subsets: frequency, domain, size, what they may be used for"},
    {"info", lotsa_info, "SUBSET", "one subset, with its files on the hub and in the cache"},
    {"fetch", lotsa_fetch, "SUBSET...", "download subsets or a tier, resumed and verified"},
    {"index", lotsa_index, "SUBSET", "find every series without downloading the values"},
    {"cat", lotsa_cat, "SUBSET|FILE|DIR", "print series as JSON lines or CSV"},
    {"problems", lotsa_problems, "SUBSET", "write problems made from its series"},
    {0},
};

static const char *subcommand_name(const void *list, int i) {
    return ((const subcommand *)list)[i].name;
}

static int print_help(FILE *stream, int exit_code) {
    fputs("Usage: mathgym lotsa COMMAND [ARGUMENT...]\n\n"
          "LOTSA is the archive of time series that Moirai was trained on: 170 subsets, 27e9\n"
          "observations, 861 GiB. What is read of it is kept in the cache of huggingface_hub.\n\n"
          "Commands:\n",
          stream);
    for (const subcommand *s = SUBCOMMANDS; s->name; s++)
        fprintf(stream, "  %-9s %-16s %s\n", s->name, s->arguments, s->summary);
    fputs("\nEvery command explains itself: mathgym lotsa COMMAND --help\n\n"
          "Examples:\n"
          "  mathgym lotsa list --tier XS\n"
          "  mathgym lotsa fetch XS\n"
          "  mathgym lotsa cat elecdemand --rows 1 | head -c 200\n"
          "  mathgym lotsa problems cif_2016_12 -n 5\n"
          "  mathgym train --task series_summary:1 --data lotsa:XS --out runs/series\n",
          stream);
    return exit_code;
}

int cmd_lotsa(int argc, char **argv) {
    if (argc < 2) return print_help(stderr, MG_EXIT_USAGE);
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return print_help(stdout, MG_EXIT_OK);
    for (const subcommand *s = SUBCOMMANDS; s->name; s++)
        if (strcmp(s->name, word) == 0) return s->run(argc - 1, argv + 1);
    const char *nearest = mg_cli_nearest(word, subcommand_name, SUBCOMMANDS);
    if (nearest)
        return mg_cli_usage_error(NAME, "unknown command '%s'; did you mean '%s'?", word, nearest);
    return mg_cli_usage_error(NAME, "unknown command '%s'; see mathgym lotsa --help", word);
}
