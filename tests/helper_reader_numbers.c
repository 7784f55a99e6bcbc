#include "tests/helper_reader.h"

const reader_entry reader_numbers[] = {{NULL, NULL}};
