#include "bin/problem_writer.h"

#include <string.h>

#include "bin/cli.h"
#include "core/base/alloc.h"
#include "gym/key_set.h"

enum { BLOCK_ITEMS = 256, BLOCKS_A_THREAD = 4 };

typedef struct block {
    mg_json_writer out;
    size_t ends[BLOCK_ITEMS]; /* of each record in the text */
    mg_item items[BLOCK_ITEMS];
    mg_key keys[BLOCK_ITEMS];
    int64_t count;
    mg_status status;
    char error[256]; /* error texts belong to threads */
} block;

typedef struct round {
    const mg_problem_plan *plan;
    block *blocks;
    bool distinct;   /* leave out problems that were written */
    mg_key_set seen; /* where distinct */
    int64_t streak;  /* repeats since the last new one */
    uint64_t first;
    int64_t left;
} round;

static mg_status fill_block(const round *r, block *b, uint64_t first) {
    const mg_problem_plan *plan = r->plan;
    for (int64_t i = 0; i < b->count; i++) {
        mg_problem problem;
        MG_TRY(mg_stream_item(plan->stream, first + (uint64_t)i, &problem));
        MG_TRY(mg_record_write(&b->out, &problem, plan->stream->config.layout, plan->format));
        b->items[i] = problem.item;
        b->keys[i] = problem.key;
        b->ends[i] = b->out.length;
    }
    return MG_OK;
}

static void make_block(void *context, int64_t task, int thread) {
    (void)thread;
    round *r = context;
    block *b = &r->blocks[task];
    int64_t done = task * BLOCK_ITEMS, left = r->left - done;
    b->count = left < 0 ? 0 : left < BLOCK_ITEMS ? left : BLOCK_ITEMS;
    mg_json_writer_reset(&b->out);
    b->status = fill_block(r, b, r->first + (uint64_t)done);
    if (b->status != MG_OK) strncpy(b->error, mg_error_text(), sizeof b->error - 1);
}

/* How many records of a block are to be written; less than all where the plan ends. */
static int64_t cut_block(const mg_problem_plan *plan, const block *b, int64_t bytes,
                         mg_problem_result *result) {
    for (int64_t i = 0; i < b->count; i++) {
        uint64_t problems;
        if (!result->repeat.family && mg_stream_is_repeat(plan->stream, &b->items[i], &problems)) {
            result->repeat = b->items[i];
            result->repeat_after = problems;
            if (plan->once) return i;
        }
        if (plan->bytes && bytes + (int64_t)b->ends[i] >= plan->bytes) return i + 1;
    }
    return b->count;
}

/* Takes the records out of a block whose keys were seen, blocks being asked in order: what is left
 * does not depend on the number of threads. */
static mg_status sieve_block(round *r, block *b, mg_problem_result *result) {
    size_t used = 0, begin = 0;
    int64_t kept = 0;
    for (int64_t i = 0; i < b->count && !result->exhausted; i++) {
        const size_t size = b->ends[i] - begin;
        bool is_new;
        MG_TRY(mg_key_set_add(&r->seen, b->keys[i], &is_new));
        if (is_new) {
            memmove(b->out.text + used, b->out.text + begin, size);
            used += size;
            b->items[kept] = b->items[i];
            b->ends[kept++] = used;
        }
        begin += size;
        result->repeated += !is_new;
        r->streak = is_new ? 0 : r->streak + 1;
        result->exhausted = r->streak == MG_PROBLEM_REPEATS;
    }
    b->count = kept;
    return MG_OK;
}

static mg_status write_blocks(round *r, int64_t blocks, mg_sink *sink, int64_t *bytes,
                              mg_problem_result *result, bool *ended) {
    for (int64_t i = 0; i < blocks && !*ended; i++) {
        block *b = &r->blocks[i];
        if (b->status != MG_OK) return mg_fail(b->status, "%s", b->error);
        if (r->distinct) MG_TRY(sieve_block(r, b, result));
        int64_t take = cut_block(r->plan, b, *bytes, result);
        *ended = take < b->count || result->exhausted;
        if (take == 0) continue;
        size_t size = b->ends[take - 1];
        MG_TRY(mg_sink_write(sink, b->out.text, size));
        *bytes += (int64_t)size;
        result->written += take;
        *ended |= r->plan->bytes && *bytes >= r->plan->bytes;
    }
    return MG_OK;
}

static bool has_source(const mg_mixture *mixture) {
    for (int i = 0; i < mixture->count; i++)
        if (mixture->task[i].source) return true;
    return false;
}

mg_status mg_problems_write(const mg_problem_plan *plan, mg_sink *sink, mg_problem_result *result) {
    *result = (mg_problem_result){0};
    int64_t blocks = BLOCKS_A_THREAD * mg_pool_threads(plan->pool), bytes = 0;
    round r = {.plan = plan,
               .blocks = mg_calloc((size_t)blocks, sizeof *r.blocks),
               .distinct = has_source(&plan->stream->config.mixture)};
    if (!r.blocks) return MG_ERR_MEMORY;
    const char *header = mg_record_header(plan->format);
    mg_status status = MG_OK;
    mg_cli_progress progress;
    mg_cli_progress_start(&progress, plan->label,
                          (uint64_t)(plan->bytes ? plan->bytes : plan->count));
    MG_GO(mg_sink_write(sink, header, strlen(header)));
    for (bool ended = false; !ended && result->written < plan->count;) {
        mg_cli_progress_update(&progress, (uint64_t)(plan->bytes ? bytes : result->written), NULL);
        if (mg_cli_interrupted()) MG_GO(mg_fail(MG_ERR_INTERRUPTED, "interrupted"));
        r.first = plan->start + (uint64_t)(result->written + result->repeated);
        r.left = plan->count - result->written;
        mg_parallel_for(plan->pool, blocks, make_block, &r);
        MG_GO(write_blocks(&r, blocks, sink, &bytes, result, &ended));
    }
done:
    mg_cli_progress_end(&progress);
    for (int64_t i = 0; i < blocks; i++) mg_json_writer_free(&r.blocks[i].out);
    mg_key_set_free(&r.seen);
    mg_free(r.blocks);
    return status;
}
