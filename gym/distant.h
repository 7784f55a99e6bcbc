/* Distant texts: facts are told, ordinary problems follow, and much later the facts are asked for.
 *
 *     Let k = 7.          told: a value, a register, a change, an example of a made-up rule
 *     23+41=64            an ordinary problem of any mixture, and many more
 *     What is k?          asked, at least `gap` bytes after the last that was told
 *     7
 *
 * A text is a line a piece. Its kind of facts is one of
 *
 *     values      "Let k = 7."                      "What is k?", "What is x - k?"
 *     registers   "Set a to 5.", "Add 3 to a."      "What is a?"
 *     rule        "a @ b = p*a + q*b.", "3 @ 1 = 7."  "What is 6 @ 2?"
 *     repeat      a problem with its answer         the same problem again
 *
 * with a table of levels each (mg_facts_level). Text i of a configuration is a pure function of
 * (gym version, seed and split of the stream, i), made piece by piece in constant memory, however
 * long it is; a text after another tells its names anew.
 *
 *     mg_distant text;
 *     mg_distant_start(&text, &config, i);
 *     for (bool more = true;;) {
 *         MG_TRY(mg_distant_next(&text, &piece, &more));
 *         if (!more) break;
 *     } */
#ifndef MG_GYM_DISTANT_H
#define MG_GYM_DISTANT_H

#include "core/base/philox.h"
#include "gym/stream.h"

typedef enum mg_facts {
    MG_FACTS_VALUES,
    MG_FACTS_REGISTERS,
    MG_FACTS_RULE,
    MG_FACTS_REPEAT,
    MG_FACTS_KINDS
} mg_facts;

enum {
    MG_FACTS_LEVELS = 4,
    MG_FACTS_TASKS = 16, /* parts of a spec */
    MG_FACTS_TOLD = 32,  /* pieces that tell, at most */
    MG_PIECE_BYTES = MG_PROMPT_BYTES + MG_RESPONSE_BYTES
};

/* "values", ...; NULL past the end. */
const char *mg_facts_name(int kind);
/* "4 values up to 9, one by one": level 1 to MG_FACTS_LEVELS of a kind. */
const char *mg_facts_level(int kind, int level);

typedef struct mg_distant_config {
    const mg_stream *stream; /* of the ordinary problems; their indices are the text's affair */
    int64_t gap;             /* bytes */
    int tasks;               /* each text is of one of them, drawn evenly */
    struct {
        mg_facts kind;
        int level;
    } task[MG_FACTS_TASKS];
} mg_distant_config;

/* Sets the tasks by KIND[:LEVEL],..., level 1 where none is given, e.g. "values:2,rule". MG_ERR_ARG
 * with a text that says what there is. */
mg_status mg_distant_parse(const char *spec, mg_distant_config *config);

typedef enum mg_piece_kind {
    MG_PIECE_TOLD,    /* a fact: prompt alone */
    MG_PIECE_FIRST,   /* a problem that will come again */
    MG_PIECE_PROBLEM, /* an ordinary problem */
    MG_PIECE_ASKED    /* a question that needs what was told */
} mg_piece_kind;

/* text = prompt, answer, line feed. A prompt that does not end in '=' ends in a line feed. */
typedef struct mg_piece {
    mg_piece_kind kind;
    mg_facts facts;
    size_t prompt_bytes, answer_bytes;
    mg_answer_kind answer_kind; /* what the verifier needs (gym/verify.h); not of TOLD */
    mg_form form;
    int32_t detail;
    char gold[MG_ANSWER_BYTES]; /* the answer in the plain layout */
    char text[MG_PIECE_BYTES];  /* zero-terminated */
} mg_piece;

static inline size_t mg_piece_bytes(const mg_piece *piece) {
    return piece->prompt_bytes + piece->answer_bytes + 1;
}

/* A text that is being made: plain data. */
typedef struct mg_distant {
    const mg_distant_config *config;
    uint64_t index, fillers;
    mg_rng rng;
    mg_facts kind;
    int level;
    const int32_t *knobs;
    int64_t distance; /* bytes since the last that was told */
    int told, tellings, asked, questions;
    bool aside; /* an ordinary problem comes before the next fact or question */
    char symbol, names[24];
    int64_t value[MG_FACTS_TOLD];    /* of names, as told so far; rule: p, q */
    int64_t pairs[MG_FACTS_TOLD][2]; /* rule: of the examples */
    int order[MG_FACTS_TOLD];        /* of the questions */
} mg_distant;

void mg_distant_start(mg_distant *text, const mg_distant_config *config, uint64_t index);
/* *more = false behind the last piece. Fails as mg_stream_item does. */
mg_status mg_distant_next(mg_distant *text, mg_piece *piece, bool *more);

#endif
