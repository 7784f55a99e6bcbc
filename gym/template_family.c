/* The functions of a family that was made from a template. */
#include <string.h>

#include "gym/template_parts.h"

typedef struct values {
    mpq_t value[MG_TEMPLATE_NAMES];
    mg_env env;
} values;

static const mg_template_level *level_of(const mg_level *level) {
    return level->context;
}

/* -- values ------------------------------------------------------------------------------------ */

static void start_values(const mg_template *t, values *v) {
    for (int i = 0; i < t->names; i++) mpq_init(v->value[i]);
    mg_env_clear(&v->env);
    v->env.value = v->value;
}

static void end_values(const mg_template *t, values *v) {
    for (int i = 0; i < t->names; i++) mpq_clear(v->value[i]);
}

static int64_t value_of(const mg_template_range *range, int64_t operand) {
    return range->choices > 0 ? range->choice[operand] : operand;
}

/* False where something is undefined or a requirement does not hold. */
static bool evaluate(const mg_template_level *level, const int64_t *operand, values *v) {
    const mg_template *t = level->owner;
    for (int i = 0; i < t->variables; i++)
        mpq_set_si(v->value[i], (long)value_of(&level->range[i], operand[i]), 1);
    for (int i = t->variables; i < t->names; i++)
        if (mg_rational_of(&t->ast, t->let_root[i], &v->env, v->value[i]) != MG_EXACT_OK)
            return false;
    mpq_t truth;
    mpq_init(truth);
    bool holds = true;
    for (int i = 0; i < t->required && holds; i++)
        holds = mg_rational_of(&t->ast, t->required_root[i], &v->env, truth) == MG_EXACT_OK &&
                mpq_sgn(truth) != 0;
    mpq_clear(truth);
    return holds;
}

/* -- printing ---------------------------------------------------------------------------------- */

/* A whole number of units of 10^-places, "1.50"; false where the value has more decimals. */
static bool print_decimal(mpq_t value, int places, mg_text *out) {
    mpz_t scale;
    mpz_init(scale);
    mpz_ui_pow_ui(scale, 10, (unsigned long)places);
    mpz_mul(mpq_numref(value), mpq_numref(value), scale);
    bool whole = mpz_divisible_p(mpq_numref(value), mpq_denref(value)) != 0;
    if (whole) mpz_divexact(mpq_numref(value), mpq_numref(value), mpq_denref(value));
    whole = whole && mpz_fits_slong_p(mpq_numref(value));
    int64_t units = whole ? mpz_get_si(mpq_numref(value)) : 0;
    mpz_clear(scale);
    if (!whole) return false;
    int64_t unit = mg_power_of_ten(places), magnitude = units < 0 ? -units : units;
    if (units < 0) mg_text_char(out, '-');
    mg_text_int(out, magnitude / unit);
    if (places > 0) mg_text_char(out, '.');
    for (int64_t place = unit / 10; place > 0; place /= 10)
        mg_text_char(out, (char)('0' + magnitude / place % 10));
    return true;
}

static bool print_value(const mg_template_piece *piece, mpq_t value, mg_text *out) {
    if (piece->chooses) {
        int which = mpq_sgn(value) == 0;
        mg_text_bytes(out, piece->choice[which], piece->choice_bytes[which]);
        return true;
    }
    if (piece->places >= 0) return print_decimal(value, piece->places, out);
    char digits[2 * MG_TEMPLATE_HOLE_BYTES + 8];
    if (mpz_sizeinbase(mpq_numref(value), 10) > MG_TEMPLATE_HOLE_BYTES ||
        mpz_sizeinbase(mpq_denref(value), 10) > MG_TEMPLATE_HOLE_BYTES)
        return false;
    mpq_get_str(digits, 10, value);
    mg_text_string(out, digits);
    return true;
}

