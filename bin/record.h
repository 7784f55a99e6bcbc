/* A problem as a line of a file.
 *
 *     jsonl   {"question", "answer", "response", "metadata", "key"}: one object a line; `answer` is
 *             the gold, `response` the answer in the layout that was asked for, where not plain
 *     chat    {"messages": [{"role": "user", ...}, {"role": "assistant", ...}], "answer", ...}
 *     csv     the same columns with a header (RFC 4180), for spreadsheets
 *
 * The metadata name the item: `mathgym verify` makes the same problem from them again. */
#ifndef MG_BIN_RECORD_H
#define MG_BIN_RECORD_H

#include "core/base/json.h"
#include "core/base/status.h"
#include "gym/problem.h"

typedef enum mg_record_format {
    MG_RECORD_JSONL,
    MG_RECORD_CHAT,
    MG_RECORD_CSV,
    MG_RECORD_FORMATS
} mg_record_format;

enum { MG_RECORD_KEY_BYTES = 33 };

/* 32 hexadecimal digits and a zero. */
void mg_record_key(mg_key key, char text[MG_RECORD_KEY_BYTES]);

/* The first line of a file, or "". */
const char *mg_record_header(mg_record_format format);

/* Appends one record with its line feed to the writer's text. */
mg_status mg_record_write(mg_json_writer *json, const mg_problem *problem, mg_layout layout,
                          mg_record_format format);

#endif
