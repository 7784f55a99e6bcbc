#include "bin/calibrate.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/ops/ops.h"

/* Passes that look for the threshold. Each goes half of the way, so that a threshold and the
 * writes that it lets through do not chase each other. */
#define PASSES 5

mg_status mg_calibrate_check(const mg_config *config) {
    const mg_memory_config *m = &config->memory;
    int64_t layers = 0;
    if (m->kind == MG_MEMORY_OFF)
        return mg_fail(MG_ERR_UNSUPPORTED,
                       "the model has no memory, so there is nothing to calibrate; train one with "
                       "--preset tiny-titans --memory gate=hard");
    if (m->gate == MG_MEMORY_GATE_OFF)
        return mg_fail(MG_ERR_UNSUPPORTED,
                       "the memory has no gate and writes every token; train it with --memory "
                       "gate=hard");
    for (int64_t l = 0; l < config->num_hidden_layers; l++)
        layers += mg_config_layer_is_mixed(config, l);
    if (layers * m->heads <= MG_CALIBRATE_HEADS) return MG_OK;
    return mg_fail(MG_ERR_UNSUPPORTED,
                   "the memory has %" PRId64 " heads, more than the %d that can be calibrated",
                   layers * m->heads, MG_CALIBRATE_HEADS);
}

/* -- thresholds in a model --------------------------------------------------------------------- */

static const mg_param_entry *buffer_of(const mg_model *model, int64_t layer, const char *name) {
    char full[MG_PARAM_NAME_BYTES];
    snprintf(full, sizeof full, "layers.%" PRId64 ".memory.%s", layer, name);
    return mg_param_find(&model->table, full);
}

/* The log tau of every head. */
static mg_status get_thresholds(const mg_model *model, mg_gate_setting *s) {
    const mg_config *config = &model->config;
    int64_t heads = config->memory.heads;
    s->heads = 0;
    for (int64_t l = 0; l < config->num_hidden_layers; l++) {
        if (!mg_config_layer_is_mixed(config, l)) continue;
        int64_t offset = buffer_of(model, l, "log_tau")->arena_offset;
        MG_TRY(mg_buffer_read_f64(model->params, offset, s->log_tau + s->heads, heads));
        s->heads += (int)heads;
    }
    return MG_OK;
}

/* Sets log tau of every head, and that the warm-up is over. */
static mg_status set_thresholds(const mg_model *model, const mg_gate_setting *s) {
    const mg_config *config = &model->config;
    int64_t heads = config->memory.heads, at = 0;
    for (int64_t l = 0; l < config->num_hidden_layers; l++) {
        if (!mg_config_layer_is_mixed(config, l)) continue;
        const mg_param_entry *tau = buffer_of(model, l, "log_tau");
        const mg_param_entry *seen = buffer_of(model, l, "tau_seen");
        MG_TRY(mg_buffer_write_f64(model->params, tau->arena_offset, s->log_tau + at, heads));
        for (int64_t h = 0; h < heads; h++, at++) {
            double tokens, warmup = (double)config->memory.warmup;
            MG_TRY(mg_buffer_read_f64(model->params, seen->arena_offset + h, &tokens, 1));
            if (tokens >= warmup) continue;
            MG_TRY(mg_buffer_write_f64(model->params, seen->arena_offset + h, &warmup, 1));
        }
    }
    return MG_OK;
}

/* The model with the setting's rates and, if they are known, its thresholds. */
static mg_status with_setting(const mg_model *model, const mg_gate_setting *s, mg_model **out) {
    mg_config config = model->config;
    config.memory.write_rate = s->write_rate;
    config.memory.surprise_decay = s->surprise_decay;
    int64_t n = model->table.arena_elements;
    double *values = mg_malloc((size_t)n * sizeof *values);
    mg_status status = values ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK) status = mg_model_create(model->device, &config, out);
    if (status == MG_OK) status = mg_buffer_read_f64(model->params, 0, values, n);
    if (status == MG_OK) status = mg_buffer_write_f64((*out)->params, 0, values, n);
    mg_free(values);
    return status;
}

/* -- reading ----------------------------------------------------------------------------------- */

typedef struct reading {
    mg_model *model;
    mg_forward *forward; /* probed */
    const mg_memory_texts *texts;
    mg_gate_setting *setting;
    int64_t heads, all_heads, tokens; /* of a layer, of all; of all texts */
    float *probe;                     /* (N, heads) of a part */
    double *held;                     /* (layers * heads, tokens): held log surprise */
    double *last;                     /* (rows) */
} reading;

static void close_reading(reading *r) {
    mg_forward_free(r->forward);
    mg_model_free(r->model);
    mg_free(r->probe);
    mg_free(r->held);
    mg_free(r->last);
}

