#include "data/hub_lanes.h"

#include <inttypes.h>
#include <time.h>

#include "data/hub_owner.h"
#include "data/hub_private.h"

#define MAX_LANES    64
#define SPLIT_BYTES  ((uint64_t)2 * MG_HUB_PIECE) /* less than this is not worth a request more */
#define STEP_MS      100
#define BEAT_SECONDS 5.0
#define RATE_SECONDS 1.0
#define FASTER       1.25 /* twice the lanes have to bring so much, or they were the last */

typedef struct transfer_of_file transfer_of_file;

typedef struct lane {
    transfer_of_file *all;
    mg_http_transfer *transfer; /* NULL: idle */
    uint64_t next;              /* the first byte that is not there yet */
    uint64_t end;               /* may come down while the lane runs */
} lane;

struct transfer_of_file {
    mg_hub *hub;
    const mg_hub_file *file;
    mg_hub_part *part;
    mg_hub_verify *verify;
    const mg_hub_watch *watch;
    mg_http_client *client;
    char *url;
    char *direct_url; /* where the first request was led; NULL: not known yet */
    lane lanes[MAX_LANES];
    int wanted;    /* lanes that should run */
    int running;   /* that do */
    uint64_t from; /* gaps before it have been given out */
    uint64_t done; /* bytes there */
    double beat_at, rate_at;
    uint64_t rate_done; /* of the time `rate_at` */
    double best_rate;
};

static double now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static mg_status write_lane(void *context, uint64_t offset, const uint8_t *data, size_t n,
                            mg_http_flow *flow) {
    lane *one = context;
    transfer_of_file *all = one->all;
    if (n > one->end - offset) n = (size_t)(one->end - offset);
    MG_TRY(mg_hub_part_write(all->part, offset, data, n));
    one->next = offset + n;
    all->done += n;
    mg_hub_verify_advance(all->verify, mg_hub_part_prefix(all->part));
    if (one->next == one->end) *flow = MG_HTTP_STOP;
    return MG_OK;
}

/* The second half of the longest lane, from a piece's start on. */
static bool split_longest(transfer_of_file *all, uint64_t *first, uint64_t *end) {
    lane *longest = NULL;
    for (int i = 0; i < MAX_LANES; i++) {
        lane *one = &all->lanes[i];
        if (!one->transfer) continue;
        if (!longest || one->end - one->next > longest->end - longest->next) longest = one;
    }
    if (!longest || longest->end - longest->next < SPLIT_BYTES) return false;
    uint64_t middle = longest->next + (longest->end - longest->next) / 2;
    *first = (middle + MG_HUB_PIECE - 1) / MG_HUB_PIECE * MG_HUB_PIECE;
    *end = longest->end;
    longest->end = *first;
    return true;
}

static mg_status start_lane(transfer_of_file *all, lane *one, uint64_t first, uint64_t end) {
    mg_http_request request = {.url = all->url,
                               .direct_url = all->direct_url,
                               .first = first,
                               .count = end - first,
                               .expected_size = all->part->size,
                               .write = write_lane,
                               .context = one};
    *one = (lane){.all = all, .next = first, .end = end};
    MG_TRY(mg_http_start(all->client, &request, &one->transfer));
    all->running++;
    return MG_OK;
}

static mg_status start_lanes(transfer_of_file *all) {
    for (int i = 0; i < MAX_LANES && all->running < all->wanted; i++) {
        uint64_t first, end;
        if (all->lanes[i].transfer) continue;
        if (mg_hub_part_gap(all->part, all->from, &first, &end)) {
            all->from = end;
        } else if (!split_longest(all, &first, &end)) {
            return MG_OK;
        }
        MG_TRY(start_lane(all, &all->lanes[i], first, end));
    }
    return MG_OK;
}

/* A lane has come to its end, or to a failure. */
static mg_status end_lane(transfer_of_file *all, mg_http_transfer *transfer) {
    lane *one = mg_http_transfer_context(transfer);
    mg_http_response response = {0};
    mg_status status = mg_http_finish(transfer, &response);
    one->transfer = NULL;
    all->running--;
    if (status != MG_OK) {
        status = mg_hub_explain(all->hub, status, &response, all->file->repo, all->file->sha,
                                all->file->entry->path);
    } else if (response.location) {
        status = mg_hub_options_set(&all->direct_url, response.location);
    }
    if (status == MG_OK && one->next < one->end) {
        status = mg_fail(MG_ERR_IO, "%s ended at byte %" PRIu64 " of %" PRIu64 "; try again",
                         all->file->entry->path, one->next, one->end);
    }
    mg_http_response_free(&response);
    return status;
}

/* Twice the lanes, as long as the last time brought something. */
static void adapt(transfer_of_file *all, double now) {
    double seconds = now - all->rate_at;
    if (seconds < RATE_SECONDS) return;
    double rate = (double)(all->done - all->rate_done) / seconds;
    int most = all->hub->options.connections;
    if (rate > FASTER * all->best_rate && all->wanted < most) {
        all->best_rate = rate;
        all->wanted = 2 * all->wanted < most ? 2 * all->wanted : most;
    }
    all->rate_at = now;
    all->rate_done = all->done;
}

static void tell(transfer_of_file *all) {
    double now = now_seconds();
    if (now - all->beat_at >= BEAT_SECONDS) {
        if (all->watch->owner_path) mg_hub_owner_beat(all->watch->owner_path);
        all->beat_at = now;
    }
    adapt(all, now);
    if (all->watch->report) all->watch->report(all->watch->context, all->done, all->part->size);
}

static mg_status run(transfer_of_file *all) {
    tell(all);
    for (;;) {
        mg_http_transfer *ended = NULL;
        MG_TRY(start_lanes(all));
        if (!all->running) return MG_OK;
        MG_TRY(mg_http_step(all->client, STEP_MS, &ended));
        if (ended) MG_TRY(end_lane(all, ended));
        tell(all);
    }
}

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

mg_status mg_hub_lanes_run(mg_hub *hub, const mg_hub_file *file, mg_hub_part *part,
                           mg_hub_verify *verify, const mg_hub_watch *watch) {
    mg_status status = MG_ERR_MEMORY;
    transfer_of_file *all = mg_calloc(1, sizeof *all);
    if (!all) return MG_ERR_MEMORY;
    *all = (transfer_of_file){
        .hub = hub, .file = file, .part = part, .verify = verify, .watch = watch};
    all->wanted = clamp(hub->options.initial_connections, 1, MAX_LANES);
    all->done = all->rate_done = mg_hub_part_total(part);
    all->beat_at = all->rate_at = now_seconds();
    all->url = mg_hub_file_url(hub, file);
    if (!all->url) goto done;
    MG_GO(mg_hub_borrow(hub, &all->client));
    MG_GO(run(all));
done:
    for (int i = 0; i < MAX_LANES; i++) {
        if (all->lanes[i].transfer) mg_http_abandon(all->lanes[i].transfer);
    }
    if (all->client) mg_hub_return(hub, all->client);
    mg_free(all->url);
    mg_free(all->direct_url);
    mg_free(all);
    return status;
}
