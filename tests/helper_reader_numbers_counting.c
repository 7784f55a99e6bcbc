/* Readers of questions about counting, chances, averages and signs: by tables and recurrences where
 * the generators use formulas. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_reader_numbers.h"

enum { MAX_ROWS = 64 };

/* Pascal's triangle, a row at a time. */
static reader_wide choose(int n, int k) {
    reader_wide row[MAX_ROWS * 4 + 1] = {1};
    if (k < 0 || k > n || n > MAX_ROWS * 4) return 0;
    for (int i = 1; i <= n; i++)
        for (int j = i < k ? i : k; j > 0; j--) row[j] += row[j - 1];
    return row[k];
}

/* low * (low + 1) * ... * high */
static reader_wide product(long long low, long long high) {
    reader_wide value = 1;
    for (long long i = low; i <= high; i++) value *= i;
    return value;
}

static int read_factorial(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    if (reader_has(question, "largest k") || reader_has(question, "How often")) {
        long long prime = n.value[0], count = 0; /* %1 ... %0 */
        for (long long i = prime; i <= n.value[1]; i += prime)
            for (long long rest = i; rest % prime == 0; rest /= prime) count++;
        return reader_say(answer, count);
    }
    reader_wide top = product(1, n.value[0]), second = product(1, n.value[1]);
    if (reader_has(question, "! - ")) return reader_say(answer, (long long)(top - second));
    if (strchr(question, '*')) second *= product(1, n.value[2]);
    return reader_say(answer, (long long)(top / second));
}

static int read_binomial(const char *question, char *answer) {
    reader_list list = reader_numbers_of(question);
    const long long *n = list.value;
    if (reader_has(question, "at least")) {
        bool committee = reader_has(question, "committee"); /* members, women, men, least */
        int size = (int)n[0], women = (int)n[committee ? 1 : 2], men = (int)n[committee ? 2 : 3];
        reader_wide all = choose(women + men, size);
        for (int k = 0; k < n[committee ? 3 : 1]; k++)
            all -= choose(women, k) * choose(men, size - k);
        return reader_say(answer, (long long)all);
    }
    if (reader_has(question, "A class") || reader_has(question, "From "))
        return reader_say(answer,
                          (long long)(choose((int)n[0], (int)n[2]) * choose((int)n[1], (int)n[3])));
    return reader_say(answer, (long long)choose((int)n[1], (int)n[0]));
}

/* Rows without neighbours among k of n: the others first, then one gap after the other. */
static int read_permutations(const char *question, char *answer) {
    reader_list list = reader_numbers_of(question);
    const long long *n = list.value;
    bool circle = reader_has(question, "round"), apart = reader_has(question, "no two");
    if (reader_has(question, "code")) {
        long long k = n[0], letters = n[1], digits = n[2];
        reader_wide value = 1;
        bool repeats = reader_has(question, "may repeat") && !reader_has(question, "neither");
        for (long long i = 0; i < k; i++) value *= repeats ? letters : letters - i;
        for (long long i = 0; i < digits; i++) value *= repeats ? 10 : 10 - i;
        return reader_say(answer, (long long)value);
    }
    if (reader_has(question, "runners") || reader_has(question, "ordered"))
        return reader_say(answer, (long long)product(n[1] - n[0] + 1, n[1]));
    if (apart) {
        reader_wide value = product(1, n[0] - n[1]);
        for (long long i = 0; i < n[1]; i++) value *= n[0] - n[1] + 1 - i;
        return reader_say(answer, (long long)value);
    }
    long long blocks = n[0] - n[1] + 1 - circle;
    return reader_say(answer, (long long)(product(1, blocks) * product(1, n[1])));
}

/* n! over the factorials of the letters' counts. */
static int read_arrangements(const char *question, char *answer) {
    const char *at = strstr(question, "letters ") + strlen("letters ");
    if (strncmp(at, "of ", 3) == 0) at += 3;
    int count[26] = {0}, total = 0;
    for (; isupper((unsigned char)*at); at++, total++) count[*at - 'A']++;
    const char *fixed = strstr(question, "begin ");
    int taken = fixed ? reader_has(question, "end with") ? 2 : 1 : 0;
    const char *letter = fixed ? question + strlen(question) - 2 : strstr(question, "the letter ");
    if (!fixed && letter) {
        taken = reader_has(question, "both ends") ? 2 : 1;
        letter += strlen("the letter ");
    }
    if (taken) count[*letter - 'A'] -= taken;
    reader_wide value = product(1, total - taken);
    for (int i = 0; i < 26; i++) value /= product(1, count[i]);
    return reader_say(answer, (long long)value);
}

