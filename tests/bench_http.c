/* Throughput of data/http over this machine's loopback, plain and with SHA-256.
 *
 *     ninja -C build/release bench_http && build/release/tests/bench_http [MIB [ROUNDS]]
 *
 * A thread of the process serves MIB (512) of a file with sendfile; each figure is the best of
 * ROUNDS (5). Beside them, in the same run: the hash alone over the same bytes in memory, and a
 * bare socket that only reads, which no client can beat. */
#include <arpa/inet.h>
#include <math.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/base/file.h"
#include "data/http.h"
#include "tests/helper_hub_server.h"

#define PATH "/datasets/bench/resolve/main/big.bin"

typedef struct bench {
    char folder[64];
    uint64_t bytes;
    hub_server *hub;
    EVP_MD_CTX *hash; /* NULL: bytes are only counted */
    uint64_t received;
} bench;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void check(mg_status status) {
    if (status == MG_OK) return;
    fprintf(stderr, "bench_http: %s\n", mg_error_text());
    exit(1);
}

static void make_file(bench *b) {
    mg_writer out;
    char path[128];
    static uint32_t block[1 << 18];
    snprintf(b->folder, sizeof b->folder, "%s/mathgym-bench-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(b->folder)) exit(1);
    snprintf(path, sizeof path, "%s/bench", b->folder);
    check(mg_dir_create(path));
    snprintf(path, sizeof path, "%s/bench/big.bin", b->folder);
    check(mg_writer_open(&out, path));
    for (uint64_t done = 0; done < b->bytes; done += sizeof block) {
        for (size_t i = 0; i < sizeof block / sizeof block[0]; i += 64) block[i] += (uint32_t)i + 1;
        (void)mg_writer_write(&out, block, sizeof block);
    }
    check(mg_writer_close(&out));
}

static mg_status take(void *context, uint64_t offset, const uint8_t *data, size_t n,
                      mg_http_flow *flow) {
    bench *b = context;
    (void)offset, (void)flow;
    b->received += n;
    if (b->hash) EVP_DigestUpdate(b->hash, data, n);
    return MG_OK;
}

static void get_whole(bench *b) {
    mg_http_options options = mg_http_options_default();
    mg_http_client *client;
    char url[256];
    snprintf(url, sizeof url, "%s" PATH, hub_server_endpoint(b->hub));
    options.ca_bundle = hub_server_ca_file(b->hub);
    mg_http_request request = {.url = url, .write = take, .context = b};
    check(mg_http_client_create(&options, &client));
    check(mg_http_get(client, &request, NULL));
    mg_http_client_free(client);
}

/* The same bytes by a bare socket: a request, then reads into one buffer. */
static void read_bare(bench *b) {
    static char buffer[1 << 19];
    char request[512];
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *port = strrchr(hub_server_data_origin(b->hub), ':') + 1;
    address.sin_port = htons((uint16_t)atoi(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) exit(1);
    time_t now = time(NULL);
    struct tm utc;
    char date[32];
    strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
    int n = snprintf(
        request, sizeof request,
        "GET /data/bench/big.bin?X-Amz-Date=%s&X-Amz-Expires=60&X-Amz-Signature=" HUB_SIGNATURE
        " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        date);
    if (write(fd, request, (size_t)n) != n) exit(1);
    for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;) b->received += (uint64_t)got;
    close(fd);
}

/* The digest of as many bytes, in pieces of the size that arrive. */
static void hash_memory(bench *b) {
    static uint8_t piece[1 << 19];
    for (uint64_t done = 0; done < b->bytes; done += sizeof piece) {
        EVP_DigestUpdate(b->hash, piece, sizeof piece);
    }
    b->received = b->bytes;
}

static double cpu_seconds(int whose) {
    struct rusage usage;
    getrusage(whose, &usage);
    return (double)usage.ru_utime.tv_sec + 1e-6 * (double)usage.ru_utime.tv_usec +
           (double)usage.ru_stime.tv_sec + 1e-6 * (double)usage.ru_stime.tv_usec;
}

/* What two idle cores would give is the lesser of the two CPU figures; on a busy machine it is they
 * that can be compared. */
static void measure(bench *b, const char *name, void (*run)(bench *), bool hashed, int rounds) {
    double best = 1e9, least_reader = 1e9, least_hub = 1e9;
    for (int i = 0; i < rounds; i++) {
        b->hash = hashed ? EVP_MD_CTX_new() : NULL;
        if (hashed) EVP_DigestInit_ex(b->hash, EVP_sha256(), NULL);
        b->received = 0;
        double begin = seconds(), own = cpu_seconds(RUSAGE_THREAD), all = cpu_seconds(RUSAGE_SELF);
        run(b);
        double spent = seconds() - begin, reader = cpu_seconds(RUSAGE_THREAD) - own;
        double hub = cpu_seconds(RUSAGE_SELF) - all - reader;
        best = fmin(best, spent);
        least_reader = fmin(least_reader, reader);
        least_hub = fmin(least_hub, hub);
        EVP_MD_CTX_free(b->hash);
        b->hash = NULL;
        if (b->received < b->bytes) exit(1);
    }
    double gigabytes = 1e-9 * (double)b->bytes;
    printf("%-20s %6.2f GB/s   per second of CPU: reader %6.2f GB", name, gigabytes / best,
           gigabytes / least_reader);
    if (run != hash_memory) printf(", hub %6.2f GB", gigabytes / least_hub);
    printf("\n");
}

int main(int argc, char **argv) {
    bench b = {.bytes = (uint64_t)(argc > 1 ? atoi(argv[1]) : 512) << 20};
    int rounds = argc > 2 ? atoi(argv[2]) : 5;
    make_file(&b);
    b.hub = hub_server_start(&(hub_server_options){.root = b.folder});
    get_whole(&b); /* the hub hashes the file once */
    measure(&b, "bare socket", read_bare, false, rounds);
    measure(&b, "http", get_whole, false, rounds);
    measure(&b, "SHA-256 in memory", hash_memory, true, rounds);
    measure(&b, "http and SHA-256", get_whole, true, rounds);
    hub_server_stop(b.hub);
    b.hub = hub_server_start(&(hub_server_options){.root = b.folder, .tls = true});
    get_whole(&b);
    measure(&b, "http, TLS", get_whole, false, rounds);
    hub_server_stop(b.hub);
    check(mg_path_remove(b.folder));
    return 0;
}
