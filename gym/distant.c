#include "gym/distant.h"

#include <stdio.h>
#include <string.h>

#include "gym/families/facts.h"
#include "gym/family.h"

/* Philox streams of the texts of each split; families have theirs from 1 << 26 on. */
enum { DISTANT_STREAM = 0x6469 };

/* Ordinary problems of a text, and those that come again, have indices of their own. */
#define FILLERS  ((uint64_t)1 << 32)
#define REPEATED ((uint64_t)1 << 31)

enum { LETTERS = 24, RULE_QUESTIONS = 4, TRIES = 64 };

typedef struct facts_level {
    const char *summary;
    int32_t knobs[3];
} facts_level;

static const struct {
    const char *name;
    facts_level level[MG_FACTS_LEVELS];
} FACTS[MG_FACTS_KINDS] = {
    /* names, largest, how many of them are in a question */
    {"values",
     {{"4 values up to 9, asked one by one", {4, 9, 1}},
      {"4 values up to 9, sums and differences", {4, 9, 2}},
      {"8 values up to 99, sums and differences", {8, 99, 2}},
      {"16 values up to 999, sums and differences", {16, 999, 2}}}},
    /* registers, changes, largest */
    {"registers",
     {{"2 registers, 2 changes, numbers up to 9", {2, 2, 9}},
      {"3 registers, 6 changes, numbers up to 20", {3, 6, 20}},
      {"4 registers, 10 changes, numbers up to 20", {4, 10, 20}},
      {"6 registers, 16 changes, numbers up to 50", {6, 16, 50}}}},
    /* examples, largest coefficient, largest number */
    {"rule",
     {{"4 examples, coefficients up to 2, numbers up to 5", {4, 2, 5}},
      {"4 examples, coefficients up to 3, numbers up to 9", {4, 3, 9}},
      {"3 examples, coefficients up to 5, numbers up to 9", {3, 5, 9}},
      {"2 examples, coefficients up to 9, numbers up to 20", {2, 9, 20}}}},
    /* problems */
    {"repeat",
     {{"4 problems that come again", {4, 0, 0}},
      {"8 problems that come again", {8, 0, 0}},
      {"16 problems that come again", {16, 0, 0}},
      {"32 problems that come again", {32, 0, 0}}}},
};

const char *mg_facts_name(int kind) {
    return kind >= 0 && kind < MG_FACTS_KINDS ? FACTS[kind].name : NULL;
}

const char *mg_facts_level(int kind, int level) {
    return FACTS[kind].level[level - 1].summary;
}

/* -- the spec ---------------------------------------------------------------------------------- */

static mg_status parse_part(const char *part, size_t bytes, mg_distant_config *config) {
    const char *colon = memchr(part, ':', bytes);
    size_t name = colon ? (size_t)(colon - part) : bytes;
    int level = 1, kind = 0;
    while (kind < MG_FACTS_KINDS &&
           (strlen(FACTS[kind].name) != name || memcmp(FACTS[kind].name, part, name) != 0))
        kind++;
    if (colon) level = bytes == name + 2 ? colon[1] - '0' : 0;
    if (kind == MG_FACTS_KINDS || level < 1 || level > MG_FACTS_LEVELS ||
        config->tasks == MG_FACTS_TASKS)
        return mg_fail(MG_ERR_ARG,
                       "\"%.*s\" is no part of facts; up to %d of values, registers, rule and "
                       "repeat, with a level of 1 to %d, e.g. values:2,rule",
                       (int)(bytes < 64 ? bytes : 64), part, MG_FACTS_TASKS, MG_FACTS_LEVELS);
    config->task[config->tasks].kind = (mg_facts)kind;
    config->task[config->tasks++].level = level;
    return MG_OK;
}

mg_status mg_distant_parse(const char *spec, mg_distant_config *config) {
    config->tasks = 0;
    for (;;) {
        size_t bytes = strcspn(spec, ",");
        MG_TRY(parse_part(spec, bytes, config));
        if (spec[bytes] == '\0') return MG_OK;
        spec += bytes + 1;
    }
}

/* -- what a text is about ---------------------------------------------------------------------- */

static void shuffle_names(mg_distant *t) {
    memcpy(t->names, "abcdefghijkmnpqrstuvwxyz", LETTERS);
    for (int i = 0; i < LETTERS - 1; i++) {
        int j = i + (int)mg_rng_below(&t->rng, (uint32_t)(LETTERS - i));
        char taken = t->names[j];
        t->names[j] = t->names[i];
        t->names[i] = taken;
    }
}

