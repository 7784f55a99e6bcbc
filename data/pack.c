#include "data/pack.h"

#include <inttypes.h>

void mg_packer_start(mg_packer *packer, mg_batch *batch, mg_pack_options options) {
    *packer = (mg_packer){.batch = batch, .options = options};
    mg_batch_clear(batch);
    int32_t pad = mg_tokenizer_id(&packer->options.tokenizer, MG_TOKEN_PAD);
    for (int64_t i = 0; i < batch->rows * batch->cols; i++) batch->ids[i] = pad;
}

int64_t mg_pack_length(const mg_pack_options *options, size_t question_bytes, size_t answer_bytes) {
    return (int64_t)question_bytes +
           (options->causal ? (int64_t)answer_bytes : options->answer_slots);
}

static mg_status check_problem(const mg_packer *packer, size_t question_bytes, size_t answer_bytes,
                               int64_t length) {
    if (question_bytes == 0)
        return mg_fail(MG_ERR_ARG, "a problem needs a question of at least one byte");
    if (length > packer->batch->cols)
        return mg_fail(MG_ERR_SHAPE,
                       "a problem of %" PRId64 " tokens does not fit into rows of %" PRId64
                       "; use longer sequences",
                       length, packer->batch->cols);
    if (!packer->options.causal && (int64_t)answer_bytes >= packer->options.answer_slots)
        return mg_fail(MG_ERR_SHAPE,
                       "an answer of %zu tokens and <eos> need %zu slots, not %" PRId64,
                       answer_bytes, answer_bytes + 1, packer->options.answer_slots);
    return MG_OK;
}

/* The causal segment at offset `at`: every token's target is the token after it. */
static void put_causal(mg_packer *packer, int64_t at, size_t question_bytes, int64_t length) {
    mg_batch *batch = packer->batch;
    int32_t eos = mg_tokenizer_id(&packer->options.tokenizer, MG_TOKEN_EOS);
    for (int64_t i = 0; i < length; i++) {
        batch->targets[at + i] = i + 1 < length ? batch->ids[at + i + 1] : eos;
        bool counts = packer->options.loss_on_all || i + 1 >= (int64_t)question_bytes;
        batch->loss_mask[at + i] = counts ? 1.0f : 0.0f;
        batch->target_tokens += counts;
    }
}

/* The encoder segment: the answer moves from the ids to the targets, its slots are masked. */
static void put_slots(mg_packer *packer, int64_t at, size_t question_bytes, size_t answer_bytes) {
    mg_batch *batch = packer->batch;
    int64_t first = at + (int64_t)question_bytes;
    int32_t eos = mg_tokenizer_id(&packer->options.tokenizer, MG_TOKEN_EOS);
    int32_t mask = mg_tokenizer_id(&packer->options.tokenizer, MG_TOKEN_MASK);
    for (int64_t i = at; i < first; i++) {
        batch->targets[i] = batch->ids[i];
        batch->loss_mask[i] = 0.0f;
    }
    for (int64_t i = 0; i < packer->options.answer_slots; i++) {
        bool in_answer = i < (int64_t)answer_bytes;
        batch->targets[first + i] = in_answer ? batch->ids[first + i] : eos;
        batch->ids[first + i] = mask;
        batch->loss_mask[first + i] = 1.0f;
    }
    batch->target_tokens += packer->options.answer_slots;
}

mg_status mg_packer_add(mg_packer *packer, const char *question, size_t question_bytes,
                        const char *answer, size_t answer_bytes, bool *placed) {
    mg_batch *batch = packer->batch;
    int64_t length = mg_pack_length(&packer->options, question_bytes, answer_bytes);
    MG_TRY(check_problem(packer, question_bytes, answer_bytes, length));
    if (packer->col + length > batch->cols) {
        packer->row++;
        packer->col = 0;
        packer->segment = 0;
    }
    *placed = packer->row < batch->rows;
    if (!*placed) return MG_OK;

    int64_t at = packer->row * batch->cols + packer->col;
    const mg_tokenizer *tokenizer = &packer->options.tokenizer;
    MG_TRY(mg_tokenizer_encode(tokenizer, question, question_bytes, batch->ids + at));
    MG_TRY(mg_tokenizer_encode(tokenizer, answer, answer_bytes, batch->ids + at + question_bytes));
    for (int64_t i = 0; i < length; i++) {
        batch->segments[at + i] = packer->segment;
        batch->positions[at + i] = (int32_t)i;
    }
    if (packer->options.causal)
        put_causal(packer, at, question_bytes, length);
    else
        put_slots(packer, at, question_bytes, answer_bytes);
    packer->col += length;
    packer->segment++;
    return MG_OK;
}
