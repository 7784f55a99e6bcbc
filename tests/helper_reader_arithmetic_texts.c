/* Readers of the topic arithmetic: questions in words. */
#include "tests/helper_reader_arithmetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

static const char FRACTION[] = " Give a whole number or a fraction in lowest terms.";

static ll gcd(ll a, ll b) {
    return b ? gcd(b, a % b) : llabs(a);
}

/* Writes top / bottom in lowest terms. */
static int write_fraction(ll top, ll bottom, char *answer) {
    mpq_t value;
    mpq_init(value);
    mpz_set_si(mpq_numref(value), top);
    mpz_set_si(mpq_denref(value), bottom);
    mpq_canonicalize(value);
    int status = reader_write_ratio(value, answer);
    mpq_clear(value);
    return status;
}

static int write_whole(ll value, char *answer) {
    snprintf(answer, READER_ANSWER_BYTES, "%lld", value);
    return 0;
}

int reader_solve_simplification(const char *question, char *answer) {
    static const char *const FORMATS[] = {"Simplify %lld/%lld to its lowest terms.%n",
                                          "Write %lld/%lld in lowest terms.%n",
                                          "Reduce %lld/%lld as far as possible.%n"};
    for (int i = 0; i < 3; i++) {
        ll a, b;
        int end = 0;
        if (sscanf(question, FORMATS[i], &a, &b, &end) == 2 && end && !question[end])
            return write_fraction(a, b, answer);
    }
    return -1;
}

int reader_solve_mixed_numbers(const char *question, char *answer) {
    ll a, b, c, d, e, f;
    char op[16], by[4] = "";
    int end = 0;
    const char *at = reader_skip(question, "What is ");
    if (!at) at = reader_skip(question, "Work out ");
    if (!at || sscanf(at, "%lld %lld/%lld %15[a-z+*:-]%n", &a, &b, &c, op, &end) != 4) return -1;
    at += end;
    if (sscanf(at, " %3[by]%n", by, &end) == 1) at += end;
    if (sscanf(at, " %lld %lld/%lld%n", &d, &e, &f, &end) != 3) return -1;
    if ((at[end] != '?' && at[end] != '.') || strcmp(at + end + 1, FRACTION) != 0) return -1;
    ll top = a * c + b, other = d * f + e;
    if (!strcmp(op, "+") || !strcmp(op, "plus"))
        return write_fraction(top * f + other * c, c * f, answer);
    if (!strcmp(op, "-") || !strcmp(op, "minus"))
        return write_fraction(top * f - other * c, c * f, answer);
    if (!strcmp(op, "*") || !strcmp(op, "times")) return write_fraction(top * other, c * f, answer);
    if (!strcmp(op, ":") || !strcmp(op, "divided"))
        return write_fraction(top * f, c * other, answer);
    return -1;
}

/* -- percentages: solved as equations of the unknown ----------------------------------------- */

static int match_number(const char **at, const char *after, mpq_t value) {
    char number[64];
    size_t length = strspn(*at, "0123456789.");
    if (length == 0 || length >= sizeof number) return -1;
    if (length > 1 && (*at)[length - 1] == '.') length--; /* the full stop of a sentence */
    snprintf(number, sizeof number, "%.*s", (int)length, *at);
    if (reader_value(number, value)) return -1;
    *at = reader_skip(*at + length, after);
    return *at ? 0 : -1;
}

/* The numbers of the question in the order of the pattern, whose '#' stand for them. */
static int match(const char *question, const char *pattern, mpq_t *value) {
    for (int i = 0; *pattern;) {
        if (*pattern != '#') {
            if (*question++ != *pattern++) return -1;
            continue;
        }
        char after[2] = {pattern[1], '\0'};
        if (match_number(&question, after, value[i++])) return -1;
        pattern += 2;
    }
    return *question ? -1 : 0;
}

