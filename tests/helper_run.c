#include "tests/helper_run.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_cli.h"
#include "tests/helper_tmp.h"

static const char small_config[] =
    "{\"model_type\": \"deepseek_v3\", \"vocab_size\": 384, \"hidden_size\": 16,"
    "\"intermediate_size\": 32, \"moe_intermediate_size\": 8, \"num_hidden_layers\": 2,"
    "\"num_attention_heads\": 2, \"q_lora_rank\": null, \"kv_lora_rank\": 8,"
    "\"qk_nope_head_dim\": 8, \"qk_rope_head_dim\": 4, \"v_head_dim\": 8,"
    "\"n_routed_experts\": 4, \"n_shared_experts\": 1, \"num_experts_per_tok\": 2,"
    "\"n_group\": 1, \"topk_group\": 1, \"first_k_dense_replace\": 1, \"moe_layer_freq\": 1,"
    "\"norm_topk_prob\": true, \"routed_scaling_factor\": 1.0, \"scoring_func\": \"sigmoid\","
    "\"topk_method\": \"noaux_tc\", \"max_position_embeddings\": 512, \"rope_theta\": 10000.0,"
    "\"tie_word_embeddings\": true, \"rms_norm_eps\": 1e-6}";

void run_write_config(void) {
    test_tmp_write("small.json", small_config, sizeof small_config - 1);
}

void run_ok(const char *arguments) {
    int code = cli_run("", arguments);
    if (code == 0) return;
    char *err = cli_content("err", NULL);
    fail_msg("mathgym %s: exit code %d: %s", arguments, code, err);
}

void run_same_file(const char *a_name, const char *b_name) {
    size_t a_size, b_size;
    char *a = cli_content(a_name, &a_size), *b = cli_content(b_name, &b_size);
    if (a_size != b_size || memcmp(a, b, a_size) != 0) {
        size_t at = 0, line = 1;
        for (; at < a_size && at < b_size && a[at] == b[at]; at++) line += a[at] == '\n';
        fail_msg("%s and %s differ in line %zu", a_name, b_name, line);
    }
    mg_free(a);
    mg_free(b);
}

size_t run_count_lines(const char *text) {
    size_t n = 0;
    for (; *text; text++) n += *text == '\n';
    return n;
}

int run_interrupt_at(pid_t pid, const char *metrics, size_t lines, int signal) {
    const struct timespec pause = {.tv_nsec = 1000000};
    for (int i = 0; i < 60000; i++, nanosleep(&pause, NULL)) {
        char *text = NULL;
        if (mg_file_read(test_tmp(metrics), 1 << 26, &text, NULL) != MG_OK) continue;
        size_t n = run_count_lines(text);
        mg_free(text);
        if (n >= lines) break;
    }
    kill(pid, signal);
    return cli_wait(pid);
}