static void shuffle_questions(mg_distant *t) {
    for (int i = 0; i < t->questions; i++) t->order[i] = i;
    for (int i = 0; i < t->questions - 1; i++) {
        int j = i + (int)mg_rng_below(&t->rng, (uint32_t)(t->questions - i)), taken = t->order[j];
        t->order[j] = t->order[i];
        t->order[i] = taken;
    }
}

/* Two coefficients, neither of them zero, and examples of which the first two determine them. */
static void draw_rule(mg_distant *t) {
    for (int i = 0; i < 2; i++) {
        int64_t size = mg_rng_between(&t->rng, 1, t->knobs[1]);
        t->value[i] = mg_rng_below(&t->rng, 2) ? size : -size;
    }
    int64_t(*p)[2] = t->pairs;
    do {
        for (int i = 0; i < t->knobs[0]; i++)
            for (int k = 0; k < 2; k++) p[i][k] = mg_rng_between(&t->rng, 1, t->knobs[2]);
    } while (p[0][0] * p[1][1] == p[0][1] * p[1][0]);
    t->symbol = "@&~$"[mg_rng_below(&t->rng, 4)];
}

void mg_distant_start(mg_distant *t, const mg_distant_config *config, uint64_t index) {
    const mg_stream_config *stream = &config->stream->config;
    *t = (mg_distant){.config = config,
                      .index = index,
                      .rng =
                          mg_rng_at(stream->seed, index, DISTANT_STREAM + (uint32_t)stream->split)};
    int task = (int)mg_rng_below(&t->rng, (uint32_t)config->tasks);
    t->kind = config->task[task].kind;
    t->level = config->task[task].level;
    t->knobs = FACTS[t->kind].level[t->level - 1].knobs;
    t->tellings = t->questions = t->knobs[0];
    shuffle_names(t);
    if (t->kind == MG_FACTS_REGISTERS) t->tellings += t->knobs[1];
    if (t->kind == MG_FACTS_RULE) {
        draw_rule(t);
        t->tellings++;
        t->questions = RULE_QUESTIONS;
    }
    shuffle_questions(t);
}

/* -- pieces ------------------------------------------------------------------------------------ */

static mg_status finish(mg_piece *piece, mg_text *text, size_t prompt_bytes) {
    piece->prompt_bytes = prompt_bytes;
    piece->answer_bytes = mg_text_length(text) - prompt_bytes;
    mg_text_char(text, '\n');
    mg_text_end(text);
    return MG_OK;
}

static mg_status put_problem(const mg_distant *t, uint64_t number, mg_piece *piece) {
    const mg_stream *stream = t->config->stream;
    mg_problem problem;
    MG_TRY(mg_stream_item(stream, t->index * FILLERS + number, &problem));
    size_t prompt = mg_problem_prompt(&problem, stream->config.layout, piece->text);
    size_t answer = mg_problem_render(&problem, stream->config.layout, piece->text + prompt);
    mg_text text = mg_text_over(piece->text, sizeof piece->text);
    text.at += prompt + answer;
    piece->answer_kind = problem.item.family->answer_kind;
    piece->form = problem.item.family->form;
    piece->detail = problem.answer_detail;
    memcpy(piece->gold, problem.answer, sizeof piece->gold);
    return finish(piece, &text, prompt);
}

static void tell_register(mg_distant *t, mg_text *out) {
    int i = t->told;
    if (i < t->knobs[0]) {
        t->value[i] = mg_rng_between(&t->rng, 1, t->knobs[2]);
        mg_say_register(out, t->names[i], t->value[i]);
        return;
    }
    int64_t change = mg_rng_between(&t->rng, 1, t->knobs[2]);
    if (mg_rng_below(&t->rng, 2)) change = -change;
    i = (int)mg_rng_below(&t->rng, (uint32_t)t->knobs[0]);
    t->value[i] += change;
    mg_say_change(out, t->names[i], change);
}

static int64_t apply_rule(const mg_distant *t, const int64_t pair[2]) {
    return t->value[0] * pair[0] + t->value[1] * pair[1];
}

