/* The subcommands of `mathgym lotsa`, each a lotsa_<name>.c. argv[0] is the subcommand's name; the
 * result is an exit code. */
#ifndef MG_BIN_LOTSA_H
#define MG_BIN_LOTSA_H

int lotsa_list(int argc, char **argv);
int lotsa_info(int argc, char **argv);
int lotsa_fetch(int argc, char **argv);
int lotsa_index(int argc, char **argv);
int lotsa_cat(int argc, char **argv);
int lotsa_problems(int argc, char **argv);

#endif
