#include "bin/cli.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OPTIONS 64
#define LONG_ONLY   256 /* getopt's value of option i without a letter: LONG_ONLY + i */
#define WORD_BYTES  64
#define HELP_COLUMN 28

static void print_error(const char *name, const char *format, va_list arguments) {
    bool colour = mg_cli_has_colour(stderr);
    fprintf(stderr, "%smathgym%s%s:%s ", colour ? "\033[31m" : "", name ? " " : "",
            name ? name : "", colour ? "\033[0m" : "");
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

int mg_cli_usage_error(const char *name, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    print_error(name, format, arguments);
    va_end(arguments);
    return MG_EXIT_USAGE;
}

int mg_cli_error(const char *name, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    print_error(name, format, arguments);
    va_end(arguments);
    return MG_EXIT_FAILED;
}

int mg_cli_fail(const char *name) {
    return mg_cli_error(name, "%s", mg_error_text());
}

/* -- numbers ------------------------------------------------------------------------------- */

static int64_t suffix_factor(const char *suffix) {
    if (strcmp(suffix, "") == 0) return 1;
    if (strcmp(suffix, "k") == 0 || strcmp(suffix, "K") == 0) return 1000;
    if (strcmp(suffix, "M") == 0) return 1000000;
    if (strcmp(suffix, "G") == 0) return 1000000000;
    return 0;
}

mg_status mg_cli_parse_int(const char *text, int64_t min, int64_t max, int64_t *value) {
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    int64_t factor = suffix_factor(end);
    if (end == text || isspace((unsigned char)text[0]) || factor == 0)
        return mg_fail(MG_ERR_ARG, "'%s' is not a whole number", text);
    int64_t product;
    if (errno == ERANGE || __builtin_mul_overflow((int64_t)number, factor, &product) ||
        product < min || product > max)
        return mg_fail(MG_ERR_ARG, "%s is outside %" PRId64 " to %" PRId64, text, min, max);
    *value = product;
    return MG_OK;
}

mg_status mg_cli_parse_seed(const char *text, uint64_t *value) {
    char *end = NULL;
    errno = 0;
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    unsigned long long number = strtoull(text, &end, hex ? 16 : 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0')
        return mg_fail(MG_ERR_ARG, "'%s' is not a seed; give a number from 0 to 2^63-1", text);
    if (errno == ERANGE || number > INT64_MAX)
        return mg_fail(MG_ERR_ARG, "%s is above 2^63-1", text);
    *value = number;
    return MG_OK;
}

mg_status mg_cli_parse_real(const char *text, double low, double high, double *value) {
    char *end = NULL;
    double number = strtod(text, &end);
    if (end == text || *end != '\0' || isspace((unsigned char)text[0]) || !isfinite(number))
        return mg_fail(MG_ERR_ARG, "'%s' is not a number", text);
    if (number < low || number > high)
        return mg_fail(MG_ERR_ARG, "%s is outside %g to %g", text, low, high);
    *value = number;
    return MG_OK;
}

/* -- suggestions --------------------------------------------------------------------------- */

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Levenshtein's distance, one row at a time. */
static size_t edit_distance(const char *a, const char *b) {
    size_t length = strlen(b);
    if (length >= WORD_BYTES) return WORD_BYTES;
    size_t row[WORD_BYTES];
    for (size_t j = 0; j <= length; j++) row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < length; j++) {
            size_t replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = least(replaced, least(row[j], row[j + 1]) + 1);
        }
    }
    return row[length];
}

const char *mg_cli_nearest(const char *word, const char *(*next)(const void *list, int i),
                           const void *list) {
    const char *best = NULL;
    size_t best_distance = strlen(word) / 3 + 2;
    const char *name;
    for (int i = 0; (name = next(list, i)); i++) {
        size_t distance = edit_distance(word, name);
        if (distance < best_distance) {
            best_distance = distance;
            best = name;
        }
    }
    return best;
}

static const char *option_name(const void *list, int i) {
    const mg_cli_spec *spec = list;
    if (i == spec->option_count) return "help";
    return i < spec->option_count ? spec->options[i].name : NULL;
}

static const char *choice_name(const void *list, int i) {
    const char *const *choices = list;
    return choices[i];
}

/* -- options ------------------------------------------------------------------------------- */

static void print_help(const mg_cli_spec *spec) {
    printf("Usage: mathgym %s %s\n\n%s\n\nOptions:\n", spec->name, spec->usage, spec->summary);
    for (int i = 0; i < spec->option_count; i++) {
        const mg_cli_option *option = &spec->options[i];
        char shown[WORD_BYTES];
        char letter[8] = "    ";
        if (option->letter) snprintf(letter, sizeof letter, "-%c, ", option->letter);
        snprintf(shown, sizeof shown, "  %s--%s%s%s", letter, option->name,
                 option->value ? " " : "", option->value ? option->value : "");
        if (strlen(shown) > HELP_COLUMN - 2)
            printf("%s\n%*s%s\n", shown, HELP_COLUMN, "", option->help);
        else
            printf("%-*s%s\n", HELP_COLUMN, shown, option->help);
    }
    printf("%-*s%s\n", HELP_COLUMN, "  -h, --help", "show this text");
    if (spec->examples) printf("\nExamples:\n%s", spec->examples);
}

