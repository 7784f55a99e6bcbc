#include <signal.h>
#include <string.h>

#include "bin/cli.h"

/* A signal handler can only reach what is static. */
static volatile sig_atomic_t interrupted;

static void note_interrupt(int signal_number) {
    interrupted = 1;
    signal(signal_number, SIG_DFL);
}

void mg_cli_catch_interrupts(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_interrupt;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool mg_cli_interrupted(void) {
    return interrupted != 0;
}
