/* Polygons with whole vertices, (x, y) pairs in order, for the families of plane geometry. */
#ifndef MG_GYM_FAMILIES_CALCULUS_POLYGON_H
#define MG_GYM_FAMILIES_CALCULUS_POLYGON_H

#include "gym/families/calculus_tools.h"

enum { MG_POLYGON_SIDES = 8 };

/* 3: any three points with coordinates up to max, perhaps on a line. 4, 6, 8: a simple polygon, one
 * vertex in each of as many sectors around an inner point, its order either way round. */
void mg_polygon_draw(mg_rng *rng, int sides, int64_t max, int64_t *xy);

/* Twice the area, above 0 where the order is anticlockwise. */
int64_t mg_polygon_twice_area(const int64_t *xy, int sides);

/* Lattice points on the boundary. */
int64_t mg_polygon_boundary(const int64_t *xy, int sides);

/* "tag x,y;x,y;...": from the smallest vertex in the direction of the smaller next one. False where
 * the area is 0. */
bool mg_polygon_key(mg_text *out, const char *tag, const int64_t *xy, int sides);

/* "(1, 2), (3, -4), (5, 6)" */
void mg_text_points(mg_text *out, const int64_t *xy, int sides);

#endif
