#include "tests/helper_reader_boards.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_scan.h"

enum { SIDE = 24 };

/* A board of characters with a rim of '#'. */
typedef struct map {
    char cell[SIDE + 4][SIDE + 4];
    int size;
} map;

static int read_map(const char *question, map *m) {
    const char *at = strchr(question, '\n');
    memset(m, 0, sizeof *m);
    memset(m->cell, '#', sizeof m->cell);
    for (; at && m->size < SIDE; at = strchr(at + 1, '\n'), m->size++)
        memcpy(m->cell[m->size + 2] + 2, at + 1, strcspn(at + 1, "\n"));
    return m->size ? 0 : -1;
}

/* Distances by relaxing every cell until nothing changes. */
int solve_way(const char *question, char *answer) {
    map m;
    int distance[SIDE + 4][SIDE + 4], knight = strstr(question, "knight") != NULL, goal = -1;
    if (read_map(question, &m)) return -1;
    for (int r = 0; r < SIDE + 4; r++)
        for (int c = 0; c < SIDE + 4; c++) distance[r][c] = m.cell[r][c] == 'S' ? 0 : 9999;
    for (int changed = 1; changed;) {
        changed = 0;
        for (int r = 2; r < m.size + 2; r++) {
            for (int c = 2; c < m.size + 2; c++) {
                if (m.cell[r][c] == '#') continue;
                for (int k = 0; k < 25; k++) {
                    int i = k / 5 - 2, j = k % 5 - 2, square = i * i + j * j;
                    if (square != (knight ? 5 : 1) || m.cell[r + i][c + j] == '#') continue;
                    if (distance[r + i][c + j] + 1 >= distance[r][c]) continue;
                    distance[r][c] = distance[r + i][c + j] + 1;
                    changed = 1;
                }
                if (m.cell[r][c] == 'G') goal = distance[r][c];
            }
        }
    }
    if (goal < 0) return -1;
    sprintf(answer, "%d", goal == 9999 ? -1 : goal);
    return 0;
}

/* From the goal backwards. */
int solve_count_paths(const char *question, char *answer) {
    map m;
    long long ways[SIDE + 5][SIDE + 5] = {{0}};
    if (read_map(question, &m)) return -1;
    for (int r = m.size + 1; r >= 2; r--)
        for (int c = m.size + 1; c >= 2; c--)
            ways[r][c] = m.cell[r][c] == '#'   ? 0
                         : m.cell[r][c] == 'G' ? 1
                                               : ways[r + 1][c] + ways[r][c + 1];
    sprintf(answer, "%lld", ways[2][2]);
    return 0;
}

/* Labels that spread until they agree; then labels are counted. */
int solve_islands(const char *question, char *answer) {
    map m;
    int label[SIDE + 4][SIDE + 4] = {{0}}, cells[SIDE * SIDE + 1] = {0}, count = 0, largest = 0;
    if (read_map(question, &m)) return -1;
    for (int i = 0; i < m.size * m.size; i++)
        if (m.cell[i / m.size + 2][i % m.size + 2] == '1')
            label[i / m.size + 2][i % m.size + 2] = i + 1;
    for (int changed = 1; changed;) {
        changed = 0;
        for (int r = 2; r < m.size + 2; r++) {
            for (int c = 2; c < m.size + 2; c++) {
                int around[] = {label[r - 1][c], label[r + 1][c], label[r][c - 1], label[r][c + 1]};
                for (int k = 0; k < 4 && label[r][c]; k++) {
                    if (around[k] <= label[r][c]) continue;
                    label[r][c] = around[k];
                    changed = 1;
                }
            }
        }
    }
    for (int r = 2; r < m.size + 2; r++)
        for (int c = 2; c < m.size + 2; c++)
            if (label[r][c]) {
                int now = ++cells[label[r][c]];
                count += now == 1;
                if (now > largest) largest = now;
            }
    sprintf(answer, "%d", strstr(question, "How many islands") ? count : largest);
    return 0;
}

