#include "bin/checkpoint_model.h"

#include <stdio.h>
#include <string.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/train/checkpoint_dir.h"
#include "memory/memory.h"

#define MAX_JSON (1 << 20)

mg_status mg_checkpoint_tokenizer(const char *folder, const mg_config *config,
                                  mg_tokenizer *tokenizer) {
    mg_status status = mg_tokenizer_read(tokenizer, folder);
    if (status == MG_ERR_NOT_FOUND) return mg_tokenizer_for_size(tokenizer, config->vocab_size);
    MG_TRY(status);
    int32_t size = mg_tokenizer_size(tokenizer);
    if (config->vocab_size >= size) return MG_OK;
    return mg_fail(MG_ERR_ARG, "%s: vocab_size is %lld; tokenizer.json needs %d", folder,
                   (long long)config->vocab_size, size);
}

mg_status mg_checkpoint_config(const char *folder, mg_config *config) {
    char *path = mg_path_join(folder, "config.json");
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_config_from_file(config, path);
    mg_free(path);
    config->mixer = &mg_memory_mixer;
    return status;
}

static mg_status read_trainer_json(mg_checkpoint *c, const char *path) {
    mg_json_doc doc = {0};
    mg_json options;
    mg_status status;
    MG_GO(mg_json_parse_file(&doc, path, MAX_JSON));
    mg_json root = mg_json_root(&doc);
    MG_GO(mg_json_get_int(&root, "step", 0, INT64_MAX, &c->step));
    MG_GO(mg_json_get_object(&root, "options", &options));
    MG_GO(mg_train_options_read(&c->options, &options));
done:
    mg_json_doc_free(&doc);
    return status;
}

/* A checkpoint of another program has no trainer.json. */
static mg_status read_options(mg_checkpoint *c) {
    c->options = mg_train_options_default();
    c->step = -1;
    char *path = mg_path_join(c->folder, "trainer.json");
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_path_exists(path) ? read_trainer_json(c, path) : MG_OK;
    mg_free(path);
    return status;
}

mg_status mg_checkpoint_open(mg_checkpoint *c, const char *name, const char *path,
                             const char *device, int threads) {
    memset(c, 0, sizeof *c);
    char *note = NULL;
    mg_config config;
    mg_status status;
    MG_GO(mg_ckpt_resolve(path, &c->folder, &note));
    if (note) fprintf(stderr, "mathgym %s: %s\n", name, note);
    MG_GO(mg_checkpoint_config(c->folder, &config));
    MG_GO(mg_checkpoint_tokenizer(c->folder, &config, &c->tokenizer));
    MG_GO(read_options(c));
    MG_GO(mg_device_open(device, threads, &c->device));
    MG_GO(mg_model_create(c->device, &config, &c->model));
    MG_GO(mg_model_load(c->model, c->folder));
done:
    mg_free(note);
    return status;
}

void mg_checkpoint_close(mg_checkpoint *c) {
    mg_model_free(c->model);
    mg_device_free(c->device);
    mg_free(c->folder);
    memset(c, 0, sizeof *c);
}
