/* A hub client and the loopback hub that it talks to, for tests.
 *
 *     hub_world w;
 *     hub_world_open(&w, &(hub_server_options){.page = 2});
 *     mg_hub_file file = hub_world_file(&w, "big/data.arrow");
 *     ...
 *     hub_world_close(&w);
 *
 * The repository is "ns/data": README.md (small), small/state.json, small/empty, mid/data.arrow of
 * HUB_MID_BYTES, big/data.arrow of HUB_BIG_BYTES; every byte follows from its place. */
#ifndef MG_TESTS_HELPER_CLIENT_H
#define MG_TESTS_HELPER_CLIENT_H

#include "data/hub.h"
#include "tests/helper_hub_server.h"

#define HUB_REPO "ns/data"
enum { HUB_MID_BYTES = 300000, HUB_BIG_BYTES = (16 << 20) + 12345 };

typedef struct hub_world {
    hub_server *server; /* NULL after hub_world_cut() */
    mg_hub_options options;
    mg_hub *hub;
    mg_hub_tree tree;
    char notes[8192]; /* one a line */
} hub_world;

/* A fresh cache, a running server (`root` is filled in), a client that never waits long, and the
 * listing read. */
void hub_world_open(hub_world *world, const hub_server_options *server);
/* The same without asking for the listing: the script comes first. */
void hub_world_open_unlisted(hub_world *world, const hub_server_options *server);
void hub_world_list(hub_world *world);
/* Closes the client and opens one with the options as they are now. */
void hub_world_reopen(hub_world *world);
/* Stops the server: the network is down. */
void hub_world_cut(hub_world *world);
void hub_world_close(hub_world *world);

/* Fail the test unless the status is MG_OK; unless it is a failure of that kind whose text says so,
 * in one line and without a secret. */
void hub_must(mg_status status);
void hub_must_fail(mg_status status, mg_hub_problem problem, const char *says);

/* Fetches the file and holds every byte against what it should be. */
void hub_world_fetch(hub_world *world, const char *name, uint64_t size);
mg_hub_file hub_world_file(const hub_world *world, const char *path);
/* The path of `name` in the data set's folder of the cache; valid until 64 more calls. */
const char *hub_world_in_cache(const hub_world *world, const char *name);

uint8_t hub_byte(uint64_t at);
/* Whether the file is `size` bytes as they should be. */
bool hub_file_is_right(const char *path, uint64_t size);

#endif
