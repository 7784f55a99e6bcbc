#include "bin/series_rows.h"

#include <math.h>
#include <string.h>

#include "core/base/alloc.h"

/* Where the values of a row come from. */
struct mg_row_kind {
    int64_t (*length)(const mg_row *row, mg_series_column column, int64_t variate);
    mg_status (*read)(const mg_row *row, mg_series_column column, int64_t variate, int64_t first,
                      int64_t count, float *out);
};

int64_t mg_row_length(const mg_row *row, mg_series_column column, int64_t variate) {
    return row->kind->length(row, column, variate);
}

mg_status mg_row_read(const mg_row *row, mg_series_column column, int64_t variate, int64_t first,
                      int64_t count, float *out) {
    return row->kind->read(row, column, variate, first, count, out);
}

typedef struct range {
    int64_t first, end; /* rows */
    mg_row_visit visit;
    void *context;
    mg_rows_seen *seen;
} range;

static mg_status visit_row(const range *r, const mg_row *row) {
    r->seen->visited++;
    return r->visit(r->context, row);
}

/* -- addressable files ------------------------------------------------------------------------- */

typedef struct indexed {
    mg_bytes *bytes;
    mg_series_index *index;
} indexed;

static int64_t indexed_length(const mg_row *row, mg_series_column column, int64_t variate) {
    const indexed *s = row->source;
    return mg_series_index_slice(s->index, row->row, column, variate).count;
}

static mg_status indexed_read(const mg_row *row, mg_series_column column, int64_t variate,
                              int64_t first, int64_t count, float *out) {
    const indexed *s = row->source;
    return mg_series_index_read(s->index, s->bytes, row->row, column, variate, first, count, out);
}

static mg_status visit_indexed(const indexed *s, const range *r) {
    static const struct mg_row_kind kind = {indexed_length, indexed_read};
    r->seen->rows = mg_series_index_rows(s->index);
    for (int64_t i = r->first; i < r->seen->rows && i < r->end; i++) {
        const mg_series_entry e = mg_series_index_entry(s->index, i);
        mg_row row = {.row = i,
                      .item_id = e.item_id,
                      .freq = e.freq,
                      .has_start = e.has_start,
                      .start = e.start,
                      .source = s,
                      .kind = &kind};
        memcpy(row.variates, e.variates, sizeof row.variates);
        MG_TRY(visit_row(r, &row));
    }
    return MG_OK;
}

/* -- other files: read through, rows kept until they are whole --------------------------------- */

typedef struct run {
    float *values;
    size_t count, capacity;
    bool null;
} run;

typedef struct kept {
    run *runs[MG_SERIES_VALUE_COLUMNS]; /* one a variate */
    size_t counts[MG_SERIES_VALUE_COLUMNS], capacities[MG_SERIES_VALUE_COLUMNS];
} kept;

typedef struct collector {
    const range *range;
    kept *rows; /* from row `base` on */
    size_t count, capacity;
    int64_t base;
    bool ended; /* the last row of the range was visited */
} collector;

static void free_kept(kept *k) {
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        for (size_t v = 0; v < k->counts[c]; v++) mg_free(k->runs[c][v].values);
        mg_free(k->runs[c]);
    }
    *k = (kept){0};
}

static int64_t kept_length(const mg_row *row, mg_series_column column, int64_t variate) {
    const run *r = &((const kept *)row->source)->runs[column][variate];
    return r->null ? -1 : (int64_t)r->count;
}

static mg_status kept_read(const mg_row *row, mg_series_column column, int64_t variate,
                           int64_t first, int64_t count, float *out) {
    const run *r = &((const kept *)row->source)->runs[column][variate];
    if (count > 0) memcpy(out, r->values + first, (size_t)count * sizeof *out);
    return MG_OK;
}

static bool is_wanted(const collector *c, int64_t row) {
    return row >= c->range->first && row < c->range->end;
}

