/* The optimiser's state on disk, two flat tensors and the step count; and what is carried. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/safetensors.h"
#include "core/train/trainer_build.h"

#define FILE_NAME    "optimizer.safetensors"
#define CARRIED_NAME "carried.safetensors"

static mg_status put_buffer(mg_st_writer *writer, const char *name, mg_buffer *buffer, int64_t n,
                            float *values) {
    MG_TRY(mg_buffer_read_f32(buffer, 0, values, n));
    return mg_st_writer_put(writer, name, values, (uint64_t)n * sizeof *values);
}

mg_status mg_trainer_save(const mg_trainer *t, const char *folder) {
    int64_t n = t->model->table.trained_end;
    char *path = mg_asprintf("%s/" FILE_NAME, folder);
    float *values = mg_malloc((size_t)n * sizeof *values);
    mg_st_writer *writer = NULL;
    char steps[32];
    snprintf(steps, sizeof steps, "%" PRId64, t->steps);
    mg_status status = path && values ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    MG_GO(mg_st_writer_create(&writer, path, 0));
    MG_GO(mg_st_writer_metadata(writer, "steps", steps));
    MG_GO(mg_st_writer_declare(writer, "adamw.m", MG_ST_F32, 1, &n));
    MG_GO(mg_st_writer_declare(writer, "adamw.v", MG_ST_F32, 1, &n));
    MG_GO(put_buffer(writer, "adamw.m", t->buffers.m, n, values));
    MG_GO(put_buffer(writer, "adamw.v", t->buffers.v, n, values));
    MG_GO(mg_st_writer_finish(writer));
done:
    mg_st_writer_free(writer);
    mg_free(values);
    mg_free(path);
    return status;
}

static mg_status get_buffer(const mg_safetensors *file, const char *name, mg_buffer *buffer,
                            int64_t n, float *values) {
    const mg_st_tensor *tensor;
    MG_TRY(mg_safetensors_get(file, name, MG_ST_F32, 1, &n, &tensor));
    MG_TRY(mg_safetensors_check_finite(file, tensor));
    memcpy(values, tensor->data, (size_t)tensor->bytes);
    return mg_buffer_write_f32(buffer, 0, values, n);
}

static mg_status get_steps(const mg_safetensors *file, int64_t *steps) {
    const char *text = mg_safetensors_metadata(file, "steps");
    char *end = NULL;
    *steps = text ? strtoll(text, &end, 10) : -1;
    if (text && end != text && *end == '\0' && *steps >= 0) return MG_OK;
    return mg_fail(MG_ERR_FORMAT, "%s: no step count in its metadata; take another checkpoint",
                   mg_safetensors_path(file, NULL));
}

mg_status mg_trainer_load(mg_trainer *t, const char *folder) {
    int64_t n = t->model->table.trained_end, steps;
    char *path = mg_asprintf("%s/" FILE_NAME, folder);
    float *values = mg_malloc((size_t)n * sizeof *values);
    mg_safetensors *file = NULL;
    mg_status status = path && values ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    MG_GO(mg_safetensors_open(&file, path));
    MG_GO(get_steps(file, &steps));
    MG_GO(get_buffer(file, "adamw.m", t->buffers.m, n, values));
    MG_GO(get_buffer(file, "adamw.v", t->buffers.v, n, values));
    t->steps = steps;
done:
    mg_safetensors_close(file);
    mg_free(values);
    mg_free(path);
    return status;
}

mg_status mg_trainer_save_carried(const mg_trainer *t, const char *folder) {
    int64_t n = t->buffers.state.reals;
    char *path = mg_asprintf("%s/" CARRIED_NAME, folder);
    float *values = mg_malloc((size_t)(n + 1) * sizeof *values);
    mg_st_writer *writer = NULL;
    mg_status status = path && values ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    MG_GO(mg_st_writer_create(&writer, path, 0));
    MG_GO(mg_st_writer_declare(writer, "state", MG_ST_F32, 1, &n));
    MG_GO(put_buffer(writer, "state", t->buffers.state.buffer, n, values));
    MG_GO(mg_st_writer_finish(writer));
done:
    mg_st_writer_free(writer);
    mg_free(values);
    mg_free(path);
    return status;
}

mg_status mg_trainer_load_carried(mg_trainer *t, const char *folder) {
    int64_t n = t->buffers.state.reals;
    char *path = mg_asprintf("%s/" CARRIED_NAME, folder);
    float *values = mg_malloc((size_t)(n + 1) * sizeof *values);
    mg_safetensors *file = NULL;
    mg_status status = path && values ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    MG_GO(mg_safetensors_open(&file, path));
    MG_GO(get_buffer(file, "state", t->buffers.state.buffer, n, values));
done:
    mg_safetensors_close(file);
    mg_free(values);
    mg_free(path);
    return status;
}
