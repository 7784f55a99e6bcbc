/* Listening, connections and requests of a loopback hub. */
#include "tests/helper_hub_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/helper_hub_internal.h"

noreturn void hub_die(const char *what, const char *detail) {
    fprintf(stderr, "loopback hub: %s: %s\n", what, detail);
    abort();
}

/* --- requests --- */

/* Reads until the head of a request is whole; its length, or 0 at the end of the connection. */
static size_t read_head(hub_connection *c) {
    for (;;) {
        c->head[c->used] = 0;
        char *end = strstr(c->head, "\r\n\r\n");
        if (end) return (size_t)(end - c->head) + 4;
        ssize_t got = hub_wire_read(c, c->head + c->used, sizeof c->head - 1 - c->used);
        if (got <= 0) return 0;
        c->used += (size_t)got;
    }
}

static void record(hub_server *server, hub_listener listener, const char *head, size_t size) {
    char *text = malloc(size + 3);
    if (!text) hub_die("out of memory", "request");
    snprintf(text, size + 3, "%d %s", (int)listener, head);
    pthread_mutex_lock(&server->mutex);
    server->requests =
        realloc(server->requests, (server->n_requests + 1) * sizeof *server->requests);
    if (!server->requests) hub_die("out of memory", "requests");
    server->requests[server->n_requests++] = text;
    pthread_mutex_unlock(&server->mutex);
}

/* The value of a header, or NULL. */
static const char *header_of(const char *head, const char *name) {
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        size_t n = strlen(name);
        if (strncasecmp(line + 2, name, n) == 0 && line[2 + n] == ':') {
            return line + 3 + n + strspn(line + 3 + n, " ");
        }
    }
    return NULL;
}

static void decode_path(char *out, size_t size, const char *in) {
    size_t n = 0;
    for (; *in && *in != '?' && n + 1 < size; in++) {
        char hex[3] = {0};
        if (*in == '%' && in[1] && in[2]) {
            memcpy(hex, in + 1, 2);
            out[n++] = (char)strtoul(hex, NULL, 16);
            in += 2;
        } else {
            out[n++] = *in;
        }
    }
    out[n] = 0;
}

static void parse_range(hub_request *request, const char *range) {
    char *end;
    if (!range || strncmp(range, "bytes=", 6) != 0) return;
    request->first = strtoull(range + 6, &end, 10);
    request->has_range = *end == '-';
    request->last = UINT64_MAX;
    if (*end == '-' && end[1] >= '0' && end[1] <= '9') request->last = strtoull(end + 1, NULL, 10);
}

/* "http://host:port/path" (as proxies are asked) -> "/path" */
static const char *without_origin(const char *target) {
    if (strncmp(target, "http", 4) != 0) return target;
    const char *host = strstr(target, "://"), *path = host ? strchr(host + 3, '/') : NULL;
    return path ? path : "/";
}

static bool parse_request(hub_request *request, const char *head) {
    char target[4096];
    memset(request, 0, sizeof *request);
    if (sscanf(head, "%15s %4095s", request->method, target) != 2) return false;
    snprintf(request->target, sizeof request->target, "%s", without_origin(target));
    decode_path(request->path, sizeof request->path, request->target);
    const char *query = strchr(request->target, '?');
    request->query = query ? query + 1 : "";
    parse_range(request, header_of(head, "Range"));
    const char *connection = header_of(head, "Connection");
    request->close = connection && strncasecmp(connection, "close", 5) == 0;
    const char *authorization = header_of(head, "Authorization");
    if (authorization) sscanf(authorization, "%511[^\r]", request->authorization);
    return true;
}

/* A tunnel to any host ends here: this server speaks for all. */
static bool open_tunnel(hub_connection *c) {
    static const char yes[] = "HTTP/1.1 200 Connected\r\n\r\n";
    return hub_wire_write(c, yes, sizeof yes - 1) && hub_wire_begin(c);
}

