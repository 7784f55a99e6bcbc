#include "bin/constants.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "gym/family.h"

enum { FREQUENT = 8, SEED = 17 };

static const char *const USUAL[] = {
    "0",   "1", "-1", "2", "3", "5",    "10", "yes",  "no", "no solution", "infinitely many",
    "1/2", "x", "<",  "=", ">", "0, 1", "12", "true", "A"};
enum { USUAL_COUNT = sizeof USUAL / sizeof USUAL[0], CANDIDATES = FREQUENT + USUAL_COUNT };

/* A gold, by the key of its text, and where it came first. */
typedef struct gold_count {
    uint64_t hash;
    int64_t first, times;
} gold_count;

static mg_status item(const mg_family *family, int level, int64_t index, mg_problem *problem) {
    const mg_item wanted = {family, level, MG_SPLIT_TRAIN, SEED, (uint64_t)index, MG_ORDER_DRAWN};
    return mg_problem_generate(&wanted, problem);
}

static int by_hash(const void *a, const void *b) {
    const gold_count *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static int by_times(const void *a, const void *b) {
    const gold_count *x = a, *y = b;
    if (x->times != y->times) return x->times > y->times ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Sorts equal golds together, then the most frequent to the front; returns how many differ. */
static int64_t rank_golds(gold_count *golds, int64_t count) {
    int64_t different = 0;
    qsort(golds, (size_t)count, sizeof *golds, by_hash);
    for (int64_t i = 0; i < count; i++) {
        if (different > 0 && golds[different - 1].hash == golds[i].hash)
            golds[different - 1].times++;
        else
            golds[different++] = (gold_count){golds[i].hash, golds[i].first, 1};
    }
    qsort(golds, (size_t)different, sizeof *golds, by_times);
    return different;
}

static mg_status choose_candidates(const mg_family *family, int level, int64_t count,
                                   gold_count *golds, mg_constant *candidates, int *chosen) {
    mg_problem problem;
    for (int64_t i = 0; i < count; i++) {
        MG_TRY(item(family, level, i, &problem));
        mg_key key = mg_key_of(problem.answer, problem.answer_bytes);
        golds[i] = (gold_count){key.high, i, 1};
    }
    int64_t different = rank_golds(golds, count);
    *chosen = 0;
    for (int64_t i = 0; i < FREQUENT && i < different; i++) {
        MG_TRY(item(family, level, golds[i].first, &problem));
        memcpy(candidates[(*chosen)++].answer, problem.answer, problem.answer_bytes + 1u);
    }
    for (int i = 0; i < USUAL_COUNT; i++)
        memcpy(candidates[(*chosen)++].answer, USUAL[i], strlen(USUAL[i]) + 1);
    return MG_OK;
}

mg_status mg_constant_best(const mg_family *family, int level, int64_t count, mg_constant *best) {
    mg_status status;
    int chosen = 0;
    gold_count *golds = mg_calloc((size_t)count, sizeof *golds);
    mg_constant *candidates = mg_calloc(CANDIDATES, sizeof *candidates);
    if (!golds || !candidates) MG_GO(MG_ERR_MEMORY);
    MG_GO(choose_candidates(family, level, count, golds, candidates, &chosen));
    for (int64_t i = 0; i < count; i++) {
        mg_problem problem;
        MG_GO(item(family, level, i, &problem));
        for (int c = 0; c < chosen; c++) {
            const char *answer = candidates[c].answer;
            candidates[c].reward +=
                mg_problem_verify(&problem, MG_LAYOUT_PLAIN, answer, strlen(answer)).reward;
        }
    }
    *best = candidates[0];
    for (int c = 1; c < chosen; c++)
        if (candidates[c].reward > best->reward) *best = candidates[c];
    best->reward /= (double)count;
done:
    mg_free(golds);
    mg_free(candidates);
    return status;
}
