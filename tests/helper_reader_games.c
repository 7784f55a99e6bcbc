/* Games, by search: expressions by trying all, boards by backtracking that looks for a second
 * solution. */
#include "tests/helper_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_reader_boards.h"
#include "tests/helper_scan.h"

/* -- expressions ------------------------------------------------------------------------------- */

typedef struct value {
    long long top, bottom;
    char text[96];
} value;

/* a op b; 0 where it is no number, or not a whole one above 0 in `whole` searches. */
static int combine(const value *a, const value *b, char op, int whole, value *result) {
    long long top, bottom = a->bottom * b->bottom;
    if (op == '*') {
        top = a->top * b->top;
    } else if (op == '/') {
        top = a->top * b->bottom;
        bottom = a->bottom * b->top;
        if (bottom == 0) return 0;
    } else {
        top = a->top * b->bottom + (op == '+' ? 1 : -1) * b->top * a->bottom;
    }
    if (bottom < 0) {
        top = -top;
        bottom = -bottom;
    }
    if (whole && (top <= 0 || top % bottom != 0)) return 0;
    if (top % bottom == 0) {
        top /= bottom;
        bottom = 1;
    }
    result->top = top;
    result->bottom = bottom;
    return 1;
}

static int reach(const value *v, int count, long long target, int whole, char *answer) {
    if (count == 1) {
        if (v[0].top != target * v[0].bottom) return 0;
        strcpy(answer, v[0].text);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < count; k++) {
            if (i == k) continue;
            for (const char *op = i < k ? "+-*/" : "-/"; *op; op++) {
                value rest[8], made;
                int left = 0;
                if (!combine(&v[i], &v[k], *op, whole, &made)) continue;
                if (count == 2 && made.top != target * made.bottom) continue;
                snprintf(made.text, sizeof made.text, "(%.40s%c%.40s)", v[i].text, *op, v[k].text);
                for (int m = 0; m < count; m++)
                    if (m != i && m != k) rest[left++] = v[m];
                rest[left++] = made;
                if (reach(rest, left, target, whole, answer)) return 1;
            }
        }
    }
    return 0;
}

static int solve_expression(const char *question, char *answer, const char *target_mark,
                            const char *list_mark, int whole) {
    const char *target = scan_after(question, target_mark), *list = scan_after(question, list_mark);
    int missing = 0, count = 0;
    value v[8];
    if (!target || !list) return -1;
    long long wanted = scan_number(&target, &missing), number[8];
    const char *end = list;
    while (*end && (isdigit((unsigned char)*end) || strchr(", ", *end))) end++;
    count = scan_numbers(list, end, number, 8);
    for (int i = 0; i < count; i++) {
        v[i] = (value){.top = number[i], .bottom = 1};
        sprintf(v[i].text, "%lld", number[i]);
    }
    return !missing && reach(v, count, wanted, whole, answer) ? 0 : -1;
}

static int solve_countdown(const char *question, char *answer) {
    if (strstr(question, "Countdown"))
        return solve_expression(question, answer, "reach ", "using ", 1);
    return solve_expression(question, answer, "the value ", "that uses ", 1);
}

static int solve_puzzle24(const char *question, char *answer) {
    if (strncmp(question, "Make", 4) == 0)
        return solve_expression(question, answer, "Make ", "the numbers ", 0);
    return solve_expression(question, answer, "to get ", "the numbers ", 0);
}

/* -- boards ------------------------------------------------------------------------------------ */

typedef struct board {
    int size, high, wide; /* boxes; high 0: none */
    int cell[81], solution[81], found;
    int below[40], above[40], signs; /* cell below[i] holds less than above[i] */
    int nodes;
} board;

static int fits(const board *b, int at, int number) {
    int size = b->size, row = at / size, column = at % size;
    for (int i = 0; i < size * size; i++) {
        int r = i / size, c = i % size;
        int related = r == row || c == column ||
                      (b->high && r / b->high == row / b->high && c / b->wide == column / b->wide);
        if (related && i != at && b->cell[i] == number) return 0;
    }
    for (int i = 0; i < b->signs; i++) {
        int low = b->below[i] == at ? number : b->cell[b->below[i]];
        int top = b->above[i] == at ? number : b->cell[b->above[i]];
        if ((b->below[i] == at || b->above[i] == at) && low && top && low >= top) return 0;
    }
    return 1;
}

/* Counts solutions up to 2, always in the open cell with the fewest choices. */
static void fill(board *b) {
    int best = -1, fewest = 99, cells = b->size * b->size;
    if (b->found > 1) return;
    for (int i = 0; i < cells && fewest > 1; i++) {
        if (b->cell[i]) continue;
        int count = 0;
        for (int v = 1; v <= b->size; v++) count += fits(b, i, v);
        if (count < fewest) {
            fewest = count;
            best = i;
        }
    }
    if (best < 0) {
        b->found++;
        memcpy(b->solution, b->cell, sizeof b->cell);
        return;
    }
    for (int v = 1; v <= b->size; v++) {
        if (!fits(b, best, v)) continue;
        b->cell[best] = v;
        fill(b);
        b->cell[best] = 0;
    }
}

static int solve_board(const char *question, char *answer) {
    board b = {0};
    int columns, missing = 0;
    const char *grid = strchr(question, '\n'), *boxes = strstr(question, " rows by ");
    if (!grid) return -1;
    b.size = scan_board(grid + 1, b.cell, 81, &columns);
    if (b.size == 0 || columns != b.size) return -1;
    if (boxes) {
        b.high = boxes[-1] - '0';
        b.wide = (int)scan_number(&boxes, &missing);
    }
    const char *sign = boxes ? NULL : strstr(question, "column 3: ");
    while (sign && (sign = strpbrk(sign, "<>")) && sign < grid) {
        int left = (sign[-4] - '1') * b.size + sign[-2] - '1';
        int right = (sign[3] - '1') * b.size + sign[5] - '1';
        b.below[b.signs] = *sign == '<' ? left : right;
        b.above[b.signs++] = *sign == '<' ? right : left;
        sign++;
    }
    fill(&b);
    if (b.found != 1) return -1;
    scan_write_matrix(answer, b.solution, b.size, b.size);
    return 0;
}

