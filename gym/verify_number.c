/* Literal numbers of any size: read once, compared exactly as digits. */
#include <string.h>

#include "gym/verify_parts.h"

enum {
    SMALL_DIGITS = 18, /* two such numbers multiply within 128 bits */
    LIMB_DIGITS = 9,
    LIMB = 1000000000,
    MAX_LIMBS = 2 * (MG_MAX_FRACTION_DIGITS / LIMB_DIGITS + 2),
};

/* A run of digits whose leading zeros are gone. */
typedef struct digits {
    const char *at;
    int32_t count;
} digits;

/* -- reading ---------------------------------------------------------------------------------- */

static bool is_group(const char *at, const char *end) {
    for (int i = 0; i < 3; i++)
        if (at + i >= end || !mg_is_digit(at[i])) return false;
    return at + 3 >= end || !mg_is_digit(at[3]);
}

/* Thousands separators: the same one between all groups of three, one to three digits in front. */
static bool read_digits(mg_span *s, char **buffer, digits *found) {
    const char *at = s->at;
    while (at < s->end && mg_is_digit(*at)) at++;
    size_t lead = (size_t)(at - s->at);
    if (lead == 0) return false;
    char separator = at < s->end ? *at : '\0';
    bool grouped = separator && strchr(", _'", separator) && lead <= 3 && is_group(at + 1, s->end);
    if (!grouped) {
        *found = (digits){s->at, (int32_t)lead};
    } else {
        memcpy(*buffer, s->at, lead);
        *found = (digits){*buffer, (int32_t)lead};
        *buffer += lead;
        for (; at < s->end && *at == separator && is_group(at + 1, s->end); at += 4) {
            memcpy(*buffer, at + 1, 3);
            *buffer += 3;
            found->count += 3;
        }
    }
    s->at = at;
    return true;
}

static digits without_leading_zeros(digits d) {
    while (d.count > 0 && *d.at == '0') d.at++, d.count--;
    return d;
}

/* -?digits; the value is cut off above the cap. */
static bool read_exponent(mg_span *s, int32_t *value) {
    bool negative = s->at < s->end && *s->at == '-';
    if (s->at < s->end && (*s->at == '-' || *s->at == '+')) s->at++;
    const char *start = s->at;
    int32_t magnitude = 0;
    for (; s->at < s->end && mg_is_digit(*s->at); s->at++)
        if (magnitude <= MG_MAX_EXPONENT) magnitude = magnitude * 10 + (*s->at - '0');
    *value = negative ? -magnitude : magnitude;
    return s->at > start;
}

/* "e3", "*10^3", " * 10^{-3}" */
static bool read_power_of_ten(mg_span *s, int32_t *exponent) {
    mg_span t = *s;
    *exponent = 0;
    if (t.at < t.end && (*t.at == 'e' || *t.at == 'E')) {
        t.at++;
        if (!read_exponent(&t, exponent)) return false;
        *s = t;
        return true;
    }
    if (!mg_span_skip_char(&t, '*')) return true;
    t.at += t.at < t.end && *t.at == ' ';
    if (mg_span_length(t) < 4 || memcmp(t.at, "10^", 3) != 0) return false;
    t.at += 3;
    mg_span inside = t;
    if (mg_span_unbracket(&inside)) {
        if (!read_exponent(&inside, exponent) || inside.at != inside.end) return false;
        t.at = t.end;
    } else if (!read_exponent(&t, exponent)) {
        return false;
    }
    *s = t;
    return true;
}

/* digits[.digits][power of ten]; digits and power only where `whole` is not set. */
static mg_outcome read_decimal(mg_span *s, char **buffer, mg_literal *value) {
    digits whole = {s->at, 0};
    bool has_whole = read_digits(s, buffer, &whole);
    int32_t exponent = 0;
    if (s->at < s->end && *s->at == '.') {
        const char *start = ++s->at;
        while (s->at < s->end && mg_is_digit(*s->at)) s->at++;
        int32_t places = (int32_t)(s->at - start);
        if (places == 0) return MG_NOT_PARSED;
        if (whole.at != *buffer - whole.count || !has_whole) {
            memcpy(*buffer, whole.at, (size_t)whole.count);
            whole.at = *buffer;
            *buffer += whole.count;
        }
        memcpy(*buffer, start, (size_t)places);
        *buffer += places;
        whole.count += places;
        exponent = -places;
    } else if (!has_whole) {
        return MG_NOT_PARSED;
    }
    int32_t power;
    if (!read_power_of_ten(s, &power)) return MG_NOT_PARSED;
    if (power > MG_MAX_EXPONENT || power < -MG_MAX_EXPONENT) return MG_TOO_LARGE;
    whole = without_leading_zeros(whole);
    if (whole.count > MG_MAX_DIGITS) return MG_TOO_LARGE;
    exponent += power;
    while (whole.count > 0 && whole.at[whole.count - 1] == '0') whole.count--, exponent++;
    value->top = whole.at;
    value->top_digits = whole.count;
    value->exponent = whole.count ? exponent : 0;
    return MG_SAME;
}

