#include "core/cpu/cpu_gemm.h"

#include <assert.h>

#include "core/cpu/gemm_micro.h"
#include "core/cpu/gemm_pack.h"

#define KC            MG_GEMM_KC
#define SHARED_FLOATS (MG_GEMM_SHARED_BYTES / sizeof(float))

/* Shapes of tiles; all of it tuned by tests/bench_gemm.c, none of it visible in results. */
#define MAX_ROWS        256      /* a block of A, MAX_ROWS x KC, takes a quarter of a 1 MiB cache */
#define MIN_ROWS        128      /* where there are enough tiles: each reads all panels again */
#define MAX_PANELS      8        /* of NR columns each */
#define SKINNY_ROWS     (2 * MR) /* up to here B is read in place: it is used only twice */
#define NEAR_LDB        128      /* rows of B no further apart need not be packed either */
#define MANY_TILES      48       /* what a large problem is cut into, within these sizes: */
#define SMALL_TILE_FLOP 1.5e6    /* some 7 us */
#define LARGE_TILE_FLOP 3.2e7
#define FEW_TILES       8     /* below this, tiles may have fewer than MIN_ROWS */
#define SKINNY_COST     2.3e6 /* of a tile, in elements of B times (rows + 8): some 20 us */

/* A block of a transposed A is copied if its rows lie so far apart that they share few cache sets:
 * at multiples of COPY_LDA floats. The copy's rows lie an odd number of cache lines apart. */
#define COPY_LDA    1024
#define COPY_PITCH  (MAX_ROWS + 16)
#define COPY_PANELS 2 /* not worth it for fewer */

_Static_assert((KC * NR + KC * COPY_PITCH) * sizeof(float) <= MG_GEMM_SCRATCH_BYTES,
               "scratch holds a panel of B and a block of A");

