/* Rows that go on from batch to batch, and what the memory carries along them. */
#include <stdio.h>

#include "bin/run_folder.h"
#include "core/base/alloc.h"

/* Their places must fit into trainer.json, and each holds the piece that it is in. */
enum { CARRIED_ROWS = 4096 };

static mg_status check(const mg_run *run) {
    const mg_config *config = &run->model->config;
    if (config->memory.kind == MG_MEMORY_OFF)
        return mg_fail(MG_ERR_ARG,
                       "--carry: a row goes on in the next batch with what the model's memory has "
                       "kept, and this model has no memory; give --preset tiny-titans, or "
                       "--memory kind=feature");
    if (!config->causal) return mg_fail(MG_ERR_ARG, "--carry: an encoder reads no rows that go on");
    if (run->options.rows > CARRIED_ROWS)
        return mg_fail(MG_ERR_ARG, "--carry: at most %d rows per batch", CARRIED_ROWS);
    if (config->window == 0)
        fprintf(stderr,
                "mathgym train: attention of this model sees all %lld tokens of a row; what is "
                "further back is its memory's to know\n",
                (long long)run->options.cols);
    return MG_OK;
}

mg_status mg_run_start_carry(mg_run *run) {
    const mg_train_options *o = &run->options;
    if (!o->carry) return MG_OK;
    MG_TRY(check(run));
    if (o->facts[0]) MG_TRY(mg_train_options_distant(o, &run->stream, &run->distant));
    MG_TRY(mg_memory_text_start(&run->carried, &run->stream, o->facts[0] ? &run->distant : NULL,
                                o->rows));
    if (!run->places) run->places = mg_calloc((size_t)o->rows, sizeof *run->places);
    return run->places ? MG_OK : MG_ERR_MEMORY;
}

static void note_places(mg_run *run) {
    for (int64_t b = 0; b < run->options.rows; b++)
        run->places[b] = mg_memory_text_place(&run->carried, b);
}

static mg_status return_to_places(mg_run *run) {
    for (int64_t b = 0; b < run->options.rows; b++)
        MG_TRY(mg_memory_text_seek(&run->carried, b, run->places[b]));
    return MG_OK;
}

void mg_run_write_places(mg_run *run, mg_json_writer *json) {
    if (!run->options.carry) return;
    note_places(run);
    mg_json_key(json, "places");
    mg_json_begin_array(json);
    for (int64_t b = 0; b < run->options.rows; b++) {
        mg_json_int(json, (int64_t)run->places[b].item);
        mg_json_int(json, run->places[b].at);
    }
    mg_json_end_array(json);
}

mg_status mg_run_read_places(mg_run *run, const mg_json *trainer) {
    int64_t rows = run->options.rows, value;
    mg_json list;
    if (!run->options.carry) return MG_OK;
    MG_TRY(mg_json_get_array(trainer, "places", &list));
    if (rows > CARRIED_ROWS || (int64_t)mg_json_length(&list) != 2 * rows)
        return mg_json_fail(trainer, "places", "two numbers a row");
    run->places = mg_calloc((size_t)rows, sizeof *run->places);
    if (!run->places) return MG_ERR_MEMORY;
    for (int64_t b = 0; b < rows; b++) {
        MG_TRY(mg_json_at_int(&list, (size_t)(2 * b), 0, INT64_MAX, &value));
        run->places[b].item = (uint64_t)value;
        MG_TRY(mg_json_at_int(&list, (size_t)(2 * b + 1), 0, INT64_MAX, &run->places[b].at));
    }
    return MG_OK;
}

mg_status mg_run_save_carry(const mg_run *run, const char *checkpoint) {
    return run->options.carry ? mg_trainer_save_carried(run->trainer, checkpoint) : MG_OK;
}

mg_status mg_run_load_carry(mg_run *run, const char *checkpoint) {
    if (!run->options.carry) return MG_OK;
    MG_TRY(return_to_places(run));
    return mg_trainer_load_carried(run->trainer, checkpoint);
}

static mg_status fill_carried(mg_run *run) {
    mg_status status = MG_OK;
    note_places(run);
    for (int64_t i = 0; status == MG_OK && i < run->options.accumulation; i++)
        status = mg_memory_text_next(&run->carried, &run->batches[i]);
    if (status == MG_OK) return MG_OK;
    char text[512];
    snprintf(text, sizeof text, "%s", mg_error_text());
    MG_TRY(return_to_places(run));
    return mg_fail(status, "%s", text);
}

mg_status mg_run_fill_batches(mg_run *run) {
    if (run->options.carry) return fill_carried(run);
    uint64_t position = run->stream.position;
    mg_status status = MG_OK;
    for (int64_t i = 0; status == MG_OK && i < run->options.accumulation; i++)
        status = mg_stream_next_batch(&run->stream, &run->batches[i]);
    if (status != MG_OK) run->stream.position = position;
    return status;
}
