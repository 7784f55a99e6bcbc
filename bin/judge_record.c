#include "bin/judge_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bin/record.h"
#include "core/base/json.h"
#include "gym/exact/work.h"
#include "gym/family.h"

typedef struct record {
    const mg_source *source;
    mg_json root, metadata; /* metadata.node NULL where there is none */
    const char *response;
    int layout;
} record;

/* Number of a name in a list that ends in NULL; -1 where it is not there. */
static int number_of(const char *name, const char *(*at)(int)) {
    for (int i = 0; at(i); i++)
        if (strcmp(at(i), name) == 0) return i;
    return -1;
}

static const char *text_of(const mg_json *object, const char *key) {
    const char *text = NULL;
    if (!object->node || !json_is_string(json_object_get(object->node, key))) return NULL;
    return mg_json_get_string(object, key, &text) == MG_OK ? text : NULL;
}

/* -- the response ------------------------------------------------------------------------------ */

static const char *last_message(const mg_json *root) {
    mg_json messages;
    const char *found = NULL;
    if (!json_is_array(json_object_get(root->node, "messages")) ||
        mg_json_get_array(root, "messages", &messages) != MG_OK)
        return NULL;
    for (size_t i = 0; i < mg_json_length(&messages); i++) {
        mg_json message = mg_json_at(&messages, i);
        const char *role = text_of(&message, "role"), *content = text_of(&message, "content");
        if (role && content && strcmp(role, "assistant") == 0) found = content;
    }
    return found;
}

static mg_status read_response(const mg_record_judge *judge, record *r) {
    r->response = text_of(&r->root, judge->field);
    if (!r->response) r->response = last_message(&r->root);
    if (!r->response)
        return mg_source_fail(r->source, "no \"%s\" and no assistant's message; see --field",
                              judge->field);
    r->layout = judge->layout;
    if (r->layout >= 0) return MG_OK;
    const char *name = text_of(&r->metadata, "layout");
    r->layout = name ? number_of(name, mg_layout_name) : MG_LAYOUT_PLAIN;
    if (r->layout < 0) return mg_source_fail(r->source, "there is no layout \"%s\"", name);
    return MG_OK;
}

/* -- records that name their item -------------------------------------------------------------- */

static mg_status read_item(const record *r, mg_item *item) {
    const char *family = text_of(&r->metadata, "family"), *split = text_of(&r->metadata, "split");
    const char *order = text_of(&r->metadata, "order");
    int64_t level, seed, index, version;
    MG_TRY(mg_json_get_int(&r->metadata, "gym_version", 0, INT32_MAX, &version));
    if (version != MG_GYM_VERSION)
        return mg_fail(MG_ERR_FORMAT,
                       "made by gym version %" PRId64
                       ", this is version %d; make the problems anew",
                       version, MG_GYM_VERSION);
    MG_TRY(mg_json_get_int(&r->metadata, "level", 1, INT32_MAX, &level));
    MG_TRY(mg_json_get_int(&r->metadata, "seed", 0, INT64_MAX, &seed));
    MG_TRY(mg_json_get_int(&r->metadata, "index", 0, INT64_MAX, &index));
    int split_number = split ? number_of(split, mg_split_name) : -1;
    const mg_family *found = mg_family_find(family);
    if (!found) return mg_fail(MG_ERR_FORMAT, "there is no family \"%s\"", family);
    int order_number = order ? number_of(order, mg_order_name) : MG_ORDER_DRAWN;
    if (order_number < 0) return mg_fail(MG_ERR_FORMAT, "there is no \"order\" called %s", order);
    if (split_number < 0) return mg_fail(MG_ERR_FORMAT, "no \"split\" of train, valid, test");
    *item = (mg_item){found,          (int)level,      (mg_split)split_number,
                      (uint64_t)seed, (uint64_t)index, (mg_order)order_number};
    return MG_OK;
}

static mg_status check_same(const record *r, const char *field, const char *made) {
    const char *given = text_of(&r->root, field);
    if (!given || strcmp(given, made) == 0) return MG_OK;
    return mg_source_fail(r->source, "its \"%s\" is not that of the problem that it names (%s)",
                          field, made);
}

