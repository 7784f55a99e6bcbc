#include "bin/evaluate.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "gym/family.h"

#define ROWS  64  /* problems asked side by side */
#define CHUNK 512 /* problems between two calls of `progress` */

static char *answer_of(const mg_evaluator *e, size_t problem) {
    return e->answers + problem * ((size_t)e->answer_length + 1);
}

const char *mg_evaluator_answer(const mg_evaluator *e, size_t problem) {
    return answer_of(e, problem);
}

bool mg_evaluator_right(const mg_evaluator *e, size_t problem) {
    return e->right[problem];
}

/* -- what a cheat would score ------------------------------------------------------------------ */

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* How often the most frequent answer of the set occurs. */
static mg_status count_constant(const mg_heldout *set, size_t *most) {
    const char **answers = mg_calloc(set->count, sizeof *answers);
    if (!answers) return MG_ERR_MEMORY;
    for (size_t i = 0; i < set->count; i++) answers[i] = set->problems[i].answer;
    qsort(answers, set->count, sizeof *answers, by_text);
    *most = 0;
    for (size_t i = 0, run = 0; i < set->count; i++) {
        run = i > 0 && strcmp(answers[i], answers[i - 1]) == 0 ? run + 1 : 1;
        if (run > *most) *most = run;
    }
    mg_free(answers);
    return MG_OK;
}

static bool is_right(const mg_problem *problem, mg_layout layout, const char *text, size_t bytes) {
    return mg_problem_verify(problem, layout, text, bytes).reward == 1;
}

static size_t digits_at(const char *text) {
    size_t n = 0;
    while (isdigit((unsigned char)text[n])) n++;
    return n;
}

static size_t count_copies(const mg_heldout *set) {
    size_t first = 0, last = 0;
    for (size_t i = 0; i < set->count; i++) {
        const char *question = set->problems[i].question, *begin = NULL, *end = NULL;
        for (const char *at = question; *at; at++) {
            bool starts =
                isdigit((unsigned char)*at) && (at == question || !isdigit((unsigned char)at[-1]));
            if (starts && !begin) begin = at;
            if (starts) end = at;
        }
        if (!begin) continue;
        first += is_right(&set->problems[i], MG_LAYOUT_PLAIN, begin, digits_at(begin));
        last += is_right(&set->problems[i], MG_LAYOUT_PLAIN, end, digits_at(end));
    }
    return first > last ? first : last;
}

/* -- set-up ------------------------------------------------------------------------------------ */

static mg_status create_set(const mg_eval_config *config, const mg_task *task, mg_heldout *set) {
    if (config->create_set) return config->create_set(task->family, task->level, set);
    if (config->order != MG_ORDER_DRAWN)
        return mg_heldout_draw(task->family, task->level, config->split, config->order,
                               config->count, set);
    return mg_heldout_create(task->family, task->level, config->split, config->count, set);
}

static mg_status create_sets(mg_evaluator *e) {
    for (int i = 0; i < e->config.mixture.count; i++) {
        const mg_task *task = &e->config.mixture.task[i];
        mg_heldout *set = &e->sets[i];
        MG_TRY(create_set(&e->config, task, set));
        MG_TRY(count_constant(set, &e->scores[i].constant));
        e->scores[i].copy = count_copies(set);
        e->scores[i].complete = set->complete;
        int64_t question = mg_level_prompt_bound(task->family, task->level, e->config.layout);
        int64_t answer = mg_level_response_bound(task->family, task->level, e->config.layout);
        if (question > e->prompt_length) e->prompt_length = question;
        if (answer + 1 > e->answer_length) e->answer_length = answer + 1; /* and <eos> */
    }
    return MG_OK;
}

static mg_status create_engine(mg_evaluator *e) {
    if (e->model->config.causal) {
        int64_t length = e->prompt_length + e->answer_length;
        return mg_decoder_create(e->model, ROWS, length, &e->decoder);
    }
    /* The slots of training: their number belongs to the mixture, not to the problem. */
    int64_t slots = mg_mixture_answer_slots(&e->config.mixture, e->config.layout);
    return mg_slots_create(e->model, &e->config.tokenizer, ROWS, e->prompt_length, slots,
                           &e->slots);
}

mg_status mg_evaluator_create(mg_model *model, const mg_eval_config *config, mg_evaluator **out) {
    *out = NULL;
    mg_evaluator *e = mg_calloc(1, sizeof *e);
    if (!e) return MG_ERR_MEMORY;
    e->model = model;
    e->config = *config;
    mg_status status;
    MG_GO(create_sets(e));
    MG_GO(create_engine(e));
    e->answers = mg_calloc(config->count, (size_t)e->answer_length + 1);
    e->right = mg_calloc(config->count, sizeof *e->right);
    if (!e->answers || !e->right) status = MG_ERR_MEMORY;
done:
    if (status != MG_OK) {
        mg_evaluator_free(e);
        return status;
    }
    *out = e;
    return MG_OK;
}

void mg_evaluator_free(mg_evaluator *e) {
    if (!e) return;
    for (int i = 0; i < e->config.mixture.count; i++) mg_heldout_free(&e->sets[i]);
    mg_decoder_free(e->decoder);
    mg_slots_free(e->slots);
    mg_free(e->answers);
    mg_free(e->right);
    mg_free(e);
}

