/* Readers of questions about residues and functions of numbers. */
#include "tests/helper_reader_numbers.h"

const reader_entry reader_numbers_modular[] = {{NULL, NULL}};
