#include "tests/helper_variant_parts.h"

/* -- numbers ----------------------------------------------------------------------------------- */

static const char *minus(mg_rng *rng) {
    static const char *const SIGNS[] = {"-", "-", "\u2212", "\u2013"};
    return SIGNS[draw(rng, 0, 3)];
}

static void group_digits(int64_t magnitude, const char *separator, char *out) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)magnitude);
    *out = '\0';
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) strcat(out, separator);
        strncat(out, &digits[i], 1);
    }
}

/* `alone`: separators between thousands cannot be taken for others. */
static void spell_integer(mg_rng *rng, int64_t value, bool alone, char *out) {
    static const char *const SEPARATORS[] = {",", " ", "_", "\\,", "{,}", "\u202f"};
    char body[96];
    long long m = value < 0 ? -value : value;
    switch (draw(rng, 0, alone ? 5 : 3)) {
    case 0:
        snprintf(body, sizeof body, "%lld.0", m);
        break;
    case 1:
        snprintf(body, sizeof body, "00%lld", m);
        break;
    case 2:
        snprintf(body, sizeof body, "%lld.000", m);
        break;
    case 3:
        snprintf(body, sizeof body, "%lld", m);
        break;
    case 4:
        group_digits(m, SEPARATORS[draw(rng, 0, 5)], body);
        break;
    default:
        snprintf(body, sizeof body, "%llde0", m);
        break;
    }
    WRITE(out, "%s%s", value < 0 ? minus(rng) : draw(rng, 0, 3) || !alone ? "" : "+", body);
}

static void spell_ratio(mg_rng *rng, mg_ratio value, bool lowest, char *out) {
    long long m = value.top < 0 ? -value.top : value.top, b = value.bottom;
    long long k = lowest ? 1 : draw(rng, 1, 9);
    const char *sign = value.top < 0 ? minus(rng) : "";
    switch (draw(rng, 0, 5)) {
    case 0:
        WRITE(out, "%s%lld/%lld", sign, k * m, k * b);
        return;
    case 1:
        WRITE(out, "%s%lld / %lld", sign, k * m, k * b);
        return;
    case 2:
        WRITE(out, "%s\\frac{%lld}{%lld}", sign, k * m, k * b);
        return;
    case 3:
        WRITE(out, "%s\\dfrac{%lld}{%lld}", sign, k * m, k * b);
        return;
    case 4:
        if (m > b && b > 1) {
            WRITE(out, "%s%lld %lld/%lld", sign, m / b, m % b, b);
            return;
        }
        break;
    default:
        if (m > b && b > 1) {
            WRITE(out, "%s%lld\\frac{%lld}{%lld}", sign, m / b, m % b, b);
            return;
        }
        break;
    }
    if (1000 % b == 0)
        WRITE(out, "%s%lld.%03lld", sign, m / b, m % b * (1000 / b));
    else
        WRITE(out, "%s%lld/%lld", sign, m, b);
}

/* Off by one, sign, digit swapped, cut off, ten times, another digit: never the same value. */
static int64_t miss_integer(mg_rng *rng, int64_t value) {
    int64_t ten = value < 0 ? -10 : 10;
    switch (draw(rng, 0, 5)) {
    case 0:
        return value + 1;
    case 1:
        return value - 1;
    case 2:
        return value ? -value : 1;
    case 3:
        return value / ten != value ? value / 10 : value + 7;
    case 4:
        return value ? value * 10 : 10;
    default:
        return value + draw_not_zero(rng, 100);
    }
}

static void make_integer(mg_rng *rng, variant *v) {
    int64_t value = mg_draw_number(rng, 15) * (draw(rng, 0, 1) ? 1 : -1);
    v->kind = MG_ANSWER_INTEGER;
    WRITE(v->gold, "%lld", (long long)value);
    spell_integer(rng, value, true, v->right);
    int64_t miss = miss_integer(rng, value);
    spell_integer(rng, miss == value ? value + 1 : miss, true, v->wrong);
}

