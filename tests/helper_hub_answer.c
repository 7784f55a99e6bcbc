/* What a loopback hub answers. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_hub_internal.h"

/* The answer that is being put together. */
typedef struct answer {
    hub_connection *c;
    const hub_request *request;
    hub_fault fault;
    char headers[8192]; /* besides those that every answer has */
    size_t length;
} answer;

/* Not core/base/alloc.h: a test that makes the client's n-th allocation fail must not hit ours. */
static char *hub_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *hub_text(const char *format, ...) {
    char *text;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) hub_die("out of memory", format);
    va_end(args);
    return text;
}

static char *hub_join(const char *folder, const char *name) {
    return hub_text("%s/%s", folder, name);
}

static void add_header(answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_header(answer *a, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(a->headers + a->length, sizeof a->headers - a->length, format, args);
    va_end(args);
    if (n < 0 || a->length + (size_t)n + 3 > sizeof a->headers) hub_die("headers too long", format);
    a->length += (size_t)n;
    memcpy(a->headers + a->length, "\r\n", 3);
    a->length += 2;
}

static bool is_head(const answer *a) {
    return strcmp(a->request->method, "HEAD") == 0;
}

static bool send_head(answer *a, int code) {
    char line[128], date[64];
    time_t now = time(NULL);
    struct tm utc;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &utc));
    if (!strstr(a->headers, "Date: ")) add_header(a, "Date: %s", date);
    int n = snprintf(line, sizeof line, "HTTP/1.1 %d %s\r\n", code, code < 400 ? "Fine" : "Not");
    return hub_wire_write(a->c, line, (size_t)n) && hub_wire_write(a->c, a->headers, a->length) &&
           hub_wire_write(a->c, "\r\n", 2);
}

static bool send_text(answer *a, int code, const char *type, const char *text) {
    add_header(a, "Content-Type: %s", type);
    add_header(a, "Content-Length: %zu", strlen(text));
    if (!send_head(a, code)) return false;
    return is_head(a) || hub_wire_write(a->c, text, strlen(text));
}

static bool send_error(answer *a, int code, const char *error_code, const char *message) {
    char text[256];
    add_header(a, "X-Error-Code: %s", error_code);
    add_header(a, "X-Error-Message: %s", message);
    snprintf(text, sizeof text, "{\"error\":\"%s\"}", message);
    return send_text(a, code, "application/json", text);
}

/* `status CODE Name: value | Name: value body TEXT` */
static bool send_scripted_status(answer *a) {
    char text[sizeof a->fault.text];
    memcpy(text, a->fault.text, sizeof text);
    char *body = strncmp(text, "body ", 5) == 0 ? text : strstr(text, " body ");
    if (body) {
        char *begin = strstr(body, "body ") + 5;
        *body = 0;
        body = begin;
    }
    char *place = NULL;
    for (char *header = strtok_r(text, "|", &place); header; header = strtok_r(NULL, "|", &place)) {
        while (*header == ' ') header++;
        if (*header) add_header(a, "%s", header);
    }
    return send_text(a, (int)a->fault.n, "text/plain", body ? body : "");
}

static bool send_page(answer *a) {
    return send_text(a, 200, "text/html; charset=utf-8",
                     "<!doctype html><html><body>Please log in to the network.</body></html>");
}

static bool send_redirect(answer *a, int code, const char *location) {
    add_header(a, "Location: %s", location);
    return send_text(a, code, "text/plain", "Found. Redirecting");
}

/* The same path with one part replaced, without scheme and host: what a renamed repository does. */
static bool send_renamed(answer *a) {
    char old[256], new[256];
    if (sscanf(a->fault.text, "%255s %255s", old, new) != 2) hub_die("rename OLD NEW", old);
    const char *target = a->request->target, *at = strstr(target, old);
    if (!at) hub_die("nothing to rename in", target);
    char *location = hub_text("%.*s%s%s", (int)(at - target), target, new, at + strlen(old));
    bool ok = send_redirect(a, 307, location);
    free(location);
    return ok;
}

/* --- bodies --- */

