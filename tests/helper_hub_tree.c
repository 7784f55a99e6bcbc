/* Files of a loopback hub: their hashes and listings. */
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/helper_hub_internal.h"

static void hex_of(char *hex, const unsigned char *bytes, size_t n) {
    for (size_t i = 0; i < n; i++) snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

/* The hash of `header` (may be empty) and then the file. */
static void hash_file(const EVP_MD *kind, const char *header, size_t header_size, const char *path,
                      char *hex) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    mg_map map;
    if (mg_map_open(&map, path)) hub_die("cannot hash", path);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    EVP_DigestInit_ex(hash, kind, NULL);
    EVP_DigestUpdate(hash, header, header_size);
    if (map.size) EVP_DigestUpdate(hash, map.data, map.size);
    EVP_DigestFinal_ex(hash, digest, &n);
    EVP_MD_CTX_free(hash);
    mg_map_close(&map);
    hex_of(hex, digest, n);
}

/* git's name of a blob is the SHA-1 of "blob SIZE\0" and the contents. */
static void git_name_of_text(const char *text, char *hex) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    char blob[512];
    int header = snprintf(blob, sizeof blob, "blob %zu", strlen(text)) + 1;
    int size = header + snprintf(blob + header, sizeof blob - (size_t)header, "%s", text);
    EVP_Digest(blob, (size_t)size, digest, &n, EVP_sha1(), NULL);
    hex_of(hex, digest, n);
}

static void name_file(const hub_server *server, hub_file *file) {
    char text[256];
    hash_file(EVP_sha256(), "", 0, file->path, file->sha256);
    if (hub_is_large(server, file->size)) {
        snprintf(text, sizeof text,
                 "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %llu\n",
                 file->sha256, (unsigned long long)file->size);
        git_name_of_text(text, file->git);
    } else {
        int header = snprintf(text, sizeof text, "blob %llu", (unsigned long long)file->size) + 1;
        hash_file(EVP_sha1(), text, (size_t)header, file->path, file->git);
    }
}

bool hub_is_large(const hub_server *server, uint64_t size) {
    return size >= (server->options.small ? server->options.small : 1024);
}

/* The known file of that path, or a new place for it. */
static hub_file *place_of(hub_server *server, const char *path) {
    for (size_t i = 0; i < server->n_files; i++) {
        if (strcmp(server->files[i].path, path) == 0) return &server->files[i];
    }
    server->files = realloc(server->files, (server->n_files + 1) * sizeof *server->files);
    if (!server->files) hub_die("out of memory", path);
    hub_file *file = &server->files[server->n_files++];
    *file = (hub_file){.path = strdup(path), .modified = -1};
    return file;
}

bool hub_file_find(hub_server *server, const char *path, hub_file *file) {
    struct stat info;
    if (stat(path, &info) || !S_ISREG(info.st_mode)) return false;
    pthread_mutex_lock(&server->mutex);
    hub_file *known = place_of(server, path);
    int64_t modified = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    if (known->modified != modified || known->size != (uint64_t)info.st_size) {
        known->modified = modified, known->size = (uint64_t)info.st_size;
        name_file(server, known);
    }
    *file = *known;
    pthread_mutex_unlock(&server->mutex);
    return true;
}

typedef struct tree_page {
    mg_json_writer json;
    size_t first, end; /* entries that belong on the page */
    size_t seen;
} tree_page;

static void write_file(hub_server *server, mg_json_writer *json, const char *path,
                       const char *name) {
    hub_file file;
    if (!hub_file_find(server, path, &file)) return;
    mg_json_begin_object(json);
    mg_json_key(json, "type"), mg_json_string(json, "file");
    mg_json_key(json, "oid"), mg_json_string(json, file.git);
    mg_json_key(json, "size"), mg_json_int(json, (int64_t)file.size);
    if (hub_is_large(server, file.size)) {
        mg_json_key(json, "lfs"), mg_json_begin_object(json);
        mg_json_key(json, "oid"), mg_json_string(json, file.sha256);
        mg_json_key(json, "size"), mg_json_int(json, (int64_t)file.size);
        mg_json_key(json, "pointerSize"), mg_json_int(json, 134);
        mg_json_end_object(json);
    }
    mg_json_key(json, "path"), mg_json_string(json, name);
    mg_json_end_object(json);
}

static void write_folder(mg_json_writer *json, const char *name) {
    char oid[41];
    git_name_of_text(name, oid);
    mg_json_begin_object(json);
    mg_json_key(json, "type"), mg_json_string(json, "directory");
    mg_json_key(json, "oid"), mg_json_string(json, oid);
    mg_json_key(json, "size"), mg_json_int(json, 0);
    mg_json_key(json, "path"), mg_json_string(json, name);
    mg_json_end_object(json);
}

/* Entries of `folder`/`under` and below, named by their path from `folder`. */
static void walk(hub_server *server, tree_page *page, const char *folder, const char *under) {
    mg_dir_names names;
    char *path = *under ? mg_path_join(folder, under) : mg_strdup(folder);
    if (mg_dir_list(path, &names)) hub_die("cannot list", path);
    for (size_t i = 0; i < names.count; i++) {
        char *name = *under ? mg_path_join(under, names.names[i]) : mg_strdup(names.names[i]);
        char *child = mg_path_join(folder, name);
        bool is_folder = mg_path_is_dir(child);
        size_t index = page->seen++;
        if (index >= page->first && index < page->end) {
            if (is_folder) write_folder(&page->json, name);
            if (!is_folder) write_file(server, &page->json, child, name);
        }
        if (is_folder) walk(server, page, folder, name);
        mg_free(child);
        mg_free(name);
    }
    mg_dir_names_free(&names);
    mg_free(path);
}

char *hub_tree_json(hub_server *server, const char *folder, const char *under, size_t first,
                    size_t *next) {
    size_t per_page = server->options.page ? server->options.page : 1000;
    tree_page page = {.first = first, .end = first + per_page};
    mg_json_begin_array(&page.json);
    walk(server, &page, folder, under);
    mg_json_end_array(&page.json);
    if (mg_json_writer_status(&page.json)) hub_die("cannot list", folder);
    *next = page.seen > page.end ? page.end : 0;
    return page.json.text;
}