/* A number of up to 60 digits; one digit of it changed. */
static void make_long_integer(mg_rng *rng, variant *v) {
    int n = (int)draw(rng, 19, 60);
    v->kind = MG_ANSWER_INTEGER;
    v->gold[0] = (char)('0' + draw(rng, 1, 9));
    for (int i = 1; i < n; i++) v->gold[i] = (char)('0' + draw(rng, 0, 9));
    v->gold[n] = '\0';
    WRITE(v->right, "%s%.60s%s", draw(rng, 0, 1) ? "0" : "+", v->gold,
          draw(rng, 0, 1) ? ".00" : "");
    memcpy(v->wrong, v->gold, (size_t)n + 1);
    char *digit = &v->wrong[draw(rng, 0, n - 1)];
    *digit = *digit == '9' ? '8' : (char)(*digit + 1);
}

static mg_ratio draw_ratio(mg_rng *rng) {
    return mg_ratio_of(draw_not_zero(rng, 500), draw(rng, 2, 60));
}

static mg_ratio miss_ratio(mg_rng *rng, mg_ratio r) {
    switch (draw(rng, 0, 3)) {
    case 0:
        return mg_ratio_of(r.top + 1, r.bottom);
    case 1:
        return mg_ratio_of(-r.top, r.bottom);
    case 2:
        return mg_ratio_of(r.top, r.bottom + 1);
    default:
        return mg_ratio_of(r.top * 10, r.bottom);
    }
}

static void write_ratio(char *out, mg_ratio r) {
    mg_text text = mg_text_over(out, VARIANT_BYTES);
    mg_text_ratio(&text, r);
    mg_text_end(&text);
}

static void make_ratio(mg_rng *rng, variant *v) {
    mg_ratio value = draw_ratio(rng), miss = miss_ratio(rng, value);
    bool lowest = draw(rng, 0, 1);
    v->kind = MG_ANSWER_RATIONAL;
    v->form = lowest ? MG_FORM_LOWEST : MG_FORM_ANY;
    write_ratio(v->gold, value);
    spell_ratio(rng, value, lowest, v->right);
    if (lowest && value.bottom > 1 && draw(rng, 0, 1))
        WRITE(v->wrong, "%lld/%lld", 2 * (long long)value.top, 2 * (long long)value.bottom);
    else
        spell_ratio(rng, miss, false, v->wrong);
}

static void make_decimal(mg_rng *rng, variant *v) {
    int64_t units = draw_not_zero(rng, 99999);
    int places = (int)draw(rng, 1, 4);
    mg_text gold = mg_text_over(v->gold, VARIANT_BYTES), wrong = gold;
    v->kind = MG_ANSWER_RATIONAL;
    mg_text_decimal(&gold, units, places);
    mg_text_end(&gold);
    if (draw(rng, 0, 1))
        WRITE(v->right, "%llde-%d", (long long)units, places);
    else
        WRITE(v->right, "%.40s0", v->gold);
    wrong = mg_text_over(v->wrong, VARIANT_BYTES);
    if (draw(rng, 0, 1))
        mg_text_decimal(&wrong, units + 1, places);
    else
        mg_text_decimal(&wrong, units, places + 1); /* the point moved */
    mg_text_end(&wrong);
}

static void make_quotient(mg_rng *rng, variant *v) {
    static const char *const MARKS[] = {"r", " r ", " R ", " remainder ", ", remainder ", " rem "};
    long long q = draw(rng, 0, 9999), r = draw(rng, 1, 99);
    v->kind = MG_ANSWER_QUOTIENT;
    WRITE(v->gold, "%lldr%lld", q, r);
    WRITE(v->right, "%lld%s%lld", q, MARKS[draw(rng, 0, 5)], r);
    if (draw(rng, 0, 1))
        WRITE(v->wrong, "%lld%s%lld", q, MARKS[draw(rng, 0, 5)], r + 1);
    else
        WRITE(v->wrong, "%lld%s%lld", q + 1, MARKS[draw(rng, 0, 5)], r);
}

/* -- several numbers --------------------------------------------------------------------------- */

enum { PARTS = 4 };

/* Joins the parts in an order, `skip` left out. */
static void join(char *out, char part[PARTS][VARIANT_BYTES / 8], const int *order, int count,
                 const char *between) {
    *out = '\0';
    for (int i = 0; i < count; i++) {
        if (i) strcat(out, between);
        strcat(out, part[order[i]]);
    }
}

