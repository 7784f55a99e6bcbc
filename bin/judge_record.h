/* A line of JSON with an answer to be judged.
 *
 * Records of gen-problems name their item: the very problem is made again, and question, answer and
 * key must be its own. Any other record has a gold "answer" (after "####", if it has that), and may
 * have "answer_kind", "form" and "detail" in its metadata; without them a gold that is a number is
 * compared as a number, and anything else as words. The response is a string field, or the last
 * assistant's message of "messages". */
#ifndef MG_BIN_JUDGE_RECORD_H
#define MG_BIN_JUDGE_RECORD_H

#include "bin/source.h"
#include "gym/problem.h"
#include "gym/walk.h"

typedef struct mg_record_judge {
    const char *field; /* of the response */
    int layout;        /* of all responses; -1: the record's own, or plain */
    bool steps;        /* check worked lines too */
    mg_walks walks;    /* kept between records; mg_walks_free */
} mg_record_judge;

typedef struct mg_judged_record {
    mg_judgement judgement;
    char group[64]; /* family, or kind of answer */
    /* With `steps`, of records that name their item: formulas among the worked lines. */
    int true_lines, false_lines;
} mg_judged_record;

/* Judges the line that the source handed out last; errors name it. */
mg_status mg_record_judge_line(mg_record_judge *judge, const mg_source *source, const char *line,
                               size_t bytes, mg_judged_record *judged);

#endif
