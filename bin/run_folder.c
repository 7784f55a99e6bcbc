#include "bin/run_folder.h"

#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bin/checkpoint_model.h"
#include "bin/series_options.h"
#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/train/checkpoint_dir.h"

#define MAX_JSON (1 << 20)

/* They wait for the hub more than they work. */
enum { DATA_THREADS = 4 };

static mg_status create_batches(mg_run *run) {
    const mg_train_options *o = &run->options;
    run->batches = mg_calloc((size_t)o->accumulation, sizeof *run->batches);
    if (!run->batches) return MG_ERR_MEMORY;
    for (int64_t i = 0; i < o->accumulation; i++) {
        MG_TRY(mg_batch_create(&run->batches[i], o->rows, o->cols));
    }
    return MG_OK;
}

static mg_status open_file(const mg_run *run, const char *name, int64_t bytes, mg_writer *writer) {
    char *path = mg_path_join(run->folder, name);
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_writer_open_at(writer, path, (uint64_t)bytes);
    mg_free(path);
    return status;
}

/* timing.jsonl says when, so it is continued and never cut. */
static mg_status open_timing(mg_run *run) {
    char *path = mg_path_join(run->folder, "timing.jsonl"), *text = NULL;
    size_t size = 0;
    mg_status status = path ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK && mg_path_exists(path)) {
        status = mg_file_read(path, SIZE_MAX - 1, &text, &size);
    }
    if (status == MG_OK) status = mg_writer_open_at(&run->timing, path, size);
    mg_free(text);
    mg_free(path);
    return status;
}

static mg_status open_files(mg_run *run) {
    MG_TRY(open_file(run, "metrics.jsonl", run->state.metrics_bytes, &run->metrics));
    MG_TRY(open_file(run, "samples.txt", run->state.samples_bytes, &run->samples));
    if (run->watched) MG_TRY(open_file(run, "memory.jsonl", run->state.memory_bytes, &run->memory));
    return open_timing(run);
}

/* At the bottom, or where a checkpoint left the ladders. */
static mg_status build_curriculum(mg_run *run) {
    const mg_curriculum saved = run->curriculum;
    mg_curriculum *c = &run->curriculum;
    mg_curriculum_band band = mg_curriculum_band_default();
    band.low = run->options.pass_low;
    band.high = run->options.pass_high;
    mg_curriculum_init(c, &run->stream.config.mixture, band);
    for (int i = 0; i < saved.count; i++) {
        if (saved.count != c->count || saved.ladder[i].frontier >= c->ladder[i].count)
            return mg_fail(MG_ERR_FORMAT, "the checkpoint's curriculum does not fit its tasks");
        c->ladder[i].frontier = saved.ladder[i].frontier;
        c->ladder[i].streak = saved.ladder[i].streak;
    }
    mg_curriculum_apply(c, &run->stream.config.mixture);
    return MG_OK;
}

/* Writes into the options which data were opened, and notes or checks their digest. */
static mg_status pin_sources(mg_run *run, bool resumed) {
    char *pinned;
    MG_TRY(mg_mixture_pin(run->options.task, run->sources, &pinned));
    int length = snprintf(run->options.task, sizeof run->options.task, "%s", pinned);
    mg_free(pinned);
    if (length >= (int)sizeof run->options.task)
        return mg_fail(MG_ERR_ARG,
                       "the tasks take more than %zu bytes with their commits; name "
                       "fewer sources",
                       sizeof run->options.task - 1);
    uint64_t digest = mg_series_sources_digest(run->sources);
    if (resumed && digest != run->state.data_digest)
        return mg_fail(MG_ERR_FORMAT,
                       "the series of \"%.200s\" have changed since the checkpoint; put back the "
                       "files that the run began with",
                       run->options.task);
    run->state.data_digest = digest;
    return MG_OK;
}

static mg_status open_stream(mg_run *run, bool causal, bool resumed) {
    const mg_series_set_options options = mg_cli_series_options("train", true);
    MG_TRY(mg_series_sources_create(&options, &run->sources));
    MG_TRY(mg_train_options_stream(&run->options, causal, &run->tokenizer, run->sources,
                                   &run->stream));
    return pin_sources(run, resumed);
}

/* Threads that make problems ahead, where these come from data that must be waited for. */
static mg_status start_feeder(mg_run *run) {
    if (mg_series_sources_count(run->sources) == 0 || run->options.carry) return MG_OK;
    MG_TRY(mg_feeder_create(&run->stream, DATA_THREADS, &run->feeder));
    run->stream.feeder = run->feeder;
    return MG_OK;
}

