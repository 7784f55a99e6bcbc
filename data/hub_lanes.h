/* The transfer of one file over one or more connections, each in its own lane of the file.
 *
 * A lane is a range that one request fetches in order. A new lane takes the next range that is
 * missing altogether; where there is none, the second half of what the longest lane still has to
 * do. So one connection reads a file from end to end without a break, and the ranges of several
 * are as long as they can be. Lanes are added as long as that makes the whole faster. */
#ifndef MG_DATA_HUB_LANES_H
#define MG_DATA_HUB_LANES_H

#include "data/hub.h"
#include "data/hub_part.h"
#include "data/hub_verify.h"

/* Who is told meanwhile: the user of how far it is, other processes that this one lives. */
typedef struct mg_hub_watch {
    mg_hub_report report; /* or NULL */
    void *context;
    const char *owner_path;
} mg_hub_watch;

/* Fetches all that `part` lacks. After a failure the part keeps what has come. */
mg_status mg_hub_lanes_run(mg_hub *hub, const mg_hub_file *file, mg_hub_part *part,
                           mg_hub_verify *verify, const mg_hub_watch *watch);

#endif
