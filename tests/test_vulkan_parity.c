/* The same training run on the CPU and on Vulkan: the losses of 50 steps agree to 1e-4, in a run
 * that learns (its loss falls below ln 10, what guessing a digit costs). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/train/trainer.h"
#include "gym/stream.h"
#include "tests/helper_devices.h"

enum { STEPS = 50, ROWS = 8, COLS = 64 };

static void must(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

static void train_on(mg_device *device, const char *preset, double *losses) {
    mg_config config;
    mg_model *model;
    mg_trainer *trainer;
    mg_train_config train = mg_train_config_default();
    mg_stream_config problems = {.split = MG_SPLIT_TRAIN, .seed = 1, .causal = true};
    mg_stream stream;
    mg_batch batch;
    train.rows = ROWS;
    train.cols = COLS;
    must(mg_config_from_preset(&config, preset));
    must(mg_model_create(device, &config, &model));
    must(mg_model_init(model, 1));
    must(mg_trainer_create(model, &train, &trainer));
    must(mg_mixture_parse("mixture", &problems.mixture));
    must(mg_stream_init(&stream, &problems));
    must(mg_batch_create(&batch, ROWS, COLS));
    for (int step = 0; step < STEPS; step++) {
        mg_train_report report;
        must(mg_stream_next_batch(&stream, &batch));
        must(mg_trainer_step(trainer, &batch, 1e-3 * fmin(1, (step + 1) / 10.0), &report));
        losses[step] = report.loss;
    }
    mg_batch_free(&batch);
    mg_trainer_free(trainer);
    mg_model_free(model);
}

static void compare(const char *preset) {
    static double cpu_losses[STEPS], vulkan_losses[STEPS];
    mg_device *cpu, *vulkan;
    must(mg_device_open("vulkan", 0, &vulkan));
    must(mg_device_open("cpu", 0, &cpu));
    train_on(cpu, preset, cpu_losses);
    train_on(vulkan, preset, vulkan_losses);
    double worst = 0, lowest = INFINITY;
    for (int step = 0; step < STEPS; step++) {
        double d = fabs(vulkan_losses[step] - cpu_losses[step]) / cpu_losses[step];
        if (!(d <= worst)) worst = d;
        lowest = fmin(lowest, cpu_losses[step]);
    }
    print_message("%s: losses %.4f to %.4f, largest relative difference %.2g\n", preset,
                  cpu_losses[0], lowest, worst);
    assert_true(worst <= 1e-4);
    assert_true(lowest < log(10));
    mg_device_free(cpu);
    mg_device_free(vulkan);
}

static void test_dense(void **state) {
    (void)state;
    compare("dense-tiny");
}

static void test_mixture_of_experts(void **state) {
    (void)state;
    compare("tiny");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dense),
        cmocka_unit_test(test_mixture_of_experts),
    };
    mg_device *vulkan;
    if (mg_device_open("vulkan", 0, &vulkan) != MG_OK) return device_vulkan_missing();
    mg_device_free(vulkan);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
