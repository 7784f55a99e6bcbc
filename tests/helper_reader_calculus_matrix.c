/* Matrices and vectors of the topic calculus. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_calculus.h"
#include "tests/helper_reader_calculus.h"

enum { MAX_SIDE = 6 };

/* Gauss-Jordan over fractions on `rows` rows of `cols` columns, pivots in the first `within`
 * columns only. Returns the rank; *det is the product of pivots with the sign of the swaps. */
static int reduce(fraction *m, int rows, int cols, int within, fraction *det) {
    int rank = 0;
    *det = (fraction){1, 1};
    for (int c = 0; c < within && rank < rows; c++) {
        int p = rank;
        while (p < rows && m[p * cols + c].top == 0) p++;
        if (p == rows) continue;
        for (int i = 0; i < cols; i++) {
            fraction other = m[p * cols + i];
            m[p * cols + i] = m[rank * cols + i];
            m[rank * cols + i] = other;
        }
        fraction pivot = m[rank * cols + c];
        *det = fraction_times(*det, p == rank ? pivot : (fraction){-pivot.top, pivot.bottom});
        for (int i = 0; i < cols; i++)
            m[rank * cols + i] = fraction_over(m[rank * cols + i], pivot);
        for (int r = 0; r < rows; r++) {
            fraction factor = m[r * cols + c];
            for (int i = 0; i < cols && r != rank; i++)
                m[r * cols + i] =
                    fraction_minus(m[r * cols + i], fraction_times(factor, m[rank * cols + i]));
        }
        rank++;
    }
    if (rank < within) det->top = 0;
    return rank;
}

static int one_table(const char *question, table *m, fraction *cells) {
    if (read_table(&question, m)) return -1;
    for (int i = 0; i < m->rows * m->cols && cells; i++) cells[i] = (fraction){m->cell[i], 1};
    return 0;
}

int read_matrix_determinant(const char *question, char *answer) {
    table m;
    fraction cells[MAX_SIDE * MAX_SIDE], det;
    if (one_table(question, &m, cells)) return -1;
    *answer = '\0';
    reduce(cells, m.rows, m.cols, m.cols, &det);
    say_fraction(answer, det);
    return 0;
}

int read_matrix_rank(const char *question, char *answer) {
    table m;
    fraction cells[MAX_SIDE * MAX_SIDE], det;
    if (one_table(question, &m, cells)) return -1;
    *answer = '\0';
    say_whole(answer, reduce(cells, m.rows, m.cols, m.cols, &det));
    return 0;
}

int read_matrix_inverse(const char *question, char *answer) {
    table m;
    fraction wide[2 * MAX_SIDE * MAX_SIDE], det;
    if (one_table(question, &m, NULL)) return -1;
    int n = m.rows;
    for (int i = 0; i < n; i++)
        for (int c = 0; c < 2 * n; c++)
            wide[i * 2 * n + c] = (fraction){c < n ? m.cell[i * n + c] : c - n == i, 1};
    if (reduce(wide, n, 2 * n, n, &det) < n) return -1;
    strcpy(answer, "[");
    for (int r = 0; r < n; r++) {
        say_text(answer, r > 0 ? ", [" : "[");
        say_fractions(answer, wide + r * 2 * n + n, n);
        say_text(answer, "]");
    }
    say_text(answer, "]");
    return 0;
}

static table times(const table *a, const table *b) {
    table product = {a->rows, b->cols, {0}};
    for (int r = 0; r < a->rows; r++)
        for (int c = 0; c < b->cols; c++)
            for (int k = 0; k < a->cols; k++)
                product.cell[r * b->cols + c] +=
                    a->cell[r * a->cols + k] * b->cell[k * b->cols + c];
    return product;
}

int read_matrix_product(const char *question, char *answer) {
    table a, b;
    if (read_table(&question, &a) || read_table(&question, &b) || a.cols != b.rows) return -1;
    table product = times(&a, &b);
    *answer = '\0';
    say_table(answer, &product);
    return 0;
}

