/* mathgym generate: continues prompts with a trained model. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bin/checkpoint_model.h"
#include "bin/cli.h"
#include "bin/lines.h"
#include "bin/series_options.h"
#include "bin/slots.h"
#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/nn/infer.h"
#include "gym/mixture.h"

#define NAME "generate"

enum {
    BATCH = 64,      /* prompts taken side by side */
    MIN_LENGTH = 64, /* of the cache; it grows by doubling */
};

typedef struct request {
    const char *path, *device;
    char **prompts; /* none: standard input */
    mg_sampling sampling;
    uint64_t seed;
    int64_t max_tokens, count, threads;
} request;

typedef struct session {
    const request *want;
    mg_checkpoint checkpoint;
    mg_decoder *decoder; /* of `length` tokens a row, made when a prompt needs it */
    mg_slots *slots;     /* for an encoder, with questions of up to `length` bytes */
    int64_t length, rows;
    uint64_t asked;   /* samples so far */
    bool reader_gone; /* standard output was closed by its reader: no reason for a message */
    /* of one batch: (BATCH * count) samples */
    mg_prompt *samples;
    int64_t *lengths;
    int32_t *ids, *out; /* (total prompt tokens), (samples, max_new) */
} session;

/* One line per sample, whatever bytes the model gave. */
static mg_status print_answer(const mg_tokenizer *tokenizer, const int32_t *ids, int64_t n) {
    size_t size = (size_t)n + 8;
    char *text = mg_malloc(2 * size);
    if (!text) return MG_ERR_MEMORY;
    mg_tokenizer_decode(tokenizer, ids, (size_t)n, text, size);
    puts(mg_text_printable(text + size, size, text));
    mg_free(text);
    return MG_OK;
}

static int64_t grown(int64_t length, int64_t needed) {
    if (length < MIN_LENGTH) length = MIN_LENGTH;
    while (length < needed) length *= 2;
    return length;
}

static mg_status too_long(const session *s, int64_t bytes) {
    return mg_fail(MG_ERR_ARG,
                   "a prompt of %lld tokens leaves no room for an answer in the %lld positions of "
                   "the model; shorten it",
                   (long long)bytes,
                   (long long)s->checkpoint.model->config.max_position_embeddings);
}

static int64_t longest(char **prompts, size_t n) {
    int64_t most = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t bytes = (int64_t)strlen(prompts[i]);
        if (bytes > most) most = bytes;
    }
    return most;
}

/* -- decoder ----------------------------------------------------------------------------------- */

/* Room for prompts of `prompt` tokens and as many new ones as asked for, or as fit. */
static mg_status reserve_decoder(session *s, int64_t prompt, int64_t *max_new) {
    int64_t positions = s->checkpoint.model->config.max_position_embeddings;
    if (prompt > positions) return too_long(s, prompt);
    *max_new = s->want->max_tokens;
    if (*max_new > positions - prompt + 1) *max_new = positions - prompt + 1;
    int64_t needed = prompt + *max_new - 1;
    if (s->decoder && needed <= s->length) return MG_OK;
    s->length = grown(s->length, needed);
    if (s->length > positions) s->length = positions;
    mg_decoder_free(s->decoder);
    return mg_decoder_create(s->checkpoint.model, s->rows, s->length, &s->decoder);
}

static void free_batch(session *s) {
    mg_free(s->samples);
    mg_free(s->lengths);
    mg_free(s->ids);
    mg_free(s->out);
    s->samples = NULL, s->lengths = NULL, s->ids = NULL, s->out = NULL;
}

static mg_status start_batch(session *s, char **prompts, size_t n, int64_t max_new) {
    size_t samples = n * (size_t)s->want->count, bytes = 0;
    for (size_t i = 0; i < n; i++) bytes += strlen(prompts[i]);
    s->samples = mg_calloc(samples, sizeof *s->samples);
    s->lengths = mg_calloc(samples, sizeof *s->lengths);
    s->ids = mg_calloc(bytes, sizeof *s->ids);
    s->out = mg_calloc(samples * (size_t)max_new, sizeof *s->out);
    if (!s->samples || !s->lengths || !s->ids || !s->out) return MG_ERR_MEMORY;
    int32_t *ids = s->ids;
    for (size_t i = 0; i < n; i++) {
        size_t count = strlen(prompts[i]);
        MG_TRY(mg_tokenizer_encode(&s->checkpoint.tokenizer, prompts[i], count, ids));
        for (int64_t j = 0; j < s->want->count; j++) {
            s->samples[i * (size_t)s->want->count + (size_t)j] = (mg_prompt){ids, (int64_t)count};
        }
        ids += count;
    }
    return MG_OK;
}

