/* The lines of metrics.jsonl, timing.jsonl and samples.txt. */
#include <stdio.h>
#include <string.h>

#include "bin/run_folder.h"

/* How long the loss may rise after a frontier moved: twice the memory of its running mean. */
#define NEW_PROBLEMS_STEPS 100

#define SAMPLES 3 /* answers per task and evaluation in samples.txt */

static mg_status end_line(mg_run *run, mg_writer *file) {
    mg_json_writer *json = &run->line;
    mg_json_end_object(json);
    mg_json_newline(json);
    MG_TRY(mg_json_writer_status(json));
    MG_TRY(mg_writer_write(file, json->text, json->length));
    mg_json_writer_reset(json);
    /* A killed process loses no line. */
    return mg_writer_flush(file);
}

static void begin_line(mg_run *run) {
    mg_json_begin_object(&run->line);
    mg_json_key(&run->line, "step"), mg_json_int(&run->line, run->state.step);
}

static void real(mg_run *run, const char *key, double value) {
    mg_json_key(&run->line, key), mg_json_float(&run->line, (float)value);
}

mg_status mg_run_log_step(mg_run *run, const mg_train_report *report, double rate) {
    begin_line(run);
    real(run, "loss", report->loss);
    real(run, "aux_loss", report->aux_loss);
    real(run, "grad_norm", report->grad_norm);
    real(run, "lr", rate);
    mg_json_key(&run->line, "tokens"), mg_json_int(&run->line, report->target_tokens);
    real(run, "imbalance", report->imbalance);
    return end_line(run, &run->metrics);
}

mg_status mg_run_log_timing(mg_run *run, double seconds, double data_seconds,
                            double tokens_per_second) {
    begin_line(run);
    real(run, "seconds", seconds);
    real(run, "data_seconds", data_seconds);
    real(run, "tokens_per_second", tokens_per_second);
    return end_line(run, &run->timing);
}

static mg_status log_samples(mg_run *run, int task) {
    const mg_evaluator *e = run->evaluator;
    char line[MG_QUESTION_BYTES + 2 * MG_RESPONSE_BYTES + 64];
    for (size_t i = 0; i < SAMPLES && i < e->sets[task].count; i++) {
        const mg_problem *p = &e->sets[task].problems[i];
        char wanted[MG_RESPONSE_BYTES], said[MG_RESPONSE_BYTES];
        mg_problem_render(p, e->config.layout, wanted);
        mg_text_printable(said, sizeof said, mg_evaluator_answer(e, i));
        bool right = strcmp(wanted, mg_evaluator_answer(e, i)) == 0;
        int n = snprintf(line, sizeof line, "%lld %s%s%s%s\n", (long long)run->state.step,
                         p->question, said, right ? "" : "   should be ", right ? "" : wanted);
        MG_TRY(mg_writer_write(&run->samples, line, (size_t)n));
    }
    return mg_writer_flush(&run->samples);
}

/* The pass rates at the frontiers, which move by them. */
static mg_status climb(mg_run *run) {
    mg_evaluator *probe = run->probe;
    mg_curriculum *c = &run->curriculum;
    double rates[MG_MIXTURE_TASKS] = {0.0};
    mg_json_key(&run->line, "pass_rates");
    mg_json_begin_array(&run->line);
    for (int i = 0; i < c->count; i++) {
        int task = c->ladder[i].first + c->ladder[i].frontier;
        MG_TRY(mg_evaluator_run_task(probe, task));
        rates[task] = (double)probe->scores[task].correct / (double)probe->scores[task].total;
        mg_json_float(&run->line, (float)rates[task]);
    }
    mg_json_end_array(&run->line);
    if (mg_curriculum_update(c, rates)) {
        mg_curriculum_apply(c, &run->stream.config.mixture);
        if (run->feeder) mg_feeder_restart(run->feeder, &run->stream);
        run->state.watch_after = run->state.step + NEW_PROBLEMS_STEPS;
    }
    mg_json_key(&run->line, "frontiers");
    mg_json_begin_array(&run->line);
    for (int i = 0; i < c->count; i++)
        mg_json_int(&run->line,
                    probe->config.mixture.task[c->ladder[i].first + c->ladder[i].frontier].level);
    mg_json_end_array(&run->line);
    return MG_OK;
}

mg_status mg_run_log_evaluation(mg_run *run) {
    mg_evaluator *e = run->evaluator;
    for (int i = 0; i < e->config.mixture.count; i++) {
        MG_TRY(mg_evaluator_run_task(e, i));
        MG_TRY(log_samples(run, i));
    }
    run->state.exact_match = mg_evaluator_mean(e);
    begin_line(run);
    real(run, "exact_match", run->state.exact_match);
    mg_json_key(&run->line, "tasks");
    mg_json_begin_object(&run->line);
    for (int i = 0; i < e->config.mixture.count; i++) {
        char name[MG_TASK_NAME];
        mg_task_name(&e->config.mixture.task[i], name, sizeof name);
        real(run, name, (double)e->scores[i].correct / (double)e->scores[i].total);
    }
    mg_json_end_object(&run->line);
    if (run->options.curriculum) MG_TRY(climb(run));
    return end_line(run, &run->metrics);
}