/* "-3*A + B" behind the last table. */
static whole factor_before(const char *text, char name) {
    const char *at = strrchr(text, name);
    whole factor = 1;
    const char *start = at;
    if (at[-1] == '*') {
        start = at - 1;
        while (start[-1] >= '0' && start[-1] <= '9') start--;
        factor = strtoll(start, NULL, 10);
    }
    return start[-1] == '-' || (start[-1] == ' ' && start[-2] == '-') ? -factor : factor;
}

int read_matrix_sum(const char *question, char *answer) {
    table a, b;
    if (read_table(&question, &a) || read_table(&question, &b)) return -1;
    whole f = factor_before(question, 'A'), g = factor_before(question, 'B');
    for (int i = 0; i < a.rows * a.cols; i++) a.cell[i] = f * a.cell[i] + g * b.cell[i];
    *answer = '\0';
    say_table(answer, &a);
    return 0;
}

/* By repeated squaring. */
int read_matrix_power(const char *question, char *answer) {
    table m;
    if (read_table(&question, &m)) return -1;
    int k = atoi(strrchr(question, '^') + 1);
    table power = {m.rows, m.cols, {0}};
    for (int i = 0; i < m.rows; i++) power.cell[i * m.rows + i] = 1;
    for (; k; k /= 2) {
        if (k % 2) power = times(&power, &m);
        m = times(&m, &m);
    }
    *answer = '\0';
    say_table(answer, &power);
    return 0;
}

int read_matrix_vector(const char *question, char *answer) {
    table m;
    if (read_table(&question, &m)) return -1;
    table v = {m.cols, 1, {0}};
    if (read_wholes(question, v.cell, m.cols) != m.cols) return -1;
    table image = times(&m, &v);
    *answer = '\0';
    say_wholes(answer, image.cell, image.rows);
    return 0;
}

int read_dot_product(const char *question, char *answer) {
    whole v[64], sum = 0;
    int n = read_wholes(question, v, 64) / 2;
    for (int i = 0; i < n; i++) sum += v[i] * v[n + i];
    *answer = '\0';
    say_whole(answer, sum);
    return 0;
}

int read_cross_product(const char *question, char *answer) {
    whole v[8];
    if (read_wholes(question, v, 8) != 6) return -1;
    const whole product[3] = {v[1] * v[5] - v[2] * v[4], v[2] * v[3] - v[0] * v[5],
                              v[0] * v[4] - v[1] * v[3]};
    *answer = '\0';
    say_wholes(answer, product, 3);
    return 0;
}

/* Tries every whole number: det(A - k I). */
int read_eigenvalues(const char *question, char *answer) {
    table m;
    whole found[3];
    int count = 0;
    if (one_table(question, &m, NULL)) return -1;
    for (whole k = -700; k <= 700; k++) {
        fraction cells[9], det;
        for (int i = 0; i < m.rows * m.cols; i++)
            cells[i] = (fraction){m.cell[i] - (i % (m.cols + 1) == 0 ? k : 0), 1};
        reduce(cells, m.rows, m.cols, m.cols, &det);
        if (det.top == 0 && count < 3) found[count++] = k;
    }
    *answer = '\0';
    say_wholes(answer, found, count);
    return count ? 0 : -1;
}

/* -- entries that move ------------------------------------------------------------------------- */

/* Cell (r, c) of a quarter turn clockwise is cell (rows - 1 - c, r). */
static table turned(const table *m) {
    table result = {m->cols, m->rows, {0}};
    for (int r = 0; r < result.rows; r++)
        for (int c = 0; c < result.cols; c++)
            result.cell[r * result.cols + c] = m->cell[(m->rows - 1 - c) * m->cols + r];
    return result;
}

int read_rotate_matrix(const char *question, char *answer) {
    table m;
    const char *after = question, *by = question;
    if (read_table(&after, &m)) return -1;
    while ((by = strstr(by, " by "))) {
        by += 4;
        whole quarters = strtoll(by, NULL, 10) / 90;
        if (quarters == 0) continue;
        if (strstr(by, "anticlockwise")) quarters *= 3;
        for (; quarters > 0; quarters--) m = turned(&m);
        *answer = '\0';
        say_table(answer, &m);
        return 0;
    }
    return -1;
}