static bool send_zeros(hub_connection *c, uint64_t n) {
    static const char zeros[4096];
    for (; n > sizeof zeros; n -= sizeof zeros) {
        if (!hub_wire_write(c, zeros, sizeof zeros)) return false;
    }
    return hub_wire_write(c, zeros, (size_t)n);
}

/* Bytes [offset, offset + n) of a file of `size` that may be said to be longer. */
static bool send_range(answer *a, int fd, uint64_t size, uint64_t offset, uint64_t n) {
    uint64_t real = offset < size ? size - offset : 0;
    if (real > n) real = n;
    return hub_wire_send_file(a->c, fd, offset, real) && send_zeros(a->c, n - real);
}

static bool send_corrupted(answer *a, int fd, uint64_t size, uint64_t offset, uint64_t n) {
    uint64_t at = a->fault.n;
    unsigned char byte;
    if (at < offset || at >= offset + n || pread(fd, &byte, 1, (off_t)at) != 1) {
        return send_range(a, fd, size, offset, n);
    }
    byte ^= 0x5a;
    return send_range(a, fd, size, offset, at - offset) && hub_wire_write(a->c, &byte, 1) &&
           send_range(a, fd, size, at + 1, offset + n - at - 1);
}

static bool send_dripping(answer *a, int fd, uint64_t size, uint64_t offset, uint64_t n) {
    struct timespec pause = {(time_t)(a->fault.ms / 1000), (long)(a->fault.ms % 1000) * 1000000};
    while (n > 0) {
        uint64_t piece = n < a->fault.n ? n : a->fault.n;
        if (!send_range(a, fd, size, offset, piece)) return false;
        offset += piece, n -= piece;
        nanosleep(&pause, NULL);
    }
    return true;
}

/* Sends the first N bytes of what was asked, then what the fault says; the connection ends. */
static bool send_broken(answer *a, int fd, uint64_t size, uint64_t offset, uint64_t n) {
    uint64_t part = a->fault.n < n ? a->fault.n : n;
    if (a->fault.kind == HUB_CHUNKED) {
        char chunk[32];
        int length = snprintf(chunk, sizeof chunk, "%llx\r\n", (unsigned long long)part + 100);
        if (!hub_wire_write(a->c, chunk, (size_t)length)) return false;
    }
    if (!send_range(a, fd, size, offset, part)) return false;
    if (a->fault.kind == HUB_STALL) hub_wire_wait(a->c);
    if (a->fault.kind == HUB_RESET) hub_wire_reset(a->c);
    return false;
}

static bool send_body(answer *a, int fd, uint64_t size, uint64_t offset, uint64_t n) {
    switch (a->fault.kind) {
    case HUB_RESET:
    case HUB_CLOSE:
    case HUB_STALL:
    case HUB_CHUNKED:
        return send_broken(a, fd, size, offset, n);
    case HUB_DRIP:
        return send_dripping(a, fd, size, offset, n);
    case HUB_CORRUPT:
        return send_corrupted(a, fd, size, offset, n);
    default:
        return send_range(a, fd, size, offset, n);
    }
}

static uint64_t claimed_size(const answer *a, uint64_t size) {
    if (a->fault.kind == HUB_GROW) return size + a->fault.n;
    if (a->fault.kind == HUB_SHRINK) return size > a->fault.n ? size - a->fault.n : 0;
    return size;
}

