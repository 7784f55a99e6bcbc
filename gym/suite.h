/* Fixed suites: which problems, how many, and a hash of all of their bytes.
 *
 *     const mg_suite *suite = mg_suite_find("basics");
 *     mg_mixture tasks;
 *     MG_TRY(mg_suite_tasks(suite, &tasks));
 *     for (int i = 0; i < tasks.count; i++)
 *         MG_TRY(mg_suite_problems(suite, &tasks.task[i], &set)); // gym/heldout.h
 *
 * A suite's problems are held-out ones of the test split: the first `count` of each task, or all.
 * Its hash is over question and answer of every problem in order; a suite whose problems change is
 * another version with another hash, and a test holds every hash against the program. */
#ifndef MG_GYM_SUITE_H
#define MG_GYM_SUITE_H

#include "gym/heldout.h"
#include "gym/mixture.h"

typedef struct mg_suite {
    const char *name, *summary;
    int version;
    int count;         /* problems of a task at most */
    const char *tasks; /* a mixture */
    mg_key hash;
} mg_suite;

/* The suites in the order of suites.def; NULL past the end. */
const mg_suite *mg_suite_at(int i);

/* NULL where there is none of this name. */
const mg_suite *mg_suite_find(const char *name);

mg_status mg_suite_tasks(const mg_suite *suite, mg_mixture *tasks);
mg_status mg_suite_problems(const mg_suite *suite, const mg_task *task, mg_heldout *set);

/* The hash of the problems as this program makes them, and how many they are. */
mg_status mg_suite_hash(const mg_suite *suite, mg_key *hash, size_t *problems);

#endif