/* A line of which one cell is missing gives it. */
static int solve_magic(const char *question, char *answer) {
    int cell[25], known[25] = {0}, size = 0, count = 0, missing = 0;
    const char *at = question, *grid = strchr(question, '\n');
    int sum = (int)scan_number(&at, &missing);
    if (!grid) return -1;
    for (at = grid + 1; *at && count < 25; count++) {
        known[count] = *at != '_';
        cell[count] = known[count] ? (int)strtol(at, (char **)&at, 10) : (at++, 0);
        if (*at == '\n' && !size) size = count + 1;
        if (*at) at++;
    }
    if (count != size * size) return -1;
    for (int pass = 0; pass < 2 * count; pass++) {
        for (int line = 0; line < 2 * size + 2; line++) {
            int total = 0, open = -1, opens = 0;
            for (int k = 0; k < size; k++) {
                int i = line < size        ? line * size + k
                        : line < 2 * size  ? k * size + line - size
                        : line == 2 * size ? k * (size + 1)
                                           : (k + 1) * (size - 1);
                total += known[i] ? cell[i] : 0;
                opens += !known[i];
                if (!known[i]) open = i;
            }
            if (opens == 0 && total != sum) return -1;
            if (opens != 1) continue;
            cell[open] = sum - total;
            known[open] = 1;
        }
    }
    for (int i = 0; i < count; i++)
        if (!known[i]) return -1;
    scan_write_matrix(answer, cell, size, size);
    return 0;
}

/* -- moves ------------------------------------------------------------------------------------- */

/* Disks 0 .. count - 1 onto one peg. */
static long long tower_moves(const char *peg, int count, char goal) {
    if (count == 0) return 0;
    char at = peg[count - 1];
    if (at == goal) return tower_moves(peg, count - 1, goal);
    char other = (char)('A' + 'B' + 'C' - at - goal);
    return tower_moves(peg, count - 1, other) + 1 + ((1LL << (count - 1)) - 1);
}

static int solve_hanoi(const char *question, char *answer) {
    const char *at = scan_after(question, "now stand on pegs ");
    char peg[64];
    int count = 0;
    for (; at && isupper((unsigned char)*at) && count < 63; at += at[1] == ',' ? 3 : 1)
        peg[count++] = *at;
    const char *end = strchr(question, '?');
    if (!count || !end) return -1;
    sprintf(answer, "%lld", tower_moves(peg, count, end[-1]));
    return 0;
}

/* The position after the move must be lost: try every number. */
static int solve_nim(const char *question, char *answer) {
    const char *list = scan_after(question, "heaps have "),
               *heap = scan_after(question, "heap of ");
    long long number[16], others = 0;
    int missing = 0;
    if (!list || !heap) return -1;
    long long size = scan_number(&heap, &missing);
    int count = scan_numbers(list, strstr(list, " objects"), number, 16), skipped = 0;
    for (int i = 0; i < count; i++) {
        if (number[i] == size && !skipped)
            skipped = 1;
        else
            others ^= number[i];
    }
    for (long long left = 0; left < size; left++) {
        if ((left ^ others) != 0) continue;
        sprintf(answer, "%lld", left);
        return 0;
    }
    return -1;
}

static int solve_life(const char *question, char *answer) {
    char row[16][20] = {{0}};
    const char *at = strchr(question, '\n');
    const char *count = strstr(question, "board after ");
    int size = 0, wrap = strstr(question, "rows touch") != NULL;
    while (at && size < 16) {
        snprintf(row[size], sizeof row[0], "%.16s", at + 1);
        row[size][strcspn(row[size], "\n")] = '\0';
        size++;
        at = strchr(at + 1, '\n');
    }
    if (!count) return -1;
    for (int steps = atoi(count + 12); steps > 0; steps--) {
        char next[16][20];
        memcpy(next, row, sizeof row);
        for (int r = 0; r < size; r++) {
            for (int c = 0; c < size; c++) {
                int live = 0;
                for (int k = 0; k < 9; k++) {
                    int i = r + k / 3 - 1, m = c + k % 3 - 1;
                    if (wrap) {
                        i = (i + size) % size;
                        m = (m + size) % size;
                    }
                    if (k != 4 && i >= 0 && m >= 0 && i < size && m < size)
                        live += row[i][m] == '1';
                }
                next[r][c] = live == 3 || (live == 2 && row[r][c] == '1') ? '1' : '0';
            }
        }
        memcpy(row, next, sizeof row);
    }
    int cell[256];
    for (int i = 0; i < size * size; i++) cell[i] = row[i / size][i % size] - '0';
    scan_write_matrix(answer, cell, size, size);
    return 0;
}

const reader_entry reader_games[] = {{"countdown", solve_countdown},
                                     {"puzzle24", solve_puzzle24},
                                     {"sudoku", solve_board},
                                     {"mini_sudoku", solve_board},
                                     {"futoshiki", solve_board},
                                     {"magic_square", solve_magic},
                                     {"tower_of_hanoi", solve_hanoi},
                                     {"nim", solve_nim},
                                     {"game_of_life", solve_life},
                                     {"knight_moves", solve_way},
                                     {"jugs", solve_jugs},
                                     {"cryptarithm", solve_cryptarithm},
                                     {"survo", solve_survo},

                                     {NULL, NULL}};
