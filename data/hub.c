#include "data/hub.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "data/hub_private.h"

#define USER_AGENT "mathgym"

static _Thread_local mg_hub_problem last_problem; /* beside mg_error_text() */

mg_hub_problem mg_hub_last_problem(void) {
    return last_problem;
}

void mg_hub_set_problem(mg_hub_problem problem) {
    last_problem = problem;
}

void mg_hub_begin(void) {
    last_problem = MG_HUB_OTHER;
}

bool mg_hub_cancelled(const mg_hub *hub) {
    return hub->options.cancelled && hub->options.cancelled(hub->options.context);
}

void mg_hub_note(const mg_hub *hub, const char *format, ...) {
    char line[1200];
    va_list args;
    if (!hub->options.note) return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    hub->options.note(hub->options.context, line);
}

static mg_status copy_options(mg_hub_options *to, const mg_hub_options *from) {
    *to = *from;
    to->endpoint = to->token = to->cache = to->ca_bundle = NULL;
    MG_TRY(mg_hub_options_set(&to->endpoint, from->endpoint));
    MG_TRY(mg_hub_options_set(&to->token, from->token));
    MG_TRY(mg_hub_options_set(&to->cache, from->cache));
    MG_TRY(mg_hub_options_set(&to->ca_bundle, from->ca_bundle));
    for (size_t n = strlen(to->endpoint); n && to->endpoint[n - 1] == '/'; n--) {
        to->endpoint[n - 1] = '\0';
    }
    return MG_OK;
}

mg_status mg_hub_open(const mg_hub_options *options, mg_hub **out) {
    mg_status status;
    mg_http_client *client;
    *out = NULL;
    mg_hub_begin();
    mg_hub *hub = mg_calloc(1, sizeof *hub);
    if (!hub) return MG_ERR_MEMORY;
    pthread_mutex_init(&hub->lock, NULL);
    MG_GO(copy_options(&hub->options, options));
    /* The first client shows now what is wrong with the options, and is wanted soon. */
    MG_GO(mg_hub_borrow(hub, &client));
    mg_hub_return(hub, client);
    *out = hub;
    return MG_OK;
done:
    mg_hub_close(hub);
    return status;
}

void mg_hub_close(mg_hub *hub) {
    if (!hub) return;
    for (int i = 0; i < hub->n_idle; i++) mg_http_client_free(hub->idle[i]);
    pthread_mutex_destroy(&hub->lock);
    mg_hub_options_free(&hub->options);
    mg_free(hub);
}

const char *mg_hub_cache_folder(const mg_hub *hub) {
    return hub->options.cache;
}

static mg_status create_client(const mg_hub *hub, mg_http_client **client) {
    const mg_hub_options *options = &hub->options;
    mg_http_options http = mg_http_options_default();
    http.user_agent = USER_AGENT;
    http.token = options->token;
    http.token_origin = options->endpoint;
    http.ca_bundle = options->ca_bundle;
    http.connect_timeout = options->connect_timeout;
    http.stall_timeout = options->stall_timeout;
    http.wait_scale = options->wait_scale;
    http.tries = options->tries;
    http.cancelled = options->cancelled;
    http.note = options->note;
    http.context = options->context;
    return mg_http_client_create(&http, client);
}

mg_status mg_hub_borrow(mg_hub *hub, mg_http_client **client) {
    *client = NULL;
    pthread_mutex_lock(&hub->lock);
    if (hub->n_idle > 0) *client = hub->idle[--hub->n_idle];
    pthread_mutex_unlock(&hub->lock);
    return *client ? MG_OK : create_client(hub, client);
}

void mg_hub_return(mg_hub *hub, mg_http_client *client) {
    pthread_mutex_lock(&hub->lock);
    bool kept = hub->n_idle < MG_HUB_IDLE_CLIENTS;
    if (kept) hub->idle[hub->n_idle++] = client;
    pthread_mutex_unlock(&hub->lock);
    if (!kept) mg_http_client_free(client);
}

mg_status mg_hub_fail_offline(const mg_hub *hub, const char *what) {
    return mg_hub_fail(MG_HUB_OFFLINE, MG_ERR_NOT_FOUND,
                       "%s is not in the cache %s, and offline mode is on; unset HF_HUB_OFFLINE "
                       "(or HF_DATASETS_OFFLINE) to fetch it",
                       what, hub->options.cache);
}

