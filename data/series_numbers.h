/* Numbers of an Arrow column as the reader hands them out: float32 as it is, anything else as
 * doubles, nulls as NaN. */
#ifndef MG_DATA_SERIES_NUMBERS_H
#define MG_DATA_SERIES_NUMBERS_H

#include "data/arrow_schema.h"

/* Bytes of one number of the field. */
size_t mg_numbers_bytes(const mg_arrow_field *field);
bool mg_numbers_is_f32(const mg_arrow_field *field);

/* Converts `n` numbers of any alignment. Integers beyond 2^53 are rounded to the nearest double. */
void mg_numbers_to_f64(const mg_arrow_field *field, const uint8_t *bytes, size_t n, double *out);

/* Puts NaN where the bit is 0; `first` is the bit of out[0]. */
void mg_numbers_null_f32(const uint8_t *bitmap, int64_t first, size_t n, float *out);
void mg_numbers_null_f64(const uint8_t *bitmap, int64_t first, size_t n, double *out);

/* How many are NaN. */
size_t mg_numbers_missing_f32(const float *values, size_t n);
size_t mg_numbers_missing_f64(const double *values, size_t n);

#endif