/* -- asking ------------------------------------------------------------------------------------ */

static mg_status decode_chunk(mg_evaluator *e, const mg_problem *problems, size_t n, char *answers,
                              size_t stride) {
    const mg_tokenizer *tokenizer = &e->config.tokenizer;
    size_t width = (size_t)e->prompt_length, out = (size_t)e->answer_length;
    int32_t *ids = mg_calloc(n * width, sizeof *ids), *said = mg_calloc(n * out, sizeof *said);
    mg_prompt *prompts = mg_calloc(n, sizeof *prompts);
    int64_t *lengths = mg_calloc(n, sizeof *lengths);
    mg_status status = ids && said && prompts && lengths ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    for (size_t i = 0; i < n; i++) {
        char prompt[MG_PROMPT_BYTES];
        size_t bytes = mg_problem_prompt(&problems[i], e->config.layout, prompt);
        prompts[i] = (mg_prompt){ids + i * width, (int64_t)bytes};
        MG_GO(mg_tokenizer_encode(tokenizer, prompt, bytes, ids + i * width));
    }
    MG_GO(mg_decoder_generate(
        e->decoder, &(mg_generation){.prompts = prompts,
                                     .n_prompts = (int64_t)n,
                                     .max_new = e->answer_length,
                                     .end_token = mg_tokenizer_id(tokenizer, MG_TOKEN_EOS),
                                     .sampling = MG_SAMPLING_GREEDY,
                                     .ids = said,
                                     .lengths = lengths}));
    for (size_t i = 0; i < n; i++) {
        mg_tokenizer_decode(tokenizer, said + i * out, (size_t)lengths[i], answers + i * stride,
                            stride);
    }
done:
    mg_free(ids);
    mg_free(said);
    mg_free(prompts);
    mg_free(lengths);
    return status;
}

static mg_status fill_chunk(mg_evaluator *e, const mg_problem *problems, size_t n, char *answers,
                            size_t stride) {
    for (size_t first = 0; first < n; first += ROWS) {
        mg_question questions[ROWS];
        char prompts[ROWS][MG_PROMPT_BYTES];
        size_t rows = n - first < ROWS ? n - first : ROWS;
        for (size_t r = 0; r < rows; r++) {
            size_t bytes = mg_problem_prompt(&problems[first + r], e->config.layout, prompts[r]);
            questions[r] = (mg_question){prompts[r], bytes};
        }
        MG_TRY(mg_slots_fill(e->slots, questions, rows, answers + first * stride, stride));
    }
    return MG_OK;
}

mg_status mg_evaluator_run_task(mg_evaluator *e, int task) {
    const mg_heldout *set = &e->sets[task];
    mg_score *score = &e->scores[task];
    size_t stride = (size_t)e->answer_length + 1;
    score->correct = 0;
    score->total = set->count;
    for (size_t first = 0; first < set->count; first += CHUNK) {
        size_t n = set->count - first < CHUNK ? set->count - first : CHUNK;
        const mg_problem *problems = set->problems + first;
        MG_TRY(
            (e->decoder ? decode_chunk : fill_chunk)(e, problems, n, answer_of(e, first), stride));
        for (size_t i = first; i < first + n; i++) {
            const char *answer = answer_of(e, i);
            e->right[i] = is_right(&set->problems[i], e->config.layout, answer, strlen(answer));
            score->correct += e->right[i];
        }
        if (e->config.progress) e->config.progress(e->config.context, task, first + n);
    }
    return MG_OK;
}

mg_status mg_evaluator_run(mg_evaluator *e) {
    for (int i = 0; i < e->config.mixture.count; i++) MG_TRY(mg_evaluator_run_task(e, i));
    return MG_OK;
}

double mg_evaluator_mean(const mg_evaluator *e) {
    double sum = 0;
    int n = e->config.mixture.count;
    for (int i = 0; i < n; i++) {
        sum += (double)e->scores[i].correct / (double)e->scores[i].total;
    }
    return sum / n;
}

mg_interval mg_evaluator_mean_interval(const mg_evaluator *e) {
    double variance = 0, mean = mg_evaluator_mean(e);
    int n = e->config.mixture.count;
    for (int i = 0; i < n; i++) {
        double total = (double)e->scores[i].total,
               p = ((double)e->scores[i].correct + 1) / (total + 2);
        variance += p * (1 - p) / total;
    }
    double half = 1.96 * sqrt(variance) / n;
    return (mg_interval){fmax(0, mean - half), fmin(1, mean + half)};
}

void mg_task_name(const mg_task *task, char *name, size_t size) {
    snprintf(name, size, "%s:%d%s%s", task->family->name, task->level, task->source ? "@" : "",
             task->source ? task->source : "");
}

mg_interval mg_wilson_interval(size_t correct, size_t total) {
    const double z = 1.959963984540054; /* 97.5% point of the normal distribution */
    double n = (double)total, p = (double)correct / n;
    double middle = p + z * z / (2 * n), spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    double low = (middle - spread) / (1 + z * z / n), high = (middle + spread) / (1 + z * z / n);
    return (mg_interval){low > 0 ? low : 0, high < 1 ? high : 1};
}
