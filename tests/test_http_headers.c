#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "core/base/alloc.h"
#include "data/http.h"
#include "data/http_headers.h"
#include "data/http_url.h"

static void test_content_range(void **state) {
    static const struct {
        const char *value;
        bool sound;
        uint64_t first, last, size;
    } cases[] = {
        {"bytes 0-99/1000", true, 0, 99, 1000},
        {"Bytes 5-5/6", true, 5, 5, 6},
        {"bytes 0-99/*", true, 0, 99, MG_HTTP_UNKNOWN},
        {"bytes 0-18446744073709551613/18446744073709551614", true, 0, UINT64_MAX - 2,
         UINT64_MAX - 1},
        {"bytes 0-99/99", false, 0, 0, 0},  /* the last byte is not in the file */
        {"bytes 10-9/100", false, 0, 0, 0}, /* ends before it begins */
        {"bytes 0-99/18446744073709551616", false, 0, 0, 0},
        {"bytes -5-99/100", false, 0, 0, 0},
        {"bytes 0-99", false, 0, 0, 0},
        {"bytes 0-99/", false, 0, 0, 0},
        {"bytes 0-99/100x", false, 0, 0, 0},
        {"bytes */100", false, 0, 0, 0},
        {"items 0-99/100", false, 0, 0, 0},
        {"", false, 0, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t first, last, size;
        bool sound = mg_http_read_content_range(cases[i].value, &first, &last, &size);
        assert_int_equal(sound, cases[i].sound);
        if (!sound) continue;
        assert_true(first == cases[i].first && last == cases[i].last && size == cases[i].size);
    }
    assert_true(mg_http_read_unsatisfied_range("bytes */1234") == 1234);
    assert_true(mg_http_read_unsatisfied_range("bytes */*") == MG_HTTP_UNKNOWN);
    assert_true(mg_http_read_unsatisfied_range("bytes 0-1/2") == MG_HTTP_UNKNOWN);
}

/* Waits are small whole numbers: exact in double. */
static void test_waits(void **state) {
    int64_t now = 784111777; /* Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110 */
    (void)state;
    assert_true(mg_http_read_retry_after("120", now) == 120);
    assert_true(mg_http_read_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now) == 60);
    assert_true(mg_http_read_retry_after("Sun, 06 Nov 1994 08:40:00 GMT", now) == 0);
    assert_true(mg_http_read_retry_after("soon", now) == -1);
    assert_true(mg_http_read_retry_after("-5", now) == -1);
    assert_true(mg_http_read_rate_limit("\"api\";r=0;t=55") == 55);
    assert_true(mg_http_read_rate_limit("\"resolvers\"; r=0; t=7") == 7);
    assert_true(mg_http_read_rate_limit("\"api\";r=3;t=2, \"pages\";r=0;t=90") == 90);
    assert_true(mg_http_read_rate_limit("\"api\";r=0;reset=9") == -1);
    assert_true(mg_http_read_rate_limit("") == -1);
}

static void check_next(const char *link, const char *expected) {
    char *next;
    assert_int_equal(mg_http_read_link_next(link, &next), MG_OK);
    if (expected) {
        assert_string_equal(next, expected);
    } else {
        assert_null(next);
    }
    mg_free(next);
}

static void test_link(void **state) {
    (void)state;
    check_next("<https://h/a?cursor=x,y;z>; rel=\"next\"", "https://h/a?cursor=x,y;z");
    check_next("<https://h/1>; rel=\"prev\", <https://h/3>; rel=\"next\"", "https://h/3");
    check_next("<https://h/1>;rel=next", "https://h/1");
    check_next("<https://h/1>; title=\"rel=next\"; rel=prev", NULL);
    check_next("<https://h/1>; rel=\"xet-auth\", <https://h/2>; rel=\"nextdoor\"", NULL);
    check_next("<https://h/1", NULL);
    check_next("", NULL);
}

static void test_etag(void **state) {
    char weak[] = "W/\"abc\"", plain[] = "abc", odd[] = "\"";
    (void)state;
    mg_http_strip_etag(weak);
    mg_http_strip_etag(plain);
    mg_http_strip_etag(odd);
    assert_string_equal(weak, "abc");
    assert_string_equal(plain, "abc");
    assert_string_equal(odd, "\"");
}

static void add(mg_http_headers *headers, const char *line) {
    assert_int_equal(mg_http_headers_add(headers, line, strlen(line)), MG_OK);
}

