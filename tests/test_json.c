/* JSON: typed getters and their messages, the writer's exact bytes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/json.h"
#include "core/base/philox.h"

static mg_json_doc parse(const char *text) {
    mg_json_doc doc;
    mg_status status = mg_json_parse_text(&doc, "c.json", text, strlen(text));
    if (status != MG_OK) fail_msg("%s", mg_error_text());
    return doc;
}

static void test_getters(void **state) {
    (void)state;
    mg_json_doc doc = parse("{\"i\":-3,\"d\":0.5,\"b\":true,\"s\":\"x\",\"n\":null,"
                            "\"o\":{\"k\":7},\"a\":[1,2,9000000000]}");
    mg_json root = mg_json_root(&doc), child;
    int64_t i;
    double d;
    bool b;
    const char *s;
    assert_int_equal(mg_json_get_int(&root, "i", -5, 5, &i), MG_OK);
    assert_int_equal(i, -3);
    assert_int_equal(mg_json_get_double(&root, "d", 0, 1, &d), MG_OK);
    assert_true(d == 0.5);
    assert_int_equal(mg_json_get_double(&root, "i", -10, 1, &d), MG_OK);
    assert_true(d == -3.0);
    assert_int_equal(mg_json_get_bool(&root, "b", &b), MG_OK);
    assert_true(b);
    assert_int_equal(mg_json_get_string(&root, "s", &s), MG_OK);
    assert_string_equal(s, "x");
    assert_int_equal(mg_json_opt_int(&root, "n", 0, 9, 4, &i), MG_OK);
    assert_int_equal(i, 4);
    assert_int_equal(mg_json_opt_double(&root, "absent", 0, 9, 2.5, &d), MG_OK);
    assert_true(d == 2.5);
    assert_int_equal(mg_json_opt_bool(&root, "absent", true, &b), MG_OK);
    assert_true(b);
    assert_int_equal(mg_json_opt_string(&root, "absent", "z", &s), MG_OK);
    assert_string_equal(s, "z");
    assert_int_equal(mg_json_get_object(&root, "o", &child), MG_OK);
    assert_int_equal(mg_json_get_int(&child, "k", 1, INT64_MAX, &i), MG_OK);
    assert_int_equal(i, 7);
    assert_int_equal(mg_json_get_array(&root, "a", &child), MG_OK);
    assert_int_equal(mg_json_length(&child), 3);
    assert_int_equal(mg_json_at_int(&child, 2, 0, INT64_MAX, &i), MG_OK);
    assert_true(i == 9000000000);
    mg_json_doc_free(&doc);
}

typedef mg_status (*probe)(const mg_json *root);

static mg_status probe_positive(const mg_json *root) {
    int64_t value;
    return mg_json_get_int(root, "hidden_size", 1, INT32_MAX, &value);
}
static mg_status probe_range(const mg_json *root) {
    int64_t value;
    return mg_json_get_int(root, "hidden_size", 0, 100, &value);
}
static mg_status probe_nested(const mg_json *root) {
    mg_json list, item;
    double value;
    MG_TRY(mg_json_get_array(root, "layers", &list));
    item = mg_json_at(&list, 1);
    return mg_json_get_double(&item, "p", 0, 1, &value);
}
static mg_status probe_element(const mg_json *root) {
    mg_json list;
    int64_t value;
    MG_TRY(mg_json_get_array(root, "layers", &list));
    return mg_json_at_int(&list, 0, 0, INT64_MAX, &value);
}
static mg_status probe_keys(const mg_json *root) {
    static const char *const known[] = {"hidden_size", NULL};
    return mg_json_check_keys(root, known);
}
static mg_status probe_string(const mg_json *root) {
    const char *value;
    return mg_json_get_string(root, "act", &value);
}

static void test_getter_messages(void **state) {
    (void)state;
    static const struct {
        const char *text;
        probe call;
        const char *message;
    } cases[] = {
        {"{\"hidden_size\":\"abc\"}", probe_positive,
         "c.json: \"hidden_size\" must be a positive integer, found \"abc\""},
        {"{\"hidden_size\":0}", probe_positive,
         "c.json: \"hidden_size\" must be a positive integer, found 0"},
        {"{\"hidden_size\":64.0}", probe_positive,
         "c.json: \"hidden_size\" must be a positive integer, found 64"},
        {"{}", probe_positive, "c.json: \"hidden_size\" is missing; it must be a positive integer"},
        {"[1]", probe_positive,
         "c.json: \"hidden_size\" is missing; it must be a positive integer"},
        {"{\"hidden_size\":101}", probe_range,
         "c.json: \"hidden_size\" must be an integer from 0 to 100, found 101"},
        {"{\"layers\":{}}", probe_nested, "c.json: \"layers\" must be a list, found an object"},
        {"{\"layers\":[{},{\"p\":2.5}]}", probe_nested,
         "c.json: \"layers[1].p\" must be a number from 0 to 1, found 2.5"},
        {"{\"layers\":[null]}", probe_nested,
         "c.json: \"layers[1].p\" is missing; it must be a number from 0 to 1"},
        {"{\"layers\":[-1]}", probe_element,
         "c.json: \"layers[0]\" must be an integer of at least 0, found -1"},
        {"{\"hiden_size\":3}", probe_keys,
         "c.json: \"hiden_size\" is not a known field; correct its name or remove it"},
        {"[]", probe_keys, "c.json: the file must be an object, found a list"},
        {"{\"act\":[\"a\\nb\"]}", probe_string, "c.json: \"act\" must be a string, found a list"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mg_json_doc doc = parse(cases[i].text);
        mg_json root = mg_json_root(&doc);
        assert_int_equal(cases[i].call(&root), MG_ERR_FORMAT);
        assert_string_equal(mg_error_text(), cases[i].message);
        mg_json_doc_free(&doc);
    }
}

static void test_malformed_text(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *message; /* how it begins */
    } cases[] = {
        {"{\"a\":1,\n\"a\":2}", "c.json:2:3: duplicate object key"},
        {"{\"a\":1", "c.json:1:6: '}' expected"},
        {"{} x", "c.json:1:4: end of file expected"},
        {"", "c.json:1:0: '[' or '{' expected"},
        {"{\"a\":\"\xFF\"}", "c.json:1:6: unable to decode byte 0xff"},
        {"{\"a\":\"x\\u0000\"}", "c.json:1:14: \\u0000 is not allowed"},
        {"{\"a\":99999999999999999999}", "c.json:1:25: too big integer"},
        {"{\"a\":1e999}", "c.json:1:10: real number overflow"},
        {"{\"a\":NaN}", "c.json:1:8: invalid token"},
        {"{\"a\":\"x\ny\"}", "c.json:1:7: unexpected newline"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mg_json_doc doc;
        const char *text = cases[i].text;
        assert_int_equal(mg_json_parse_text(&doc, "c.json", text, strlen(text)), MG_ERR_FORMAT);
        if (strncmp(mg_error_text(), cases[i].message, strlen(cases[i].message)) != 0) {
            fail_msg("'%s' gives '%s', expected '%s'", text, mg_error_text(), cases[i].message);
        }
        assert_null(strchr(mg_error_text(), '\n'));
        assert_null(doc.root);
    }
}

