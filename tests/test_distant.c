/* Distant texts: each is solved from its print alone, and its questions are far from what they
 * need. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gym/distant.h"

enum { TEXTS = 60 };

static void must(mg_status status) {
    if (status != MG_OK) fail_msg("%s", mg_error_text());
}

static mg_stream open_stream(const char *mixture, mg_split split) {
    mg_stream_config config = {.split = split, .seed = 5, .causal = true};
    mg_stream stream;
    must(mg_mixture_parse(mixture, &config.mixture));
    must(mg_stream_init(&stream, &config));
    return stream;
}

/* What a reader has learnt. */
typedef struct reader {
    int64_t names[256];
    double p, q;
    int64_t pairs[8][3];
    int examples;
    char told[MG_FACTS_TOLD][MG_QUESTION_BYTES]; /* problems that come again */
    int problems;
} reader;

/* p and q of the first two examples (Cramer). */
static void find_rule(reader *r) {
    const int64_t *a = r->pairs[0], *b = r->pairs[1];
    double d = (double)(a[0] * b[1] - a[1] * b[0]);
    assert_true(d != 0);
    r->p = (double)(a[2] * b[1] - a[1] * b[2]) / d;
    r->q = (double)(a[0] * b[2] - a[2] * b[0]) / d;
}

static void read_fact(reader *r, const mg_piece *piece) {
    char name, symbol;
    int64_t value, a, b;
    const char *text = piece->text;
    if (piece->kind == MG_PIECE_FIRST) {
        snprintf(r->told[r->problems++], sizeof r->told[0], "%s", text);
    } else if (sscanf(text, "Let %c = %" SCNd64 ".", &name, &value) == 2 ||
               sscanf(text, "Set %c to %" SCNd64 ".", &name, &value) == 2) {
        r->names[(unsigned char)name] = value;
    } else if (sscanf(text, "Add %" SCNd64 " to %c.", &value, &name) == 2) {
        r->names[(unsigned char)name] += value;
    } else if (sscanf(text, "Take %" SCNd64 " from %c.", &value, &name) == 2) {
        r->names[(unsigned char)name] -= value;
    } else if (sscanf(text, "%" SCNd64 " %c %" SCNd64 " = %" SCNd64 ".", &a, &symbol, &b, &value) ==
               4) {
        int64_t *pair = r->pairs[r->examples++];
        pair[0] = a, pair[1] = b, pair[2] = value;
        if (r->examples == 2) find_rule(r);
    } else {
        assert_int_equal(strcmp(text + 3, " b = p*a + q*b.\n"), 0);
    }
}

/* The answer that the reader finds. */
static void answer(const reader *r, const mg_piece *piece, char *out, size_t size) {
    char first, second, sign;
    int64_t a, b;
    const char *text = piece->text;
    for (int i = 0; i < r->problems; i++)
        if (strcmp(r->told[i], text) == 0) {
            snprintf(out, size, "%s", piece->gold);
            return;
        }
    int64_t value = 0;
    if (sscanf(text, "What is %" SCNd64 " %c %" SCNd64 "?", &a, &sign, &b) == 3) {
        double exact = r->p * (double)a + r->q * (double)b;
        value = (int64_t)(exact + (exact < 0 ? -0.5 : 0.5));
    } else if (sscanf(text, "What is %c %c %c?", &first, &sign, &second) == 3) {
        value = r->names[(unsigned char)second];
        value = r->names[(unsigned char)first] + (sign == '+' ? value : -value);
    } else if (sscanf(text, "What is %c?", &first) == 1) {
        value = r->names[(unsigned char)first];
    }
    snprintf(out, size, "%" PRId64, value);
}

/* Checks text `index`; returns its questions. */
static int check_text(const mg_distant_config *config, uint64_t index, int64_t *longest) {
    static reader r;
    mg_distant text;
    mg_piece piece;
    int64_t bytes = 0, end_told = 0;
    int questions = 0;
    memset(&r, 0, sizeof r);
    mg_distant_start(&text, config, index);
    for (bool more;; bytes += (int64_t)mg_piece_bytes(&piece)) {
        must(mg_distant_next(&text, &piece, &more));
        if (!more) break;
        assert_int_equal(strlen(piece.text), mg_piece_bytes(&piece));
        assert_int_equal(piece.text[mg_piece_bytes(&piece) - 1], '\n');
        if (piece.kind == MG_PIECE_TOLD || piece.kind == MG_PIECE_FIRST) {
            assert_int_equal(questions, 0);
            read_fact(&r, &piece);
            end_told = bytes + (int64_t)mg_piece_bytes(&piece);
        }
        if (piece.kind != MG_PIECE_ASKED) continue;
        questions++;
        assert_true(bytes - end_told >= config->gap);
        char found[MG_ANSWER_BYTES];
        answer(&r, &piece, found, sizeof found);
        assert_string_equal(found, piece.gold);
        mg_gold gold = {.kind = piece.answer_kind,
                        .form = piece.form,
                        .detail = piece.detail,
                        .text = piece.gold,
                        .bytes = strlen(piece.gold)};
        mg_judgement j = mg_verify(&gold, piece.text + piece.prompt_bytes, piece.answer_bytes);
        assert_true(j.reward == 1.0);
    }
    if (bytes > *longest) *longest = bytes;
    return questions;
}

