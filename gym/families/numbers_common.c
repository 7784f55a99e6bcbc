#include "gym/families/numbers_common.h"

/* -- text ------------------------------------------------------------------------------------ */

void mg_num_text_list(mg_text *out, const int64_t *list, int count, const char *last) {
    for (int i = 0; i < count; i++) {
        if (i > 0) mg_text_string(out, i == count - 1 ? last : ", ");
        mg_text_int(out, list[i]);
    }
}

static void fill_hole(mg_text *out, char hole, char which, const mg_holes *holes) {
    if (hole == '%')
        mg_text_int(out, holes->number[which - '0']);
    else if (hole == '&')
        mg_text_string(out, holes->name[which - '0']);
    else
        mg_num_text_list(out, holes->list, holes->list_count, hole == '~' ? " and " : ", ");
}

/* The hole at `at`; returns what follows it. */
static const char *write_hole(mg_text *out, const char *at, const mg_holes *holes) {
    fill_hole(out, at[0], at[1], holes);
    return at + (*at == '%' || *at == '&' ? 2 : 1);
}

/* Ends a run of plain characters. */
static const bool IS_SPECIAL[256] = {['\0'] = true, ['{'] = true, ['}'] = true, ['%'] = true,
                                     ['&'] = true,  ['@'] = true, ['~'] = true};

static const char *copy_run(mg_text *out, const char *from) {
    char *to = out->at;
    const char *limit = out->limit;
    for (; !IS_SPECIAL[(unsigned char)*from] && to < limit; from++) *to++ = *from;
    out->at = to;
    while (!IS_SPECIAL[(unsigned char)*from]) mg_text_char(out, *from++);
    return from;
}

void mg_num_text_fill(mg_text *out, const char *sentence, const mg_holes *holes) {
    while (*(sentence = copy_run(out, sentence))) sentence = write_hole(out, sentence, holes);
}

void mg_num_ask(mg_problem *problem, mg_text *question, const mg_wordings *wordings,
                const mg_holes *holes) {
    const char *at = wordings->text[mg_pick(problem, 0, wordings->count)];
    while (*(at = copy_run(question, at))) {
        if (*at == '{')
            mg_math_open(problem, question);
        else if (*at == '}')
            mg_math_close(problem, question);
        else
            at = write_hole(question, at, holes) - 1;
        at++;
    }
}

void mg_num_text_yes_no(mg_text *out, bool yes) {
    mg_text_string(out, yes ? "yes" : "no");
}

/* -- operands -------------------------------------------------------------------------------- */

static int bit_length(int64_t n) {
    return 64 - __builtin_clzll((unsigned long long)n);
}

int64_t mg_num_draw_log(mg_rng *rng, int64_t low, int64_t high) {
    int bits = (int)mg_draw_between(rng, bit_length(low), bit_length(high));
    int64_t from = (int64_t)1 << (bits - 1), to = bits == 63 ? INT64_MAX : 2 * from - 1;
    return mg_draw_between(rng, from > low ? from : low, to < high ? to : high);
}

void mg_num_draw_in_box(const mg_box *box, mg_rng *rng, int64_t *operand) {
    for (int i = 0; i < box->count; i++)
        operand[i] = mg_draw_between(rng, box->low[i], box->high[i]);
}

void mg_num_sort_numbers(int64_t *list, int count) {
    for (int i = 1; i < count; i++) {
        int64_t moved = list[i];
        int at = i;
        for (; at > 0 && list[at - 1] > moved; at--) list[at] = list[at - 1];
        list[at] = moved;
    }
}

bool mg_num_is_sorted(const int64_t *list, int count) {
    for (int i = 1; i < count; i++)
        if (list[i - 1] > list[i]) return false;
    return true;
}

void mg_num_shuffle_by_key(const mg_problem *problem, int64_t *list, int count) {
    for (int i = count - 1; i > 0; i--) {
        int other = mg_pick(problem, 16 + i, i + 1);
        int64_t moved = list[i];
        list[i] = list[other];
        list[other] = moved;
    }
}

