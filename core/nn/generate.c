/* Continuing texts: prompts go through the rows of a decoder in turns. */
#include "core/nn/decoder.h"

#define NO_PROMPT (-1)

/* Gives row r the next prompt, or rest. */
static void start_row(mg_decoder *d, const mg_generation *g, int64_t r, int64_t *next) {
    d->positions[r] = 0;
    d->prompt[r] = *next < g->n_prompts ? (*next)++ : NO_PROMPT;
    d->ids[r] = d->prompt[r] == NO_PROMPT ? -1 : g->prompts[d->prompt[r]].ids[0];
    if (d->prompt[r] != NO_PROMPT) g->lengths[d->prompt[r]] = 0;
}

/* Moves row r on by one token; *ended tells that its continuation is complete. */
static mg_status advance_row(mg_decoder *d, const mg_generation *g, int64_t r, const float *logits,
                             bool *ended) {
    int64_t i = d->prompt[r];
    const mg_prompt *prompt = &g->prompts[i];
    *ended = false;
    d->positions[r]++;
    if (d->positions[r] < prompt->n) {
        d->ids[r] = prompt->ids[d->positions[r]];
        return MG_OK;
    }
    int64_t *length = &g->lengths[i];
    mg_rng rng = mg_rng_at(g->seed, g->first_prompt + (uint64_t)i, (uint32_t)*length);
    int32_t token;
    MG_TRY(mg_sample(&g->sampling, logits + r * d->vocabulary, d->vocabulary, &rng, &token));
    if (token != g->end_token) {
        g->ids[i * g->max_new + *length] = token;
        (*length)++;
    }
    d->ids[r] = token;
    *ended = token == g->end_token || *length == g->max_new;
    return MG_OK;
}

static mg_status check_lengths(const mg_decoder *d, const mg_generation *g) {
    for (int64_t i = 0; i < g->n_prompts; i++) {
        int64_t n = g->prompts[i].n;
        if (n < 1) return mg_fail(MG_ERR_ARG, "prompt %lld is empty", (long long)i + 1);
        if (!d->endless && n + g->max_new - 1 > d->length) {
            return mg_fail(MG_ERR_ARG,
                           "prompt %lld has %lld tokens; with %lld new ones that is more than the "
                           "%lld of a row",
                           (long long)i + 1, (long long)n, (long long)g->max_new,
                           (long long)d->length);
        }
    }
    return MG_OK;
}

mg_status mg_decoder_generate(mg_decoder *d, const mg_generation *g) {
    MG_TRY(check_lengths(d, g));
    int64_t next = 0, active = 0;
    for (int64_t r = 0; r < d->rows; r++) {
        start_row(d, g, r, &next);
        active += d->prompt[r] != NO_PROMPT;
    }
    while (active > 0) {
        const float *logits;
        MG_TRY(mg_decoder_step(d, d->ids, d->positions, &logits));
        for (int64_t r = 0; r < d->rows; r++) {
            if (d->prompt[r] == NO_PROMPT) continue;
            bool ended;
            MG_TRY(advance_row(d, g, r, logits, &ended));
            if (!ended) continue;
            start_row(d, g, r, &next);
            active -= d->prompt[r] == NO_PROMPT;
        }
    }
    return MG_OK;
}