/* Sums of one unknown more, for every total. */
static int read_stars(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    const char *sum = strstr(question, " = ");
    int unknowns = 1, low = 0, high;
    const char *start = strstr(question, "a + b");
    for (const char *at = start; at < sum; at++) unknowns += *at == '+';
    bool solutions = reader_has(question, "solutions");
    int total = (int)n.value[solutions ? 0 : n.count - 1];
    high = total;
    if (reader_has(question, "from 0 to"))
        high = (int)n.value[2];
    else if (reader_has(question, "above"))
        high = (int)n.value[0];
    else
        low = (int)n.value[solutions ? 1 : 0];
    reader_wide ways[64] = {1};
    for (int u = 0; u < unknowns; u++) {
        reader_wide next[64] = {0};
        for (int t = 0; t <= total; t++)
            for (int x = low; x <= high && t + x <= total; x++) next[t + x] += ways[t];
        memcpy(ways, next, sizeof ways);
    }
    return reader_say(answer, (long long)ways[total]);
}

/* Paths to every crossing, the point blocked or the only way. */
static int read_paths(const char *question, char *answer) {
    const char *at = strstr(question, "(0, 0)") + strlen("(0, 0)");
    reader_list list = reader_numbers_of(at);
    const long long *n = list.value;
    reader_wide ways[32][32] = {{0}}, all = 0;
    for (int avoid = 0; avoid < 2; avoid++) {
        for (int x = 0; x <= n[0]; x++)
            for (int y = 0; y <= n[1]; y++) {
                ways[x][y] = x + y == 0;
                if (x > 0) ways[x][y] += ways[x - 1][y];
                if (y > 0) ways[x][y] += ways[x][y - 1];
                if (avoid && x == n[2] && y == n[3]) ways[x][y] = 0;
            }
        if (!avoid) all = ways[n[0]][n[1]];
    }
    reader_wide round = ways[n[0]][n[1]];
    bool avoided = reader_has(question, "without") || reader_has(question, "blocked");
    return reader_say(answer, (long long)(avoided ? round : all - round));
}

/* How many numbers are divisible by exactly j of the divisors, from all subsets. */
static int read_multiples(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    long long most = n.value[1], hits[4] = {0}; /* 1, N, divisors in both wordings */
    int divisors = n.count - 2;
    for (unsigned subset = 0; subset < 1u << divisors; subset++) {
        long long lcm = 1;
        for (int i = 0; i < divisors; i++)
            if (subset >> i & 1) lcm = lcm / reader_gcd(lcm, n.value[2 + i]) * n.value[2 + i];
        /* numbers divisible by exactly j: sum over subsets of size s of (-1)^(s-j) C(s, j) */
        int size = __builtin_popcount(subset);
        for (int j = 0; j <= size; j++)
            hits[j] += ((size - j) % 2 ? -1 : 1) * (long long)choose(size, j) * (most / lcm);
    }
    if (reader_has(question, "none")) return reader_say(answer, hits[0]);
    if (reader_has(question, "exactly")) return reader_say(answer, hits[1]);
    return reader_say(answer, most - hits[0]);
}

/* Permutations of n with so many of the first m fixed: differences of factorials take the fixed
 * ones out of the others, one after the other. */
static reader_wide with_fixed(int n, int m, int fixed) {
    reader_wide row[MAX_ROWS];
    int left = n - fixed, moved = m - fixed;
    for (int i = 0; i <= moved; i++) row[i] = product(1, left - moved + i);
    for (int step = 0; step < moved; step++)
        for (int i = moved; i > step; i--) row[i] -= row[i - 1];
    return choose(m, fixed) * row[moved];
}

