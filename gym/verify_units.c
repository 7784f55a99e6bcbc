/* Numbers with something behind them: units, times of day, residues; and prime factors. */
#include <string.h>

#include "gym/verify_formula.h"

enum { MAX_UNIT_PARTS = 4, MAX_PARTS_OF_FACTORS = 64, MAX_PRIME_POWER = 4096 };

/* -- units ------------------------------------------------------------------------------------- */

/* Names of a unit apart by '|', the first its own; what it measures, and how much of it. */
typedef struct unit {
    const char *names;
    char dimension;
    int64_t top, bottom;
} unit;

static const unit UNITS[] = {
    {"km|kilometre|kilometer", 'l', 1000, 1},
    {"m|metre|meter", 'l', 1, 1},
    {"dm|decimetre|decimeter", 'l', 1, 10},
    {"cm|centimetre|centimeter", 'l', 1, 100},
    {"mm|millimetre|millimeter", 'l', 1, 1000},
    {"um|micrometre|micrometer|micron", 'l', 1, 1000000},
    {"nm|nanometre|nanometer", 'l', 1, 1000000000},
    {"mi|mile", 'l', 1609344, 1000},
    {"yd|yard", 'l', 9144, 10000},
    {"ft|foot|feet", 'l', 3048, 10000},
    {"in|inch|inches", 'l', 254, 10000},
    {"t|tonne|metric ton", 'm', 1000000, 1},
    {"kg|kilogram|kilogramme|kilo", 'm', 1000, 1},
    {"g|gram|gramme", 'm', 1, 1},
    {"mg|milligram|milligramme", 'm', 1, 1000},
    {"ug|microgram|microgramme|mcg", 'm', 1, 1000000},
    {"ng|nanogram|nanogramme", 'm', 1, 1000000000},
    {"lb|pound", 'm', 45359237, 100000},
    {"oz|ounce", 'm', 45359237, 1600000},
    {"kl|kilolitre|kiloliter", 'v', 1000000, 1},
    {"l|L|litre|liter", 'v', 1000, 1},
    {"dl|decilitre|deciliter", 'v', 100, 1},
    {"cl|centilitre|centiliter", 'v', 10, 1},
    {"ml|mL|millilitre|milliliter", 'v', 1, 1},
    {"ul|microlitre|microliter", 'v', 1, 1000},
    {"nl|nanolitre|nanoliter", 'v', 1, 1000000},
    {"gal|gallon", 'g', 8, 1},
    {"qt|quart", 'g', 2, 1},
    {"pt|pint", 'g', 1, 1},
    {"millennium|millennia", 'y', 1000, 1},
    {"century|centuries", 'y', 100, 1},
    {"decade", 'y', 10, 1},
    {"year|yr", 'y', 1, 1},
    {"month", 'y', 1, 12},
    {"week|wk", 't', 604800, 1},
    {"day|d", 't', 86400, 1},
    {"h|hour|hr", 't', 3600, 1},
    {"min|minute|mins", 't', 60, 1},
    {"s|second|sec", 't', 1, 1},
    {"ms|millisecond", 't', 1, 1000},
    {"us|microsecond", 't', 1, 1000000},
    {"ns|nanosecond", 't', 1, 1000000000},
    {"degrees|degree|deg", 'a', 1, 1},
    {"rad|radian", 'r', 1, 1},
    {"%|percent|per cent", '%', 1, 1},
    {"dollars|dollar|usd", 'u', 100, 1},
    {"cents|cent", 'u', 1, 1},
    {"euro|eur", 'e', 1, 1},
};

static bool is_name(mg_span s, const char *names, bool plural) {
    while (*names) {
        const char *end = strchr(names, '|');
        size_t n = end ? (size_t)(end - names) : strlen(names);
        size_t length = mg_span_length(s);
        if (plural && length > 3 && s.end[-1] == 's') length--;
        if (length == n) {
            bool symbol = n <= 2; /* mW is not MW; words may begin with a capital */
            size_t i = 0;
            while (i < n && (symbol ? s.at[i] : mg_lower(s.at[i])) == names[i]) i++;
            if (i == n) return true;
        }
        if (!end) return false;
        names = end + 1;
    }
    return false;
}

