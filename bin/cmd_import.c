/* mathgym import: problems of others as records that verify, audit and others read. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/record.h"
#include "bin/sink.h"
#include "bin/source.h"
#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "gym/problem.h"
#include "gym/text.h"

#define NAME "import"

enum { MAX_LINE = 1 << 22, MAX_DOCUMENT = 1 << 28, CANONICAL = 1 << 16 };

typedef enum import_format { REASONING_GYM, GSM8K } import_format;

typedef struct request {
    const char *output;
    int format;
} request;

typedef struct import {
    import_format format;
    const char *path;
    mg_sink sink;
    mg_json_writer json;
    int64_t written, without_answer;
} import;

/* One problem as it comes, in our words. */
typedef struct foreign {
    const char *question, *family;
    char *answer, *response; /* owned; response NULL where there is none */
    int64_t index;           /* -1: unknown */
} foreign;

static void free_foreign(foreign *item) {
    mg_free(item->answer);
    mg_free(item->response);
}

/* -- what an answer is ---------------------------------------------------------------------------
 */

/* The narrowest kind whose grammar the answer is in: a number by value, anything else as words. */
static mg_answer_kind kind_of(const char *answer) {
    static const mg_answer_kind KINDS[] = {MG_ANSWER_INTEGER, MG_ANSWER_RATIONAL};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        const mg_gold one = {KINDS[i], MG_FORM_ANY, 0, "1", 1};
        mg_verdict verdict = mg_verify(&one, answer, strlen(answer)).verdict;
        if (verdict == MG_CORRECT || verdict == MG_EQUIVALENT || verdict == MG_WRONG)
            return KINDS[i];
    }
    return MG_ANSWER_WORD;
}

/* Others' problems are known by their words: case and spaces do not count. */
static mg_key key_of(const char *question) {
    char text[CANONICAL];
    mg_text out = mg_text_over(text, sizeof text);
    mg_text_string(&out, "text ");
    bool space = false;
    for (; *question; question++) {
        bool here = strchr(" \t\r\n", *question) != NULL;
        if (!here && space) mg_text_char(&out, ' ');
        space = here;
        if (!here)
            mg_text_char(&out,
                         (char)(*question >= 'A' && *question <= 'Z' ? *question + 32 : *question));
    }
    return mg_key_of(text, mg_text_end(&out));
}

/* -- writing -------------------------------------------------------------------------------------
 */

static void put_text(mg_json_writer *json, const char *key, const char *value) {
    mg_json_key(json, key);
    mg_json_string(json, value);
}

static mg_status write_item(import *im, const foreign *item) {
    mg_json_writer *json = &im->json;
    char key[MG_RECORD_KEY_BYTES];
    mg_record_key(key_of(item->question), key);
    mg_json_writer_reset(json);
    mg_json_begin_object(json);
    put_text(json, "question", item->question);
    put_text(json, "answer", item->answer);
    if (item->response) put_text(json, "response", item->response);
    mg_json_key(json, "metadata");
    mg_json_begin_object(json);
    put_text(json, "source", im->format == GSM8K ? "gsm8k" : "reasoning_gym");
    put_text(json, "source_dataset", item->family);
    if (item->index >= 0) mg_json_key(json, "source_index"), mg_json_int(json, item->index);
    put_text(json, "answer_kind", mg_answer_kind_name((int)kind_of(item->answer)));
    put_text(json, "form", mg_form_name(MG_FORM_ANY));
    mg_json_end_object(json);
    put_text(json, "key", key);
    mg_json_end_object(json);
    mg_json_newline(json);
    MG_TRY(mg_json_writer_status(json));
    im->written++;
    return mg_sink_write(&im->sink, json->text, json->length);
}

/* -- reading -------------------------------------------------------------------------------------
 */

/* The final answer stands after "####"; "<<48/2=24>>" are a calculator's notes. */
static mg_status read_gsm8k(const mg_json *object, foreign *item) {
    const char *text, *mark;
    MG_TRY(mg_json_get_string(object, "answer", &text));
    mark = strstr(text, "####");
    if (!mark) return mg_json_fail(object, "answer", "a final answer after \"####\"");
    const char *final = mark + 4 + strspn(mark + 4, " ");
    item->answer = mg_asprintf("%.*s", (int)strcspn(final, "\r\n"), final);
    item->response = mg_strdup(text);
    if (!item->answer || !item->response) return MG_ERR_MEMORY;
    char *to = item->response;
    for (const char *at = item->response; *at;) {
        const char *end = strncmp(at, "<<", 2) == 0 ? strstr(at, ">>") : NULL;
        if (end)
            at = end + 2;
        else
            *to++ = *at++;
    }
    *to = '\0';
    return MG_OK;
}

