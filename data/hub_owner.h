/* Who fetches a file: CHECKSUM.part.owner, created exclusively, with the process in it.
 *
 *     MG_TRY(mg_hub_owner_take(path, &taken));
 *     if (!taken) wait and try again, or find that the file is there by now
 *     ... mg_hub_owner_beat(path) every few seconds ...
 *     mg_hub_owner_release(path);
 *
 * An owner that died is replaced at once where that can be told: the same host and boot, and no
 * process of that number that started at that time. Elsewhere (a shared disk) after two minutes
 * without a beat. Locks of the file system are not used: on network disks they lie. Should two
 * processes take themselves for owners all the same, both write the same bytes to the same places,
 * and each verifies them before it publishes. */
#ifndef MG_DATA_HUB_OWNER_H
#define MG_DATA_HUB_OWNER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/status.h"

typedef struct mg_hub_owner {
    char host[80];
    char boot[48];
    long pid;
    unsigned long long start; /* of the process, in the system's ticks; 0: not known */
} mg_hub_owner;

/* `*taken` is false while another owner lives; `*who` is then that one (zeroed if unreadable). */
mg_status mg_hub_owner_take(const char *path, bool *taken, mg_hub_owner *who);
void mg_hub_owner_beat(const char *path);
void mg_hub_owner_release(const char *path);

/* Reads the text of an owner file; false if it is none. */
bool mg_hub_owner_parse(const char *text, mg_hub_owner *owner);

#endif