static void test_texts_are_solved_from_their_print(void **state) {
    (void)state;
    mg_stream stream = open_stream("addition:2,linear", MG_SPLIT_TRAIN);
    for (int kind = 0; kind < MG_FACTS_KINDS; kind++) {
        for (int level = 1; level <= MG_FACTS_LEVELS; level++) {
            mg_distant_config config = {.stream = &stream, .gap = 700, .tasks = 1};
            config.task[0].kind = (mg_facts)kind;
            config.task[0].level = level;
            int64_t longest = 0;
            int questions = 0;
            for (uint64_t i = 0; i < TEXTS; i++) questions += check_text(&config, i, &longest);
            assert_in_range(questions, 2 * TEXTS, MG_FACTS_TOLD * TEXTS);
            assert_in_range(longest, 700, 3000);
            assert_non_null(mg_facts_level(kind, level));
        }
    }
}

/* Tens of thousands of tokens between, made in a struct of fixed size. */
static void test_a_long_gap(void **state) {
    (void)state;
    mg_stream stream = open_stream("mixture", MG_SPLIT_TRAIN);
    mg_distant_config config = {.stream = &stream, .gap = 50000};
    must(mg_distant_parse("values:4,registers:4,rule:4", &config));
    int64_t longest = 0;
    for (uint64_t i = 0; i < 6; i++) assert_true(check_text(&config, i, &longest) > 0);
    assert_in_range(longest, 50000, 60000);
}

static uint64_t hash_text(const mg_distant_config *config, uint64_t index) {
    mg_distant text;
    mg_piece piece;
    uint64_t hash = 0xcbf29ce484222325u;
    mg_distant_start(&text, config, index);
    for (bool more;;) {
        must(mg_distant_next(&text, &piece, &more));
        if (!more) return hash;
        for (const char *c = piece.text; *c; c++)
            hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    }
}

/* A text is a function of seed, split and number, and no other text has its problems. */
static void test_a_text_is_a_function_of_its_number(void **state) {
    (void)state;
    mg_stream stream = open_stream("addition:3", MG_SPLIT_TRAIN),
              other = open_stream("addition:3", MG_SPLIT_TEST);
    mg_distant_config config = {.stream = &stream, .gap = 300};
    must(mg_distant_parse("values:3,registers,rule:2,repeat:2", &config));
    mg_distant_config held_out = config;
    held_out.stream = &other;
    uint64_t hashes[TEXTS];
    for (uint64_t i = 0; i < TEXTS; i++) {
        hashes[i] = hash_text(&config, i);
        assert_true(hash_text(&config, i) == hashes[i]);
        assert_true(hash_text(&held_out, i) != hashes[i]);
        for (uint64_t k = 0; k < i; k++) assert_true(hashes[k] != hashes[i]);
    }
    stream.config.seed++;
    assert_true(hash_text(&config, 0) != hashes[0]);
    /* No position of the stream plays a part. */
    stream.config.seed--;
    stream.position = 77;
    assert_true(hash_text(&config, 0) == hashes[0]);
}

static void test_specs(void **state) {
    (void)state;
    mg_distant_config config;
    must(mg_distant_parse("values:2,rule", &config));
    assert_int_equal(config.tasks, 2);
    assert_int_equal(config.task[0].kind, MG_FACTS_VALUES);
    assert_int_equal(config.task[0].level, 2);
    assert_int_equal(config.task[1].kind, MG_FACTS_RULE);
    assert_int_equal(config.task[1].level, 1);
    static const char *const wrong[] = {"",          "value",    "values:", "values:0", "values:5",
                                        "values:11", "values,,", "values,", "valuesx"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(mg_distant_parse(wrong[i], &config), MG_ERR_ARG);
        assert_non_null(strstr(mg_error_text(), "values, registers, rule"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_are_solved_from_their_print),
        cmocka_unit_test(test_a_long_gap),
        cmocka_unit_test(test_a_text_is_a_function_of_its_number),
        cmocka_unit_test(test_specs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