static void make_sequence(mg_rng *rng, variant *v, bool ordered) {
    static const char *const COMMAS[] = {", ", ",", "; ", " and ", "\n"};
    char gold[PARTS][VARIANT_BYTES / 8], right[PARTS][VARIANT_BYTES / 8];
    int64_t value[PARTS];
    const int forwards[] = {0, 1, 2, 3}, other[] = {2, 0, 3, 1};
    for (int i = 0; i < PARTS; i++) {
        char spelt[VARIANT_BYTES];
        value[i] = 100 * i - 200 + draw(rng, 0, 99); /* all different */
        snprintf(gold[i], sizeof gold[i], "%lld", (long long)value[i]);
        spell_integer(rng, value[i], false, spelt);
        snprintf(right[i], sizeof right[i], "%.60s", spelt);
    }
    v->kind = ordered ? MG_ANSWER_LIST : MG_ANSWER_SET;
    join(v->gold, gold, forwards, PARTS, ", ");
    const char *between = COMMAS[draw(rng, 0, 4)];
    join(v->right, right, ordered ? forwards : other, PARTS, between);
    if (ordered && draw(rng, 0, 1)) {
        join(v->wrong, right, other, PARTS, between);
    } else if (draw(rng, 0, 1)) {
        join(v->wrong, right, forwards, PARTS - 1, between);
    } else {
        int i = (int)draw(rng, 0, PARTS - 1);
        snprintf(right[i], sizeof right[i], "%lld", (long long)value[i] + 100 * PARTS);
        join(v->wrong, right, forwards, PARTS, between);
    }
}

static void make_list(mg_rng *rng, variant *v) {
    make_sequence(rng, v, true);
}

static void make_set(mg_rng *rng, variant *v) {
    make_sequence(rng, v, false);
}

static void make_roots(mg_rng *rng, variant *v) {
    mg_ratio a = draw_ratio(rng), b = a, c;
    b.top += b.bottom; /* a + 1 */
    c = miss_ratio(rng, b);
    if (mg_ratio_compare(c, a) == 0 || mg_ratio_compare(c, b) == 0)
        c = mg_ratio_of(b.top + b.bottom, b.bottom);
    char first[VARIANT_BYTES], second[VARIANT_BYTES], other[VARIANT_BYTES], gold[2][VARIANT_BYTES];
    v->kind = MG_ANSWER_SET;
    write_ratio(gold[0], a), write_ratio(gold[1], b);
    WRITE(v->gold, "%.200s, %.200s", gold[0], gold[1]);
    spell_ratio(rng, a, false, first), spell_ratio(rng, b, false, second);
    spell_ratio(rng, c, false, other);
    WRITE(v->right, "x = %.200s or x = %.200s", second, first);
    WRITE(v->wrong, "x = %.200s or x = %.200s", other, first);
}

static void make_assignment(mg_rng *rng, variant *v) {
    long long x = draw(rng, -99, 99), y = draw(rng, -99, 99);
    v->kind = MG_ANSWER_ASSIGNMENT;
    WRITE(v->gold, "x = %lld, y = %lld", x, y);
    static const char *const FORMATS[] = {"y = %2$lld, x = %1$lld", "x=%1$lld; y=%2$lld",
                                          "(x, y) = (%1$lld, %2$lld)", "(%1$lld, %2$lld)",
                                          "x: %1$lld and y: %2$lld"};
    int which = (int)draw(rng, 0, 4);
    long long wrong_y = draw(rng, 0, 1) ? y + 1 : y ? -y : 1;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    WRITE(v->right, FORMATS[which], x, y);
    WRITE(v->wrong, FORMATS[which], x, wrong_y);
#pragma GCC diagnostic pop
}

