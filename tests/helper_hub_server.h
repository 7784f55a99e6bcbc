/* A hub on this machine: serves a folder as data set repositories, on two ports as two hosts, and
 * misbehaves as scripted. In the process of the test, a thread a connection.
 *
 *     hub_server *hub = hub_server_start(&(hub_server_options){.root = folder});
 *     hub_server_script(hub, "/data/ 1 reset 1000");   // the first answer there breaks off
 *     ... fetch from hub_server_endpoint(hub) ...
 *     assert_false(hub_server_saw(hub, HUB_DATA, "Authorization"));
 *     hub_server_stop(hub);
 *
 * Repository NAME or ORG/NAME is the subfolder of that name. The hub answers
 *
 *     /api/datasets/ID/revision/REV               {"id", "sha"}
 *     /api/datasets/ID/tree/REV[/FOLDER]          entries with sizes and hashes; pages, Link
 * headers /datasets/ID/resolve/REV/PATH               a small file, or 302 to the data host
 *
 * and the data host (`localhost` on another port) /data/ID/PATH?X-Amz-Date=..&X-Amz-Expires=..
 * &X-Amz-Signature=.., until the signature has expired. Ranges, HEAD and keep-alive are served, and
 * TLS to whoever begins with it, where `tls` is set. CONNECT and absolute addresses work on either
 * port, so that it can stand in for a proxy too.
 *
 * A line of script is `[METHOD] PREFIX WHEN FAULT`: of the requests to paths that begin with
 * PREFIX, those numbered WHEN (`1`, `2-4`, `3-`, `*`) are answered with
 *
 *     status CODE [Name: value | ...] [body TEXT]   that status instead
 *     no-range                 the whole file with 200, whatever Range says
 *     reset N, close N         RST or FIN after N bytes of the body
 *     stall N                  N bytes of the body, then silence
 *     drip N MS                N bytes every MS milliseconds
 *     shift N                  a range that begins N bytes further on than was asked
 *     grow N, shrink N         a file of another size
 *     corrupt OFFSET           that byte of the file changed
 *     chunked N                without Content-Length, broken off after N bytes of the body
 *     gzip                     labelled as compressed
 *     html                     a web page with 200
 *     redirect LOCATION        302 to there
 *     rename OLD NEW           307 to the same path with OLD replaced by NEW, relative
 *     expire                   302 to an address whose signature has expired already
 *     etag TEXT                another ETag
 *     silence                  no answer at all
 *
 * Where several lines match a request, the first in the script counts; all of them count it. */
#ifndef MG_TESTS_HELPER_HUB_SERVER_H
#define MG_TESTS_HELPER_HUB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What every signed address holds; must never be seen in a message. */
#define HUB_SIGNATURE "5ec2e75160a7"
#define HUB_COMMIT    "8191fd29eb5cf906ec55effca44d8059888b615d"

typedef struct hub_server hub_server;

typedef struct hub_server_options {
    const char *root;
    bool tls;           /* addresses begin with https */
    int port;           /* of the hub; 0: any that is free. The data host takes any */
    uint64_t small;     /* files below so many bytes are not redirected; 0: 1024 */
    size_t page;        /* entries on a page of a listing; 0: 1000 */
    const char *commit; /* what `main` is; NULL: HUB_COMMIT */
    const char *token;  /* without it, 401; NULL: nobody is asked */
    int expires;        /* seconds that a signature holds; 0: 3600 */
} hub_server_options;

typedef enum hub_listener { HUB_HUB, HUB_DATA } hub_listener;

/* Ends the process with a text on stderr if it cannot (helpers of tests have no statuses). */
hub_server *hub_server_start(const hub_server_options *options);
void hub_server_stop(hub_server *server);

const char *hub_server_endpoint(const hub_server *server);    /* http[s]://127.0.0.1:PORT */
const char *hub_server_data_origin(const hub_server *server); /* http[s]://localhost:PORT */
/* A file with the certificate, to be trusted by clients; removed by hub_server_stop(). NULL without
 * TLS. */
const char *hub_server_ca_file(const hub_server *server);

/* Adds lines of script (separated by line breaks; `#` begins a comment). Ends the process where one
 * is wrong. */
void hub_server_script(hub_server *server, const char *lines);
/* Forgets the script and what was recorded. */
void hub_server_reset(hub_server *server);

/* How many requests came to paths that begin with `prefix`; one with a method: "HEAD /datasets/".
 */
size_t hub_server_count(hub_server *server, const char *prefix);
/* Whether a request to that host held `text` in its request line or headers (case ignored). */
bool hub_server_saw(hub_server *server, hub_listener listener, const char *text);
/* Request line and headers of the i-th request that came (to either host), or NULL. Valid until
 * reset or stop. */
const char *hub_server_request(hub_server *server, size_t i);
/* Bytes of bodies sent so far. */
uint64_t hub_server_sent(hub_server *server);

#endif
