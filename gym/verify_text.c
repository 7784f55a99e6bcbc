/* Spans, and folding: Unicode and LaTeX spellings to the letters of one plain grammar. */
#include <string.h>

#include "gym/verify_parts.h"

/* -- spans ------------------------------------------------------------------------------------ */

mg_span mg_span_trim(mg_span s) {
    while (s.at < s.end && mg_is_space(*s.at)) s.at++;
    while (s.at < s.end && mg_is_space(s.end[-1])) s.end--;
    return s;
}

bool mg_span_is(mg_span s, const char *word) {
    s = mg_span_trim(s);
    while (s.at < s.end && *word) {
        char c = *s.at++;
        if (mg_is_space(c)) {
            while (s.at < s.end && mg_is_space(*s.at)) s.at++;
            c = ' ';
        }
        if (mg_lower(c) != *word++) return false;
    }
    return s.at == s.end && !*word;
}

static mg_span trim_front(mg_span s) {
    while (s.at < s.end && mg_is_space(*s.at)) s.at++;
    return s;
}

bool mg_span_skip_word(mg_span *s, const char *word) {
    mg_span t = trim_front(*s);
    const char *from = word;
    for (; *word; word++, t.at++)
        if (t.at == t.end || mg_lower(*t.at) != *word) return false;
    bool letter = word > from && mg_is_letter(word[-1]);
    if (letter && t.at < t.end && mg_is_letter(*t.at)) return false;
    *s = trim_front(t);
    return true;
}

bool mg_span_skip_char(mg_span *s, char c) {
    mg_span t = trim_front(*s);
    if (t.at == t.end || *t.at != c) return false;
    t.at++;
    *s = t;
    return true;
}

static int bracket_step(char c) {
    return c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
}

bool mg_span_unbracket(mg_span *s) {
    mg_span t = mg_span_trim(*s);
    if (mg_span_length(t) < 2 || bracket_step(*t.at) != 1) return false;
    char close = *t.at == '(' ? ')' : *t.at == '[' ? ']' : '}';
    if (t.end[-1] != close) return false;
    int depth = 0;
    for (const char *at = t.at; at < t.end; at++) {
        depth += bracket_step(*at);
        if (depth == 0) {
            if (at + 1 != t.end) return false;
            *s = mg_span_trim((mg_span){t.at + 1, t.end - 1});
            return true;
        }
    }
    return false;
}

/* Length of a separator at this place, 0 for none. */
static int separator_at(mg_span rest, const char *at, bool comma) {
    if ((comma && *at == ',') || *at == ';' || *at == '\n') return 1;
    if ((*at | 32) != 'a' && (*at | 32) != 'o') return 0;
    if (at == rest.at || !mg_is_space(at[-1])) return 0;
    mg_span tail = {at, rest.end};
    if (mg_span_skip_word(&tail, "and")) return 3;
    return mg_span_skip_word(&tail, "or") ? 2 : 0;
}

bool mg_span_next_part(mg_span *rest, bool comma, mg_span *part) {
    mg_span t = mg_span_trim(*rest);
    if (t.at == t.end) return false;
    int depth = 0;
    for (const char *at = t.at; at < t.end; at++) {
        depth += bracket_step(*at);
        int width = depth <= 0 ? separator_at(t, at, comma) : 0;
        if (width == 0) continue;
        *part = mg_span_trim((mg_span){t.at, at});
        mg_span tail = {at + width, t.end};
        /* "1, and -2" is one separator */
        if (width == 1 && (mg_span_skip_word(&tail, "and") || mg_span_skip_word(&tail, "or")))
            tail = mg_span_trim(tail);
        rest->at = tail.at;
        return true;
    }
    *part = t;
    rest->at = rest->end;
    return true;
}

/* -- folding ---------------------------------------------------------------------------------- */

typedef struct folding {
    mg_span in;
    char *out, *limit;
    uint64_t dropped; /* a bit for each open brace, the innermost lowest: 1 where not written */
    int depth, drop_next;
    bool full;
} folding;

static void put(folding *f, const char *text) {
    for (; *text; text++) {
        if (f->out == f->limit) {
            f->full = true;
            return;
        }
        *f->out++ = *text;
    }
}

static void put_char(folding *f, char c) {
    if (f->out == f->limit)
        f->full = true;
    else
        *f->out++ = c;
}