static void make_matrix(mg_rng *rng, variant *v) {
    long long m[4], n[4];
    for (int i = 0; i < 4; i++) n[i] = m[i] = draw(rng, -99, 99);
    n[draw(rng, 0, 3)] += draw_not_zero(rng, 9);
    v->kind = MG_ANSWER_MATRIX;
    WRITE(v->gold, "[[%lld, %lld], [%lld, %lld]]", m[0], m[1], m[2], m[3]);
    static const char *const FORMATS[] = {
        "[[%lld,%lld],[%lld,%lld]]", "%lld %lld\n%lld %lld", "[%lld, %lld; %lld, %lld]",
        "\\begin{pmatrix} %lld & %lld \\\\ %lld & %lld \\end{pmatrix}"};
    int which = (int)draw(rng, 0, 3);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    WRITE(v->right, FORMATS[which], m[0], m[1], m[2], m[3]);
    WRITE(v->wrong, FORMATS[which], n[0], n[1], n[2], n[3]);
#pragma GCC diagnostic pop
}

static void make_interval(mg_rng *rng, variant *v) {
    long long a = draw(rng, -99, 50), b = a + draw(rng, 1, 40);
    bool low = draw(rng, 0, 1), high = draw(rng, 0, 1), swap = draw(rng, 0, 1);
    v->kind = MG_ANSWER_INTERVAL;
    WRITE(v->gold, "%lld <%s x <%s %lld", a, low ? "=" : "", high ? "=" : "", b);
    switch (draw(rng, 0, 3)) {
    case 0:
        WRITE(v->right, "%c%lld, %lld%c", low ? '[' : '(', a, b, high ? ']' : ')');
        break;
    case 1:
        WRITE(v->right, "%lld >%s x >%s %lld", b, high ? "=" : "", low ? "=" : "", a);
        break;
    case 2:
        WRITE(v->right, "x >%s %lld and x <%s %lld", low ? "=" : "", a, high ? "=" : "", b);
        break;
    default:
        WRITE(v->right, "%lld %s x %s %lld", a, low ? "\\leq" : "<", high ? "\u2264" : "<", b);
        break;
    }
    if (swap) /* the other bracket */
        WRITE(v->wrong, "%c%lld, %lld%c", low ? '(' : '[', a, b, high ? ']' : ')');
    else
        WRITE(v->wrong, "%lld <%s x <%s %lld", a, low ? "=" : "", high ? "=" : "", b + 1);
}

static void (*const MAKERS[])(mg_rng *, variant *) = {
    make_integer,  make_long_integer,  make_ratio,       make_decimal,       make_quotient,
    make_list,     make_set,           make_roots,       make_assignment,    make_matrix,
    make_interval, variant_polynomial, variant_factored, variant_expression, variant_complex,
    variant_surd,  variant_factors,    variant_quantity, variant_based,      variant_residue,
    variant_time,  variant_word};

int variant_maker_count(void) {
    return (int)(sizeof MAKERS / sizeof MAKERS[0]);
}

void variant_make(int maker, mg_rng *rng, variant *v) {
    *v = (variant){.form = MG_FORM_ANY};
    MAKERS[maker](rng, v);
}

void variant_wrap(mg_rng *rng, const char *answer, char out[VARIANT_BYTES]) {
    bool line = !strchr(answer, '\n');
    switch (draw(rng, 0, line ? 11 : 4)) {
    case 0:
        WRITE(out, " %.400s\n", answer);
        return;
    case 1:
        WRITE(out, "<answer>%.400s</answer>", answer);
        return;
    case 2:
        WRITE(out, "\\boxed{%.400s}", answer);
        return;
    case 3:
        WRITE(out, "We get 12 + 5 = 17 first.\n\\boxed{ %.400s } is it.", answer);
        return;
    case 4:
        WRITE(out, "%.400s", answer);
        return;
    case 5:
        WRITE(out, "The answer is %.400s.", answer);
        return;
    case 6:
        WRITE(out, "Answer: %.400s", answer);
        return;
    case 7:
        WRITE(out, "First 3*4 = 12. So the final answer is: %.400s", answer);
        return;
    case 8:
        WRITE(out, "one, two\n#### %.400s", answer);
        return;
    case 9:
        WRITE(out, "**%.400s**", answer);
        return;
    case 10:
        WRITE(out, "$%.400s$", answer);
        return;
    default:
        WRITE(out, "%.400s.", answer);
        return;
    }
}
