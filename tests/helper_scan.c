#include "tests/helper_scan.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

long long scan_number(const char **at, int *missing) {
    const char *c = *at;
    while (*c && !isdigit((unsigned char)*c)) c++;
    if (!*c) {
        ++*missing;
        return 0;
    }
    const char *start = c > *at && c[-1] == '-' ? c - 1 : c;
    return strtoll(start, (char **)at, 10);
}

int scan_numbers(const char *at, const char *end, long long *out, int limit) {
    int count = 0, missing = 0;
    while (count < limit) {
        long long value = scan_number(&at, &missing);
        if (missing || (end && at > end)) break;
        out[count++] = value;
    }
    return count;
}

const char *scan_after(const char *text, const char *mark) {
    const char *found = strstr(text, mark);
    return found ? found + strlen(mark) : NULL;
}

void scan_write_matrix(char *answer, const int *cell, int rows, int columns) {
    char *at = answer;
    for (int i = 0; i < rows * columns; i++) {
        at += sprintf(at, "%s%s%d", i == 0 ? "[" : ", ", i % columns ? "" : "[", cell[i]);
        if (i % columns == columns - 1) *at++ = ']';
    }
    strcpy(at, "]");
}

int scan_board(const char *at, int *cell, int limit, int *columns) {
    int rows = 0, count = 0, width = 0;
    *columns = 0;
    for (;;) {
        if (*at == '\n' || *at == '\0') {
            if (width == 0) return rows;
            if (rows++ && width != *columns) return 0;
            *columns = width;
            width = 0;
            if (*at++ == '\0') return rows;
        } else if (*at == ' ' || count == limit) {
            at++;
        } else {
            char *end = (char *)at + 1;
            cell[count++] = isdigit((unsigned char)*at) ? (int)strtol(at, &end, 10) : 0;
            at = end;
            width++;
        }
    }
}