typedef struct spelling {
    const char *from, *to;
} spelling;

/* What a symbol outside of ASCII is in the grammar; "" for nothing. */
static const spelling SYMBOLS[] = {
    {"\u2212", "-"},    {"\u2013", "-"},     {"\u2010", "-"},        {"\u2011", "-"},
    {"\uff0d", "-"},    {"\ufe63", "-"},     {"\u00d7", "*"},        {"\u00b7", "*"},
    {"\u22c5", "*"},    {"\u2217", "*"},     {"\u2219", "*"},        {"\u00f7", "/"},
    {"\u2215", "/"},    {"\u2044", "/"},     {"\u2264", "<="},       {"\u2265", ">="},
    {"\u2a7d", "<="},   {"\u2a7e", ">="},    {"\u2260", "!="},       {"\u2261", "="},
    {"\u221a", "sqrt"}, {"\u221e", "inf"},   {"\u2205", " empty "},  {"\u222a", " or "},
    {"\u2208", " in "}, {"\u211d", "reals"}, {"\u2228", " or "},     {"\u2227", " and "},
    {"\u00b1", "~"},    {"\u03c0", "pi"},    {"\u00b0", " degrees"}, {"\u00bd", " 1/2"},
    {"\u00bc", " 1/4"}, {"\u00be", " 3/4"},  {"\u2153", " 1/3"},     {"\u2154", " 2/3"},
    {"\u00a0", " "},    {"\u202f", " "},     {"\u2009", " "},        {"\u2007", " "},
    {"\u2008", " "},    {"\u200a", " "},     {"\u3000", " "},        {"\u205f", " "},
    {"\u200b", ""},     {"\ufeff", ""},      {"\u2060", ""},         {"\u2061", ""},
    {"\u2062", "*"},    {"\u2018", "'"},     {"\u2019", "'"},        {"\u201c", "\""},
    {"\u201d", "\""},   {"\u2032", "'"},     {"\u00b5", "u"},        {"\u03bc", "u"},
};

/* Runs of raised or lowered digits: value of the digit at `at`, -1 where there is none. */
static int raised_digit(const unsigned char *at, size_t left, size_t *width) {
    if (left >= 2 && at[0] == 0xC2 && (at[1] == 0xB2 || at[1] == 0xB3 || at[1] == 0xB9)) {
        *width = 2;
        return at[1] == 0xB9 ? 1 : at[1] - 0xB0;
    }
    if (left < 3 || at[0] != 0xE2 || at[1] != 0x81 || at[2] < 0xB0) return -1;
    *width = 3;
    if (at[2] == 0xBB) return 10; /* a raised minus sign */
    return at[2] <= 0xB9 && at[2] != 0xB1 && at[2] != 0xB2 && at[2] != 0xB3 ? at[2] - 0xB0 : -1;
}

static int lowered_digit(const unsigned char *at, size_t left, size_t *width) {
    *width = 3;
    if (left < 3 || at[0] != 0xE2 || at[1] != 0x82 || at[2] < 0x80 || at[2] > 0x89) return -1;
    return at[2] - 0x80;
}

static bool fold_run(folding *f, int (*digit)(const unsigned char *, size_t, size_t *),
                     const char *open, const char *close) {
    size_t width;
    int value = digit((const unsigned char *)f->in.at, mg_span_length(f->in), &width);
    if (value < 0) return false;
    put(f, open);
    for (; value >= 0;
         value = digit((const unsigned char *)f->in.at, mg_span_length(f->in), &width)) {
        put_char(f, value == 10 ? '-' : (char)('0' + value));
        f->in.at += width;
        if (f->in.at == f->in.end) break;
    }
    put(f, close);
    return true;
}

static void fold_symbol(folding *f) {
    if (fold_run(f, raised_digit, "^(", ")") || fold_run(f, lowered_digit, "_", "")) return;
    size_t left = mg_span_length(f->in);
    for (size_t i = 0; i < sizeof SYMBOLS / sizeof SYMBOLS[0]; i++) {
        size_t bytes = strlen(SYMBOLS[i].from);
        if (bytes > left || memcmp(f->in.at, SYMBOLS[i].from, bytes) != 0) continue;
        f->in.at += bytes;
        put(f, SYMBOLS[i].to);
        return;
    }
    put_char(f, *f->in.at++);
}

