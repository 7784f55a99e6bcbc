/* The verifier: unwraps, folds, and hands the text to the comparison of its kind. */
#include <string.h>

#include "gym/verify_parts.h"

typedef mg_outcome compare_function(mg_comparison *c, mg_span gold, mg_span text);

static compare_function *const COMPARE[MG_ANSWER_KIND_COUNT] = {
    [MG_ANSWER_INTEGER] = mg_compare_integer,    [MG_ANSWER_QUOTIENT] = mg_compare_quotient,
    [MG_ANSWER_RELATION] = mg_compare_relation,  [MG_ANSWER_RATIONAL] = mg_compare_rational,
    [MG_ANSWER_BOOLEAN] = mg_compare_boolean,    [MG_ANSWER_WORD] = mg_compare_word,
    [MG_ANSWER_LIST] = mg_compare_list,          [MG_ANSWER_SET] = mg_compare_set,
    [MG_ANSWER_POLYNOMIAL] = mg_compare_formula, [MG_ANSWER_EXPRESSION] = mg_compare_formula,
    [MG_ANSWER_COMPLEX] = mg_compare_surd,       [MG_ANSWER_SURD] = mg_compare_surd,
    [MG_ANSWER_FACTORS] = mg_compare_factors,    [MG_ANSWER_QUANTITY] = mg_compare_quantity,
    [MG_ANSWER_BASED] = mg_compare_based,        [MG_ANSWER_ASSIGNMENT] = mg_compare_assignment,
    [MG_ANSWER_INTERVAL] = mg_compare_interval,  [MG_ANSWER_MATRIX] = mg_compare_matrix,
    [MG_ANSWER_RESIDUE] = mg_compare_residue,    [MG_ANSWER_TIME] = mg_compare_time,
    [MG_ANSWER_OWN] = mg_compare_word,
};

static const mg_judgement RIGHT = {MG_EQUIVALENT, 1.0, "the same value in another spelling"};
static const mg_judgement WRONG = {MG_WRONG, 0.0, "another value"};
static const mg_judgement NOT_AN_ANSWER = {MG_UNPARSABLE, 0.0,
                                           "not an answer of the kind that was asked for"};

static mg_judgement judgement_of(mg_outcome outcome, const char *reason) {
    static const mg_judgement JUDGEMENTS[] = {
        [MG_OTHER_FORM] = {MG_EQUIVALENT, 0.0, "the right value, not in the form asked for"},
        [MG_TOO_LARGE] = {MG_OVER_CAP, 0.0, "more digits, terms, powers or brackets than are read"},
    };
    mg_judgement j = outcome == MG_SAME         ? RIGHT
                     : outcome == MG_DIFFERENT  ? WRONG
                     : outcome == MG_NOT_PARSED ? NOT_AN_ANSWER
                                                : JUDGEMENTS[outcome];
    if (reason && outcome != MG_DIFFERENT) j.reason = reason;
    return j;
}

/* -- the fast way: whole numbers of at most 18 digits ------------------------------------------ */

static bool read_short_integer(const char *at, const char *end, int64_t *value) {
    while (at < end && mg_is_space(*at)) at++;
    while (end > at && mg_is_space(end[-1])) end--;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    if (end - at < 1 || end - at > 18) return false;
    int64_t magnitude = 0;
    for (; at < end; at++) {
        unsigned digit = (unsigned)(*at - '0');
        if (digit > 9) return false;
        magnitude = magnitude * 10 + digit;
    }
    *value = negative ? -magnitude : magnitude;
    return true;
}

static bool judge_short_integer(const mg_gold *gold, mg_span text, mg_judgement *judgement) {
    int64_t wanted, value;
    if (gold->kind != MG_ANSWER_INTEGER && gold->kind != MG_ANSWER_RATIONAL) return false;
    if (!read_short_integer(text.at, text.end, &value)) return false;
    if (!read_short_integer(gold->text, gold->text + gold->bytes, &wanted)) return false;
    *judgement = value == wanted ? RIGHT : WRONG;
    return true;
}

/* -- every other way --------------------------------------------------------------------------- */

static mg_judgement judge(const mg_gold *gold, mg_span text) {
    if (mg_span_length(text) == gold->bytes && memcmp(text.at, gold->text, gold->bytes) == 0)
        return RIGHT;
    mg_judgement quick;
    if (judge_short_integer(gold, text, &quick)) return quick;
    char wanted[MG_VERIFY_BYTES + 1], folded[MG_VERIFY_BYTES + MG_VERIFY_BYTES / 2];
    size_t wanted_bytes = mg_verify_fold(gold->text, gold->bytes, wanted, sizeof wanted);
    size_t bytes = mg_verify_fold(text.at, mg_span_length(text), folded, sizeof folded);
    if (bytes == sizeof folded || wanted_bytes == sizeof wanted)
        return judgement_of(MG_TOO_LARGE, NULL);
    mg_comparison c = {.kind = gold->kind, .form = gold->form, .detail = gold->detail};
    mg_outcome outcome = COMPARE[gold->kind](&c, (mg_span){wanted, wanted + wanted_bytes},
                                             (mg_span){folded, folded + bytes});
    return judgement_of(outcome, c.reason);
}

mg_judgement mg_verify(const mg_gold *gold, const char *text, size_t bytes) {
    if (bytes > MG_VERIFY_BYTES)
        return (mg_judgement){MG_OVER_CAP, 0.0, "longer than an answer may be"};
    if (bytes == gold->bytes && memcmp(text, gold->text, bytes) == 0)
        return (mg_judgement){MG_CORRECT, 1.0, "the answer"};
    mg_judgement j;
    if (judge_short_integer(gold, (mg_span){text, text + bytes}, &j)) return j;
    mg_span found[MG_MAX_MARKED];
    int count = mg_unwrap_all((mg_span){text, text + bytes}, found);
    if (count == 0)
        return (mg_judgement){MG_UNPARSABLE, 0.0, "more than one answer, or text behind it"};
    for (int i = 0; i < count; i++) { /* whoever answers twice must be right twice */
        j = judge(gold, found[i]);
        if (j.reward == 0.0) return j;
    }
    return j;
}

const char *mg_verdict_name(int verdict) {
    static const char *const NAMES[] = {"correct", "equivalent", "wrong", "unparsable", "over cap"};
    return verdict >= 0 && verdict <= MG_OVER_CAP ? NAMES[verdict] : NULL;
}

const char *mg_answer_kind_name(int kind) {
    static const char *const NAMES[MG_ANSWER_KIND_COUNT] = {
        "integer", "quotient",   "relation",   "rational", "boolean", "word",    "list",
        "set",     "polynomial", "expression", "complex",  "surd",    "factors", "quantity",
        "based",   "assignment", "interval",   "matrix",   "residue", "time",    "own"};
    return kind >= 0 && kind < MG_ANSWER_KIND_COUNT ? NAMES[kind] : NULL;
}

const char *mg_form_name(int form) {
    static const char *const NAMES[MG_FORM_COUNT] = {"any",      "lowest", "expanded",
                                                     "factored", "simple", "constant"};
    return form >= 0 && form < MG_FORM_COUNT ? NAMES[form] : NULL;
}