static int read_derangements(const char *question, char *answer) {
    reader_list list = reader_numbers_of(question);
    bool letters = reader_has(question, "envelopes");
    int n = (int)list.value[letters ? 0 : 1], k = (int)list.value[2];
    if (reader_has(question, "the first"))
        return reader_say(answer, (long long)with_fixed(n, k, 0));
    bool least = reader_has(question, "at least"), most = reader_has(question, "at most");
    reader_wide sum = 0;
    for (int j = most ? 0 : k; j <= (least ? n : k); j++) sum += with_fixed(n, n, j);
    return reader_say(answer, (long long)sum);
}

/* -- chances -------------------------------------------------------------------------------------
 */

/* The number of heads, throw by throw. */
static int read_coin(const char *question, char *answer) {
    reader_list list = reader_numbers_of(question);
    const long long *v = list.value;
    long long top = 1, bottom = 2, n, k;
    if (list.count == 4) {
        bool coin = reader_has(question, "A coin"); /* p, q, n, k or n, p, q, k */
        top = v[coin ? 0 : 1];
        bottom = v[coin ? 1 : 2];
        n = v[coin ? 2 : 0];
        k = v[3];
    } else {
        bool chance = reader_has(question, "What is the chance"); /* k, n or n, k */
        n = v[chance];
        k = v[!chance];
    }
    reader_wide cases[MAX_ROWS] = {1}, all = 1, sum = 0;
    for (int i = 1; i <= n; i++) {
        for (int j = i; j >= 0; j--)
            cases[j] = cases[j] * (bottom - top) + (j > 0 ? cases[j - 1] * top : 0);
        all *= bottom;
    }
    bool least = reader_has(question, "at least"), most = reader_has(question, "at most");
    for (long long j = most ? 0 : k; j <= (least ? n : k); j++) sum += cases[j];
    return reader_say_fraction(answer, sum, all);
}

/* "3 a, 2 b and 4 c" up to the full stop or ", 3 letters": counts by letter; returns what follows.
 */
static const char *read_bag(const char *text, int count[26]) {
    const char *at = text;
    while (*at) {
        while (*at && !isdigit((unsigned char)*at)) at++;
        int n = (int)strtol(at, (char **)&at, 10);
        if (at[0] != ' ' || !islower((unsigned char)at[1]) || isalpha((unsigned char)at[2]))
            return at;
        count[at[1] - 'a'] = n;
        at += 2;
    }
    return at;
}

static int read_sequence(const char *question, char *answer) {
    int count[26] = {0}, total = 0;
    read_bag(question, count);
    for (int i = 0; i < 26; i++) total += count[i];
    const char *at = strstr(question, "in this order, ");
    at = at ? at + strlen("in this order, ") : strstr(question, "sequence ") + strlen("sequence ");
    reader_wide top = 1, bottom = 1;
    for (; islower((unsigned char)*at); at++) {
        top *= count[*at - 'a']--;
        bottom *= total--;
    }
    return reader_say_fraction(answer, top, bottom);
}

/* Every order of the drawn letters has the same chance. */
static int read_level_set(const char *question, char *answer) {
    int count[26] = {0}, taken[26] = {0}, total = 0, drawn = 0;
    read_bag(question, count);
    read_bag(strstr(question, "that they are ") + strlen("that they are "), taken);
    for (int i = 0; i < 26; i++) {
        total += count[i];
        drawn += taken[i];
    }
    reader_wide top = product(1, drawn), bottom = product(total - drawn + 1, total);
    for (int i = 0; i < 26; i++) {
        top /= product(1, taken[i]);
        top *= product(count[i] - taken[i] + 1, count[i]);
    }
    return reader_say_fraction(answer, top, bottom);
}

static int read_urn(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    const long long *v = n.value;
    bool three = reader_has(question, "urn C") || reader_has(question, "bag C");
    reader_wide weight = 1, rest = 1, part[3], common = 1;
    if (!three) {
        weight = v[4];
        rest = v[5] - v[4];
    }
    for (int i = 0; i < 2 + three; i++) common *= v[2 * i] + v[2 * i + 1];
    reader_wide sum = 0;
    for (int i = 0; i < 2 + three; i++) {
        part[i] = (i ? rest : weight) * v[2 * i] * (common / (v[2 * i] + v[2 * i + 1]));
        sum += part[i];
    }
    return reader_say_fraction(answer, part[0], sum);
}