int reader_solve_percentages(const char *question, char *answer) {
    static const struct {
        const char *pattern;
        int number, kind; /* which '#' is the number; o of, + - raised, O + - before, 2 twice */
    } PATTERNS[] = {
        {"What is #% of #?", 1, 'o'},
        {"Calculate # percent of #.", 1, 'o'},
        {"Increase # by #%.", 0, '+'},
        {"A price of # rises by #%. What is it then?", 0, '+'},
        {"Decrease # by #%.", 0, '-'},
        {"A price of # falls by #%. What is it then?", 0, '-'},
        {"#% of a number is #. What is the number?", 1, 'O'},
        {"Of what number is # equal to #%?", 0, 'O'},
        {"After a rise of #%, a price is #. What was it before?", 1, 'P'},
        {"A number was increased by #% and became #. What was it?", 1, 'P'},
        {"After a fall of #%, a price is #. What was it before?", 1, 'M'},
        {"A number was decreased by #% and became #. What was it?", 1, 'M'},
        {"A price of # rises by #% and then falls by #%. What is it then?", 0, '2'},
        {"# is increased by #%, and the result decreased by #%. What is the outcome?", 0, '2'},
    };
    const char *tail = strstr(question, " Give the exact number, as a decimal or a fraction in "
                                        "lowest terms.");
    if (!tail) return -1;
    char text[READER_TEXT_BYTES];
    snprintf(text, sizeof text, "%.*s", (int)(tail - question), question);
    mpq_t value[3], hundred;
    mpq_inits(value[0], value[1], value[2], hundred, NULL);
    mpq_set_ui(hundred, 100, 1);
    int status = -1;
    for (size_t i = 0; i < sizeof PATTERNS / sizeof PATTERNS[0] && status; i++) {
        if (match(text, PATTERNS[i].pattern, value)) continue;
        mpq_t *x = &value[PATTERNS[i].number], *p = &value[!PATTERNS[i].number];
        int kind = PATTERNS[i].kind;
        mpq_div(*p, *p, hundred);
        mpq_div(value[2], value[2], hundred);
        mpq_div(hundred, hundred, hundred); /* one */
        if (strchr("+P2", kind)) mpq_add(*p, *p, hundred);
        if (strchr("-M", kind)) mpq_sub(*p, hundred, *p);
        if (strchr("OPM", kind))
            mpq_div(*x, *x, *p);
        else
            mpq_mul(*x, *x, *p);
        mpq_sub(value[2], hundred, value[2]);
        if (kind == '2') mpq_mul(*x, *x, value[2]);
        status = reader_write_ratio(*x, answer);
    }
    mpq_clears(value[0], value[1], value[2], hundred, NULL);
    return status;
}

int reader_solve_sharing(const char *question, char *answer) {
    const char *at = strstr(question, " in the ratio ");
    if (!at) return -1;
    ll part[8], sum = 0, low = 0, high = 0, given = atoll(question);
    int n = 0, end;
    for (at += strlen(" in the ratio "); n < 8 && sscanf(at, "%lld%n", &part[n], &end) == 1; n++) {
        at += end;
        if (strncmp(at, " : ", 3) == 0) at += 3;
        sum += part[n];
        if (n == 0 || part[n] < low) low = part[n];
        if (n == 0 || part[n] > high) high = part[n];
    }
    end = 0;
    if (sscanf(at, "; the smallest share is %lld. How large is the whole?%n", &given, &end) == 1 &&
        end && !at[end])
        return given % low ? -1 : write_whole(given / low * sum, answer);
    if (given % sum) return -1;
    if (!strcmp(at, ". How large is the largest share?"))
        return write_whole(given / sum * high, answer);
    if (!strcmp(at, ". How large is the smallest share?"))
        return write_whole(given / sum * low, answer);
    if (!strcmp(at, ". By how much is the largest share larger than the smallest?"))
        return write_whole(given / sum * (high - low), answer);
    return -1;
}

/* -- bases ------------------------------------------------------------------------------------- */

static const char *read_based(const char *at, int base, mpz_t value) {
    char digits[80];
    int brackets = *at == '(';
    at += brackets;
    size_t sign = *at == '-';
    size_t length = sign + strspn(at + sign, "0123456789abcdefghijklmnopqrstuvwxyz");
    if (length == sign || length >= sizeof digits) return NULL;
    snprintf(digits, sizeof digits, "%.*s", (int)length, at);
    if (mpz_set_str(value, digits, base)) return NULL;
    at += length;
    if (brackets && *at++ != ')') return NULL;
    return at;
}

