/* The gym's layouts as choices of an option. */
#ifndef MG_BIN_LAYOUTS_H
#define MG_BIN_LAYOUTS_H

/* The names, NULL-terminated, for `choices`. */
const char *const *mg_layout_choices(void);

/* "plain|reversed|...", for the help. */
const char *mg_layout_list(void);

#endif
