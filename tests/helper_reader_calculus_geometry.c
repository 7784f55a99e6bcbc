/* Plane geometry, vectors and figures of the topic calculus. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_calculus.h"
#include "tests/helper_reader_calculus.h"

enum { MAX_NUMBERS = 64 };

int read_polygon_angle(const char *question, char *answer) {
    whole v[MAX_NUMBERS];
    int count = read_wholes(question, v, MAX_NUMBERS);
    if (count < 3 || v[0] != count) return -1;
    whole rest = 180 * (v[0] - 2);
    for (int i = 1; i < count; i++) rest -= v[i];
    *answer = '\0';
    say_whole(answer, rest);
    return 0;
}

/* The numbers of the points in brackets. */
static int read_points(const char *question, whole *v) {
    const char *start = strchr(question, '(');
    return start ? read_wholes(start, v, MAX_NUMBERS) / 2 : 0;
}

/* Twice the area by the fan of triangles at the first corner. */
static whole fan(const whole *v, int n) {
    whole sum = 0;
    for (int i = 1; i + 1 < n; i++) {
        const whole *p = v + 2 * i, *q = p + 2;
        sum += (p[0] - v[0]) * (q[1] - v[1]) - (q[0] - v[0]) * (p[1] - v[1]);
    }
    return llabs(sum);
}

int read_polygon_area(const char *question, char *answer) {
    whole v[MAX_NUMBERS];
    int n = read_points(question, v);
    *answer = '\0';
    say_fraction(answer, fraction_of(fan(v, n), 2));
    return n < 3 ? -1 : 0;
}

/* 1 on the boundary, 2 inside (the polygon winds round the point), else 0. */
static int place_of(whole x, whole y, const whole *v, int n) {
    int winding = 0;
    for (int i = 0; i < n; i++) {
        const whole *p = v + 2 * i, *q = v + 2 * ((i + 1) % n);
        whole side = (q[0] - p[0]) * (y - p[1]) - (x - p[0]) * (q[1] - p[1]);
        whole along = (x - p[0]) * (x - q[0]) + (y - p[1]) * (y - q[1]);
        if (side == 0 && along <= 0) return 1;
        if (p[1] <= y && q[1] > y && side > 0) winding++;
        if (p[1] > y && q[1] <= y && side < 0) winding--;
    }
    return winding ? 2 : 0;
}

/* Looks at every lattice point of the box around. */
int read_lattice_points(const char *question, char *answer) {
    whole v[MAX_NUMBERS], low[2] = {1000, 1000}, high[2] = {-1000, -1000}, count = 0;
    int n = read_points(question, v), wanted = strstr(question, "strictly inside") ? 2 : 1;
    for (int i = 0; i < 2 * n; i++) {
        if (v[i] < low[i % 2]) low[i % 2] = v[i];
        if (v[i] > high[i % 2]) high[i % 2] = v[i];
    }
    for (whole x = low[0]; x <= high[0]; x++)
        for (whole y = low[1]; y <= high[1]; y++) count += place_of(x, y, v, n) == wanted;
    *answer = '\0';
    say_whole(answer, count);
    return n < 3 ? -1 : 0;
}

int read_point_in_polygon(const char *question, char *answer) {
    static const char *const ANSWERS[] = {"outside", "boundary", "inside"};
    whole v[MAX_NUMBERS];
    int n = read_points(question, v);
    bool first = strncmp(question, "Does the point", 14) == 0;
    const whole *point = first ? v : v + 2 * (n - 1);
    strcpy(answer, ANSWERS[place_of(point[0], point[1], first ? v + 2 : v, n - 1)]);
    return n < 4 ? -1 : 0;
}

/* The orthocentre is A + B + C - 2 O, the centroid a third of A + B + C. */
int read_triangle_point(const char *question, char *answer) {
    whole v[MAX_NUMBERS];
    if (read_points(question, v) != 3) return -1;
    fraction point[2];
    whole bx = v[2] - v[0], by = v[3] - v[1], cx = v[4] - v[0], cy = v[5] - v[1];
    whole d = 2 * (bx * cy - by * cx), bb = bx * bx + by * by, cc = cx * cx + cy * cy;
    for (int i = 0; i < 2; i++) {
        whole sum = v[i] + v[2 + i] + v[4 + i];
        fraction centre = fraction_of(i ? bx * cc - cx * bb : cy * bb - by * cc, d);
        centre = fraction_add(centre, (fraction){v[i], 1});
        point[i] = strstr(question, "circumcentre") ? centre : fraction_of(sum, 3);
        if (strstr(question, "orthocentre"))
            point[i] = fraction_minus((fraction){sum, 1}, fraction_times(centre, (fraction){2, 1}));
    }
    *answer = '\0';
    say_fractions(answer, point, 2);
    return 0;
}

