/* The script of a loopback hub: which request meets which fault. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_hub_internal.h"

typedef enum arguments { NO_ARGUMENT, NUMBER, TWO_NUMBERS, NUMBER_AND_TEXT, TEXT } arguments;

static const struct {
    const char *name;
    hub_fault_kind kind;
    arguments takes;
} fault_kinds[] = {
    {"status", HUB_STATUS, NUMBER_AND_TEXT},
    {"no-range", HUB_NO_RANGE, NO_ARGUMENT},
    {"reset", HUB_RESET, NUMBER},
    {"close", HUB_CLOSE, NUMBER},
    {"stall", HUB_STALL, NUMBER},
    {"drip", HUB_DRIP, TWO_NUMBERS},
    {"shift", HUB_SHIFT, NUMBER},
    {"grow", HUB_GROW, NUMBER},
    {"shrink", HUB_SHRINK, NUMBER},
    {"corrupt", HUB_CORRUPT, NUMBER},
    {"chunked", HUB_CHUNKED, NUMBER},
    {"gzip", HUB_GZIP, NO_ARGUMENT},
    {"html", HUB_HTML, NO_ARGUMENT},
    {"redirect", HUB_REDIRECT, TEXT},
    {"rename", HUB_RENAME, TEXT},
    {"expire", HUB_EXPIRE, NO_ARGUMENT},
    {"etag", HUB_ETAG, TEXT},
    {"silence", HUB_SILENCE, NO_ARGUMENT},
};

/* Takes the next word of `*rest`; empty at the end. */
static const char *take_word(const char **rest, char *word, size_t size) {
    size_t n = 0;
    while (isspace((unsigned char)**rest)) (*rest)++;
    while (**rest && !isspace((unsigned char)**rest)) {
        if (n + 1 < size) word[n++] = **rest;
        (*rest)++;
    }
    word[n] = 0;
    return word;
}

static uint64_t take_number(const char **rest, const char *line) {
    char word[32], *end;
    take_word(rest, word, sizeof word);
    uint64_t n = strtoull(word, &end, 10);
    if (!word[0] || *end) hub_die("a number is missing in the script", line);
    return n;
}

static void take_text(const char **rest, hub_fault *fault) {
    while (isspace((unsigned char)**rest)) (*rest)++;
    snprintf(fault->text, sizeof fault->text, "%s", *rest);
}

static void parse_when(hub_fault *fault, const char *when, const char *line) {
    char *end;
    fault->first = 1, fault->last = (unsigned long)-1;
    if (strcmp(when, "*") == 0) return;
    fault->first = fault->last = strtoul(when, &end, 10);
    if (*end == '-') fault->last = end[1] ? strtoul(end + 1, &end, 10) : (unsigned long)-1;
    if (fault->first == 0) hub_die("WHEN is 1, 2-4, 3- or *", line);
}

static void parse_arguments(hub_fault *fault, arguments takes, const char **rest,
                            const char *line) {
    if (takes == NUMBER || takes == TWO_NUMBERS || takes == NUMBER_AND_TEXT) {
        fault->n = take_number(rest, line);
    }
    if (takes == TWO_NUMBERS) fault->ms = take_number(rest, line);
    if (takes == TEXT || takes == NUMBER_AND_TEXT) take_text(rest, fault);
}

void hub_script_parse(hub_fault *fault, const char *line) {
    char word[256];
    const char *rest = line;
    memset(fault, 0, sizeof *fault);
    take_word(&rest, word, sizeof word);
    if (word[0] != '/') {
        snprintf(fault->method, sizeof fault->method, "%.7s", word);
        take_word(&rest, word, sizeof word);
    }
    if (word[0] != '/') hub_die("a line of script begins with [METHOD] /PREFIX", line);
    memcpy(fault->prefix, word, sizeof word);
    parse_when(fault, take_word(&rest, word, sizeof word), line);
    take_word(&rest, word, sizeof word);
    for (size_t i = 0; i < sizeof fault_kinds / sizeof fault_kinds[0]; i++) {
        if (strcmp(word, fault_kinds[i].name) != 0) continue;
        fault->kind = fault_kinds[i].kind;
        parse_arguments(fault, fault_kinds[i].takes, &rest, line);
        return;
    }
    hub_die("no fault has this name", word);
}

hub_fault hub_script_match(hub_server *server, const hub_request *request) {
    hub_fault chosen = {0};
    pthread_mutex_lock(&server->mutex);
    for (size_t i = 0; i < server->n_faults; i++) {
        hub_fault *fault = &server->faults[i];
        if (strncmp(request->path, fault->prefix, strlen(fault->prefix)) != 0) continue;
        if (fault->method[0] && strcmp(fault->method, request->method) != 0) continue;
        fault->seen++;
        if (chosen.kind != HUB_NO_FAULT) continue;
        if (fault->first <= fault->seen && fault->seen <= fault->last) chosen = *fault;
    }
    pthread_mutex_unlock(&server->mutex);
    return chosen;
}
