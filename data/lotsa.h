/* LOTSA, the archive of time series that Moirai was trained on (Salesforce/lotsa_data on the hub):
 * which subsets there are, what they cost to fetch, which may be trained on, and how often each is
 * drawn.
 *
 *     mg_lotsa_selection chosen;
 *     MG_TRY(mg_lotsa_select("XS+kdd2022", &chosen));
 *     double weights[MG_LOTSA_SUBSETS];
 *     MG_TRY(mg_lotsa_weights(&chosen, MG_LOTSA_FAMILY_CAP, weights));
 *     for (int i = 0; i < chosen.count; i++)
 *         printf("%s %.4f\n", chosen.subset[i]->name, weights[i]);
 *
 * The catalogue is compiled in: it needs no network, and what it says of sizes is good enough to
 * warn before a download (the exact sizes come from the hub's listing). Its lengths and numbers of
 * series reproduce the archive's published totals: 27.67e9 observations, 861 GiB.
 *
 * Tiers, each within the next: XS below 1 MB a subset (demonstrations, tests), S below 250 MB a
 * subset without clusters and climate, M all but the three giants, XL everything. As a selection a
 * tier names what may be trained on: neither the subsets that are held out whole for evaluation nor
 * those whose data lie in GIFT-Eval's test set (training on them spoils that comparison). */
#ifndef MG_DATA_LOTSA_H
#define MG_DATA_LOTSA_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/status.h"

#define MG_LOTSA_REPO "Salesforce/lotsa_data"

/* X(constant, name) */
#define MG_LOTSA_DOMAIN_LIST(X)                                                                    \
    X(MG_LOTSA_ENERGY, "energy")                                                                   \
    X(MG_LOTSA_TRANSPORT, "transport")                                                             \
    X(MG_LOTSA_CLIMATE, "climate")                                                                 \
    X(MG_LOTSA_CLOUD, "cloud")                                                                     \
    X(MG_LOTSA_WEB, "web")                                                                         \
    X(MG_LOTSA_NATURE, "nature")                                                                   \
    X(MG_LOTSA_FINANCE, "finance")                                                                 \
    X(MG_LOTSA_SALES, "sales")                                                                     \
    X(MG_LOTSA_HEALTH, "health")

typedef enum mg_lotsa_domain {
#define MG_LOTSA_DOMAIN_ENUM(constant, name) constant,
    MG_LOTSA_DOMAIN_LIST(MG_LOTSA_DOMAIN_ENUM)
#undef MG_LOTSA_DOMAIN_ENUM
        MG_LOTSA_DOMAINS
} mg_lotsa_domain;

/* Where subsets come from: those of a family resemble each other, so that together they get no more
 * than a capped share of the draws. X(constant, name, grouped): the subsets of a grouped family are
 * one source cut by years, and one subset to the weights. */
#define MG_LOTSA_FAMILY_LIST(X)                                                                    \
    X(MG_LOTSA_BUILDINGS, "buildings", false)       /* BuildingsBench */                           \
    X(MG_LOTSA_PROENFO, "proenfo", false)           /* loads with the weather beside them */       \
    X(MG_LOTSA_CLOUDOPS, "cloudops", false)         /* traces of clusters */                       \
    X(MG_LOTSA_ERA5, "era5", true)                  /* reanalysis of the weather, a year each */   \
    X(MG_LOTSA_CMIP6, "cmip6", true)                /* climate models, five years each */          \
    X(MG_LOTSA_LARGEST, "largest", true)            /* Californian roads, a year each */           \
    X(MG_LOTSA_LIBCITY, "libcity", false)           /* roads and metros */                         \
    X(MG_LOTSA_SUBSEASONAL, "subseasonal", false)   /* rain and temperature, USA */                \
    X(MG_LOTSA_MONASH, "monash", false)             /* the Monash repository, gluonts */           \
    X(MG_LOTSA_COMPETITIONS, "competitions", false) /* M1, M3, M4, M5, tourism, CIF, NN5 */        \
    X(MG_LOTSA_OTHERS, "others", false)             /* single sources */