int reader_solve_add_sub_in_base(const char *question, char *answer) {
    int base, end = 0;
    const char *tail = "?";
    if (sscanf(question, "In base %d, what is %n", &base, &end) != 1 || !end) {
        tail = " in this base.";
        if (sscanf(question, "The numbers are written in base %d. Calculate %n", &base, &end) !=
                1 ||
            !end)
            return -1;
    }
    mpz_t a, b;
    mpz_inits(a, b, NULL);
    const char *at = read_based(question + end, base, a);
    int minus = at && reader_skip(at, " - ");
    if (at && (minus || reader_skip(at, " + "))) at = read_based(at + 3, base, b);
    if (minus)
        mpz_sub(a, a, b);
    else
        mpz_add(a, a, b);
    if (at && strcmp(at, tail) == 0)
        mpz_get_str(answer, base, a);
    else
        at = NULL;
    mpz_clears(a, b, NULL);
    return at ? 0 : -1;
}

/* -- roots ------------------------------------------------------------------------------------- */

static int degree_of(const char *name) {
    if (!strcmp(name, "square")) return 2;
    if (!strcmp(name, "cube")) return 3;
    return atoi(name);
}

int reader_solve_nearest_root(const char *question, char *answer) {
    char name[16];
    ll number;
    int degree, end = 0;
    if (sscanf(question, "What is %lld^(1/%d)%n", &number, &degree, &end) != 2 || !end) {
        if (sscanf(question, "What is the %15s root of %lld%n", name, &number, &end) != 2 || !end)
            return -1;
        degree = degree_of(name);
    }
    if (strcmp(question + end, ", rounded to the nearest whole number?") != 0) return -1;
    mpz_t n; /* the root of 2^k n, halved and rounded */
    mpz_init_set_si(n, number);
    mpz_mul_2exp(n, n, (unsigned long)degree);
    mpz_root(n, n, (unsigned long)degree);
    ll doubled = mpz_get_si(n);
    mpz_clear(n);
    return write_whole((doubled + 1) / 2, answer);
}

int reader_solve_perfect_root(const char *question, char *answer) {
    char name[16];
    ll number;
    int degree, end = 0;
    if (sscanf(question, "What is the %15s root of %lld?%n", name, &number, &end) == 2 && end)
        degree = degree_of(name);
    else if (sscanf(question, "Which positive whole number n has n^%d = %lld?%n", &degree, &number,
                    &end) != 2 ||
             !end)
        return -1;
    mpz_t n;
    mpz_init_set_si(n, number);
    int exact = mpz_root(n, n, (unsigned long)degree);
    ll root = mpz_get_si(n);
    mpz_clear(n);
    return exact && !question[end] ? write_whole(root, answer) : -1;
}

int reader_solve_integer_division(const char *question, char *answer) {
    static const struct {
        const char *before, *after;
        int up;
    } WORDINGS[] = {{"Round ", " down to a whole number.", 0},
                    {"Round ", " up to a whole number.", 1},
                    {"What is the largest whole number that is not above ", "?", 0},
                    {"What is the smallest whole number that is not below ", "?", 1}};
    for (int i = 0; i < 4; i++) {
        const char *at = reader_skip(question, WORDINGS[i].before);
        ll a, b;
        int end = 0;
        if (!at || sscanf(at, "%lld/%n", &a, &end) != 1 || !end) continue;
        at += end;
        int brackets = *at == '(';
        if (sscanf(at + brackets, "%lld%n", &b, &end) != 1) continue;
        at += brackets + end;
        if (brackets && *at++ != ')') continue;
        if (strcmp(at, WORDINGS[i].after) != 0) continue;
        mpz_t top, bottom;
        mpz_init_set_si(top, a);
        mpz_init_set_si(bottom, b);
        if (WORDINGS[i].up)
            mpz_cdiv_q(top, top, bottom);
        else
            mpz_fdiv_q(top, top, bottom);
        gmp_snprintf(answer, READER_ANSWER_BYTES, "%Zd", top);
        mpz_clears(top, bottom, NULL);
        return 0;
    }
    return -1;
}