/* '@' stands for a fraction, '~' for plus or minus, 127 for what has no place in an answer. */
static const spelling COMMANDS[] = {
    {"frac", "@"},
    {"dfrac", "@"},
    {"tfrac", "@"},
    {"cfrac", "@"},
    {"sqrt", "sqrt"},
    {"cdot", "*"},
    {"times", "*"},
    {"ast", "*"},
    {"div", "/"},
    {"pm", "~"},
    {"le", "<="},
    {"leq", "<="},
    {"leqslant", "<="},
    {"ge", ">="},
    {"geq", ">="},
    {"geqslant", ">="},
    {"ne", "!="},
    {"neq", "!="},
    {"lt", "<"},
    {"gt", ">"},
    {"equiv", "="},
    {"infty", "inf"},
    {"pi", "pi"},
    {"left", ""},
    {"right", ""},
    {"big", ""},
    {"Big", ""},
    {"bigl", ""},
    {"bigr", ""},
    {"Bigl", ""},
    {"Bigr", ""},
    {"quad", " "},
    {"qquad", " "},
    {"displaystyle", ""},
    {"limits", ""},
    {"bmod", " mod "},
    {"mod", " mod "},
    {"sin", "sin "},
    {"cos", "cos "},
    {"tan", "tan "},
    {"cot", "cot "},
    {"sec", "sec "},
    {"csc", "csc "},
    {"ln", "ln "},
    {"log", "ln "},
    {"exp", "exp "},
    {"arcsin", "asin "},
    {"arccos", "acos "},
    {"arctan", "atan "},
    {"sinh", "sinh "},
    {"cosh", "cosh "},
    {"tanh", "tanh "},
    {"cup", " or "},
    {"lor", " or "},
    {"land", " and "},
    {"in", " in "},
    {"emptyset", " empty "},
    {"varnothing", " empty "},
    {"vert", "|"},
    {"lvert", "|"},
    {"rvert", "|"},
    {"mid", "|"},
    {"ldots", "..."},
    {"dots", "..."},
    {"lbrace", "{"},
    {"rbrace", "}"},
    {"percent", "%"},
    {"colon", ":"},
};

/* Commands whose braces only hold text. */
static bool is_text_command(mg_span name) {
    static const char *const NAMES[] = {"text",   "mathrm",     "textbf",       "mathbf", "textit",
                                        "mathit", "mbox",       "operatorname", "mathsf", "textrm",
                                        "bold",   "boldsymbol", "underline",    "hbox"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strlen(NAMES[i]) == mg_span_length(name) &&
            memcmp(NAMES[i], name.at, mg_span_length(name)) == 0)
            return true;
    return false;
}

static bool name_is(mg_span name, const char *text) {
    return strlen(text) == mg_span_length(name) && memcmp(text, name.at, mg_span_length(name)) == 0;
}

/* Takes {...} off the input without reading it. */
static mg_span take_group(folding *f) {
    mg_span group = {f->in.at, f->in.at};
    if (f->in.at == f->in.end || *f->in.at != '{') return group;
    const char *close = memchr(f->in.at, '}', mg_span_length(f->in));
    if (!close) return group;
    group = (mg_span){f->in.at + 1, close};
    f->in.at = close + 1;
    return group;
}

static bool is_matrix(mg_span name) {
    return name_is(name, "pmatrix") || name_is(name, "bmatrix") || name_is(name, "matrix") ||
           name_is(name, "Bmatrix") || name_is(name, "smallmatrix");
}

/* "^\circ": the power sign goes. */
static void fold_degrees(folding *f, const char *start) {
    if (f->out > start + 1 && f->out[-1] == '{' && f->out[-2] == '^') {
        f->out -= 2;
        f->dropped |= 1;
    } else if (f->out > start && f->out[-1] == '^') {
        f->out--;
    }
    put(f, " degrees");
}

