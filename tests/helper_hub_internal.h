/* Parts of helper_hub_server that the others need: connections, faults, files. */
#ifndef MG_TESTS_HELPER_HUB_INTERNAL_H
#define MG_TESTS_HELPER_HUB_INTERNAL_H

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <sys/types.h>

#include "tests/helper_hub_server.h"

typedef enum hub_fault_kind {
    HUB_NO_FAULT,
    HUB_STATUS,
    HUB_NO_RANGE,
    HUB_RESET,
    HUB_CLOSE,
    HUB_STALL,
    HUB_DRIP,
    HUB_SHIFT,
    HUB_GROW,
    HUB_SHRINK,
    HUB_CORRUPT,
    HUB_CHUNKED,
    HUB_GZIP,
    HUB_HTML,
    HUB_REDIRECT,
    HUB_RENAME,
    HUB_EXPIRE,
    HUB_ETAG,
    HUB_SILENCE
} hub_fault_kind;

/* A line of the script. */
typedef struct hub_fault {
    hub_fault_kind kind;
    char method[8], prefix[256];
    unsigned long first, last; /* numbers of the requests, from 1 */
    unsigned long seen;
    uint64_t n, ms;
    char text[512];
} hub_fault;

#define HUB_MAX_FAULTS 64

/* What is known of a file of a repository. */
typedef struct hub_file {
    char *path; /* on disk */
    uint64_t size;
    int64_t modified;
    char sha256[65]; /* of the contents */
    char git[41]; /* git's name of the blob: of the contents, or of the pointer for large files */
} hub_file;

typedef struct hub_connection hub_connection;

struct hub_server {
    hub_server_options options;
    char *root, *commit, *token;
    char endpoint[64], data_origin[64], ca_file[256];
    SSL_CTX *tls;
    int listen_fd[2];
    pthread_t accept_thread[2];
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t idle;
    bool stopping;
    hub_connection *connections;
    hub_fault faults[HUB_MAX_FAULTS];
    size_t n_faults;
    char **requests; /* "0 GET /path HTTP/1.1\r\n...": the listener, then the head */
    size_t n_requests;
    hub_file *files;
    size_t n_files;
    _Atomic uint64_t sent;
};

struct hub_connection {
    hub_server *server;
    hub_listener listener;
    int fd;
    SSL *ssl; /* NULL: plain */
    hub_connection *next;
    char head[16384]; /* bytes received, the head of a request at the front */
    size_t used;
};

typedef struct hub_request {
    char method[16];
    char target[4096]; /* as sent, without scheme and host */
    char path[4096];   /* decoded, without the query */
    const char *query; /* in `target`, or "" */
    bool has_range;
    uint64_t first, last; /* last: UINT64_MAX where the range is open */
    bool close;           /* the client wants no more on this connection */
    char authorization[512];
} hub_request;

noreturn void hub_die(const char *what, const char *detail);

/* helper_hub_wire.c. Sending functions return false once the connection is gone. */
bool hub_wire_begin(hub_connection *c); /* answers a TLS greeting where the client sends one */
ssize_t hub_wire_read(hub_connection *c, void *data, size_t n);
bool hub_wire_write(hub_connection *c, const void *data, size_t n);
bool hub_wire_send_file(hub_connection *c, int fd, uint64_t offset, uint64_t n);
void hub_wire_reset(hub_connection *c); /* closing will be an RST, after what was written */
void hub_wire_wait(hub_connection *c);  /* until the client or the server ends it */
SSL_CTX *hub_tls_create(char *ca_file, size_t size);

/* helper_hub_script.c */
void hub_script_parse(hub_fault *fault, const char *line);
/* The fault for this request (a copy; kind HUB_NO_FAULT: none); counts it. */
hub_fault hub_script_match(hub_server *server, const hub_request *request);

/* helper_hub_tree.c */
/* Looks a file up and hashes it where it is new; false: there is none. */
bool hub_file_find(hub_server *server, const char *path, hub_file *file);
bool hub_is_large(const hub_server *server, uint64_t size);
/* JSON of one page of a listing (free with mg_free); `*next`: where the next begins, or 0. */
char *hub_tree_json(hub_server *server, const char *folder, const char *under, size_t first,
                    size_t *next);

/* helper_hub_answer.c: false: the connection is to be closed. */
bool hub_answer(hub_connection *c, const hub_request *request);

#endif