static const unit *find_unit(mg_span s) {
    for (int plural = 0; plural < 2; plural++)
        for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++)
            if (is_name(s, UNITS[i].names, plural)) return &UNITS[i];
    return NULL;
}

typedef struct unit_part {
    mg_span name;
    const unit *unit; /* NULL where unknown: compared as words */
    int power;
} unit_part;

typedef struct units {
    int count;
    unit_part part[MAX_UNIT_PARTS];
} units;

static bool is_digit_power(mg_span *s, int *power) {
    mg_span inside = *s;
    mg_span_unbracket(&inside);
    bool minus = mg_span_skip_char(&inside, '-');
    if (mg_span_length(inside) != 1 || !mg_is_digit(*inside.at)) return false;
    *power = minus ? -(*inside.at - '0') : *inside.at - '0';
    return true;
}

/* "m^2", "m2", "square metres" */
static bool read_unit(mg_span s, int sign, units *out) {
    unit_part part = {.power = 1};
    if (out->count == MAX_UNIT_PARTS) return false;
    s = mg_span_trim(s);
    if (mg_span_skip_word(&s, "square") || mg_span_skip_word(&s, "sq")) part.power = 2;
    if (mg_span_skip_word(&s, "cubic")) part.power = 3;
    while (mg_span_unbracket(&s)) continue;
    const char *hat = memchr(s.at, '^', mg_span_length(s));
    if (hat) {
        mg_span exponent = mg_span_trim((mg_span){hat + 1, s.end});
        if (!is_digit_power(&exponent, &part.power)) return false;
        s.end = hat;
    } else if (mg_span_length(s) > 1 && (s.end[-1] == '2' || s.end[-1] == '3')) {
        part.power = *--s.end - '0';
    }
    s = mg_span_trim(s);
    if (mg_span_length(s) > 1 && s.end[-1] == '.') s.end--;
    if (s.at == s.end) return false;
    part.power *= sign;
    part.name = s;
    part.unit = find_unit(s);
    out->part[out->count++] = part;
    return true;
}

/* Parts apart by '/', "per" and '*'. */
static bool read_units(mg_span s, units *out) {
    out->count = 0;
    int sign = 1;
    if (mg_span_is(s, "kmh") || mg_span_is(s, "kph")) {
        static const char SPEED[] = "km/h";
        s = (mg_span){SPEED, SPEED + 4};
    }
    const char *start = s.at;
    for (const char *at = s.at; at < s.end; at++) {
        mg_span tail = {at, s.end};
        bool per = at > start && mg_is_space(at[-1]) && mg_span_skip_word(&tail, "per") &&
                   !mg_span_skip_word(&tail, "cent");
        if (!per && *at != '/' && *at != '*') continue;
        if (!read_unit((mg_span){start, at}, sign, out)) return false;
        sign = *at == '*' ? sign : -1;
        start = per ? tail.at : at + 1;
        at = start - 1;
    }
    return read_unit((mg_span){start, s.end}, sign, out);
}

static bool same_units(const units *a, const units *b) {
    if (a->count != b->count) return false;
    for (int i = 0; i < a->count; i++) {
        const unit_part *x = &a->part[i], *y = &b->part[i];
        if (x->power != y->power || x->unit != y->unit) return false;
        if (!x->unit && !mg_same_words(x->name, y->name)) return false;
    }
    return true;
}

/* Multiplies by the size of the units; adds up what they measure. */
static bool in_base_units(const units *all, mg_fraction *value, int dimension[128]) {
    for (int i = 0; i < all->count; i++) {
        const unit *u = all->part[i].unit;
        if (!u) return false;
        int power = all->part[i].power;
        dimension[(int)u->dimension] += power;
        mg_fraction size = {u->top, 1}, under = {1, u->bottom};
        if (!mg_fraction_multiply(size, under, &size)) return false;
        if (power < 0) mg_fraction_invert(size, &size), power = -power;
        for (int k = 0; k < power; k++)
            if (!mg_fraction_multiply(*value, size, value)) return false;
    }
    return true;
}

