/* Fields of the "memory" block by name, as a command line gives them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/nn/config_fields.h"

enum { WORD = 64 };

static const mg_config_field *find(const mg_config_field *fields, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(fields[i].name, name) == 0) return &fields[i];
    return NULL;
}

/* A field of the block, or one of the two of attention that go with it. */
static const mg_config_field *find_field(const char *name) {
    const mg_config_field *field = find(mg_memory_fields, mg_memory_field_count, name);
    if (field) return field;
    if (strcmp(name, "window") != 0 && strcmp(name, "persistent_tokens") != 0) return NULL;
    return find(mg_config_fields, mg_config_field_count, name);
}

static void set_fallbacks(mg_config *config) {
    for (size_t i = 0; i < mg_memory_field_count; i++) {
        const mg_config_field *field = &mg_memory_fields[i];
        void *target = mg_field_at(config, field);
        if (field->kind == MG_FIELD_INT) *(int64_t *)target = (int64_t)field->fallback;
        if (field->kind == MG_FIELD_REAL) *(double *)target = field->fallback;
        if (field->kind == MG_FIELD_BOOL) *(bool *)target = field->fallback != 0.0;
    }
}

static bool set_choice(const mg_config_field *field, const char *value, unsigned *target) {
    for (unsigned i = 0; field->choices[i]; i++) {
        if (strcmp(field->choices[i], value) != 0) continue;
        *target = i;
        return true;
    }
    return false;
}

static bool set_number(const mg_config_field *field, const char *value, void *target) {
    char *end;
    errno = 0;
    double number = strtod(value, &end);
    if (errno != 0 || end == value || *end != '\0') return false;
    if (field->kind == MG_FIELD_REAL) *(double *)target = number;
    if (field->kind == MG_FIELD_REAL) return true;
    /* Or the cast is undefined, as it is of NaN. */
    if (!(number >= field->least && number <= field->most)) return false;
    *(int64_t *)target = (int64_t)number;
    return (double)(int64_t)number == number;
}

static mg_status set_field(mg_config *config, const char *name, const char *value) {
    const mg_config_field *field = find_field(name);
    if (!field)
        return mg_fail(MG_ERR_ARG,
                       "memory has no field \"%s\"; they are those of the \"memory\" "
                       "block of config.json, window and persistent_tokens",
                       name);
    void *target = mg_field_at(config, field);
    switch (field->kind) {
    case MG_FIELD_CHOICE:
        if (set_choice(field, value, target)) return MG_OK;
        return mg_fail(MG_ERR_ARG, "memory: %s must be %s, found \"%s\"", name, field->advice,
                       value);
    case MG_FIELD_BOOL:
        *(bool *)target = strcmp(value, "true") == 0;
        if (*(bool *)target || strcmp(value, "false") == 0) return MG_OK;
        return mg_fail(MG_ERR_ARG, "memory: %s must be true or false, found \"%s\"", name, value);
    case MG_FIELD_INT:
    case MG_FIELD_REAL:
        break;
    }
    if (set_number(field, value, target)) return MG_OK;
    return mg_fail(MG_ERR_ARG, "memory: %s must be a number from %g to %g, found \"%s\"", name,
                   field->least, field->most, value);
}

/* The text up to any of `ends`, at most WORD - 1 characters; moves past it. */
static bool take_word(const char **text, const char *ends, char word[WORD]) {
    size_t n = strcspn(*text, ends);
    if (n == 0 || n >= WORD) return false;
    memcpy(word, *text, n);
    word[n] = '\0';
    *text += n;
    return true;
}

mg_status mg_config_set_memory(mg_config *config, const char *text) {
    if (config->memory.kind == MG_MEMORY_OFF) {
        set_fallbacks(config);
        config->memory.kind = MG_MEMORY_FEATURE;
    }
    while (*text) {
        char name[WORD], value[WORD];
        bool read = take_word(&text, "=,", name) && *text++ == '=' && take_word(&text, ",", value);
        if (!read)
            return mg_fail(MG_ERR_ARG, "memory: expected NAME=VALUE[,NAME=VALUE...], as in "
                                       "kind=feature,heads=4");
        MG_TRY(set_field(config, name, value));
        if (*text == ',') text++;
    }
    mg_config_settle(config);
    return mg_config_validate(config);
}