typedef enum mg_lotsa_family {
#define MG_LOTSA_FAMILY_ENUM(constant, name, grouped) constant,
    MG_LOTSA_FAMILY_LIST(MG_LOTSA_FAMILY_ENUM)
#undef MG_LOTSA_FAMILY_ENUM
        MG_LOTSA_FAMILIES
} mg_lotsa_family;

typedef enum mg_lotsa_tier {
    MG_LOTSA_XS,
    MG_LOTSA_S,
    MG_LOTSA_M,
    MG_LOTSA_XL,
    MG_LOTSA_TIERS,
} mg_lotsa_tier;

typedef enum mg_lotsa_use {
    MG_LOTSA_TRAIN,     /* may be trained on */
    MG_LOTSA_HELD_OUT,  /* kept for evaluation as a whole */
    MG_LOTSA_GIFT_TEST, /* its data lie in GIFT-Eval's test set */
} mg_lotsa_use;

typedef struct mg_lotsa_subset {
    const char *name;    /* its folder in the repository */
    const char *freq;    /* as in lotsa_freq.h: "H", "5T" */
    int64_t series;      /* rows */
    int64_t mean_length; /* steps of a row, rounded */
    int variates;        /* of the target */
    int covariates;      /* of past_feat_dynamic_real */
    mg_lotsa_domain domain;
    mg_lotsa_family family;
    mg_lotsa_use use;
} mg_lotsa_subset;

enum { MG_LOTSA_SUBSETS = 170 };

/* Subset number i of the catalogue, 0 <= i < MG_LOTSA_SUBSETS. */
const mg_lotsa_subset *mg_lotsa_at(int i);

/* MG_ERR_NOT_FOUND, with the names that are nearest. */
mg_status mg_lotsa_find(const char *name, const mg_lotsa_subset **subset);

/* Bytes of its shards, within a few kilobytes a shard. */
uint64_t mg_lotsa_bytes(const mg_lotsa_subset *subset);

/* The smallest tier that it is in. */
mg_lotsa_tier mg_lotsa_tier_of(const mg_lotsa_subset *subset);

/* "XS", "energy", "era5", "train" | "held-out" | "gift-test". */
const char *mg_lotsa_tier_name(mg_lotsa_tier tier);
const char *mg_lotsa_domain_name(mg_lotsa_domain domain);
const char *mg_lotsa_family_name(mg_lotsa_family family);
const char *mg_lotsa_use_name(mg_lotsa_use use);

typedef struct mg_lotsa_selection {
    const mg_lotsa_subset *subset[MG_LOTSA_SUBSETS]; /* in the order of the catalogue */
    int count;
} mg_lotsa_selection;

/* What a text names, each subset once: names joined by '+', each a subset, a tier ("S": what of it
 * may be trained on), or "TIER-heldout" ("heldout" alone is that of XL). MG_ERR_NOT_FOUND names the
 * bad part and what is near it; MG_ERR_ARG: an empty part. */
mg_status mg_lotsa_select(const char *text, mg_lotsa_selection *selection);

/* Bytes of all shards of a selection. */
uint64_t mg_lotsa_selection_bytes(const mg_lotsa_selection *selection);

/* The share of the draws that one family may have. */
#define MG_LOTSA_FAMILY_CAP 0.25

/* How often each subset is drawn, summing to 1. Moirai's rule: in proportion to its observations,
 * but none more than 0.001 of them (so that the giants do not drown the rest),
 *     w_k = min(length_k / total, 0.001), normalised,
 * a grouped family being one subset whose share its members divide by length. Then no family has
 * more than `family_cap` where there are enough of them; what is cut goes to the others in
 * proportion. Within a subset, series are drawn in proportion to their lengths. MG_ERR_ARG: an
 * empty selection. */
mg_status mg_lotsa_weights(const mg_lotsa_selection *selection, double family_cap, double *weights);

#endif
