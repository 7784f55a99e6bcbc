/* Training runs of a very small model by the built program: started, interrupted, compared. In the
 * folder of helper_tmp.h. */
#ifndef MG_TESTS_HELPER_RUN_H
#define MG_TESTS_HELPER_RUN_H

#include <stddef.h>
#include <sys/types.h>

/* Writes small.json: a model of 2 layers of width 16 with experts, up to 512 positions. */
void run_write_config(void);

/* Fails the test, with what the program said, where it does not end with 0. */
void run_ok(const char *arguments);

/* Fails the test where the files differ. */
void run_same_file(const char *a_name, const char *b_name);

size_t run_count_lines(const char *text);

/* Waits until the run has logged `lines` lines, then sends the signal; exit code. */
int run_interrupt_at(pid_t pid, const char *metrics, size_t lines, int signal);

#endif
