/* The step of a time series, from the pandas offset aliases that archives carry.
 *
 *     mg_freq freq;
 *     MG_TRY(mg_freq_parse("15min", &freq));      // {15, MG_FREQ_MINUTE}
 *     mg_freq_name(freq, text);                   // "15T"
 *     mg_freq_seconds(freq);                      // 900
 *
 * An alias is [n]base[-anchor]. Old and new spellings are the same step (T and min, M and ME and
 * MS), and anchors (W-SUN, Q-DEC) say where a step begins, which the series' own start says
 * already: both are dropped. */
#ifndef MG_DATA_LOTSA_FREQ_H
#define MG_DATA_LOTSA_FREQ_H

#include <stdint.h>

#include "core/base/status.h"

typedef enum mg_freq_base {
    MG_FREQ_SECOND,
    MG_FREQ_MINUTE,
    MG_FREQ_HOUR,
    MG_FREQ_DAY,
    MG_FREQ_BUSINESS_DAY,
    MG_FREQ_WEEK,
    MG_FREQ_MONTH,
    MG_FREQ_QUARTER,
    MG_FREQ_YEAR,
} mg_freq_base;

typedef struct mg_freq {
    int32_t count; /* bases in a step, from 1 */
    mg_freq_base base;
} mg_freq;

/* MG_ERR_FORMAT with the text and what is expected. */
mg_status mg_freq_parse(const char *text, mg_freq *freq);

enum { MG_FREQ_NAME = 16 };

/* The one spelling of a step: "H", "5T", "W"; bases are S T H D B W M Q A. Returns `out`. */
const char *mg_freq_name(mg_freq freq, char out[MG_FREQ_NAME]);

/* In words: "hour", "5 minutes". Returns `out`. */
const char *mg_freq_words(mg_freq freq, char out[32]);

/* Seconds of a step; 0 where steps differ in length (business days, months, quarters, years). */
int64_t mg_freq_seconds(mg_freq freq);

#endif
