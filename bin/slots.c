#include "bin/slots.h"

#include "core/base/alloc.h"
#include "core/nn/infer.h"
#include "data/pack.h"

struct mg_slots {
    mg_pack_options options;
    mg_forward *forward;
    mg_batch batch; /* one question per row */
    int64_t vocabulary;
    int32_t *ids; /* of one answer */
};

mg_status mg_slots_create(mg_model *model, const mg_tokenizer *tokenizer, int64_t rows,
                          int64_t question_bytes, int64_t answer_slots, mg_slots **out) {
    *out = NULL;
    mg_slots *s = mg_calloc(1, sizeof *s);
    if (!s) return MG_ERR_MEMORY;
    s->options = (mg_pack_options){.answer_slots = answer_slots, .tokenizer = *tokenizer};
    s->vocabulary = model->config.vocab_size;
    int64_t length = question_bytes + answer_slots;
    mg_status status;
    MG_GO(mg_batch_create(&s->batch, rows, length));
    MG_GO(mg_forward_create(model, rows, length, &s->forward));
    s->ids = mg_calloc((size_t)answer_slots, sizeof *s->ids);
    if (!s->ids) status = MG_ERR_MEMORY;
done:
    if (status != MG_OK) {
        mg_slots_free(s);
        return status;
    }
    *out = s;
    return MG_OK;
}

void mg_slots_free(mg_slots *s) {
    if (!s) return;
    mg_forward_free(s->forward);
    mg_batch_free(&s->batch);
    mg_free(s->ids);
    mg_free(s);
}

static mg_status place_question(mg_slots *s, int64_t row, const mg_question *question) {
    mg_batch one = s->batch; /* a batch of one row inside the batch */
    int64_t at = row * one.cols;
    one.rows = 1;
    one.ids += at, one.targets += at, one.segments += at, one.positions += at;
    one.loss_mask += at;
    mg_packer packer;
    bool placed;
    mg_packer_start(&packer, &one, s->options);
    return mg_packer_add(&packer, question->text, question->bytes, "", 0, &placed);
}

static void read_answer(mg_slots *s, const float *logits, char *answer, size_t size) {
    size_t n = 0;
    const mg_tokenizer *tokenizer = &s->options.tokenizer;
    int32_t eos = mg_tokenizer_id(tokenizer, MG_TOKEN_EOS);
    for (int64_t slot = 0; slot < s->options.answer_slots; slot++) {
        int32_t token = mg_sample_greedy(logits + slot * s->vocabulary, s->vocabulary);
        if (token == eos) break;
        s->ids[n++] = token;
    }
    mg_tokenizer_decode(tokenizer, s->ids, n, answer, size);
}

mg_status mg_slots_fill(mg_slots *s, const mg_question *questions, size_t n, char *answers,
                        size_t stride) {
    const float *logits;
    mg_batch_clear(&s->batch);
    for (size_t i = 0; i < n; i++) MG_TRY(place_question(s, (int64_t)i, &questions[i]));
    MG_TRY(mg_forward_run(s->forward, &s->batch, &logits));
    for (size_t i = 0; i < n; i++) {
        size_t at = i * (size_t)s->batch.cols + questions[i].bytes;
        read_answer(s, logits + at * (size_t)s->vocabulary, answers + i * stride, stride);
    }
    return MG_OK;
}
