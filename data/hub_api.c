/* What is asked of the hub's API: the commit of a revision, the listing of a commit. */
#include <stdio.h>
#include <string.h>

#include "core/base/json.h"
#include "data/hub_private.h"

#define MAX_INFO_BYTES ((size_t)64 << 20) /* the answer names every file of the commit */
#define MAX_PAGE_BYTES ((size_t)64 << 20)
#define MAX_PAGES      2500 /* of a thousand files: more than a listing may have */

/* One answer of the API as text. */
static mg_status get_text(mg_hub *hub, const char *url, size_t max_bytes, char **text, size_t *size,
                          mg_http_response *response) {
    mg_http_client *client;
    mg_http_request request = {.url = url};
    *text = NULL;
    *response = (mg_http_response){0};
    MG_TRY(mg_hub_borrow(hub, &client));
    mg_status status = mg_http_get_text(client, &request, max_bytes, text, size, response);
    mg_hub_return(hub, client);
    return status;
}

static mg_status read_sha(const char *url, const char *text, size_t size, char sha[MG_HUB_SHA]) {
    mg_status status;
    mg_json_doc doc;
    const char *value;
    MG_TRY(mg_json_parse_text(&doc, url, text, size));
    mg_json root = mg_json_root(&doc);
    MG_GO(mg_json_get_string(&root, "sha", &value));
    if (!mg_hub_is_sha(value)) MG_GO(mg_json_fail(&root, "sha", "a commit of 40 hex digits"));
    memcpy(sha, value, MG_HUB_SHA);
done:
    mg_json_doc_free(&doc);
    return status;
}

/* GET /api/datasets/REPO/revision/REVISION -> {"sha": ...}. `*reachable` is false where the hub
 * gave no answer, or only that it cannot. */
static mg_status ask_for_sha(mg_hub *hub, const char *repo, const char *revision,
                             char sha[MG_HUB_SHA], bool *reachable) {
    char *text = NULL;
    size_t size = 0;
    mg_http_response response = {0};
    char *encoded = mg_hub_percent_encode(revision, "");
    char *url = encoded ? mg_asprintf("%s/api/datasets/%s/revision/%s", hub->options.endpoint, repo,
                                      encoded)
                        : NULL;
    mg_status status =
        url ? get_text(hub, url, MAX_INFO_BYTES, &text, &size, &response) : MG_ERR_MEMORY;
    if (status == MG_OK) {
        status = read_sha(url, text, size, sha);
    } else {
        *reachable = response.status != 0 && response.status != 429 && response.status < 500;
        status = mg_hub_explain(hub, status, &response, repo, revision, NULL);
    }
    mg_http_response_free(&response);
    mg_free(text);
    mg_free(url);
    mg_free(encoded);
    return status;
}

/* The commit from refs/, with a note of why; else the failure stays. */
static mg_status fall_back(mg_hub *hub, const char *folder, const char *repo, const char *revision,
                           mg_status failure, char sha[MG_HUB_SHA]) {
    char why[600];
    mg_hub_problem problem = mg_hub_last_problem();
    snprintf(why, sizeof why, "%s", mg_error_text());
    if (mg_hub_cache_read_ref(folder, revision, sha) != MG_OK) {
        return mg_hub_fail(problem, failure, "%s", why);
    }
    mg_hub_note(hub, "%s; using what \"%s\" of %s was when last asked: %s", why, revision, repo,
                sha);
    mg_hub_begin();
    return MG_OK;
}

static mg_status resolve_in(mg_hub *hub, const char *folder, const char *repo, const char *revision,
                            char sha[MG_HUB_SHA]) {
    bool reachable = true;
    if (hub->options.offline) {
        char what[400];
        mg_status kept = mg_hub_cache_read_ref(folder, revision, sha);
        if (kept != MG_ERR_NOT_FOUND) return kept;
        snprintf(what, sizeof what, "revision \"%s\" of data set %s", revision, repo);
        return mg_hub_fail_offline(hub, what);
    }
    mg_status status = ask_for_sha(hub, repo, revision, sha, &reachable);
    if (status == MG_ERR_IO && !reachable) {
        return fall_back(hub, folder, repo, revision, status, sha);
    }
    MG_TRY(status);
    /* A cache that cannot be written to may still be read. */
    if (mg_hub_cache_write_ref(folder, revision, sha) != MG_OK) {
        mg_hub_note(hub, "the commit is not remembered: %s", mg_error_text());
    }
    return MG_OK;
}

mg_status mg_hub_resolve(mg_hub *hub, const char *repo, const char *revision,
                         char sha[MG_HUB_SHA]) {
    mg_hub_begin();
    MG_TRY(mg_hub_check_repo(repo));
    MG_TRY(mg_hub_check_path(revision));
    if (mg_hub_is_sha(revision)) {
        memcpy(sha, revision, MG_HUB_SHA);
        return MG_OK;
    }
    char *folder = mg_hub_cache_folder_of(hub->options.cache, repo);
    mg_status status = folder ? resolve_in(hub, folder, repo, revision, sha) : MG_ERR_MEMORY;
    mg_free(folder);
    return status;
}

