/* How often each subset is drawn: Moirai's rule, then a cap on every family. */
#include "data/lotsa.h"

/* No subset counts for more than this part of all observations. */
#define SUBSET_CAP 0.001

static bool is_grouped(mg_lotsa_family family) {
    static const bool grouped[] = {
#define MG_LOTSA_FAMILY_GROUPED(constant, name, is_one) is_one,
        MG_LOTSA_FAMILY_LIST(MG_LOTSA_FAMILY_GROUPED)
#undef MG_LOTSA_FAMILY_GROUPED
    };
    return grouped[family];
}

static double observations(const mg_lotsa_subset *subset) {
    return (double)subset->series * (double)subset->mean_length;
}

/* w_k = min(length_k / total, 0.001); members of a group share the group's by length. */
static void weigh_by_length(const mg_lotsa_selection *s, double *weights) {
    double total = 0, group[MG_LOTSA_FAMILIES] = {0};
    for (int i = 0; i < s->count; i++) {
        total += observations(s->subset[i]);
        group[s->subset[i]->family] += observations(s->subset[i]);
    }
    for (int i = 0; i < s->count; i++) {
        const double own = observations(s->subset[i]);
        const double whole = is_grouped(s->subset[i]->family) ? group[s->subset[i]->family] : own;
        const double share = whole / total;
        weights[i] = (share < SUBSET_CAP ? share : SUBSET_CAP) * own / whole;
    }
}

static void family_shares(const mg_lotsa_selection *s, const double *weights, double *shares) {
    double total = 0;
    for (int f = 0; f < MG_LOTSA_FAMILIES; f++) shares[f] = 0;
    for (int i = 0; i < s->count; i++) {
        shares[s->subset[i]->family] += weights[i];
        total += weights[i];
    }
    for (int f = 0; f < MG_LOTSA_FAMILIES; f++) shares[f] /= total;
}

static int count_families(const double *shares) {
    int count = 0;
    for (int f = 0; f < MG_LOTSA_FAMILIES; f++) count += shares[f] > 0;
    return count;
}

/* Shares after the cap. Cutting one family lifts the others, perhaps over the cap: each round caps
 * at least one more for good, so as many rounds as families are enough. */
static void cap_shares(double cap, const double *shares, double *capped) {
    bool full[MG_LOTSA_FAMILIES] = {false};
    for (int round = 0; round < MG_LOTSA_FAMILIES; round++) {
        double left = 1, rest = 0;
        for (int f = 0; f < MG_LOTSA_FAMILIES; f++) {
            left -= full[f] ? cap : 0;
            rest += full[f] ? 0 : shares[f];
        }
        bool changed = false;
        for (int f = 0; f < MG_LOTSA_FAMILIES; f++) {
            if (full[f]) continue;
            capped[f] = rest > 0 ? shares[f] * left / rest : 0;
            if (capped[f] <= cap) continue;
            capped[f] = cap;
            full[f] = changed = true;
        }
        if (!changed) return;
    }
}

mg_status mg_lotsa_weights(const mg_lotsa_selection *selection, double family_cap,
                           double *weights) {
    double shares[MG_LOTSA_FAMILIES], capped[MG_LOTSA_FAMILIES];
    if (selection->count == 0) return mg_fail(MG_ERR_ARG, "no subset is selected: nothing to draw");
    weigh_by_length(selection, weights);
    family_shares(selection, weights, shares);
    double total = 0;
    for (int i = 0; i < selection->count; i++) total += weights[i];
    /* Too few families for the cap: the best that can be done is equal shares. */
    const double least = 1.0 / count_families(shares);
    cap_shares(family_cap > least ? family_cap : least, shares, capped);
    for (int i = 0; i < selection->count; i++) {
        const mg_lotsa_family family = selection->subset[i]->family;
        weights[i] *= capped[family] / (shares[family] * total);
    }
    return MG_OK;
}
