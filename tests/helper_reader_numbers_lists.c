/* Readers of questions about lists, units and clocks. */
#include "tests/helper_reader_numbers.h"

const reader_entry reader_numbers_lists[] = {{NULL, NULL}};
