#include "gym/stream.h"

#include <inttypes.h>

#include "gym/family.h"
#include "gym/feeder.h"

int64_t mg_mixture_answer_slots(const mg_mixture *mixture, mg_layout layout) {
    int longest = 0;
    for (int i = 0; i < mixture->count; i++) {
        const mg_task *task = &mixture->task[i];
        int bound = mg_level_response_bound(task->family, task->level, layout);
        if (bound > longest) longest = bound;
    }
    return longest + 1;
}

static int64_t longest_problem(const mg_stream_config *config, const mg_pack_options *pack) {
    int64_t longest = 0;
    for (int i = 0; i < config->mixture.count; i++) {
        const mg_task *task = &config->mixture.task[i];
        size_t question = (size_t)mg_level_prompt_bound(task->family, task->level, config->layout);
        size_t answer = (size_t)mg_level_response_bound(task->family, task->level, config->layout);
        int64_t length = mg_pack_length(pack, question, answer);
        if (length > longest) longest = length;
    }
    return longest;
}

static mg_status make_item(const mg_stream_config *config, mg_item item, mg_problem *problem) {
    return config->walks ? mg_walks_item(config->walks, &item, problem)
                         : mg_problem_generate(&item, problem);
}

mg_status mg_stream_init(mg_stream *stream, const mg_stream_config *config) {
    *stream = (mg_stream){.config = *config};
    stream->pack = (mg_pack_options){
        .causal = config->causal,
        .loss_on_all = config->loss_on_all,
        .answer_slots = mg_mixture_answer_slots(&config->mixture, config->layout),
        .tokenizer = config->tokenizer,
    };
    stream->longest = longest_problem(config, &stream->pack);
    for (int i = 0; i < config->mixture.count; i++) {
        const mg_task *task = &config->mixture.task[i];
        mg_problem probe;
        MG_TRY(make_item(
            config,
            (mg_item){task->family, task->level, config->split, config->seed, 0, config->order},
            &probe));
    }
    return MG_OK;
}

mg_status mg_stream_item(const mg_stream *stream, uint64_t index, mg_problem *problem) {
    const mg_stream_config *config = &stream->config;
    return make_item(
        config,
        mg_mixture_item(&config->mixture, config->order, config->split, config->seed, index),
        problem);
}

bool mg_stream_is_repeat(const mg_stream *stream, const mg_item *item, uint64_t *problems) {
    const mg_walk *walk;
    if (item->order != MG_ORDER_WALK || !stream->config.walks) return false;
    if (mg_walks_find(stream->config.walks, item->family, item->level, item->split, &walk) != MG_OK)
        return false;
    *problems = mg_walk_count(walk);
    return *problems > 0 && item->index >= *problems;
}

/* The item at the position, from the feeder where there is one. */
static mg_status next_problem(const mg_stream *stream, mg_problem *made,
                              const mg_problem **problem) {
    if (stream->feeder) return mg_feeder_item(stream->feeder, stream->position, problem);
    *problem = made;
    return mg_stream_item(stream, stream->position, made);
}

mg_status mg_stream_next_batch(mg_stream *stream, mg_batch *batch) {
    if (batch->cols < stream->longest)
        return mg_fail(MG_ERR_SHAPE,
                       "rows of %" PRId64 " tokens are too short for problems of up to %" PRId64
                       "; use longer sequences",
                       batch->cols, stream->longest);
    mg_packer packer;
    mg_packer_start(&packer, batch, stream->pack);
    for (;;) {
        mg_problem made;
        const mg_problem *problem;
        char prompt[MG_PROMPT_BYTES], response[MG_RESPONSE_BYTES];
        bool placed;
        MG_TRY(next_problem(stream, &made, &problem));
        size_t prompt_bytes = mg_problem_prompt(problem, stream->config.layout, prompt);
        size_t bytes = mg_problem_render(problem, stream->config.layout, response);
        MG_TRY(mg_packer_add(&packer, prompt, prompt_bytes, response, bytes, &placed));
        if (!placed) return MG_OK;
        stream->position++;
    }
}
