/* The fields of config.json as a table: reading, writing, checking and comparing all walk it.
 * Internal to core/nn. */
#ifndef MG_NN_CONFIG_FIELDS_H
#define MG_NN_CONFIG_FIELDS_H

#include "core/nn/config.h"

typedef enum mg_field_kind {
    MG_FIELD_INT,    /* int64_t */
    MG_FIELD_REAL,   /* double */
    MG_FIELD_BOOL,   /* bool */
    MG_FIELD_CHOICE, /* an enum, by the name in `choices` */
} mg_field_kind;

enum {
    MG_FIELD_REQUIRED = 1,   /* must be in the file */
    MG_FIELD_MOE = 2,        /* must be in the file of a model with experts */
    MG_FIELD_NULLABLE = 4,   /* null in the file is `fallback` here */
    MG_FIELD_NULL_OUT = 64,  /* and `fallback` is written as null */
    MG_FIELD_OWN = 8,        /* belongs to the "mathgym" block */
    MG_FIELD_TOP_TOO = 16,   /* of the block, but DeepSeek's files have it at the top level */
    MG_FIELD_OF_FAMILY = 32, /* where missing, V2 and V3 differ */
};

typedef struct mg_config_field {
    const char *name;
    mg_field_kind kind;
    unsigned flags;
    size_t offset;              /* in mg_config */
    double least, most;         /* numbers; `fallback` is legal too unless required and not null */
    double fallback;            /* where the file has no such key, or null */
    const char *const *choices; /* MG_FIELD_CHOICE: NULL-terminated */
    const char *advice;         /* MG_FIELD_CHOICE: "this or that", for messages */
} mg_config_field;

extern const mg_config_field mg_config_fields[];
extern const size_t mg_config_field_count;

/* The numbers within rope_scaling; offsets are in mg_config too. */
extern const mg_config_field mg_rope_fields[];
extern const size_t mg_rope_field_count;

/* Those of the block "memory" within "mathgym"; all of them may be missing from a file but kind. */
extern const mg_config_field mg_memory_fields[];
extern const size_t mg_memory_field_count;

static inline void *mg_field_at(mg_config *config, const mg_config_field *field) {
    return (char *)config + field->offset;
}

static inline int64_t mg_field_int(const mg_config *config, const mg_config_field *field) {
    return *(const int64_t *)((const char *)config + field->offset);
}

static inline double mg_field_real(const mg_config *config, const mg_config_field *field) {
    return *(const double *)((const char *)config + field->offset);
}

static inline bool mg_field_bool(const mg_config *config, const mg_config_field *field) {
    return *(const bool *)((const char *)config + field->offset);
}

static inline unsigned mg_field_choice(const mg_config *config, const mg_config_field *field) {
    return *(const unsigned *)((const char *)config + field->offset);
}

/* Makes configs that mean the same model the same bytes: without a memory its fields are zero;
 * without experts, the fields about them have their fallbacks, and every layer counts as one of the
 * first dense ones (transformers looks at that field alone). */
void mg_config_settle(mg_config *config);

#define MG_ROPE_THETA_MIN 2.0
#define MG_ROPE_THETA_MAX 1e12

#endif