static mg_status open_reading(reading *r, const mg_model *model, const mg_memory_texts *texts,
                              mg_gate_setting *s) {
    *r = (reading){.texts = texts, .setting = s, .heads = model->config.memory.heads};
    for (int64_t l = 0; l < model->config.num_hidden_layers; l++)
        r->all_heads += mg_config_layer_is_mixed(&model->config, l) ? r->heads : 0;
    int64_t n = texts->rows * texts->cols;
    r->tokens = n * texts->parts * texts->groups;
    r->probe = mg_malloc((size_t)(n * r->heads) * sizeof *r->probe);
    r->held = mg_malloc((size_t)(r->tokens * r->all_heads) * sizeof *r->held);
    r->last = mg_malloc((size_t)texts->rows * sizeof *r->last);
    if (!r->probe || !r->held || !r->last) return MG_ERR_MEMORY;
    MG_TRY(with_setting(model, s, &r->model));
    return mg_forward_create_probed(r->model, texts->rows, texts->cols, &r->forward);
}

static mg_status read_part(reading *r, int64_t group, int64_t p, int control,
                           const float **logits) {
    const mg_memory_texts *t = r->texts;
    return mg_control_read(r->forward, &t->batches[group * t->parts + p], p == 0, control, logits);
}

/* What the last part was, head by head: its held surprise is kept, its writes are counted. */
static mg_status note_part(reading *r, int64_t part, double *written) {
    const mg_memory_texts *t = r->texts;
    const mg_config *config = &r->model->config;
    int64_t n = t->rows * t->cols, heads = r->heads, at = 0, got;
    for (int64_t l = 0; l < config->num_hidden_layers; l++) {
        if (!mg_config_layer_is_mixed(config, l)) continue;
        MG_TRY(mg_forward_probe(r->forward, l, "write", r->probe, n * heads, &got));
        for (int64_t i = 0; i < n * heads; i++) *written += (double)r->probe[i];
        MG_TRY(mg_forward_probe(r->forward, l, "surprise2", r->probe, n * heads, &got));
        for (int64_t h = 0; h < heads; h++, at++) {
            double *to = r->held + at * r->tokens + part * n;
            for (int64_t i = 0; i < n; i++)
                to[i] = fmax(MG_GATE_SILENT, 0.5 * log((double)r->probe[i * heads + h]));
        }
    }
    return MG_OK;
}

