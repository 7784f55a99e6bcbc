/* How fast series are read from a local file: GB/s of processor time, medians over several turns.
 *
 *     bench_series FILE [--turns N] [--only NAME]
 *
 *     loop      the floor: read() in chunks, and NaNs counted as if all of it were floats
 *     reader    mg_series_read(): everything checked, missing values counted
 *     sha256    the same, and the file's checksum on the way
 *     index     milliseconds to locate every row, and KiB read for it
 *
 * They run in turns, so that load on the machine hits all. peers/bench_series.py runs them beside
 * pyarrow. The last line is the peak of resident memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "data/digest.h"
#include "data/series_index.h"

enum { CHUNK_BYTES = 256 << 10, MAX_TURNS = 100 };

/* The file, which counts what is read of it. */
typedef struct counted {
    mg_bytes base;
    mg_bytes *file;
    uint64_t read;
} counted;

static mg_status counted_read(mg_bytes *bytes, uint64_t offset, void *out, size_t n) {
    counted *c = (counted *)bytes;
    c->read += n;
    return mg_bytes_read(c->file, offset, out, n);
}

typedef struct run {
    mg_bytes *bytes;
    uint64_t indexed_bytes; /* read by the index */
    uint8_t *chunk;
    int64_t missing;
} run;

static mg_status run_loop(run *r) {
    r->missing = 0;
    for (uint64_t at = 0; at < r->bytes->size;) {
        uint64_t rest = r->bytes->size - at;
        size_t n = rest < CHUNK_BYTES ? (size_t)rest : CHUNK_BYTES;
        MG_TRY(mg_bytes_read(r->bytes, at, r->chunk, n));
        const float *values = (const float *)(const void *)r->chunk;
        int32_t missing = 0;
        for (size_t i = 0; i < n / sizeof *values; i++) missing += values[i] != values[i];
        r->missing += missing;
        at += n;
    }
    return MG_OK;
}

static mg_status run_reader(run *r) {
    mg_series_events events = {0};
    mg_series_totals totals;
    MG_TRY(mg_series_read(r->bytes, 0, &events, &totals));
    r->missing = totals.missing;
    return MG_OK;
}

static mg_status push_hashed(run *r, mg_series_reader *reader, mg_digest *digest) {
    for (uint64_t at = 0; at < r->bytes->size;) {
        uint64_t rest = r->bytes->size - at;
        size_t n = rest < CHUNK_BYTES ? (size_t)rest : CHUNK_BYTES;
        MG_TRY(mg_bytes_read(r->bytes, at, r->chunk, n));
        MG_TRY(mg_digest_add(digest, r->chunk, n));
        MG_TRY(mg_series_reader_push(reader, r->chunk, n));
        at += n;
    }
    return mg_series_reader_finish(reader);
}

static mg_status run_sha256(run *r) {
    mg_status status;
    mg_series_options options = {r->bytes->name, r->bytes->size, 0};
    mg_series_events events = {0};
    mg_series_reader *reader = NULL;
    mg_digest *digest = NULL;
    char hex[MG_DIGEST_HEX];
    MG_GO(mg_digest_create(MG_DIGEST_SHA256, r->bytes->size, &digest));
    MG_GO(mg_series_reader_create(&options, &events, &reader));
    MG_GO(push_hashed(r, reader, digest));
    MG_GO(mg_digest_finish(digest, hex));
done:
    mg_series_reader_free(reader);
    mg_digest_free(digest);
    return status;
}

static mg_status run_index(run *r) {
    mg_series_index *index;
    counted bytes = {{r->bytes->name, r->bytes->size, counted_read, NULL}, r->bytes, 0};
    mg_status status = mg_series_index_create(&bytes.base, &index);
    mg_series_index_free(index);
    r->indexed_bytes = bytes.read;
    return status == MG_ERR_UNSUPPORTED ? MG_OK : status; /* compressed */
}

static const struct {
    const char *name;
    mg_status (*run)(run *);
} runs[] = {
    {"loop", run_loop}, {"reader", run_reader}, {"sha256", run_sha256}, {"index", run_index}};

enum { RUNS = sizeof runs / sizeof *runs };

static double processor_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void report(const run *r, const char *name, double *seconds, int turns) {
    qsort(seconds, (size_t)turns, sizeof *seconds, compare);
    double median = seconds[turns / 2];
    if (strcmp(name, "index") == 0) {
        printf("%-8s %9.3f ms\n", name, 1e3 * median);
        printf("%-8s %9.1f KiB\n", name, (double)r->indexed_bytes / 1024);
    } else {
        printf("%-8s %9.2f GB/s\n", name, (double)r->bytes->size / median / 1e9);
    }
}

/* The peak of this program; getrusage() would count that of whoever started it too. */
static void report_memory(void) {
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) {
        if (strncmp(line, "VmHWM:", 6) == 0) kib = atol(line + 6);
    }
    if (status) fclose(status);
    printf("memory   %9.1f MiB\n", (double)kib / 1024);
}

static mg_status measure(run *r, int turns, const char *only) {
    static double seconds[RUNS][MAX_TURNS];
    for (int turn = 0; turn < turns; turn++) {
        for (int i = 0; i < RUNS; i++) {
            if (only && strcmp(runs[i].name, only) != 0) continue;
            double start = processor_seconds();
            MG_TRY(runs[i].run(r));
            seconds[i][turn] = processor_seconds() - start;
        }
    }
    for (int i = 0; i < RUNS; i++) {
        if (only && strcmp(runs[i].name, only) != 0) continue;
        report(r, runs[i].name, seconds[i], turns);
    }
    report_memory();
    return MG_OK;
}

int main(int argc, char **argv) {
    int turns = 5;
    const char *path = NULL, *only = NULL;
    run r = {0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--turns") == 0 && i + 1 < argc) {
            turns = atoi(argv[++i]);
        } else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
            only = argv[++i];
        } else {
            path = argv[i];
        }
    }
    if (!path || turns < 1 || turns > MAX_TURNS) {
        fprintf(stderr, "usage: bench_series FILE [--turns 1..%d] [--only NAME]\n", MAX_TURNS);
        return 2;
    }
    mg_status status = mg_bytes_open_file(path, &r.bytes);
    r.chunk = mg_malloc_aligned(64, CHUNK_BYTES);
    if (status == MG_OK) status = r.chunk ? measure(&r, turns, only) : MG_ERR_MEMORY;
    if (status != MG_OK) fprintf(stderr, "bench_series: %s\n", mg_error_text());
    mg_free(r.chunk);
    mg_bytes_free(r.bytes);
    return status != MG_OK;
}
