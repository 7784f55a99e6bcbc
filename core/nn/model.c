#include "core/nn/model.h"

#include <math.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "core/base/safetensors.h"

/* Hugging Face's limit; larger models are split into several files. */
#define SHARD_BYTES (UINT64_C(2) << 30)

static mg_status create_rope_table(mg_model *model) {
    const mg_config *c = &model->config;
    int64_t pairs = c->qk_rope_head_dim / 2, positions = c->max_position_embeddings;
    size_t bytes = (size_t)(positions * pairs * 2) * model->device->real_bytes;
    MG_TRY(mg_buffer_create(model->device, bytes, "the table of rotary angles", &model->rope));
    double *frequencies = mg_calloc((size_t)pairs, sizeof *frequencies);
    double *row = mg_calloc((size_t)pairs * 2, sizeof *row);
    mg_status status = frequencies && row ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    double magnitude = mg_config_rope_magnitude(c);
    mg_config_rope_frequencies(c, frequencies);
    for (int64_t p = 0; p < positions; p++) {
        for (int64_t i = 0; i < pairs; i++) {
            row[2 * i] = magnitude * cos((double)p * frequencies[i]);
            row[2 * i + 1] = magnitude * sin((double)p * frequencies[i]);
        }
        MG_GO(mg_buffer_write_f64(model->rope, p * pairs * 2, row, pairs * 2));
    }
done:
    mg_free(frequencies);
    mg_free(row);
    return status;
}

static mg_status create_buffers(mg_model *model) {
    int64_t n = model->table.arena_elements;
    MG_TRY(mg_buffer_create(model->device, (size_t)n * model->device->real_bytes, "the parameters",
                            &model->params));
    MG_TRY(mg_buffer_zero_f32(model->params, 0, n));
    return create_rope_table(model);
}

mg_status mg_model_create(mg_device *device, const mg_config *config, mg_model **out) {
    *out = NULL;
    MG_TRY(mg_config_check_buildable(config));
    mg_model *model = mg_calloc(1, sizeof *model);
    if (!model) return MG_ERR_MEMORY;
    model->device = device;
    model->config = *config;
    mg_status status = mg_param_table_create(&model->table, config);
    if (status == MG_OK && device) status = create_buffers(model);
    if (status != MG_OK) {
        mg_model_free(model);
        return status;
    }
    *out = model;
    return MG_OK;
}

void mg_model_free(mg_model *model) {
    if (!model) return;
    mg_buffer_free(model->params);
    mg_buffer_free(model->rope);
    mg_param_table_free(&model->table);
    mg_free(model);
}

/* Elements first .. first + n - 1 of parameter number `stream`; first is a multiple of 4. */
static void draw(const mg_param_entry *p, uint64_t seed, uint32_t stream, int64_t first, int64_t n,
                 float *values) {
    for (int64_t i = 0; i < n; i++) {
        values[i] = p->init == MG_INIT_ONES       ? 1.0f
                    : p->init == MG_INIT_CONSTANT ? (float)p->init_value
                                                  : 0.0f;
    }
    if (p->init != MG_INIT_NORMAL) return;
    for (int64_t i = 0; i < n; i += 4) {
        double normals[4];
        mg_philox_normals(mg_philox(seed, (uint64_t)(first + i) / 4, stream, 0), normals);
        for (int64_t j = 0; j < 4 && i + j < n; j++) {
            values[i + j] = (float)(p->init_std * normals[j]);
        }
    }
}

mg_status mg_model_init(mg_model *model, uint64_t seed) {
    enum { CHUNK = 4096 };
    float values[CHUNK];
    for (size_t i = 0; i < model->table.count; i++) {
        const mg_param_entry *p = &model->table.params[i];
        for (int64_t first = 0; first < p->elements; first += CHUNK) {
            int64_t n = p->elements - first < CHUNK ? p->elements - first : CHUNK;
            draw(p, seed, (uint32_t)i, first, n, values);
            MG_TRY(mg_buffer_write_f32(model->params, p->arena_offset + first, values, n));
        }
    }
    return MG_OK;
}

static int64_t hf_arena_offset(const mg_param_entry *p, const mg_hf_tensor *hf) {
    return p->arena_offset + hf->offset;
}

static mg_status load_tensor(mg_model *model, const mg_safetensors *file, const mg_param_entry *p,
                             const mg_hf_tensor *hf) {
    const mg_st_tensor *tensor;
    MG_TRY(mg_safetensors_get(file, hf->name, MG_ST_F32, hf->dims, hf->shape, &tensor));
    MG_TRY(mg_safetensors_check_finite(file, tensor));
    /* The file's map may be unaligned. */
    float *values = mg_malloc((size_t)tensor->bytes);
    if (!values) return MG_ERR_MEMORY;
    memcpy(values, tensor->data, (size_t)tensor->bytes);
    mg_status status =
        mg_buffer_write_f32(model->params, hf_arena_offset(p, hf), values, hf->elements);
    mg_free(values);
    return status;
}

mg_status mg_model_load(mg_model *model, const char *folder) {
    mg_safetensors *file = NULL;
    MG_TRY(mg_safetensors_open(&file, folder));
    mg_status status = MG_OK;
    for (size_t i = 0; i < model->table.count; i++) {
        const mg_param_entry *p = &model->table.params[i];
        for (size_t j = 0; j < p->hf_count; j++) {
            MG_GO(load_tensor(model, file, p, &model->table.hf[p->hf_first + j]));
        }
    }
done:
    mg_safetensors_close(file);
    return status;
}

static mg_status save_tensor(const mg_model *model, mg_st_writer *writer, const mg_param_entry *p,
                             const mg_hf_tensor *hf) {
    size_t bytes = (size_t)hf->elements * sizeof(float);
    float *values = mg_malloc(bytes);
    if (!values) return MG_ERR_MEMORY;
    mg_status status =
        mg_buffer_read_f32(model->params, hf_arena_offset(p, hf), values, hf->elements);
    if (status == MG_OK) status = mg_st_writer_put(writer, hf->name, values, bytes);
    mg_free(values);
    return status;
}

mg_status mg_model_save(const mg_model *model, const char *folder) {
    char *path = mg_asprintf("%s/model.safetensors", folder);
    if (!path) return MG_ERR_MEMORY;
    mg_st_writer *writer = NULL;
    mg_status status;
    MG_GO(mg_st_writer_create(&writer, path, SHARD_BYTES));
    MG_GO(mg_st_writer_metadata(writer, "format", "pt"));
    for (size_t i = 0; i < model->table.hf_count; i++) {
        const mg_hf_tensor *hf = &model->table.hf[i];
        MG_GO(mg_st_writer_declare(writer, hf->name, MG_ST_F32, hf->dims, hf->shape));
    }
    for (size_t i = 0; i < model->table.count; i++) {
        const mg_param_entry *p = &model->table.params[i];
        for (size_t j = 0; j < p->hf_count; j++) {
            MG_GO(save_tensor(model, writer, p, &model->table.hf[p->hf_first + j]));
        }
    }
    MG_GO(mg_st_writer_finish(writer));
done:
    mg_st_writer_free(writer);
    mg_free(path);
    return status;
}
