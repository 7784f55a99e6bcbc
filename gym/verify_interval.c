/* Intervals and unions of them, as inequalities or in brackets. */
#include <string.h>

#include "gym/verify_formula.h"

enum { MAX_PIECES = 12 };

/* From one bound to another; a bound without text is infinite. */
typedef struct piece {
    mg_span bound[2];
    bool closed[2];
} piece;

typedef struct pieces {
    int count;
    char letter; /* of the unknown, 0 where none is named */
    piece piece[MAX_PIECES];
} pieces;

static bool is_infinite(mg_span s, char sign) {
    s = mg_span_trim(s);
    if (s.at < s.end && (*s.at == '-' || *s.at == '+')) {
        if ((*s.at == '-') != (sign == '-')) return false;
        s.at++;
    } else if (sign == '-') {
        return false;
    }
    return mg_span_is(s, "inf") || mg_span_is(s, "infinity") || mg_span_is(s, "oo");
}

static bool add_piece(pieces *out, piece p) {
    if (out->count == MAX_PIECES) return false;
    out->piece[out->count++] = p;
    return true;
}

/* "(-2, 5]" */
static bool read_brackets(mg_span s, pieces *out) {
    size_t n = mg_span_length(s);
    if (n < 3 || !strchr("([{", *s.at) || !strchr(")]}", s.end[-1])) return false;
    if (*s.at == '{' || s.end[-1] == '}') { /* {2} */
        if (*s.at != '{' || s.end[-1] != '}') return false;
        mg_span inside = mg_span_trim((mg_span){s.at + 1, s.end - 1});
        if (mg_span_has(inside, ',')) return false;
        return add_piece(out, (piece){{inside, inside}, {true, true}});
    }
    piece p = {.closed = {*s.at == '[', s.end[-1] == ']'}};
    mg_span inside = {s.at + 1, s.end - 1};
    const char *comma = memchr(inside.at, ',', mg_span_length(inside));
    if (!comma) comma = memchr(inside.at, ';', mg_span_length(inside));
    if (!comma) return false;
    p.bound[0] = mg_span_trim((mg_span){inside.at, comma});
    p.bound[1] = mg_span_trim((mg_span){comma + 1, inside.end});
    for (int side = 0; side < 2; side++) {
        if (p.bound[side].at == p.bound[side].end) return false;
        if (!is_infinite(p.bound[side], side ? '+' : '-')) continue;
        if (p.closed[side]) return false;
        p.bound[side].end = p.bound[side].at;
    }
    return add_piece(out, p);
}

/* -- inequalities ------------------------------------------------------------------------------ */

typedef enum relation { LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL } relation;

/* The relation at the front, taken off. */
static bool take_relation(mg_span *s, relation *found) {
    static const struct {
        const char *text;
        relation relation;
    } SIGNS[] = {{"<=", LESS_EQUAL},    {"=<", LESS_EQUAL},    {"<", LESS},
                 {">=", GREATER_EQUAL}, {"=>", GREATER_EQUAL}, {">", GREATER},
                 {"!=", NOT_EQUAL},     {"=", EQUAL}};
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        size_t n = strlen(SIGNS[i].text);
        if (mg_span_length(*s) < n || memcmp(s->at, SIGNS[i].text, n) != 0) continue;
        s->at += n;
        *found = SIGNS[i].relation;
        return true;
    }
    return false;
}

static relation mirrored(relation r) {
    return r == LESS            ? GREATER
           : r == LESS_EQUAL    ? GREATER_EQUAL
           : r == GREATER       ? LESS
           : r == GREATER_EQUAL ? LESS_EQUAL
                                : r;
}

/* Cuts a chain at its relations: sides and what stands between them. */
static int read_chain(mg_span s, mg_span side[3], relation between[2]) {
    int sides = 0;
    const char *start = s.at;
    for (mg_span rest = s; rest.at < rest.end;) {
        mg_span before = rest;
        relation found;
        if (!take_relation(&rest, &found)) {
            rest.at++;
            continue;
        }
        if (sides == 2) return 0;
        side[sides] = mg_span_trim((mg_span){start, before.at});
        between[sides++] = found;
        start = rest.at;
    }
    side[sides++] = mg_span_trim((mg_span){start, s.end});
    return sides;
}

static bool is_unknown(mg_span s, pieces *out) {
    if (mg_span_length(s) != 1 || !mg_is_letter(*s.at)) return false;
    if (out->letter && out->letter != *s.at) return false;
    out->letter = *s.at;
    return true;
}

/* x <relation> bound */
static bool narrow(piece *p, relation r, mg_span bound) {
    int side = r == LESS || r == LESS_EQUAL;
    if (r == EQUAL || r == NOT_EQUAL || p->bound[side].at != p->bound[side].end) return false;
    bool infinite = is_infinite(bound, side ? '+' : '-');
    p->bound[side] = infinite ? (mg_span){bound.at, bound.at} : bound;
    p->closed[side] = !infinite && (r == LESS_EQUAL || r == GREATER_EQUAL);
    return true;
}

/* "x < 3", "3 > x", "-2 < x <= 5" into one piece. */
static bool narrow_by(mg_span s, pieces *out, piece *p) {
    mg_span side[3];
    relation between[2];
    int sides = read_chain(s, side, between);
    if (sides < 2) return false;
    for (int i = 0; i < sides; i++)
        if (side[i].at == side[i].end) return false;
    if (sides == 3)
        return is_unknown(side[1], out) && narrow(p, mirrored(between[0]), side[0]) &&
               narrow(p, between[1], side[2]);
    if (is_unknown(side[0], out)) return narrow(p, between[0], side[1]);
    return is_unknown(side[1], out) && narrow(p, mirrored(between[0]), side[0]);
}