static int read_expected(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    reader_wide sum = 0;
    for (int i = 0; i + 2 < n.count; i += 3) sum += (reader_wide)n.value[i] * n.value[i + 1];
    return reader_say_fraction(answer, sum, n.value[2]);
}

/* -- lists ---------------------------------------------------------------------------------------
 */

/* The numbers behind the wording, in units of 10^-places. */
static int read_values(const char *text, long long *value, int *places) {
    int count = 0;
    *places = 0;
    const char *start = strstr(text, "? ") ? strstr(text, "? ") + 2 : strrchr(text, ':') + 2;
    for (const char *point = start; (point = strchr(point, '.')); point++)
        *places = (int)strspn(point + 1, "0123456789");
    for (const char *at = start; *at; count++) {
        bool minus = *at == '-';
        at += minus;
        value[count] = 0;
        for (; isdigit((unsigned char)*at) || *at == '.'; at++)
            if (*at != '.') value[count] = value[count] * 10 + (*at - '0');
        if (minus) value[count] = -value[count];
        while (*at == ',' || *at == ' ') at++;
    }
    return count;
}

static int compare_values(const void *a, const void *b) {
    const long long *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int read_average(const char *question, char *answer) {
    long long value[32], units = 1;
    int places, n = read_values(question, value, &places);
    for (int i = 0; i < places; i++) units *= 10;
    qsort(value, (size_t)n, sizeof value[0], compare_values);
    if (reader_has(question, "mean")) {
        long long sum = 0;
        for (int i = 0; i < n; i++) sum += value[i];
        return reader_say_fraction(answer, sum, n * units);
    }
    if (reader_has(question, "median"))
        return reader_say_fraction(answer, value[(n - 1) / 2] + value[n / 2], 2 * units);
    if (!reader_has(question, "mode") && !reader_has(question, "most often"))
        return reader_say_fraction(answer, value[n - 1] - value[0], units);
    int best = 0;
    long long mode = 0;
    for (int i = 0; i < n; i++) {
        int equal = 0;
        for (int k = 0; k < n; k++) equal += value[k] == value[i];
        if (equal > best) mode = value[i];
        if (equal > best) best = equal;
    }
    return reader_say_fraction(answer, mode, units);
}

/* Squared differences of all pairs: n times the sum of squared deviations is their sum. */
static int read_variance(const char *question, char *answer) {
    long long value[32], units = 1;
    int places, n = read_values(question, value, &places);
    for (int i = 0; i < places; i++) units *= 100;
    reader_wide pairs = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++)
            pairs += (reader_wide)(value[i] - value[k]) * (value[i] - value[k]);
    bool sample = reader_has(question, "sample");
    return reader_say_fraction(answer, pairs, (reader_wide)n * (n - sample) * units);
}

/* -- groups --------------------------------------------------------------------------------------
 */

static int read_sets(const char *question, char *answer) {
    reader_list list = reader_numbers_of(question);
    const long long *v = list.value;
    if (reader_has(question, "tea")) {
        long long ones = v[1] + v[2] + v[3], pairs = v[4] + v[5] + v[6];
        if (reader_has(question, "like none of them?"))
            return reader_say(answer, v[0] - (ones - pairs + v[7]));
        if (reader_has(question, "like all three?"))
            return reader_say(answer, v[0] - v[7] - ones + pairs);
        bool two = reader_has(question, "exactly two");
        return reader_say(answer, two ? pairs - 3 * v[7] : ones - 2 * pairs + 3 * v[7]);
    }
    if (reader_has(question, "exactly one")) return reader_say(answer, v[1] + v[2] - 2 * v[3]);
    if (reader_has(question, "How many speak Spanish") || reader_has(question, "How many run"))
        return reader_say(answer, v[0] - v[3] - v[1] + v[2]);
    /* neither from both, or both from neither: the same sum */
    long long both = v[1] + v[2] - (v[0] - v[3]);
    bool neither = reader_has(question, "How many speak neither") ||
                   reader_has(question, "How many do neither");
    return reader_say(answer, neither ? v[0] - (v[1] + v[2] - v[3]) : both);
}