/* Where the number ends and its unit begins. */
static void split_quantity(mg_span s, mg_span *number, mg_span *unit_text) {
    s = mg_span_trim(s);
    const char *at = s.at;
    for (; at < s.end; at++) {
        bool power = (*at == 'e' || *at == 'E') && at > s.at && mg_is_digit(at[-1]) &&
                     at + 1 < s.end && (mg_is_digit(at[1]) || at[1] == '-' || at[1] == '+');
        if ((mg_is_letter(*at) && !power) || *at == '%') break;
    }
    *number = mg_span_trim((mg_span){s.at, at});
    *unit_text = mg_span_trim((mg_span){at, s.end});
    mg_span open = *number; /* "5 {km}" */
    if (open.at < open.end && (open.end[-1] == '{' || open.end[-1] == '(')) {
        number->end--;
        unit_text->end -= unit_text->at < unit_text->end && strchr(")}", unit_text->end[-1]);
    }
}

static bool number_of(mg_span s, mg_fraction *value) {
    char digits[MG_VERIFY_BYTES];
    mg_literal literal;
    mg_int128 top, bottom;
    if (mg_literal_parse(s, digits, &literal) != MG_SAME ||
        !mg_literal_fraction(&literal, &top, &bottom))
        return false;
    return mg_fraction_multiply((mg_fraction){top, 1}, (mg_fraction){1, bottom}, value);
}

mg_outcome mg_compare_quantity(mg_comparison *c, mg_span gold, mg_span text) {
    mg_span wanted_number, wanted_unit, number, unit_text;
    units wanted, value;
    split_quantity(gold, &wanted_number, &wanted_unit);
    split_quantity(mg_span_after_name(text), &number, &unit_text);
    mg_outcome outcome = mg_compare_rational(c, wanted_number, number);
    if (outcome == MG_NOT_PARSED || outcome == MG_TOO_LARGE) return outcome;
    if (unit_text.at == unit_text.end || wanted_unit.at == wanted_unit.end) {
        c->reason = "the same number, the unit left out";
        return wanted_unit.at < wanted_unit.end || unit_text.at == unit_text.end ? outcome
                                                                                 : MG_NOT_PARSED;
    }
    if (!read_units(unit_text, &value)) return MG_NOT_PARSED;
    if (!read_units(wanted_unit, &wanted)) return MG_NOT_PARSED;
    if (same_units(&wanted, &value)) return outcome;
    mg_fraction left, right;
    int dimension[128] = {0}, other[128] = {0};
    if (!number_of(wanted_number, &left) || !number_of(number, &right) ||
        !in_base_units(&wanted, &left, dimension) || !in_base_units(&value, &right, other) ||
        memcmp(dimension, other, sizeof other) != 0 || !mg_fraction_equal(left, right))
        return MG_DIFFERENT;
    c->reason = "the same amount in another unit than asked for";
    return MG_OTHER_FORM;
}

/* -- times ------------------------------------------------------------------------------------- */

static bool take_number(mg_span *s, int64_t *value) {
    mg_span t = *s;
    mg_span_skip_char(&t, ' ');
    while (t.at < t.end && mg_is_space(*t.at)) t.at++;
    const char *start = t.at;
    for (*value = 0; t.at < t.end && mg_is_digit(*t.at) && t.at - start < 9; t.at++)
        *value = *value * 10 + (*t.at - '0');
    if (t.at == start) return false;
    *s = t;
    return true;
}

static bool take_half_day(mg_span *s, char letter) {
    mg_span t = mg_span_trim(*s);
    if (t.at == t.end || mg_lower(*t.at) != letter) return false;
    t.at++;
    mg_span_skip_char(&t, '.');
    t.at += t.at < t.end && *t.at == ' ';
    if (t.at == t.end || mg_lower(*t.at) != 'm') return false;
    t.at++;
    mg_span_skip_char(&t, '.');
    *s = t;
    return true;
}