/* A file, whole or the range that was asked for. */
static bool send_file(answer *a, const hub_file *file, const char *etag) {
    const hub_request *request = a->request;
    uint64_t size = claimed_size(a, file->size), first = 0, last = size ? size - 1 : 0;
    bool ranged = request->has_range && a->fault.kind != HUB_NO_RANGE;
    if (ranged && request->first >= size) {
        add_header(a, "Content-Range: bytes */%llu", (unsigned long long)size);
        return send_text(a, 416, "text/plain", "no such range");
    }
    if (ranged) first = request->first + (a->fault.kind == HUB_SHIFT ? a->fault.n : 0);
    if (ranged) last = request->last < last ? request->last : last;
    uint64_t n = size ? last - first + 1 : 0;
    if (ranged) {
        add_header(a, "Content-Range: bytes %llu-%llu/%llu", (unsigned long long)first,
                   (unsigned long long)last, (unsigned long long)size);
    }
    add_header(a, "ETag: \"%s\"", a->fault.kind == HUB_ETAG ? a->fault.text : etag);
    add_header(a, "Accept-Ranges: bytes");
    add_header(a, "Content-Type: application/octet-stream");
    if (a->fault.kind == HUB_GZIP) add_header(a, "Content-Encoding: gzip");
    if (a->fault.kind == HUB_CHUNKED) add_header(a, "Transfer-Encoding: chunked");
    if (a->fault.kind != HUB_CHUNKED) {
        add_header(a, "Content-Length: %llu", (unsigned long long)n);
    }
    if (!send_head(a, ranged ? 206 : 200)) return false;
    if (is_head(a)) return true;
    int fd = open(file->path, O_RDONLY);
    if (fd < 0) hub_die("cannot open", file->path);
    bool ok = send_body(a, fd, file->size, first, n);
    close(fd);
    return ok;
}

/* --- routes --- */

/* Splits "ID/WORD/REV[/REST]"; false if it is not so. */
static bool split_path(const char *path, const char *word, char *id, char *revision, char *rest) {
    const char *at = strstr(path, word);
    if (!at) return false;
    const char *begin = at + strlen(word), *slash = strchr(begin, '/');
    snprintf(id, 512, "%.*s", (int)(at - path), path);
    snprintf(revision, 256, "%.*s", slash ? (int)(slash - begin) : 255, begin);
    snprintf(rest, 4096, "%s", slash ? slash + 1 : "");
    return true;
}

/* Answers for what does not exist; `folder` is the repository's. */
static bool refuse(answer *a, const char *folder, const char *revision, bool *refused) {
    *refused = true;
    if (!mg_path_is_dir(folder)) return send_error(a, 404, "RepoNotFound", "Repository not found");
    if (strcmp(revision, "main") && strcmp(revision, a->c->server->commit)) {
        return send_error(a, 404, "RevisionNotFound", "Invalid rev id");
    }
    *refused = false;
    return true;
}

static bool answer_revision(answer *a, const char *id) {
    char text[1024];
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"sha\":\"%s\",\"private\":false}", id,
             a->c->server->commit);
    return send_text(a, 200, "application/json; charset=utf-8", text);
}

static bool answer_tree(answer *a, const char *folder, const char *under) {
    const char *cursor = strstr(a->request->query, "cursor=");
    size_t next, first = cursor ? strtoul(cursor + 7, NULL, 10) : 0;
    char *path = hub_join(folder, under);
    bool exists = mg_path_is_dir(path);
    free(path);
    if (!exists) return send_error(a, 404, "EntryNotFound", "no such folder");
    char *json = hub_tree_json(a->c->server, folder, under, first, &next);
    if (next) {
        const char *target = a->request->target;
        add_header(a, "Link: <%s%.*s?recursive=true&expand=false&cursor=%zu>; rel=\"next\"",
                   a->c->server->endpoint, (int)strcspn(target, "?"), target, next);
    }
    bool ok = send_text(a, 200, "application/json; charset=utf-8", json);
    mg_free(json);
    return ok;
}

/* The signed address of a large file on the data host, as those of S3. */
static bool redirect_to_data(answer *a, const char *id, const char *path) {
    char date[32];
    int expires = a->c->server->options.expires ? a->c->server->options.expires : 3600;
    time_t signed_at = time(NULL);
    struct tm utc;
    if (a->fault.kind == HUB_EXPIRE) signed_at -= expires + 1;
    strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", gmtime_r(&signed_at, &utc));
    char *location = hub_text("%s/data/%s/%s?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=%s"
                              "&X-Amz-Expires=%d&X-Amz-Signature=" HUB_SIGNATURE
                              "&response-content-disposition=inline",
                              a->c->server->data_origin, id, path, date, expires);
    bool ok = send_redirect(a, 302, location);
    free(location);
    return ok;
}

