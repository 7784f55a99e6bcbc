#include "data/http_url.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/json.h"

/* The parts of an address while it is taken apart; curl's memory. */
typedef struct url_parts {
    char *text, *scheme, *host, *port, *path, *user, *password;
} url_parts;

static void free_parts(url_parts *parts) {
    char *all[] = {parts->text, parts->scheme, parts->host,    parts->port,
                   parts->path, parts->user,   parts->password};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) curl_free(all[i]);
}

static void take_apart(CURLU *handle, url_parts *parts) {
    (void)curl_url_set(handle, CURLUPART_FRAGMENT, NULL, 0);
    (void)curl_url_get(handle, CURLUPART_URL, &parts->text, 0);
    (void)curl_url_get(handle, CURLUPART_SCHEME, &parts->scheme, 0);
    (void)curl_url_get(handle, CURLUPART_HOST, &parts->host, 0);
    (void)curl_url_get(handle, CURLUPART_PORT, &parts->port, CURLU_DEFAULT_PORT);
    (void)curl_url_get(handle, CURLUPART_PATH, &parts->path, 0);
    (void)curl_url_get(handle, CURLUPART_USER, &parts->user, 0);
    (void)curl_url_get(handle, CURLUPART_PASSWORD, &parts->password, 0);
}

static bool is_loopback(const char *host) {
    unsigned a, b, c, d;
    int end = 0;
    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0) return true;
    return sscanf(host, "%3u.%3u.%3u.%3u%n", &a, &b, &c, &d, &end) == 4 && a == 127 && !host[end];
}

static mg_status check_parts(const url_parts *parts) {
    if (!parts->text || !parts->scheme || !parts->host || !parts->port || !parts->path) {
        return mg_fail(MG_ERR_ARG, "this is no address of the form https://host/path");
    }
    if (parts->user || parts->password) {
        return mg_fail(MG_ERR_ARG, "an address with a user or password in it is refused; give the "
                                   "token apart from it");
    }
    bool https = strcmp(parts->scheme, "https") == 0;
    if (https || (strcmp(parts->scheme, "http") == 0 && is_loopback(parts->host))) return MG_OK;
    return mg_fail(MG_ERR_ARG,
                   "%.20s://%.200s is refused: https alone is used (http only for this machine)",
                   parts->scheme, parts->host);
}

static void lower(char *text) {
    for (; *text; text++) {
        if (*text >= 'A' && *text <= 'Z') *text = (char)(*text - 'A' + 'a');
    }
}

/* The path comes from a server: long ones are cut, and nothing of it can end the line. */
static char *shown_text(const url_parts *parts, const char *host) {
    char path[256];
    mg_text_printable(path, sizeof path, parts->path);
    return mg_asprintf("%s://%s%s", parts->scheme, host, path);
}

static mg_status fill(mg_http_url *url, const url_parts *parts) {
    MG_TRY(check_parts(parts));
    bool https = strcmp(parts->scheme, "https") == 0;
    bool usual = strcmp(parts->port, https ? "443" : "80") == 0;
    url->https = https;
    url->loopback = is_loopback(parts->host);
    url->text = mg_strdup(parts->text);
    url->host = usual ? mg_strdup(parts->host) : mg_asprintf("%s:%s", parts->host, parts->port);
    url->origin = mg_asprintf("%s://%s:%s", parts->scheme, parts->host, parts->port);
    if (!url->text || !url->host || !url->origin) return MG_ERR_MEMORY;
    lower(url->origin);
    lower(url->host);
    url->shown = shown_text(parts, url->host);
    return url->shown ? MG_OK : MG_ERR_MEMORY;
}

static mg_status finish_parse(CURLU *handle, CURLUcode code, mg_http_url *url) {
    url_parts parts = {0};
    *url = (mg_http_url){0};
    if (code == CURLUE_OK) take_apart(handle, &parts);
    mg_status status = fill(url, &parts);
    free_parts(&parts);
    curl_url_cleanup(handle);
    if (status) mg_http_url_free(url);
    return status;
}

mg_status mg_http_url_parse(const char *text, mg_http_url *url) {
    CURLU *handle = curl_url();
    if (!handle) return mg_fail(MG_ERR_MEMORY, "out of memory for an address");
    return finish_parse(handle, curl_url_set(handle, CURLUPART_URL, text, 0), url);
}

mg_status mg_http_url_redirect(const mg_http_url *from, const char *location, mg_http_url *to) {
    CURLU *handle = curl_url();
    if (!handle) return mg_fail(MG_ERR_MEMORY, "out of memory for an address");
    CURLUcode code = curl_url_set(handle, CURLUPART_URL, from->text, 0);
    if (!code) code = curl_url_set(handle, CURLUPART_URL, location, CURLU_URLENCODE);
    mg_status status = finish_parse(handle, code, to);
    if (status == MG_OK && from->https && !to->https) {
        status = mg_fail(MG_ERR_ARG, "it leads from https to http, which is refused");
        mg_http_url_free(to);
    }
    if (status != MG_ERR_ARG) return status;
    (void)mg_fail_context(status, "%s redirects to where it must not", from->shown);
    return MG_ERR_IO;
}

void mg_http_url_free(mg_http_url *url) {
    mg_free(url->text);
    mg_free(url->origin);
    mg_free(url->host);
    mg_free(url->shown);
    *url = (mg_http_url){0};
}

/* Value of a parameter of the query, or NULL. */
static const char *parameter(const char *query, const char *name) {
    size_t length = strlen(name);
    for (const char *at = query; at; at = strchr(at, '&')) {
        at++; /* past `?` or `&` */
        if (strncasecmp(at, name, length) == 0 && at[length] == '=') return at + length + 1;
    }
    return NULL;
}

int64_t mg_http_url_expires(const char *text) {
    static const char *const names[][2] = {{"X-Amz-Date", "X-Amz-Expires"},
                                           {"X-Goog-Date", "X-Goog-Expires"}};
    const char *query = strchr(text, '?');
    for (int i = 0; i < 2; i++) {
        struct tm utc = {0};
        const char *date = parameter(query, names[i][0]), *span = parameter(query, names[i][1]);
        if (!date || !span || !strptime(date, "%Y%m%dT%H%M%SZ", &utc)) continue;
        long seconds = strtol(span, NULL, 10);
        if (seconds < 0 || seconds > 30L * 86400) continue; /* of no signature there is */
        return (int64_t)timegm(&utc) + seconds;
    }
    const char *expires = parameter(query, "Expires");
    long at = expires ? strtol(expires, NULL, 10) : 0;
    return at > 0 ? (int64_t)at : 0;
}