static mg_status decode(session *s, char **prompts, size_t n) {
    const mg_tokenizer *tokenizer = &s->checkpoint.tokenizer;
    int64_t max_new = 0, samples = (int64_t)n * s->want->count;
    mg_status status;
    MG_GO(reserve_decoder(s, longest(prompts, n), &max_new));
    MG_GO(start_batch(s, prompts, n, max_new));
    MG_GO(mg_decoder_generate(
        s->decoder, &(mg_generation){.prompts = s->samples,
                                     .n_prompts = samples,
                                     .max_new = max_new,
                                     .end_token = mg_tokenizer_id(tokenizer, MG_TOKEN_EOS),
                                     .sampling = s->want->sampling,
                                     .seed = s->want->seed,
                                     .first_prompt = s->asked,
                                     .ids = s->out,
                                     .lengths = s->lengths}));
    s->asked += (uint64_t)samples;
    for (int64_t i = 0; i < samples; i++) {
        MG_GO(print_answer(tokenizer, s->out + i * max_new, s->lengths[i]));
    }
done:
    free_batch(s);
    return status;
}

/* -- encoder ----------------------------------------------------------------------------------- */

static mg_status answer_slots(const session *s, int64_t *slots) {
    mg_mixture mixture;
    mg_series_sources *sources;
    const mg_train_options *o = &s->checkpoint.options;
    const mg_series_set_options series = mg_cli_series_options(NAME, false);
    MG_TRY(mg_series_sources_create(&series, &sources));
    mg_status status = mg_mixture_open(o->task, sources, &mixture);
    if (status == MG_OK) *slots = mg_mixture_answer_slots(&mixture, (mg_layout)o->layout);
    mg_series_sources_free(sources);
    return status;
}

static mg_status reserve_slots(session *s, int64_t prompt, int64_t slots) {
    int64_t room = s->checkpoint.model->config.max_position_embeddings - slots;
    if (prompt > room) return too_long(s, prompt);
    if (s->slots && prompt <= s->length) return MG_OK;
    s->length = grown(s->length, prompt);
    if (s->length > room) s->length = room;
    mg_slots_free(s->slots);
    return mg_slots_create(s->checkpoint.model, &s->checkpoint.tokenizer, s->rows, s->length, slots,
                           &s->slots);
}

static mg_status fill(session *s, char **prompts, size_t n) {
    int64_t slots;
    MG_TRY(answer_slots(s, &slots));
    MG_TRY(reserve_slots(s, longest(prompts, n), slots));
    size_t stride = (size_t)slots + 1;
    char *answers = mg_malloc(n * stride);
    if (!answers) return MG_ERR_MEMORY;
    mg_status status = MG_OK;
    for (size_t first = 0; first < n; first += (size_t)s->rows) {
        mg_question questions[BATCH];
        size_t rows = n - first < (size_t)s->rows ? n - first : (size_t)s->rows;
        for (size_t i = 0; i < rows; i++) {
            questions[i] = (mg_question){prompts[first + i], strlen(prompts[first + i])};
        }
        MG_GO(mg_slots_fill(s->slots, questions, rows, answers + first * stride, stride));
    }
    for (size_t i = 0; i < n; i++) {
        char line[MG_RESPONSE_BYTES + 8];
        puts(mg_text_printable(line, sizeof line, answers + i * stride));
    }
done:
    mg_free(answers);
    return status;
}

/* -- both -------------------------------------------------------------------------------------- */

static mg_status answer(session *s, char **prompts, size_t n) {
    bool causal = s->checkpoint.model->config.causal;
    MG_TRY(causal ? decode(s, prompts, n) : fill(s, prompts, n));
    if (fflush(stdout) == 0) return MG_OK;
    s->reader_gone = errno == EPIPE;
    return mg_fail(MG_ERR_IO, "cannot write to standard output: %s", strerror(errno));
}

/* Empty lines are no prompts: they come out as they went in. */
static mg_status answer_lines(session *s, char **batch, size_t n) {
    for (size_t first = 0; first < n;) {
        size_t end = first;
        while (end < n && batch[end][0]) end++;
        if (end > first) MG_TRY(answer(s, batch + first, end - first));
        if (end < n) puts("");
        first = end < n ? end + 1 : end;
    }
    return MG_OK;
}

