/* safetensors files: named arrays behind a JSON header (huggingface.co/docs/safetensors).
 *
 *     8 bytes   length N of the header, little-endian
 *     N bytes   {"__metadata__": {"k": "v"}, "name": {"dtype": "F32", "shape": [2, 3],
 *               "data_offsets": [0, 24]}, ...}, padded with spaces
 *     the rest  the bytes of the arrays, row-major, little-endian, without gaps
 *
 * Above a size limit a model is several such files and `model.safetensors.index.json`, which says
 * where each tensor is; the reader opens either.
 *
 * Reading. Nothing of a file is trusted: every bound is checked at opening, and each failure is one
 * line with file, tensor and defect. The arrays are not copied: a tensor points into a map of the
 * file.
 *
 *     mg_safetensors *file;
 *     const mg_st_tensor *w;
 *     MG_TRY(mg_safetensors_open(&file, "step-00000100/model.safetensors"));
 *     MG_GO(mg_safetensors_get(file, "lm_head.weight", MG_ST_F32, 2, (int64_t[]){384, 64}, &w));
 *     MG_GO(mg_safetensors_check_finite(file, w));
 *     memcpy(weights, w->data, w->bytes);
 * done:
 *     mg_safetensors_close(file);
 */
#ifndef MG_BASE_SAFETENSORS_H
#define MG_BASE_SAFETENSORS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

#define MG_ST_MAX_RANK 8

/* X(name, bytes of an element) */
#define MG_ST_DTYPE_LIST(X)                                                                        \
    X(BOOL, 1)                                                                                     \
    X(U8, 1)                                                                                       \
    X(I8, 1)                                                                                       \
    X(F8_E4M3, 1)                                                                                  \
    X(F8_E5M2, 1)                                                                                  \
    X(U16, 2)                                                                                      \
    X(I16, 2)                                                                                      \
    X(F16, 2)                                                                                      \
    X(BF16, 2)                                                                                     \
    X(U32, 4)                                                                                      \
    X(I32, 4)                                                                                      \
    X(F32, 4)                                                                                      \
    X(U64, 8)                                                                                      \
    X(I64, 8)                                                                                      \
    X(F64, 8)

typedef enum mg_st_dtype {
#define MG_ST_ENUM(name, bytes) MG_ST_##name,
    MG_ST_DTYPE_LIST(MG_ST_ENUM)
#undef MG_ST_ENUM
} mg_st_dtype;

const char *mg_st_dtype_name(mg_st_dtype dtype);
size_t mg_st_dtype_bytes(mg_st_dtype dtype);

typedef struct mg_st_tensor {
    const char *name;
    mg_st_dtype dtype;
    int rank; /* 0 is a scalar */
    int64_t shape[MG_ST_MAX_RANK];
    uint64_t count; /* elements */
    uint64_t bytes; /* count * element size */
    const void
        *data;   /* in the file's map. May be unaligned in files of other writers: memcpy it. */
    size_t file; /* which of the opened files holds it */
} mg_st_tensor;

typedef struct mg_safetensors mg_safetensors;

/* Opens `path`. If there is no such file but `path`.index.json exists, opens its shards; a folder
 * stands for its model.safetensors. Fails with MG_ERR_NOT_FOUND, MG_ERR_IO, MG_ERR_FORMAT,
 * MG_ERR_MEMORY; then *file is NULL. Tensors are valid until mg_safetensors_close(). */
mg_status mg_safetensors_open(mg_safetensors **file, const char *path);
void mg_safetensors_close(mg_safetensors *file);

/* All tensors, sorted by name. */
size_t mg_safetensors_count(const mg_safetensors *file);
const mg_st_tensor *mg_safetensors_at(const mg_safetensors *file, size_t index);
/* NULL if there is none of this name. */
const mg_st_tensor *mg_safetensors_find(const mg_safetensors *file, const char *name);
/* Path of the file that holds the tensor; of what was opened if `tensor` is NULL. For messages. */
const char *mg_safetensors_path(const mg_safetensors *file, const mg_st_tensor *tensor);
/* A value of __metadata__ (of the first shard), or NULL. */
const char *mg_safetensors_metadata(const mg_safetensors *file, const char *key);

/* The tensor of this name, which must have this dtype and shape. Fails with MG_ERR_NOT_FOUND or
 * MG_ERR_SHAPE and a text with what is there and what was expected. */
mg_status mg_safetensors_get(const mg_safetensors *file, const char *name, mg_st_dtype dtype,
                             int rank, const int64_t *shape, const mg_st_tensor **tensor);

/* Fails with MG_ERR_NUMERIC, naming the first NaN or infinity, if the tensor has one. Integers and
 * 8-bit floats are not looked at. */
mg_status mg_safetensors_check_finite(const mg_safetensors *file, const mg_st_tensor *tensor);

/* Writing. All tensors are declared first, then their bytes are handed over one by one in the same
 * order, so that a device needs to give back only one at a time.
 *
 *     mg_st_writer *w;
 *     MG_TRY(mg_st_writer_create(&w, ".tmp-step-00000100/model.safetensors", 2ull << 30));
 *     MG_GO(mg_st_writer_metadata(w, "format", "pt"));
 *     MG_GO(mg_st_writer_declare(w, "lm_head.weight", MG_ST_F32, 2, (int64_t[]){384, 64}));
 *     MG_GO(mg_st_writer_put(w, "lm_head.weight", weights, bytes));
 *     MG_GO(mg_st_writer_finish(w));
 * done:
 *     mg_st_writer_free(w);  // without a finish before it: removes what was written
 *
 * The files are written in place and fsynced, not renamed: write into a temporary folder that is
 * renamed as a whole (core/train/checkpoint_dir.h). */
typedef struct mg_st_writer mg_st_writer;

/* `path` ends in ".safetensors". If the arrays are larger than `shard_bytes` together (0: no
 * limit), shards `X-00001-of-00002.safetensors` and `X.safetensors.index.json` are written instead;
 * a tensor is never split. */
mg_status mg_st_writer_create(mg_st_writer **writer, const char *path, uint64_t shard_bytes);
mg_status mg_st_writer_metadata(mg_st_writer *writer, const char *key, const char *value);
mg_status mg_st_writer_declare(mg_st_writer *writer, const char *name, mg_st_dtype dtype, int rank,
                               const int64_t *shape);
/* The whole of the next declared tensor; another name or size is MG_ERR_ARG. */
mg_status mg_st_writer_put(mg_st_writer *writer, const char *name, const void *data,
                           uint64_t bytes);
/* Writes the end and the index. Fails with MG_ERR_ARG if a declared tensor was not put. */
mg_status mg_st_writer_finish(mg_st_writer *writer);
void mg_st_writer_free(mg_st_writer *writer);

/* Elements and bytes of a shape; MG_ERR_SHAPE if negative, too many dimensions, or too large. */
mg_status mg_st_shape_bytes(mg_st_dtype dtype, int rank, const int64_t *shape, uint64_t *count,
                            uint64_t *bytes);

#endif
