/* Kinds of answers with several parts: lists, sets, assignments, matrices. */
#include <string.h>

#include "gym/verify_formula.h"

enum { MAX_PARTS = 160, MAX_SET = 96 };

/* -- one part ---------------------------------------------------------------------------------- */

static bool parses_as_number(mg_span s) {
    char digits[MG_VERIFY_BYTES];
    mg_literal value;
    return mg_literal_parse(s, digits, &value) == MG_SAME;
}

/* sqrt and i are the only letters. */
static bool looks_like_surd(mg_span s) {
    bool any = false;
    for (const char *at = s.at; at < s.end; at++) {
        if (!mg_is_letter(*at)) continue;
        any = true;
        if (s.end - at >= 4 && memcmp(at, "sqrt", 4) == 0)
            at += 3;
        else if (*at != 'i' || (at + 1 < s.end && mg_is_letter(at[1])))
            return false;
    }
    return any;
}

/* Letters and something to do with them. */
static bool looks_like_formula(mg_span s) {
    bool letter = false, sign = false;
    for (const char *at = s.at; at < s.end; at++) {
        letter |= mg_is_letter(*at);
        sign |= strchr("+-*/^0123456789", *at) != NULL;
    }
    return letter && sign;
}

mg_outcome mg_compare_element(mg_comparison *c, mg_span gold, mg_span text) {
    mg_comparison part = *c;
    if (parses_as_number(gold)) {
        part.kind = MG_ANSWER_RATIONAL;
        return c->vary ? mg_compare_surd(&part, gold, text)
                       : mg_compare_rational(&part, gold, text);
    }
    if (looks_like_surd(gold)) {
        part.kind = MG_ANSWER_SURD;
        return mg_compare_surd(&part, gold, text);
    }
    mg_outcome word = mg_compare_word(&part, gold, text);
    if (word == MG_SAME || !looks_like_formula(gold)) return word;
    part.kind = MG_ANSWER_POLYNOMIAL;
    mg_outcome formula = mg_compare_formula(&part, gold, text);
    return formula == MG_NOT_PARSED ? word : formula;
}

typedef struct parts {
    int count;
    mg_span part[MAX_PARTS];
} parts;

static mg_outcome split(mg_span text, bool comma, parts *out) {
    mg_span part;
    out->count = 0;
    while (mg_span_next_part(&text, comma, &part)) {
        if (out->count == MAX_PARTS) return MG_TOO_LARGE;
        out->part[out->count++] = part;
    }
    return out->count ? MG_SAME : MG_NOT_PARSED;
}

static mg_outcome worse(mg_outcome a, mg_outcome b) {
    return a > b ? a : b;
}

/* -- lists ------------------------------------------------------------------------------------- */

mg_outcome mg_compare_list(mg_comparison *c, mg_span gold, mg_span text) {
    parts wanted, value;
    mg_span_unbracket(&gold);
    text = mg_span_trim(text);
    mg_span_unbracket(&text);
    if (split(gold, true, &wanted) != MG_SAME) return MG_NOT_PARSED;
    mg_outcome outcome = split(text, true, &value);
    if (outcome != MG_SAME) return outcome;
    if (value.count != wanted.count) return MG_DIFFERENT;
    for (int i = 0; i < wanted.count && outcome < MG_DIFFERENT; i++)
        outcome = worse(outcome, mg_compare_element(c, wanted.part[i], value.part[i]));
    return outcome;
}

/* -- sets -------------------------------------------------------------------------------------- */

typedef struct set {
    int count, found;
    mg_span part[MAX_SET];
    bool taken[MAX_SET], number[MAX_SET];
    mg_literal value[MAX_SET]; /* where a number */
    char digits[MG_VERIFY_BYTES];
} set;

static mg_outcome read_set(mg_span gold, set *out) {
    char *digits = out->digits;
    out->count = out->found = 0;
    mg_span_unbracket(&gold);
    mg_span part;
    while (mg_span_next_part(&gold, true, &part)) {
        if (out->count == MAX_SET) return MG_TOO_LARGE;
        int i = out->count++;
        out->part[i] = part;
        out->taken[i] = false;
        out->number[i] = mg_literal_parse(part, digits, &out->value[i]) == MG_SAME;
        digits += mg_span_length(part);
    }
    return MG_SAME;
}