static void fold_command(folding *f, const char *start) {
    mg_span name = {f->in.at, f->in.at};
    while (name.end < f->in.end && mg_is_letter(*name.end)) name.end++;
    f->in.at = name.end;
    if (is_text_command(name)) {
        f->drop_next = 1;
    } else if (name_is(name, "pmod")) {
        put(f, " mod ");
        f->drop_next = 1;
    } else if (name_is(name, "mathbb")) {
        put(f, name_is(take_group(f), "R") ? "reals" : "\177");
    } else if (name_is(name, "circ")) {
        fold_degrees(f, start);
    } else if (name_is(name, "begin")) {
        put(f, is_matrix(take_group(f)) ? "[[" : "\177");
    } else if (name_is(name, "end")) {
        put(f, is_matrix(take_group(f)) ? "]]" : "\177");
    } else {
        for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++) {
            if (!name_is(name, COMMANDS[i].from)) continue;
            put(f, COMMANDS[i].to);
            return;
        }
        put_char(f, '\177');
    }
}

/* A row of a matrix ends here, unless the matrix does. */
static void fold_row_end(folding *f) {
    mg_span rest = mg_span_trim(f->in);
    if (mg_span_length(rest) >= 4 && memcmp(rest.at, "\\end", 4) == 0) return;
    put(f, "],[");
}

static void fold_backslash(folding *f, const char *start) {
    f->in.at++;
    if (f->in.at == f->in.end) {
        put_char(f, '\177');
        return;
    }
    char c = *f->in.at;
    if (mg_is_letter(c)) {
        fold_command(f, start);
        return;
    }
    f->in.at++;
    if (c == '\\') {
        fold_row_end(f);
    } else if (c == ',' || c == ';' || c == ':' || c == ' ') {
        put_char(f, ' ');
    } else if (c == '{' || c == '}' || c == '%' || c == '#' || c == '_' || c == '|') {
        put_char(f, c);
    } else if (!strchr("!()[]$", c)) {
        put_char(f, '\177');
    }
}

static void fold_brace(folding *f, bool open) {
    f->in.at++;
    if (open) {
        if (mg_span_length(f->in) >= 2 && f->in.at[0] == ',' && f->in.at[1] == '}') {
            put_char(f, ','); /* 1{,}200 */
            f->in.at += 2;
            return;
        }
        f->dropped = f->dropped << 1 | (uint64_t)f->drop_next;
        if (!f->drop_next) put_char(f, '{');
        f->drop_next = 0;
        return;
    }
    if (!(f->dropped & 1)) put_char(f, '}');
    f->dropped >>= 1;
}

static void fold_space(folding *f, const char *start) {
    bool line = false;
    while (f->in.at < f->in.end && mg_is_space(*f->in.at)) line |= *f->in.at++ == '\n';
    if (f->out > start && f->out[-1] == ' ') f->out--;
    put_char(f, line ? '\n' : ' ');
}

/* The characters that stand for themselves everywhere. */
static bool is_plain(unsigned char c) {
    return c > ' ' && c < 127 && !strchr("$&*@\\{}~+", c);
}

static void fold_one(folding *f, const char *start) {
    char c = *f->in.at, next = f->in.at + 1 < f->in.end ? f->in.at[1] : '\0';
    if ((unsigned char)c >= 0x80) {
        fold_symbol(f);
    } else if (c == '\\') {
        fold_backslash(f, start);
    } else if (c == '{' || c == '}') {
        fold_brace(f, c == '{');
    } else if (mg_is_space(c)) {
        fold_space(f, start);
    } else if (c == '*' && next == '*') {
        put_char(f, '^');
        f->in.at += 2;
    } else if (c == '+' && next == '/' && f->in.at + 2 < f->in.end && f->in.at[2] == '-') {
        put_char(f, '~');
        f->in.at += 3;
    } else {
        f->in.at++;
        if (c == '&')
            put_char(f, ',');
        else if (c == '~')
            put_char(f, ' ');
        else if (c == '@' || c == 0 || c == 127)
            put_char(f, '\177');
        else if (c != '$')
            put_char(f, c);
    }
}

size_t mg_verify_fold(const char *text, size_t bytes, char *out, size_t size) {
    folding f = {.in = {text, text + bytes}, .out = out, .limit = out + size - 1};
    while (f.in.at < f.in.end) {
        unsigned char c = (unsigned char)*f.in.at;
        if (mg_is_digit((char)c) || mg_is_letter((char)c) || is_plain(c)) {
            f.in.at++;
            put_char(&f, (char)c);
        } else {
            fold_one(&f, out);
        }
    }
    if (f.full) return size;
    *f.out = '\0';
    return (size_t)(f.out - out);
}