/* Takes the first row off and turns the rest to the left, until nothing is left. */
int read_spiral_matrix(const char *question, char *answer) {
    table m;
    if (read_table(&question, &m)) return -1;
    *answer = '\0';
    while (m.rows > 0 && m.cols > 0) {
        if (*answer) say_text(answer, ", ");
        say_wholes(answer, m.cell, m.cols);
        m.rows--;
        memmove(m.cell, m.cell + m.cols, sizeof(whole) * (size_t)(m.rows * m.cols));
        for (int i = 0; i < 3 && m.rows > 0; i++) m = turned(&m);
    }
    return 0;
}

static table filtered(const table *m, int every_row, int every_col, int rows, int cols) {
    table result = {0, 0, {0}};
    int count = 0;
    for (int r = 1; r <= m->rows && r <= rows; r++) {
        if (every_row && r % every_row == 0) continue;
        result.rows++;
        for (int c = 1; c <= m->cols && c <= cols; c++)
            if (!every_col || c % every_col != 0)
                result.cell[count++] = m->cell[(r - 1) * m->cols + c - 1];
    }
    result.cols = result.rows ? count / result.rows : 0;
    return result;
}

static table transposed(const table *m) {
    table result = {m->cols, m->rows, {0}};
    for (int i = 0; i < m->rows * m->cols; i++)
        result.cell[i % m->cols * m->rows + i / m->cols] = m->cell[i];
    return result;
}

static int operate(table *m, const char *text, size_t length) {
    char say[120];
    int a = 0, b = 0;
    if (length >= sizeof say) return -1;
    snprintf(say, sizeof say, "%.*s", (int)length, text);
    int cells = m->rows * m->cols, rows = m->rows, cols = m->cols;
    table old = *m;
    if (sscanf(say, "turn it clockwise by %d degrees", &a) == 1) {
        for (; a > 0; a -= 90) *m = turned(m);
    } else if (strcmp(say, "mirror it left to right") == 0) {
        for (int i = 0; i < cells; i++)
            m->cell[i] = old.cell[i / cols * cols + cols - 1 - i % cols];
    } else if (strcmp(say, "mirror it top to bottom") == 0) {
        for (int i = 0; i < cells; i++)
            m->cell[i] = old.cell[(rows - 1 - i / cols) * cols + i % cols];
    } else if (strcmp(say, "transpose it") == 0) {
        *m = transposed(m);
    } else if (strcmp(say, "reflect it in its other diagonal") == 0) {
        *m = transposed(m);
        *m = turned(m);
        *m = turned(m);
    } else if (sscanf(say, "replace each %d by %d", &a, &b) == 2) {
        for (int i = 0; i < cells; i++)
            if (m->cell[i] == a) m->cell[i] = b;
    } else if (sscanf(say, "set multiples of %d to zero", &a) == 1) {
        for (int i = 0; i < cells; i++)
            if (m->cell[i] % a == 0) m->cell[i] = 0;
    } else if (sscanf(say, "remove each row whose number is a multiple of %d", &a) == 1) {
        *m = filtered(m, a, 0, rows, cols);
    } else if (sscanf(say, "remove each column whose number is a multiple of %d", &a) == 1) {
        *m = filtered(m, 0, a, rows, cols);
    } else if (sscanf(say, "keep the first %d rows and %d columns", &a, &b) == 2) {
        *m = filtered(m, 0, 0, a, b);
    } else {
        return -1;
    }
    return 0;
}

int read_manipulate_matrix(const char *question, char *answer) {
    table m;
    if (read_table(&question, &m)) return -1;
    const char *at = strstr(question, "in order: ");
    at = at ? at + strlen("in order: ") : strstr(question, "; ") + 2;
    for (;;) {
        const char *end = strpbrk(at, ";.");
        if (!end || operate(&m, at, (size_t)(end - at))) return -1;
        if (*end == '.') break;
        at = end + strlen("; then ");
    }
    *answer = '\0';
    say_table(answer, &m);
    return 0;
}
