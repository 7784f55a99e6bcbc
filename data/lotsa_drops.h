/* The drop report: how many windows of a subset were kept, and why the others were not, so that no
 * data goes missing in silence.
 *
 *     mg_drops drops = {0};                        // one a subset; any thread may count
 *     mg_drops_keep(&drops);
 *     mg_drops_count(&drops, MG_DROP_CONSTANT);
 *     mg_drops_text(&drops, text, sizeof text);    // "1 of 2 kept; dropped: 1 constant"
 */
#ifndef MG_DATA_LOTSA_DROPS_H
#define MG_DATA_LOTSA_DROPS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/json.h"

/* X(constant, key in JSON, words after a number) */
#define MG_DROP_LIST(X)                                                                            \
    X(MG_DROP_SHORT, "short", "too short")                                                         \
    X(MG_DROP_MISSING, "missing", "with too many missing values")                                  \
    X(MG_DROP_CONSTANT, "constant", "constant")                                                    \
    X(MG_DROP_INFINITE, "infinite", "with infinite values")                                        \
    X(MG_DROP_RANGE, "range", "too wide to print")                                                 \
    X(MG_DROP_FREQ, "freq", "with an unknown frequency")                                           \
    X(MG_DROP_AMBIGUOUS, "ambiguous", "with no clear answer")                                      \
    X(MG_DROP_DUPLICATE, "duplicate", "seen before")

typedef enum mg_drop {
#define MG_DROP_ENUM(constant, key, words) constant,
    MG_DROP_LIST(MG_DROP_ENUM)
#undef MG_DROP_ENUM
        MG_DROP_REASONS
} mg_drop;

/* All zero: nothing seen. */
typedef struct mg_drops {
    _Atomic uint64_t kept;
    _Atomic uint64_t dropped[MG_DROP_REASONS];
} mg_drops;

void mg_drops_keep(mg_drops *drops);
void mg_drops_count(mg_drops *drops, mg_drop reason);
uint64_t mg_drops_total(const mg_drops *drops); /* kept and dropped */

/* Adds the counts of `from`. */
void mg_drops_add(mg_drops *drops, const mg_drops *from);

/* One line without a line feed, cut at `size`; reasons without a count are left out. */
const char *mg_drops_text(const mg_drops *drops, char *out, size_t size);

/* An object: {"kept":1,"dropped":{"constant":1}}. */
void mg_drops_write(const mg_drops *drops, mg_json_writer *writer);

#endif