static bool answer_resolve(answer *a, const char *id, const char *folder, const char *path) {
    hub_file file;
    char *full = hub_join(folder, path);
    bool found = hub_file_find(a->c->server, full, &file);
    free(full);
    if (!found) return send_error(a, 404, "EntryNotFound", "Entry not found");
    add_header(a, "X-Repo-Commit: %s", a->c->server->commit);
    if (!hub_is_large(a->c->server, file.size)) return send_file(a, &file, file.git);
    add_header(a, "X-Linked-Size: %llu", (unsigned long long)file.size);
    add_header(a, "X-Linked-ETag: \"%s\"", file.sha256);
    return redirect_to_data(a, id, path);
}

static time_t signature_end(const char *query) {
    struct tm utc = {0};
    const char *date = strstr(query, "X-Amz-Date="), *span = strstr(query, "X-Amz-Expires=");
    if (!date || !span || !strstr(query, "X-Amz-Signature=" HUB_SIGNATURE)) return 0;
    if (!strptime(date + 11, "%Y%m%dT%H%M%SZ", &utc)) return 0;
    return timegm(&utc) + atoi(span + 14);
}

static bool answer_data(answer *a, const char *path) {
    hub_file file;
    if (time(NULL) >= signature_end(a->request->query)) {
        return send_text(a, 403, "application/xml",
                         "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request "
                         "has expired</Message><StringToSign>" HUB_SIGNATURE "</StringToSign>"
                         "</Error>");
    }
    char *full = hub_join(a->c->server->root, path);
    bool found = hub_file_find(a->c->server, full, &file);
    free(full);
    if (!found)
        return send_text(a, 404, "application/xml", "<Error><Code>NoSuchKey</Code></Error>");
    return send_file(a, &file, file.sha256);
}

static bool is_authorized(const answer *a) {
    const char *token = a->c->server->token;
    if (!token) return true;
    return strncmp(a->request->authorization, "Bearer ", 7) == 0 &&
           strcmp(a->request->authorization + 7, token) == 0;
}

static bool answer_hub(answer *a, const char *path) {
    static const char *const words[] = {"/revision/", "/tree/", "/resolve/"};
    char id[512], revision[256], rest[4096];
    bool api = strncmp(path, "/api/datasets/", 14) == 0, refused, ok = true;
    const char *repository = path + (api ? 14 : 10);
    if (!api && strncmp(path, "/datasets/", 10) != 0) repository = "";
    for (int i = 0; i < 3; i++) {
        if (api != (i < 2) || !split_path(repository, words[i], id, revision, rest)) continue;
        if (!is_authorized(a)) return send_error(a, 401, "RepoNotFound", "Invalid credentials");
        char *folder = hub_join(a->c->server->root, id);
        ok = refuse(a, folder, revision, &refused);
        if (!refused && i == 0) ok = answer_revision(a, id);
        if (!refused && i == 1) ok = answer_tree(a, folder, rest);
        if (!refused && i == 2) ok = answer_resolve(a, id, folder, rest);
        free(folder);
        return ok;
    }
    return send_error(a, 404, "NoRoute", "nothing is served here");
}

bool hub_answer(hub_connection *c, const hub_request *request) {
    answer a = {.c = c, .request = request, .fault = hub_script_match(c->server, request)};
    bool keep = true;
    switch (a.fault.kind) {
    case HUB_STATUS:
        keep = send_scripted_status(&a);
        break;
    case HUB_HTML:
        keep = send_page(&a);
        break;
    case HUB_REDIRECT:
        keep = send_redirect(&a, 302, a.fault.text);
        break;
    case HUB_RENAME:
        keep = send_renamed(&a);
        break;
    case HUB_SILENCE:
        hub_wire_wait(c);
        return false;
    default:
        if (strstr(request->path, "/../")) {
            keep = send_error(&a, 400, "BadPath", "no way up");
        } else if (strncmp(request->path, "/data/", 6) == 0) {
            keep = answer_data(&a, request->path + 6);
        } else {
            keep = answer_hub(&a, request->path);
        }
    }
    return keep && !request->close;
}