/* Everything but parameters, moments and files. */
static mg_status build(mg_run *run, const mg_config *config, const char *device, int threads,
                       bool resumed) {
    const mg_train_options *o = &run->options;
    MG_TRY(open_stream(run, config->causal, resumed));
    if (o->curriculum) MG_TRY(build_curriculum(run));
    MG_TRY(create_batches(run));
    MG_TRY(mg_device_open(device, threads, &run->device));
    MG_TRY(mg_model_create(run->device, config, &run->model));
    MG_TRY(mg_run_start_carry(run));
    mg_train_config train = mg_train_options_config(o);
    MG_TRY(mg_trainer_create(run->model, &train, &run->trainer));
    MG_TRY(mg_run_watch_memory(run));
    if (o->eval_every == 0) return MG_OK;
    mg_eval_config eval = {.mixture = run->stream.config.mixture,
                           .layout = (mg_layout)o->layout,
                           .split = MG_SPLIT_VALID,
                           .tokenizer = run->tokenizer,
                           .count = (size_t)o->eval_count};
    MG_TRY(mg_evaluator_create(run->model, &eval, &run->evaluator));
    /* Level 1 of an addition has two problems to hold out: whether it is learnt shows in training.
     */
    eval.split = MG_SPLIT_TRAIN;
    return o->curriculum ? mg_evaluator_create(run->model, &eval, &run->probe) : MG_OK;
}

static mg_status check_new(const char *folder) {
    char *checkpoints = mg_path_join(folder, "checkpoints");
    if (!checkpoints) return MG_ERR_MEMORY;
    bool taken = mg_path_exists(checkpoints);
    mg_free(checkpoints);
    if (!taken) return MG_OK;
    return mg_fail(MG_ERR_ARG,
                   "%s already holds a run; continue it with --resume %s, or choose "
                   "another --out",
                   folder, folder);
}

mg_status mg_run_create(mg_run *run, const char *folder, const mg_config *config,
                        const mg_tokenizer *tokenizer, const mg_train_options *options,
                        const char *device, int threads) {
    memset(run, 0, sizeof *run);
    run->options = *options;
    run->tokenizer = *tokenizer;
    run->state.exact_match = -1;
    MG_TRY(mg_train_options_check(options));
    MG_TRY(check_new(folder));
    run->folder = mg_strdup(folder);
    if (!run->folder) return MG_ERR_MEMORY;
    MG_TRY(build(run, config, device, threads, false));
    MG_TRY(mg_model_init(run->model, options->seed));
    MG_TRY(mg_ckpt_prepare(folder));
    char *path = mg_path_join(folder, "config.json");
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_config_save(config, path);
    mg_free(path);
    MG_TRY(status);
    MG_TRY(mg_tokenizer_write(tokenizer, folder));
    MG_TRY(open_files(run));
    return start_feeder(run);
}

/* -- trainer.json ------------------------------------------------------------------------------ */

static void write_curriculum(const mg_curriculum *c, mg_json_writer *json) {
    mg_json_key(json, "curriculum");
    mg_json_begin_array(json);
    for (int i = 0; i < c->count; i++) {
        mg_json_begin_object(json);
        mg_json_key(json, "frontier"), mg_json_int(json, c->ladder[i].frontier);
        mg_json_key(json, "streak"), mg_json_int(json, c->ladder[i].streak);
        mg_json_end_object(json);
    }
    mg_json_end_array(json);
}

static void write_state(mg_run *run, mg_json_writer *json) {
    const mg_run_state *s = &run->state;
    mg_json_begin_object(json);
    mg_json_key(json, "gym_version"), mg_json_int(json, MG_GYM_VERSION);
    mg_json_key(json, "step"), mg_json_int(json, s->step);
    mg_json_key(json, "stream_position"), mg_json_int(json, (int64_t)s->position);
    mg_json_key(json, "smooth_loss"), mg_json_double(json, s->smooth_loss);
    mg_json_key(json, "lowest_loss"), mg_json_double(json, s->lowest_loss);
    mg_json_key(json, "watch_after"), mg_json_int(json, s->watch_after);
    mg_json_key(json, "exact_match"), mg_json_double(json, s->exact_match);
    mg_json_key(json, "metrics_bytes"), mg_json_int(json, s->metrics_bytes);
    mg_json_key(json, "samples_bytes"), mg_json_int(json, s->samples_bytes);
    if (run->watched) mg_json_key(json, "memory_bytes"), mg_json_int(json, s->memory_bytes);
    if (s->data_digest) {
        char digest[17]; /* JSON's numbers are read as int64 */
        snprintf(digest, sizeof digest, "%016" PRIx64, s->data_digest);
        mg_json_key(json, "data_digest"), mg_json_string(json, digest);
    }
    if (run->options.curriculum) write_curriculum(&run->curriculum, json);
    mg_run_write_places(run, json);
    mg_json_key(json, "options");
    mg_json_begin_object(json);
    mg_train_options_write(&run->options, json);
    mg_json_end_object(json);
    mg_json_end_object(json);
    mg_json_newline(json);
}