/* "2 hours 5 minutes" */
static bool read_duration(mg_span s, int64_t *seconds) {
    static const char *const NAMES[3][6] = {{"hours", "hour", "hrs", "hr", "h", NULL},
                                            {"minutes", "minute", "mins", "min", "m", NULL},
                                            {"seconds", "second", "secs", "sec", "s", NULL}};
    static const int64_t SIZE[3] = {3600, 60, 1};
    bool any = false;
    *seconds = 0;
    for (int unit_index = 0; unit_index < 3; unit_index++) {
        mg_span t = s;
        int64_t value;
        if (any) {
            mg_span_skip_char(&t, ',');
            mg_span_skip_word(&t, "and");
        }
        if (!take_number(&t, &value)) continue;
        for (int i = 0; NAMES[unit_index][i]; i++) {
            if (!mg_span_skip_word(&t, NAMES[unit_index][i])) continue;
            *seconds += value * SIZE[unit_index];
            any = true;
            s = t;
            break;
        }
    }
    return any && mg_span_trim(s).at == s.end;
}

static bool read_time(mg_span s, int64_t *seconds) {
    int64_t part[3] = {0, 0, 0};
    s = mg_span_trim(s);
    bool noon = mg_span_is(s, "noon") || mg_span_is(s, "midday");
    if (noon || mg_span_is(s, "midnight")) {
        *seconds = noon ? 12 * 3600 : 0;
        return true;
    }
    if (read_duration(s, seconds)) return true;
    int parts = 0;
    while (parts < 3 && take_number(&s, &part[parts])) {
        parts++;
        if (s.at == s.end || *s.at != ':') break;
        s.at++;
    }
    bool morning = take_half_day(&s, 'a'), evening = !morning && take_half_day(&s, 'p');
    if (parts == 0 || (parts == 1 && !morning && !evening) || mg_span_trim(s).at != s.end)
        return false;
    if (part[1] > 59 || part[2] > 59) return false;
    if (morning || evening) {
        if (part[0] < 1 || part[0] > 12) return false;
        part[0] = part[0] % 12 + 12 * evening;
    }
    *seconds = part[0] * 3600 + part[1] * 60 + part[2];
    return true;
}

mg_outcome mg_compare_time(mg_comparison *c, mg_span gold, mg_span text) {
    (void)c;
    int64_t wanted, value;
    if (!read_time(gold, &wanted) || !read_time(text, &value)) return MG_NOT_PARSED;
    return wanted == value ? MG_SAME : MG_DIFFERENT;
}

/* -- residues ---------------------------------------------------------------------------------- */

static bool whole_number(mg_span s, mg_int128 *value) {
    mg_fraction f;
    if (!number_of(s, &f) || f.bottom != 1) return false;
    *value = f.top;
    return true;
}

/* "3 (mod 7)", "3 mod 7" */
static bool read_residue(mg_span s, mg_int128 *value, mg_int128 *modulus) {
    s = mg_span_after_name(s);
    for (const char *at = s.at; at < s.end; at++) {
        mg_span tail = {at, s.end}, left = {s.at, at};
        if (mg_lower(*at) != 'm' || (at > s.at && mg_is_letter(at[-1]))) continue;
        if (!mg_span_skip_word(&tail, "modulo") && !mg_span_skip_word(&tail, "mod")) return false;
        left = mg_span_trim(left);
        tail = mg_span_trim(tail);
        if (left.at < left.end && left.end[-1] == '(') {
            if (tail.at == tail.end || *--tail.end != ')') return false;
            left = mg_span_trim((mg_span){left.at, left.end - 1});
        }
        if (left.at < left.end && left.end[-1] == ',') left.end--;
        return whole_number(left, value) && whole_number(tail, modulus) && *modulus > 0;
    }
    return false;
}