/* The place of a row, made where it is not there yet. */
static mg_status find_kept(collector *c, int64_t row, kept **out) {
    const size_t place = (size_t)(row - c->base);
    if (place >= c->count) {
        MG_TRY(mg_grow(&c->rows, &c->capacity, place + 1, sizeof *c->rows));
        memset(c->rows + c->count, 0, (place + 1 - c->count) * sizeof *c->rows);
        c->count = place + 1;
    }
    *out = &c->rows[place];
    return MG_OK;
}

static mg_status find_run(kept *k, const mg_series_piece *p, run **out) {
    const size_t needed = (size_t)p->variate + 1;
    run **runs = &k->runs[p->column];
    if (needed > k->counts[p->column]) {
        MG_TRY(mg_grow(runs, &k->capacities[p->column], needed, sizeof **runs));
        const size_t old = k->counts[p->column];
        memset(*runs + old, 0, (needed - old) * sizeof **runs);
        k->counts[p->column] = needed;
    }
    *out = &(*runs)[p->variate];
    return MG_OK;
}

static mg_status on_values(void *context, const mg_series_piece *p) {
    collector *c = context;
    kept *k;
    run *r;
    if (!is_wanted(c, p->row)) return MG_OK;
    MG_TRY(find_kept(c, p->row, &k));
    MG_TRY(find_run(k, p, &r));
    r->null = p->null;
    MG_TRY(mg_grow(&r->values, &r->capacity, r->count + p->count, sizeof *r->values));
    for (size_t i = 0; i < p->count; i++)
        r->values[r->count + i] = p->f32 ? p->f32[i] : (float)p->f64[i];
    r->count += p->count;
    return MG_OK;
}

/* Rows end in order, so the row is the first that is kept. */
static mg_status on_row_end(void *context, const mg_series_row *ended) {
    static const struct mg_row_kind kind = {kept_length, kept_read};
    collector *c = context;
    kept *k;
    c->range->seen->rows = ended->row + 1;
    if (!is_wanted(c, ended->row)) return MG_OK;
    MG_TRY(find_kept(c, ended->row, &k));
    mg_row row = {.row = ended->row,
                  .item_id = ended->item_id,
                  .freq = ended->freq,
                  .has_start = ended->has_start,
                  .start = ended->start,
                  .source = k,
                  .kind = &kind};
    memcpy(row.variates, ended->variates, sizeof row.variates);
    const mg_status status = visit_row(c->range, &row);
    free_kept(k);
    memmove(c->rows, c->rows + 1, --c->count * sizeof *c->rows);
    c->base++;
    c->ended = c->base == c->range->end;
    /* any status ends the reading; read_through() tells this one apart */
    return status == MG_OK && c->ended ? MG_ERR_INTERRUPTED : status;
}

static mg_status read_through(mg_bytes *bytes, const range *r) {
    collector c = {.range = r, .base = r->first};
    const mg_series_events events = {.context = &c, .values = on_values, .row_end = on_row_end};
    mg_status status = mg_series_read(bytes, 0, &events, NULL);
    if (status == MG_ERR_INTERRUPTED && c.ended) status = MG_OK;
    for (size_t i = 0; i < c.count; i++) free_kept(&c.rows[i]);
    mg_free(c.rows);
    return status;
}

/* -- both -------------------------------------------------------------------------------------- */

mg_status mg_rows_visit(mg_bytes *bytes, int64_t first, int64_t count, mg_row_visit visit,
                        void *context, mg_rows_seen *seen) {
    const int64_t end = count > INT64_MAX - first ? INT64_MAX : first + count;
    const range r = {first, end, visit, context, seen};
    *seen = (mg_rows_seen){0};
    indexed s = {.bytes = bytes};
    mg_status status = mg_series_index_create(bytes, &s.index);
    if (status == MG_ERR_UNSUPPORTED) return read_through(bytes, &r);
    if (status == MG_OK) status = visit_indexed(&s, &r);
    mg_series_index_free(s.index);
    return status;
}