static bool serve_request(hub_connection *c) {
    hub_request request;
    size_t size = read_head(c);
    if (!size) return false;
    char head[sizeof c->head];
    memcpy(head, c->head, size);
    head[size] = 0;
    c->used -= size;
    memmove(c->head, c->head + size, c->used);
    record(c->server, c->listener, head, size);
    if (!parse_request(&request, head)) return false;
    if (strcmp(request.method, "CONNECT") == 0) return open_tunnel(c);
    return hub_answer(c, &request);
}

/* --- connections --- */

static void forget_connection(hub_connection *c) {
    hub_server *server = c->server;
    pthread_mutex_lock(&server->mutex);
    for (hub_connection **at = &server->connections; *at; at = &(*at)->next) {
        if (*at != c) continue;
        *at = c->next;
        break;
    }
    close(c->fd); /* under the lock: stop() must not shut down a number that was reused */
    if (!server->connections) pthread_cond_signal(&server->idle);
    pthread_mutex_unlock(&server->mutex);
    SSL_free(c->ssl);
    free(c);
}

static void *serve_connection(void *context) {
    hub_connection *c = context;
    if (hub_wire_begin(c)) {
        while (serve_request(c)) {
        }
    }
    forget_connection(c);
    return NULL;
}

static void adopt_connection(hub_server *server, hub_listener listener, int fd) {
    pthread_t thread;
    hub_connection *c = calloc(1, sizeof *c);
    if (!c) hub_die("out of memory", "connection");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    c->server = server, c->listener = listener, c->fd = fd;
    pthread_mutex_lock(&server->mutex);
    bool stopping = server->stopping;
    if (!stopping) c->next = server->connections, server->connections = c;
    pthread_mutex_unlock(&server->mutex);
    if (stopping) {
        close(fd);
        free(c);
        return;
    }
    if (pthread_create(&thread, NULL, serve_connection, c)) hub_die("no thread", strerror(errno));
    pthread_detach(thread);
}

typedef struct accept_context {
    hub_server *server;
    hub_listener listener;
} accept_context;

static void *accept_connections(void *context) {
    accept_context a = *(accept_context *)context;
    free(context);
    for (;;) {
        int fd = accept(a.server->listen_fd[a.listener], NULL, NULL);
        if (fd < 0 && errno == EINTR) continue;
        if (fd < 0) return NULL;
        adopt_connection(a.server, a.listener, fd);
    }
}

/* Returns the port. */
static int listen_on(hub_server *server, hub_listener listener, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) || listen(fd, 128) ||
        getsockname(fd, (struct sockaddr *)&address, &size)) {
        hub_die("cannot listen", strerror(errno));
    }
    server->listen_fd[listener] = fd;
    return ntohs(address.sin_port);
}

