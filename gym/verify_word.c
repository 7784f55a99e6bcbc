/* Kinds of answers that are words, marks or several whole numbers. */
#include <string.h>

#include "gym/verify_parts.h"

static bool is_one_of(mg_span s, const char *const *words) {
    for (; *words; words++)
        if (mg_span_is(s, *words)) return true;
    return false;
}

enum { MAX_CLASS_BYTES = 64 };

/* "all s" is "all x": whatever single letter ends the text. `copy` holds MAX_CLASS_BYTES. */
static mg_span with_x(mg_span text, char *copy) {
    size_t bytes = mg_span_length(text);
    if (bytes < 3 || bytes > MAX_CLASS_BYTES || text.end[-2] != ' ' || !mg_is_letter(text.end[-1]))
        return text;
    memcpy(copy, text.at, bytes);
    copy[bytes - 1] = 'x';
    return (mg_span){copy, copy + bytes};
}

int mg_solution_class(mg_span text) {
    static const char *const NONE[] = {"no solution",
                                       "no solutions",
                                       "no real solution",
                                       "no real solutions",
                                       "none",
                                       "empty",
                                       "empty set",
                                       "the empty set",
                                       "{}",
                                       "{ }",
                                       "{empty}",
                                       "there is no solution",
                                       "no solution exists",
                                       "no solutions exist",
                                       "there are no solutions",
                                       "has no solution",
                                       "no real roots",
                                       "no roots",
                                       "no real root",
                                       "x in empty",
                                       "there is no real solution",
                                       "there are no real solutions",
                                       NULL};
    static const char *const ALL[] = {"infinitely many",
                                      "infinitely many solutions",
                                      "infinite solutions",
                                      "all x",
                                      "all real numbers",
                                      "all reals",
                                      "every real number",
                                      "any real number",
                                      "reals",
                                      "any x",
                                      "every x",
                                      "x in reals",
                                      "all real x",
                                      "all values of x",
                                      "there are infinitely many solutions",
                                      "infinite number of solutions",
                                      "an infinite number of solutions",
                                      "has infinitely many solutions",
                                      "infinitely many solutions exist",
                                      NULL};
    text = mg_span_trim(text);
    if (text.at == text.end || mg_is_digit(*text.at) || *text.at == '-') return 0;
    char any_name[MAX_CLASS_BYTES];
    text = with_x(text, any_name);
    if (is_one_of(text, NONE)) return 1;
    return is_one_of(text, ALL) ? 2 : 0;
}

/* A letter with primes and a bracketed letter, then '=': "x =", "f(x) =", "y' =", "x_1 =". */
mg_span mg_span_after_name(mg_span text) {
    mg_span s = mg_span_trim(text);
    if (mg_span_length(s) < 3 || !mg_is_letter(*s.at)) return s;
    mg_span t = {s.at + 1, s.end};
    while (t.at < t.end && *t.at == '\'') t.at++;
    if (t.at < t.end && *t.at == '_') {
        t.at++;
        while (t.at < t.end && mg_is_digit(*t.at)) t.at++;
    }
    if (mg_span_length(t) > 3 && t.at[0] == '(' && mg_is_letter(t.at[1]) && t.at[2] == ')')
        t.at += 3;
    if (!mg_span_skip_char(&t, '=')) return s;
    return mg_span_trim(t);
}

/* -- marks and words --------------------------------------------------------------------------- */

static char relation_of(mg_span s) {
    static const char *const LESS[] = {"<",       "less",         "less than", "is less than",
                                       "smaller", "smaller than", "&lt;",      NULL};
    static const char *const EQUAL[] = {"=",        "==",          "equal",    "equals",
                                        "equal to", "is equal to", "the same", NULL};
    static const char *const GREATER[] = {
        ">",      "greater",     "greater than", "is greater than",
        "larger", "larger than", "bigger",       "more than",
        "&gt;",   NULL};
    return is_one_of(s, LESS) ? '<' : is_one_of(s, EQUAL) ? '=' : is_one_of(s, GREATER) ? '>' : 0;
}

