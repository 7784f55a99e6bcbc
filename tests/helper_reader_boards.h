/* Readers of puzzles on boards and graphs, for the tables of logic and games. */
#ifndef MG_TESTS_HELPER_READER_BOARDS_H
#define MG_TESTS_HELPER_READER_BOARDS_H

int solve_way(const char *question, char *answer); /* shortest_path and knight_moves */
int solve_count_paths(const char *question, char *answer);
int solve_islands(const char *question, char *answer);
int solve_courses(const char *question, char *answer);
int solve_aiw(const char *question, char *answer);
int solve_venn(const char *question, char *answer);
int solve_jugs(const char *question, char *answer);
int solve_survo(const char *question, char *answer);
int solve_zebra(const char *question, char *answer);
int solve_cryptarithm(const char *question, char *answer);

#endif
