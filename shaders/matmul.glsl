// One tile of a matrix product. Include after record.glsl.
//
// Two shapes of the same sum. On a CPU device, where barriers and shared memory are slow, every lane
// keeps 16 x 4 sums; a lane loads one element of a column of a, and the subgroup broadcasts it. On a GPU
// the workgroup is 16 lanes wide, every lane keeps 4 x 4 sums, and pieces of both operands pass through
// shared memory.
#extension GL_KHR_shader_subgroup_ballot : require

const uint ROWS = 16, COLUMNS = 4; // sums of a lane, CPU shape
const uint MAX_PARTS = ROWS / 4;   // subgroups of less than 4 lanes do not exist
const uint PARTS = (ROWS + LOCAL_SIZE - 1) / LOCAL_SIZE; // loads for a column of a
// Lavapipe ends an invocation's loops after 65,535 steps in all: unrolled, k may be 260,000.
const uint UNROLL = 4;
const uint WIDTH = 16;  // lanes along n, GPU shape
const uint K_STEP = 16; // columns of a and rows of b in shared memory
const uint TILE_M = ONE_SUBGROUP ? ROWS : LOCAL_SIZE / WIDTH * 4;
const uint TILE_N = ONE_SUBGROUP ? COLUMNS * LOCAL_SIZE : 4 * WIDTH;

// Element (r, c) is data.v[first + r * row + c * column].
struct Matrix {
    FloatIn data;
    uint first, row, column;
};

// Adds column l of a times row l of b.
#define DIRECT_STEP(l)                                                                             \
    {                                                                                              \
        for (uint p = 0; p < PARTS; p++) left[p] = a.data.v[a_at[p] + (l) * a.column];             \
        [[unroll]] for (uint j = 0; j < COLUMNS; j++) right[j] = b.data.v[b_at[j] + (l) * b.row];  \
        [[unroll]] for (uint i = 0; i < ROWS; i++) {                                               \
            float x = subgroupBroadcast(left[i / LOCAL_SIZE], i % LOCAL_SIZE);                     \
            [[unroll]] for (uint j = 0; j < COLUMNS; j++) sums[i][j] = fma(x, right[j], sums[i][j]); \
        }                                                                                          \
    }

void direct_tile(Matrix a, Matrix b, uint k, FloatOut y, uint y_first, uint y_row, uint m0, uint m,
                 uint n0, uint n) {
    float sums[ROWS][COLUMNS], left[MAX_PARTS], right[COLUMNS];
    uint a_at[MAX_PARTS], b_at[COLUMNS];
    // Rows and columns beyond the edge repeat the last one, and are not stored.
    for (uint p = 0; p < PARTS; p++) {
        a_at[p] = a.first + min(m0 + p * LOCAL_SIZE + LANE, m - 1) * a.row;
    }
    [[unroll]] for (uint j = 0; j < COLUMNS; j++) {
        b_at[j] = b.first + min(n0 + j * LOCAL_SIZE + LANE, n - 1) * b.column;
    }
    [[unroll]] for (uint i = 0; i < ROWS; i++) {
        [[unroll]] for (uint j = 0; j < COLUMNS; j++) sums[i][j] = 0;
    }
    uint l = 0;
    for (; l + UNROLL <= k; l += UNROLL) [[unroll]] for (uint u = 0; u < UNROLL; u++) DIRECT_STEP(l + u)
    for (; l < k; l++) DIRECT_STEP(l)
    [[unroll]] for (uint i = 0; i < ROWS; i++) [[unroll]] for (uint j = 0; j < COLUMNS; j++) {
        uint column = n0 + j * LOCAL_SIZE + LANE;
        if (m0 + i < m && column < n) y.v[y_first + (m0 + i) * y_row + column] = sums[i][j];
    }
}

// Padded by one, so that lanes of a column do not meet in one bank.
shared float a_tile[K_STEP * (LOCAL_SIZE / WIDTH * 4 + 1)];
shared float b_tile[K_STEP * (4 * WIDTH + 1)];

// Steps of constant number are unrolled: the limit on loops above holds for this shape too, where it
// is tried on lavapipe.
//
// Loads rows r0 .. r0 + rows of x (limited by r_end) and columns l0 .. l0 + K_STEP (limited by k) as
// tile[column][row]; the lanes run along the direction in which memory does.
#define LOAD_TILE(tile, x, x_row, x_column, r0, r_end, rows, l0, k)                                \
    [[unroll]] for (uint u = 0; u < K_STEP * (rows) / LOCAL_SIZE; u++) {                           \
        uint t = LANE + u * LOCAL_SIZE;                                                            \
        uint r = x_column == 1 ? t / K_STEP : t % (rows), c = x_column == 1 ? t % K_STEP : t / (rows); \
        bool inside = r0 + r < r_end && l0 + c < k;                                                \
        tile[c * ((rows) + 1) + r] =                                                               \
            inside ? x.data.v[x.first + (r0 + r) * x_row + (l0 + c) * x_column] : 0;               \
    }

void shared_tile(Matrix a, Matrix b, uint k, FloatOut y, uint y_first, uint y_row, uint m0, uint m,
                 uint n0, uint n) {
    uint lane_m = LANE / WIDTH, lane_n = LANE % WIDTH, height = LOCAL_SIZE / WIDTH;
    float sums[4][4];
    [[unroll]] for (uint i = 0; i < 4; i++) [[unroll]] for (uint j = 0; j < 4; j++) sums[i][j] = 0;
    for (uint l0 = 0; l0 < k; l0 += K_STEP) {
        barrier(); // the tiles of the last step have been read
        LOAD_TILE(a_tile, a, a.row, a.column, m0, m, TILE_M, l0, k)
        LOAD_TILE(b_tile, b, b.column, b.row, n0, n, TILE_N, l0, k)
        barrier();
        [[unroll]] for (uint l = 0; l < K_STEP; l++) {
            float left[4], right[4];
            [[unroll]] for (uint i = 0; i < 4; i++) {
                left[i] = a_tile[l * (TILE_M + 1) + i * height + lane_m];
                right[i] = b_tile[l * (TILE_N + 1) + i * WIDTH + lane_n];
            }
            [[unroll]] for (uint i = 0; i < 4; i++) [[unroll]] for (uint j = 0; j < 4; j++) {
                sums[i][j] = fma(left[i], right[j], sums[i][j]);
            }
        }
    }
    [[unroll]] for (uint i = 0; i < 4; i++) [[unroll]] for (uint j = 0; j < 4; j++) {
        uint row = m0 + i * height + lane_m, column = n0 + j * WIDTH + lane_n;
        if (row < m && column < n) y.v[y_first + row * y_row + column] = sums[i][j];
    }
}

// y[m0 .. m0 + TILE_M][n0 .. n0 + TILE_N] = a b, within (m, n); y's rows are y_row apart. Call from
// uniform control flow.
void multiply_tile(Matrix a, Matrix b, uint k, FloatOut y, uint y_first, uint y_row, uint m0, uint m,
                   uint n0, uint n) {
    if (ONE_SUBGROUP) direct_tile(a, b, k, y, y_first, y_row, m0, m, n0, n);
    else shared_tile(a, b, k, y, y_first, y_row, m0, m, n0, n);
}
