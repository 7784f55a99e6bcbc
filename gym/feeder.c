#include "gym/feeder.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/alloc.h"

/* Items a thread takes at a time: fewer locks, and neighbours share blocks of data. */
enum { CHUNK = 16, CHUNKS = MG_FEEDER_AHEAD / CHUNK, ERROR_BYTES = 512 };

/* CHUNK items in a row, in slot (number / CHUNK) % CHUNKS of the ring. */
typedef struct chunk {
    bool made;
    int count; /* items before the failure, CHUNK where there is none */
    mg_status status;
    char error[ERROR_BYTES];
    mg_problem problems[CHUNK];
} chunk;

struct mg_feeder {
    mg_stream stream;
    chunk *ring;
    pthread_t threads[MG_FEEDER_THREADS];
    int thread_count;

    pthread_mutex_t lock;
    pthread_cond_t made, room, idle;
    uint64_t first; /* item number of the stream that chunk 0 begins with */
    uint64_t taken; /* chunks before this one are done with */
    uint64_t next;  /* chunk to be made next */
    int busy;       /* threads that are making one */
    bool stop, paused;
};

static chunk *chunk_at(const mg_feeder *f, uint64_t number) {
    return &f->ring[number % CHUNKS];
}

/* -- making ------------------------------------------------------------------------------------ */

static void make_chunk(const mg_stream *stream, uint64_t first, chunk *c) {
    c->status = MG_OK;
    for (c->count = 0; c->count < CHUNK; c->count++) {
        uint64_t index = first + (uint64_t)c->count;
        c->status = mg_stream_item(stream, index, &c->problems[c->count]);
        if (c->status == MG_OK) continue;
        strncpy(c->error, mg_error_text(), sizeof c->error - 1); /* the rest of it is zero */
        return;
    }
}

static bool may_make(const mg_feeder *f) {
    return !f->paused && f->next < f->taken + CHUNKS;
}

static void *produce(void *context) {
    mg_feeder *f = context;
#ifdef __linux__
    pthread_setname_np(pthread_self(), "mathgym-data"); /* for top -H: what the data cost */
#endif
    pthread_mutex_lock(&f->lock);
    for (;;) {
        while (!f->stop && !may_make(f)) pthread_cond_wait(&f->room, &f->lock);
        if (f->stop) break;
        uint64_t number = f->next++;
        f->busy++;
        pthread_mutex_unlock(&f->lock);
        make_chunk(&f->stream, f->first + number * CHUNK, chunk_at(f, number));
        pthread_mutex_lock(&f->lock);
        f->busy--;
        chunk_at(f, number)->made = true;
        pthread_cond_broadcast(&f->made);
        if (f->busy == 0) pthread_cond_broadcast(&f->idle);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

/* -- life -------------------------------------------------------------------------------------- */

static void begin_at(mg_feeder *f, const mg_stream *stream) {
    f->stream = *stream;
    f->stream.feeder = NULL;
    f->first = stream->position;
    f->taken = f->next = 0;
    for (int i = 0; i < CHUNKS; i++) f->ring[i].made = false;
}

static mg_status start_threads(mg_feeder *f, int threads) {
    for (int i = 0; i < threads; i++) {
        int error = pthread_create(&f->threads[i], NULL, produce, f);
        if (error)
            return mg_fail(MG_ERR_DEVICE, "cannot start a thread for problems: %s",
                           strerror(error));
        f->thread_count++;
    }
    return MG_OK;
}

mg_status mg_feeder_create(const mg_stream *stream, int threads, mg_feeder **out) {
    *out = NULL;
    if (stream->config.order == MG_ORDER_WALK)
        return mg_fail(MG_ERR_ARG, "a walk cannot be made ahead; draw its problems");
    if (threads < 1 || threads > MG_FEEDER_THREADS)
        return mg_fail(MG_ERR_ARG, "%d threads cannot make problems; give 1 to %d", threads,
                       MG_FEEDER_THREADS);
    mg_feeder *f = mg_calloc(1, sizeof *f);
    if (!f) return MG_ERR_MEMORY;
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->made, NULL);
    pthread_cond_init(&f->room, NULL);
    pthread_cond_init(&f->idle, NULL);
    f->ring = mg_calloc(CHUNKS, sizeof *f->ring);
    mg_status status = f->ring ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK) {
        begin_at(f, stream);
        status = start_threads(f, threads);
    }
    if (status != MG_OK) {
        mg_feeder_free(f);
        return status;
    }
    *out = f;
    return MG_OK;
}

void mg_feeder_free(mg_feeder *f) {
    if (!f) return;
    pthread_mutex_lock(&f->lock);
    f->stop = true;
    pthread_cond_broadcast(&f->room);
    pthread_mutex_unlock(&f->lock);
    for (int i = 0; i < f->thread_count; i++) pthread_join(f->threads[i], NULL);
    pthread_cond_destroy(&f->idle);
    pthread_cond_destroy(&f->room);
    pthread_cond_destroy(&f->made);
    pthread_mutex_destroy(&f->lock);
    mg_free(f->ring);
    mg_free(f);
}

void mg_feeder_restart(mg_feeder *f, const mg_stream *stream) {
    pthread_mutex_lock(&f->lock);
    f->paused = true;
    while (f->busy > 0) pthread_cond_wait(&f->idle, &f->lock);
    begin_at(f, stream);
    f->paused = false;
    pthread_cond_broadcast(&f->room);
    pthread_mutex_unlock(&f->lock);
}

/* -- taking ------------------------------------------------------------------------------------ */

/* Chunks before `number` are used up. The threads are woken when a quarter of the ring is free, so
 * that they work in long stretches. */
static void release_before(mg_feeder *f, uint64_t number) {
    while (f->taken < number) chunk_at(f, f->taken++)->made = false;
    if (f->next <= f->taken + CHUNKS - CHUNKS / 4) pthread_cond_broadcast(&f->room);
}

mg_status mg_feeder_item(mg_feeder *f, uint64_t index, const mg_problem **problem) {
    uint64_t number = (index - f->first) / CHUNK;
    int at = (int)((index - f->first) % CHUNK);
    chunk *c = chunk_at(f, number);
    pthread_mutex_lock(&f->lock);
    release_before(f, number);
    while (!c->made) pthread_cond_wait(&f->made, &f->lock);
    pthread_mutex_unlock(&f->lock);
    *problem = &c->problems[at];
    return at < c->count ? MG_OK : mg_fail(c->status, "%s", c->error);
}
