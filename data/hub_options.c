/* The environment variables of the ecosystem. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/file.h"
#include "data/hub_private.h"

static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* As huggingface_hub reads switches. */
static bool is_set(const char *name) {
    static const char *const yes[] = {"1", "on", "yes", "true"};
    const char *value = variable(name);
    for (size_t i = 0; value && i < sizeof yes / sizeof *yes; i++) {
        if (strcasecmp(value, yes[i]) == 0) return true;
    }
    return false;
}

static mg_status read_seconds(const char *name, double fallback, double *seconds) {
    const char *value = variable(name);
    char *end;
    *seconds = fallback;
    if (!value) return MG_OK;
    errno = 0;
    *seconds = strtod(value, &end);
    if (errno == 0 && !*end && *seconds > 0 && *seconds <= 86400) return MG_OK;
    return mg_fail(MG_ERR_ARG, "%s=%.40s is no number of seconds; set one above 0, or unset it",
                   name, value);
}

/* A path of the user's: "~/x" is in the home folder. */
static mg_status expand(const char *path, char **out) {
    const char *home = variable("HOME");
    if (path[0] == '~' && (path[1] == '/' || !path[1])) {
        if (!home) return mg_fail(MG_ERR_ARG, "HOME is not set; set it, or HF_HOME to a folder");
        *out = mg_asprintf("%s%s", home, path + 1);
    } else {
        *out = mg_strdup(path);
    }
    return *out ? MG_OK : MG_ERR_MEMORY;
}

/* The folder `first` names, or `second` (either may be NULL), or folder/name. */
static mg_status choose_path(const char *first, const char *second, const char *folder,
                             const char *name, char **out) {
    if (first || second) return expand(first ? first : second, out);
    *out = mg_path_join(folder, name);
    return *out ? MG_OK : MG_ERR_MEMORY;
}

static mg_status find_home(char **home) {
    const char *given = variable("HF_HOME"), *cache = variable("XDG_CACHE_HOME");
    char *folder = NULL;
    if (given) return expand(given, home);
    MG_TRY(expand(cache ? cache : "~/.cache", &folder));
    *home = mg_path_join(folder, "huggingface");
    mg_free(folder);
    return *home ? MG_OK : MG_ERR_MEMORY;
}

/* Without the white space around it (editors and `echo` leave line ends in files); an empty one is
 * none. */
static mg_status take_token(const char *text, char **token) {
    while (*text && strchr(" \t\r\n", *text)) text++;
    size_t length = strlen(text);
    while (length && strchr(" \t\r\n", text[length - 1])) length--;
    if (!length) return MG_OK;
    *token = mg_asprintf("%.*s", (int)length, text);
    return *token ? MG_OK : MG_ERR_MEMORY;
}

static mg_status find_token(const char *home, char **token) {
    const char *value = variable("HF_TOKEN");
    char *path = NULL, *text = NULL;
    if (is_set("HF_HUB_DISABLE_IMPLICIT_TOKEN")) return MG_OK;
    if (!value) value = variable("HUGGING_FACE_HUB_TOKEN");
    if (value) return take_token(value, token);
    MG_TRY(choose_path(variable("HF_TOKEN_PATH"), NULL, home, "token", &path));
    mg_status status = mg_file_read(path, 1 << 16, &text, NULL);
    if (status == MG_OK) status = take_token(text, token);
    if (status == MG_ERR_NOT_FOUND) status = MG_OK; /* most users have none */
    mg_free(text);
    mg_free(path);
    return status;
}

mg_status mg_hub_options_set(char **text, const char *value) {
    char *copy = value ? mg_strdup(value) : NULL;
    if (value && !copy) return MG_ERR_MEMORY;
    mg_free(*text);
    *text = copy;
    return MG_OK;
}

mg_status mg_hub_options_from_environment(mg_hub_options *options) {
    mg_status status;
    char *home = NULL;
    const char *endpoint = variable("HF_ENDPOINT");
    *options =
        (mg_hub_options){.wait_scale = 1, .tries = 5, .connections = 8, .initial_connections = 1};
    options->offline =
        is_set("HF_HUB_OFFLINE") || is_set("HF_DATASETS_OFFLINE") || is_set("TRANSFORMERS_OFFLINE");
    MG_GO(mg_hub_options_set(&options->endpoint, endpoint ? endpoint : "https://huggingface.co"));
    MG_GO(read_seconds("HF_HUB_ETAG_TIMEOUT", 10, &options->connect_timeout));
    MG_GO(read_seconds("HF_HUB_DOWNLOAD_TIMEOUT", 30, &options->stall_timeout));
    MG_GO(find_home(&home));
    MG_GO(choose_path(variable("HF_HUB_CACHE"), variable("HUGGINGFACE_HUB_CACHE"), home, "hub",
                      &options->cache));
    MG_GO(find_token(home, &options->token));
done:
    mg_free(home);
    if (status != MG_OK) mg_hub_options_free(options);
    return status;
}

void mg_hub_options_free(mg_hub_options *options) {
    mg_free(options->endpoint);
    mg_free(options->token);
    mg_free(options->cache);
    mg_free(options->ca_bundle);
    *options = (mg_hub_options){0};
}
