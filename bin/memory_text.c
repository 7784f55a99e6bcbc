#include "bin/memory_text.h"

#include <math.h>
#include <string.h>

#include "core/base/alloc.h"

/* -- problems without end ---------------------------------------------------------------------- */

mg_status mg_memory_text_start(mg_memory_text *text, const mg_stream *stream, int64_t rows) {
    *text = (mg_memory_text){.stream = stream, .rows = rows};
    text->lines = mg_calloc((size_t)rows, sizeof *text->lines);
    if (!text->lines) return MG_ERR_MEMORY;
    for (int64_t b = 0; b < rows; b++) text->lines[b].next = stream->position + (uint64_t)b;
    return MG_OK;
}

void mg_memory_text_free(mg_memory_text *text) {
    mg_free(text->lines);
    *text = (mg_memory_text){0};
}

static mg_status next_problem(mg_memory_text *text, mg_memory_line *line) {
    const mg_stream_config *config = &text->stream->config;
    mg_problem problem;
    char answer[MG_RESPONSE_BYTES];
    MG_TRY(mg_stream_item(text->stream, line->next, &problem));
    line->next += (uint64_t)text->rows;
    size_t question = strlen(problem.question);
    size_t bytes = mg_problem_render(&problem, config->layout, answer);
    line->at = 0;
    line->question = (int64_t)question;
    line->length = (int64_t)(question + bytes);
    MG_TRY(mg_tokenizer_encode(&config->tokenizer, problem.question, question, line->ids));
    return mg_tokenizer_encode(&config->tokenizer, answer, bytes, line->ids + question);
}

/* The next token of a line: what it is, what comes after, and whether that counts. */
static void put_token(const mg_memory_text *text, mg_memory_line *line, mg_batch *batch,
                      int64_t i) {
    const mg_tokenizer *tokenizer = &text->stream->config.tokenizer;
    bool last = line->at + 1 == line->length;
    batch->ids[i] = line->ids[line->at];
    batch->targets[i] = last ? mg_tokenizer_id(tokenizer, MG_TOKEN_EOS) : line->ids[line->at + 1];
    batch->loss_mask[i] = line->at + 1 >= line->question ? 1.0f : 0.0f;
    batch->target_tokens += batch->loss_mask[i] > 0;
    line->at++;
}

mg_status mg_memory_text_next(mg_memory_text *text, mg_batch *batch) {
    mg_batch_clear(batch);
    for (int64_t b = 0; b < text->rows; b++) {
        mg_memory_line *line = &text->lines[b];
        for (int64_t t = 0; t < batch->cols; t++) {
            int64_t i = b * batch->cols + t;
            while (line->at == line->length) MG_TRY(next_problem(text, line));
            put_token(text, line, batch, i);
            batch->segments[i] = 0;
            batch->positions[i] = (int32_t)t;
        }
    }
    return MG_OK;
}

/* -- texts that are kept ----------------------------------------------------------------------- */

static mg_status create_batches(mg_memory_texts *texts) {
    int64_t n = texts->groups * texts->parts;
    texts->batches = mg_calloc((size_t)n, sizeof *texts->batches);
    if (!texts->batches) return MG_ERR_MEMORY;
    for (int64_t i = 0; i < n; i++)
        MG_TRY(mg_batch_create(&texts->batches[i], texts->rows, texts->cols));
    return MG_OK;
}

void mg_memory_texts_free(mg_memory_texts *texts) {
    for (int64_t i = 0; texts->batches && i < texts->groups * texts->parts; i++)
        mg_batch_free(&texts->batches[i]);
    mg_free(texts->batches);
    texts->batches = NULL;
}

mg_status mg_memory_texts_of_problems(mg_memory_texts *texts, const mg_stream *stream) {
    MG_TRY(create_batches(texts));
    mg_stream from = *stream;
    for (int64_t g = 0; g < texts->groups; g++) {
        mg_memory_text text;
        mg_status status = mg_memory_text_start(&text, &from, texts->rows);
        for (int64_t p = 0; status == MG_OK && p < texts->parts; p++)
            status = mg_memory_text_next(&text, &texts->batches[g * texts->parts + p]);
        /* No group has a problem of another. */
        for (int64_t b = 0; status == MG_OK && b < texts->rows; b++)
            if (text.lines[b].next > from.position) from.position = text.lines[b].next;
        mg_memory_text_free(&text);
        MG_TRY(status);
    }
    return MG_OK;
}

/* Columns [part * cols, ...) of whole texts. */
static void cut(const mg_batch *whole, int64_t part, mg_batch *out) {
    mg_batch_clear(out);
    for (int64_t b = 0; b < out->rows; b++) {
        for (int64_t t = 0; t < out->cols; t++) {
            int64_t to = b * out->cols + t, from = b * whole->cols + part * out->cols + t;
            out->ids[to] = whole->ids[from];
            out->targets[to] = whole->targets[from];
            out->loss_mask[to] = whole->loss_mask[from];
            out->segments[to] = whole->segments[from];
            out->positions[to] = (int32_t)t;
            out->target_tokens += out->loss_mask[to] > 0;
        }
    }
}

mg_status mg_memory_texts_of_recall(mg_memory_texts *texts, const mg_recall *task, uint64_t seed) {
    mg_batch whole = {0};
    mg_status status;
    MG_GO(create_batches(texts));
    MG_GO(mg_batch_create(&whole, texts->rows, task->length));
    for (int64_t g = 0; g < texts->groups; g++) {
        MG_GO(mg_recall_fill(task, seed, (uint64_t)(g * texts->rows), &whole));
        for (int64_t p = 0; p < texts->parts; p++)
            cut(&whole, p, &texts->batches[g * texts->parts + p]);
    }
done:
    mg_batch_free(&whole);
    return status;
}

/* -- loss -------------------------------------------------------------------------------------- */

static double log_sum_exp(const float *x, int64_t n) {
    float most = x[0];
    for (int64_t i = 1; i < n; i++) most = x[i] > most ? x[i] : most;
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += exp((double)(x[i] - most));
    return (double)most + log(sum);
}

double mg_memory_text_nats(const float *logits, int64_t vocabulary, int32_t target) {
    return log_sum_exp(logits, vocabulary) - (double)logits[target];
}

double mg_memory_text_loss(const mg_batch *batch, const float *logits, int64_t vocabulary) {
    double loss = 0;
    for (int64_t i = 0; i < batch->rows * batch->cols; i++) {
        if (batch->loss_mask[i] == 0) continue;
        loss += mg_memory_text_nats(logits + i * vocabulary, vocabulary, batch->targets[i]);
    }
    return loss;
}