/* The hub says in X-Error-Code what is missing; where it says nothing, 401 is what it answers for
 * data sets that are not there or private. */
static mg_hub_problem problem_of(const mg_http_response *response) {
    static const struct {
        const char *code;
        mg_hub_problem problem;
    } codes[] = {{"RepoNotFound", MG_HUB_REPO_NOT_FOUND},
                 {"RevisionNotFound", MG_HUB_REVISION_NOT_FOUND},
                 {"EntryNotFound", MG_HUB_ENTRY_NOT_FOUND},
                 {"GatedRepo", MG_HUB_GATED}};
    const char *code = mg_http_response_header(response, "X-Error-Code");
    for (size_t i = 0; code && i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(code, codes[i].code) == 0) return codes[i].problem;
    }
    if (response->status == 0) return MG_HUB_NETWORK;
    if (response->status == 401) return MG_HUB_REPO_NOT_FOUND;
    return response->status >= 400 ? MG_HUB_SERVER : MG_HUB_OTHER;
}

mg_status mg_hub_explain(const mg_hub *hub, mg_status status, const mg_http_response *response,
                         const char *repo, const char *revision, const char *path) {
    const char *endpoint = hub->options.endpoint;
    mg_hub_problem problem = problem_of(response);
    if (status == MG_ERR_MEMORY || status == MG_ERR_INTERRUPTED || status == MG_ERR_ARG) {
        return status;
    }
    switch (problem) {
    case MG_HUB_REPO_NOT_FOUND:
        return mg_hub_fail(
            problem, MG_ERR_NOT_FOUND,
            "%s has no data set \"%s\", or it is private; check the name%s", endpoint, repo,
            hub->options.token ? " and what your token may read" : ", or set HF_TOKEN");
    case MG_HUB_REVISION_NOT_FOUND:
        return mg_hub_fail(problem, MG_ERR_NOT_FOUND,
                           "data set %s has no revision \"%s\"; check its branches and tags", repo,
                           revision);
    case MG_HUB_ENTRY_NOT_FOUND:
        return mg_hub_fail(problem, MG_ERR_NOT_FOUND, "data set %s has no file %s at %s", repo,
                           path ? path : "of that name", revision);
    case MG_HUB_GATED:
        return mg_hub_fail(problem, MG_ERR_NOT_FOUND,
                           "data set %s is given out only to those who accept its terms; do so at "
                           "%s/datasets/%s, and set HF_TOKEN",
                           repo, endpoint, repo);
    default:
        mg_hub_set_problem(problem);
        return mg_fail_context(status, "%s%s%s", repo, path ? "/" : "", path ? path : "");
    }
}

char *mg_hub_percent_encode(const char *text, const char *safe) {
    char *out = mg_malloc(3 * strlen(text) + 1), *to = out;
    if (!out) return NULL;
    for (const char *c = text; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte < 128 && (isalnum(byte) || strchr("-._~", *c) || strchr(safe, *c))) {
            *to++ = *c;
        } else {
            to += snprintf(to, 4, "%%%02X", byte);
        }
    }
    *to = '\0';
    return out;
}

char *mg_hub_file_url(const mg_hub *hub, const mg_hub_file *file) {
    char *path = mg_hub_percent_encode(file->entry->path, "/");
    if (!path) return NULL;
    char *url = mg_asprintf("%s/datasets/%s/resolve/%s/%s", hub->options.endpoint, file->repo,
                            file->sha, path);
    mg_free(path);
    return url;
}

mg_status mg_hub_check_sha(const char *sha) {
    if (mg_hub_is_sha(sha)) return MG_OK;
    return mg_fail(MG_ERR_ARG, "\"%.60s\" is no commit; resolve the revision first", sha);
}

mg_status mg_hub_check_file(const mg_hub_file *file) {
    MG_TRY(mg_hub_check_repo(file->repo));
    MG_TRY(mg_hub_check_sha(file->sha));
    return mg_hub_check_path(file->entry->path);
}

mg_status mg_hub_find_cached(mg_hub *hub, const mg_hub_file *file, char **path) {
    *path = NULL;
    mg_hub_begin();
    MG_TRY(mg_hub_check_file(file));
    char *folder = mg_hub_cache_folder_of(hub->options.cache, file->repo);
    if (!folder) return MG_ERR_MEMORY;
    mg_status status = mg_hub_cache_find(folder, file->sha, file->entry, path);
    mg_free(folder);
    return status;
}
