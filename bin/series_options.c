#include "bin/series_options.h"

#include <stdint.h>
#include <stdio.h>

#include "bin/cli.h"

static void print_note(void *context, const char *line) {
    fprintf(stderr, "mathgym %s: %s\n", (const char *)context, line);
}

static bool is_cancelled(void *context) {
    (void)context;
    return mg_cli_interrupted();
}

mg_series_set_options mg_cli_series_options(const char *command, bool training) {
    return (mg_series_set_options){.training = training,
                                   .note = print_note,
                                   .cancelled = is_cancelled,
                                   .context = (void *)(uintptr_t)command};
}