int mg_num_longest_digits(const int64_t *list, int count) {
    int longest = 1;
    for (int i = 0; i < count; i++) {
        int digits = mg_digit_count(list[i]);
        if (digits > longest) longest = digits;
    }
    return longest;
}

/* -- Euclid ---------------------------------------------------------------------------------- */

mg_bezout mg_num_bezout_of(int64_t a, int64_t b) {
    mg_bezout now = {a, 1, 0}, next = {b, 0, 1};
    while (next.gcd) {
        int64_t q = now.gcd / next.gcd;
        mg_bezout rest = {now.gcd - q * next.gcd, now.x - q * next.x, now.y - q * next.y};
        now = next;
        next = rest;
    }
    return now;
}

int mg_num_euclid_steps(int64_t a, int64_t b) {
    int steps = 0;
    for (; b; steps++) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return steps;
}

static void write_division(mg_text *out, int64_t a, int64_t b) {
    mg_num_put(out, "%0=%1*%2+%3;", a, a / b, b, a % b);
}

void mg_num_work_euclid(mg_text *out, int64_t a, int64_t b) {
    while (b) {
        write_division(out, a, b);
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
}

/* rest = x*a + y*b, the positive part first. */
static void write_combination(mg_text *out, int64_t a, int64_t b, mg_bezout rest) {
    if (rest.y < 0)
        mg_num_put(out, "%0=%1*%2-%3*%4;", rest.gcd, rest.x, a, -rest.y, b);
    else if (rest.x < 0)
        mg_num_put(out, "%0=%1*%2-%3*%4;", rest.gcd, rest.y, b, -rest.x, a);
    else
        mg_num_put(out, "%0=%1*%2+%3*%4;", rest.gcd, rest.x, a, rest.y, b);
}

void mg_num_work_bezout(mg_text *out, int64_t a, int64_t b) {
    mg_bezout now = {a, 1, 0}, next = {b, 0, 1};
    while (next.gcd) {
        int64_t q = now.gcd / next.gcd;
        write_division(out, now.gcd, next.gcd);
        mg_bezout rest = {now.gcd - q * next.gcd, now.x - q * next.x, now.y - q * next.y};
        if (rest.gcd) write_combination(out, a, b, rest);
        now = next;
        next = rest;
    }
}

void mg_num_work_long_division(mg_text *out, int64_t a, int64_t b) {
    int64_t part = 0;
    bool started = false;
    for (int64_t place = mg_power_of_ten(mg_digit_count(a) - 1); place; place /= 10) {
        part = part * 10 + a / place % 10;
        started = started || part >= b || place == 1;
        if (!started) continue;
        write_division(out, part, b);
        part %= b;
    }
}

/* -- primes ---------------------------------------------------------------------------------- */

/* Byte n/30 has a bit for each of the 8 residues of 30 without a factor 2, 3 or 5. */
static const uint64_t WHEEL[] = {
#include "gym/families/numbers_primes.inc"
};
static const uint8_t RESIDUES[8] = {1, 7, 11, 13, 17, 19, 23, 29};

static unsigned wheel_byte(int block) {
    return (unsigned)(WHEEL[block / 8] >> (8 * (block % 8)) & 0xFF);
}

static bool is_table_prime(int n) {
    if (n < 7) return n == 2 || n == 3 || n == 5;
    unsigned byte = wheel_byte(n / 30);
    for (int i = 0; i < 8; i++)
        if (RESIDUES[i] == n % 30) return byte >> i & 1;
    return false;
}

int mg_num_count_primes(int n) {
    if (n < 7) return (n >= 2) + (n >= 3) + (n >= 5);
    int count = 3, block = n / 30;
    for (int i = 0; i < block / 8; i++) count += __builtin_popcountll(WHEEL[i]);
    for (int i = block / 8 * 8; i < block; i++) count += __builtin_popcount(wheel_byte(i));
    for (int i = 0; i < 8 && RESIDUES[i] <= n % 30; i++) count += (int)(wheel_byte(block) >> i & 1);
    return count;
}

static uint64_t power_mod_32(uint64_t base, uint64_t exponent, uint64_t m) {
    uint64_t result = 1;
    for (base %= m; exponent; exponent >>= 1) {
        if (exponent & 1) result = result * base % m;
        base = base * base % m;
    }
    return result;
}

/* The bases 2, 7 and 61 decide every n below 4,759,123,141 (Jaeschke, 1993). */
static bool passes_miller_rabin(uint64_t n) {
    static const uint8_t BASES[] = {2, 7, 61};
    int twos = __builtin_ctzll(n - 1);
    for (int i = 0; i < 3; i++) {
        uint64_t x = power_mod_32(BASES[i], (n - 1) >> twos, n);
        bool pass = x == 1 || x == n - 1;
        for (int step = 1; step < twos && !pass; step++) {
            x = x * x % n;
            pass = x == n - 1;
        }
        if (!pass) return false;
    }
    return true;
}

bool mg_num_is_small_prime(int64_t n) {
    if (n < MG_TABLE_PRIMES) return is_table_prime((int)n);
    uint32_t word = (uint32_t)n;
    if (word % 2 == 0) return false;
    for (uint32_t p = 3; p < 48; p += 2)
        if (word % p == 0) return false;
    return passes_miller_rabin(word);
}

int64_t mg_num_next_prime(int64_t n) {
    while (!mg_num_is_small_prime(n)) n++;
    return n;
}

static int64_t divide_out(int64_t n, int64_t prime, mg_factors *factors) {
    if (n % prime) return n;
    int power = 0;
    for (; n % prime == 0; power++) n /= prime;
    factors->prime[factors->count] = prime;
    factors->power[factors->count++] = power;
    return n;
}

void mg_num_factor_small(int64_t n, mg_factors *factors) {
    factors->count = 0;
    n = divide_out(n, 2, factors);
    n = divide_out(n, 3, factors);
    n = divide_out(n, 5, factors);
    for (int block = 0; (int64_t)block * 30 * block * 30 <= n && block < MG_TABLE_PRIMES / 30;
         block++)
        for (unsigned bits = wheel_byte(block); bits; bits &= bits - 1) {
            int64_t prime = block * 30 + RESIDUES[__builtin_ctz(bits)];
            bool divides = n <= UINT32_MAX ? (uint32_t)n % (uint32_t)prime == 0 : n % prime == 0;
            if (divides) n = divide_out(n, prime, factors);
        }
    if (n > 1) {
        factors->prime[factors->count] = n;
        factors->power[factors->count++] = 1;
    }
}

int64_t mg_num_draw_smooth(mg_rng *rng, int64_t low, int64_t high) {
    int64_t n = 1, prime = 2;
    for (int i = 0; i < 40 && high / n >= 2; i++) {
        if (n >= low && mg_rng_below(rng, 2)) break;
        int64_t room = high / n;
        if (n == 1 || prime > 50 || mg_rng_below(rng, 3))
            prime = mg_num_next_prime(mg_num_draw_log(rng, 2, room < 9967 ? room : 9967));
        n *= prime <= room ? prime : 2;
    }
    while (n < low) n *= 2;
    return n;
}

void mg_num_work_factors(mg_text *out, int64_t n, const mg_factors *factors) {
    for (int i = 0; i < factors->count; i++)
        for (int k = 0; k < factors->power[i] && n > factors->prime[i]; k++) {
            mg_num_put(out, "%0/%1=%2;", n, factors->prime[i], n / factors->prime[i]);
            n /= factors->prime[i];
        }
}

void mg_num_text_factors(mg_text *out, const mg_factors *factors) {
    for (int i = 0; i < factors->count; i++) {
        if (i > 0) mg_text_string(out, " * ");
        mg_text_int(out, factors->prime[i]);
        if (factors->power[i] > 1) mg_text_char(out, '^');
        if (factors->power[i] > 1) mg_text_int(out, factors->power[i]);
    }
}