/* -- notations --------------------------------------------------------------------------------- */

int reader_solve_magnitude(const char *question, char *answer) {
    char number[128];
    int end = 0;
    if ((sscanf(question,
                "For which whole number n is %127[0-9.] equal to m*10^n with 1 <= m < 10?%n",
                number, &end) != 1 ||
         !end) &&
        (sscanf(question,
                "Write %127[0-9.] as m*10^n with 1 <= m < 10 and a whole number n. What is n?%n",
                number, &end) != 1 ||
         !end))
        return -1;
    const char *point = strchr(number, '.'), *first = strpbrk(number, "123456789");
    if (!point) point = number + strlen(number);
    if (!first || question[end]) return -1;
    return write_whole(first < point ? point - first - 1 : point - first, answer);
}

int reader_solve_scientific(const char *question, char *answer) {
    char expression[READER_TEXT_BYTES];
    mpq_t value, ten;
    mpq_inits(value, ten, NULL);
    mpq_set_ui(ten, 10, 1);
    int status =
        reader_unwrap(question, " Give the exact number in e-notation, like 1.25e-7.", expression);
    if (status == 0) status = reader_value(expression, value);
    int exponent = 0;
    for (; status == 0 && mpq_cmp(value, ten) >= 0; exponent++) mpq_div(value, value, ten);
    for (; status == 0 && mpq_cmp_ui(value, 1, 1) < 0; exponent--) mpq_mul(value, value, ten);
    if (status == 0) status = reader_write_decimal(value, answer);
    if (status == 0) sprintf(answer + strlen(answer), "e%d", exponent);
    mpq_clears(value, ten, NULL);
    return status;
}

int reader_solve_count_bits(const char *question, char *answer) {
    const char *digits = strpbrk(question, "0123456789");
    static const char *const FORMATS[] = {"How many ones has %lld in binary?%n",
                                          "How many 1 bits are there in the binary form of %lld?%n",
                                          "Write %lld in base 2. How many of its digits are 1?%n"};
    for (int i = 0; digits && i < 3; i++) {
        ll number, ones = 0;
        int end = 0;
        if (sscanf(question, FORMATS[i], &number, &end) != 1 || !end || question[end]) continue;
        for (; number; number /= 2) ones += number % 2;
        return write_whole(ones, answer);
    }
    return -1;
}

/* One number in any of the notations, up to a space or the end. */
static int read_notation(const char *text, mpq_t value) {
    char plain[64];
    int out = 0, exponent = 0;
    for (; *text && out < 60; text++) {
        if (*text == ',') continue;
        if (*text == 'e') {
            exponent = atoi(text + 1);
            break;
        }
        plain[out++] = *text;
    }
    plain[out] = '\0';
    if (reader_value(plain, value)) return -1;
    for (; exponent > 0; exponent--) {
        mpz_mul_ui(mpq_numref(value), mpq_numref(value), 10);
        mpq_canonicalize(value);
    }
    return exponent < 0 ? -1 : 0;
}

int reader_solve_number_format(const char *question, char *answer) {
    const char *at = strstr(question, " of these numbers: ");
    if (!at) return -1;
    int smallest = strstr(question, "smallest") != NULL, status = 0, first = 1;
    char list[READER_TEXT_BYTES];
    snprintf(list, sizeof list, "%s", at + strlen(" of these numbers: "));
    size_t length = strlen(list);
    if (list[length - 1] != '.' && list[length - 1] != '?') return -1;
    list[length - 1] = '\0';
    mpq_t best, next;
    mpq_inits(best, next, NULL);
    for (char *part = strtok(list, " |"); part && status == 0; part = strtok(NULL, " |")) {
        status = read_notation(part, next);
        int order = mpq_cmp(next, best);
        if (first || (smallest ? order < 0 : order > 0)) mpq_set(best, next);
        first = 0;
    }
    if (status == 0) status = reader_write_decimal(best, answer);
    mpq_clears(best, next, NULL);
    return status;
}

/* -- counting ---------------------------------------------------------------------------------- */

