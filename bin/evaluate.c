#include "bin/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/tokenizer.h"

#define ROWS 64 /* problems asked side by side */

static char *answer_of(const mg_evaluator *e, size_t problem) {
    return e->answers + problem * ((size_t)e->answer_length + 1);
}

const char *mg_evaluator_answer(const mg_evaluator *e, size_t problem) {
    return answer_of(e, problem);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* How often the most frequent answer of the set occurs. */
static mg_status count_majority(const mg_heldout *set, size_t *majority) {
    const char **answers = mg_calloc(set->count, sizeof *answers);
    if (!answers) return MG_ERR_MEMORY;
    for (size_t i = 0; i < set->count; i++) answers[i] = set->problems[i].answer;
    qsort(answers, set->count, sizeof *answers, by_text);
    *majority = 0;
    for (size_t i = 0, run = 0; i < set->count; i++) {
        run = i > 0 && strcmp(answers[i], answers[i - 1]) == 0 ? run + 1 : 1;
        if (run > *majority) *majority = run;
    }
    mg_free(answers);
    return MG_OK;
}

static mg_status create_sets(mg_evaluator *e) {
    for (int i = 0; i < e->config.mixture.count; i++) {
        const mg_task *task = &e->config.mixture.task[i];
        mg_heldout *set = &e->sets[i];
        MG_TRY(mg_heldout_create(task->family, task->level, e->config.split, e->config.count, set));
        MG_TRY(count_majority(set, &e->scores[i].majority));
        e->scores[i].complete = set->complete;
        int64_t question = mg_level_bounds(task->family, task->level).question;
        int64_t answer = mg_level_response_bound(task->family, task->level, e->config.layout);
        if (question > e->prompt_length) e->prompt_length = question;
        if (answer + 1 > e->answer_length) e->answer_length = answer + 1; /* and <eos> */
    }
    return MG_OK;
}

static mg_status create_engine(mg_evaluator *e) {
    int64_t length = e->prompt_length + e->answer_length;
    if (e->model->config.causal) return mg_decoder_create(e->model, ROWS, length, &e->decoder);
    MG_TRY(mg_batch_create(&e->batch, ROWS, length));
    return mg_forward_create(e->model, ROWS, length, &e->forward);
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
    if (!e->answers) status = MG_ERR_MEMORY;
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
    mg_forward_free(e->forward);
    mg_batch_free(&e->batch);
    mg_free(e->answers);
    mg_free(e);
}

static void store_answer(mg_evaluator *e, size_t problem, const int32_t *ids, int64_t n) {
    mg_tokenizer_decode(ids, (size_t)n, answer_of(e, problem), (size_t)e->answer_length + 1);
}

/* -- decoder ----------------------------------------------------------------------------------- */

static mg_status decode_set(mg_evaluator *e, const mg_heldout *set) {
    size_t n = set->count, width = (size_t)e->prompt_length, out = (size_t)e->answer_length;
    int32_t *ids = mg_calloc(n * width, sizeof *ids),
            *answers = mg_calloc(n * out, sizeof *answers);
    mg_prompt *prompts = mg_calloc(n, sizeof *prompts);
    int64_t *lengths = mg_calloc(n, sizeof *lengths);
    mg_status status = ids && answers && prompts && lengths ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    for (size_t i = 0; i < n; i++) {
        const mg_problem *p = &set->problems[i];
        prompts[i].ids = ids + i * width;
        prompts[i].n =
            (int64_t)mg_tokenizer_encode(p->question, p->question_bytes, ids + i * width);
    }
    MG_GO(mg_decoder_generate(e->decoder, &(mg_generation){.prompts = prompts,
                                                           .n_prompts = (int64_t)n,
                                                           .max_new = e->answer_length,
                                                           .end_token = MG_TOKEN_EOS,
                                                           .sampling = MG_SAMPLING_GREEDY,
                                                           .ids = answers,
                                                           .lengths = lengths}));
    for (size_t i = 0; i < n; i++) store_answer(e, i, answers + i * out, lengths[i]);
done:
    mg_free(ids);
    mg_free(answers);
    mg_free(prompts);
    mg_free(lengths);
    return status;
}

/* -- encoder: one problem per row, all slots at once --------------------------------------------
 */

static void read_slots(mg_evaluator *e, const float *logits, size_t row, size_t problem,
                       size_t question_bytes) {
    int64_t vocabulary = e->model->config.vocab_size, cols = e->batch.cols, n = 0;
    int32_t ids[MG_RESPONSE_BYTES];
    for (int64_t col = (int64_t)question_bytes; col < cols; col++) {
        size_t at = row * (size_t)cols + (size_t)col;
        if (e->batch.segments[at] == MG_SEGMENT_PAD || n == MG_RESPONSE_BYTES) break;
        int32_t token = mg_sample_greedy(logits + at * (size_t)vocabulary, vocabulary);
        if (token == MG_TOKEN_EOS) break;
        ids[n++] = token;
    }
    store_answer(e, problem, ids, n);
}

static mg_status fill_slots(mg_evaluator *e, const mg_heldout *set) {
    /* The slots of training: their number belongs to the mixture, not to the problem. */
    mg_pack_options options = {
        .causal = false,
        .answer_slots = mg_mixture_answer_slots(&e->config.mixture, e->config.layout),
    };
    for (size_t first = 0; first < set->count; first += ROWS) {
        size_t rows = set->count - first < ROWS ? set->count - first : ROWS;
        mg_batch_clear(&e->batch);
        for (size_t r = 0; r < rows; r++) {
            const mg_problem *p = &set->problems[first + r];
            mg_batch row = e->batch; /* a batch of one row inside the batch */
            size_t at = r * (size_t)row.cols;
            row.rows = 1;
            row.ids += at, row.targets += at, row.segments += at, row.positions += at;
            row.loss_mask += at;
            mg_packer packer;
            bool placed;
            mg_packer_start(&packer, &row, options);
            MG_TRY(mg_packer_add(&packer, p->question, p->question_bytes, "", 0, &placed));
        }
        const float *logits;
        MG_TRY(mg_forward_run(e->forward, &e->batch, &logits));
        for (size_t r = 0; r < rows; r++) {
            read_slots(e, logits, r, first + r, set->problems[first + r].question_bytes);
        }
    }
    return MG_OK;
}

/* -- both ---------------------------------------------------------------------------------------
 */

mg_status mg_evaluator_run_task(mg_evaluator *e, int task) {
    const mg_heldout *set = &e->sets[task];
    MG_TRY(e->decoder ? decode_set(e, set) : fill_slots(e, set));
    mg_score *score = &e->scores[task];
    score->total = set->count;
    score->correct = 0;
    for (size_t i = 0; i < set->count; i++) {
        const char *answer = answer_of(e, i);
        mg_judgement j =
            mg_problem_verify(&set->problems[i], e->config.layout, answer, strlen(answer));
        score->correct += j.reward == 1;
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