/* Prints the value of a hole; false where it has none or it is too long. */
static bool print_hole(const mg_template *t, const mg_template_piece *piece, values *v,
                       char *hole) {
    mpq_t value;
    mpq_init(value);
    mg_text text = mg_text_over(hole, MG_TEMPLATE_HOLE_BYTES + 1);
    bool printed = mg_rational_of(&t->ast, piece->root, &v->env, value) == MG_EXACT_OK &&
                   print_value(piece, value, &text) && !text.overflow;
    mpq_clear(value);
    mg_text_end(&text);
    return printed;
}

/* In a formula a negative number or a fraction stands in brackets behind an operator, and before a
 * power. */
static bool needs_brackets(const mg_text *out, const char *hole, const mg_template_piece *next) {
    bool fraction = strchr(hole, '/') != NULL;
    if (*hole != '-' && !fraction) return false;
    if (next && next->kind == MG_PIECE_TEXT && next->bytes > 0 && *next->text == '^') return true;
    const char *before = out->at;
    while (before > out->start && before[-1] == ' ') before--;
    if (before == out->start || !strchr("+-*/^", before[-1])) return false;
    return *hole == '-' || strchr("*/^", before[-1]);
}

static void print_line(const mg_template *t, const mg_template_line *line, bool formula, values *v,
                       mg_problem *problem, mg_text *out) {
    char hole[MG_TEMPLATE_HOLE_BYTES + 1];
    for (int i = 0; i < line->count; i++) {
        const mg_template_piece *piece = &t->piece[line->first + i];
        switch (piece->kind) {
        case MG_PIECE_TEXT:
            mg_text_bytes(out, piece->text, piece->bytes);
            break;
        case MG_PIECE_OPEN:
        case MG_PIECE_CLOSE:
            formula = piece->kind == MG_PIECE_OPEN;
            if (problem) (formula ? mg_math_open : mg_math_close)(problem, out);
            break;
        case MG_PIECE_HOLE: {
            print_hole(t, piece, v, hole);
            const mg_template_piece *next = i + 1 < line->count ? piece + 1 : NULL;
            bool brackets = formula && !piece->chooses && needs_brackets(out, hole, next);
            if (brackets) mg_text_char(out, '(');
            mg_text_string(out, hole);
            if (brackets) mg_text_char(out, ')');
        }
        }
    }
}

/* -- the family's functions -------------------------------------------------------------------- */

