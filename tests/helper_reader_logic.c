/* Logic: formulas are interpreted by descent over their text for each assignment; puzzles are
 * searched. */
#include "tests/helper_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_reader_boards.h"
#include "tests/helper_scan.h"

/* -- formulas ---------------------------------------------------------------------------------- */

typedef struct interpreter {
    const char *at;
    int value[26];
    int bad;
} interpreter;

static int accept(interpreter *in, const char *word) {
    while (*in->at == ' ') in->at++;
    size_t length = strlen(word);
    if (strncmp(in->at, word, length) != 0) return 0;
    in->at += length;
    return 1;
}

static int interpret(interpreter *in);

static int interpret_atom(interpreter *in) {
    if (accept(in, "not ") || accept(in, "~")) return !interpret_atom(in);
    if (accept(in, "(")) {
        int value = interpret(in);
        if (!accept(in, ")")) in->bad = 1;
        return value;
    }
    while (*in->at == ' ') in->at++;
    if (!isupper((unsigned char)*in->at)) {
        in->bad = 1;
        return 0;
    }
    return in->value[*in->at++ - 'A'];
}

/* Operators do not mix without brackets, so one join a level is all there is. */
static int interpret(interpreter *in) {
    int left = interpret_atom(in);
    if (accept(in, "and ") || accept(in, "&")) return interpret_atom(in) & left;
    if (accept(in, "or ") || accept(in, "|")) return interpret_atom(in) | left;
    if (accept(in, "xor ") || accept(in, "^")) return interpret_atom(in) ^ left;
    if (accept(in, "implies ") || accept(in, "->")) return interpret_atom(in) | !left;
    if (accept(in, "iff ") || accept(in, "<->")) return interpret_atom(in) == left;
    return left;
}

static int value_of(const char *formula, const interpreter *with, int *bad) {
    interpreter in = *with;
    in.at = formula;
    in.bad = 0;
    int value = interpret(&in);
    *bad |= in.bad;
    return value;
}

static int solve_circuit(const char *question, char *answer) {
    interpreter in = {0};
    const char *at = scan_after(question, ": ");
    int bad = 0;
    while (at && isupper((unsigned char)*at)) {
        in.value[*at - 'A'] = at[4] - '0';
        at += 5;
        if (*at == ',') at += 2;
    }
    const char *formula = scan_after(question, "of: ");
    if (!formula) formula = scan_after(question, "circuit ");
    if (!formula) return -1;
    sprintf(answer, "%d", value_of(formula, &in, &bad));
    return bad ? -1 : 0;
}

static void assign(interpreter *in, const char *names, int row) {
    for (int i = 0; names[i]; i++) in->value[names[i] - 'A'] = row >> i & 1;
}

static int solve_model_count(const char *question, char *answer) {
    interpreter in = {0};
    const char *at = question;
    int bad = 0, count = 0, rows = (int)scan_number(&at, &bad);
    const char *formula = scan_after(question, "? ");
    if (!formula) return -1;
    for (int row = 0; row < rows; row++) {
        assign(&in, "ABCDE", row);
        count += value_of(formula, &in, &bad);
    }
    sprintf(answer, "%d", count);
    return bad ? -1 : 0;
}

static int solve_entailment(const char *question, char *answer) {
    const char *premise[8], *at = question, *conclusion = scan_after(question, "Conclusion: ");
    int premises = 0, bad = 0, follows = 1;
    char mark[8] = "1. ";
    while (premises < 8 && (at = scan_after(at, mark))) {
        premise[premises++] = at;
        mark[0]++;
    }
    if (!premises || !conclusion) return -1;
    for (int row = 0; row < 1024; row++) {
        interpreter in = {0};
        assign(&in, "ABCDEPQRST", row);
        int hold = 1;
        for (int i = 0; i < premises && hold; i++) hold = value_of(premise[i], &in, &bad);
        if (hold && !value_of(conclusion, &in, &bad)) follows = 0;
    }
    strcpy(answer, follows ? "yes" : "no");
    return bad ? -1 : 0;
}

/* -- who is who -------------------------------------------------------------------------------- */

typedef struct island {
    int people;
    char name[8][16];
    const char *said[8];
} island;

static int person_in(const island *it, const char *at, const char *end, int which) {
    int found[8], count = 0;
    for (const char *c = at; c < end && count < 8; c++)
        for (int i = 0; i < it->people; i++)
            if (strncmp(c, it->name[i], strlen(it->name[i])) == 0) found[count++] = i;
    return which < count ? found[which] : -1;
}

static int holds(const island *it, const char *said, const int *knight) {
    const char *end = strchr(said, '"');
    char text[128];
    snprintf(text, sizeof text, "%.*s", (int)(end - said), said);
    if (strncmp(text, "Exactly", 7) == 0) {
        int total = 0;
        for (int i = 0; i < it->people; i++) total += knight[i];
        return total == atoi(text + 8);
    }
    int a = person_in(it, said, end, 0), b = person_in(it, said, end, 1);
    if (a < 0) return -1;
    if (strstr(text, "At least")) return knight[a] + knight[b] < 2;
    if (strstr(text, "both")) return knight[a] + knight[b] == 2;
    if (strstr(text, "same")) return knight[a] == knight[b];
    if (strstr(text, "different")) return knight[a] != knight[b];
    return knight[a] == (strstr(text, "knight") != NULL);
}

