/* The mix: of eight answers four are the gold itself, one is another spelling of it, two are wrong,
 * one is wordy ("The answer is ..."). */
#include "bin/bench_verify.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "gym/family.h"
#include "gym/number.h"

enum { PAIRS = 4096, TEXT_BYTES = 96 };

static const double SECONDS = 0.5; /* of each kind */

typedef struct pair {
    char gold[TEXT_BYTES], text[TEXT_BYTES];
    size_t gold_bytes, text_bytes;
    bool right;
} pair;

typedef struct kind_bench {
    const char *name;
    mg_answer_kind kind;
    mg_form form;
    /* Writes the gold; another spelling of it; a near miss. */
    void (*write)(mg_rng *rng, char *gold, char *spelling, char *miss);
    double rate;
    int64_t misjudged;
} kind_bench;

static long long draw(mg_rng *rng, long long low, long long high) {
    return (long long)mg_draw_between(rng, low, high);
}

static void write_integer(mg_rng *rng, char *gold, char *spelling, char *miss) {
    long long value = mg_draw_number(rng, 12) * (draw(rng, 0, 1) ? 1 : -1);
    snprintf(gold, TEXT_BYTES, "%lld", value);
    snprintf(spelling, TEXT_BYTES, value < 0 ? "%lld.0" : " +%lld ", value);
    snprintf(miss, TEXT_BYTES, "%lld", value + draw(rng, 1, 9));
}

static void write_fraction(mg_rng *rng, char *gold, char *spelling, char *miss) {
    mg_ratio value = mg_ratio_of(draw(rng, -999, 999), draw(rng, 2, 99));
    long long top = value.top, bottom = value.bottom;
    snprintf(gold, TEXT_BYTES, "%lld/%lld", top, bottom);
    if (draw(rng, 0, 1))
        snprintf(spelling, TEXT_BYTES, "%lld/%lld", 3 * top, 3 * bottom);
    else
        snprintf(spelling, TEXT_BYTES, "$%s\\frac{%lld}{%lld}$", top < 0 ? "-" : "",
                 top < 0 ? -top : top, bottom);
    snprintf(miss, TEXT_BYTES, "%lld/%lld", top + 1, bottom);
}

static void write_polynomial(mg_rng *rng, char *gold, char *spelling, char *miss) {
    long long a = draw(rng, 2, 20), b = draw(rng, 2, 20), c = draw(rng, 1, 20);
    snprintf(gold, TEXT_BYTES, "%lld*x^2 - %lld*x + %lld", a, b, c);
    if (draw(rng, 0, 1))
        snprintf(spelling, TEXT_BYTES, "%lldx^2-%lldx+%lld", a, b, c);
    else
        snprintf(spelling, TEXT_BYTES, "$%lld - %lldx + %lldx^{2}$", c, b, a);
    snprintf(miss, TEXT_BYTES, "%lld*x^2 - %lld*x - %lld", a, b, c);
}

static void fill_pairs(const kind_bench *bench, pair *pairs) {
    mg_rng rng = mg_rng_at(1, (uint64_t)bench->kind, 0);
    for (int i = 0; i < PAIRS; i++) {
        pair *p = &pairs[i];
        char spelling[TEXT_BYTES], miss[TEXT_BYTES];
        bench->write(&rng, p->gold, spelling, miss);
        int part = i % 8;
        if (part == 7)
            snprintf(p->text, TEXT_BYTES, "The answer is %.60s.", p->gold);
        else
            memcpy(p->text, part < 4 ? p->gold : part == 4 ? spelling : miss, TEXT_BYTES);
        p->right = part < 5 || part == 7;
        p->gold_bytes = strlen(p->gold);
        p->text_bytes = strlen(p->text);
    }
}

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void measure(kind_bench *bench, const pair *pairs) {
    double start = cpu_seconds(), seconds;
    int64_t scores = 0;
    do {
        for (int i = 0; i < PAIRS; i++) {
            const pair *p = &pairs[i];
            const mg_gold gold = {bench->kind, bench->form, 0, p->gold, p->gold_bytes};
            mg_judgement j = mg_verify(&gold, p->text, p->text_bytes);
            bench->misjudged += (j.reward == 1.0) != p->right;
        }
        scores += PAIRS;
        seconds = cpu_seconds() - start;
    } while (seconds < SECONDS);
    bench->rate = (double)scores / seconds;
}

static mg_status print_json(const kind_bench *bench) {
    mg_json_writer w = {.indent = 0};
    mg_json_begin_object(&w);
    mg_json_key(&w, "kind"), mg_json_string(&w, bench->name);
    mg_json_key(&w, "scores_per_second"), mg_json_int(&w, (int64_t)bench->rate);
    mg_json_key(&w, "misjudged"), mg_json_int(&w, bench->misjudged);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

mg_status mg_bench_verify(bool json) {
    kind_bench benches[] = {
        {.name = "integers", .kind = MG_ANSWER_INTEGER, .write = write_integer},
        {.name = "fractions", .kind = MG_ANSWER_RATIONAL, .write = write_fraction},
        {.name = "polynomials",
         .kind = MG_ANSWER_POLYNOMIAL,
         .form = MG_FORM_EXPANDED,
         .write = write_polynomial},
    };
    pair *pairs = mg_malloc(PAIRS * sizeof *pairs);
    if (!pairs) return MG_ERR_MEMORY;
    mg_status status = MG_OK;
    for (size_t i = 0; i < sizeof benches / sizeof benches[0] && status == MG_OK; i++) {
        fill_pairs(&benches[i], pairs);
        measure(&benches[i], pairs);
        if (json)
            status = print_json(&benches[i]);
        else
            printf("%-12s %6.2f million scores/s, %lld misjudged\n", benches[i].name,
                   1e-6 * benches[i].rate, (long long)benches[i].misjudged);
    }
    mg_free(pairs);
    return status;
}