static mg_status read_curriculum(mg_curriculum *c, const mg_json *root) {
    mg_json list;
    if (!mg_json_has(root, "curriculum")) return MG_OK;
    MG_TRY(mg_json_get_array(root, "curriculum", &list));
    if (mg_json_length(&list) > MG_MIXTURE_TASKS)
        return mg_json_fail(root, "curriculum", "fewer ladders");
    for (size_t i = 0; i < mg_json_length(&list); i++) {
        mg_json ladder = mg_json_at(&list, i);
        int64_t frontier, streak;
        MG_TRY(mg_json_get_int(&ladder, "frontier", 0, MG_MIXTURE_TASKS, &frontier));
        MG_TRY(mg_json_get_int(&ladder, "streak", INT32_MIN, INT32_MAX, &streak));
        c->ladder[c->count++] = (mg_ladder){.frontier = (int)frontier, .streak = (int)streak};
    }
    return MG_OK;
}

static mg_status read_state(mg_run *run, const mg_json *root) {
    mg_run_state *s = &run->state;
    int64_t version, position;
    const char *digest;
    mg_json options;
    MG_TRY(mg_json_get_int(root, "gym_version", 0, INT32_MAX, &version));
    if (version != MG_GYM_VERSION) {
        return mg_fail(MG_ERR_UNSUPPORTED,
                       "the run was made with problems of gym version %lld, this "
                       "program makes version %d; resume it with its own build",
                       (long long)version, MG_GYM_VERSION);
    }
    MG_TRY(mg_json_get_int(root, "step", 0, INT64_MAX, &s->step));
    MG_TRY(mg_json_get_int(root, "stream_position", 0, INT64_MAX, &position));
    MG_TRY(mg_json_get_double(root, "smooth_loss", 0, DBL_MAX, &s->smooth_loss));
    MG_TRY(mg_json_get_double(root, "lowest_loss", 0, DBL_MAX, &s->lowest_loss));
    MG_TRY(mg_json_opt_int(root, "watch_after", 0, INT64_MAX, 0, &s->watch_after));
    MG_TRY(mg_json_get_double(root, "exact_match", -1, 1, &s->exact_match));
    MG_TRY(mg_json_get_int(root, "metrics_bytes", 0, INT64_MAX, &s->metrics_bytes));
    MG_TRY(mg_json_get_int(root, "samples_bytes", 0, INT64_MAX, &s->samples_bytes));
    MG_TRY(mg_json_opt_int(root, "memory_bytes", 0, INT64_MAX, 0, &s->memory_bytes));
    MG_TRY(mg_json_opt_string(root, "data_digest", "0", &digest));
    s->data_digest = strtoull(digest, NULL, 16);
    MG_TRY(mg_json_get_object(root, "options", &options));
    s->position = (uint64_t)position;
    MG_TRY(read_curriculum(&run->curriculum, root));
    MG_TRY(mg_train_options_read(&run->options, &options));
    return mg_run_read_places(run, root);
}

static mg_status load_state(mg_run *run, const char *checkpoint) {
    char *path = mg_path_join(checkpoint, "trainer.json");
    if (!path) return MG_ERR_MEMORY;
    mg_json_doc doc = {0};
    mg_status status;
    MG_GO(mg_json_parse_file(&doc, path, MAX_JSON));
    mg_json root = mg_json_root(&doc);
    MG_GO(read_state(run, &root));
done:
    mg_json_doc_free(&doc);
    mg_free(path);
    return status;
}