/* Path and query of the address in `Link: <...>; rel="next"`, put onto the endpoint: whatever host
 * a mirror passes on, the next page is asked of the same server. */
static mg_status next_page(const mg_hub *hub, const char *link, char **url) {
    const char *open = link ? strchr(link, '<') : NULL, *close = open ? strchr(open, '>') : NULL;
    *url = NULL;
    if (!close || !strstr(close, "rel=\"next\"")) return MG_OK;
    const char *start = strstr(open, "://");
    start = start && start < close ? strchr(start + 3, '/') : open + 1;
    if (!start || start >= close || *start != '/') {
        return mg_fail(MG_ERR_FORMAT, "the listing's next page has no address that can be used");
    }
    const char *host = strstr(hub->options.endpoint, "://");
    size_t origin = host ? (size_t)(host + 3 - hub->options.endpoint) : 0;
    origin += strcspn(hub->options.endpoint + origin, "/");
    *url = mg_asprintf("%.*s%.*s", (int)origin, hub->options.endpoint, (int)(close - start), start);
    return *url ? MG_OK : MG_ERR_MEMORY;
}

/* Adds the page at `url`; `*next` is the address of the one after it, or NULL. */
static mg_status add_page(mg_hub *hub, const char *repo, const char *sha, const char *url,
                          mg_hub_tree *tree, char **next) {
    char *text = NULL;
    size_t size = 0;
    mg_http_response response = {0};
    *next = NULL;
    mg_status status = get_text(hub, url, MAX_PAGE_BYTES, &text, &size, &response);
    if (status == MG_OK) {
        status = mg_hub_tree_add_page(tree, repo, text, size);
        const char *link = mg_http_response_header(&response, "Link");
        if (status == MG_OK) status = next_page(hub, link, next);
    } else {
        status = mg_hub_explain(hub, status, &response, repo, sha, NULL);
    }
    mg_http_response_free(&response);
    mg_free(text);
    return status;
}

/* GET /api/datasets/REPO/tree/SHA?recursive=true, page by page. */
static mg_status ask_for_tree(mg_hub *hub, const char *repo, const char *sha, mg_hub_tree *tree) {
    mg_status status = MG_OK;
    char *url = mg_asprintf("%s/api/datasets/%s/tree/%s?recursive=true&expand=false",
                            hub->options.endpoint, repo, sha);
    if (!url) return MG_ERR_MEMORY;
    for (int page = 0; url && status == MG_OK; page++) {
        char *next = NULL;
        status = page < MAX_PAGES ? add_page(hub, repo, sha, url, tree, &next)
                                  : mg_fail(MG_ERR_FORMAT, "%s: the listing does not end", repo);
        if (next && strcmp(next, url) == 0) {
            status = mg_fail(MG_ERR_FORMAT, "%s: the listing does not end", repo);
        }
        mg_free(url);
        url = next;
    }
    mg_free(url);
    return status == MG_OK ? mg_hub_tree_finish(tree, repo) : status;
}

/* What another client has fetched file by file has no listing: its snapshot serves for one. */
static mg_status list_offline(mg_hub *hub, const char *folder, const char *repo, const char *sha,
                              mg_hub_tree *tree) {
    char what[300];
    mg_status status = mg_hub_cache_read_snapshot(folder, sha, tree);
    if (status == MG_ERR_MEMORY) return status;
    if (status == MG_OK && tree->count > 0) {
        mg_hub_note(hub, "no listing of %s is kept; going by the %zu files in the cache", repo,
                    tree->count);
        return MG_OK;
    }
    snprintf(what, sizeof what, "the listing of data set %s at %s", repo, sha);
    return mg_hub_fail_offline(hub, what);
}

static mg_status list_in(mg_hub *hub, const char *folder, const char *repo, const char *sha,
                         mg_hub_tree *tree) {
    mg_status status = mg_hub_cache_read_tree(folder, sha, tree);
    if (status != MG_ERR_NOT_FOUND) return status;
    if (hub->options.offline) return list_offline(hub, folder, repo, sha, tree);
    MG_TRY(ask_for_tree(hub, repo, sha, tree));
    if (mg_hub_cache_write_tree(folder, sha, tree) != MG_OK) {
        mg_hub_note(hub, "the listing is not kept: %s", mg_error_text());
    }
    return MG_OK;
}

mg_status mg_hub_list(mg_hub *hub, const char *repo, const char *sha, mg_hub_tree *tree) {
    mg_hub_begin();
    *tree = (mg_hub_tree){0};
    MG_TRY(mg_hub_check_repo(repo));
    MG_TRY(mg_hub_check_sha(sha));
    char *folder = mg_hub_cache_folder_of(hub->options.cache, repo);
    mg_status status = folder ? list_in(hub, folder, repo, sha, tree) : MG_ERR_MEMORY;
    if (status != MG_OK) mg_hub_tree_clear(tree);
    mg_free(folder);
    return status;
}
