/* `mathgym lotsa` on the fixture hub: the loopback server, runs of the program, its JSON lines. */
#ifndef MG_TESTS_HELPER_LOTSA_H
#define MG_TESTS_HELPER_LOTSA_H

#include <jansson.h>
#include <stdbool.h>

#include "tests/helper_hub_server.h"

#define LOTSA_FIXTURE MG_FIXTURES "/lotsa_hub"
#define LOTSA_ARCHIVE LOTSA_FIXTURE "/Salesforce/lotsa_data" /* a folder a subset */

/* Serves the fixture. Group set-up and tear-down of cmocka. */
int lotsa_start_server(void **state);
int lotsa_stop_server(void **state);
hub_server *lotsa_server(void);

/* From here on the program finds this hub, and a cache that nobody has used. */
void lotsa_use_hub(const char *endpoint);

/* The same with the fixture's hub, which forgets what was asked. Set-up of a test. */
int lotsa_fresh(void **state);

/* Fails the test with what stands on stderr where the exit code is not 0. */
void lotsa_run(const char *arguments);

/* Fails the test unless the program ends with this code and one message that has `message` in it.
 */
void lotsa_expect_error(const char *arguments, int code, const char *message);

/* Whether a file of the test's folder ("out", "err") has the text; prints it where not. */
bool lotsa_said(const char *file, const char *text);

/* The lines of a file as an array; fails the test where one is not JSON. */
json_t *lotsa_parse_lines(const char *path);

#endif