mg_outcome mg_compare_relation(mg_comparison *c, mg_span gold, mg_span text) {
    (void)c;
    char wanted = relation_of(gold), value = relation_of(text);
    return !wanted || !value ? MG_NOT_PARSED : wanted == value ? MG_SAME : MG_DIFFERENT;
}

static int boolean_of(mg_span s) {
    static const char *const YES[] = {"yes", "true", "y", "t", "correct", NULL};
    static const char *const NO[] = {"no", "false", "n", "f", "incorrect", NULL};
    return is_one_of(s, YES) ? 1 : is_one_of(s, NO) ? 2 : 0;
}

mg_outcome mg_compare_boolean(mg_comparison *c, mg_span gold, mg_span text) {
    (void)c;
    int wanted = boolean_of(gold), value = boolean_of(text);
    return !wanted || !value ? MG_NOT_PARSED : wanted == value ? MG_SAME : MG_DIFFERENT;
}

/* Quotes, brackets around one word, and space: "(B)", "'Tuesday'". */
static mg_span bare_word(mg_span s) {
    s = mg_span_trim(s);
    size_t n = mg_span_length(s);
    if (n >= 3 && (*s.at == '\'' || *s.at == '"') && s.end[-1] == *s.at)
        s = mg_span_trim((mg_span){s.at + 1, s.end - 1});
    mg_span inside = s;
    return mg_span_unbracket(&inside) && mg_span_length(inside) > 0 ? inside : s;
}

static bool is_word_character(char c) {
    return mg_is_letter(c) || mg_is_digit(c) || (unsigned char)c >= 0x80;
}

/* Over space; says whether there was some between two words: beside a mark it means nothing. */
static bool skip_gap(mg_span *s, char before) {
    const char *from = s->at;
    while (s->at < s->end && mg_is_space(*s->at)) s->at++;
    return s->at > from && s->at < s->end && is_word_character(before) && is_word_character(*s->at);
}

bool mg_same_words(mg_span a, mg_span b) {
    a = mg_span_trim(a), b = mg_span_trim(b);
    char before = ' ';
    while (a.at < a.end && b.at < b.end) {
        if (skip_gap(&a, before) != skip_gap(&b, before)) return false;
        before = mg_lower(*a.at);
        if (before != mg_lower(*b.at)) return false;
        a.at++, b.at++;
    }
    return a.at == a.end && b.at == b.end;
}

mg_outcome mg_compare_word(mg_comparison *c, mg_span gold, mg_span text) {
    (void)c;
    if (mg_span_trim(text).at == text.end) return MG_NOT_PARSED;
    if (mg_same_words(gold, text)) return MG_SAME;
    return mg_same_words(bare_word(gold), bare_word(text)) ? MG_SAME : MG_DIFFERENT;
}

/* -- several whole numbers --------------------------------------------------------------------- */

static bool take_remainder_mark(mg_span *s) {
    mg_span t = *s;
    mg_span_skip_char(&t, ',');
    mg_span_skip_word(&t, "with");
    mg_span_skip_word(&t, "and");
    mg_span_skip_word(&t, "a");
    bool marked = mg_span_skip_word(&t, "remainder") || mg_span_skip_word(&t, "rem") ||
                  mg_span_skip_word(&t, "r");
    if (!marked) return false;
    mg_span_skip_word(&t, "of");
    mg_span_skip_char(&t, '.');
    mg_span_skip_char(&t, '=');
    mg_span_skip_char(&t, ':');
    *s = t;
    return true;
}

/* Cuts "27 r 2" into its halves; the second is empty where there is no remainder. */
static bool split_quotient(mg_span s, mg_span half[2]) {
    s = mg_span_trim(s);
    if (mg_span_skip_word(&s, "quotient") || mg_span_skip_word(&s, "q")) {
        mg_span_skip_word(&s, "is");
        mg_span_skip_char(&s, '=');
        mg_span_skip_char(&s, ':');
    }
    half[0] = mg_span_trim(s);
    half[1] = (mg_span){s.end, s.end};
    for (const char *at = s.at; at < s.end; at++) {
        mg_span t = {at, s.end};
        if (!strchr(", rRwa", *at) || !take_remainder_mark(&t)) continue;
        half[0] = mg_span_trim((mg_span){s.at, at});
        half[1] = mg_span_trim(t);
        return half[1].at < half[1].end;
    }
    return true;
}

