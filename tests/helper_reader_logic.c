#include "tests/helper_reader.h"

const reader_entry reader_logic[] = {{NULL, NULL}};
