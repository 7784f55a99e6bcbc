#include "data/series_columns.h"

#include <stdio.h>
#include <string.h>

const char *mg_series_text_name(mg_series_text text) {
    return text == MG_SERIES_ITEM_ID ? "item_id" : "freq";
}

const char *mg_series_column_name(mg_series_column column) {
    return column == MG_SERIES_TARGET ? "target" : "past_feat_dynamic_real";
}

static mg_status fail_type(const mg_arrow_schema *schema, const char *file, size_t field,
                           const char *wanted) {
    char text[160];
    return mg_fail(MG_ERR_UNSUPPORTED, "%s: column \"%s\" is %s, not %s", file,
                   schema->fields[field].name, mg_arrow_describe(schema, field, text, sizeof text),
                   wanted);
}

static mg_status find_text(const mg_arrow_schema *schema, const char *file, const char *name,
                           size_t *field) {
    MG_TRY(mg_arrow_schema_find(schema, file, name, field));
    if (*field == SIZE_MAX) return MG_OK;
    mg_arrow_type type = schema->fields[*field].type;
    if (type == MG_ARROW_UTF8 || type == MG_ARROW_LARGE_UTF8) return MG_OK;
    return fail_type(schema, file, *field, "utf8, large_utf8 or a dictionary of them");
}

static mg_status find_start(const mg_arrow_schema *schema, const char *file, size_t *field) {
    MG_TRY(mg_arrow_schema_find(schema, file, "start", field));
    if (*field == SIZE_MAX) return MG_OK;
    const mg_arrow_field *f = &schema->fields[*field];
    if (f->type == MG_ARROW_TIMESTAMP && !f->dictionary) return MG_OK;
    return fail_type(schema, file, *field, "a timestamp");
}

/* A fixed size of 0 is not one of them: rows without bytes would come in any number. */
static bool is_list(const mg_arrow_field *f) {
    return !f->dictionary && (f->type == MG_ARROW_LIST || f->type == MG_ARROW_LARGE_LIST ||
                              (f->type == MG_ARROW_FIXED_SIZE_LIST && f->list_size > 0));
}

static bool is_number(const mg_arrow_field *f) {
    return !f->dictionary && (f->type == MG_ARROW_INT || f->type == MG_ARROW_FLOAT);
}

static mg_status find_lists(const mg_arrow_schema *schema, const char *file, const char *name,
                            mg_series_lists *lists) {
    *lists = (mg_series_lists){0};
    MG_TRY(mg_arrow_schema_find(schema, file, name, &lists->field));
    if (lists->field == SIZE_MAX) return MG_OK;
    size_t i = lists->field;
    for (; lists->depth < 2 && is_list(&schema->fields[i]); i++) lists->level[lists->depth++] = i;
    lists->values = i;
    if (lists->depth > 0 && is_number(&schema->fields[i])) return MG_OK;
    return fail_type(schema, file, lists->field,
                     "a list, or a list of lists (large and fixed-size too), of numbers");
}

/* "a, b, c": the names of the columns, for the message about the one that is missing. */
static void join_names(const mg_arrow_schema *schema, char *text, size_t size) {
    size_t used = 0;
    text[0] = 0;
    for (size_t i = 0; i < schema->count && used < size; i = schema->fields[i].end) {
        used += (size_t)snprintf(text + used, size - used, "%s\"%.60s\"", i ? ", " : "",
                                 schema->fields[i].name);
    }
}

mg_status mg_series_columns_find(const mg_arrow_schema *schema, const char *file,
                                 mg_series_columns *columns) {
    for (int t = 0; t < MG_SERIES_TEXTS; t++) {
        MG_TRY(find_text(schema, file, mg_series_text_name((mg_series_text)t), &columns->text[t]));
    }
    MG_TRY(find_start(schema, file, &columns->start));
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        MG_TRY(find_lists(schema, file, mg_series_column_name((mg_series_column)c),
                          &columns->lists[c]));
    }
    if (columns->lists[MG_SERIES_TARGET].field != SIZE_MAX) return MG_OK;
    char names[300];
    join_names(schema, names, sizeof names);
    return mg_fail(MG_ERR_UNSUPPORTED,
                   "%s: there is no column \"target\" (it has %s), so this is not a file of time "
                   "series",
                   file, *names ? names : "none");
}

bool mg_series_columns_have(const mg_series_columns *columns, size_t field) {
    bool have = field == columns->start;
    for (int t = 0; t < MG_SERIES_TEXTS; t++) have |= field == columns->text[t];
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) have |= field == columns->lists[c].field;
    return have;
}
