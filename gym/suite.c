#include "gym/suite.h"

#include <string.h>

#include "gym/family.h"

static const mg_suite SUITES[] = {
#define MG_SUITE(name, version, count, high, low, tasks, summary)                                  \
    {name, summary, version, count, tasks, {high, low}},
#include "gym/suites.def"
#undef MG_SUITE
};

const mg_suite *mg_suite_at(int i) {
    int count = (int)(sizeof SUITES / sizeof SUITES[0]);
    return i >= 0 && i < count ? &SUITES[i] : NULL;
}

const mg_suite *mg_suite_find(const char *name) {
    const mg_suite *suite;
    for (int i = 0; (suite = mg_suite_at(i)); i++)
        if (strcmp(suite->name, name) == 0) return suite;
    return NULL;
}

mg_status mg_suite_tasks(const mg_suite *suite, mg_mixture *tasks) {
    return mg_mixture_parse(suite->tasks, tasks);
}

mg_status mg_suite_problems(const mg_suite *suite, const mg_task *task, mg_heldout *set) {
    return mg_heldout_create(task->family, task->level, MG_SPLIT_TEST, (size_t)suite->count, set);
}

/* Hash of the hash so far and one more problem. */
static mg_key add_problem(mg_key hash, const mg_problem *problem) {
    char text[sizeof hash + MG_QUESTION_BYTES + MG_ANSWER_BYTES];
    size_t at = 0;
    for (int i = 0; i < 8; i++) text[at++] = (char)(hash.high >> (8 * i) & 0xFF);
    for (int i = 0; i < 8; i++) text[at++] = (char)(hash.low >> (8 * i) & 0xFF);
    memcpy(text + at, problem->question, problem->question_bytes + 1u);
    at += problem->question_bytes + 1u;
    memcpy(text + at, problem->answer, problem->answer_bytes);
    return mg_key_of(text, at + problem->answer_bytes);
}

mg_status mg_suite_hash(const mg_suite *suite, mg_key *hash, size_t *problems) {
    mg_mixture tasks;
    *hash = (mg_key){0, 0};
    *problems = 0;
    MG_TRY(mg_suite_tasks(suite, &tasks));
    for (int i = 0; i < tasks.count; i++) {
        mg_heldout set;
        MG_TRY(mg_suite_problems(suite, &tasks.task[i], &set));
        for (size_t k = 0; k < set.count; k++) *hash = add_problem(*hash, &set.problems[k]);
        *problems += set.count;
        mg_heldout_free(&set);
    }
    return MG_OK;
}