static mg_status answer_input(session *s) {
    mg_lines lines = {.max_bytes = (size_t)s->checkpoint.model->config.max_position_embeddings};
    char *batch[BATCH];
    size_t n;
    mg_status status;
    do {
        MG_GO(mg_lines_next(&lines, batch, (size_t)s->rows, &n));
        MG_GO(answer_lines(s, batch, n));
    } while (n > 0);
done:
    mg_lines_free(&lines);
    return status;
}

static mg_status generate(const request *want) {
    session s = {.want = want};
    mg_status status;
    size_t n = 0;
    while (want->prompts[n]) n++;
    MG_GO(mg_checkpoint_open(&s.checkpoint, NAME, want->path, want->device, (int)want->threads));
    if (!s.checkpoint.model->config.causal && (want->sampling.temperature > 0 || want->count > 1)) {
        MG_GO(mg_fail(MG_ERR_ARG, "an encoder fills its slots greedily; leave --temperature and "
                                  "--count out"));
    }
    int64_t samples = (int64_t)n * want->count;
    s.rows = n == 0 || samples > BATCH ? BATCH : samples;
    status = n > 0 ? answer(&s, want->prompts, n) : answer_input(&s);
done:
    mg_decoder_free(s.decoder);
    mg_slots_free(s.slots);
    mg_checkpoint_close(&s.checkpoint);
    return s.reader_gone ? MG_OK : status;
}

int cmd_generate(int argc, char **argv) {
    request want = {
        .device = "auto", .sampling = MG_SAMPLING_GREEDY, .seed = 1, .max_tokens = 256, .count = 1};
    const mg_cli_option options[] = {
        {"temperature", 'T', MG_CLI_REAL, &want.sampling.temperature, "X",
         "0 takes the likeliest token (default); 1 draws by probability", .low = 0, .high = 100},
        {"top-k", 'k', MG_CLI_INT, &want.sampling.top_k, "N",
         "draw from the N likeliest tokens, 0 = all (default)", .min = 0, .max = 1 << 20},
        {"top-p", 'p', MG_CLI_REAL, &want.sampling.top_p, "X",
         "draw from the smallest set with this probability (default 1)", .low = 1e-9, .high = 1},
        {"seed", 's', MG_CLI_SEED, &want.seed, "N", "of the draws (default 1)", .min = 0},
        {"max-tokens", 'm', MG_CLI_INT, &want.max_tokens, "N",
         "longest answer (default 256, or what the model has positions for)", .min = 1,
         .max = 1 << 20},
        {"count", 'n', MG_CLI_INT, &want.count, "N", "answers per prompt (default 1)", .min = 1,
         .max = 100000},
        {"device", 'd', MG_CLI_TEXT, &want.device, "NAME", "auto (default), cpu, vulkan, vulkan:N",
         .min = 0},
        {"threads", 0, MG_CLI_INT, &want.threads, "N", "of the CPU, 0 = one per core (default)",
         .min = 0, .max = 1024},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] CKPT [PROMPT...]",
        .summary =
            "Continues prompts with a trained model and prints what it adds, one line per answer.\n"
            "Without a prompt, every line of standard input is one. CKPT is a run folder, of "
            "which\n"
            "the latest checkpoint is taken, or a checkpoint folder. A prompt that begins with a\n"
            "dash comes after --. Exit code 0: done, 1: failed, 2: bad usage.",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .examples = "  mathgym generate runs/first \"12+34=\"\n"
                    "  mathgym generate runs/first --temperature 0.8 --count 5 \"(3+4)*5=\"\n"
                    "  printf '%s\\n' 1+2= 3+4= | mathgym generate runs/first\n"
                    "  mathgym generate runs/first -- \"-3*x+5=20,x=\"\n",
        .min_operands = 1,
        .max_operands = -1,
    };
    int exit_code = MG_EXIT_OK;
    char **operands = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!operands) return exit_code;
    want.path = operands[0];
    want.prompts = operands + 1;
    for (int i = 0; want.prompts[i]; i++) {
        if (!want.prompts[i][0]) return mg_cli_usage_error(NAME, "prompt %d is empty", i + 1);
    }
    return generate(&want) == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
}
