/* mathgym tasks: the families of problems, their levels, and an example of each. */
#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/constants.h"
#include "bin/level_size.h"
#include "core/base/json.h"
#include "gym/family.h"

static mg_status example_of(const mg_family *family, int level, mg_problem *problem) {
    return mg_problem_generate(&(mg_item){family, level, MG_SPLIT_TRAIN, 1, 0, MG_ORDER_DRAWN},
                               problem);
}

static mg_status print_family(const mg_family *family) {
    printf("%s: %s\n", family->name, family->summary);
    for (int level = 1; level <= family->level_count; level++) {
        mg_problem problem;
        MG_TRY(example_of(family, level, &problem));
        printf("  %d%s %-40s %s -> %s\n", level, level == family->default_level ? "*" : " ",
               family->levels[level - 1].summary, problem.question, problem.answer);
    }
    return MG_OK;
}

/* The constant answer that earns most at the default level. */
static mg_status print_constant(const mg_family *family, bool json) {
    enum { ITEMS = 10000 };
    mg_constant best;
    MG_TRY(mg_constant_best(family, family->default_level, ITEMS, &best));
    if (!json) {
        printf("%-28s %d  %6.2f%%  %s\n", family->name, family->default_level, 100 * best.reward,
               best.answer);
        fflush(stdout);
        return MG_OK;
    }
    mg_json_writer w = {0};
    mg_json_begin_object(&w);
    mg_json_key(&w, "family"), mg_json_string(&w, family->name);
    mg_json_key(&w, "level"), mg_json_int(&w, family->default_level);
    mg_json_key(&w, "constant"), mg_json_string(&w, best.answer);
    mg_json_key(&w, "reward"), mg_json_double(&w, best.reward);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

static mg_status print_sizes(const mg_family *family) {
    for (int level = 1; level <= family->level_count; level++) {
        mg_level_size size;
        MG_TRY(mg_level_size_find(family, level, &size));
        printf("%s:%d  ", family->name, level);
        if (size.walked)
            printf("%" PRIu64 " problems: %" PRIu64 " train, %" PRIu64 " valid, %" PRIu64 " test\n",
                   size.problems[0] + size.problems[1] + size.problems[2], size.problems[0],
                   size.problems[1], size.problems[2]);
        else
            printf("not walked; of 1,000,000 drawn about %.2g%% come again\n",
                   100 * size.repeats_per_million);
        fflush(stdout);
    }
    return MG_OK;
}

static void put_text(mg_json_writer *w, const char *key, const char *text) {
    mg_json_key(w, key), mg_json_string(w, text);
}

static void put_count(mg_json_writer *w, const char *key, int64_t value) {
    mg_json_key(w, key), mg_json_int(w, value);
}

static mg_status print_json(const mg_family *family) {
    mg_problem problem;
    MG_TRY(example_of(family, family->default_level, &problem));
    mg_json_writer w = {0};
    mg_json_begin_object(&w);
    put_text(&w, "family", family->name);
    put_text(&w, "topic", family->topic);
    put_text(&w, "summary", family->summary);
    put_text(&w, "answer_kind", mg_answer_kind_name((int)family->answer_kind));
    put_count(&w, "levels", family->level_count);
    put_count(&w, "default_level", family->default_level);
    put_text(&w, "question", problem.question);
    put_text(&w, "answer", problem.answer);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

static mg_status print_one(const mg_family *family, bool json, bool constants, bool counts) {
    if (counts) return print_sizes(family);
    if (constants) return print_constant(family, json);
    return json ? print_json(family) : print_family(family);
}

/* All families, or those that are named. */
static mg_status print_families(char **names, bool json, bool constants, bool counts) {
    const mg_family *family;
    for (int f = 0; !*names && (family = mg_family_at(f)); f++)
        MG_TRY(print_one(family, json, constants, counts));
    for (; *names; names++) {
        family = mg_family_find(*names);
        if (!family) return mg_fail(MG_ERR_NOT_FOUND, "there is no family '%s'", *names);
        MG_TRY(print_one(family, json, constants, counts));
    }
    return MG_OK;
}

int cmd_tasks(int argc, char **argv) {
    bool json = false, constants = false, counts = false;
    const mg_cli_option options[] = {
        {.name = "json", .kind = MG_CLI_FLAG, .target = &json, .help = "print JSON lines"},
        {.name = "constants",
         .kind = MG_CLI_FLAG,
         .target = &constants,
         .help = "print what the best constant answer earns over 10,000 problems"},
        {.name = "counts",
         .kind = MG_CLI_FLAG,
         .target = &counts,
         .help = "count the problems of every level, or estimate how often they come again"},
    };
    const mg_cli_spec spec = {"tasks",
                              "[OPTION...] [FAMILY...]",
                              "Lists the families of problems with their levels and an example of\n"
                              "each; * marks the default level.",
                              options,
                              sizeof options / sizeof options[0],
                              "  mathgym tasks\n"
                              "  mathgym tasks --json\n"
                              "  mathgym tasks --counts gcd lcm\n"
                              "  mathgym tasks --constants comparison is_prime\n",
                              .max_operands = -1};
    int exit_code = MG_EXIT_OK;
    char **names = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!names) return exit_code;
    return print_families(names, json, constants, counts) == MG_OK ? MG_EXIT_OK
                                                                   : mg_cli_fail("tasks");
}
