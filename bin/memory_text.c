#include "bin/memory_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "core/base/alloc.h"

/* -- rows without end -------------------------------------------------------------------------- */

static void open_item(const mg_memory_text *text, mg_memory_line *line, uint64_t item) {
    line->place = (mg_memory_place){.item = item};
    line->at = line->length = 0;
    if (text->distant) mg_distant_start(&line->text, text->distant, item);
}

mg_status mg_memory_text_start(mg_memory_text *text, const mg_stream *stream,
                               const mg_distant_config *distant, int64_t rows) {
    *text = (mg_memory_text){.stream = stream, .distant = distant, .rows = rows};
    text->lines = mg_calloc((size_t)rows, sizeof *text->lines);
    if (!text->lines) return MG_ERR_MEMORY;
    for (int64_t b = 0; b < rows; b++)
        open_item(text, &text->lines[b], stream->position + (uint64_t)b);
    return MG_OK;
}

void mg_memory_text_free(mg_memory_text *text) {
    mg_free(text->lines);
    *text = (mg_memory_text){0};
}

/* *more = false: the line's problem was already read. */
static mg_status take_problem(const mg_memory_text *text, mg_memory_line *line, bool *more) {
    const mg_stream_config *config = &text->stream->config;
    mg_problem problem;
    char answer[MG_RESPONSE_BYTES];
    *more = line->place.at == 0;
    if (!*more) return MG_OK;
    MG_TRY(mg_stream_item(text->stream, line->place.item, &problem));
    size_t question = strlen(problem.question);
    size_t bytes = mg_problem_render(&problem, config->layout, answer);
    line->at = 0;
    line->question = (int64_t)question;
    line->length = line->answered = (int64_t)(question + bytes);
    MG_TRY(mg_tokenizer_encode(&config->tokenizer, problem.question, question, line->ids));
    return mg_tokenizer_encode(&config->tokenizer, answer, bytes, line->ids + question);
}

static mg_status take_piece(const mg_memory_text *text, mg_memory_line *line, bool *more) {
    mg_piece piece;
    MG_TRY(mg_distant_next(&line->text, &piece, more));
    if (!*more) return MG_OK;
    line->at = 0;
    line->question = (int64_t)piece.prompt_bytes;
    line->answered = (int64_t)(piece.prompt_bytes + piece.answer_bytes);
    line->length = (int64_t)mg_piece_bytes(&piece);
    line->role = piece.kind == MG_PIECE_FIRST   ? MG_ROLE_FIRST
                 : piece.kind == MG_PIECE_ASKED ? MG_ROLE_ASKED + (int)piece.facts
                                                : MG_ROLE_NONE;
    return mg_tokenizer_encode(&text->stream->config.tokenizer, piece.text, mg_piece_bytes(&piece),
                               line->ids);
}

static mg_status next_piece(const mg_memory_text *text, mg_memory_line *line) {
    for (;;) {
        bool more;
        MG_TRY(text->distant ? take_piece(text, line, &more) : take_problem(text, line, &more));
        if (more) return MG_OK;
        open_item(text, line, line->place.item + (uint64_t)text->rows);
    }
}

/* The next token of a line: what it is, what comes after, and whether that counts. */
static void put_token(const mg_memory_text *text, mg_memory_line *line, mg_batch *batch,
                      int64_t i) {
    const mg_stream_config *config = &text->stream->config;
    int64_t next = ++line->at;
    bool answers =
        next >= line->question && next <= line->answered && line->answered > line->question;
    bool ends = answers && next == line->answered;
    batch->ids[i] = line->ids[next - 1];
    batch->targets[i] = ends || next == line->length
                            ? mg_tokenizer_id(&config->tokenizer, MG_TOKEN_EOS)
                            : line->ids[next];
    batch->loss_mask[i] = answers || (config->loss_on_all && next < line->length) ? 1.0f : 0.0f;
    batch->target_tokens += batch->loss_mask[i] > 0;
    if (text->roles) text->roles[i] = (uint8_t)(answers && line->whole ? line->role : MG_ROLE_NONE);
    line->place.at++;
    line->started = true;
}

mg_status mg_memory_text_next(mg_memory_text *text, mg_batch *batch) {
    mg_batch_clear(batch);
    for (int64_t b = 0; b < text->rows; b++) {
        mg_memory_line *line = &text->lines[b];
        batch->carried[b] = line->started;
        line->whole = line->at == line->length;
        for (int64_t t = 0; t < batch->cols; t++) {
            int64_t i = b * batch->cols + t;
            if (line->at == line->length) {
                MG_TRY(next_piece(text, line));
                line->whole = true;
            }
            put_token(text, line, batch, i);
            batch->segments[i] = 0;
            batch->positions[i] = (int32_t)t;
        }
    }
    return MG_OK;
}

mg_memory_place mg_memory_text_place(const mg_memory_text *text, int64_t row) {
    return text->lines[row].place;
}

mg_status mg_memory_text_seek(mg_memory_text *text, int64_t row, mg_memory_place place) {
    mg_memory_line *line = &text->lines[row];
    open_item(text, line, place.item);
    while (line->place.at < place.at) {
        MG_TRY(next_piece(text, line));
        if (line->place.item != place.item)
            return mg_fail(MG_ERR_FORMAT, "text %" PRIu64 " has no token %" PRId64, place.item,
                           place.at);
        int64_t left = place.at - line->place.at;
        line->at = left < line->length ? left : line->length;
        line->place.at += line->at;
    }
    line->started = place.at > 0 || place.item >= text->stream->position + (uint64_t)text->rows;
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

mg_status mg_memory_texts_of_problems(mg_memory_texts *texts, const mg_stream *stream,
                                      const mg_distant_config *distant) {
    MG_TRY(create_batches(texts));
    mg_stream from = *stream;
    for (int64_t g = 0; g < texts->groups; g++) {
        mg_memory_text text;
        mg_status status = mg_memory_text_start(&text, &from, distant, texts->rows);
        for (int64_t p = 0; status == MG_OK && p < texts->parts; p++)
            status = mg_memory_text_next(&text, &texts->batches[g * texts->parts + p]);
        /* No group has a problem of another. */
        uint64_t rows = (uint64_t)texts->rows, last = from.position;
        for (int64_t b = 0; status == MG_OK && b < texts->rows; b++)
            last = text.lines[b].place.item > last ? text.lines[b].place.item : last;
        from.position = last + rows;
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