static int legs_of(const char *name) {
    static const struct {
        int legs;
        const char *names;
    } LEGS[] = {
        {0, " snake snakes snail snails worm worms jellyfish shark sharks "},
        {2, " duck ducks hen hens owl owls ostrich ostriches penguin penguins human humans "},
        {4, " dog dogs cat cats cow cows horse horses pig pigs goat goats sheep lion lions rabbit "
            "rabbits frog frogs lizard lizards "},
        {6, " ant ants bee bees wasp wasps fly flies moth moths beetle beetles ladybird ladybirds "
            "grasshopper grasshoppers "},
        {8, " spider spiders scorpion scorpions tick ticks "},
        {10, " crab crabs lobster lobsters "},
        {14, " woodlouse woodlice "},
    };
    char padded[40];
    snprintf(padded, sizeof padded, " %s ", name);
    for (size_t i = 0; i < sizeof LEGS / sizeof LEGS[0]; i++)
        if (strstr(LEGS[i].names, padded)) return LEGS[i].legs;
    return -1;
}

int reader_solve_leg_counting(const char *question, char *answer) {
    const char *at = reader_skip(question, "How many legs do ");
    if (!at) at = reader_skip(question, "A farm of odd tastes keeps ");
    ll sum = 0, count;
    char name[32];
    int end = 0;
    while (at && sscanf(at, "%lld %31[a-z]%n", &count, name, &end) == 2) {
        int legs = legs_of(name);
        if (legs < 0) return -1;
        sum += count * legs;
        at += end;
        if (reader_skip(at, ", "))
            at += 2;
        else if (reader_skip(at, " and "))
            at += 5;
    }
    if (!at || (strcmp(at, " have together?") != 0 && strcmp(at, ". How many legs are that?") != 0))
        return -1;
    return write_whole(sum, answer);
}

/* All rolls one by one, but for the last die. */
static ll favourable(const int *sides, int n, int target) {
    if (n == 1) {
        int count = sides[0] - target + 1;
        return count < 0 ? 0 : count > sides[0] ? sides[0] : count;
    }
    ll sum = 0;
    for (int face = 1; face <= sides[n - 1]; face++) sum += favourable(sides, n - 1, target - face);
    return sum;
}

/* The polynomial of the sums; small ones are checked by going through the rolls. */
int reader_solve_dice(const char *question, char *answer) {
    const char *at = reader_skip(question, "You roll fair dice of ");
    if (!at) at = reader_skip(question, "Fair dice with ");
    int sides[8], n = 0, target, end = 0;
    while (at && n < 8 && sscanf(at, "%d%n", &sides[n], &end) == 1) {
        at += end;
        n++;
        if (reader_skip(at, ", "))
            at += 2;
        else if (reader_skip(at, " and "))
            at += 5;
    }
    end = 0;
    if (!at || ((sscanf(at,
                        " sides. What is the probability that the sum is at least %d? Give a "
                        "fraction in lowest terms.%n",
                        &target, &end) != 1 ||
                 !end) &&
                (sscanf(at,
                        " sides are rolled. How likely is a sum of at least %d? Give a fraction in "
                        "lowest terms.%n",
                        &target, &end) != 1 ||
                 !end)))
        return -1;
    ll ways[256] = {1}, rolls = 1, count = 0;
    int high = 0;
    for (int i = 0; i < n; i++) {
        ll next[256] = {0};
        for (int sum = 0; sum <= high; sum++)
            for (int face = 1; face <= sides[i]; face++) next[sum + face] += ways[sum];
        memcpy(ways, next, sizeof ways);
        high += sides[i];
        rolls *= sides[i];
    }
    for (int sum = target; sum <= high; sum++) count += ways[sum];
    if (rolls < 3000 && count != favourable(sides, n, target)) return -1;
    return write_fraction(count, rolls, answer);
}

/* -- surds: pairs a + b sqrt(c) over the rationals --------------------------------------------- */

typedef struct surd {
    ll a, b, c, bottom; /* (a + b sqrt(c)) / bottom, c square-free or 0 */
} surd;