int read_triangle_angle(const char *question, char *answer) {
    whole v[MAX_NUMBERS];
    if (read_points(question, v) < 3) return -1;
    long double ax = (long double)(v[0] - v[2]), ay = (long double)(v[1] - v[3]);
    long double cx = (long double)(v[4] - v[2]), cy = (long double)(v[5] - v[3]);
    long double angle = fabsl(atan2l(ax * cy - ay * cx, ax * cx + ay * cy)) * 180 / acosl(-1.0L);
    snprintf(answer, READER_ANSWER_BYTES, "%.2Lf", angle);
    return 0;
}

int read_incircle_radius(const char *question, char *answer) {
    whole v[MAX_NUMBERS];
    if (read_points(question, v) != 3) return -1;
    long double around = 0;
    for (int i = 0; i < 3; i++)
        around += hypotl((long double)(v[2 * i] - v[(2 * i + 2) % 6]),
                         (long double)(v[2 * i + 1] - v[(2 * i + 3) % 6]));
    snprintf(answer, READER_ANSWER_BYTES, "%.3Lf", (long double)fan(v, 3) / around);
    return 0;
}

int read_vector_cosine(const char *question, char *answer) {
    whole v[MAX_NUMBERS], uu = 0, vv = 0, uv = 0;
    int n = read_wholes(question, v, MAX_NUMBERS) / 2;
    for (int i = 0; i < n; i++) {
        uu += v[i] * v[i];
        vv += v[n + i] * v[n + i];
        uv += v[i] * v[n + i];
    }
    *answer = '\0';
    say_root(answer, fraction_of(uv, uu * vv), uu * vv);
    return 0;
}

int read_pythagoras(const char *question, char *answer) {
    whole v[2];
    if (read_wholes(question, v, 2) != 2) return -1;
    bool leg = strstr(question, "a leg") || strstr(question, "one leg");
    whole square = leg ? (v[0] - v[1]) * (v[0] + v[1]) : v[0] * v[0] + v[1] * v[1];
    *answer = '\0';
    say_root(answer, (fraction){1, 1}, square);
    return 0;
}

int read_distance(const char *question, char *answer) {
    whole v[MAX_NUMBERS], square = 0;
    int n = read_wholes(question, v, MAX_NUMBERS) / 2;
    for (int i = 0; i < n; i++) square += (v[i] - v[n + i]) * (v[i] - v[n + i]);
    *answer = '\0';
    say_root(answer, (fraction){1, 1}, square);
    return 0;
}

/* A + m / (m + n) (B - A) */
int read_section_point(const char *question, char *answer) {
    whole v[MAX_NUMBERS];
    fraction point[3], share = {1, 2};
    int count = read_wholes(question, v, MAX_NUMBERS);
    if (strstr(question, " : ")) {
        share = fraction_of(v[count - 2], v[count - 2] + v[count - 1]);
        count -= 2;
    }
    int n = count / 2;
    if (n > 3) return -1;
    for (int i = 0; i < n; i++)
        point[i] = fraction_add((fraction){v[i], 1},
                                fraction_times(share, (fraction){v[n + i] - v[i], 1}));
    *answer = '\0';
    say_fractions(answer, point, n);
    return 0;
}

/* A + t (B - A), t from the cross products with D - C. */
int read_line_intersection(const char *question, char *answer) {
    whole v[MAX_NUMBERS];
    if (read_wholes(question, v, MAX_NUMBERS) != 8) return -1;
    whole rx = v[2] - v[0], ry = v[3] - v[1], sx = v[6] - v[4], sy = v[7] - v[5];
    fraction t = fraction_of((v[4] - v[0]) * sy - (v[5] - v[1]) * sx, rx * sy - ry * sx);
    const fraction point[2] = {
        fraction_add((fraction){v[0], 1}, fraction_times(t, (fraction){rx, 1})),
        fraction_add((fraction){v[1], 1}, fraction_times(t, (fraction){ry, 1}))};
    *answer = '\0';
    say_fractions(answer, point, 2);
    return 0;
}