static int64_t min64(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t divide_up(int64_t a, int64_t b) {
    return (a + b - 1) / b;
}

/* Where part `i` of `parts` nearly equal parts of `n` begins. */
static int64_t part_begin(int64_t n, int64_t parts, int64_t i) {
    return n / parts * i + min64(i, n % parts);
}

/* A part of C, computed by one thread. */
typedef struct tile {
    int64_t m0, m1; /* at most MAX_ROWS rows */
    int64_t n0, n1; /* n0 is a multiple of NR */
} tile;

/* Offset of panel n0 of block k0 in the packed copy of a whole B. */
static int64_t packed_offset(const mg_gemm_args *g, int64_t k0, int64_t k, int64_t n0) {
    return k0 * divide_up(g->n, NR) * NR + n0 * k;
}

/* C (rows, n) = [C +] sum, for columns that do not fill their vectors. */
static void merge(float *c, int64_t ldc, const float *sum, int64_t rows, int64_t n,
                  bool accumulate) {
    for (int64_t i = 0; i < rows; i++, c += ldc, sum += NR) {
        for (int64_t j = 0; j < n; j += MG_VW) {
            const int64_t lanes = vf_lanes_left(n, j);
            const vf x = vf_load(sum + j);
            vf_store_n(c + j, accumulate ? vf_load_n(c + j, lanes) + x : x, lanes);
        }
    }
}

/* The rows of a tile times one panel of B, over one block of k. `a` is the first element of op(A)
 * in this tile and block, `b` that of the panel. */
static void run_panel(const mg_gemm_args *g, const tile *t, int64_t k0, int64_t k, const float *a,
                      int64_t a_stride, const float *b, int64_t b_stride, int64_t n0) {
    _Alignas(MG_CACHE_LINE) float sum[MR * NR];
    const int64_t rows = t->m1 - t->m0, strips = divide_up(rows, MR);
    const int64_t n = min64(NR, t->n1 - n0), vectors = divide_up(n, MG_VW);
    const bool accumulate = g->accumulate || k0 > 0, whole = n % MG_VW == 0;
    for (int64_t s = 0; s < strips; s++) {
        const int64_t i = part_begin(rows, strips, s);
        const int64_t mr = part_begin(rows, strips, s + 1) - i;
        const float *strip = a + (g->trans_a ? i : i * a_stride);
        float *c = g->c + (t->m0 + i) * g->ldc + n0;
        micro_fn *micro = micro_table[!g->trans_a][mr - 1][vectors - 1];
        if (whole) {
            micro(k, strip, a_stride, b, b_stride, c, g->ldc, accumulate);
        } else {
            micro(k, strip, a_stride, b, b_stride, sum, NR, false);
            merge(c, g->ldc, sum, mr, n, accumulate);
        }
    }
}

/* Sets or, with no products to add, keeps C. */
static void run_empty(const mg_gemm_args *g, const tile *t) {
    if (g->accumulate) return;
    for (int64_t i = t->m0; i < t->m1; i++) {
        memset(g->c + i * g->ldc + t->n0, 0, (size_t)(t->n1 - t->n0) * sizeof(float));
    }
}

/* `packed_b`: all of op(B), packed, or NULL. */
static void run_tile(const mg_gemm_args *g, const tile *t, const float *packed_b, float *scratch) {
    float *own_b = scratch, *own_a = scratch + KC * NR;
    const bool copy_a = g->trans_a && g->lda % COPY_LDA == 0 && t->n1 - t->n0 >= COPY_PANELS * NR;
    const bool direct_b = !g->trans_b && (t->m1 - t->m0 <= SKINNY_ROWS || g->ldb <= NEAR_LDB);
    if (g->k == 0) run_empty(g, t);
    for (int64_t k0 = 0; k0 < g->k; k0 += KC) {
        const int64_t k = min64(KC, g->k - k0);
        const float *a = g->a + (g->trans_a ? k0 * g->lda + t->m0 : t->m0 * g->lda + k0);
        if (copy_a) copy_a_block(own_a, COPY_PITCH, a, g->lda, t->m1 - t->m0, k);
        for (int64_t n0 = t->n0; n0 < t->n1; n0 += NR) {
            const int64_t n = min64(NR, t->n1 - n0);
            const float *b = own_b;
            int64_t b_stride = NR;
            if (packed_b) {
                b = packed_b + packed_offset(g, k0, k, n0);
            } else if (direct_b && n % MG_VW == 0) {
                b = g->b + k0 * g->ldb + n0;
                b_stride = g->ldb;
            } else {
                pack_b(own_b, g, k0, k, n0, n);
            }
            run_panel(g, t, k0, k, copy_a ? own_a : a, copy_a ? COPY_PITCH : g->lda, b, b_stride,
                      n0);
        }
    }
}

static void gemm_serial(const mg_gemm_args *g, void *scratch) {
    assert(!(g->trans_a && g->trans_b) && "A^T B^T is not supported");
    for (int64_t m0 = 0; m0 < g->m; m0 += MAX_ROWS) {
        run_tile(g, &(tile){m0, min64(m0 + MAX_ROWS, g->m), 0, g->n}, NULL, scratch);
    }
}

/* One multiplication of a job, with its cut into tiles: a function of its shape alone. */
typedef struct piece {
    mg_gemm_args g;
    int64_t row_parts;   /* tiles in the direction of m ... */
    int64_t panel_parts; /* ... and of n */
    float *packed_b;     /* NULL: each tile packs its own */
    int64_t first_tile;  /* among the tiles of the job */
    int64_t first_pack;  /* among the packing tasks of the job */
} piece;

#define MAX_PIECES 128

typedef struct job {
    mg_pool *pool;
    int64_t count, n_tiles, n_packs;
    size_t shared_used; /* floats */
    piece pieces[MAX_PIECES];
} job;

static int64_t n_panels(const mg_gemm_args *g) {
    return divide_up(g->n, NR);
}

static int64_t pack_groups(const mg_gemm_args *g) {
    return divide_up(n_panels(g), MAX_PANELS);
}

static void plan_tiles(piece *p) {
    const mg_gemm_args *g = &p->g;
    const int64_t panels = n_panels(g);
    const double column_flop = 2.0 * NR * (double)(g->k + 1); /* of one row, one panel */
    const double all = column_flop * (double)g->m * (double)panels;
    double flop = all / MANY_TILES;
    flop = flop < SMALL_TILE_FLOP   ? SMALL_TILE_FLOP
           : flop > LARGE_TILE_FLOP ? LARGE_TILE_FLOP
                                    : flop;
    if (g->m <= SKINNY_ROWS) { /* packing B costs as much as some 8 rows */
        const double cost = NR * (double)(g->k + 1) * (double)(g->m + 8); /* of one panel */
        p->row_parts = 1;
        p->panel_parts = divide_up(panels, 1 + (int64_t)(SKINNY_COST / cost));
        return;
    }
    p->panel_parts = divide_up(panels, MAX_PANELS);
    const double row_flop = column_flop * (double)divide_up(panels, p->panel_parts);
    const int64_t rows = (int64_t)(flop / row_flop);
    p->row_parts = divide_up(g->m, rows < MIN_ROWS ? MIN_ROWS : min64(rows, MAX_ROWS));
    /* Few tiles: smaller ones, as far as that is worth it, in a number that divides evenly. */
    for (int64_t parts = 1; p->row_parts * p->panel_parts < FEW_TILES; parts *= 2) {
        if (g->m / parts < 2 * MR || row_flop * (double)(g->m / parts) < SMALL_TILE_FLOP) break;
        if (parts > p->row_parts) p->row_parts = parts;
    }
}

static piece *find_piece(job *j, int64_t task, bool packing) {
    int64_t low = 0, high = j->count;
    while (high - low > 1) {
        int64_t middle = (low + high) / 2;
        const piece *p = &j->pieces[middle];
        if ((packing ? p->first_pack : p->first_tile) <= task)
            low = middle;
        else
            high = middle;
    }
    return &j->pieces[low];
}

/* Task: one block of k, MAX_PANELS panels. */
static void pack_task(void *context, int64_t task, int thread) {
    (void)thread;
    const piece *p = find_piece(context, task, true);
    const mg_gemm_args *g = &p->g;
    const int64_t index = task - p->first_pack, groups = pack_groups(g);
    const int64_t k0 = index / groups * KC, k = min64(KC, g->k - k0);
    const int64_t begin = index % groups * MAX_PANELS * NR;
    const int64_t end = min64(begin + MAX_PANELS * NR, g->n);
    pack_b(p->packed_b + packed_offset(g, k0, k, begin), g, k0, k, begin, end - begin);
}

/* Neighbouring tasks share their rows of A, which come from further away than the packed B. */
static void tile_task(void *context, int64_t task, int thread) {
    job *j = context;
    const piece *p = find_piece(j, task, false);
    const mg_gemm_args *g = &p->g;
    const int64_t index = task - p->first_tile, panels = n_panels(g);
    const int64_t row_part = index / p->panel_parts, panel_part = index % p->panel_parts;
    const tile t = {
        .m0 = part_begin(g->m, p->row_parts, row_part),
        .m1 = part_begin(g->m, p->row_parts, row_part + 1),
        .n0 = part_begin(panels, p->panel_parts, panel_part) * NR,
        .n1 = min64(part_begin(panels, p->panel_parts, panel_part + 1) * NR, g->n),
    };
    run_tile(g, &t, p->packed_b, mg_pool_scratch(j->pool, thread));
}

static void run_job(job *j) {
    mg_parallel_for(j->pool, j->n_packs, pack_task, j);
    mg_parallel_for(j->pool, j->n_tiles, tile_task, j);
    j->count = j->n_tiles = j->n_packs = 0;
    j->shared_used = 0;
}

/* Adds a multiplication whose packed B fits the shared memory. */
static void add_piece(job *j, const mg_gemm_args *g) {
    piece p = {.g = *g};
    plan_tiles(&p);
    const bool share = p.row_parts > 1 && g->k > 0;
    const size_t floats = share ? (size_t)(n_panels(g) * NR * g->k) : 0;
    if (j->count == MAX_PIECES || j->shared_used + floats > SHARED_FLOATS) run_job(j);
    if (share) {
        p.packed_b = (float *)mg_pool_shared(j->pool) + j->shared_used;
        j->shared_used += floats;
    }
    p.first_tile = j->n_tiles;
    p.first_pack = j->n_packs;
    j->n_tiles += p.row_parts * p.panel_parts;
    if (share) j->n_packs += divide_up(g->k, KC) * pack_groups(g);
    j->pieces[j->count++] = p;
}

/* Cuts a multiplication along n, then along k, until B fits the shared memory. */
static void add_args(job *j, const mg_gemm_args *g) {
    const int64_t shared = SHARED_FLOATS;
    int64_t columns = g->n, depth = g->k;
    if (n_panels(g) * NR * g->k > shared) {
        /* Cutting k writes C again (and reads it), cutting n reads A again. */
        const int64_t most = 2 * g->n < g->k ? shared / KC : shared / g->k / NR * NR;
        const int64_t least = MAX_PANELS * NR;
        columns = min64(most > least ? most : least, g->n);
        depth = min64(shared / (divide_up(columns, NR) * NR) / KC * KC, g->k);
    }
    for (int64_t n0 = 0; n0 < g->n; n0 += columns) {
        mg_gemm_args part = *g;
        part.n = min64(columns, g->n - n0);
        part.c += n0;
        for (int64_t k0 = 0; k0 == 0 || k0 < g->k; k0 += depth) {
            part.k = min64(depth, g->k - k0);
            part.a = g->a + (g->trans_a ? k0 * g->lda : k0);
            part.b = g->b + (g->trans_b ? n0 * g->ldb + k0 : k0 * g->ldb + n0);
            part.accumulate = g->accumulate || k0 > 0;
            if (k0 > 0) run_job(j); /* adds to what the piece before wrote */
            add_piece(j, &part);
            if (g->k == 0) break;
        }
    }
}

static void gemm_batch(mg_pool *pool, const mg_gemm_args *list, int64_t count) {
    assert(mg_pool_scratch_bytes(pool) >= MG_GEMM_SCRATCH_BYTES &&
           "mg_gemm_reserve was not called");
    assert(mg_pool_shared_bytes(pool) >= MG_GEMM_SHARED_BYTES && "mg_gemm_reserve was not called");
    job j;
    j.pool = pool;
    j.count = j.n_tiles = j.n_packs = 0;
    j.shared_used = 0;
    for (int64_t i = 0; i < count; i++) {
        assert(!(list[i].trans_a && list[i].trans_b) && "A^T B^T is not supported");
        if (list[i].m > 0 && list[i].n > 0) add_args(&j, &list[i]);
    }
    run_job(&j);
}

extern const mg_cpu_gemm MG_CPU(gemm);
const mg_cpu_gemm MG_CPU(gemm) = {gemm_batch, gemm_serial};