static int solve_knights(const char *question, char *answer) {
    island it = {0};
    const char *at = question;
    while (it.people < 8 && (at = strstr(at, " says: \""))) {
        const char *start = at;
        while (start > question && start[-1] != ' ') start--;
        snprintf(it.name[it.people], 16, "%.*s", (int)(at - start), start);
        at += 8;
        it.said[it.people++] = at;
    }
    int solutions = 0;
    for (int row = 0; row < 1 << it.people; row++) {
        int knight[8], fits = 1;
        for (int i = 0; i < it.people; i++) knight[i] = row >> i & 1;
        for (int i = 0; i < it.people && fits; i++)
            fits = holds(&it, it.said[i], knight) == knight[i];
        if (!fits) continue;
        answer[0] = '\0';
        for (int i = 0; i < it.people; i++)
            sprintf(answer + strlen(answer), "%s%s", i ? ", " : "", knight[i] ? "knight" : "knave");
        solutions++;
    }
    return solutions == 1 ? 0 : -1;
}

/* -- syllogisms -------------------------------------------------------------------------------- */

/* "All a are b." as its form and terms by first letter. */
typedef struct sentence {
    char form; /* A, E, I, O */
    int a, b;
} sentence;

static sentence read_sentence(const char *text) {
    char head[8] = "", a[16] = "", b[16] = "";
    sentence s = {'?', 0, 0};
    if (sscanf(text, "%7s %15s are not %15[a-z]", head, a, b) == 3)
        s.form = 'O';
    else if (sscanf(text, "%7s %15s are %15[a-z]", head, a, b) == 3)
        s.form = head[0] == 'A' ? 'A' : head[0] == 'N' ? 'E' : 'I';
    s.a = a[0] - 'a';
    s.b = b[0] - 'a';
    return s;
}

/* Whether a thing with these properties is an instance of what `s` forbids or states. */
static int touches(sentence s, int thing) {
    int in_a = thing >> s.a & 1, in_b = thing >> s.b & 1;
    return in_a && (s.form == 'A' || s.form == 'O' ? !in_b : in_b);
}

/* A set of kinds of things is a world. The conclusion fails in some world of the premises; it is
 * enough to look at the largest world of allowed kinds, without those that make it true. */
static int solve_syllogism(const char *question, char *answer) {
    const char *at = scan_after(question, "Premises: "), *ask = strchr(question, '?');
    const char *colon = at ? strstr(at, "necessary consequence? ") : NULL;
    if (colon) ask = colon + strlen("necessary consequence");
    if (!at || !ask) return -1;
    sentence premise[8], conclusion = read_sentence(ask + 2);
    int premises = 0, bad = conclusion.form == '?';
    for (; premises < 8; at = strchr(at, '.') + 2) {
        sentence s = read_sentence(at);
        if (s.form == '?' || at > ask) break;
        if (strncmp(at, "Answer", 6) == 0 || strncmp(at, "Does", 4) == 0) break;
        premise[premises++] = s;
    }
    int follows = 1, spoils = conclusion.form == 'I' || conclusion.form == 'O';
    int has[8] = {0}, against = 0;
    for (int thing = 0; thing < 1 << 10; thing++) {
        int allowed = !(spoils && touches(conclusion, thing));
        for (int i = 0; i < premises; i++)
            if ((premise[i].form == 'A' || premise[i].form == 'E') && touches(premise[i], thing))
                allowed = 0;
        if (!allowed) continue;
        for (int i = 0; i < premises; i++) has[i] |= touches(premise[i], thing);
        against |= !spoils && touches(conclusion, thing);
    }
    int world = 1;
    for (int i = 0; i < premises; i++)
        if (premise[i].form == 'I' || premise[i].form == 'O') world &= has[i];
    follows = !(world && (spoils || against));
    strcpy(answer, follows ? "yes" : "no");
    return bad || premises == 0 ? -1 : 0;
}

/* -- rules from examples ----------------------------------------------------------------------- */

