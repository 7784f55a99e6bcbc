#include "gym/families/calculus_polygon.h"

#include <string.h>

/* The point (a, b), 0 < b < a, taken to one of eight sectors. */
static void into_sector(int sector, int64_t a, int64_t b, int64_t *xy) {
    bool steep = sector % 4 == 1 || sector % 4 == 2;
    xy[0] = steep ? b : a;
    xy[1] = steep ? a : b;
    if (sector >= 2 && sector <= 5) xy[0] = -xy[0];
    if (sector >= 4) xy[1] = -xy[1];
}

void mg_polygon_draw(mg_rng *rng, int sides, int64_t max, int64_t *xy) {
    static const int SECTORS[2][8] = {{0, 1, 3, 4, 5, 7}, {0, 1, 2, 3, 4, 5, 6, 7}};
    if (sides == 3) {
        mg_draw_all(rng, xy, 6, -max, max);
        return;
    }
    int64_t x = mg_draw_between(rng, -max / 2, max / 2),
            y = mg_draw_between(rng, -max / 2, max / 2);
    bool reverse = mg_rng_below(rng, 2);
    for (int i = 0; i < sides; i++) {
        int sector = sides == 4 ? 2 * i + (int)mg_rng_below(rng, 2) : SECTORS[sides == 8][i];
        int64_t a = mg_draw_between(rng, 2, max);
        int64_t *point = xy + 2 * (reverse ? sides - 1 - i : i);
        into_sector(sector, a, mg_draw_between(rng, 1, a - 1), point);
        point[0] += x;
        point[1] += y;
    }
}

int64_t mg_polygon_twice_area(const int64_t *xy, int sides) {
    int64_t sum = 0;
    for (int i = 0; i < sides; i++) {
        const int64_t *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % sides);
        sum += a[0] * b[1] - b[0] * a[1];
    }
    return sum;
}

int64_t mg_polygon_boundary(const int64_t *xy, int sides) {
    int64_t sum = 0;
    for (int i = 0; i < sides; i++) {
        const int64_t *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % sides);
        sum += mg_gcd(b[0] - a[0], b[1] - a[1]);
    }
    return sum;
}

static bool before(const int64_t *a, const int64_t *b) {
    return a[0] < b[0] || (a[0] == b[0] && a[1] < b[1]);
}

bool mg_polygon_key(mg_text *out, const char *tag, const int64_t *xy, int sides) {
    int first = 0;
    for (int i = 1; i < sides; i++)
        if (before(xy + 2 * i, xy + 2 * first)) first = i;
    int next = (first + 1) % sides, last = (first + sides - 1) % sides;
    int step = before(xy + 2 * next, xy + 2 * last) ? 1 : sides - 1;
    for (int i = 0; i < sides; i++)
        mg_key_list(out, i > 0 ? ";" : tag, xy + 2 * ((first + i * step) % sides), 2);
    return mg_polygon_twice_area(xy, sides) != 0;
}

void mg_text_points(mg_text *out, const int64_t *xy, int sides) {
    for (int i = 0; i < sides; i++) {
        if (i > 0) mg_text_string(out, ", ");
        mg_text_point(out, xy + 2 * i, 2);
    }
}
