/* The readers of the topic calculus, by file: matrices, geometry, calculus. */
#ifndef MG_TESTS_HELPER_READER_CALCULUS_H
#define MG_TESTS_HELPER_READER_CALCULUS_H

#define MG_CALCULUS_READERS(READER)                                                                \
    READER(matrix_determinant)                                                                     \
    READER(matrix_sum)                                                                             \
    READER(matrix_product)                                                                         \
    READER(matrix_inverse)                                                                         \
    READER(matrix_power)                                                                           \
    READER(matrix_rank)                                                                            \
    READER(matrix_vector)                                                                          \
    READER(dot_product)                                                                            \
    READER(cross_product)                                                                          \
    READER(eigenvalues)                                                                            \
    READER(rotate_matrix)                                                                          \
    READER(spiral_matrix)                                                                          \
    READER(manipulate_matrix)                                                                      \
    READER(polygon_angle)                                                                          \
    READER(polygon_area)                                                                           \
    READER(triangle_point)                                                                         \
    READER(triangle_angle)                                                                         \
    READER(incircle_radius)                                                                        \
    READER(vector_cosine)                                                                          \
    READER(pythagoras)                                                                             \
    READER(distance)                                                                               \
    READER(section_point)                                                                          \
    READER(line_intersection)                                                                      \
    READER(figure_measure)                                                                         \
    READER(similar_triangles)                                                                      \
    READER(lattice_points)                                                                         \
    READER(point_in_polygon)                                                                       \
    READER(rectangle_count)                                                                        \
    READER(angle_conversion)                                                                       \
    READER(derivative)                                                                             \
    READER(partial_derivative)                                                                     \
    READER(derivative_at)                                                                          \
    READER(integral_polynomial)                                                                    \
    READER(integral_definite)                                                                      \
    READER(tangent_line)                                                                           \
    READER(critical_points)                                                                        \
    READER(extreme_value)                                                                          \
    READER(limit_rational)                                                                         \
    READER(taylor_coefficient)                                                                     \
    READER(area_between)                                                                           \
    READER(sigma_sum)                                                                              \
    READER(partial_sum)                                                                            \
    READER(recursive_function)                                                                     \
    READER(difference_table)                                                                       \
    READER(interpolation)                                                                          \
    READER(newton_step)                                                                            \
    READER(derivative_function)                                                                    \
    READER(integral_function)

#define MG_DECLARE(name) int read_##name(const char *question, char *answer);
MG_CALCULUS_READERS(MG_DECLARE)
#undef MG_DECLARE

#endif
