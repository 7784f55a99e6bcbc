#include <string.h>

#include "tests/helper_answers.h"

mg_gold answer_gold(const answer_case *c) {
    return (mg_gold){c->kind, c->form, c->detail, c->gold, strlen(c->gold)};
}

const answer_case answer_cases[] = {
#include "tests/fixtures/answers.inc"
};
const int answer_case_count = (int)(sizeof answer_cases / sizeof answer_cases[0]);
