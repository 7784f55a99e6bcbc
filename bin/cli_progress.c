#include "bin/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_SECONDS 0.1
#define BAR_CELLS      24
#define LINE_BYTES     512

double mg_cli_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool is_terminal(FILE *stream) {
    const char *term = getenv("TERM");
    return isatty(fileno(stream)) && !(term && strcmp(term, "dumb") == 0);
}

bool mg_cli_has_colour(FILE *stream) {
    const char *no_color = getenv("NO_COLOR");
    return is_terminal(stream) && !(no_color && no_color[0] != '\0');
}

static int terminal_columns(void) {
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

void mg_cli_progress_start(mg_cli_progress *progress, const char *label, uint64_t total) {
    *progress = (mg_cli_progress){.label = label,
                                  .total = total,
                                  .started = mg_cli_seconds(),
                                  .drawn = -1.0,
                                  .enabled = is_terminal(stderr)};
}

/* "42s", "3m05s", "2h07m" */
static void format_duration(double seconds, char *out, size_t size) {
    long whole = seconds < 1e9 ? (long)(seconds + 0.5) : 1000000000L;
    if (whole < 60)
        snprintf(out, size, "%lds", whole);
    else if (whole < 3600)
        snprintf(out, size, "%ldm%02lds", whole / 60, whole % 60);
    else
        snprintf(out, size, "%ldh%02ldm", whole / 3600, whole / 60 % 60);
}

void mg_cli_progress_update(mg_cli_progress *progress, uint64_t done, const char *text) {
    if (!progress->enabled || progress->total == 0) return;
    double now = mg_cli_seconds();
    if (now - progress->drawn < REDRAW_SECONDS && done < progress->total) return;
    progress->drawn = now;

    double fraction = (double)done / (double)progress->total;
    if (fraction > 1.0) fraction = 1.0;
    char bar[BAR_CELLS + 1];
    int filled = (int)(fraction * BAR_CELLS);
    memset(bar, '-', BAR_CELLS);
    memset(bar, '#', (size_t)filled);
    bar[BAR_CELLS] = '\0';

    char eta[32] = "?";
    double elapsed = now - progress->started;
    if (done > 0) format_duration(elapsed / fraction - elapsed, eta, sizeof eta);
    char line[LINE_BYTES];
    int length = snprintf(line, sizeof line, "%s [%s] %3d%%%s%s  eta %s", progress->label, bar,
                          (int)(fraction * 100.0), text ? "  " : "", text ? text : "", eta);
    int columns = terminal_columns() - 1;
    if (length > columns) length = columns;
    fprintf(stderr, "\r%.*s\033[K", length, line);
    fflush(stderr);
}

void mg_cli_progress_end(mg_cli_progress *progress) {
    if (!progress->enabled || progress->drawn < 0.0) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
}
