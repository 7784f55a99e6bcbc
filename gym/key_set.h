/* Keys that were seen.
 *
 *     mg_key_set seen = {0};
 *     bool is_new;
 *     MG_GO(mg_key_set_add(&seen, problem.key, &is_new));
 * done:
 *     mg_key_set_free(&seen); */
#ifndef MG_GYM_KEY_SET_H
#define MG_GYM_KEY_SET_H

#include "core/base/status.h"
#include "gym/key.h"

/* Open addressing; the key of two zeros marks an empty place. */
typedef struct mg_key_set {
    mg_key *place;
    size_t mask, used;
} mg_key_set;

/* *is_new: the key was not there. Fails with MG_ERR_MEMORY alone. */
mg_status mg_key_set_add(mg_key_set *set, mg_key key, bool *is_new);

void mg_key_set_free(mg_key_set *set); /* legal on a zeroed one */

#endif