/* The closure of "needs": a course that needs itself cannot be taken. */
int solve_courses(const char *question, char *answer) {
    int needs[32][32] = {{0}}, missing = 0;
    const char *at = question, *list = strstr(question, "taken: "),
               *end = strstr(question, ". Can");
    scan_number(&at, &missing);
    int courses = (int)scan_number(&at, &missing);
    if (missing || !list || !end || courses > 30) return -1;
    for (at = list;;) {
        int a = (int)scan_number(&at, &missing), b = (int)scan_number(&at, &missing);
        if (missing || at > end) break;
        needs[a][b] = 1;
    }
    for (int k = 1; k <= courses; k++)
        for (int i = 1; i <= courses; i++)
            for (int j = 1; j <= courses; j++) needs[i][j] |= needs[i][k] && needs[k][j];
    int possible = 1;
    for (int i = 1; i <= courses; i++) possible &= !needs[i][i];
    strcpy(answer, possible ? "yes" : "no");
    return 0;
}

static int is_female(const char *word) {
    return strncmp(word, "sister", 6) == 0 || strncmp(word, "female", 6) == 0;
}

/* The whole group is written down, then one of the asked-for sort counts the others. */
int solve_aiw(const char *question, char *answer) {
    int people[2] = {0, 0}, hero = strstr(question, " hers") != NULL, missing = 0;
    const char *at = question, *ask = scan_after(question, "How many "),
               *stop = strchr(question, '.');
    if (!ask || !stop) return -1;
    for (int i = 0; i < 2; i++) {
        int count = (int)scan_number(&at, &missing);
        if (missing || at > stop) return -1;
        people[is_female(at + 1)] += count;
    }
    people[hero]++;
    const char *of = scan_after(ask, "each ");
    if (!of) of = scan_after(ask, "every ");
    if (!of) return -1;
    int counted = is_female(ask), asked = is_female(of);
    sprintf(answer, "%d", people[counted] - (counted == asked));
    return 0;
}

static int set_of(const char *text, const char *end, char names[6][16], int *sets) {
    int mask = 0;
    char word[16];
    for (const char *at = text; at < end; at++) {
        if ((at > text && isalpha((unsigned char)at[-1])) || sscanf(at, "%15[a-z]", word) != 1)
            continue;
        static const char *const SKIP[] = {"and",   "play", "none", "of",
                                           "these", "only", "but",  "not"};
        int skip = 0;
        for (int i = 0; i < 8; i++) skip |= strcmp(word, SKIP[i]) == 0;
        if (skip) continue;
        int i = 0;
        while (i < *sets && strcmp(names[i], word) != 0) i++;
        if (i == *sets) strcpy(names[(*sets)++], word);
        mask |= 1 << i;
    }
    return mask;
}

/* Regions by Moebius inversion over the sets; the missing overlap from the number of outsiders. */
int solve_venn(const char *question, char *answer) {
    char names[6][16];
    long long size[8], none = -1;
    int sets = 0, missing = 0;
    for (int i = 0; i < 8; i++) size[i] = -1;
    const char *at = question;
    size[0] = scan_number(&at, &missing);
    const char *ask = scan_after(question, "How many play ");
    for (; ask;) {
        const char *before = at;
        long long count = scan_number(&at, &missing);
        if (missing) break;
        const char *end = strchr(at, ',');
        if (!end) return -1;
        if (strncmp(at, " play none", 10) == 0)
            none = count;
        else
            size[set_of(at, end, names, &sets)] = count;
        if (before == at) return -1;
    }
    int full = (1 << sets) - 1;
    if (!ask || sets < 2) return -1;
    if (size[full] < 0) { /* none = sum over masks of (-1)^|mask| size[mask] */
        long long rest = none;
        for (int m = 0; m < full; m++)
            rest -= (__builtin_popcount((unsigned)m) % 2 ? -1 : 1) * size[m];
        size[full] = sets % 2 ? -rest : rest;
    }
    const char *not = strstr(ask, " but not "), *end = strchr(ask, '?');
    int exactly = strncmp(ask, "exactly one", 11) == 0    ? 1
                  : strncmp(ask, "exactly two", 11) == 0  ? 2
                  : strncmp(ask, "at least two", 12) == 0 ? 23
                  : strncmp(ask, "none", 4) == 0          ? 0
                                                          : -1;
    int in = 0, out = 0;
    if (exactly < 0) {
        in = set_of(ask, not ? not : end, names, &sets);
        if (not ) out = set_of(not, end, names, &sets);
        if (strstr(ask, "only")) out = full & ~in;
    }
    long long total = 0;
    for (int region = 0; region <= full; region++) {
        long long people = 0;
        int members = __builtin_popcount((unsigned)region);
        for (int m = 0; m <= full; m++)
            if ((m & region) == region)
                people += (__builtin_popcount((unsigned)(m ^ region)) % 2 ? -1 : 1) * size[m];
        if (exactly == 23  ? members >= 2
            : exactly >= 0 ? members == exactly
                           : (region & in) == in && !(region & out))
            total += people;
    }
    sprintf(answer, "%lld", total);
    return 0;
}