/* Threads of the server do not die of a client that went away: SIGPIPE stays blocked in them. */
static void start_accepting(hub_server *server) {
    sigset_t pipe, before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    for (int i = 0; i < 2; i++) {
        accept_context *context = malloc(sizeof *context);
        if (!context) hub_die("out of memory", "listener");
        *context = (accept_context){server, (hub_listener)i};
        if (pthread_create(&server->accept_thread[i], NULL, accept_connections, context)) {
            hub_die("no thread", strerror(errno));
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

hub_server *hub_server_start(const hub_server_options *options) {
    hub_server *server = calloc(1, sizeof *server);
    if (!server) hub_die("out of memory", "server");
    server->options = *options;
    server->root = strdup(options->root);
    server->commit = strdup(options->commit ? options->commit : HUB_COMMIT);
    server->token = options->token ? strdup(options->token) : NULL;
    pthread_mutex_init(&server->mutex, NULL);
    pthread_cond_init(&server->idle, NULL);
    if (options->tls) server->tls = hub_tls_create(server->ca_file, sizeof server->ca_file);
    const char *scheme = options->tls ? "https" : "http";
    snprintf(server->endpoint, sizeof server->endpoint, "%s://127.0.0.1:%d", scheme,
             listen_on(server, HUB_HUB, options->port));
    snprintf(server->data_origin, sizeof server->data_origin, "%s://localhost:%d", scheme,
             listen_on(server, HUB_DATA, 0));
    start_accepting(server);
    return server;
}

static void end_connections(hub_server *server) {
    pthread_mutex_lock(&server->mutex);
    server->stopping = true;
    for (hub_connection *c = server->connections; c; c = c->next) shutdown(c->fd, SHUT_RDWR);
    while (server->connections) pthread_cond_wait(&server->idle, &server->mutex);
    pthread_mutex_unlock(&server->mutex);
}

void hub_server_stop(hub_server *server) {
    if (!server) return;
    for (int i = 0; i < 2; i++) {
        shutdown(server->listen_fd[i], SHUT_RDWR); /* wakes accept() */
        pthread_join(server->accept_thread[i], NULL);
        close(server->listen_fd[i]);
    }
    end_connections(server);
    hub_server_reset(server);
    for (size_t i = 0; i < server->n_files; i++) free(server->files[i].path);
    free(server->files);
    free(server->requests);
    if (server->ca_file[0]) unlink(server->ca_file);
    SSL_CTX_free(server->tls);
    pthread_cond_destroy(&server->idle);
    pthread_mutex_destroy(&server->mutex);
    free(server->root);
    free(server->commit);
    free(server->token);
    free(server);
}

const char *hub_server_endpoint(const hub_server *server) {
    return server->endpoint;
}

const char *hub_server_data_origin(const hub_server *server) {
    return server->data_origin;
}

const char *hub_server_ca_file(const hub_server *server) {
    return server->ca_file[0] ? server->ca_file : NULL;
}

/* --- script and record --- */

static void add_fault(hub_server *server, const char *line) {
    hub_fault fault;
    line += strspn(line, " \t");
    if (!*line || *line == '#') return;
    hub_script_parse(&fault, line);
    pthread_mutex_lock(&server->mutex);
    if (server->n_faults == HUB_MAX_FAULTS) hub_die("the script is too long", line);
    server->faults[server->n_faults++] = fault;
    pthread_mutex_unlock(&server->mutex);
}

void hub_server_script(hub_server *server, const char *lines) {
    char *copy = strdup(lines), *place = NULL;
    if (!copy) hub_die("out of memory", "script");
    for (char *line = strtok_r(copy, "\n", &place); line; line = strtok_r(NULL, "\n", &place)) {
        add_fault(server, line);
    }
    free(copy);
}

void hub_server_reset(hub_server *server) {
    pthread_mutex_lock(&server->mutex);
    for (size_t i = 0; i < server->n_requests; i++) free(server->requests[i]);
    server->n_requests = server->n_faults = 0;
    pthread_mutex_unlock(&server->mutex);
}

const char *hub_server_request(hub_server *server, size_t i) {
    pthread_mutex_lock(&server->mutex);
    const char *text = i < server->n_requests ? server->requests[i] + 2 : NULL;
    pthread_mutex_unlock(&server->mutex);
    return text;
}

size_t hub_server_count(hub_server *server, const char *prefix) {
    size_t count = 0;
    pthread_mutex_lock(&server->mutex);
    for (size_t i = 0; i < server->n_requests; i++) {
        const char *head = server->requests[i] + 2;
        if (prefix[0] == '/') head += strcspn(head, " ") + 1;
        count += strncmp(head, prefix, strlen(prefix)) == 0;
    }
    pthread_mutex_unlock(&server->mutex);
    return count;
}

bool hub_server_saw(hub_server *server, hub_listener listener, const char *text) {
    bool saw = false;
    pthread_mutex_lock(&server->mutex);
    for (size_t i = 0; i < server->n_requests && !saw; i++) {
        const char *request = server->requests[i];
        saw = request[0] - '0' == (int)listener && strcasestr(request + 2, text);
    }
    pthread_mutex_unlock(&server->mutex);
    return saw;
}

uint64_t hub_server_sent(hub_server *server) {
    return atomic_load(&server->sent);
}
