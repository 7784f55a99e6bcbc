/* How many rectangles are drawn in a grid of characters? Outlines cross at right angles or keep
 * apart, so that the drawing tells the number: a quarter of its corners. Operands: width, height,
 * then left, top, right, bottom of each rectangle, a byte each. */
#include <string.h>

#include "gym/families/calculus_tools.h"

enum { MAX_WIDTH = 60, MAX_HEIGHT = 30, FIRST = 2, PLACE_TRIES = 12 };

static const mg_level LEVELS[] = {
    {"20 by 14, 2 to 5", {20, 14, 2, 5}},
    {"28 by 18, 3 to 7", {28, 18, 3, 7}},
    {"40 by 24, 3 to 10, as RG rectangle_count in a smaller grid", {40, 24, 3, 10}},
    {"60 by 30, 5 to 15, as RG rectangle_count, hard, in a smaller grid", {60, 30, 5, 15}},
};

typedef struct rectangle {
    int left, top, right, bottom;
} rectangle;

static rectangle unpack(int64_t v) {
    return (rectangle){(int)(v >> 24), (int)(v >> 16 & 255), (int)(v >> 8 & 255), (int)(v & 255)};
}

/* A side at `line` from a to b of one rectangle, and two sides of another at low and high that run
 * the same way from c to d: nearer than one blank between them. */
static bool too_near(int line, int low, int high, int a, int b, int c, int d) {
    bool overlap = a <= d + 1 && c <= b + 1;
    return overlap &&
           ((line >= low - 1 && line <= low + 1) || (line >= high - 1 && line <= high + 1));
}

/* Parallel sides touch or lie side by side, or an end of a side touches the other outline. */
static bool clash(rectangle p, rectangle q) {
    return too_near(p.top, q.top, q.bottom, p.left, p.right, q.left, q.right) ||
           too_near(p.bottom, q.top, q.bottom, p.left, p.right, q.left, q.right) ||
           too_near(p.left, q.left, q.right, p.top, p.bottom, q.top, q.bottom) ||
           too_near(p.right, q.left, q.right, p.top, p.bottom, q.top, q.bottom);
}

static int count_of(const int64_t *v) {
    int count = 0;
    while (v[FIRST + count]) count++;
    return count;
}

/* Aims at a number, each as often; what finds no room is left out. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int width = level->knob[0], height = level->knob[1], count = 0;
    int wanted = (int)mg_draw_between(rng, level->knob[2], level->knob[3]);
    v[0] = width;
    v[1] = height;
    for (int tries = 0; tries < PLACE_TRIES * wanted && count < wanted; tries++) {
        rectangle r;
        r.left = (int)mg_draw_between(rng, 0, width - 3);
        r.top = (int)mg_draw_between(rng, 0, height - 3);
        r.right = (int)mg_draw_between(rng, r.left + 2, width - 1);
        r.bottom = (int)mg_draw_between(rng, r.top + 2, height - 1);
        bool free_place = true;
        for (int i = 0; i < count; i++) free_place = free_place && !clash(r, unpack(v[FIRST + i]));
        if (!free_place) continue;
        v[FIRST + count++] = (int64_t)r.left << 24 | r.top << 16 | r.right << 8 | r.bottom;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t sorted[MG_MAX_OPERANDS];
    int count = count_of(v);
    for (int i = 0; i < count; i++) {
        int at = i;
        for (; at > 0 && sorted[at - 1] > v[FIRST + i]; at--) sorted[at] = sorted[at - 1];
        sorted[at] = v[FIRST + i];
    }
    mg_key_list(out, "rectangles", v, 2);
    mg_key_list(out, ";", sorted, count);
    return count > 1;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    (void)which;
    char grid[MAX_HEIGHT][MAX_WIDTH];
    int width = (int)v[0], height = (int)v[1];
    memset(grid, '.', sizeof grid);
    for (int i = 0; v[FIRST + i]; i++) {
        rectangle r = unpack(v[FIRST + i]);
        for (int x = r.left; x <= r.right; x++) grid[r.top][x] = grid[r.bottom][x] = 'x';
        for (int y = r.top; y <= r.bottom; y++) grid[y][r.left] = grid[y][r.right] = 'x';
    }
    for (int y = 0; y < height; y++) {
        mg_text_char(out, '\n');
        mg_text_bytes(out, grid[y], (size_t)width);
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Outlines of rectangles are drawn with x; where two outlines cross, each goes straight on. "
        "How many rectangles are there?@g",
        "Count the rectangles in this drawing (outlines of x, which may cross at right "
        "angles):@g",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int count = count_of(v);
    mg_text_int(answer, count);
    problem->digits = mg_digit_count(count);
    problem->operations = count;
    problem->difficulty = count;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int i = 0; v[FIRST + i]; i++) {
        rectangle r = unpack(v[FIRST + i]);
        mg_text_string(out, "rows ");
        mg_text_int(out, r.top + 1);
        mg_text_string(out, " to ");
        mg_text_int(out, r.bottom + 1);
        mg_text_string(out, ", columns ");
        mg_text_int(out, r.left + 1);
        mg_text_string(out, " to ");
        mg_text_int(out, r.right + 1);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int cells = (level->knob[0] + 1) * level->knob[1];
    return (mg_text_bounds){125 + cells, 2, level->knob[3] * 33};
}

const mg_family mg_family_rectangle_count = {
    .name = "rectangle_count",
    .summary = "rectangles in a drawing of characters",
    .topic = "calculus",
    .id = MG_FAMILY_ID_rectangle_count,
    .knobs = {"width", "height", "min_count", "max_count"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
