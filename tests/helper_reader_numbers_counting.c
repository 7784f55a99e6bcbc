/* Readers of questions about counting and chances. */
#include "tests/helper_reader_numbers.h"

const reader_entry reader_numbers_counting[] = {{NULL, NULL}};