mg_outcome mg_compare_quotient(mg_comparison *c, mg_span gold, mg_span text) {
    static const char ZERO[] = "0";
    mg_span wanted[2], value[2];
    if (!split_quotient(gold, wanted) || !split_quotient(text, value)) return MG_NOT_PARSED;
    mg_outcome outcome = MG_SAME;
    for (int i = 0; i < 2; i++) {
        if (i && wanted[i].at == wanted[i].end) wanted[i] = (mg_span){ZERO, ZERO + 1};
        if (i && value[i].at == value[i].end) value[i] = (mg_span){ZERO, ZERO + 1};
        mg_outcome half = mg_compare_integer(c, wanted[i], value[i]);
        if (half > outcome) outcome = half;
    }
    return outcome;
}

static int digit_value(char c) {
    if (mg_is_digit(c)) return c - '0';
    return mg_is_letter(c) ? mg_lower(c) - 'a' + 10 : 99;
}

static bool read_base(mg_span *s, int base) {
    mg_span t = *s;
    mg_span_unbracket(&t);
    int value = 0, digits = 0;
    for (; t.at < t.end && mg_is_digit(*t.at) && digits < 3; t.at++, digits++)
        value = value * 10 + (*t.at - '0');
    return digits > 0 && mg_span_trim(t).at == t.end && value == base;
}

/* "_16", "_{16}", "(base 16)", "base 16" at the end; false where it is another base. */
static bool drop_base_mark(mg_span *s, int base) {
    enum { LONGEST_MARK = 16 };
    mg_span t = *s;
    const char *at = mg_span_length(t) > LONGEST_MARK ? t.end - LONGEST_MARK : t.at;
    for (; at < t.end; at++) {
        mg_span tail = {at, t.end};
        bool low = *at == '_', named = false;
        if (low) {
            tail.at++;
        } else if (at > t.at && (mg_is_space(at[-1]) || *at == '(') && (*at == '(' || *at == 'b')) {
            if (*at == '(') mg_span_unbracket(&tail);
            named = mg_span_skip_word(&tail, "base");
        }
        if (!low && !named) continue;
        if (!read_base(&tail, base)) return false;
        *s = mg_span_trim((mg_span){t.at, at});
        mg_span_unbracket(s);
        return true;
    }
    return true;
}

/* Sign and digits without leading zeros. */
static bool read_based(mg_span *s, int base, bool *negative) {
    *s = mg_span_trim(*s);
    if (!drop_base_mark(s, base)) return false;
    *negative = s->at < s->end && *s->at == '-';
    if (s->at < s->end && (*s->at == '-' || *s->at == '+')) s->at++;
    char mark = base == 16 ? 'x' : base == 2 ? 'b' : base == 8 ? 'o' : '\0';
    if (mark && mg_span_length(*s) > 2 && s->at[0] == '0' && mg_lower(s->at[1]) == mark) s->at += 2;
    if (s->at == s->end) return false;
    for (const char *at = s->at; at < s->end; at++)
        if (digit_value(*at) >= base) return false;
    while (s->at < s->end && *s->at == '0') s->at++;
    *negative = *negative && s->at < s->end;
    return true;
}

mg_outcome mg_compare_based(mg_comparison *c, mg_span gold, mg_span text) {
    bool wanted_sign, sign;
    int base = c->detail;
    if (!read_based(&gold, base, &wanted_sign) || !read_based(&text, base, &sign))
        return MG_NOT_PARSED;
    if (wanted_sign != sign || mg_span_length(gold) != mg_span_length(text)) return MG_DIFFERENT;
    for (; gold.at < gold.end; gold.at++, text.at++)
        if (mg_lower(*gold.at) != mg_lower(*text.at)) return MG_DIFFERENT;
    return MG_SAME;
}
