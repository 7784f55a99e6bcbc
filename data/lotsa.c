#include "data/lotsa.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/json.h"

static const mg_lotsa_subset SUBSETS[] = {
#define MG_LOTSA_SUBSET(name, freq, series, length, variates, covariates, domain, family, use)     \
    {name,                                                                                         \
     freq,                                                                                         \
     series,                                                                                       \
     length,                                                                                       \
     variates,                                                                                     \
     covariates,                                                                                   \
     MG_LOTSA_##domain,                                                                            \
     MG_LOTSA_##family,                                                                            \
     MG_LOTSA_##use},
#include "data/lotsa_subsets.def"
#undef MG_LOTSA_SUBSET
};

_Static_assert(sizeof SUBSETS / sizeof SUBSETS[0] == MG_LOTSA_SUBSETS, "the catalogue is whole");

static const char *const TIER_NAMES[] = {"XS", "S", "M", "XL"};

const mg_lotsa_subset *mg_lotsa_at(int i) {
    return &SUBSETS[i];
}

uint64_t mg_lotsa_bytes(const mg_lotsa_subset *subset) {
    return (uint64_t)subset->series * (uint64_t)subset->mean_length *
           (uint64_t)(subset->variates + subset->covariates) * sizeof(float);
}

mg_lotsa_tier mg_lotsa_tier_of(const mg_lotsa_subset *subset) {
    const uint64_t bytes = mg_lotsa_bytes(subset);
    if (subset->domain == MG_LOTSA_CLIMATE || bytes > UINT64_C(20000000000)) return MG_LOTSA_XL;
    if (subset->domain == MG_LOTSA_CLOUD || bytes >= 250000000) return MG_LOTSA_M;
    return bytes < 1000000 ? MG_LOTSA_XS : MG_LOTSA_S;
}

const char *mg_lotsa_tier_name(mg_lotsa_tier tier) {
    return TIER_NAMES[tier];
}

const char *mg_lotsa_domain_name(mg_lotsa_domain domain) {
    static const char *const names[] = {
#define MG_LOTSA_DOMAIN_NAME(constant, name) name,
        MG_LOTSA_DOMAIN_LIST(MG_LOTSA_DOMAIN_NAME)
#undef MG_LOTSA_DOMAIN_NAME
    };
    return names[domain];
}

const char *mg_lotsa_family_name(mg_lotsa_family family) {
    static const char *const names[] = {
#define MG_LOTSA_FAMILY_NAME(constant, name, grouped) name,
        MG_LOTSA_FAMILY_LIST(MG_LOTSA_FAMILY_NAME)
#undef MG_LOTSA_FAMILY_NAME
    };
    return names[family];
}

const char *mg_lotsa_use_name(mg_lotsa_use use) {
    static const char *const names[] = {"train", "held-out", "gift-test"};
    return names[use];
}

/* -- names ------------------------------------------------------------------------------------- */

enum { NAME_BYTES = 64 };

/* Edit distance without regard to case, texts cut at NAME_BYTES. */
static int distance(const char *a, const char *b) {
    int row[NAME_BYTES + 1];
    const int n = (int)strnlen(b, NAME_BYTES);
    for (int j = 0; j <= n; j++) row[j] = j;
    for (int i = 0; a[i] && i < NAME_BYTES; i++) {
        int diagonal = row[0];
        row[0] = i + 1;
        for (int j = 0; j < n; j++) {
            const int change = diagonal + (strncasecmp(&a[i], &b[j], 1) != 0);
            const int skip = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
            diagonal = row[j + 1];
            row[j + 1] = change < skip ? change : skip;
        }
    }
    return row[n];
}

/* A part of a name is nearer than a misspelt one: "pems" is near to "PEMS03". */
static const char *nearest(const char *word) {
    const char *best = NULL;
    int least = 4;
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++) {
        const char *name = SUBSETS[i].name;
        const int d = strcasestr(name, word) ? 0 : distance(word, name);
        if (d < least) best = name, least = d;
    }
    return best;
}

static mg_status fail_unknown(const char *name) {
    char shown[NAME_BYTES];
    mg_text_printable(shown, sizeof shown, name);
    const char *near = nearest(name);
    if (near)
        return mg_fail(MG_ERR_NOT_FOUND, "LOTSA has no subset '%s'; did you mean '%s'?", shown,
                       near);
    return mg_fail(MG_ERR_NOT_FOUND,
                   "LOTSA has no subset '%s'; see 'mathgym lotsa list' for what it has", shown);
}

mg_status mg_lotsa_find(const char *name, const mg_lotsa_subset **subset) {
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++) {
        if (strcmp(SUBSETS[i].name, name) != 0) continue;
        *subset = &SUBSETS[i];
        return MG_OK;
    }
    *subset = NULL;
    return fail_unknown(name);
}

/* -- selections -------------------------------------------------------------------------------- */

typedef struct tier_word {
    mg_lotsa_tier tier;
    mg_lotsa_use use;
} tier_word;

static bool parse_tier(const char *name, tier_word *out) {
    static const char suffix[] = "heldout";
    *out = (tier_word){MG_LOTSA_XL, MG_LOTSA_HELD_OUT};
    if (strcasecmp(name, suffix) == 0) return true;
    for (int t = 0; t < MG_LOTSA_TIERS; t++) {
        const size_t length = strlen(TIER_NAMES[t]);
        if (strncasecmp(name, TIER_NAMES[t], length) != 0) continue;
        out->tier = (mg_lotsa_tier)t;
        out->use = name[length] ? MG_LOTSA_HELD_OUT : MG_LOTSA_TRAIN;
        if (!name[length]) return true;
        if (name[length] == '-' && strcasecmp(name + length + 1, suffix) == 0) return true;
    }
    return false;
}

static mg_status choose(const char *name, bool *chosen) {
    tier_word word;
    const mg_lotsa_subset *subset;
    if (!parse_tier(name, &word)) {
        MG_TRY(mg_lotsa_find(name, &subset));
        chosen[subset - SUBSETS] = true;
        return MG_OK;
    }
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++)
        if (SUBSETS[i].use == word.use && mg_lotsa_tier_of(&SUBSETS[i]) <= word.tier)
            chosen[i] = true;
    return MG_OK;
}

mg_status mg_lotsa_select(const char *text, mg_lotsa_selection *selection) {
    bool chosen[MG_LOTSA_SUBSETS] = {false};
    selection->count = 0;
    for (const char *at = text;; at++) {
        char name[NAME_BYTES];
        const size_t length = strcspn(at, "+");
        if (length == 0)
            return mg_fail(MG_ERR_ARG,
                           "'%s' names no subset between its '+' signs; "
                           "give subsets or tiers, e.g. XS+kdd2022",
                           text);
        snprintf(name, sizeof name, "%.*s", (int)(length < NAME_BYTES ? length : NAME_BYTES), at);
        MG_TRY(choose(name, chosen));
        at += length;
        if (!*at) break;
    }
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++)
        if (chosen[i]) selection->subset[selection->count++] = &SUBSETS[i];
    return MG_OK;
}

uint64_t mg_lotsa_selection_bytes(const mg_lotsa_selection *selection) {
    uint64_t bytes = 0;
    for (int i = 0; i < selection->count; i++) bytes += mg_lotsa_bytes(selection->subset[i]);
    return bytes;
}
