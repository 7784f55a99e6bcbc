/* The loopback hub as a program: serves a folder as a hub until it is interrupted.
 *
 *     loopback_hub ROOT [--port N] [--script FILE] [--tls] [--small BYTES] [--page ENTRIES]
 *
 * prints `HF_ENDPOINT=http://127.0.0.1:PORT` (and CURL_CA_BUNDLE=... with --tls) in lines that a
 * shell can read. See helper_hub_server.h for what it serves and for the script. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_hub_server.h"

static void run(const hub_server_options *options, const char *script_path) {
    sigset_t stop;
    int signal_number;
    char *script = NULL;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL); /* before there are threads, so that all inherit it */
    if (script_path && mg_file_read(script_path, 1 << 20, &script, NULL)) {
        fprintf(stderr, "loopback_hub: %s\n", mg_error_text());
        exit(1);
    }
    hub_server *server = hub_server_start(options);
    if (script) hub_server_script(server, script);
    mg_free(script);
    printf("HF_ENDPOINT=%s\n", hub_server_endpoint(server));
    if (hub_server_ca_file(server)) printf("CURL_CA_BUNDLE=%s\n", hub_server_ca_file(server));
    fflush(stdout);
    sigwait(&stop, &signal_number);
    hub_server_stop(server);
}

int main(int argc, char **argv) {
    static const struct option known[] = {
        {"port", required_argument, NULL, 'p'}, {"script", required_argument, NULL, 's'},
        {"tls", no_argument, NULL, 't'},        {"small", required_argument, NULL, 'm'},
        {"page", required_argument, NULL, 'g'}, {NULL, 0, NULL, 0},
    };
    hub_server_options options = {0};
    const char *script = NULL;
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (c == 'p') options.port = atoi(optarg);
        if (c == 's') script = optarg;
        if (c == 't') options.tls = true;
        if (c == 'm') options.small = strtoull(optarg, NULL, 10);
        if (c == 'g') options.page = strtoul(optarg, NULL, 10);
        if (c == '?') return 2;
    }
    if (optind + 1 != argc) {
        fprintf(stderr, "usage: loopback_hub ROOT [--port N] [--script FILE] [--tls] "
                        "[--small BYTES] [--page ENTRIES]\n");
        return 2;
    }
    options.root = argv[optind];
    run(&options, script);
    return 0;
}
