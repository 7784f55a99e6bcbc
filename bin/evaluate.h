/* Exact match on held-out problems: the model answers greedily, the gym's verifier judges.
 *
 *     mg_evaluator *e;
 *     MG_TRY(mg_evaluator_create(model, &(mg_eval_config){.mixture = m, .count = 100}, &e));
 *     MG_TRY(mg_evaluator_run(e));
 *     for (int i = 0; i < e->mixture.count; i++) e->scores[i].correct ...
 *     mg_evaluator_free(e);
 *
 * A decoder answers token by token through its cache; an encoder fills all answer slots at once. */
#ifndef MG_BIN_EVALUATE_H
#define MG_BIN_EVALUATE_H

#include "bin/slots.h"
#include "core/nn/infer.h"
#include "gym/heldout.h"
#include "gym/stream.h"

typedef struct mg_eval_config {
    mg_mixture mixture;
    mg_layout layout;
    mg_split split;
    mg_order order;         /* MG_ORDER_DRAWN, or one of the sequences of shapes */
    mg_tokenizer tokenizer; /* the model's */
    size_t count;           /* problems per task, or all if there are fewer */
    /* Makes the problems of a task, at most `count`, in place of those of the split; may be NULL.
     */
    mg_status (*create_set)(const mg_family *family, int level, mg_heldout *set);
    /* Called now and then with the problems of the task answered so far; may be NULL. */
    void (*progress)(void *context, int task, size_t done);
    void *context;
} mg_eval_config;

typedef struct mg_score {
    size_t correct, total;
    /* What one would score without a thought: always giving the most frequent answer of the set;
     * always repeating the question's first number, or always its last, whichever is better. */
    size_t constant, copy;
    bool complete; /* every problem of the split was asked */
} mg_score;

typedef struct mg_evaluator {
    mg_model *model; /* not owned */
    mg_eval_config config;
    mg_heldout sets[MG_MIXTURE_TASKS];
    mg_score scores[MG_MIXTURE_TASKS];
    int64_t prompt_length, answer_length; /* most tokens of any task */
    mg_decoder *decoder;                  /* causal */
    mg_slots *slots;                      /* encoder */
    char *answers;                        /* of the task last run: (count, answer_length + 1) */
    bool *right;                          /* of the task last run: (count) */
} mg_evaluator;

/* MG_ERR_ARG if the problems are longer than the model's positions. */
mg_status mg_evaluator_create(mg_model *model, const mg_eval_config *config, mg_evaluator **out);
void mg_evaluator_free(mg_evaluator *evaluator); /* NULL is legal */

/* Asks every problem of every task and fills `scores`. */
mg_status mg_evaluator_run(mg_evaluator *evaluator);

/* The same for one task; afterwards mg_evaluator_answer gives what the model said. */
mg_status mg_evaluator_run_task(mg_evaluator *evaluator, int task);
const char *mg_evaluator_answer(const mg_evaluator *evaluator, size_t problem);

bool mg_evaluator_right(const mg_evaluator *evaluator, size_t problem);

/* Unweighted mean over tasks of correct / total. */
double mg_evaluator_mean(const mg_evaluator *evaluator);

/* "addition:3", "series_sum:1@lotsa:XS" */
enum { MG_TASK_NAME = 256 };
void mg_task_name(const mg_task *task, char *name, size_t size);

/* 95% interval of Wilson for a share of correct / total, total > 0 (JASA 22, 1927). */
typedef struct mg_interval {
    double low, high;
} mg_interval;
mg_interval mg_wilson_interval(size_t correct, size_t total);

/* 95% interval of the unweighted mean: normal, from the tasks' variances at (correct + 1) / (total
 * + 2), so that tasks without a mistake are not taken for certain. */
mg_interval mg_evaluator_mean_interval(const mg_evaluator *evaluator);

#endif