static const char NOTHING[] = "";
static const mg_span NOWHERE = {NOTHING, NOTHING};

/* "x = 2", "x != 2" */
static bool read_equality(mg_span s, pieces *out) {
    mg_span side[3];
    relation between[2];
    if (read_chain(s, side, between) != 2 || !is_unknown(side[0], out)) return false;
    mg_span at = side[1];
    if (between[0] == EQUAL) return add_piece(out, (piece){{at, at}, {true, true}});
    return between[0] == NOT_EQUAL && add_piece(out, (piece){{NOWHERE, at}, {false, false}}) &&
           add_piece(out, (piece){{at, NOWHERE}, {false, false}});
}

/* -- unions ------------------------------------------------------------------------------------ */

/* The next part before a word of this kind. */
static bool next_joined(mg_span *rest, const char *word, mg_span *part) {
    *rest = mg_span_trim(*rest);
    if (rest->at == rest->end) return false;
    for (const char *at = rest->at; at < rest->end; at++) {
        mg_span tail = {at, rest->end};
        if (at == rest->at || !strchr(" )]}", at[-1])) continue;
        bool sign = *at == 'U' && *word == 'o' && strchr(")]}", at[-1 - (at[-1] == ' ')]);
        if (!mg_span_skip_word(&tail, sign ? "u" : word)) continue;
        *part = mg_span_trim((mg_span){rest->at, at});
        rest->at = tail.at;
        return true;
    }
    *part = *rest;
    rest->at = rest->end;
    return true;
}

/* One piece: in brackets, or inequalities that hold together ("x > 1 and x < 5"). */
static bool read_piece(mg_span s, pieces *out) {
    mg_span t = {s.at + (s.at < s.end), s.end};
    if (mg_span_length(s) > 4 && mg_is_letter(*s.at) && mg_span_skip_word(&t, "in")) {
        if (!is_unknown((mg_span){s.at, s.at + 1}, out)) return false;
        return read_brackets(mg_span_trim(t), out);
    }
    if (read_brackets(s, out)) return true;
    if (read_equality(s, out)) return true;
    piece p = {.bound = {NOWHERE, NOWHERE}};
    mg_span part;
    while (next_joined(&s, "and", &part))
        if (!narrow_by(part, out, &p)) return false;
    return add_piece(out, p);
}

static bool read_pieces(mg_span s, pieces *out) {
    *out = (pieces){.count = 0};
    mg_span t = mg_span_trim(s), part;
    t.at += mg_span_length(t) > 4;
    if (mg_is_letter(*s.at) && mg_span_skip_word(&t, "in")) { /* x in A or B */
        if (!is_unknown((mg_span){s.at, s.at + 1}, out)) return false;
        s = mg_span_trim(t);
    }
    while (next_joined(&s, "or", &part))
        if (!read_piece(part, out)) return false;
    return out->count > 0;
}

/* -- comparing -------------------------------------------------------------------------------- */

static mg_outcome same_bound(mg_comparison *c, mg_span wanted, mg_span value) {
    bool open = wanted.at == wanted.end, none = value.at == value.end;
    if (open || none) return open == none ? MG_SAME : MG_DIFFERENT;
    mg_comparison part = {.kind = MG_ANSWER_RATIONAL, .form = c->form};
    return mg_compare_element(&part, wanted, value);
}

static mg_outcome same_piece(mg_comparison *c, const piece *wanted, const piece *value) {
    mg_outcome worst = MG_SAME;
    for (int side = 0; side < 2; side++) {
        if (wanted->closed[side] != value->closed[side]) return MG_DIFFERENT;
        mg_outcome outcome = same_bound(c, wanted->bound[side], value->bound[side]);
        if (outcome > worst) worst = outcome;
    }
    return worst;
}

static bool is_everything(const pieces *all) {
    return all->count == 1 && all->piece[0].bound[0].at == all->piece[0].bound[0].end &&
           all->piece[0].bound[1].at == all->piece[0].bound[1].end;
}

mg_outcome mg_compare_interval(mg_comparison *c, mg_span gold, mg_span text) {
    int wanted_class = mg_solution_class(gold), class = mg_solution_class(text);
    pieces wanted = {.count = 0}, value = {.count = 0};
    text = mg_span_trim(text);
    if (text.at == text.end) return MG_NOT_PARSED;
    if (!wanted_class && !read_pieces(mg_span_trim(gold), &wanted)) return MG_NOT_PARSED;
    if (!class && !read_pieces(text, &value)) return MG_NOT_PARSED;
    if (!class && is_everything(&value)) class = 2;
    if (wanted_class || class) return wanted_class == class ? MG_SAME : MG_DIFFERENT;
    if (value.count != wanted.count) return MG_DIFFERENT;
    if (value.letter && wanted.letter && value.letter != wanted.letter) return MG_NOT_PARSED;
    bool taken[MAX_PIECES] = {false};
    mg_outcome worst = MG_SAME;
    for (int i = 0; i < value.count; i++) {
        mg_outcome best = MG_DIFFERENT;
        for (int j = 0; j < wanted.count; j++) {
            if (taken[j]) continue;
            mg_outcome outcome = same_piece(c, &wanted.piece[j], &value.piece[i]);
            if (outcome == MG_NOT_PARSED || outcome == MG_TOO_LARGE) return outcome;
            if (outcome == MG_DIFFERENT) continue;
            best = outcome;
            taken[j] = true;
            break;
        }
        if (best > worst) worst = best;
    }
    return worst;
}
