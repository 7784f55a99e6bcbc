/* Addresses: what may be asked, where redirects lead, what may be shown.
 *
 *     mg_http_url url;
 *     MG_TRY(mg_http_url_parse("https://huggingface.co/datasets/x?token=1", &url));
 *     url.origin   "https://huggingface.co:443"
 *     url.shown    "https://huggingface.co/datasets/x"
 *     mg_http_url_free(&url); */
#ifndef MG_DATA_HTTP_URL_H
#define MG_DATA_HTTP_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/status.h"

typedef struct mg_http_url {
    char *text;    /* without the fragment. A secret where the query is a signature */
    char *origin;  /* scheme://host:port in lower case, the port always there */
    char *host;    /* host[:port] as in the address, for messages and for waiting */
    char *shown;   /* without query: for messages */
    bool loopback; /* of this machine */
    bool https;
} mg_http_url;

/* Fails with MG_ERR_ARG unless it is https, or http to this machine, without user and password. */
mg_status mg_http_url_parse(const char *text, mg_http_url *url);
/* The address that a Location (relative or not) means at `from`. MG_ERR_IO where it is refused: it
 * leads from https to http, or is no address of the above kind. */
mg_status mg_http_url_redirect(const mg_http_url *from, const char *location, mg_http_url *to);
/* Releases; a zeroed one is legal, and zeroed is what is left. */
void mg_http_url_free(mg_http_url *url);

/* When the signature in the query ends (S3's X-Amz-Date + X-Amz-Expires, Google's X-Goog-..., or
 * CloudFront's Expires), in seconds since 1970; 0: it does not say. */
int64_t mg_http_url_expires(const char *text);

#endif
