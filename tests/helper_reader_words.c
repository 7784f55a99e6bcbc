#include "tests/helper_reader.h"

const reader_entry reader_words[] = {{NULL, NULL}};
