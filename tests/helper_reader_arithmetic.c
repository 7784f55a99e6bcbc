#include "tests/helper_reader.h"

const reader_entry reader_arithmetic[] = {{NULL, NULL}};