static mg_status load_checkpoint(mg_run *run, const char *checkpoint, const char *device,
                                 int threads) {
    mg_config config;
    MG_TRY(mg_checkpoint_config(checkpoint, &config));
    MG_TRY(mg_checkpoint_tokenizer(checkpoint, &config, &run->tokenizer));
    MG_TRY(load_state(run, checkpoint));
    MG_TRY(build(run, &config, device, threads, true));
    MG_TRY(mg_model_load(run->model, checkpoint));
    MG_TRY(mg_trainer_load(run->trainer, checkpoint));
    MG_TRY(mg_run_load_carry(run, checkpoint));
    run->stream.position = run->state.position;
    MG_TRY(open_files(run));
    return start_feeder(run);
}

mg_status mg_run_resume(mg_run *run, const char *folder, const char *device, int threads) {
    memset(run, 0, sizeof *run);
    run->folder = mg_strdup(folder);
    if (!run->folder) return MG_ERR_MEMORY;
    char *checkpoint = NULL, *note = NULL;
    mg_status status;
    MG_GO(mg_ckpt_resolve(folder, &checkpoint, &note));
    if (note) fprintf(stderr, "mathgym train: %s\n", note);
    MG_GO(mg_ckpt_prepare(folder));
    MG_GO(load_checkpoint(run, checkpoint, device, threads));
done:
    mg_free(note);
    mg_free(checkpoint);
    return status;
}

static mg_status write_trainer_json(mg_run *run, const char *folder) {
    char *path = mg_path_join(folder, "trainer.json");
    mg_json_writer json = {.indent = 2};
    mg_status status = path ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    write_state(run, &json);
    MG_GO(mg_json_writer_status(&json));
    MG_GO(mg_file_write_atomic(path, json.text, json.length));
done:
    mg_json_writer_free(&json);
    mg_free(path);
    return status;
}

static mg_status write_checkpoint(mg_run *run, const char *folder) {
    char *config = mg_path_join(folder, "config.json");
    if (!config) return MG_ERR_MEMORY;
    mg_status status = mg_config_save(&run->model->config, config);
    mg_free(config);
    MG_TRY(status);
    MG_TRY(mg_tokenizer_write(&run->tokenizer, folder));
    MG_TRY(mg_model_save(run->model, folder));
    MG_TRY(mg_trainer_save(run->trainer, folder));
    MG_TRY(mg_run_save_carry(run, folder));
    return write_trainer_json(run, folder);
}

mg_status mg_run_save(mg_run *run) {
    MG_TRY(mg_writer_sync(&run->metrics));
    MG_TRY(mg_writer_sync(&run->samples));
    if (run->watched) MG_TRY(mg_writer_sync(&run->memory));
    run->state.metrics_bytes = (int64_t)mg_writer_offset(&run->metrics);
    run->state.samples_bytes = (int64_t)mg_writer_offset(&run->samples);
    if (run->watched) run->state.memory_bytes = (int64_t)mg_writer_offset(&run->memory);
    run->state.position = run->stream.position;
    char *folder;
    MG_TRY(mg_ckpt_begin(run->folder, run->state.step, &folder));
    mg_status status = write_checkpoint(run, folder);
    mg_free(folder);
    if (status != MG_OK) {
        mg_ckpt_abort(run->folder, run->state.step);
        return status;
    }
    MG_TRY(mg_ckpt_commit(run->folder, run->state.step));
    return mg_ckpt_keep(run->folder, (size_t)run->options.keep);
}

char *mg_run_last_checkpoint(const mg_run *run) {
    char *folder = NULL, *note = NULL;
    if (mg_ckpt_resolve(run->folder, &folder, &note) != MG_OK) folder = NULL;
    mg_free(note);
    return folder;
}

void mg_run_free(mg_run *run) {
    mg_writer_close(&run->metrics);
    mg_writer_close(&run->timing);
    mg_writer_close(&run->samples);
    mg_writer_close(&run->memory);
    mg_json_writer_free(&run->line);
    mg_feeder_free(run->feeder);
    for (int64_t i = 0; run->batches && i < run->options.accumulation; i++) {
        mg_batch_free(&run->batches[i]);
    }
    mg_free(run->batches);
    mg_memory_text_free(&run->carried);
    mg_free(run->places);
    mg_evaluator_free(run->evaluator);
    mg_evaluator_free(run->probe);
    mg_series_sources_free(run->sources);
    mg_forward_free(run->watched);
    mg_memory_stats_free(run->memory_stats);
    mg_trainer_free(run->trainer);
    mg_model_free(run->model);
    mg_device_free(run->device);
    mg_free(run->folder);
    memset(run, 0, sizeof *run);
}
