/* memory.jsonl: what the memory of a run's model does, at every evaluation. */
#include "bin/run_folder.h"

mg_status mg_run_watch_memory(mg_run *run) {
    const mg_train_options *o = &run->options;
    if (run->model->config.memory.kind == MG_MEMORY_OFF || o->eval_every == 0) return MG_OK;
    MG_TRY(mg_memory_stats_create(&run->model->config, &run->memory_stats));
    return mg_forward_create_probed(run->model, o->rows, o->cols, &run->watched);
}

/* The step's first batch, read once more with the parameters that the step has led to: nothing is
 * drawn for it, so that the run is the same as without. */
mg_status mg_run_log_memory(mg_run *run) {
    const mg_batch *batch = &run->batches[0];
    mg_json_writer *json = &run->line;
    const float *logits;
    if (!run->watched) return MG_OK;
    mg_memory_stats_clear(run->memory_stats);
    MG_TRY(mg_forward_reset(run->watched));
    MG_TRY(mg_forward_run(run->watched, batch, &logits));
    MG_TRY(mg_memory_stats_add(run->memory_stats, run->watched, batch, logits, NULL));
    mg_json_begin_object(json);
    mg_json_key(json, "step"), mg_json_int(json, run->state.step);
    mg_memory_stats_write(run->memory_stats, json);
    mg_json_end_object(json);
    mg_json_newline(json);
    MG_TRY(mg_json_writer_status(json));
    MG_TRY(mg_writer_write(&run->memory, json->text, json->length));
    mg_json_writer_reset(json);
    return mg_writer_flush(&run->memory);
}
