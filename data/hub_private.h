/* What the parts of the hub client share; not for others. */
#ifndef MG_DATA_HUB_PRIVATE_H
#define MG_DATA_HUB_PRIVATE_H

#include <pthread.h>

#include "core/base/alloc.h"
#include "data/hub.h"
#include "data/hub_cache.h"

enum { MG_HUB_IDLE_CLIENTS = 16 };

struct mg_hub {
    mg_hub_options options;
    pthread_mutex_t lock; /* of the pool */
    mg_http_client *idle[MG_HUB_IDLE_CLIENTS];
    int n_idle;
};

/* An HTTP client for this thread to use, with its open connections; to be returned. */
mg_status mg_hub_borrow(mg_hub *hub, mg_http_client **client);
void mg_hub_return(mg_hub *hub, mg_http_client *client);

/* Begins a call of the interface: no problem so far. */
void mg_hub_begin(void);
/* mg_fail() with a kind for mg_hub_last_problem(). */
#define mg_hub_fail(kind, status, ...)                                                             \
    (mg_hub_set_problem(kind), mg_fail_at(__FILE__, __LINE__, (status), __VA_ARGS__))
void mg_hub_set_problem(mg_hub_problem problem);

/* Makes of a failed request one line about the data set, and its kind. `path` is the file that was
 * asked for, or NULL; `revision` the commit or branch. */
mg_status mg_hub_explain(const mg_hub *hub, mg_status status, const mg_http_response *response,
                         const char *repo, const char *revision, const char *path);
/* Offline mode: `what` is not in the cache. */
mg_status mg_hub_fail_offline(const mg_hub *hub, const char *what);

bool mg_hub_cancelled(const mg_hub *hub);
void mg_hub_note(const mg_hub *hub, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ENDPOINT/datasets/REPO/resolve/SHA/PATH; release with mg_free(). NULL: out of memory. */
char *mg_hub_file_url(const mg_hub *hub, const mg_hub_file *file);
/* `text` with all but letters, digits, "-._~" and the characters of `safe` as %XX. */
char *mg_hub_percent_encode(const char *text, const char *safe);

/* Repo, commit and path of a file are such as may be put into addresses and paths. */
mg_status mg_hub_check_sha(const char *sha);
mg_status mg_hub_check_file(const mg_hub_file *file);

#endif
