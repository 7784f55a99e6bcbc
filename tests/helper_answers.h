/* Golds of every kind with spellings that must be paid and texts that must not. */
#ifndef MG_TESTS_HELPER_ANSWERS_H
#define MG_TESTS_HELPER_ANSWERS_H

#include "gym/verify.h"

enum { ANSWER_TEXTS = 48 };

typedef struct answer_case {
    mg_answer_kind kind;
    mg_form form;
    int32_t detail;
    const char *gold;
    const char *right[ANSWER_TEXTS]; /* reward 1; NULL ends */
    const char *wrong[ANSWER_TEXTS]; /* reward 0 */
} answer_case;

extern const answer_case answer_cases[];
extern const int answer_case_count;

mg_gold answer_gold(const answer_case *c);

#endif
