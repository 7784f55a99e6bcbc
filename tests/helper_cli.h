/* The built program, as a user meets it: run in a shell, in the folder of helper_tmp.h. */
#ifndef MG_TESTS_HELPER_CLI_H
#define MG_TESTS_HELPER_CLI_H

#include <stddef.h>
#include <sys/types.h>

/* Runs "SETUP mathgym ARGUMENTS" (setup: e.g. "NAME=value" or "ulimit -f 1;") with stdout and
 * stderr in the files `out` and `err`; exit code, or -1. */
int cli_run(const char *setup, const char *arguments);

/* Starts it in the background; ends with cli_wait, which gives the exit code, or 128 + signal. */
pid_t cli_start(const char *arguments);
int cli_wait(pid_t pid);

/* A file of the folder, zero-terminated; ends the program where it cannot be read. Release with
 * mg_free. */
char *cli_content(const char *name, size_t *size);

/* Runs and compares: 0 if the exit code is `code` and stderr has exactly one line "mathgym ...",
 * its last, with `message` in it; else says on stderr what was there. */
int cli_expect_error(const char *setup, const char *arguments, int code, const char *message);

#endif
