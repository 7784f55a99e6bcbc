/* What is timed: question, answer and key as bytes of drawn training items at the default level, on
 * the CPU's clock, so that a busy machine does not slow the figure down. */
#include "bin/bench_gym.h"

#include <stdio.h>
#include <time.h>

#include "core/base/json.h"
#include "gym/family.h"

static const double SECONDS = 0.15; /* of each family */
enum { BATCH = 256 };

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static mg_status time_family(const mg_family *family, double *rate) {
    double start = cpu_seconds(), elapsed = 0.0;
    uint64_t done = 0;
    for (; elapsed < SECONDS; elapsed = cpu_seconds() - start) {
        for (uint64_t i = 0; i < BATCH; i++, done++) {
            mg_problem problem;
            MG_TRY(mg_problem_generate(
                &(mg_item){family, family->default_level, MG_SPLIT_TRAIN, 8, done, MG_ORDER_DRAWN},
                &problem));
        }
    }
    *rate = (double)done / elapsed;
    return MG_OK;
}

static mg_status print_rate(const mg_family *family, double rate, bool json) {
    if (!json) {
        printf("%-12s %-32s %8.3f million items a second\n", family->topic, family->name,
               rate * 1e-6);
        return MG_OK;
    }
    mg_json_writer w = {0};
    mg_json_begin_object(&w);
    mg_json_key(&w, "family"), mg_json_string(&w, family->name);
    mg_json_key(&w, "topic"), mg_json_string(&w, family->topic);
    mg_json_key(&w, "items_per_second"), mg_json_double(&w, rate);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

mg_status mg_bench_gym(bool json) {
    const mg_family *family;
    for (int i = 0; (family = mg_family_at(i)); i++) {
        double rate;
        MG_TRY(time_family(family, &rate));
        MG_TRY(print_rate(family, rate, json));
    }
    return MG_OK;
}