/* Distances of all states, swept up one move at a time. */
typedef struct jugs {
    int count;
    long long size[3], target;
    short distance[31 * 31 * 31]; /* plus 1; 0: not reached */
} jugs;

/* Marks what can be reached from a state in one move; 1 where that holds the target. */
static int pour_all(jugs *j, int state, short moves) {
    for (int i = 0; i < j->count; i++) {
        for (int k = -2; k < j->count; k++) {
            long long next[3] = {state / 961, state / 31 % 31, state % 31};
            if (k == i) continue;
            if (k == -2) next[i] = j->size[i];
            if (k == -1) next[i] = 0;
            for (; k >= 0 && next[i] > 0 && next[k] < j->size[k]; next[i]--) next[k]++;
            short *seen = &j->distance[next[0] * 961 + next[1] * 31 + next[2]];
            if (*seen == 0) *seen = (short)(moves + 2);
            if (next[0] == j->target || next[1] == j->target || next[2] == j->target) return 1;
        }
    }
    return 0;
}

int solve_jugs(const char *question, char *answer) {
    jugs j = {0};
    const char *list = scan_after(question, "jugs of "), *end = strstr(question, " litres");
    const char *target = scan_after(question, "jug holds ");
    int missing = 0;
    if (!target) target = scan_after(question, "jug has ");
    if (!list || !target) return -1;
    j.count = scan_numbers(list, end, j.size, 3);
    j.target = scan_number(&target, &missing);
    j.distance[0] = 1;
    for (short moves = 0; moves < 200; moves++) {
        for (int state = 0; state < 31 * 31 * 31; state++) {
            if (j.distance[state] != moves + 1 || !pour_all(&j, state, moves)) continue;
            sprintf(answer, "%d", moves + 1);
            return 0;
        }
    }
    return -1;
}

/* The sum as a weight for each letter, which must come to 0: letters by falling weight, with bounds
 * on what the rest can still add. */
typedef struct letters {
    int count, value[10], known[10], leads[10], found;
    long long weight[10];
    int solution[10];
} letters;

static void assign_letters(letters *l, const int *order, int at, long long sum, int used) {
    if (l->found > 1) return;
    long long least = 0, most = 0;
    for (int k = at; k < l->count; k++) {
        least += l->weight[order[k]] < 0 ? 9 * l->weight[order[k]] : 0;
        most += l->weight[order[k]] > 0 ? 9 * l->weight[order[k]] : 0;
    }
    if (sum + least > 0 || sum + most < 0) return;
    if (at == l->count) {
        l->found++;
        memcpy(l->solution, l->value, sizeof l->value);
        return;
    }
    int i = order[at];
    for (int digit = 0; digit < 10; digit++) {
        if (used >> digit & 1 || (l->known[i] >= 0 && l->known[i] != digit)) continue;
        if (digit == 0 && l->leads[i]) continue;
        l->value[i] = digit;
        assign_letters(l, order, at + 1, sum + digit * l->weight[i], used | 1 << digit);
    }
}

