#include "bin/train_options.h"

#include <float.h>
#include <stddef.h>
#include <stdio.h>

mg_train_options mg_train_options_default(void) {
    return (mg_train_options){
        .task = "mixture",
        .layout = MG_LAYOUT_PLAIN,
        .pass_low = mg_curriculum_band_default().low,
        .pass_high = mg_curriculum_band_default().high,
        .gap = 512,
        .seed = 1,
        .rows = 16,
        .cols = 128,
        .accumulation = 1,
        .steps = 5000,
        .warmup = 100,
        .schedule = MG_SCHEDULE_COSINE,
        .lr = 1.5e-3,
        .final_lr = 0.02,
        .decay_share = 0.3,
        .weight_decay = 0.1,
        .clip = 1.0,
        .eval_every = 1000,
        .eval_count = 64,
        .save_every = 1000,
        .keep = 2,
    };
}

typedef enum kind { TEXT, FLAG, CHOICE, COUNT, SEED, REAL } kind;

typedef struct field {
    const char *key;
    kind kind;
    size_t offset;
    int64_t most; /* CHOICE */
    bool newer;   /* older checkpoints have it not */
} field;

#define FIELD(name, kind)                                                                          \
    { #name, kind, offsetof(mg_train_options, name), 0, false }
#define NEWER(name, kind)                                                                          \
    { #name, kind, offsetof(mg_train_options, name), 0, true }
#define CHOOSE(name, most)                                                                         \
    { #name, CHOICE, offsetof(mg_train_options, name), most, false }
static const field fields[] = {
    FIELD(task, TEXT),
    CHOOSE(layout, MG_LAYOUT_COUNT - 1),
    FIELD(loss_on_all, FLAG),
    FIELD(seed, SEED),
    FIELD(rows, COUNT),
    FIELD(cols, COUNT),
    FIELD(accumulation, COUNT),
    FIELD(steps, COUNT),
    FIELD(minutes, REAL),
    FIELD(warmup, COUNT),
    CHOOSE(schedule, MG_SCHEDULE_CONSTANT_DECAY),
    FIELD(lr, REAL),
    FIELD(final_lr, REAL),
    FIELD(decay_share, REAL),
    FIELD(weight_decay, REAL),
    FIELD(clip, REAL),
    FIELD(recompute, FLAG),
    FIELD(eval_every, COUNT),
    FIELD(eval_count, COUNT),
    FIELD(save_every, COUNT),
    FIELD(keep, COUNT),
    FIELD(decay, COUNT),
    FIELD(hold_out_shapes, FLAG),
    FIELD(curriculum, FLAG),
    FIELD(pass_low, REAL),
    FIELD(pass_high, REAL),
    NEWER(carry, FLAG),
    NEWER(facts, TEXT),
    NEWER(gap, COUNT),
};
#define FIELD_COUNT (sizeof fields / sizeof *fields)

void mg_train_options_write(const mg_train_options *options, mg_json_writer *json) {
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const char *at = (const char *)options + fields[i].offset;
        mg_json_key(json, fields[i].key);
        switch (fields[i].kind) {
        case TEXT:
            mg_json_string(json, at);
            break;
        case FLAG:
            mg_json_bool(json, *(const bool *)at);
            break;
        case CHOICE:
            mg_json_int(json, *(const int *)at);
            break;
        case COUNT:
            mg_json_int(json, *(const int64_t *)at);
            break;
        case SEED:
            mg_json_int(json, (int64_t) * (const uint64_t *)at);
            break;
        case REAL:
            mg_json_double(json, *(const double *)at);
            break;
        }
    }
}

static mg_status read_field(const mg_json *object, const field *f, char *at) {
    int64_t number;
    const char *text;
    switch (f->kind) {
    case TEXT:
        MG_TRY(mg_json_get_string(object, f->key, &text));
        if (snprintf(at, MG_TASK_TEXT, "%s", text) < MG_TASK_TEXT) return MG_OK;
        return mg_json_fail(object, f->key, "a shorter text");
    case FLAG:
        return mg_json_get_bool(object, f->key, (bool *)at);
    case CHOICE:
        MG_TRY(mg_json_get_int(object, f->key, 0, f->most, &number));
        *(int *)at = (int)number;
        return MG_OK;
    case COUNT:
        return mg_json_get_int(object, f->key, 0, INT64_MAX, (int64_t *)at);
    case SEED:
        MG_TRY(mg_json_get_int(object, f->key, 0, INT64_MAX, &number));
        *(uint64_t *)at = (uint64_t)number;
        return MG_OK;
    case REAL:
        break;
    }
    return mg_json_get_double(object, f->key, 0, DBL_MAX, (double *)at);
}

mg_status mg_train_options_read(mg_train_options *options, const mg_json *object) {
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (fields[i].newer && !mg_json_has(object, fields[i].key)) continue;
        MG_TRY(read_field(object, &fields[i], (char *)options + fields[i].offset));
    }
    return mg_train_options_check(options);
}

mg_status mg_train_options_check(const mg_train_options *o) {
    if (o->steps > 0 && o->warmup > o->steps) {
        return mg_fail(MG_ERR_ARG, "--warmup %lld is more than the %lld steps of the run",
                       (long long)o->warmup, (long long)o->steps);
    }
    if (o->rows < 1 || o->cols < 2 || o->accumulation < 1) {
        return mg_fail(MG_ERR_ARG, "--batch and --accumulate must be at least 1, --seq at least 2");
    }
    if (o->curriculum && o->eval_every == 0)
        return mg_fail(MG_ERR_ARG, "--curriculum looks at evaluations; give --eval-every N");
    if (o->curriculum && o->carry)
        return mg_fail(MG_ERR_ARG, "--curriculum changes the problems that rows of --carry are in "
                                   "the middle of; give one of them");
    if (o->curriculum && o->pass_low >= o->pass_high)
        return mg_fail(MG_ERR_ARG, "--pass-low %g is not below --pass-high %g", o->pass_low,
                       o->pass_high);
    return MG_OK;
}

mg_schedule mg_train_options_schedule(const mg_train_options *o) {
    return (mg_schedule){
        .kind = (mg_schedule_kind)o->schedule,
        .peak = o->lr,
        .minimum = o->lr * o->final_lr,
        .warmup = o->warmup,
        .total = o->steps > 0 ? o->steps : INT64_MAX,
        .decay = o->decay > 0 ? o->decay : (int64_t)(o->decay_share * (double)o->steps),
    };
}

mg_train_config mg_train_options_config(const mg_train_options *o) {
    mg_train_config config = mg_train_config_default();
    config.rows = o->rows;
    config.cols = o->cols;
    config.accumulation = o->accumulation;
    config.weight_decay = o->weight_decay;
    config.clip = o->clip;
    config.recompute = o->recompute;
    return config;
}

mg_status mg_train_options_stream(const mg_train_options *o, bool causal,
                                  const mg_tokenizer *tokenizer, mg_series_sources *sources,
                                  mg_stream *stream) {
    mg_stream_config config = {
        .split = MG_SPLIT_TRAIN,
        .layout = (mg_layout)o->layout,
        .seed = o->seed,
        .causal = causal,
        .loss_on_all = o->loss_on_all,
        .order = o->hold_out_shapes ? MG_ORDER_SEEN_SHAPES : MG_ORDER_DRAWN,
        .tokenizer = *tokenizer,
    };
    MG_TRY(mg_mixture_open(o->task, sources, &config.mixture));
    MG_TRY(mg_stream_init(stream, &config));
    if (stream->longest <= o->cols || o->carry) return MG_OK; /* carried across rows' ends */
    return mg_fail(MG_ERR_ARG,
                   "a problem of \"%.200s\" can have %lld tokens, a row only %lld; use "
                   "--seq %lld or more, or parts with shorter problems",
                   o->task, (long long)stream->longest, (long long)o->cols,
                   (long long)stream->longest);
}

mg_status mg_train_options_distant(const mg_train_options *o, const mg_stream *stream,
                                   mg_distant_config *distant) {
    *distant = (mg_distant_config){.stream = stream, .gap = o->gap};
    return mg_distant_parse(o->facts, distant);
}
