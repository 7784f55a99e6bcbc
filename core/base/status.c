#include "core/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MG_ERROR_TEXT_SIZE 1024

static _Thread_local char error_text[MG_ERROR_TEXT_SIZE];
static _Thread_local char error_where[256];

const char *mg_status_name(mg_status status) {
    switch (status) {
#define MG_STATUS_CASE(name, text)                                                                 \
    case name:                                                                                     \
        return #name;
        MG_STATUS_LIST(MG_STATUS_CASE)
#undef MG_STATUS_CASE
    }
    return "unknown status";
}

const char *mg_error_text(void) {
    return error_text;
}

const char *mg_error_where(void) {
    return error_where;
}

mg_status mg_fail_at(const char *file, int line, mg_status status, const char *format, ...) {
    char text[MG_ERROR_TEXT_SIZE]; /* the arguments may point into error_text */
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    memcpy(error_text, text, sizeof text);
    snprintf(error_where, sizeof error_where, "%s:%d", file, line);
    return status;
}

mg_status mg_fail_context(mg_status status, const char *format, ...) {
    char context[MG_ERROR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof context, format, args);
    va_end(args);
    char text[2 * MG_ERROR_TEXT_SIZE + 2];
    snprintf(text, sizeof text, "%s: %s", context, error_text);
    memcpy(error_text, text, sizeof error_text - 1);
    return status;
}