/* -- signs ---------------------------------------------------------------------------------------
 */

static int roman_value(char c) {
    const char *const signs = "IVXLCDM", *at = strchr(signs, c);
    static const int VALUES[] = {1, 5, 10, 50, 100, 500, 1000};
    return c && at ? VALUES[at - signs] : 0;
}

/* The sum of all words of two or more signs, or of one that stands alone; a smaller sign before a
 * larger one counts minus. */
static int sum_of_romans(const char *text) {
    int sum = 0;
    for (const char *at = text; *at; at++) {
        if (at > text && isalpha((unsigned char)at[-1])) continue;
        size_t length = strspn(at, "IVXLCDM");
        if (length == 0 || isalpha((unsigned char)at[length])) continue;
        for (size_t i = 0; i < length; i++) {
            int here = roman_value(at[i]), next = i + 1 < length ? roman_value(at[i + 1]) : 0;
            sum += here < next ? -here : here;
        }
        at += length - 1;
    }
    return sum;
}

static int read_roman(const char *question, char *answer) {
    return reader_say(answer, sum_of_romans(question));
}

/* Digit by digit. */
static int write_roman(const char *question, char *answer) {
    static const char *const SHAPES[] = {"",  "a",  "aa",  "aaa",  "ab",
                                         "b", "ba", "baa", "baaa", "ac"};
    static const char *const SIGNS[] = {"M", "CDM", "XLC", "IVX"};
    reader_list list = reader_numbers_of(question);
    long long n = list.count ? list.value[0] : sum_of_romans(question), place = 1000;
    for (int i = 0; i < 4; i++, place /= 10)
        for (const char *shape = SHAPES[n / place % 10]; *shape; shape++)
            *answer++ = SIGNS[i][*shape - 'a'];
    *answer = '\0';
    return 0;
}

static const char *bits_of(const char *text, char *bits) {
    for (const char *at = text; *at; at++) {
        size_t length = strspn(at, "01");
        if (length >= 8) {
            memcpy(bits, at, length);
            bits[length] = '\0';
            return bits;
        }
        at += length ? length - 1 : 0;
    }
    return NULL;
}

static int read_gray(const char *question, char *answer) {
    char bits[64], out[64];
    if (!bits_of(question, bits)) return -1;
    bool encode = reader_has(question, "Encode") || reader_has(question, "What is");
    size_t n = strlen(bits);
    for (size_t i = 0; i < n; i++) {
        char before = i == 0 ? '0' : encode ? bits[i - 1] : out[i - 1];
        out[i] = before == bits[i] ? '0' : '1';
    }
    out[n] = '\0';
    strcpy(answer, out + strspn(out, "0"));
    return 0;
}

/* Inverted and one more, where the first bit is set. */
static int read_complement(const char *question, char *answer) {
    char bits[64];
    if (!bits_of(question, bits)) return -1;
    bool negative = bits[0] == '1';
    for (char *bit = bits; *bit && negative; bit++) *bit ^= 1;
    long long value = strtoll(bits, NULL, 2);
    return reader_say(answer, negative ? -(value + 1) : value);
}

const reader_entry reader_numbers_counting[] = {{"factorial", read_factorial},
                                                {"binomial", read_binomial},
                                                {"permutations", read_permutations},
                                                {"arrangements_of_letters", read_arrangements},
                                                {"stars_and_bars", read_stars},
                                                {"paths_on_grid", read_paths},
                                                {"inclusion_exclusion", read_multiples},
                                                {"derangements", read_derangements},
                                                {"coin_flip", read_coin},
                                                {"swr_sequence", read_sequence},
                                                {"swr_level_set", read_level_set},
                                                {"urn", read_urn},
                                                {"expected_value", read_expected},
                                                {"averages", read_average},
                                                {"variance", read_variance},
                                                {"set_sizes", read_sets},
                                                {"roman_to_number", read_roman},
                                                {"number_to_roman", write_roman},
                                                {"gray_code", read_gray},
                                                {"twos_complement", read_complement},
                                                {NULL, NULL}};
