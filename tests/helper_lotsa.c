#include "tests/helper_lotsa.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_cli.h"
#include "tests/helper_tmp.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static hub_server *server;

void lotsa_use_hub(const char *endpoint) {
    static int number;
    char name[32];
    snprintf(name, sizeof name, "home%d", number++);
    setenv("HF_ENDPOINT", endpoint, 1);
    setenv("HF_HOME", test_tmp(name), 1);
    unsetenv("HF_HUB_OFFLINE");
}

hub_server *lotsa_server(void) {
    return server;
}

int lotsa_fresh(void **state) {
    (void)state;
    hub_server_reset(server);
    lotsa_use_hub(hub_server_endpoint(server));
    return 0;
}

int lotsa_start_server(void **state) {
    (void)state;
    static const char *const others[] = {"HF_TOKEN",       "HF_TOKEN_PATH",       "HF_HUB_CACHE",
                                         "XDG_CACHE_HOME", "HF_DATASETS_OFFLINE", "HTTP_PROXY",
                                         "http_proxy",     "ALL_PROXY",           "all_proxy"};
    for (size_t i = 0; i < COUNT(others); i++) unsetenv(others[i]);
    server = hub_server_start(&(hub_server_options){.root = LOTSA_FIXTURE});
    return 0;
}

int lotsa_stop_server(void **state) {
    (void)state;
    hub_server_stop(server);
    return 0;
}

void lotsa_run(const char *arguments) {
    if (cli_run("", arguments) == 0) return;
    char *err = cli_content("err", NULL);
    fail_msg("mathgym %s: %s", arguments, err);
}

bool lotsa_said(const char *file, const char *text) {
    char *content = cli_content(file, NULL);
    const bool found = strstr(content, text) != NULL;
    if (!found) fprintf(stderr, "'%s' is not in %s:\n%s", text, file, content);
    mg_free(content);
    return found;
}

void lotsa_expect_error(const char *arguments, int code, const char *message) {
    assert_int_equal(cli_expect_error("", arguments, code, message), 0);
}

json_t *lotsa_parse_lines(const char *path) {
    char *text, *rest, *line;
    json_t *rows = json_array();
    assert_int_equal(mg_file_read(path, 1 << 24, &text, NULL), MG_OK);
    rest = text;
    while ((line = strsep(&rest, "\n"))) {
        if (!*line) continue;
        json_error_t error;
        json_t *row = json_loads(line, 0, &error);
        if (!row) fail_msg("%s: %s in %.80s", path, error.text, line);
        json_array_append_new(rows, row);
    }
    mg_free(text);
    return rows;
}
