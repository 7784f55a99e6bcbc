/* Distant texts (gym/distant.h) as JSON lines, one a text:
 *
 *     text       what is read: told facts, ordinary problems and their answers, questions
 *     told       [[from, to], ...] in bytes of the text: facts, or problems that come again
 *     questions  [{from, to, question, answer, distance, metadata: {answer_kind, form}}, ...]: the
 *                question is bytes from ... to of the text and its answer follows; `distance` is
 * how many bytes earlier the last fact ended. With a "response" it is a record that `mathgym
 * verify` judges metadata   facts, level, gap, split, layout, seed, index, gym_version: what makes
 * it again */
#ifndef MG_BIN_DISTANT_WRITER_H
#define MG_BIN_DISTANT_WRITER_H

#include "bin/sink.h"
#include "gym/distant.h"

typedef struct mg_distant_plan {
    const mg_distant_config *texts;
    uint64_t start;
    int64_t count, bytes; /* ends after so many texts, or the one that reaches so many bytes */
    const char *label;    /* of the progress bar */
} mg_distant_plan;

/* MG_ERR_INTERRUPTED after Ctrl-C. */
mg_status mg_distant_write(const mg_distant_plan *plan, mg_sink *sink);

#endif