/* The last answer that has a header counts, and an answer that came again replaces its headers. */
static void test_headers(void **state) {
    mg_http_headers headers = {0};

    (void)state;
    assert_null(mg_http_find_header(NULL, "ETag"));
    add(&headers, "X-Linked-Size: 10\r\n");
    add(&headers, "ETag: one\r\n");
    mg_http_headers_keep_answer(&headers);
    add(&headers, "Retry-After: 1\r\n");
    mg_http_headers_drop_answer(&headers);
    add(&headers, "etag:two\r\n");
    add(&headers, "not a header\r\n");
    assert_string_equal(mg_http_find_header(headers.text, "x-linked-size"), "10");
    assert_string_equal(mg_http_find_header(headers.text, "ETag"), "two");
    assert_null(mg_http_find_header(headers.text, "Retry-After"));
    assert_null(mg_http_answer_header(&headers, "X-Linked-Size"));
    assert_string_equal(mg_http_answer_header(&headers, "ETag"), "two");
    mg_status status = MG_OK;
    for (int i = 0; i < 1 << 20 && status == MG_OK; i++) {
        status = mg_http_headers_add(&headers, "a: bcdefghijklmnopqrstuvwxyz", 28);
    }
    assert_int_equal(status, MG_ERR_FORMAT); /* a server that never ends its headers */
    mg_http_headers_free(&headers);
}

static void check_url(const char *text, const char *origin, const char *shown) {
    mg_http_url url;
    mg_status status = mg_http_url_parse(text, &url);
    if (!origin) {
        assert_int_equal(status, MG_ERR_ARG);
        assert_null(strstr(mg_error_text(), "secret"));
        return;
    }
    assert_int_equal(status, MG_OK);
    assert_string_equal(url.origin, origin);
    assert_string_equal(url.shown, shown);
    mg_http_url_free(&url);
}

static void test_urls(void **state) {
    (void)state;
    check_url("https://Hub.co/a/b?secret=1#x", "https://hub.co:443", "https://hub.co/a/b");
    check_url("https://hub.co:8443", "https://hub.co:8443", "https://hub.co:8443/");
    check_url("http://127.0.0.1:80/a", "http://127.0.0.1:80", "http://127.0.0.1/a");
    check_url("http://localhost:99/a", "http://localhost:99", "http://localhost:99/a");
    check_url("http://[::1]:99/a", "http://[::1]:99", "http://[::1]:99/a");
    check_url("http://hub.co/secret", NULL, NULL);
    check_url("http://127.0.0.1.evil.co/", NULL, NULL);
    check_url("http://localhost.evil.co/", NULL, NULL);
    check_url("https://user:secret@hub.co/", NULL, NULL);
    check_url("https://secret@hub.co/", NULL, NULL);
    check_url("file:///etc/passwd", NULL, NULL);
    check_url("ftp://hub.co/a", NULL, NULL);
    check_url("not an address", NULL, NULL);
    check_url("", NULL, NULL);
}

static void check_redirect(const char *from, const char *location, const char *to) {
    mg_http_url base, target;
    assert_int_equal(mg_http_url_parse(from, &base), MG_OK);
    mg_status status = mg_http_url_redirect(&base, location, &target);
    assert_int_equal(status, to ? MG_OK : MG_ERR_IO);
    if (to) assert_string_equal(target.text, to);
    mg_http_url_free(&target);
    mg_http_url_free(&base);
}

static void test_redirects(void **state) {
    (void)state;
    check_redirect("https://hub.co/a/b?q", "/c?r", "https://hub.co/c?r");
    check_redirect("https://hub.co/a/b", "c", "https://hub.co/a/c");
    check_redirect("https://hub.co/a", "https://cdn.co/x?sig=1#f", "https://cdn.co/x?sig=1");
    check_redirect("https://hub.co/a", "//cdn.co/x", "https://cdn.co/x");
    check_redirect("http://127.0.0.1:9/a", "http://localhost:8/x", "http://localhost:8/x");
    check_redirect("https://hub.co/a", "http://127.0.0.1/x", NULL);
    check_redirect("https://hub.co/a", "http://hub.co/x", NULL);
    check_redirect("https://hub.co/a", "file:///etc/passwd", NULL);
    check_redirect("https://hub.co/a", "https://me:pw@cdn.co/x", NULL);
}

static void test_expiry(void **state) {
    (void)state;
    assert_true(mg_http_url_expires("https://c/x?X-Amz-Date=19941106T084937Z&X-Amz-Expires=60") ==
                784111777 + 60);
    assert_true(mg_http_url_expires("https://c/x?a=b&x-goog-expires=1&X-Goog-Date="
                                    "19941106T084937Z") == 784111778);
    assert_true(mg_http_url_expires("https://c/x?Expires=1700000000&Policy=p") == 1700000000);
    assert_true(mg_http_url_expires("https://c/x?NotExpires=17") == 0);
    assert_true(mg_http_url_expires("https://c/Expires=17") == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_content_range), cmocka_unit_test(test_waits),
        cmocka_unit_test(test_link),          cmocka_unit_test(test_etag),
        cmocka_unit_test(test_headers),       cmocka_unit_test(test_urls),
        cmocka_unit_test(test_redirects),     cmocka_unit_test(test_expiry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
