#include "bin/units.h"

#include <stdio.h>

const char *mg_size_text(uint64_t bytes, char out[MG_SIZE_TEXT]) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes;
    int unit = 0;
    /* 999.5 would print as 1000 */
    for (; value >= 999.5 && unit < 6; unit++) value /= 1000;
    const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    snprintf(out, MG_SIZE_TEXT, "%.*f %s", decimals, value, units[unit]);
    return out;
}
