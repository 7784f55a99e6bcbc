/* Families from text: a file says what a problem is, and becomes an mg_family at run time.
 *
 *     mg_template *rectangle;
 *     MG_TRY(mg_template_load("rectangle.gym", &rectangle));
 *     mg_item item = {.family = mg_template_family(rectangle), .level = 1, ...};
 *     mg_template_free(rectangle);                       // when nothing uses the family any more
 *
 * The language is described in gym/README.md ("Templates"). Expressions are evaluated exactly
 * (gym/exact/rational.h), every evaluation is bounded, and nothing in a file can do more than
 * produce text: a template from anywhere is safe to load. Items have keys, splits, walks and bounds
 * as those of other families have. A template is read only once made; any number of threads may use
 * its family. */
#ifndef MG_GYM_TEMPLATE_H
#define MG_GYM_TEMPLATE_H

#include <stddef.h>

#include "core/base/status.h"
#include "gym/problem.h"

enum { MG_TEMPLATE_MAX_BYTES = 1 << 16 };

typedef struct mg_template mg_template;

/* MG_ERR_FORMAT: "NAME:LINE:COLUMN: what is wrong"; also where a level has no problem, hardly any
 * drawn values fit the requirements, or a step is false. */
mg_status mg_template_parse(const char *name, const char *text, size_t bytes, mg_template **out);
mg_status mg_template_load(const char *path, mg_template **out);
void mg_template_free(mg_template *t);

const mg_family *mg_template_family(const mg_template *t);

/* Whether a task of a mixture names a file of this kind: it ends in ".gym". */
bool mg_template_is_path(const char *task);

/* The family of a file, read at the first call and kept until the program ends: mixtures and items
 * point to families and are copied freely, as they are with the families of C. For any thread. */
mg_status mg_template_shared(const char *path, const mg_family **family);

#endif