mg_outcome mg_compare_residue(mg_comparison *c, mg_span gold, mg_span text) {
    mg_int128 wanted, value, modulus, other;
    if (!read_residue(gold, &wanted, &modulus) || !read_residue(text, &value, &other))
        return MG_NOT_PARSED;
    if (modulus != other || (wanted - value) % modulus != 0) return MG_DIFFERENT;
    if (value > -modulus && value < modulus) return MG_SAME;
    c->reason = "the right residue class, not reduced";
    return MG_OTHER_FORM;
}

/* -- prime factors ----------------------------------------------------------------------------- */

typedef struct powers {
    int count;
    uint64_t base[MAX_PARTS_OF_FACTORS];
    int64_t power[MAX_PARTS_OF_FACTORS];
} powers;

static bool take_digits(mg_span *s, uint64_t *value) {
    mg_span t = *s;
    while (t.at < t.end && mg_is_space(*t.at)) t.at++;
    const char *start = t.at;
    for (*value = 0; t.at < t.end && mg_is_digit(*t.at); t.at++) {
        if (*value > UINT64_MAX / 10 - 10) return false;
        *value = *value * 10 + (uint64_t)(*t.at - '0');
    }
    *s = t;
    return t.at > start;
}

/* "2", "2^3", "2^{3}", "(2^3)" */
static bool take_power(mg_span *s, uint64_t *base, uint64_t *power) {
    bool bracket = mg_span_skip_char(s, '(');
    if (!take_digits(s, base)) return false;
    *power = 1;
    if (mg_span_skip_char(s, '^')) {
        bool brace = mg_span_skip_char(s, '{'), round = !brace && mg_span_skip_char(s, '(');
        if (!take_digits(s, power)) return false;
        if ((brace && !mg_span_skip_char(s, '}')) || (round && !mg_span_skip_char(s, ')')))
            return false;
    }
    return !bracket || mg_span_skip_char(s, ')');
}

static mg_outcome read_powers(mg_span s, powers *out) {
    out->count = 0;
    s = mg_span_trim(s);
    for (;;) {
        uint64_t base, power;
        if (!take_power(&s, &base, &power)) return MG_NOT_PARSED;
        if (out->count == MAX_PARTS_OF_FACTORS || power > MAX_PRIME_POWER) return MG_TOO_LARGE;
        out->base[out->count] = base;
        out->power[out->count++] = (int64_t)power;
        if (mg_span_trim(s).at == s.end) return MG_SAME;
        mg_span bracket = s;
        if (!mg_span_skip_char(&s, '*') && !mg_span_skip_char(&bracket, '(')) return MG_NOT_PARSED;
    }
}

/* Takes the factor off the exponents still wanted; says whether it was a prime of the gold. */
static bool take_off(powers *wanted, uint64_t base, int64_t power, bool *prime) {
    const uint64_t whole = base;
    for (int i = 0; i < wanted->count; i++) {
        int64_t times = 0;
        if (wanted->base[i] == whole) *prime = true;
        if (wanted->base[i] < 2 || base == 0) continue;
        for (; base % wanted->base[i] == 0; base /= wanted->base[i]) times++;
        wanted->power[i] -= times * power;
    }
    return base == 1;
}

mg_outcome mg_compare_factors(mg_comparison *c, mg_span gold, mg_span text) {
    powers wanted, value;
    if (read_powers(gold, &wanted) != MG_SAME) return MG_NOT_PARSED;
    mg_outcome outcome = read_powers(mg_span_after_name(text), &value);
    if (outcome != MG_SAME) return outcome;
    bool all_prime = true;
    for (int i = 0; i < value.count; i++) {
        bool prime = wanted.count == 1 && wanted.base[0] == 1;
        if (!take_off(&wanted, value.base[i], value.power[i], &prime)) return MG_DIFFERENT;
        all_prime = all_prime && prime && value.power[i] > 0;
    }
    for (int i = 0; i < wanted.count; i++)
        if (wanted.base[i] > 1 && wanted.power[i] != 0) return MG_DIFFERENT;
    if (all_prime) return MG_SAME;
    c->reason = "the right product, not of primes";
    return MG_OTHER_FORM;
}
