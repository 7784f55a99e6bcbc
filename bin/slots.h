/* Asking an encoder: every question is followed by the same number of masked slots, which are all
 * filled in one pass.
 *
 *     mg_slots *slots;
 *     MG_TRY(mg_slots_create(model, &tokenizer, 64, 12, 6, &slots));  // 64 questions of up to 12
 * bytes MG_TRY(mg_slots_fill(slots, questions, 3, answers, sizeof answers[0]));
 *     mg_slots_free(slots);
 */
#ifndef MG_BIN_SLOTS_H
#define MG_BIN_SLOTS_H

#include "core/nn/model.h"
#include "data/tokenizer.h"

typedef struct mg_question {
    const char *text;
    size_t bytes;
} mg_question;

typedef struct mg_slots mg_slots;

mg_status mg_slots_create(mg_model *model, const mg_tokenizer *tokenizer, int64_t rows,
                          int64_t question_bytes, int64_t answer_slots, mg_slots **out);
void mg_slots_free(mg_slots *slots); /* NULL is legal */

/* Answers up to `rows` questions; answer i is written at answers + i * stride, cut to `stride`
 * bytes with its zero. It ends before the first <eos>. */
mg_status mg_slots_fill(mg_slots *slots, const mg_question *questions, size_t n, char *answers,
                        size_t stride);

#endif
