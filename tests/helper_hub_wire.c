/* Bytes of a loopback hub on the wire: plain or TLS, with a certificate made on the spot. */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/sendfile.h>
#endif

#include "tests/helper_hub_internal.h"

#define TLS_GREETING 0x16 /* type of the first record of a TLS connection: handshake */

bool hub_wire_begin(hub_connection *c) {
    unsigned char first;
    if (recv(c->fd, &first, 1, MSG_PEEK) != 1) return false;
    if (first != TLS_GREETING) return true;
    if (!c->server->tls) return false;
    c->ssl = SSL_new(c->server->tls);
    return c->ssl && SSL_set_fd(c->ssl, c->fd) == 1 && SSL_accept(c->ssl) == 1;
}

ssize_t hub_wire_read(hub_connection *c, void *data, size_t n) {
    if (c->ssl) return SSL_read(c->ssl, data, (int)n);
    return recv(c->fd, data, n, 0);
}

bool hub_wire_write(hub_connection *c, const void *data, size_t n) {
    const char *bytes = data;
    while (n > 0) {
        size_t piece = n < 1 << 20 ? n : 1 << 20;
        ssize_t sent =
            c->ssl ? SSL_write(c->ssl, bytes, (int)piece) : send(c->fd, bytes, piece, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes += sent, n -= (size_t)sent;
    }
    return true;
}

#ifdef __linux__
static bool send_plain(hub_connection *c, int fd, uint64_t offset, uint64_t n) {
    off_t at = (off_t)offset;
    while (n > 0) {
        ssize_t sent = sendfile(c->fd, fd, &at, n < 1 << 24 ? n : 1 << 24);
        if (sent <= 0) return false;
        n -= (uint64_t)sent;
    }
    return true;
}
#endif

static bool send_copied(hub_connection *c, int fd, uint64_t offset, uint64_t n) {
    enum { PIECE = 1 << 18 };
    bool ok = true;
    char *buffer = malloc(PIECE);
    while (ok && n > 0) {
        ssize_t got = pread(fd, buffer, n < PIECE ? (size_t)n : PIECE, (off_t)offset);
        ok = got > 0 && hub_wire_write(c, buffer, (size_t)got);
        if (ok) offset += (uint64_t)got, n -= (uint64_t)got;
    }
    free(buffer);
    return ok;
}

bool hub_wire_send_file(hub_connection *c, int fd, uint64_t offset, uint64_t n) {
#ifdef __linux__
    bool ok = c->ssl ? send_copied(c, fd, offset, n) : send_plain(c, fd, offset, n);
#else
    bool ok = send_copied(c, fd, offset, n);
#endif
    if (ok) atomic_fetch_add(&c->server->sent, n);
    return ok;
}

/* An RST throws away what is still queued: the client is to see all that was written. */
static void wait_until_sent(int fd) {
    int queued = 1;
    for (int i = 0; i < 5000 && queued > 0; i++) {
        nanosleep(&(struct timespec){0, 1000000}, NULL);
        if (ioctl(fd, TIOCOUTQ, &queued)) queued = i < 20; /* not told here: a moment must do */
    }
}

void hub_wire_reset(hub_connection *c) {
    wait_until_sent(c->fd);
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void hub_wire_wait(hub_connection *c) {
    char ignored[256];
    while (recv(c->fd, ignored, sizeof ignored, 0) > 0) {
    }
}

static void add_extension(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (!extension || !X509_add_ext(certificate, extension, -1)) hub_die("certificate", value);
    X509_EXTENSION_free(extension);
}

/* Signed by itself, for a day, for the names under which this machine is reached; hub.test is for
 * connections through CONNECT. */
static X509 *make_certificate(EVP_PKEY *key) {
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"loopback hub", -1,
                               -1, 0);
    X509_set_issuer_name(certificate, name);
    add_extension(certificate, NID_subject_alt_name,
                  "IP:127.0.0.1,IP:::1,DNS:localhost,DNS:hub.test");
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    if (!X509_sign(certificate, key, EVP_sha256())) hub_die("certificate", "cannot sign");
    return certificate;
}

SSL_CTX *hub_tls_create(char *ca_file, size_t size) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    if (!key || !tls) hub_die("TLS", "no key");
    X509 *certificate = make_certificate(key);
    if (SSL_CTX_use_certificate(tls, certificate) != 1 || SSL_CTX_use_PrivateKey(tls, key) != 1) {
        hub_die("TLS", "the certificate is not taken");
    }
    SSL_CTX_set_options(tls, SSL_OP_IGNORE_UNEXPECTED_EOF);
    const char *folder = getenv("TMPDIR");
    snprintf(ca_file, size, "%s/mathgym-hub-XXXXXX", folder ? folder : "/tmp");
    int fd = mkstemp(ca_file);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file || !PEM_write_X509(file, certificate) || fclose(file))
        hub_die("cannot write", ca_file);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return tls;
}
