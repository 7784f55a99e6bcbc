/* What every subcommand shares: option tables, usage texts, messages, the progress bar.
 *
 *     int cmd_count(int argc, char **argv) {
 *         int64_t count = 10;
 *         const mg_cli_option options[] = {
 *             {"count", 'n', MG_CLI_INT, &count, "N", "how many (default 10)", .min = 1, .max =
 * 99},
 *         };
 *         const mg_cli_spec spec = {"count", "[OPTION...] FILE", "Counts things.", options, 1,
 *                                   "  mathgym count -n 5 things.txt\n", .min_operands = 1,
 *                                   .max_operands = 1};
 *         int exit_code = 0;
 *         char **operands = mg_cli_parse(&spec, argc, argv, &exit_code);
 *         if (!operands) return exit_code;              // --help, or a message was printed
 *         if (work(operands[0], count)) return mg_cli_fail("count");
 *         return MG_EXIT_OK;
 *     }
 *
 * Results go to stdout, messages and progress to stderr. Colour and the bar appear only on a
 * terminal, and no colour where NO_COLOR is set. */
#ifndef MG_BIN_CLI_H
#define MG_BIN_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/base/status.h"

enum {
    MG_EXIT_OK = 0,
    MG_EXIT_FAILED = 1,
    MG_EXIT_USAGE = 2,
    MG_EXIT_INTERRUPTED = 130, /* interrupted after saving */
};

typedef enum mg_cli_kind {
    MG_CLI_FLAG,   /* bool: set to true */
    MG_CLI_TEXT,   /* const char * */
    MG_CLI_INT,    /* int64_t in [min, max]; suffixes k, M, G are powers of 1000 */
    MG_CLI_SEED,   /* uint64_t below 2^63 (JSON numbers), decimal or 0x hexadecimal */
    MG_CLI_REAL,   /* double in [low, high] */
    MG_CLI_CHOICE, /* int: index into `choices` */
} mg_cli_kind;

typedef struct mg_cli_option {
    const char *name; /* long name without dashes */
    char letter;      /* short form, or 0 */
    mg_cli_kind kind;
    void *target;               /* where the value goes; holds the default before parsing */
    const char *value;          /* name of the value in the help, NULL for flags */
    const char *help;           /* one line, with the default */
    int64_t min, max;           /* MG_CLI_INT; both 0: any non-negative number */
    double low, high;           /* MG_CLI_REAL; both 0: any finite number */
    const char *const *choices; /* MG_CLI_CHOICE: NULL-terminated */
    bool *given;                /* set to true where the option was present; may be NULL */
} mg_cli_option;

typedef struct mg_cli_spec {
    const char *name;    /* the subcommand */
    const char *usage;   /* what follows the name, "[OPTION...] CKPT" */
    const char *summary; /* what it does; may have several lines */
    const mg_cli_option *options;
    int option_count;
    const char *examples;           /* lines, each indented by two spaces and ended by a newline */
    int min_operands, max_operands; /* max < 0: any number */
} mg_cli_spec;

/* Parses the options of a subcommand into their targets. `--help` is added to every table.
 * Returns the operands (inside argv, NULL-terminated; options and operands may be mixed, `--` ends
 * the options). Returns NULL where the command must end now with `*exit_code`: help was printed,
 * or a one-line message about bad usage. */
char **mg_cli_parse(const mg_cli_spec *spec, int argc, char **argv, int *exit_code);

/* Prints "mathgym NAME: text" on stderr and returns MG_EXIT_USAGE / MG_EXIT_FAILED. */
int mg_cli_usage_error(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int mg_cli_error(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints the text of the failed status on this thread and returns MG_EXIT_FAILED. */
int mg_cli_fail(const char *name);

/* Numbers from text; false and the error text where they are malformed or out of range. */
mg_status mg_cli_parse_int(const char *text, int64_t min, int64_t max, int64_t *value);
mg_status mg_cli_parse_seed(const char *text, uint64_t *value);
mg_status mg_cli_parse_real(const char *text, double low, double high, double *value);

/* The name nearest to `word` by edit distance, or NULL where none is near. `next` walks the names:
 * it returns name number i, or NULL after the last. */
const char *mg_cli_nearest(const char *word, const char *(*next)(const void *list, int i),
                           const void *list);

/* Whether escape codes for colour may be written to `stream`. */
bool mg_cli_has_colour(FILE *stream);

/* Seconds of a clock that only runs forward. For progress lines and timing files. */
double mg_cli_seconds(void);

/* From the first call on, Ctrl-C (SIGINT) and SIGTERM only set a flag, which
 * mg_cli_interrupted() reports: finish the step, save, return MG_EXIT_INTERRUPTED. A second Ctrl-C
 * kills at once. */
void mg_cli_catch_interrupts(void);
bool mg_cli_interrupted(void);

/* A progress bar on stderr, redrawn at most ten times a second and not at all where stderr is not a
 * terminal. */
typedef struct mg_cli_progress {
    const char *label;
    uint64_t total;
    double started, drawn; /* seconds */
    bool enabled;
} mg_cli_progress;

void mg_cli_progress_start(mg_cli_progress *progress, const char *label, uint64_t total);
/* `text` is appended to the bar (loss, rate); may be NULL. */
void mg_cli_progress_update(mg_cli_progress *progress, uint64_t done, const char *text);
/* Removes the bar, so that the next message starts on a clean line. */
void mg_cli_progress_end(mg_cli_progress *progress);

#endif