/* By the kind that the text names: differences for polynomials, elimination for recurrences. */
static int solve_sequence(const char *question, char *answer) {
    long long t[16];
    const char *end = strstr(question, ", ... ");
    if (!end) return -1;
    int n = scan_numbers(question, end, t, 16);
    const char *kind = end + 6;
    int turns = strstr(kind, "alternate") || strstr(kind, "odd places");
    int back = strstr(kind, "third on") || strstr(kind, "a(n-2)");
    int linear = strstr(kind, "plus q, for") || strstr(kind, "multiply");
    if (n < 4) return -1;
    long long next;
    if (turns) {
        next = 2 * t[n - 2] - t[n - 4];
    } else if (linear) {
        if ((t[3] - t[2]) % (t[2] - t[1]) != 0) return -1;
        long long p = (t[3] - t[2]) / (t[2] - t[1]);
        next = t[n - 1] + p * (t[n - 1] - t[n - 2]);
    } else if (back) {
        long long det = (long long)t[1] * t[1] - (long long)t[0] * t[2];
        long long p = (long long)t[2] * t[1] - (long long)t[3] * t[0];
        long long q = (long long)t[1] * t[3] - (long long)t[2] * t[2];
        if (det == 0 || p % det || q % det) return -1;
        next = p / det * t[n - 1] + q / det * t[n - 2];
    } else {
        /* differences until a row is constant, then sum the row ends */
        next = 0;
        for (int length = n; length > 1; length--) {
            next += t[length - 1];
            int constant = 1;
            for (int i = 0; i + 1 < length; i++) {
                t[i] = t[i + 1] - t[i];
                constant = constant && t[i] == t[0];
            }
            if (constant) {
                next += t[0];
                break;
            }
        }
    }
    sprintf(answer, "%lld", next);
    return 0;
}

typedef struct numbers {
    int count;
    long long item[16];
} numbers;

static int is_ordered(long long a, long long b, int down) {
    return down ? a >= b : a <= b;
}

/* One step of a rule; 0 to 24. */
static numbers step_of(numbers in, int step) {
    numbers out = {0, {0}};
    int n = in.count;
    for (int i = 0; i < n; i++) {
        long long x = in.item[i];
        int seen = 0, at = out.count;
        for (int k = 0; k < i; k++) seen |= in.item[k] == x;
        if (step == 0) x = in.item[n - 1 - i];
        if (step == 1 || step == 2) {
            while (at > 0 && !is_ordered(out.item[at - 1], x, step == 2)) {
                out.item[at] = out.item[at - 1];
                at--;
            }
        }
        if ((step == 3 && i == 0) || (step == 4 && i == n - 1) || (step == 5 && x % 2 != 0) ||
            (step == 6 && x % 2 == 0) || (step == 8 && i == n - 1) || (step == 9 && seen))
            continue;
        if (step == 7 && i > 0) x += out.item[i - 1];
        if (step == 8) x = in.item[i + 1] - x;
        if (step == 10 && i == 0) x = in.item[n - 1];
        if (step == 10 && i == n - 1) x = in.item[0];
        if (step == 11) x = in.item[(i + 1) % n];
        if (step >= 12 && step < 21) x += step - 11;
        if (step >= 21) x *= step - 19;
        out.item[at] = x;
        out.count++;
    }
    return out;
}

static int is_equal(const numbers *a, const numbers *b) {
    return a->count == b->count &&
           memcmp(a->item, b->item, (size_t)a->count * sizeof a->item[0]) == 0;
}

static numbers read_list(const char **at) {
    numbers list = {0, {0}};
    const char *end = strchr(*at, ']');
    list.count = scan_numbers(*at, end, list.item, 16);
    *at = end + 1;
    return list;
}

static int solve_list(const char *question, char *answer) {
    numbers in[8], out[8];
    int examples = 0, two = strstr(question, "two steps") != NULL;
    const char *at = strstr(question, "Examples:");
    while (at && (at = strchr(at, '['))) {
        in[examples] = read_list(&at);
        if (strncmp(at, " -> ", 4) != 0) break;
        out[examples++] = read_list(&at);
    }
    answer[0] = '\0';
    for (int first = 0; first < 25; first++) {
        for (int second = 0; second < (two ? 25 : 1); second++) {
            int fits = 1;
            numbers made = {0, {0}};
            for (int i = 0; i <= examples && fits; i++) {
                made = step_of(in[i], first);
                if (two) made = step_of(made, second);
                if (i < examples) fits = is_equal(&made, &out[i]);
            }
            if (!fits) continue;
            char text[READER_ANSWER_BYTES] = "";
            for (int i = 0; i < made.count; i++)
                sprintf(text + strlen(text), "%s%lld", i ? ", " : "", made.item[i]);
            if (answer[0] && strcmp(answer, text) != 0) return -1;
            strcpy(answer, text);
        }
    }
    return answer[0] ? 0 : -1;
}

const reader_entry reader_logic[] = {{"circuit_logic", solve_circuit},
                                     {"model_count", solve_model_count},
                                     {"propositional_logic", solve_entailment},
                                     {"knights_knaves", solve_knights},
                                     {"syllogism", solve_syllogism},
                                     {"number_sequence", solve_sequence},
                                     {"list_functions", solve_list},
                                     {"shortest_path", solve_way},
                                     {"count_paths", solve_count_paths},
                                     {"largest_island", solve_islands},
                                     {"course_schedule", solve_courses},
                                     {"aiw", solve_aiw},
                                     {"venn", solve_venn},
                                     {"zebra_puzzles", solve_zebra},
                                     {NULL, NULL}};