static mg_status judge_item(mg_record_judge *judge, const record *r, mg_judged_record *judged) {
    mg_item item;
    mg_problem problem;
    char key[MG_RECORD_KEY_BYTES];
    if (read_item(r, &item) != MG_OK || mg_walks_item(&judge->walks, &item, &problem) != MG_OK) {
        char reason[256];
        snprintf(reason, sizeof reason, "%s", mg_error_text());
        return mg_source_fail(r->source, "%s", reason);
    }
    mg_record_key(problem.key, key);
    MG_TRY(check_same(r, "key", key));
    MG_TRY(check_same(r, "answer", problem.answer));
    const char *layout = text_of(&r->metadata, "layout");
    if (!layout || strcmp(layout, "latex") != 0) /* typeset there */
        MG_TRY(check_same(r, "question", problem.question));
    judged->judgement =
        mg_problem_verify(&problem, (mg_layout)r->layout, r->response, strlen(r->response));
    if (judge->steps) {
        mg_work_count lines;
        mg_response_check(&problem, (mg_layout)r->layout, r->response, strlen(r->response), &lines);
        judged->true_lines = lines.true_lines;
        judged->false_lines = lines.false_lines;
    }
    snprintf(judged->group, sizeof judged->group, "%s", item.family->name);
    return MG_OK;
}

/* -- records with a gold answer ---------------------------------------------------------------- */

/* What follows the last "####", and all of it where there is none. */
static const char *final_answer(const char *answer) {
    const char *last = answer;
    for (const char *at = answer; (at = strstr(at, "####")); at += 4) last = at + 4;
    while (*last == ' ' || *last == '\n') last++;
    return last;
}

/* Zero is a wrong answer to a number, and no answer to anything else. */
static mg_answer_kind guess_kind(const char *gold) {
    const mg_gold number = {MG_ANSWER_RATIONAL, MG_FORM_ANY, 0, gold, strlen(gold)};
    bool is_number = mg_verify(&number, "0", 1).verdict != MG_UNPARSABLE;
    return is_number ? MG_ANSWER_RATIONAL : MG_ANSWER_WORD;
}

static mg_status judge_gold(const record *r, mg_judged_record *judged) {
    const char *answer = text_of(&r->root, "answer");
    if (!answer) return mg_source_fail(r->source, "no \"answer\" to compare with");
    mg_gold gold = {.text = final_answer(answer)};
    gold.bytes = strlen(gold.text);
    while (gold.bytes > 0 && gold.text[gold.bytes - 1] == '\n') gold.bytes--;
    if (gold.bytes >= MG_ANSWER_BYTES)
        return mg_source_fail(r->source, "its \"answer\" is longer than %d bytes", MG_ANSWER_BYTES);
    const char *kind = text_of(&r->metadata, "answer_kind"), *form = text_of(&r->metadata, "form");
    int kind_number = kind ? number_of(kind, mg_answer_kind_name) : (int)guess_kind(gold.text);
    int form_number = form ? number_of(form, mg_form_name) : MG_FORM_ANY;
    if (kind_number < 0) return mg_source_fail(r->source, "no kind of answers is \"%s\"", kind);
    if (form_number < 0) return mg_source_fail(r->source, "no form of answers is \"%s\"", form);
    int64_t detail = 0;
    if (r->metadata.node && mg_json_has(&r->metadata, "detail") &&
        mg_json_get_int(&r->metadata, "detail", 0, INT32_MAX, &detail) != MG_OK)
        return mg_source_fail(r->source, "\"detail\" must be a whole number");
    gold.kind = (mg_answer_kind)kind_number;
    gold.form = (mg_form)form_number;
    gold.detail = (int32_t)detail;
    judged->judgement = mg_verify(&gold, r->response, strlen(r->response));
    snprintf(judged->group, sizeof judged->group, "%s", mg_answer_kind_name(kind_number));
    return MG_OK;
}

mg_status mg_record_judge_line(mg_record_judge *judge, const mg_source *source, const char *line,
                               size_t bytes, mg_judged_record *judged) {
    mg_json_doc doc;
    judged->true_lines = judged->false_lines = 0;
    if (mg_json_parse_text(&doc, source->path, line, bytes) != MG_OK)
        return mg_source_fail(source, "not JSON");
    record r = {.source = source, .root = mg_json_root(&doc)};
    mg_status status = MG_OK;
    if (!json_is_object(r.root.node)) MG_GO(mg_source_fail(source, "not a JSON object"));
    if (json_is_object(json_object_get(r.root.node, "metadata")))
        MG_GO(mg_json_get_object(&r.root, "metadata", &r.metadata));
    MG_GO(read_response(judge, &r));
    MG_GO(text_of(&r.metadata, "family") ? judge_item(judge, &r, judged) : judge_gold(&r, judged));
done:
    mg_json_doc_free(&doc);
    return status;
}
