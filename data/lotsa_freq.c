#include "data/lotsa_freq.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/base/json.h"

enum { COUNT_MAX = 1000000 };

typedef struct base_facts {
    char letter;
    const char *word;
    int64_t seconds; /* 0: steps differ in length */
} base_facts;

static const base_facts BASES[] = {
    [MG_FREQ_SECOND] = {'S', "second", 1},
    [MG_FREQ_MINUTE] = {'T', "minute", 60},
    [MG_FREQ_HOUR] = {'H', "hour", 3600},
    [MG_FREQ_DAY] = {'D', "day", 86400},
    [MG_FREQ_BUSINESS_DAY] = {'B', "business day", 0},
    [MG_FREQ_WEEK] = {'W', "week", 604800},
    [MG_FREQ_MONTH] = {'M', "month", 0},
    [MG_FREQ_QUARTER] = {'Q', "quarter", 0},
    [MG_FREQ_YEAR] = {'A', "year", 0},
};

typedef struct spelling {
    const char *text;
    mg_freq_base base;
} spelling;

static const spelling SPELLINGS[] = {
    {"S", MG_FREQ_SECOND},   {"s", MG_FREQ_SECOND},       {"T", MG_FREQ_MINUTE},
    {"min", MG_FREQ_MINUTE}, {"H", MG_FREQ_HOUR},         {"h", MG_FREQ_HOUR},
    {"D", MG_FREQ_DAY},      {"B", MG_FREQ_BUSINESS_DAY}, {"W", MG_FREQ_WEEK},
    {"M", MG_FREQ_MONTH},    {"MS", MG_FREQ_MONTH},       {"ME", MG_FREQ_MONTH},
    {"BM", MG_FREQ_MONTH},   {"BMS", MG_FREQ_MONTH},      {"BME", MG_FREQ_MONTH},
    {"Q", MG_FREQ_QUARTER},  {"QS", MG_FREQ_QUARTER},     {"QE", MG_FREQ_QUARTER},
    {"BQ", MG_FREQ_QUARTER}, {"BQS", MG_FREQ_QUARTER},    {"BQE", MG_FREQ_QUARTER},
    {"A", MG_FREQ_YEAR},     {"AS", MG_FREQ_YEAR},        {"Y", MG_FREQ_YEAR},
    {"YS", MG_FREQ_YEAR},    {"YE", MG_FREQ_YEAR},        {"BA", MG_FREQ_YEAR},
    {"BAS", MG_FREQ_YEAR},   {"BY", MG_FREQ_YEAR},        {"BYS", MG_FREQ_YEAR},
    {"BYE", MG_FREQ_YEAR},
};

static mg_status fail_text(const char *text) {
    char shown[32];
    return mg_fail(MG_ERR_FORMAT, "unknown frequency '%s'; expected one like H, 5T, 15min, W-SUN",
                   mg_text_printable(shown, sizeof shown, text));
}

static const spelling *find_spelling(const char *text, size_t length) {
    for (size_t i = 0; i < sizeof SPELLINGS / sizeof SPELLINGS[0]; i++)
        if (strlen(SPELLINGS[i].text) == length && memcmp(SPELLINGS[i].text, text, length) == 0)
            return &SPELLINGS[i];
    return NULL;
}

/* "-SUN" after a week, "-DEC" after a quarter or a year, or nothing. */
static bool is_anchor(const char *text, mg_freq_base base) {
    if (!*text) return true;
    if (base != MG_FREQ_WEEK && base != MG_FREQ_QUARTER && base != MG_FREQ_YEAR) return false;
    return text[0] == '-' && strlen(text) == 4 && isupper((unsigned char)text[1]) &&
           isupper((unsigned char)text[2]) && isupper((unsigned char)text[3]);
}

mg_status mg_freq_parse(const char *text, mg_freq *freq) {
    const char *at = text;
    int32_t count = 0;
    for (; isdigit((unsigned char)*at) && count <= COUNT_MAX; at++) count = count * 10 + *at - '0';
    if (at == text) count = 1;
    if (count < 1 || count > COUNT_MAX) return fail_text(text);
    const size_t length = strcspn(at, "-");
    const spelling *found = find_spelling(at, length);
    if (!found || !is_anchor(at + length, found->base)) return fail_text(text);
    *freq = (mg_freq){count, found->base};
    return MG_OK;
}

const char *mg_freq_name(mg_freq freq, char out[MG_FREQ_NAME]) {
    if (freq.count == 1)
        snprintf(out, MG_FREQ_NAME, "%c", BASES[freq.base].letter);
    else
        snprintf(out, MG_FREQ_NAME, "%d%c", (int)freq.count, BASES[freq.base].letter);
    return out;
}

const char *mg_freq_words(mg_freq freq, char out[32]) {
    if (freq.count == 1)
        snprintf(out, 32, "%s", BASES[freq.base].word);
    else
        snprintf(out, 32, "%d %ss", (int)freq.count, BASES[freq.base].word);
    return out;
}

int64_t mg_freq_seconds(mg_freq freq) {
    return freq.count * BASES[freq.base].seconds;
}
