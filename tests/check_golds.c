/* Golds of very many problems, solved again from their print by the readers (helper_reader.h).
 *
 *     check_golds [COUNT [FAMILY...]]
 *
 * COUNT (100,000) problems of each family, equally many of each level, all splits; the worked lines
 * of every 50th. One process a family, as many at a time as there are cores: readers need not care
 * for threads. Prints one line a family and exits with 1 where anything disagrees. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/threads.h"
#include "gym/exact/work.h"
#include "gym/family.h"
#include "tests/helper_reader.h"

enum { SEED = 71, WORKED = 50, SHOWN = 3 };

typedef struct report {
    long items, missed, wrong, unread, false_lines;
} report;

static void show(const report *r, const mg_problem *p, const char *what, const char *answer) {
    if (r->wrong + r->unread + r->false_lines > SHOWN) return;
    printf("  %s level %d index %llu: %s: %s -> %s, the gym says %s\n", p->item.family->name,
           p->item.level, (unsigned long long)p->item.index, what, p->question, answer, p->answer);
}

static void check_work(const mg_problem *p, report *r) {
    char text[MG_RESPONSE_BYTES], line[MG_RESPONSE_BYTES];
    mg_work_count count;
    size_t bytes = mg_problem_render(p, MG_LAYOUT_SCRATCHPAD, text);
    mg_response_check(p, MG_LAYOUT_SCRATCHPAD, text, bytes, &count);
    if (count.false_lines == 0) return;
    r->false_lines++;
    snprintf(line, sizeof line, "%.*s", (int)count.first_false_bytes, count.first_false);
    show(r, p, "a false line", line);
}

static void check_item(const mg_problem *p, report *r) {
    char answer[READER_ANSWER_BYTES] = "";
    r->items++;
    if (p->item.index % WORKED == 0) check_work(p, r);
    if (reader_solve(p->item.family->name, p->question, answer)) {
        r->unread++;
        show(r, p, "not understood", "nothing");
    } else if (mg_problem_verify(p, MG_LAYOUT_PLAIN, answer, strlen(answer)).reward != 1.0) {
        r->wrong++;
        show(r, p, "solved differently", answer);
    }
}

static int check_family(const mg_family *family, long count) {
    report r = {0};
    clock_t start = clock();
    for (int level = 1; level <= family->level_count; level++) {
        long share = count / family->level_count + (level <= count % family->level_count);
        for (long i = 0; i < share; i++) {
            mg_problem problem;
            const mg_item item = {.family = family,
                                  .level = level,
                                  .split = (mg_split)(i % MG_SPLIT_COUNT),
                                  .seed = SEED,
                                  .index = (uint64_t)i};
            if (mg_problem_generate(&item, &problem) == MG_OK)
                check_item(&problem, &r);
            else if (r.missed++ == 0) /* a small level whose split is hit by few draws */
                printf("  %s\n", mg_error_text());
        }
    }
    printf("%-24s %9ld problems: %ld wrong, %ld not understood, %ld with a false line (%.0f s)\n",
           family->name, r.items, r.wrong, r.unread, r.false_lines,
           (double)(clock() - start) / CLOCKS_PER_SEC);
    return r.wrong + r.unread + r.false_lines > 0;
}

static bool is_wanted(const mg_family *family, int count, char **names) {
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], family->name) == 0) return true;
    return count == 0;
}

/* Waits for one child; true where it failed. */
static int reap(int *running) {
    int status;
    wait(&status);
    --*running;
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

int main(int argc, char **argv) {
    long count = argc > 1 ? atol(argv[1]) : 100000;
    int running = 0, failed = 0, families = 0;
    const mg_family *family;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int f = 0; (family = mg_family_at(f)); f++) {
        if (!is_wanted(family, argc > 2 ? argc - 2 : 0, argv + 2)) continue;
        if (running == mg_cpu_count()) failed += reap(&running);
        pid_t child = fork();
        if (child < 0) return 2;
        if (child == 0) return check_family(family, count);
        running++;
        families++;
    }
    while (running > 0) failed += reap(&running);
    printf("%d families, %d with a disagreement\n", families, failed);
    return families == 0 || failed > 0;
}