/* Answers may be null (several are valid): nothing to hold a response against. */
static mg_status read_reasoning_gym(const mg_json *object, foreign *item) {
    const char *text;
    mg_json metadata;
    if (mg_json_has(object, "answer")) {
        MG_TRY(mg_json_get_string(object, "answer", &text));
        item->answer = mg_strdup(text);
        if (!item->answer) return MG_ERR_MEMORY;
    }
    if (!mg_json_has(object, "metadata")) return MG_OK;
    MG_TRY(mg_json_get_object(object, "metadata", &metadata));
    MG_TRY(mg_json_opt_string(&metadata, "source_dataset", "unknown", &item->family));
    return mg_json_opt_int(&metadata, "source_index", -1, INT64_MAX, -1, &item->index);
}

static mg_status import_object(import *im, const mg_json *object) {
    foreign item = {.family = im->format == GSM8K ? "gsm8k" : "unknown", .index = -1};
    mg_status status;
    MG_GO(mg_json_get_string(object, "question", &item.question));
    MG_GO(im->format == GSM8K ? read_gsm8k(object, &item) : read_reasoning_gym(object, &item));
    if (item.answer)
        MG_GO(write_item(im, &item));
    else
        im->without_answer++;
done:
    free_foreign(&item);
    return status;
}

static mg_status import_text(import *im, const char *name, const char *text, size_t bytes) {
    mg_json_doc doc;
    MG_TRY(mg_json_parse_text(&doc, name, text, bytes));
    mg_json root = mg_json_root(&doc);
    mg_status status = MG_OK;
    if (text[strspn(text, " \t\r\n")] != '[') {
        status = import_object(im, &root);
    } else {
        for (size_t i = 0; i < mg_json_length(&root) && status == MG_OK; i++) {
            mg_json item = mg_json_at(&root, i);
            status = import_object(im, &item);
        }
    }
    mg_json_doc_free(&doc);
    return status;
}

static mg_status import_lines(import *im) {
    mg_source source;
    MG_TRY(mg_source_open(&source, im->path, MAX_LINE));
    mg_status status = MG_OK;
    for (;;) {
        const char *line;
        size_t bytes;
        char name[512];
        MG_GO(mg_source_next(&source, &line, &bytes));
        if (!line) break;
        if (bytes == 0) continue;
        snprintf(name, sizeof name, "%s line %" PRId64, im->path, source.line);
        MG_GO(import_text(im, name, line, bytes));
    }
done:
    mg_source_close(&source);
    return status;
}

/* One JSON array in a file, or one object a line. */
static mg_status import_file(import *im) {
    char *text = NULL;
    size_t bytes = 0;
    if (strcmp(im->path, "-") == 0 || mg_file_read(im->path, MAX_DOCUMENT, &text, &bytes) != MG_OK)
        return import_lines(im);
    bool array = text[strspn(text, " \t\r\n")] == '[';
    mg_status status = array ? import_text(im, im->path, text, bytes) : import_lines(im);
    mg_free(text);
    return status;
}

static int import_all(import *im, const char *output) {
    if (mg_sink_open(&im->sink, output) != MG_OK) return mg_cli_fail(NAME);
    mg_status status = mg_sink_close(&im->sink, import_file(im));
    mg_json_writer_free(&im->json);
    if (status != MG_OK && !im->sink.reader_gone) return mg_cli_fail(NAME);
    fprintf(stderr, "%" PRId64 " problems", im->written);
    if (im->without_answer)
        fprintf(stderr, ", %" PRId64 " left out: they have no answer", im->without_answer);
    fputc('\n', stderr);
    return MG_EXIT_OK;
}

int cmd_import(int argc, char **argv) {
    static const char *const FORMATS[] = {"reasoning-gym", "gsm8k", NULL};
    request want = {.output = "-"};
    const mg_cli_option options[] = {
        {"format", 'f', MG_CLI_CHOICE, &want.format, .value = "reasoning-gym|gsm8k",
         .help = "of FILE: items as JSON (default), or answers that end in \"#### 72\"",
         .choices = FORMATS},
        {"output", 'o', MG_CLI_TEXT, &want.output, .value = "FILE",
         .help = "JSON lines; .zst compresses; - is stdout (default)"},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] FILE",
        .summary =
            "Turns problems of reasoning-gym (JSON lines or one array) or of GSM8K's form into "
            "the\n"
            "records that verify and audit read. Answers that are numbers are judged by value,\n"
            "others as words. The key is of the question's words.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples = "  mathgym import rg-items.json -o rg.jsonl\n"
                    "  mathgym import --format gsm8k test.jsonl | mathgym verify -\n",
        .min_operands = 1,
        .max_operands = 1};
    int exit_code = MG_EXIT_OK;
    char **paths = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!paths) return exit_code;
import im = {.format =(import_format) want.format, .path = paths[0] };
    return import_all(&im, want.output);
}