static mg_status parse_choice(const mg_cli_option *option, const char *text) {
    for (int i = 0; option->choices[i]; i++) {
        if (strcmp(option->choices[i], text) != 0) continue;
        *(int *)option->target = i;
        return MG_OK;
    }
    const char *nearest = mg_cli_nearest(text, choice_name, option->choices);
    return mg_fail(MG_ERR_ARG, "'%s' is not one of %s%s%s%s", text, option->value,
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static mg_status store_value(const mg_cli_option *option, const char *text) {
    if (option->given) *option->given = true;
    switch (option->kind) {
    case MG_CLI_FLAG:
        *(bool *)option->target = true;
        return MG_OK;
    case MG_CLI_TEXT:
        *(const char **)option->target = text;
        return MG_OK;
    case MG_CLI_INT: {
        bool any = option->min == 0 && option->max == 0;
        return mg_cli_parse_int(text, option->min, any ? INT64_MAX : option->max, option->target);
    }
    case MG_CLI_SEED:
        return mg_cli_parse_seed(text, option->target);
    case MG_CLI_REAL: {
        bool any = option->low == 0.0 && option->high == 0.0;
        return mg_cli_parse_real(text, any ? -HUGE_VAL : option->low, any ? HUGE_VAL : option->high,
                                 option->target);
    }
    case MG_CLI_CHOICE:
        return parse_choice(option, text);
    }
    return mg_fail(MG_ERR_ARG, "option kind %d is not known", (int)option->kind);
}

/* getopt wants two tables of its own; both end with --help. */
typedef struct getopt_tables {
    struct option longs[MAX_OPTIONS + 2];
    char shorts[2 * MAX_OPTIONS + 4];
} getopt_tables;

static void fill_tables(const mg_cli_spec *spec, getopt_tables *tables) {
    size_t used = 0;
    tables->shorts[used++] = ':'; /* a missing value is told apart from an unknown option */
    for (int i = 0; i < spec->option_count; i++) {
        const mg_cli_option *option = &spec->options[i];
        bool has_value = option->kind != MG_CLI_FLAG;
        tables->longs[i] = (struct option){
            option->name, has_value ? required_argument : no_argument, NULL, LONG_ONLY + i};
        if (!option->letter) continue;
        tables->shorts[used++] = option->letter;
        if (has_value) tables->shorts[used++] = ':';
    }
    tables->shorts[used++] = 'h';
    tables->shorts[used] = '\0';
    tables->longs[spec->option_count] = (struct option){"help", no_argument, NULL, 'h'};
    tables->longs[spec->option_count + 1] = (struct option){0};
}

static const mg_cli_option *find_option(const mg_cli_spec *spec, int code) {
    if (code >= LONG_ONLY && code < LONG_ONLY + spec->option_count)
        return &spec->options[code - LONG_ONLY];
    for (int i = 0; i < spec->option_count; i++)
        if (spec->options[i].letter && spec->options[i].letter == code) return &spec->options[i];
    return NULL;
}

static int report_unknown(const mg_cli_spec *spec, char **argv) {
    const char *word = argv[optind > 0 ? optind - 1 : 0];
    if (strncmp(word, "--", 2) != 0)
        return mg_cli_usage_error(spec->name, "unknown option -%c; see mathgym %s --help",
                                  optopt ? optopt : '?', spec->name);
    char name[WORD_BYTES];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
    const char *nearest = mg_cli_nearest(name, option_name, spec);
    if (nearest)
        return mg_cli_usage_error(spec->name, "unknown option --%s; did you mean --%s?", name,
                                  nearest);
    return mg_cli_usage_error(spec->name, "unknown option --%s; see mathgym %s --help", name,
                              spec->name);
}

static int check_operands(const mg_cli_spec *spec, int count) {
    if (count < spec->min_operands || (spec->max_operands >= 0 && count > spec->max_operands))
        return mg_cli_usage_error(spec->name, "%s; usage: mathgym %s %s",
                                  count < spec->min_operands ? "an argument is missing"
                                                             : "too many arguments",
                                  spec->name, spec->usage);
    return MG_EXIT_OK;
}

/* Handles one result of getopt; false where the command must end with `*exit_code`. */
static bool take_option(const mg_cli_spec *spec, int code, char **argv, int *exit_code) {
    if (code == 'h' && !find_option(spec, 'h')) {
        print_help(spec);
        *exit_code = MG_EXIT_OK;
        return false;
    }
    const mg_cli_option *option = code == ':' ? find_option(spec, optopt) : find_option(spec, code);
    if (!option) {
        *exit_code = report_unknown(spec, argv);
        return false;
    }
    if (code == ':') {
        *exit_code =
            mg_cli_usage_error(spec->name, "--%s needs a value: %s", option->name, option->value);
        return false;
    }
    if (store_value(option, optarg) == MG_OK) return true;
    *exit_code = mg_cli_usage_error(spec->name, "--%s: %s", option->name, mg_error_text());
    return false;
}

char **mg_cli_parse(const mg_cli_spec *spec, int argc, char **argv, int *exit_code) {
    getopt_tables tables;
    if (spec->option_count > MAX_OPTIONS) {
        *exit_code = mg_cli_error(spec->name, "more than %d options in a table", MAX_OPTIONS);
        return NULL;
    }
    fill_tables(spec, &tables);
    opterr = 0;
    optind = 0; /* GNU: start over, with permutation */
    int code;
    while ((code = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1)
        if (!take_option(spec, code, argv, exit_code)) return NULL;
    *exit_code = check_operands(spec, argc - optind);
    return *exit_code == MG_EXIT_OK ? argv + optind : NULL;
}