int solve_cryptarithm(const char *question, char *answer) {
    letters l = {0};
    int order[10], negative = 0;
    for (int i = 0; i < 10; i++) {
        l.known[i] = -1;
        order[i] = i;
    }
    for (const char *at = question; isupper((unsigned char)*at) || strchr("+= ", *at);) {
        if (*at == '=') negative = 1;
        if (!isupper((unsigned char)*at)) {
            at++;
            continue;
        }
        int length = 0;
        while (isupper((unsigned char)at[length])) length++;
        l.leads[*at - 'A'] = 1;
        long long place = negative ? -1 : 1;
        for (int i = length - 1; i >= 0; i--, place *= 10) {
            l.weight[at[i] - 'A'] += place;
            if (at[i] - 'A' >= l.count) l.count = at[i] - 'A' + 1;
        }
        at += length;
        if (*at == ',' || *at == '.') break;
    }
    const char *known = scan_after(question, "Known: ");
    for (; known && isupper((unsigned char)*known) && known[2] == '='; known += 7)
        l.known[*known - 'A'] = known[4] - '0';
    for (int i = 1; i < l.count; i++)
        for (int k = i; k > 0 && llabs(l.weight[order[k]]) > llabs(l.weight[order[k - 1]]); k--) {
            int kept = order[k];
            order[k] = order[k - 1];
            order[k - 1] = kept;
        }
    assign_letters(&l, order, 0, 0, 0);
    if (l.found != 1) return -1;
    char *out = answer;
    for (int i = 0; i < l.count; i++)
        out += sprintf(out, "%s%c = %d", i ? ", " : "", 'A' + i, l.solution[i]);
    return 0;
}

/* -- who lives where --------------------------------------------------------------------------- */

typedef struct street {
    int houses, things, feature[40], house[40]; /* house 0: open */
    char word[40][12];
    struct {
        int kind, a, b; /* '@' at, '!' not at, '=' is, '1' directly left, 'n' next, '<' left */
    } clue[40];
    int clues, found, solution[40];
} street;

static int street_allows(int kind, int a, int b) {
    if (kind == '=') return a == b;
    if (kind == '1') return b - a == 1;
    if (kind == 'n') return b - a == 1 || a - b == 1;
    return a < b;
}

static int street_fits(const street *s, int thing, int house) {
    for (int t = 0; t < s->things; t++)
        if (t != thing && s->feature[t] == s->feature[thing] && s->house[t] == house) return 0;
    for (int i = 0; i < s->clues; i++) {
        int kind = s->clue[i].kind, a = s->clue[i].a, b = s->clue[i].b;
        if (kind == '@' || kind == '!') {
            if (a == thing && (b == house) != (kind == '@')) return 0;
            continue;
        }
        if (a != thing && b != thing) continue;
        int at = a == thing ? house : s->house[a], to = b == thing ? house : s->house[b];
        if (at && to && !street_allows(kind, at, to)) return 0;
    }
    return 1;
}

static void street_search(street *s) {
    int best = -1, fewest = 99;
    for (int t = 0; t < s->things && s->found < 2; t++) {
        int count = 0;
        if (s->house[t]) continue;
        for (int h = 1; h <= s->houses; h++) count += street_fits(s, t, h);
        if (count >= fewest) continue;
        fewest = count;
        best = t;
    }
    if (s->found > 1) return;
    if (best < 0) {
        s->found++;
        memcpy(s->solution, s->house, sizeof s->house);
        return;
    }
    for (int h = 1; h <= s->houses; h++) {
        if (!street_fits(s, best, h)) continue;
        s->house[best] = h;
        street_search(s);
        s->house[best] = 0;
    }
}

/* The things of a sentence, in order. */
static int street_things(const street *s, const char *at, const char *end, int *out) {
    int count = 0;
    for (; at < end && count < 2; at++)
        for (int t = 0; t < s->things; t++) {
            size_t length = strlen(s->word[t]);
            if (strncmp(at, s->word[t], length) == 0 && !isalpha((unsigned char)at[length]) &&
                !isalpha((unsigned char)at[-1]))
                out[count++] = t;
        }
    return count;
}