/* p_t = max(log s_t, p_{t-1} + log decay) along the parts of every text. */
static void hold_peaks(reading *r, double *held) {
    const mg_memory_texts *t = r->texts;
    double fall = log(r->setting->surprise_decay);
    if (r->setting->surprise_decay == 0) return;
    for (int64_t i = 0; i < t->groups * t->parts; i++) {
        for (int64_t b = 0; b < t->rows; b++) {
            double *p = held + (i * t->rows + b) * t->cols;
            double last = i % t->parts == 0 ? MG_GATE_CALM : r->last[b];
            for (int64_t c = 0; c < t->cols; c++) last = p[c] = fmax(p[c], last + fall);
            r->last[b] = last;
        }
    }
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The threshold that the wanted share of the held surprise reaches. Where everything is to be
 * written it stays near, so that training can move it again. */
static double threshold_of(reading *r, double *held) {
    hold_peaks(r, held);
    qsort(held, (size_t)r->tokens, sizeof *held, ascending);
    int64_t below = (int64_t)round((1 - r->setting->write_rate) * (double)r->tokens);
    if (below == 0) return held[0] - 1;
    return held[below < r->tokens ? below : r->tokens - 1];
}

/* Reads everything with the memory on. */
static mg_status look(reading *r, double *written) {
    const mg_memory_texts *t = r->texts;
    const float *logits;
    *written = 0;
    MG_TRY(mg_control_begin(r->forward, t->batches, MG_CONTROL_ON));
    for (int64_t g = 0; g < t->groups; g++) {
        for (int64_t p = 0; p < t->parts; p++) {
            MG_TRY(read_part(r, g, p, MG_CONTROL_ON, &logits));
            MG_TRY(note_part(r, g * t->parts + p, written));
        }
    }
    *written /= (double)(r->tokens * r->all_heads);
    return MG_OK;
}

static mg_status find_thresholds(reading *r) {
    mg_gate_setting *s = r->setting;
    s->heads = (int)r->all_heads;
    /* To begin with, all is written. */
    for (int i = 0; i < s->heads; i++) s->log_tau[i] = MG_GATE_CALM;
    for (int pass = 0; pass < PASSES; pass++) {
        MG_TRY(set_thresholds(r->model, s));
        MG_TRY(look(r, &s->written));
        for (int i = 0; i < s->heads; i++) {
            double found = threshold_of(r, r->held + i * r->tokens);
            s->log_tau[i] = pass == 0 ? found : 0.5 * (s->log_tau[i] + found);
        }
    }
    MG_TRY(set_thresholds(r->model, s));
    return look(r, &s->written);
}

/* -- losses ------------------------------------------------------------------------------------ */

static mg_status measure_loss(reading *r, int control, double *loss) {
    const mg_memory_texts *t = r->texts;
    const float *logits;
    int64_t targets = 0;
    *loss = 0;
    MG_TRY(mg_control_begin(r->forward, t->batches, control));
    for (int64_t g = 0; g < t->groups; g++) {
        for (int64_t p = 0; p < t->parts; p++) {
            const mg_batch *batch = &t->batches[g * t->parts + p];
            MG_TRY(read_part(r, g, p, control, &logits));
            *loss += mg_memory_text_loss(batch, logits, r->model->config.vocab_size);
            targets += batch->target_tokens;
        }
    }
    *loss /= (double)targets;
    if (isfinite(*loss)) return MG_OK;
    return mg_fail(MG_ERR_NUMERIC, "the loss is not finite at a write rate of %g",
                   r->setting->write_rate);
}

/* Reads with the thresholds that the setting has or, if it has none, the model's own. */
static mg_status use_thresholds(reading *r) {
    if (r->setting->heads > 0) MG_TRY(set_thresholds(r->model, r->setting));
    return look(r, &r->setting->written);
}

static mg_status measure(const mg_model *model, const mg_memory_texts *texts, mg_gate_setting *s,
                         mg_status (*settle)(reading *)) {
    reading r;
    mg_status status;
    MG_GO(open_reading(&r, model, texts, s));
    MG_GO(settle(&r));
    for (int control = 0; control < MG_CONTROLS; control++)
        MG_GO(measure_loss(&r, control, &s->loss[control]));
done:
    close_reading(&r);
    return status;
}

mg_status mg_calibrate_measure(const mg_model *model, const mg_memory_texts *texts,
                               mg_gate_setting *s) {
    return measure(model, texts, s, find_thresholds);
}

mg_status mg_calibrate_shift(const mg_model *model, const mg_memory_texts *texts, double shift,
                             mg_gate_setting *s) {
    MG_TRY(get_thresholds(model, s));
    for (int i = 0; i < s->heads; i++) s->log_tau[i] += shift;
    s->write_rate = model->config.memory.write_rate;
    s->surprise_decay = model->config.memory.surprise_decay;
    MG_TRY(measure(model, texts, s, use_thresholds));
    s->write_rate = s->written;
    return MG_OK;
}

mg_status mg_calibrate_judge(const mg_model *model, const mg_memory_texts *texts,
                             mg_gate_setting *s) {
    if (s->heads == 0) {
        s->write_rate = model->config.memory.write_rate;
        s->surprise_decay = model->config.memory.surprise_decay;
    }
    return measure(model, texts, s, use_thresholds);
}

bool mg_calibrate_improves(const mg_gate_setting *before, const mg_gate_setting *after) {
    double rise = after->loss[MG_CONTROL_ON] - before->loss[MG_CONTROL_ON];
    return rise < 0 || (rise < MG_CALIBRATE_TIE && after->written < before->written);
}

int mg_calibrate_best(const mg_gate_setting *s, int n) {
    double lowest = INFINITY;
    int best = 0;
    for (int i = 0; i < n; i++) lowest = fmin(lowest, s[i].loss[MG_CONTROL_ON]);
    for (int i = 0, found = 0; i < n; i++) {
        if (s[i].loss[MG_CONTROL_ON] > lowest + MG_CALIBRATE_TIE) continue;
        if (!found++ || s[i].written < s[best].written) best = i;
    }
    return best;
}

/* -- writing ----------------------------------------------------------------------------------- */

static mg_status save(const mg_model *model, const char *folder) {
    char *config = mg_path_join(folder, "config.json");
    if (!config) return MG_ERR_MEMORY;
    mg_status status = mg_dir_create(folder);
    if (status == MG_OK) status = mg_model_save(model, folder);
    if (status == MG_OK) status = mg_config_save(&model->config, config);
    if (status == MG_OK) status = mg_dir_sync_tree(folder);
    mg_free(config);
    return status;
}

/* Moves a file over the one of its name in `to`. */
static mg_status replace(const char *from, const char *to, const char *name) {
    char *source = mg_path_join(from, name), *target = mg_path_join(to, name);
    mg_status status = source && target ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK && rename(source, target) != 0)
        status = mg_fail(MG_ERR_IO, "cannot replace %s", target);
    mg_free(source);
    mg_free(target);
    return status;
}

static mg_status replace_all(const char *from, const char *to) {
    mg_dir_names names = {0};
    mg_status status;
    MG_GO(mg_dir_list(from, &names));
    for (size_t i = 0; i < names.count; i++)
        if (strcmp(names.names[i], "config.json") != 0) MG_GO(replace(from, to, names.names[i]));
    MG_GO(replace(from, to, "config.json"));
    MG_GO(mg_dir_sync(to));
done:
    mg_dir_names_free(&names);
    return status;
}

mg_status mg_calibrate_write(const mg_model *model, const mg_gate_setting *s, const char *folder) {
    mg_model *changed = NULL;
    char *aside = mg_path_join(folder, ".calibrated");
    mg_status status = aside ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    MG_GO(mg_path_remove(aside));
    MG_GO(with_setting(model, s, &changed));
    MG_GO(set_thresholds(changed, s));
    MG_GO(save(changed, aside));
    MG_GO(replace_all(aside, folder));
    MG_GO(mg_path_remove(aside));
done:
    mg_model_free(changed);
    mg_free(aside);
    return status;
}
