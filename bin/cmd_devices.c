/* mathgym devices: what --device can name on this machine, and why something cannot be used. */
#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/base/json.h"

/* -- text ---------------------------------------------------------------------------------- */

static void print_line(const char *label, const char *text) {
    if (text[0]) printf("    %-18s %s\n", label, text);
}

static void print_bytes(const char *label, uint64_t bytes) {
    if (bytes > 0) printf("    %-18s %" PRIu64 " MiB\n", label, bytes >> 20);
}

static void print_device(const mg_device_info *info) {
    const char *note = "";
    if (info->skipped[0])
        note = "  (cannot be used)";
    else if (info->automatic)
        note = "  (--device auto)";
    printf("%s%s%s%s\n", info->name, info->model[0] ? ": " : "", info->model, note);
    print_line("why not", info->skipped);
    print_line("type", info->type);
    print_line("driver", info->driver);
    print_line("api", info->api);
    print_bytes("memory", info->memory_bytes);
    print_bytes("memory free", info->free_bytes);
    print_bytes("largest buffer", info->max_allocation_bytes);
    print_bytes("storage range", info->max_storage_range_bytes);
    if (info->max_workgroup_invocations > 0) {
        printf("    %-18s %u invocations, %u KiB shared, subgroups of %u, %u in a dispatch\n",
               "workgroup", info->max_workgroup_invocations, info->shared_memory_bytes / 1024,
               info->subgroup_size, info->max_workgroup_count);
    }
    print_line("features used", info->features);
}

/* -- JSON ---------------------------------------------------------------------------------- */

static void put_text(mg_json_writer *w, const char *key, const char *text) {
    if (text[0]) mg_json_key(w, key), mg_json_string(w, text);
}

static void put_number(mg_json_writer *w, const char *key, uint64_t value) {
    if (value > 0) mg_json_key(w, key), mg_json_int(w, (int64_t)value);
}

static void put_device(mg_json_writer *w, const mg_device_info *info) {
    mg_json_begin_object(w);
    put_text(w, "device", info->name);
    mg_json_key(w, "usable"), mg_json_bool(w, !info->skipped[0]);
    mg_json_key(w, "auto"), mg_json_bool(w, info->automatic);
    put_text(w, "skipped", info->skipped);
    put_text(w, "model", info->model);
    put_text(w, "type", info->type);
    put_text(w, "driver", info->driver);
    put_text(w, "api", info->api);
    put_text(w, "features", info->features);
    put_number(w, "memory_bytes", info->memory_bytes);
    put_number(w, "free_bytes", info->free_bytes);
    put_number(w, "max_allocation_bytes", info->max_allocation_bytes);
    put_number(w, "max_storage_range_bytes", info->max_storage_range_bytes);
    put_number(w, "subgroup_size", info->subgroup_size);
    put_number(w, "max_workgroup_invocations", info->max_workgroup_invocations);
    put_number(w, "max_workgroup_count", info->max_workgroup_count);
    put_number(w, "shared_memory_bytes", info->shared_memory_bytes);
    mg_json_end_object(w);
}

static mg_status print_json(const mg_device_info *infos, int n) {
    mg_json_writer w = {.indent = 2};
    mg_json_begin_array(&w);
    for (int i = 0; i < n; i++) put_device(&w, &infos[i]);
    mg_json_end_array(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

/* -- the command --------------------------------------------------------------------------- */

int cmd_devices(int argc, char **argv) {
    bool json = false;
    const mg_cli_option options[] = {
        {.name = "json", .kind = MG_CLI_FLAG, .target = &json, .help = "print one JSON array"},
    };
    const mg_cli_spec spec = {
        "devices",
        "[OPTION...]",
        "Lists what --device can name on this machine, with limits, drivers and the features in\n"
        "use, and says why something cannot be used.",
        options,
        sizeof options / sizeof options[0],
        "  mathgym devices\n"
        "  mathgym devices --json\n",
        .max_operands = 0};
    int exit_code = MG_EXIT_OK;
    if (!mg_cli_parse(&spec, argc, argv, &exit_code)) return exit_code;
    mg_device_info *infos;
    int n;
    mg_status status = mg_device_list(0, &infos, &n);
    if (status == MG_OK) {
        if (json)
            status = print_json(infos, n);
        else
            for (int i = 0; i < n; i++) print_device(&infos[i]);
        mg_free(infos);
    }
    return status == MG_OK ? MG_EXIT_OK : mg_cli_fail("devices");
}
