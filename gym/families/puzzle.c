#include "gym/families/puzzle.h"

const char *mg_person_name(int i) {
    static const char *const NAMES[MG_NAMES] = {"Ada",  "Ben",  "Cleo", "Dan", "Eva",  "Finn",
                                                "Gina", "Hugo", "Iris", "Jon", "Kira", "Leo",
                                                "Mia",  "Noah", "Olga", "Paul"};
    return NAMES[i];
}

uint64_t mg_mix(uint64_t value) {
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

void mg_text_board(mg_text *out, const int64_t *cell, int rows, int columns) {
    for (int i = 0; i < rows * columns; i++) {
        if (i) mg_text_char(out, i % columns ? ' ' : '\n');
        if (cell[i])
            mg_text_int(out, cell[i]);
        else
            mg_text_char(out, '_');
    }
}

void mg_text_cell(mg_text *out, int row, int column, int64_t value) {
    mg_text_char(out, 'r');
    mg_text_int(out, row + 1);
    mg_text_char(out, 'c');
    mg_text_int(out, column + 1);
    mg_text_string(out, ": ");
    mg_text_int(out, value);
    mg_text_char(out, ';');
}