static uint64_t small_value(const char *at, int32_t count) {
    uint64_t value = 0;
    for (int32_t i = 0; i < count; i++) value = value * 10 + (uint64_t)(at[i] - '0');
    return value;
}

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b) {
    while (b) {
        uint64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

static mg_outcome set_fraction(mg_literal *value, digits top, digits bottom) {
    top = without_leading_zeros(top);
    bottom = without_leading_zeros(bottom);
    if (bottom.count == 0) return MG_NOT_PARSED;
    if (top.count > MG_MAX_FRACTION_DIGITS || bottom.count > MG_MAX_FRACTION_DIGITS)
        return MG_TOO_LARGE;
    value->fraction = true;
    value->top = top.at, value->top_digits = top.count;
    value->bottom = bottom.at, value->bottom_digits = bottom.count;
    if (top.count <= SMALL_DIGITS && bottom.count <= SMALL_DIGITS)
        value->lowest = greatest_common_divisor(small_value(top.at, top.count),
                                                small_value(bottom.at, bottom.count)) == 1;
    return MG_SAME;
}

static void store_value(mg_literal *value, mg_uint128 number, digits *stored) {
    char *at = value->store + sizeof value->store;
    do {
        *--at = (char)('0' + (int)(number % 10));
        number /= 10;
    } while (number);
    *stored = (digits){at, (int32_t)(value->store + sizeof value->store - at)};
}

/* [-]digits alone, in brackets or not. */
static bool plain_digits(mg_span s, digits *found, bool *negative) {
    mg_span_unbracket(&s);
    s = mg_span_trim(s);
    if (s.at < s.end && *s.at == '-') s.at++, *negative = !*negative;
    *found = (digits){s.at, (int32_t)mg_span_length(s)};
    for (const char *at = s.at; at < s.end; at++)
        if (!mg_is_digit(*at)) return false;
    return s.at < s.end;
}

static mg_outcome set_signed_fraction(mg_literal *value, digits top, digits bottom, bool negative,
                                      bool sign_below) {
    mg_outcome outcome = set_fraction(value, top, bottom);
    if (negative != sign_below) value->negative = !value->negative;
    if (sign_below) value->lowest = false;
    return outcome;
}

/* "(-8)/3", "{3}/{4}" */
static mg_outcome read_bracketed_fraction(mg_span *s, mg_literal *value) {
    digits top, bottom;
    bool negative = false, sign_below = false;
    const char *slash = memchr(s->at, '/', mg_span_length(*s));
    if (!slash || !plain_digits((mg_span){s->at, slash}, &top, &negative) ||
        !plain_digits((mg_span){slash + 1, s->end}, &bottom, &sign_below))
        return MG_NOT_PARSED;
    s->at = s->end;
    return set_signed_fraction(value, top, bottom, negative, sign_below);
}

/* whole + top/bottom, the fraction proper */
static mg_outcome set_mixed(mg_literal *value, digits whole, digits top, digits bottom) {
    if (whole.count + bottom.count > 2 * SMALL_DIGITS || top.count > SMALL_DIGITS ||
        bottom.count > SMALL_DIGITS || whole.count > SMALL_DIGITS)
        return MG_TOO_LARGE;
    uint64_t w = small_value(whole.at, whole.count), a = small_value(top.at, top.count),
             b = small_value(bottom.at, bottom.count);
    if (b == 0 || a >= b) return MG_NOT_PARSED;
    bool lowest = greatest_common_divisor(a, b) == 1;
    digits sum;
    store_value(value, (mg_uint128)w * b + a, &sum);
    mg_outcome outcome = set_fraction(value, sum, bottom);
    value->lowest = lowest;
    return outcome;
}

/* One argument of \frac: a group or one digit. */
static bool fraction_argument(mg_span *s, digits *found, bool *negative) {
    if (s->at < s->end && mg_is_digit(*s->at)) {
        *found = (digits){s->at++, 1};
        return true;
    }
    if (s->at == s->end || *s->at != '{') return false;
    const char *close = memchr(s->at, '}', mg_span_length(*s));
    if (!close || !plain_digits((mg_span){s->at + 1, close}, found, negative)) return false;
    s->at = close + 1;
    return true;
}

/* "@{3}{4}", whole where a mixed number */
static mg_outcome read_latex_fraction(mg_span *s, const digits *whole, mg_literal *value) {
    digits top, bottom;
    s->at++;
    if (s->at < s->end && *s->at == ' ') s->at++;
    bool negative = false, sign_below = false;
    if (!fraction_argument(s, &top, &negative) || !fraction_argument(s, &bottom, &sign_below))
        return MG_NOT_PARSED;
    if (whole)
        return negative || sign_below ? MG_NOT_PARSED : set_mixed(value, *whole, top, bottom);
    return set_signed_fraction(value, top, bottom, negative, sign_below);
}

static bool is_mixed(mg_span s, const digits *whole) {
    mg_span t = s;
    t.at += t.at < t.end && *t.at == ' ';
    bool latex = t.at < t.end && *t.at == '@';
    if (latex) return true;
    if (t.at == s.at) return false; /* no space: not a second number */
    const char *at = t.at;
    while (at < t.end && mg_is_digit(*at)) at++;
    return at > t.at && whole->count > 0 && memchr(at, '/', (size_t)(t.end - at)) != NULL;
}

/* "3/4", "3 / 4", "2 2/3", "1,200/7" */
static mg_outcome read_fraction(mg_span *s, char **buffer, mg_literal *value) {
    digits first, second, third;
    mg_span t = *s;
    if (t.at < t.end && (*t.at == '(' || *t.at == '{')) return read_bracketed_fraction(s, value);
    if (t.at < t.end && *t.at == '@') {
        mg_outcome latex = read_latex_fraction(&t, NULL, value);
        *s = t;
        return latex;
    }
    /* a mixed number's whole part may not swallow the top as a group of three: "2 200/300" */
    const char *end = t.at;
    while (end < t.end && mg_is_digit(*end)) end++;
    digits lead = {t.at, (int32_t)(end - t.at)};
    if (lead.count > 0 && is_mixed((mg_span){end, t.end}, &lead)) {
        t.at = end + (*end == ' ');
        if (*t.at == '@') {
            mg_outcome latex = read_latex_fraction(&t, &lead, value);
            *s = t;
            return latex;
        }
        if (!read_digits(&t, buffer, &second) || !mg_span_skip_char(&t, '/')) return MG_NOT_PARSED;
        t.at += t.at < t.end && *t.at == ' ';
        if (!read_digits(&t, buffer, &third)) return MG_NOT_PARSED;
        *s = t;
        return set_mixed(value, lead, second, third);
    }
    if (!read_digits(&t, buffer, &first) || !mg_span_skip_char(&t, '/')) return MG_NOT_PARSED;
    t.at += t.at < t.end && *t.at == ' ';
    bool minus = t.at < t.end && *t.at == '-';
    t.at += minus;
    if (!read_digits(&t, buffer, &second)) return MG_NOT_PARSED;
    *s = t;
    return set_signed_fraction(value, first, second, false, minus);
}

mg_outcome mg_literal_parse(mg_span text, char *buffer, mg_literal *value) {
    *value = (mg_literal){.lowest = true};
    text = mg_span_trim(text);
    if (mg_span_unbracket(&text)) mg_span_unbracket(&text);
    if (text.at < text.end && (*text.at == '-' || *text.at == '+')) {
        value->negative = *text.at++ == '-';
        if (text.at < text.end && *text.at == ' ') return MG_NOT_PARSED;
        mg_span_unbracket(&text);
    }
    bool has_slash = mg_span_has(text, '/') || mg_span_has(text, '@');
    mg_outcome outcome =
        has_slash ? read_fraction(&text, &buffer, value) : read_decimal(&text, &buffer, value);
    if (outcome != MG_SAME) return outcome;
    if (text.at != text.end) return MG_NOT_PARSED;
    if (value->top_digits == 0) value->negative = false;
    return MG_SAME;
}

/* -- comparing -------------------------------------------------------------------------------- */

typedef struct limbs {
    int count;
    uint32_t limb[MAX_LIMBS]; /* lowest first, base 10^9 */
} limbs;

static void limbs_of(const char *at, int32_t count, limbs *out) {
    out->count = 0;
    while (count > 0) {
        int32_t take = count < LIMB_DIGITS ? count : LIMB_DIGITS;
        out->limb[out->count++] = (uint32_t)small_value(at + count - take, take);
        count -= take;
    }
}

static void limbs_multiply(const limbs *a, const limbs *b, limbs *out) {
    out->count = a->count + b->count;
    memset(out->limb, 0, (size_t)out->count * sizeof *out->limb);
    for (int i = 0; i < a->count; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < b->count; j++) {
            uint64_t sum = (uint64_t)a->limb[i] * b->limb[j] + out->limb[i + j] + carry;
            out->limb[i + j] = (uint32_t)(sum % LIMB);
            carry = sum / LIMB;
        }
        out->limb[i + b->count] = (uint32_t)carry;
    }
}

/* Digits of the number, without its trailing zeros, which are counted. */
static int32_t limbs_digits(const limbs *a, char *out, int32_t *zeros) {
    int32_t count = 0;
    for (int i = a->count; i-- > 0;) {
        uint32_t limb = a->limb[i];
        for (int d = LIMB_DIGITS; d-- > 0; limb /= 10) out[count + d] = (char)('0' + limb % 10);
        count += LIMB_DIGITS;
    }
    int32_t lead = 0;
    while (lead < count && out[lead] == '0') lead++;
    memmove(out, out + lead, (size_t)(count - lead));
    count -= lead;
    for (*zeros = 0; count > 0 && out[count - 1] == '0'; count--) ++*zeros;
    return count;
}

/* a.top * b.bottom * 10^(a.exponent - b.exponent) in digits */
static int32_t cross(const mg_literal *a, const mg_literal *b, char *out, int32_t *exponent) {
    limbs top, bottom, product;
    limbs_of(a->top, a->top_digits, &top);
    if (b->fraction)
        limbs_of(b->bottom, b->bottom_digits, &bottom);
    else
        bottom = (limbs){.count = 1, .limb = {1}};
    limbs_multiply(&top, &bottom, &product);
    int32_t zeros, count = limbs_digits(&product, out, &zeros);
    *exponent = a->exponent + zeros;
    return count;
}

static mg_outcome compare_big(const mg_literal *a, const mg_literal *b) {
    if (a->top_digits > MG_MAX_FRACTION_DIGITS || b->top_digits > MG_MAX_FRACTION_DIGITS)
        return MG_TOO_LARGE;
    char left[MAX_LIMBS * LIMB_DIGITS], right[MAX_LIMBS * LIMB_DIGITS];
    int32_t left_exponent, right_exponent;
    int32_t n = cross(a, b, left, &left_exponent), m = cross(b, a, right, &right_exponent);
    bool same = n == m && left_exponent == right_exponent && memcmp(left, right, (size_t)n) == 0;
    return same ? MG_SAME : MG_DIFFERENT;
}

static bool is_small(const mg_literal *v) {
    return v->top_digits <= SMALL_DIGITS && v->bottom_digits <= SMALL_DIGITS;
}

/* P * 10^shift == Q for shift >= 0 */
static bool equal_shifted(mg_uint128 p, mg_uint128 q, int32_t shift) {
    for (; shift > 0; shift--) {
        if (q % 10 != 0) return false;
        q /= 10;
    }
    return p == q;
}

static mg_outcome compare_small(const mg_literal *a, const mg_literal *b) {
    uint64_t a_bottom = a->fraction ? small_value(a->bottom, a->bottom_digits) : 1;
    uint64_t b_bottom = b->fraction ? small_value(b->bottom, b->bottom_digits) : 1;
    mg_uint128 p = (mg_uint128)small_value(a->top, a->top_digits) * b_bottom;
    mg_uint128 q = (mg_uint128)small_value(b->top, b->top_digits) * a_bottom;
    int32_t shift = a->exponent - b->exponent;
    bool same = shift >= 0 ? equal_shifted(p, q, shift) : equal_shifted(q, p, -shift);
    return same ? MG_SAME : MG_DIFFERENT;
}

mg_outcome mg_literal_compare(const mg_literal *a, const mg_literal *b) {
    if (a->negative != b->negative) return MG_DIFFERENT;
    if (a->top_digits == 0 || b->top_digits == 0)
        return a->top_digits == b->top_digits ? MG_SAME : MG_DIFFERENT;
    if (a->fraction || b->fraction)
        return is_small(a) && is_small(b) ? compare_small(a, b) : compare_big(a, b);
    bool same = a->exponent == b->exponent && a->top_digits == b->top_digits &&
                memcmp(a->top, b->top, (size_t)a->top_digits) == 0;
    return same ? MG_SAME : MG_DIFFERENT;
}

bool mg_literal_fraction(const mg_literal *v, mg_int128 *top, mg_int128 *bottom) {
    int32_t zeros = v->exponent < 0 ? -v->exponent : v->exponent;
    if (!is_small(v) || zeros + v->top_digits > SMALL_DIGITS) return false;
    mg_int128 shift = 1;
    for (int32_t i = 0; i < zeros; i++) shift *= 10;
    *top = small_value(v->top, v->top_digits);
    *bottom = v->fraction ? small_value(v->bottom, v->bottom_digits) : 1;
    *(v->exponent < 0 ? bottom : top) *= shift;
    if (v->negative) *top = -*top;
    return true;
}

/* -- the two kinds ---------------------------------------------------------------------------- */

mg_outcome mg_compare_integer(mg_comparison *c, mg_span gold, mg_span text) {
    (void)c;
    char gold_digits[MG_VERIFY_BYTES], text_digits[MG_VERIFY_BYTES];
    mg_literal wanted, value;
    mg_outcome outcome = mg_literal_parse(mg_span_after_name(text), text_digits, &value);
    if (outcome != MG_SAME) return outcome;
    if (value.fraction) return MG_NOT_PARSED; /* has yet to be divided */
    if (mg_literal_parse(gold, gold_digits, &wanted) != MG_SAME) return MG_NOT_PARSED;
    return mg_literal_compare(&wanted, &value);
}

static bool percent_off(mg_span *s) {
    mg_span t = mg_span_trim(*s);
    if (t.at < t.end && t.end[-1] == '%') {
        *s = (mg_span){t.at, t.end - 1};
        return true;
    }
    static const char WORD[] = "percent";
    size_t bytes = sizeof WORD - 1;
    if (mg_span_length(t) <= bytes || !mg_span_is((mg_span){t.end - bytes, t.end}, WORD))
        return false;
    *s = mg_span_trim((mg_span){t.at, t.end - bytes});
    return true;
}

/* A fraction in another form than the gold's, where lowest terms were asked for. */
static bool is_reduced(const mg_literal *gold, const mg_literal *value) {
    if (!value->fraction) return true;
    bool small = value->top_digits <= SMALL_DIGITS && value->bottom_digits <= SMALL_DIGITS;
    return small ? value->lowest : !gold->fraction || value->bottom_digits == gold->bottom_digits;
}

mg_outcome mg_compare_rational(mg_comparison *c, mg_span gold, mg_span text) {
    int wanted_class = mg_solution_class(gold), class = mg_solution_class(text);
    if (wanted_class || class) return wanted_class == class ? MG_SAME : MG_DIFFERENT;
    char gold_digits[MG_VERIFY_BYTES], text_digits[MG_VERIFY_BYTES];
    mg_literal wanted, value;
    text = mg_span_after_name(text);
    bool percent = percent_off(&gold);
    if (percent_off(&text) && !percent) return MG_NOT_PARSED;
    mg_outcome outcome = mg_literal_parse(text, text_digits, &value);
    if (outcome != MG_SAME) return outcome;
    if (mg_literal_parse(gold, gold_digits, &wanted) != MG_SAME) return MG_NOT_PARSED;
    outcome = mg_literal_compare(&wanted, &value);
    if (outcome == MG_SAME && c->form == MG_FORM_LOWEST && !is_reduced(&wanted, &value))
        return MG_OTHER_FORM;
    return outcome;
}
