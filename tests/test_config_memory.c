/* What the "memory" block of config.json may not say: every field with another type, out of its
 * range, or beside what it does not go with, is refused in one line that names it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/nn/config_fields.h"
#include "core/nn/model.h"
#include "memory/memory.h"
#include "tests/helper_small.h"

/* tiny with a memory whose block is `fields` behind its kind. */
static mg_status read_block(const char *kind, const char *fields, mg_config *config) {
    mg_config plain;
    char *text;
    small_must(mg_config_from_preset(&plain, "tiny"));
    small_must(mg_config_to_text(&plain, &text));
    const char *anchor = "\"causal\": true", *at = strstr(text, anchor);
    assert_non_null(at);
    char *changed = mg_asprintf("%.*s%s, \"memory\": {\"kind\": \"%s\"%s}%s", (int)(at - text),
                                text, anchor, kind, fields, at + strlen(anchor));
    assert_non_null(changed);
    mg_status status = mg_config_from_text(config, changed, strlen(changed), "c.json");
    mg_free(changed);
    mg_free(text);
    return status;
}

static void expect_line(mg_status status, const char *said, const char *name) {
    const char *text = status == MG_OK ? "" : mg_error_text();
    bool known = status == MG_ERR_FORMAT || status == MG_ERR_ARG || status == MG_ERR_UNSUPPORTED;
    if (!known || !strstr(text, name) || strchr(text, '\n') || strlen(text) > 300)
        fail_msg("%s: %s \"%s\"", said, mg_status_name(status), text);
}

/* `value` for a field in the file. */
static void refuses_in_file(const mg_config_field *field, const char *value) {
    mg_config config;
    char block[128];
    snprintf(block, sizeof block, ", \"%s\": %s", field->name, value);
    expect_line(read_block("linear", block, &config), block, field->name);
}

/* And on the command line. */
static void refuses_option(const mg_config_field *field, const char *value) {
    mg_config config;
    char text[128];
    small_must(mg_config_from_preset(&config, "tiny"));
    snprintf(text, sizeof text, "%s=%s", field->name, value);
    expect_line(mg_config_set_memory(&config, text), text, field->name);
}

static void refuses_number(const mg_config_field *field, double value) {
    char text[32];
    if (value == field->fallback) return;
    snprintf(text, sizeof text, field->kind == MG_FIELD_INT ? "%.0f" : "%.17g", value);
    refuses_in_file(field, text);
    refuses_option(field, text);
}

static void test_every_field(void **state) {
    (void)state;
    for (size_t i = 0; i < mg_memory_field_count; i++) {
        const mg_config_field *field = &mg_memory_fields[i];
        static const char *const WRONG[] = {"\"many\"", "[1]", "{}"}; /* null: as if missing */
        for (int j = 0; j < 3; j++)
            if (strcmp(field->name, "kind") != 0) refuses_in_file(field, WRONG[j]);
        refuses_option(field, "many");
        refuses_option(field, "1x");
        if (field->kind == MG_FIELD_BOOL || field->kind == MG_FIELD_CHOICE) {
            refuses_option(field, "2");
            if (strcmp(field->name, "kind") != 0) refuses_in_file(field, "2");
            continue;
        }
        double above = field->kind == MG_FIELD_INT ? 1 : 0.001 * field->most;
        refuses_number(field, field->least - 1);
        refuses_number(field, field->most + above);
        refuses_in_file(field, "1e300");
        refuses_option(field, "nan");
        refuses_option(field, "inf");
        refuses_in_file(field, "true");
        if (field->kind == MG_FIELD_INT) refuses_in_file(field, "1.5");
        if (field->kind == MG_FIELD_INT) refuses_option(field, "1.5");
    }
}

/* The bounds themselves are legal. */
static void test_bounds_are_legal(void **state) {
    (void)state;
    for (size_t i = 0; i < mg_memory_field_count; i++) {
        const mg_config_field *field = &mg_memory_fields[i];
        if (field->kind != MG_FIELD_INT && field->kind != MG_FIELD_REAL) continue;
        if (strcmp(field->name, "first_layer") == 0) continue; /* bounded by the layers too */
        for (int end = 0; end < 2; end++) {
            char text[64];
            mg_config config;
            small_must(mg_config_from_preset(&config, "tiny"));
            snprintf(text, sizeof text, "%s=%.17g", field->name, end ? field->most : field->least);
            if (mg_config_set_memory(&config, text) != MG_OK) fail_msg("%s", mg_error_text());
        }
    }
}

typedef struct refusal {
    const char *kind, *fields, *message;
} refusal;

/* By name, as the issue has them, with the whole advice. */
static const refusal IN_FILE[] = {
    {"wide", "", "\"mathgym.memory.kind\" must be off, linear, feature or deep, found \"wide\""},
    {"linear", ", \"heads\": 0", "\"mathgym.memory.heads\" must be"},
    {"linear", ", \"chunk\": 0", "\"mathgym.memory.chunk\" must be"},
    {"linear", ", \"conv_kernel\": 9", "\"mathgym.memory.conv_kernel\" must be"},
    {"deep", ", \"depth\": 5", "\"mathgym.memory.depth\" must be"},
    {"linear", ", \"placement\": \"beside\"",
     "\"mathgym.memory.placement\" must be add, gate, layer or context, found \"beside\""},
    {"linear", ", \"gate\": \"on\"", "\"mathgym.memory.gate\" must be off, soft or hard"},
    {"linear", ", \"learning_rate\": 1", "\"mathgym.memory.learning_rate\" is not a known field"},
    {"linear", ", \"consolidate\": \"eviction\"",
     "memory: consolidate must be arrival where attention has no window; set it, or window"},
    {"deep", ", \"decay_to\": \"zero\"", "memory: decay_to must be init for kind deep"},
    {"linear", ", \"first_layer\": 4",
     "memory: first_layer must be below num_hidden_layers (4), found 4"},
};

static void test_messages(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof IN_FILE / sizeof *IN_FILE; i++) {
        const refusal *r = &IN_FILE[i];
        mg_config config;
        expect_line(read_block(r->kind, r->fields, &config), r->fields, r->message);
    }
}

/* What can be written down but not built: refused when the model is made. */
static const refusal WHEN_BUILT[] = {
    {"deep", ", \"decayed_residual\": true", "set decayed_residual to false"},
    {"feature", ", \"decayed_residual\": true, \"gate\": \"hard\"",
     "set decayed_residual to false, or gate to off"},
    {"feature", ", \"gate\": \"soft\", \"idle_decay\": 0.5", "set idle_decay to 1"},
};

static void test_combinations(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof WHEN_BUILT / sizeof *WHEN_BUILT; i++) {
        const refusal *r = &WHEN_BUILT[i];
        mg_config config;
        mg_model *model;
        small_must(read_block(r->kind, r->fields, &config));
        config.mixer = &mg_memory_mixer;
        expect_line(mg_model_create(NULL, &config, &model), r->fields, r->message);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_field),
        cmocka_unit_test(test_bounds_are_legal),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_combinations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
