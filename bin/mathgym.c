/* The command line: finds the subcommand and hands it its arguments. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"

#define MG_COMMAND(name, function, summary) int function(int argc, char **argv);
#include "bin/commands.def"
#undef MG_COMMAND

typedef struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} command;

static const command COMMANDS[] = {
#define MG_COMMAND(name, function, summary) {name, function, summary},
#include "bin/commands.def"
#undef MG_COMMAND
    {NULL, NULL, NULL},
};

static const char *command_name(const void *list, int i) {
    return ((const command *)list)[i].name;
}

static int print_help(FILE *stream, int exit_code) {
    fputs("Usage: mathgym COMMAND [ARGUMENT...]\n\n"
          "Trains and studies models of mathematical reasoning on generated, verified problems.\n\n"
          "Commands:\n",
          stream);
    for (const command *c = COMMANDS; c->name; c++)
        fprintf(stream, "  %-16s %s\n", c->name, c->summary);
    fputs("\nEvery command explains itself: mathgym COMMAND --help\n", stream);
    return exit_code;
}

static int run_command(int argc, char **argv) {
    if (argc < 2) return print_help(stderr, MG_EXIT_USAGE);
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0)
        return print_help(stdout, MG_EXIT_OK);
    if (strcmp(word, "--version") == 0) {
        puts("mathgym " MATHGYM_VERSION);
        return MG_EXIT_OK;
    }
    for (const command *c = COMMANDS; c->name; c++)
        if (strcmp(c->name, word) == 0) return c->run(argc - 1, argv + 1);
    const char *nearest = mg_cli_nearest(word, command_name, COMMANDS);
    if (nearest)
        return mg_cli_usage_error(NULL, "unknown command '%s'; did you mean '%s'?", word, nearest);
    return mg_cli_usage_error(NULL, "unknown command '%s'; see mathgym --help", word);
}

int main(int argc, char **argv) {
    /* A reader that goes away (`| head`) must not kill a command that has files to finish. */
    signal(SIGPIPE, SIG_IGN);
    int exit_code = run_command(argc, argv);
    if ((fflush(stdout) != 0 || ferror(stdout)) && errno != EPIPE && exit_code == MG_EXIT_OK)
        return mg_cli_error(NULL, "cannot write to standard output: %s", strerror(errno));
    return exit_code;
}
