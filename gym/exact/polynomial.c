#include "gym/exact/polynomial.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

void mg_poly_free(mg_poly *a) {
    for (int i = 0; i < a->count; i++) mpq_clear(a->term[i].factor);
    mg_free(a->term);
    *a = (mg_poly){0};
}

static mg_exact reserve(mg_poly *a, int terms) {
    *a = (mg_poly){.term = mg_malloc((size_t)(terms > 0 ? terms : 1) * sizeof *a->term)};
    return a->term ? MG_EXACT_OK : MG_EXACT_OVER_CAP;
}

/* A term with the factor 0, which the caller sets. */
static mg_poly_term *append(mg_poly *a, const uint8_t *power) {
    mg_poly_term *term = &a->term[a->count++];
    memcpy(term->power, power, sizeof term->power);
    mpq_init(term->factor);
    return term;
}

static void drop_last(mg_poly *a) {
    mpq_clear(a->term[--a->count].factor);
}

static const uint8_t NO_POWERS[MG_POLY_ATOMS];

mg_exact mg_poly_of_number(const mpq_t value, mg_poly *result) {
    if (reserve(result, 1) != MG_EXACT_OK) return MG_EXACT_OVER_CAP;
    if (mpq_sgn(value) != 0) mpq_set(append(result, NO_POWERS)->factor, value);
    return MG_EXACT_OK;
}

mg_exact mg_poly_of_atom(int atom, mg_poly *result) {
    if (reserve(result, 1) != MG_EXACT_OK) return MG_EXACT_OVER_CAP;
    uint8_t power[MG_POLY_ATOMS] = {0};
    power[atom] = 1;
    mpq_set_ui(append(result, power)->factor, 1, 1);
    return MG_EXACT_OK;
}

mg_exact mg_poly_copy(const mg_poly *a, mg_poly *result) {
    if (reserve(result, a->count) != MG_EXACT_OK) return MG_EXACT_OVER_CAP;
    for (int i = 0; i < a->count; i++)
        mpq_set(append(result, a->term[i].power)->factor, a->term[i].factor);
    return MG_EXACT_OK;
}

static int compare_terms(const void *left, const void *right) {
    const mg_poly_term *a = left, *b = right;
    return memcmp(a->power, b->power, sizeof a->power);
}

static bool is_too_long(const mpq_t value) {
    return mpz_sizeinbase(mpq_numref(value), 2) + mpz_sizeinbase(mpq_denref(value), 2) >
           MG_POLY_BITS;
}

/* Adds a or -a to the last term where the powers are the same, or as a term of its own. */
static mg_exact merge(mg_poly *sum, const mg_poly_term *a, int sign) {
    mg_poly_term *last = sum->count > 0 ? &sum->term[sum->count - 1] : NULL;
    if (!last || compare_terms(last, a) != 0) last = append(sum, a->power);
    (sign > 0 ? mpq_add : mpq_sub)(last->factor, last->factor, a->factor);
    mg_exact result = is_too_long(last->factor) ? MG_EXACT_OVER_CAP : MG_EXACT_OK;
    if (mpq_sgn(last->factor) == 0) drop_last(sum);
    return result;
}

static mg_exact check(mg_exact result, mg_poly *a) {
    if (result == MG_EXACT_OK && a->count > MG_POLY_TERMS) result = MG_EXACT_OVER_CAP;
    if (result != MG_EXACT_OK) mg_poly_free(a);
    return result;
}

mg_exact mg_poly_add(const mg_poly *a, const mg_poly *b, int sign, mg_poly *result) {
    mg_exact exact = reserve(result, a->count + b->count);
    for (int i = 0, j = 0; exact == MG_EXACT_OK && (i < a->count || j < b->count);) {
        bool from_a =
            j == b->count || (i < a->count && compare_terms(&a->term[i], &b->term[j]) <= 0);
        exact = from_a ? merge(result, &a->term[i], 1) : merge(result, &b->term[j], sign);
        i += from_a;
        j += !from_a;
    }
    return check(exact, result);
}

/* Puts the squares in: sqrt(2)^3 is 2 sqrt(2). */
static void reduce(mg_poly_term *term, const mg_poly_rules *rules) {
    for (int k = 0; k < MG_POLY_ATOMS; k++)
        for (; rules->has_square[k] && term->power[k] >= 2; term->power[k] -= 2)
            mpq_mul(term->factor, term->factor, rules->square[k]);
}

static mg_exact all_products(const mg_poly *a, const mg_poly *b, const mg_poly_rules *rules,
                             mg_poly *products) {
    for (int i = 0; i < a->count; i++) {
        for (int j = 0; j < b->count; j++) {
            uint8_t power[MG_POLY_ATOMS];
            for (int k = 0; k < MG_POLY_ATOMS; k++) {
                int sum = a->term[i].power[k] + b->term[j].power[k];
                if (sum > MG_POLY_DEGREE) return MG_EXACT_OVER_CAP;
                power[k] = (uint8_t)sum;
            }
            mg_poly_term *term = append(products, power);
            mpq_mul(term->factor, a->term[i].factor, b->term[j].factor);
            if (is_too_long(term->factor)) return MG_EXACT_OVER_CAP;
            reduce(term, rules);
        }
    }
    return MG_EXACT_OK;
}

mg_exact mg_poly_multiply(const mg_poly *a, const mg_poly *b, const mg_poly_rules *rules,
                          mg_poly *result) {
    mg_poly products = {0};
    *result = (mg_poly){0};
    if (a->count * b->count > MG_POLY_PRODUCTS) return MG_EXACT_OVER_CAP;
    mg_exact exact = reserve(&products, a->count * b->count);
    if (exact == MG_EXACT_OK) exact = all_products(a, b, rules, &products);
    if (exact == MG_EXACT_OK) exact = reserve(result, products.count);
    if (exact == MG_EXACT_OK && products.count > 1)
        qsort(products.term, (size_t)products.count, sizeof *products.term, compare_terms);
    for (int i = 0; exact == MG_EXACT_OK && i < products.count; i++)
        exact = merge(result, &products.term[i], 1);
    mg_poly_free(&products);
    return check(exact, result);
}

bool mg_poly_equal(const mg_poly *a, const mg_poly *b) {
    if (a->count != b->count) return false;
    for (int i = 0; i < a->count; i++)
        if (compare_terms(&a->term[i], &b->term[i]) != 0 ||
            !mpq_equal(a->term[i].factor, b->term[i].factor))
            return false;
    return true;
}

bool mg_poly_is_number(const mg_poly *a, mpq_t value) {
    if (a->count > 1 || (a->count == 1 && memcmp(a->term[0].power, NO_POWERS, MG_POLY_ATOMS) != 0))
        return false;
    if (a->count == 0)
        mpq_set_ui(value, 0, 1);
    else
        mpq_set(value, a->term[0].factor);
    return true;
}
