#include "tests/helper_reader_calculus.h"

#include "tests/helper_calculus.h"

#define MG_ENTRY(name) {#name, read_##name},
const reader_entry reader_calculus[] = {MG_CALCULUS_READERS(MG_ENTRY){NULL, NULL}};