int solve_zebra(const char *question, char *answer) {
    static const char *const LISTS[] = {"people are ", "different pet each: ", "different things: ",
                                        "different colours: ", "different jobs: "};
    street s = {0};
    const char *at = question;
    int missing = 0;
    scan_number(&at, &missing);
    s.houses = (int)scan_number(&at, &missing);
    for (int f = 0; f < 5; f++) {
        const char *list = scan_after(question, LISTS[f]);
        for (; list && s.things < 40; list += 2) {
            size_t length = strcspn(list, ",.");
            snprintf(s.word[s.things], sizeof s.word[0], "%.*s", (int)length, list);
            s.feature[s.things++] = f;
            list += length;
            if (*list == '.') break;
        }
    }
    for (at = strchr(question, '\n'); at && isdigit((unsigned char)at[1]);
         at = strchr(at + 1, '\n')) {
        const char *text = strstr(at, ". ") + 2, *end = strchr(text, '.'), *house;
        int thing[2] = {0, 0}, i = s.clues++;
        char line[160];
        snprintf(line, sizeof line, "%.*s", (int)(end - text), text);
        int count = street_things(&s, text, end, thing);
        house = scan_after(line, "house ");
        s.clue[i].a = thing[0];
        s.clue[i].b = house ? atoi(house) : thing[1];
        if (count < (house ? 1 : 2)) return -1;
        s.clue[i].kind = strstr(line, "not live")         ? '!'
                         : house                          ? '@'
                         : strstr(line, "directly left")  ? '1'
                         : strstr(line, "next to")        ? 'n'
                         : strstr(line, "to the left of") ? '<'
                                                          : '=';
    }
    street_search(&s);
    if (s.found != 1) return -1;
    answer[0] = '\0';
    for (int h = 1; h <= s.houses; h++)
        for (int t = 0; t < s.houses; t++)
            if (s.solution[t] == h)
                sprintf(answer + strlen(answer), "%s%s", h > 1 ? ", " : "", s.word[t]);
    return 0;
}

/* -- sums of lines ----------------------------------------------------------------------------- */

typedef struct grid {
    int rows, columns, cell[36], solution[36], found, count;
    long long number[16], row[8], column[8];
    int used[16];
} grid;

static int grid_line_fits(const grid *g, int from, int step, int length, long long sum) {
    long long total = 0;
    int open = 0;
    for (int k = 0; k < length; k++) {
        total += g->cell[from + k * step];
        open += g->cell[from + k * step] == 0;
    }
    return open ? total < sum : total == sum;
}

static void grid_search(grid *g, int at) {
    while (at < g->rows * g->columns && g->cell[at]) at++;
    if (at == g->rows * g->columns) {
        if (g->found && memcmp(g->cell, g->solution, sizeof g->cell) == 0) return;
        memcpy(g->solution, g->cell, sizeof g->cell);
        g->found++;
        return;
    }
    int r = at / g->columns, c = at % g->columns;
    for (int n = 0; n < g->count && g->found < 2; n++) {
        if (g->used[n]) continue;
        g->used[n] = 1;
        g->cell[at] = (int)g->number[n];
        if (grid_line_fits(g, r * g->columns, 1, g->columns, g->row[r]) &&
            grid_line_fits(g, c, g->columns, g->rows, g->column[c]))
            grid_search(g, at + 1);
        g->cell[at] = 0;
        g->used[n] = 0;
    }
}

int solve_survo(const char *question, char *answer) {
    grid g = {0};
    long long all[40];
    const char *board = strchr(question, '\n'), *end = strstr(question, ". Give");
    if (!board || !end) return -1;
    g.rows = scan_board(board + 1, g.cell, 36, &g.columns);
    int total = scan_numbers(question, end, all, 40);
    g.count = total - g.rows - g.columns;
    if (!g.rows || g.count < 1 || g.count > 16) return -1;
    for (int i = 0; i < g.count; i++) g.number[i] = all[i];
    for (int i = 0; i < g.rows; i++) g.row[i] = all[g.count + i];
    for (int i = 0; i < g.columns; i++) g.column[i] = all[g.count + g.rows + i];
    grid_search(&g, 0);
    if (g.found != 1) return -1;
    scan_write_matrix(answer, g.solution, g.rows, g.columns);
    return 0;
}
