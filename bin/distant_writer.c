#include "bin/distant_writer.h"

#include <string.h>

#include "bin/cli.h"
#include "core/base/json.h"

/* A text while it is made: its bytes, and its fields in two lists. */
typedef struct record {
    mg_json_writer text, told, questions, line;
    int64_t end_told; /* of the last fact */
} record;

static void put_count(mg_json_writer *json, const char *key, int64_t value) {
    mg_json_key(json, key);
    mg_json_int(json, value);
}

static void put_text(mg_json_writer *json, const char *key, const char *value) {
    mg_json_key(json, key);
    mg_json_string(json, value);
}

static void put_question(record *r, const mg_piece *piece, int64_t from) {
    mg_json_writer *json = &r->questions;
    char question[MG_PROMPT_BYTES];
    size_t bytes = piece->prompt_bytes;
    if (piece->text[bytes - 1] == '\n') bytes--;
    memcpy(question, piece->text, bytes);
    question[bytes] = '\0';
    mg_json_begin_object(json);
    put_count(json, "from", from);
    put_count(json, "to", from + (int64_t)piece->prompt_bytes);
    put_text(json, "question", question);
    put_text(json, "answer", piece->gold);
    put_count(json, "distance", from - r->end_told);
    mg_json_key(json, "metadata");
    mg_json_begin_object(json);
    put_text(json, "answer_kind", mg_answer_kind_name((int)piece->answer_kind));
    put_text(json, "form", mg_form_name((int)piece->form));
    if (piece->detail) put_count(json, "detail", piece->detail);
    mg_json_end_object(json);
    mg_json_end_object(json);
}

static void put_piece(record *r, const mg_piece *piece) {
    int64_t from = (int64_t)r->text.length;
    mg_json_raw(&r->text, piece->text, mg_piece_bytes(piece));
    if (piece->kind == MG_PIECE_ASKED) put_question(r, piece, from);
    if (piece->kind != MG_PIECE_TOLD && piece->kind != MG_PIECE_FIRST) return;
    r->end_told = from + (int64_t)mg_piece_bytes(piece);
    mg_json_begin_array(&r->told);
    mg_json_int(&r->told, from);
    mg_json_int(&r->told, r->end_told);
    mg_json_end_array(&r->told);
}

static void put_metadata(mg_json_writer *json, const mg_distant *t) {
    const mg_stream_config *stream = &t->config->stream->config;
    mg_json_key(json, "metadata");
    mg_json_begin_object(json);
    put_text(json, "facts", mg_facts_name((int)t->kind));
    put_count(json, "level", t->level);
    put_count(json, "gap", t->config->gap);
    put_text(json, "split", mg_split_name((int)stream->split));
    put_text(json, "layout", mg_layout_name((int)stream->layout));
    put_count(json, "seed", (int64_t)stream->seed);
    put_count(json, "index", (int64_t)t->index);
    put_count(json, "gym_version", MG_GYM_VERSION);
    mg_json_end_object(json);
}

/* A list that is written already. */
static void put_list(mg_json_writer *json, const char *key, const mg_json_writer *list) {
    mg_json_raw(json, key, strlen(key));
    mg_json_raw(json, list->text, list->length);
}

static mg_status make_record(record *r, const mg_distant_config *config, uint64_t index) {
    mg_distant text;
    mg_piece piece;
    mg_json_writer *lists[] = {&r->text, &r->told, &r->questions, &r->line};
    for (int i = 0; i < 4; i++) mg_json_writer_reset(lists[i]);
    mg_json_begin_array(&r->told);
    mg_json_begin_array(&r->questions);
    mg_distant_start(&text, config, index);
    for (bool more;;) {
        MG_TRY(mg_distant_next(&text, &piece, &more));
        if (!more) break;
        put_piece(r, &piece);
    }
    mg_json_end_array(&r->told);
    mg_json_end_array(&r->questions);
    for (int i = 0; i < 3; i++) MG_TRY(mg_json_writer_status(lists[i]));
    mg_json_begin_object(&r->line);
    put_text(&r->line, "text", r->text.text);
    put_list(&r->line, ",\"told\":", &r->told);
    put_list(&r->line, ",\"questions\":", &r->questions);
    put_metadata(&r->line, &text);
    mg_json_end_object(&r->line);
    mg_json_newline(&r->line);
    return mg_json_writer_status(&r->line);
}

mg_status mg_distant_write(const mg_distant_plan *plan, mg_sink *sink) {
    record r = {0};
    mg_cli_progress bar;
    mg_status status = MG_OK;
    int64_t bytes = 0;
    mg_cli_progress_start(&bar, plan->label, (uint64_t)plan->count);
    for (int64_t i = 0; i < plan->count && (plan->bytes == 0 || bytes < plan->bytes); i++) {
        if (mg_cli_interrupted()) MG_GO(mg_fail(MG_ERR_INTERRUPTED, "interrupted"));
        MG_GO(make_record(&r, plan->texts, plan->start + (uint64_t)i));
        MG_GO(mg_sink_write(sink, r.line.text, r.line.length));
        bytes += (int64_t)r.line.length;
        mg_cli_progress_update(&bar, (uint64_t)i + 1, NULL);
    }
done:
    mg_cli_progress_end(&bar);
    mg_json_writer *lists[] = {&r.text, &r.told, &r.questions, &r.line};
    for (int i = 0; i < 4; i++) mg_json_writer_free(lists[i]);
    return status;
}
