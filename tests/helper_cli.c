#include "tests/helper_cli.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_tmp.h"

#define PROGRAM MG_BINARY_DIR "/mathgym"

int cli_run(const char *setup, const char *arguments) {
    char command[4096];
    snprintf(command, sizeof command, "cd '%s' && { %s '%s' %s ; } >out 2>err", test_tmp("."),
             setup, PROGRAM, arguments);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

pid_t cli_start(const char *arguments) {
    char command[4096];
    /* exec: signals reach the program itself */
    snprintf(command, sizeof command, "cd '%s' && exec '%s' %s >out 2>err", test_tmp("."), PROGRAM,
             arguments);
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    return pid;
}

int cli_wait(pid_t pid) {
    int status;
    if (waitpid(pid, &status, 0) != pid) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

char *cli_content(const char *name, size_t *size) {
    char *text;
    if (mg_file_read(test_tmp(name), (size_t)1 << 28, &text, size) == MG_OK) return text;
    fprintf(stderr, "%s\n", mg_error_text());
    exit(1);
}

/* Lines of `text` that begin with "mathgym"; *last: the last line is one, and has `message`. */
static int count_messages(const char *text, const char *message, int *last) {
    int n = 0;
    *last = 0;
    while (*text) {
        size_t length = strcspn(text, "\n");
        int is_message = strncmp(text, "mathgym", 7) == 0;
        const char *found = strstr(text, message);
        n += is_message;
        *last = is_message && found && found < text + length && text[length] == '\n';
        text += length + (text[length] == '\n');
    }
    return n;
}

int cli_expect_error(const char *setup, const char *arguments, int code, const char *message) {
    int got = cli_run(setup, arguments), last;
    char *err = cli_content("err", NULL);
    int messages = count_messages(err, message, &last);
    int failed = got != code || messages != 1 || !last;
    if (failed) {
        fprintf(stderr, "%s mathgym %s: exit code %d (not %d), wanted \"%s\", stderr:\n%s", setup,
                arguments, got, code, message, err);
    }
    mg_free(err);
    return failed;
}
