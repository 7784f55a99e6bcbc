#include "tests/helper_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_tmp.h"

uint8_t hub_byte(uint64_t at) {
    return (uint8_t)((at * 2654435761u) >> 11 ^ at >> 16);
}

static void write_pattern(const char *name, size_t size) {
    uint8_t *bytes = malloc(size + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++) bytes[i] = hub_byte(i);
    test_tmp_write(name, bytes, size);
    free(bytes);
}

/* Once for each test program. */
static const char *root_folder(void) {
    static char root[600];
    if (root[0]) return root;
    snprintf(root, sizeof root, "%s", test_tmp("root"));
    assert_int_equal(mg_dir_create(test_tmp("root/ns/data/small")), MG_OK);
    assert_int_equal(mg_dir_create(test_tmp("root/ns/data/mid")), MG_OK);
    assert_int_equal(mg_dir_create(test_tmp("root/ns/data/big")), MG_OK);
    write_pattern("root/ns/data/README.md", 100);
    write_pattern("root/ns/data/small/state.json", 250);
    write_pattern("root/ns/data/small/empty", 0);
    write_pattern("root/ns/data/mid/data.arrow", HUB_MID_BYTES);
    write_pattern("root/ns/data/big/data.arrow", HUB_BIG_BYTES);
    return root;
}

bool hub_file_is_right(const char *path, uint64_t size) {
    mg_map map;
    if (mg_map_open(&map, path) != MG_OK) return false;
    bool right = map.size == size;
    for (size_t i = 0; right && i < map.size; i++) right = map.data[i] == hub_byte(i);
    mg_map_close(&map);
    return right;
}

static void keep_note(void *context, const char *line) {
    hub_world *world = context;
    size_t used = strlen(world->notes);
    snprintf(world->notes + used, sizeof world->notes - used, "%s\n", line);
}

void hub_world_open_unlisted(hub_world *world, const hub_server_options *options) {
    static int worlds;
    char cache[32];
    *world = (hub_world){0};
    hub_server_options server = *options;
    server.root = root_folder();
    world->server = hub_server_start(&server);
    snprintf(cache, sizeof cache, "cache%d", worlds++);
    world->options = (mg_hub_options){.connect_timeout = 2,
                                      .stall_timeout = 0.3,
                                      .wait_scale = 0.001,
                                      .tries = 4,
                                      .connections = 8,
                                      .initial_connections = 1,
                                      .note = keep_note,
                                      .context = world};
    mg_hub_options *client = &world->options;
    assert_int_equal(mg_hub_options_set(&client->endpoint, hub_server_endpoint(world->server)), 0);
    assert_int_equal(mg_hub_options_set(&client->cache, test_tmp(cache)), MG_OK);
    assert_int_equal(mg_hub_options_set(&client->token, server.token), MG_OK);
    assert_int_equal(mg_hub_options_set(&client->ca_bundle, hub_server_ca_file(world->server)), 0);
    hub_world_reopen(world);
}

void hub_world_reopen(hub_world *world) {
    mg_hub_close(world->hub);
    assert_int_equal(mg_hub_open(&world->options, &world->hub), MG_OK);
}

void hub_world_list(hub_world *world) {
    mg_hub_tree_clear(&world->tree);
    mg_status status = mg_hub_list(world->hub, HUB_REPO, HUB_COMMIT, &world->tree);
    if (status != MG_OK) fail_msg("no listing: %s", mg_error_text());
}

void hub_world_open(hub_world *world, const hub_server_options *server) {
    hub_world_open_unlisted(world, server);
    hub_world_list(world);
}

void hub_world_cut(hub_world *world) {
    hub_server_stop(world->server);
    world->server = NULL;
}

void hub_world_close(hub_world *world) {
    mg_hub_tree_clear(&world->tree);
    mg_hub_close(world->hub);
    mg_hub_options_free(&world->options);
    if (world->server) hub_server_stop(world->server);
    *world = (hub_world){0};
}

mg_hub_file hub_world_file(const hub_world *world, const char *path) {
    mg_hub_file file = {HUB_REPO, HUB_COMMIT, mg_hub_tree_find(&world->tree, path)};
    assert_non_null(file.entry);
    return file;
}

const char *hub_world_in_cache(const hub_world *world, const char *name) {
    static char paths[64][700];
    static unsigned next;
    char *path = paths[next++ % 64];
    snprintf(path, sizeof paths[0], "%s/datasets--ns--data/%s", world->options.cache, name);
    return path;
}

void hub_must(mg_status status) {
    if (status != MG_OK) fail_msg("%s: %s", mg_status_name(status), mg_error_text());
}

void hub_must_fail(mg_status status, mg_hub_problem problem, const char *says) {
    assert_int_not_equal(status, MG_OK);
    if (!strstr(mg_error_text(), says)) fail_msg("\"%s\" lacks \"%s\"", mg_error_text(), says);
    assert_null(strchr(mg_error_text(), '\n'));
    assert_null(strstr(mg_error_text(), HUB_SIGNATURE));
    if (mg_hub_last_problem() != problem) {
        fail_msg("problem %d: %s", mg_hub_last_problem(), mg_error_text());
    }
}

void hub_world_fetch(hub_world *world, const char *name, uint64_t size) {
    char *path;
    mg_hub_file file = hub_world_file(world, name);
    hub_must(mg_hub_fetch(world->hub, &file, NULL, NULL, &path));
    if (!hub_file_is_right(path, size)) fail_msg("%s is another file", path);
    mg_free(path);
}