static void tell_rule(mg_distant *t, mg_text *out) {
    if (t->told == 0) {
        mg_say_rule(out, t->symbol);
        return;
    }
    const int64_t *pair = t->pairs[t->told - 1];
    mg_say_application(out, pair[0], t->symbol, pair[1]);
    mg_text_string(out, " = ");
    mg_text_int(out, apply_rule(t, pair));
}

static mg_status tell(mg_distant *t, mg_piece *piece) {
    mg_text text = mg_text_over(piece->text, sizeof piece->text);
    piece->kind = MG_PIECE_TOLD;
    switch (t->kind) {
    case MG_FACTS_VALUES:
        t->value[t->told] = mg_rng_between(&t->rng, 1, t->knobs[1]);
        mg_say_value(&text, t->names[t->told], t->value[t->told]);
        break;
    case MG_FACTS_REGISTERS:
        tell_register(t, &text);
        break;
    case MG_FACTS_RULE:
        tell_rule(t, &text);
        break;
    default:
        piece->kind = MG_PIECE_FIRST;
        return put_problem(t, REPEATED + (uint64_t)t->told, piece);
    }
    mg_text_char(&text, '.');
    return finish(piece, &text, mg_text_length(&text));
}

/* A sum or a difference of this name and another. */
static int64_t ask_values(mg_distant *t, int first, mg_text *out) {
    if (t->knobs[2] == 1) {
        mg_ask_name(out, t->names[first]);
        return t->value[first];
    }
    int second = (int)mg_rng_below(&t->rng, (uint32_t)t->knobs[0] - 1);
    second += second >= first;
    bool sum = mg_rng_below(&t->rng, 2);
    mg_ask_names(out, t->names[first], sum, t->names[second]);
    return t->value[first] + (sum ? t->value[second] : -t->value[second]);
}

/* None of the examples, if few draws find one. */
static int64_t ask_rule(mg_distant *t, mg_text *out) {
    int64_t pair[2];
    bool told = true;
    for (int i = 0; told && i < TRIES; i++) {
        for (int k = 0; k < 2; k++) pair[k] = mg_rng_between(&t->rng, 1, t->knobs[2]);
        told = false;
        for (int n = 0; n < t->knobs[0]; n++)
            told = told || (pair[0] == t->pairs[n][0] && pair[1] == t->pairs[n][1]);
    }
    mg_ask_application(out, pair[0], t->symbol, pair[1]);
    return apply_rule(t, pair);
}

static mg_status ask(mg_distant *t, mg_piece *piece) {
    int which = t->order[t->asked];
    int64_t value;
    piece->kind = MG_PIECE_ASKED;
    if (t->kind == MG_FACTS_REPEAT) return put_problem(t, REPEATED + (uint64_t)which, piece);
    mg_text text = mg_text_over(piece->text, sizeof piece->text);
    if (t->kind == MG_FACTS_VALUES) {
        value = ask_values(t, which, &text);
    } else if (t->kind == MG_FACTS_REGISTERS) {
        value = t->value[which];
        mg_ask_name(&text, t->names[which]);
    } else {
        value = ask_rule(t, &text);
    }
    mg_text_char(&text, '\n');
    size_t prompt = mg_text_length(&text);
    mg_text_int(&text, value);
    piece->answer_kind = MG_ANSWER_INTEGER;
    piece->form = MG_FORM_ANY;
    piece->detail = 0;
    snprintf(piece->gold, sizeof piece->gold, "%lld", (long long)value);
    return finish(piece, &text, prompt);
}

static mg_status put_aside(mg_distant *t, mg_piece *piece) {
    piece->kind = MG_PIECE_PROBLEM;
    t->aside = false;
    MG_TRY(put_problem(t, t->fillers++, piece));
    t->distance += (int64_t)mg_piece_bytes(piece);
    return MG_OK;
}

mg_status mg_distant_next(mg_distant *t, mg_piece *piece, bool *more) {
    *more = true;
    piece->facts = t->kind;
    bool all_told = t->told == t->tellings;
    if (t->aside || (all_told && t->asked == 0 && t->distance < t->config->gap))
        return put_aside(t, piece);
    t->aside = mg_rng_below(&t->rng, 2);
    if (!all_told) {
        MG_TRY(tell(t, piece));
        t->told++;
        t->distance = 0;
        return MG_OK;
    }
    *more = t->asked < t->questions;
    if (!*more) return MG_OK;
    MG_TRY(ask(t, piece));
    t->asked++;
    return MG_OK;
}