static void box(const mg_level *level, mg_box *box) {
    const mg_template_level *l = level_of(level);
    *box = (mg_box){.count = l->owner->variables};
    for (int i = 0; i < box->count; i++) {
        const mg_template_range *range = &l->range[i];
        box->low[i] = range->choices > 0 ? 0 : range->low;
        box->high[i] = range->choices > 0 ? range->choices - 1 : range->high;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges;
    box(level, &ranges);
    for (int i = 0; i < ranges.count; i++)
        v[i] = mg_draw_between(rng, ranges.low[i], ranges.high[i]);
}

/* All holes have values, no longer than measured: so the texts keep within the bounds. */
static bool holes_fit(const mg_template_level *level, values *v) {
    const mg_template *t = level->owner;
    char hole[MG_TEMPLATE_HOLE_BYTES + 1];
    for (int i = 0; i < t->pieces; i++) {
        if (t->piece[i].kind != MG_PIECE_HOLE) continue;
        bool any_length = t->piece[i].chooses; /* of its two texts, see line_bound */
        v->env.steps = MG_EXACT_STEPS;
        if (!print_hole(t, &t->piece[i], v, hole)) return false;
        if (!any_length && (int)strlen(hole) > level->hole_bytes) return false;
    }
    return true;
}

static bool canonical(const mg_level *level, const int64_t *operand, mg_text *out) {
    const mg_template_level *l = level_of(level);
    const mg_template *t = l->owner;
    values v;
    start_values(t, &v);
    bool is_problem = evaluate(l, operand, &v) && holes_fit(l, &v);
    if (is_problem) {
        mg_text_string(out, t->name);
        mg_text_char(out, ' ');
        if (t->lines[MG_LINE_KEY] > 0)
            print_line(t, &t->line[MG_LINE_KEY][0], false, &v, NULL, out);
        for (int i = 0; t->lines[MG_LINE_KEY] == 0 && i < t->variables; i++) {
            mg_text_int(out, value_of(&l->range[i], operand[i]));
            mg_text_char(out, ',');
        }
    }
    end_values(t, &v);
    return is_problem;
}

static int difficulty_of(const mg_template *t, values *v, int digits) {
    if (t->difficulty_root < 0) return digits;
    mpq_t value;
    long number = 0;
    mpq_init(value);
    bool whole = mg_rational_of(&t->ast, t->difficulty_root, &v->env, value) == MG_EXACT_OK &&
                 mg_rational_is_long(value, &number);
    mpq_clear(value);
    return whole && number >= 0 && number < 1000000 ? (int)number : digits;
}

static void pose(const mg_level *level, const int64_t *operand, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    const mg_template_level *l = level_of(level);
    const mg_template *t = l->owner;
    values v;
    start_values(t, &v);
    evaluate(l, operand, &v);
    int wording = mg_pick(problem, 0, t->lines[MG_LINE_QUESTION]);
    print_line(t, &t->line[MG_LINE_QUESTION][wording], false, &v, problem, question);
    print_line(t, &t->line[MG_LINE_ANSWER][0], false, &v, NULL, answer);
    for (int i = 0; i < t->variables; i++) {
        int digits = mg_digit_count(value_of(&l->range[i], operand[i]));
        if (digits > problem->digits) problem->digits = digits;
    }
    problem->operations = t->lines[MG_LINE_STEP];
    problem->difficulty = difficulty_of(t, &v, problem->digits);
    end_values(t, &v);
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_item *item = &problem->item;
    const mg_template_level *l = level_of(&item->family->levels[item->level - 1]);
    const mg_template *t = l->owner;
    values v;
    start_values(t, &v);
    evaluate(l, problem->operand, &v);
    for (int i = 0; i < t->lines[MG_LINE_STEP]; i++) {
        v.env.steps = MG_EXACT_STEPS;
        print_line(t, &t->line[MG_LINE_STEP][i], true, &v, NULL, out);
        mg_text_char(out, ';');
    }
    end_values(t, &v);
}

/* Literal text, and room for each hole at its longest and brackets round it. */
static int line_bound(const mg_template_level *level, const mg_template_line *line) {
    int bytes = 0;
    for (int i = 0; i < line->count; i++) {
        const mg_template_piece *piece = &level->owner->piece[line->first + i];
        const size_t *choice = piece->choice_bytes;
        if (piece->kind == MG_PIECE_TEXT) bytes += (int)piece->bytes;
        if (piece->kind == MG_PIECE_HOLE && piece->chooses)
            bytes += (int)(choice[0] > choice[1] ? choice[0] : choice[1]);
        else if (piece->kind == MG_PIECE_HOLE)
            bytes += level->hole_bytes + 2;
    }
    return bytes;
}

static mg_text_bounds bounds(const mg_level *level) {
    const mg_template_level *l = level_of(level);
    const mg_template *t = l->owner;
    mg_text_bounds most = {.answer = line_bound(l, &t->line[MG_LINE_ANSWER][0])};
    for (int i = 0; i < t->lines[MG_LINE_QUESTION]; i++) {
        int bytes = line_bound(l, &t->line[MG_LINE_QUESTION][i]);
        if (bytes > most.question) most.question = bytes;
    }
    for (int i = 0; i < t->lines[MG_LINE_STEP]; i++)
        most.work += line_bound(l, &t->line[MG_LINE_STEP][i]) + 1;
    return most;
}

void mg_template_set_functions(mg_family *family) {
    family->box = box;
    family->draw = draw;
    family->canonical = canonical;
    family->pose = pose;
    family->work = work;
    family->bounds = bounds;
}