static surd reduced_root(ll factor, ll n) {
    ll k = 1;
    for (ll p = 2; p * p <= n; p++)
        while (n % (p * p) == 0) {
            n /= p * p;
            k *= p;
        }
    return (surd){0, factor * k, n, 1};
}

static int write_surd(surd s, char *answer) {
    ll both = gcd(gcd(s.a, s.b), s.bottom);
    if (s.bottom < 0) both = -both;
    s = (surd){s.a / both, s.b / both, s.c, s.bottom / both};
    char rational[64], factor[64];
    if (write_fraction(s.a, s.bottom, rational) || write_fraction(llabs(s.b), s.bottom, factor))
        return -1;
    if (s.b == 0) return snprintf(answer, READER_ANSWER_BYTES, "%s", rational) < 0;
    snprintf(answer, READER_ANSWER_BYTES, "%s%s%s%ssqrt(%lld)", s.a ? rational : "",
             s.a       ? (s.b < 0 ? " - " : " + ")
             : s.b < 0 ? "-"
                       : "",
             strcmp(factor, "1") ? factor : "", strcmp(factor, "1") ? "*" : "", s.c);
    return 0;
}

int reader_solve_simplify_surd(const char *question, char *answer) {
    const char *at = reader_skip(question, "Simplify ");
    if (!at) at = reader_skip(question, "Write ");
    ll factor = 1, n, divisor = 1;
    int end = 0;
    if (at && sscanf(at, "%lld*%n", &factor, &end) == 1 && end) at += end;
    if (!at || sscanf(at, "sqrt(%lld)%n", &n, &end) != 1) return -1;
    at += end;
    if (sscanf(at, "/%lld%n", &divisor, &end) == 1) at += end;
    if (strcmp(at, "; leave no square factor under the root.") != 0 &&
        strcmp(at, " with the smallest whole number under the root.") != 0)
        return -1;
    surd s = reduced_root(factor, n);
    s.bottom = divisor;
    return write_surd(s, answer);
}

/* "12", "3*sqrt(5)", "-sqrt(2)" and sums of two of them */
static const char *read_surd(const char *at, surd *sum) {
    *sum = (surd){0, 0, 0, 1};
    for (int first = 1;; first = 0) {
        ll sign = 1, factor = 1, n;
        int end = 0;
        if (first) {
            if (*at == '-') sign = -1;
            at += *at == '-';
        } else {
            if (!reader_skip(at, " + ") && !reader_skip(at, " - ")) return at;
            sign = at[1] == '-' ? -1 : 1;
            at += 3;
        }
        int whole = sscanf(at, "%lld%n", &factor, &end) == 1;
        if (whole) at += end;
        if (whole && *at == '*' && at[1] == 's') at++;
        if (sscanf(at, "sqrt(%lld)%n", &n, &end) == 1) {
            surd root = reduced_root(sign * factor, n);
            if (sum->c && sum->c != root.c) return NULL;
            sum->b += root.b;
            sum->c = root.c;
            at += end;
        } else if (whole) {
            sum->a += sign * factor;
        } else {
            return NULL;
        }
    }
}

int reader_solve_surd_arithmetic(const char *question, char *answer) {
    const char *at = reader_skip(question, "Simplify ");
    if (!at) at = reader_skip(question, "Work out ");
    surd x, y;
    if (!at) return -1;
    if (*at == '(') {
        at = read_surd(at + 1, &x);
        if (!at || *at != ')' || (at[1] != '*' && at[1] != '/') || at[2] != '(') return -1;
        int divide = at[1] == '/';
        at = read_surd(at + 3, &y);
        if (!at || *at++ != ')') return -1;
        if (divide) { /* the conjugate */
            x.bottom = y.a * y.a - y.b * y.b * y.c;
            y.b = -y.b;
        }
        x = (surd){x.a * y.a + x.b * y.b * x.c, x.a * y.b + x.b * y.a, x.c, x.bottom};
    } else {
        at = read_surd(at, &x);
        if (!at) return -1;
    }
    if (strcmp(at, ". Write it as a + b*sqrt(c) with c as small as possible.") != 0) return -1;
    return write_surd(x, answer);
}
