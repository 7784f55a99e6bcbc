/* mathgym lotsa problems: gen-problems on a subset, with all of its options. */
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/lotsa.h"
#include "core/base/alloc.h"
#include "data/lotsa.h"

#define NAME "lotsa problems"

#define MG_COMMAND(name, function, summary) int function(int argc, char **argv);
#include "bin/commands.def"
#undef MG_COMMAND

static int print_help(FILE *stream, int exit_code) {
    fputs("Usage: mathgym lotsa problems SUBSET|TIER [OPTION...]\n\n"
          "Writes problems made from the series of a subset, or of what a tier may be trained on:\n"
          "the same as mathgym gen-problems --source lotsa:SUBSET, which has the options.\n\n"
          "Examples:\n"
          "  mathgym lotsa problems cif_2016_12\n"
          "  mathgym lotsa problems XS --task series_summary:1 -n 100k -o sums.jsonl.zst\n"
          "  mathgym lotsa problems XS-heldout --split test --format chat\n",
          stream);
    return exit_code;
}

int lotsa_problems(int argc, char **argv) {
    mg_lotsa_selection selection;
    if (argc < 2) return print_help(stderr, MG_EXIT_USAGE);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_help(stdout, MG_EXIT_OK);
    if (argv[1][0] == '-')
        return mg_cli_usage_error(NAME, "the subset comes first: mathgym lotsa problems SUBSET %s",
                                  argv[1]);
    if (mg_lotsa_select(argv[1], &selection) != MG_OK)
        return mg_cli_usage_error(NAME, "%s", mg_error_text());
    /* argv[0], --source, lotsa:NAME, the options, NULL */
    char **words = mg_calloc((size_t)argc + 2, sizeof *words);
    char *source = mg_asprintf("lotsa:%s", argv[1]), option[] = "--source";
    int exit_code = MG_EXIT_FAILED;
    if (words && source) {
        words[0] = argv[0], words[1] = option, words[2] = source;
        memcpy(words + 3, argv + 2, (size_t)(argc - 2) * sizeof *words);
        exit_code = cmd_gen_problems(argc + 1, words);
    } else {
        mg_cli_fail(NAME);
    }
    mg_free(source);
    mg_free(words);
    return exit_code;
}