/* Takes the first element of the set that equals the text. */
static mg_outcome take(mg_comparison *c, set *wanted, mg_span text) {
    char digits[MG_VERIFY_BYTES];
    mg_literal value;
    bool number = !c->vary && mg_literal_parse(text, digits, &value) == MG_SAME;
    mg_outcome best = number ? MG_DIFFERENT : MG_NOT_PARSED;
    for (int i = 0; i < wanted->count; i++) {
        bool quick = number && wanted->number[i];
        if (quick && mg_literal_compare(&wanted->value[i], &value) == MG_DIFFERENT) continue;
        if (number != wanted->number[i] && !c->vary) continue;
        mg_outcome outcome = mg_compare_element(c, wanted->part[i], text);
        if (outcome <= MG_OTHER_FORM) {
            if (wanted->taken[i]) return MG_DIFFERENT; /* each once */
            wanted->taken[i] = true;
            wanted->found++;
            return outcome;
        }
        if (outcome == MG_TOO_LARGE || best == MG_NOT_PARSED) best = outcome;
    }
    return best;
}

/* "x in {1, 2}", "x = {1, 2}" */
static mg_span set_body(mg_span text) {
    text = mg_span_trim(text);
    mg_span t = {text.at + 1, text.end};
    if (mg_span_length(text) > 4 && mg_is_letter(*text.at) && mg_span_skip_word(&t, "in"))
        text = mg_span_trim(t);
    mg_span after = mg_span_after_name(text);
    if (mg_span_unbracket(&after)) return after;
    mg_span_unbracket(&text);
    return text;
}

mg_outcome mg_compare_set(mg_comparison *c, mg_span gold, mg_span text) {
    int wanted_class = mg_solution_class(gold), class = mg_solution_class(text);
    if (wanted_class || class) return wanted_class == class ? MG_SAME : MG_DIFFERENT;
    set wanted;
    if (read_set(gold, &wanted) != MG_SAME) return MG_NOT_PARSED;
    mg_outcome outcome = MG_SAME;
    mg_span rest = set_body(text), part;
    bool any = false;
    while (mg_span_next_part(&rest, true, &part) && outcome < MG_DIFFERENT) {
        bool varied = mg_span_has(part, '~');
        part = mg_span_after_name(part);
        any = true;
        for (c->vary = varied; c->vary >= -1; c->vary -= 2) {
            outcome = worse(outcome, take(c, &wanted, part));
            if (!varied) break;
        }
    }
    c->vary = 0;
    if (!any) return MG_NOT_PARSED;
    return outcome < MG_DIFFERENT && wanted.found != wanted.count ? MG_DIFFERENT : outcome;
}

/* -- assignments ------------------------------------------------------------------------------- */

typedef struct assignment {
    mg_span name, value;
} assignment;

/* "x = 2", "Zoe is a knight" */
static bool read_assignment(mg_span part, assignment *out) {
    for (const char *at = part.at; at < part.end; at++) {
        mg_span tail = {at, part.end};
        bool word = at > part.at && mg_is_space(at[-1]) && mg_span_skip_word(&tail, "is");
        if (!word && *at != '=' && *at != ':') continue;
        if (word) {
            mg_span_skip_word(&tail, "a");
            mg_span_skip_word(&tail, "an");
        } else {
            tail.at += *at == ':' && at + 1 < part.end && at[1] == '=' ? 2 : 1;
        }
        out->name = mg_span_trim((mg_span){part.at, at});
        out->value = mg_span_trim(tail);
        return out->name.at < out->name.end && out->value.at < out->value.end;
    }
    return false;
}

typedef struct assignments {
    int count;
    assignment entry[MAX_PARTS];
} assignments;

/* "(x, y) = (2, -3)" */
static bool read_tuples(mg_span text, assignments *out) {
    int depth = 0;
    if (text.at == text.end || *text.at != '(') return false;
    for (const char *at = text.at; at < text.end; at++) {
        depth += (*at == '(') - (*at == ')');
        if (depth == 0 && *at == '=') {
            mg_span left = mg_span_trim((mg_span){text.at, at}), right = {at + 1, text.end};
            mg_span name, value;
            if (!mg_span_unbracket(&left) || !mg_span_unbracket(&right)) return false;
            for (out->count = 0; mg_span_next_part(&left, true, &name); out->count++) {
                if (out->count == MAX_PARTS || !mg_span_next_part(&right, true, &value))
                    return false;
                out->entry[out->count] = (assignment){name, value};
            }
            return mg_span_trim(right).at == right.end;
        }
    }
    return false;
}

static mg_outcome read_assignments(mg_span text, assignments *out) {
    parts all;
    text = mg_span_trim(text);
    if (read_tuples(text, out)) return MG_SAME;
    mg_span_unbracket(&text);
    mg_outcome outcome = split(text, true, &all);
    if (outcome != MG_SAME) return outcome;
    out->count = all.count;
    for (int i = 0; i < all.count; i++)
        if (!read_assignment(all.part[i], &out->entry[i])) return MG_NOT_PARSED;
    return MG_SAME;
}

