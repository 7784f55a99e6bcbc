#include "bin/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gym/family.h"

void mg_record_key(mg_key key, char text[MG_RECORD_KEY_BYTES]) {
    snprintf(text, MG_RECORD_KEY_BYTES, "%016" PRIx64 "%016" PRIx64, key.high, key.low);
}

const char *mg_record_header(mg_record_format format) {
    return format == MG_RECORD_CSV
               ? "question,answer,response,family,level,split,layout,order,seed,"
                 "index,gym_version,difficulty,key\n"
               : "";
}

/* -- JSON -------------------------------------------------------------------------------------- */

static void put_count(mg_json_writer *json, const char *key, int64_t value) {
    mg_json_key(json, key);
    mg_json_int(json, value);
}

static void put_text(mg_json_writer *json, const char *key, const char *value) {
    mg_json_key(json, key);
    mg_json_string(json, value);
}

static void put_metadata(mg_json_writer *json, const mg_problem *problem, mg_layout layout) {
    const mg_item *item = &problem->item;
    mg_json_key(json, "metadata");
    mg_json_begin_object(json);
    put_text(json, "family", item->family->name);
    put_count(json, "level", item->level);
    put_text(json, "split", mg_split_name((int)item->split));
    put_text(json, "layout", mg_layout_name((int)layout));
    put_text(json, "order", mg_order_name((int)item->order));
    put_count(json, "seed", (int64_t)item->seed);
    put_count(json, "index", (int64_t)item->index);
    put_count(json, "gym_version", MG_GYM_VERSION);
    put_text(json, "answer_kind", mg_answer_kind_name((int)item->family->answer_kind));
    put_text(json, "form", mg_form_name((int)item->family->form));
    if (problem->answer_detail) put_count(json, "detail", problem->answer_detail);
    put_count(json, "difficulty", problem->difficulty);
    put_count(json, "digits", problem->digits);
    put_count(json, "carries", problem->carries);
    put_count(json, "operations", problem->operations);
    mg_json_key(json, "knobs");
    mg_json_begin_object(json);
    const mg_level *level = &item->family->levels[item->level - 1];
    for (int i = 0; i < MG_MAX_KNOBS && item->family->knobs[i]; i++)
        put_count(json, item->family->knobs[i], level->knob[i]);
    mg_json_end_object(json);
    mg_json_end_object(json);
}

static void put_message(mg_json_writer *json, const char *role, const char *content) {
    mg_json_begin_object(json);
    put_text(json, "role", role);
    put_text(json, "content", content);
    mg_json_end_object(json);
}

static void put_json(mg_json_writer *json, const mg_problem *problem, const char *response,
                     mg_layout layout, bool chat) {
    char key[MG_RECORD_KEY_BYTES], question[MG_PROMPT_BYTES];
    mg_record_key(problem->key, key);
    mg_problem_question(problem, layout, question);
    mg_json_begin_object(json);
    if (chat) {
        mg_json_key(json, "messages");
        mg_json_begin_array(json);
        put_message(json, "user", question);
        put_message(json, "assistant", response);
        mg_json_end_array(json);
    } else {
        put_text(json, "question", question);
    }
    put_text(json, "answer", problem->answer);
    if (!chat && layout != MG_LAYOUT_PLAIN) put_text(json, "response", response);
    put_metadata(json, problem, layout);
    put_text(json, "key", key);
    mg_json_end_object(json);
    mg_json_newline(json);
}

/* -- CSV --------------------------------------------------------------------------------------- */

static void put_field(mg_json_writer *out, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        mg_json_raw(out, text, strlen(text));
        mg_json_raw(out, ",", 1);
        return;
    }
    mg_json_raw(out, "\"", 1);
    for (; *text; text++) mg_json_raw(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    mg_json_raw(out, "\",", 2);
}

static void put_csv(mg_json_writer *out, const mg_problem *problem, const char *response,
                    mg_layout layout) {
    const mg_item *item = &problem->item;
    char numbers[160], key[MG_RECORD_KEY_BYTES], question[MG_PROMPT_BYTES];
    mg_record_key(problem->key, key);
    mg_problem_question(problem, layout, question);
    put_field(out, question);
    put_field(out, problem->answer);
    put_field(out, response);
    int bytes =
        snprintf(numbers, sizeof numbers, "%s,%d,%s,%s,%s,%" PRIu64 ",%" PRIu64 ",%d,%d,%s\n",
                 item->family->name, item->level, mg_split_name((int)item->split),
                 mg_layout_name((int)layout), mg_order_name((int)item->order), item->seed,
                 item->index, MG_GYM_VERSION, problem->difficulty, key);
    mg_json_raw(out, numbers, (size_t)bytes);
}

mg_status mg_record_write(mg_json_writer *out, const mg_problem *problem, mg_layout layout,
                          mg_record_format format) {
    char response[MG_RESPONSE_BYTES];
    mg_problem_render(problem, layout, response);
    if (format == MG_RECORD_CSV)
        put_csv(out, problem, response, layout);
    else
        put_json(out, problem, response, layout, format == MG_RECORD_CHAT);
    return mg_json_writer_status(out);
}