static void test_deep_nesting_is_an_error(void **state) {
    (void)state;
    char text[200001];
    mg_json_doc doc;
    memset(text, '[', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(mg_json_parse_text(&doc, "c.json", text, sizeof text - 1), MG_ERR_FORMAT);
}

static void write_sample(mg_json_writer *w) {
    mg_json_begin_object(w);
    mg_json_key(w, "step"), mg_json_int(w, -12);
    mg_json_key(w, "text"), mg_json_string(w, "a\"\\\n\t\x01\x7F \xC3\xA9 \xFF!");
    mg_json_key(w, "list");
    mg_json_begin_array(w);
    mg_json_float(w, 0.1f), mg_json_double(w, 0.1), mg_json_float(w, NAN);
    mg_json_float(w, -INFINITY), mg_json_bool(w, true), mg_json_null(w);
    mg_json_end_array(w);
    mg_json_key(w, "none"), mg_json_begin_object(w), mg_json_end_object(w);
    mg_json_end_object(w);
    mg_json_newline(w);
}

static void test_writer_bytes(void **state) {
    (void)state;
    mg_json_writer w = {0};
    for (int round = 0; round < 2; round++) {
        mg_json_writer_reset(&w);
        write_sample(&w);
        assert_int_equal(mg_json_writer_status(&w), MG_OK);
        assert_string_equal(w.text, "{\"step\":-12,\"text\":\"a\\\"\\\\\\n\\t\\u0001\\u007f "
                                    "\xC3\xA9 \xEF\xBF\xBD!\",\"list\":[0.1,0.1,null,null,"
                                    "true,null],\"none\":{}}\n");
    }
    mg_json_writer_free(&w);
    w.indent = 2;
    mg_json_begin_object(&w);
    mg_json_key(&w, "a"), mg_json_begin_array(&w), mg_json_int(&w, 1), mg_json_end_array(&w);
    mg_json_end_object(&w);
    assert_string_equal(w.text, "{\n  \"a\": [\n    1\n  ]\n}");
    mg_json_writer_free(&w);
}

static void test_number_text(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{20, "20.0"},
                 {1e6, "1000000.0"},
                 {123456789012, "123456789012.0"},
                 {1e15, "1e+15"},
                 {1e-7, "1e-07"},
                 {0.3, "0.3"},
                 {-250, "-250.0"},
                 {1.0 / 3, "0.3333333333333333"},
                 {0, "0.0"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mg_json_writer w = {0};
        mg_json_double(&w, cases[i].value);
        assert_string_equal(w.text, cases[i].text);
        mg_json_writer_free(&w);
    }
}

static void test_numbers_round_trip(void **state) {
    (void)state;
    mg_json_writer w = {0};
    mg_rng rng = mg_rng_at(1, 0, 0);
    for (int i = 0; i < 20000; i++) {
        uint32_t bits = mg_rng_u32(&rng);
        uint64_t wide = (uint64_t)mg_rng_u32(&rng) << 32 | bits;
        float f;
        double d;
        memcpy(&f, &bits, sizeof f);
        memcpy(&d, &wide, sizeof d);
        mg_json_writer_reset(&w);
        mg_json_float(&w, f);
        if (isfinite(f)) {
            assert_true(strtof(w.text, NULL) == f);
        } else {
            assert_string_equal(w.text, "null");
        }
        mg_json_writer_reset(&w);
        mg_json_double(&w, d);
        if (isfinite(d)) assert_true(strtod(w.text, NULL) == d);
    }
    mg_json_writer_free(&w);
}

/* The n-th allocation fails, for every n, while a document is written and read back. */
static void test_every_allocation_may_fail(void **state) {
    (void)state;
    bool failed = true;
    for (long n = 1; failed; n++) {
        mg_json_writer w = {0};
        mg_json_doc doc = {0};
        mg_alloc_fail_at(n);
        write_sample(&w);
        mg_status status = mg_json_writer_status(&w);
        if (status == MG_OK) status = mg_json_parse_text(&doc, "x.json", w.text, w.length);
        mg_alloc_fail_at(0);
        failed = status != MG_OK;
        if (failed) assert_int_equal(status, MG_ERR_MEMORY);
        mg_json_doc_free(&doc);
        mg_json_writer_free(&w);
        assert_in_range(n, 1, 200);
        if (!failed) assert_in_range(n, 10, 200);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_getters),
        cmocka_unit_test(test_getter_messages),
        cmocka_unit_test(test_malformed_text),
        cmocka_unit_test(test_deep_nesting_is_an_error),
        cmocka_unit_test(test_writer_bytes),
        cmocka_unit_test(test_number_text),
        cmocka_unit_test(test_numbers_round_trip),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