static fraction measure(const char *q, whole a, whole b, whole c) {
    if (strstr(q, "perimeter of a rectangle")) return (fraction){2 * (a + b), 1};
    if (strstr(q, "area of a rectangle")) return (fraction){a * b, 1};
    if (strstr(q, "other side")) return fraction_of(a, b);
    if (strstr(q, "How high")) return fraction_of(2 * a, b);
    if (strstr(q, "A triangle has the base")) return fraction_of(a * b, 2);
    if (strstr(q, "rhombus")) return fraction_of(a * b, 2);
    if (strstr(q, "trapezium")) return fraction_of((a + b) * c, 2);
    if (strstr(q, "pyramid")) return fraction_of(a * b * c, 3); /* print: height first */
    if (strstr(q, "prism")) return fraction_of(a * b * c, 2);
    if (strstr(q, "How long is the third")) return fraction_of(a, b * c);
    if (strstr(q, "cuboid")) return (fraction){a * b * c, 1};
    if (strstr(q, "cylinder") && strstr(q, "surface")) return (fraction){2 * a * (a + b), 1};
    if (strstr(q, "cylinder")) return (fraction){a * a * b, 1};
    if (strstr(q, "slant")) return (fraction){a * b, 1};
    if (strstr(q, "cone")) return fraction_of(a * a * b, 3);
    if (strstr(q, "sector")) return fraction_of(a * a * b, 360);
    if (strstr(q, "arc")) return fraction_of(a * b, 180);
    if (strstr(q, "ellipse")) return fraction_of(a * b, 4);
    if (strstr(q, "less the area")) return fraction_of((a - b) * (a + b), 4);
    return (fraction){0, 0};
}

int read_figure_measure(const char *question, char *answer) {
    whole v[3] = {0};
    if (read_wholes(question, v, 3) < 2) return -1;
    fraction value = measure(question, v[0], v[1], v[2]);
    *answer = '\0';
    say_fraction(answer, value);
    return value.bottom ? 0 : -1;
}

int read_similar_triangles(const char *question, char *answer) {
    whole v[4];
    if (read_wholes(question, v, 4) != 4) return -1;
    fraction ratio = fraction_of(v[3], v[0]);
    whole length = v[1];
    if (strstr(question, "FD?")) length = v[2];
    if (strstr(question, "perimeter")) length = v[0] + v[1] + v[2];
    *answer = '\0';
    say_fraction(answer,
                 fraction_times(ratio, strstr(question, "area") ? ratio : (fraction){length, 1}));
    return 0;
}

/* Top left corners: filled, as are the cells to the right and below, but not those to the left and
 * above. */
int read_rectangle_count(const char *question, char *answer) {
    const char *at = strchr(question, '\n');
    if (!at) return -1;
    at++;
    size_t width = strcspn(at, "\n"), bytes = strlen(at);
    int count = 0;
    for (size_t i = 0; i < bytes; i++) {
        bool left = i % (width + 1) > 0 && at[i - 1] == 'x';
        bool above = i > width && at[i - width - 1] == 'x';
        bool right = at[i] == 'x' && at[i + 1] == 'x';
        bool below = i + width + 1 < bytes && at[i + width + 1] == 'x';
        count += right && below && !left && !above;
    }
    *answer = '\0';
    say_whole(answer, count);
    return 0;
}

int read_angle_conversion(const char *question, char *answer) {
    *answer = '\0';
    whole v[2] = {1, 1};
    if (!strstr(question, "radians to degrees") && !strstr(question, "How many degrees")) {
        if (read_wholes(question, v, 1) != 1) return -1;
        say_fraction(answer, fraction_of(v[0], 180));
        return 0;
    }
    const char *pi = strstr(question, "pi");
    if (!pi) return -1;
    if (pi[2] == '/') v[1] = strtoll(pi + 3, NULL, 10);
    if (pi[-1] == '*') read_wholes(question, v, 1);
    say_fraction(answer, fraction_of(180 * v[0], v[1]));
    return 0;
}