/* Values alone, in the gold's order: "(2, -3)", or one value of one unknown. */
static mg_outcome compare_bare(mg_comparison *c, const assignments *wanted, mg_span text) {
    parts value;
    bool bracketed = mg_span_unbracket(&text);
    if (!bracketed && wanted->count > 1) return MG_NOT_PARSED;
    mg_outcome outcome = split(text, true, &value);
    if (outcome != MG_SAME) return outcome;
    if (value.count != wanted->count) return MG_DIFFERENT;
    for (int i = 0; i < wanted->count && outcome < MG_DIFFERENT; i++)
        outcome = worse(outcome, mg_compare_element(c, wanted->entry[i].value, value.part[i]));
    return outcome;
}

static const assignment *find(const assignments *all, mg_span name) {
    for (int i = 0; i < all->count; i++)
        if (mg_same_words(all->entry[i].name, name)) return &all->entry[i];
    return NULL;
}

mg_outcome mg_compare_assignment(mg_comparison *c, mg_span gold, mg_span text) {
    int wanted_class = mg_solution_class(gold), class = mg_solution_class(text);
    if (wanted_class || class) return wanted_class == class ? MG_SAME : MG_DIFFERENT;
    assignments wanted, value;
    if (read_assignments(gold, &wanted) != MG_SAME) return MG_NOT_PARSED;
    text = mg_span_trim(text);
    bool named = mg_span_has(text, '=') || mg_span_has(text, ':');
    mg_outcome outcome = read_assignments(text, &value);
    if (outcome != MG_SAME) return named ? outcome : compare_bare(c, &wanted, text);
    if (value.count != wanted.count) return MG_DIFFERENT;
    for (int i = 0; i < wanted.count && outcome < MG_DIFFERENT; i++) {
        const assignment *entry = find(&value, wanted.entry[i].name);
        if (!entry) return MG_DIFFERENT;
        outcome = worse(outcome, mg_compare_element(c, wanted.entry[i].value, entry->value));
    }
    return outcome;
}

/* -- matrices ---------------------------------------------------------------------------------- */

typedef struct matrix {
    int rows, columns, count;
    mg_span cell[MAX_PARTS];
} matrix;

static bool next_cell(mg_span *row, bool comma, mg_span *cell) {
    if (comma) return mg_span_next_part(row, true, cell);
    *row = mg_span_trim(*row);
    cell->at = row->at;
    while (row->at < row->end && *row->at != ' ') row->at++;
    cell->end = row->at;
    return cell->at < cell->end;
}

/* Cells apart by commas, or else by space. */
static mg_outcome read_row(mg_span row, matrix *out) {
    bool comma = mg_span_has(row, ',');
    int before = out->count;
    mg_span cell;
    while (next_cell(&row, comma, &cell)) {
        if (out->count == MAX_PARTS) return MG_TOO_LARGE;
        out->cell[out->count++] = cell;
    }
    int columns = out->count - before;
    if (columns == 0 || (out->rows > 0 && columns != out->columns)) return MG_NOT_PARSED;
    out->columns = columns;
    out->rows++;
    return MG_SAME;
}

static mg_outcome read_matrix(mg_span text, matrix *out) {
    *out = (matrix){.rows = 0};
    text = mg_span_trim(text);
    mg_span_unbracket(&text);
    mg_span row;
    bool nested = text.at < text.end && strchr("([{", *text.at);
    mg_outcome outcome = MG_NOT_PARSED;
    while (mg_span_next_part(&text, nested, &row)) {
        if (nested && !mg_span_unbracket(&row)) return MG_NOT_PARSED;
        outcome = read_row(row, out);
        if (outcome != MG_SAME) return outcome;
    }
    return outcome;
}

mg_outcome mg_compare_matrix(mg_comparison *c, mg_span gold, mg_span text) {
    int wanted_class = mg_solution_class(gold), class = mg_solution_class(text);
    if (wanted_class || class) return wanted_class == class ? MG_SAME : MG_DIFFERENT;
    matrix wanted, value;
    if (read_matrix(gold, &wanted) != MG_SAME) return MG_NOT_PARSED;
    mg_outcome outcome = read_matrix(mg_span_after_name(text), &value);
    if (outcome != MG_SAME) return outcome;
    if (value.rows != wanted.rows || value.columns != wanted.columns) return MG_DIFFERENT;
    for (int i = 0; i < wanted.count && outcome < MG_DIFFERENT; i++)
        outcome = worse(outcome, mg_compare_element(c, wanted.cell[i], value.cell[i]));
    return outcome;
}
