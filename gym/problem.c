#include "gym/problem.h"

#include <inttypes.h>
#include <string.h>

#include "gym/exact/latex.h"
#include "gym/family.h"

enum { CANONICAL_BYTES = 1024 };

bool mg_problem_key(const mg_family *family, int level, const int64_t *operands, mg_key *key) {
    char buffer[CANONICAL_BYTES];
    mg_text text = mg_text_over(buffer, sizeof buffer);
    if (!family->canonical(&family->levels[level - 1], operands, &text)) return false;
    *key = mg_key_of(buffer, mg_text_end(&text));
    return !text.overflow;
}

/* Whether the operands are a problem of the sequence, as far as its shape goes. */
static bool has_shape(const mg_item *item, const int64_t *operands) {
    if (item->order != MG_ORDER_SEEN_SHAPES && item->order != MG_ORDER_NEW_SHAPES) return true;
    char buffer[CANONICAL_BYTES];
    mg_text text = mg_text_over(buffer, sizeof buffer);
    item->family->canonical(&item->family->levels[item->level - 1], operands, &text);
    bool held_out = mg_shape_is_held_out(buffer, mg_text_end(&text));
    return held_out == (item->order == MG_ORDER_NEW_SHAPES);
}

const char *mg_order_name(int order) {
    static const char *const NAMES[MG_ORDER_COUNT] = {"drawn", "walk", "seen-shapes", "new-shapes"};
    return order >= 0 && order < MG_ORDER_COUNT ? NAMES[order] : NULL;
}

/* Everything that follows from family, level, key and the problem's operands. False where a text is
 * longer than the level's bounds. */
static bool fill(const mg_item *item, mg_key key, int draws, mg_problem *problem) {
    const mg_family *family = item->family;
    const mg_level *level = &family->levels[item->level - 1];
    problem->item = *item;
    problem->key = key;
    problem->answer_detail = 0;
    problem->draws = draws;
    problem->digits = problem->carries = problem->operations = problem->difficulty = 0;
    problem->math_count = 0;
    mg_text question = mg_text_over(problem->question, sizeof problem->question);
    mg_text answer = mg_text_over(problem->answer, sizeof problem->answer);
    family->pose(level, problem->operand, &question, &answer, problem);
    problem->question_bytes = (uint16_t)mg_text_end(&question);
    problem->answer_bytes = (uint16_t)mg_text_end(&answer);
    mg_text_bounds bounds = family->bounds(level);
    return problem->question_bytes <= bounds.question && problem->answer_bytes <= bounds.answer &&
           !question.overflow && !answer.overflow;
}

bool mg_problem_build(const mg_family *family, int level, const int64_t *operands,
                      mg_problem *problem) {
    mg_key key;
    if (!mg_problem_key(family, level, operands, &key)) return false;
    const mg_item item = {.family = family, .level = level, .split = mg_key_split(key)};
    memcpy(problem->operand, operands, sizeof problem->operand);
    return fill(&item, key, 1, problem);
}

static uint32_t stream_of(const mg_item *item) {
    return (uint32_t)MG_GYM_VERSION << 26 | (uint32_t)item->family->id << 14 |
           (uint32_t)item->level << 2 | (uint32_t)item->split;
}

static mg_status draw_operands(const mg_family *family, const mg_level *level, mg_rng *rng,
                               int64_t *operands) {
    if (family->fetch) return family->fetch(level, rng, operands);
    family->draw(level, rng, operands);
    return MG_OK;
}

mg_status mg_problem_generate(const mg_item *item, mg_problem *problem) {
    const mg_family *family = item->family;
    if (item->level < 1 || item->level > family->level_count)
        return mg_fail(MG_ERR_ARG, "%s has levels 1 to %d, not %d", family->name,
                       family->level_count, item->level);
    const mg_level *level = &family->levels[item->level - 1];
    mg_rng rng = mg_rng_at(item->seed, item->index, stream_of(item));
    int most_draws = family->fetch ? MG_MAX_FETCHES : MG_MAX_DRAWS;
    for (int draws = 1; draws <= most_draws; draws++) {
        int64_t *operands = problem->operand; /* drawn where they stay */
        mg_key key;
        memset(operands, 0, sizeof problem->operand);
        MG_TRY(draw_operands(family, level, &rng, operands));
        if (!mg_problem_key(family, item->level, operands, &key)) continue;
        if (mg_key_split(key) != item->split || !has_shape(item, operands)) continue;
        if (fill(item, key, draws, problem)) return MG_OK;
    }
    return mg_fail(MG_ERR_NOT_FOUND,
                   "%s level %d has no problem in the %s split (%s) that %d draws could find; "
                   "use another level",
                   family->name, item->level, mg_split_name((int)item->split),
                   mg_order_name((int)item->order), most_draws);
}

/* What stands before the final answer. */
static const char *const MARKS[MG_LAYOUT_COUNT] = {[MG_LAYOUT_PLAIN] = "",
                                                   [MG_LAYOUT_REVERSED] = "",
                                                   [MG_LAYOUT_SCRATCHPAD] = "#",
                                                   [MG_LAYOUT_STEPS] = "#### ",
                                                   [MG_LAYOUT_LATEX] = ""};

/* -- layouts --------------------------------------------------------------------------------- */

const char *mg_layout_name(int layout) {
    static const char *const NAMES[] = {"plain", "reversed", "scratchpad", "steps", "latex"};
    return layout >= 0 && layout < MG_LAYOUT_COUNT ? NAMES[layout] : NULL;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Reverses each run of digits; a minus sign in front of it comes to stand behind. A sign is one
 * where no digit, letter or bracket stands before it. */
static size_t reverse_numbers(const char *text, size_t bytes, char *out) {
    size_t at = 0;
    while (at < bytes) {
        bool sign = (text[at] == '-' || text[at] == '+') && at + 1 < bytes &&
                    is_digit(text[at + 1]) && (at == 0 || strchr(" ,/=<>([;r^*", text[at - 1]));
        size_t start = at + sign, end = start;
        while (end < bytes && is_digit(text[end])) end++;
        if (end == start) {
            out[at] = text[at];
            at++;
            continue;
        }
        for (size_t i = start; i < end; i++) out[at + i - start] = text[end - 1 - (i - start)];
        if (sign) out[end - 1] = text[at];
        at = end;
    }
    out[bytes] = '\0';
    return bytes;
}

/* The inverse: digits, then perhaps a sign that belongs to them. */
static void restore_numbers(const char *text, size_t bytes, char *out) {
    size_t at = 0;
    while (at < bytes) {
        size_t end = at;
        while (end < bytes && is_digit(text[end])) end++;
        if (end == at) {
            out[at] = text[at];
            at++;
            continue;
        }
        bool sign = end < bytes && (text[end] == '-' || text[end] == '+') &&
                    (end + 1 == bytes || !is_digit(text[end + 1]));
        size_t stop = end + sign, to = at;
        if (sign) out[to++] = text[end];
        for (size_t i = end; i-- > at;) out[to++] = text[i];
        at = stop;
    }
    out[bytes] = '\0';
}

/* LaTeX takes up to three times the bytes of a question, of which not all are formulas, and four
 * times those of an answer ("1/2", 12 bytes), and some more for what stands round them. */
enum { LATEX_QUESTION = 3, LATEX_ANSWER = 4, LATEX_MORE = 16, LATEX_MATRIX = 32 };

size_t mg_problem_question(const mg_problem *problem, mg_layout layout, char *out) {
    const mg_item *item = &problem->item;
    if (layout == MG_LAYOUT_LATEX) {
        int bound = mg_level_prompt_bound(item->family, item->level, layout);
        mg_text text = mg_text_over(out, (size_t)bound); /* with room for a line feed */
        mg_latex_question(problem, &text);
        if (!text.overflow) return mg_text_end(&text);
    }
    memcpy(out, problem->question, problem->question_bytes + 1u);
    return problem->question_bytes;
}

size_t mg_problem_prompt(const mg_problem *problem, mg_layout layout, char *out) {
    size_t bytes = mg_problem_question(problem, layout, out);
    if (out[bytes - 1] != '=') out[bytes++] = '\n';
    out[bytes] = '\0';
    return bytes;
}

/* One worked line a line instead of ';'. */
static void break_lines(char *lines, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        if (lines[i] == ';') lines[i] = '\n';
}

size_t mg_problem_render(const mg_problem *problem, mg_layout layout, char *out) {
    if (layout == MG_LAYOUT_REVERSED)
        return reverse_numbers(problem->answer, problem->answer_bytes, out);
    if (layout == MG_LAYOUT_LATEX) {
        const mg_item *item = &problem->item;
        int bound = mg_level_response_bound(item->family, item->level, layout);
        mg_text latex = mg_text_over(out, (size_t)bound + 1);
        mg_latex_answer(problem, &latex);
        if (!latex.overflow) return mg_text_end(&latex);
    }
    mg_text text = mg_text_over(out, MG_RESPONSE_BYTES);
    if (layout == MG_LAYOUT_SCRATCHPAD || layout == MG_LAYOUT_STEPS)
        problem->item.family->work(problem, &text);
    if (layout == MG_LAYOUT_STEPS) break_lines(out, mg_text_length(&text));
    mg_text_string(&text, MARKS[layout]);
    mg_text_bytes(&text, problem->answer, problem->answer_bytes);
    return mg_text_end(&text);
}

mg_text_bounds mg_level_bounds(const mg_family *family, int level) {
    return family->bounds(&family->levels[level - 1]);
}

int mg_level_prompt_bound(const mg_family *family, int level, mg_layout layout) {
    int question = mg_level_bounds(family, level).question;
    if (layout != MG_LAYOUT_LATEX) return question + 1;
    int bound = LATEX_QUESTION * question + LATEX_MORE;
    return bound < MG_PROMPT_BYTES ? bound : MG_PROMPT_BYTES - 1;
}

int mg_level_response_bound(const mg_family *family, int level, mg_layout layout) {
    mg_text_bounds bounds = mg_level_bounds(family, level);
    bool worked = layout == MG_LAYOUT_SCRATCHPAD || layout == MG_LAYOUT_STEPS;
    bool matrix = family->answer_kind == MG_ANSWER_MATRIX;
    if (layout == MG_LAYOUT_LATEX)
        return LATEX_ANSWER * bounds.answer + (matrix ? LATEX_MATRIX : LATEX_MORE);
    return (worked ? bounds.work : 0) + (int)strlen(MARKS[layout]) + bounds.answer;
}

/* What follows the last mark; NULL where there is none. */
static const char *after_mark(const char *text, size_t bytes, char mark) {
    const char *last = memrchr(text, mark, bytes);
    return last ? last + 1 : NULL;
}

static bool is_latex_gold(const mg_problem *problem, mg_layout layout, const char *text,
                          size_t bytes) {
    char gold[MG_RESPONSE_BYTES];
    return layout == MG_LAYOUT_LATEX && mg_problem_render(problem, layout, gold) == bytes &&
           memcmp(gold, text, bytes) == 0;
}

mg_judgement mg_problem_verify(const mg_problem *problem, mg_layout layout, const char *text,
                               size_t bytes) {
    const mg_family *family = problem->item.family;
    if (bytes > MG_VERIFY_BYTES)
        return (mg_judgement){MG_OVER_CAP, 0.0, "longer than an answer may be"};
    if (is_latex_gold(problem, layout, text, bytes))
        return (mg_judgement){MG_CORRECT, 1.0, "the answer"};
    const char *at = text, *end = text + bytes;
    if (layout == MG_LAYOUT_SCRATCHPAD || layout == MG_LAYOUT_STEPS)
        at = after_mark(text, bytes, '#');
    if (!at) return (mg_judgement){MG_UNPARSABLE, 0.0, "no '#' before a final answer"};
    if (layout == MG_LAYOUT_STEPS && at < end && *at == ' ') at++;
    char straight[MG_VERIFY_BYTES + 1], again[MG_VERIFY_BYTES + 1];
    if (layout == MG_LAYOUT_REVERSED) {
        restore_numbers(text, bytes, straight);
        reverse_numbers(straight, bytes, again);
        if (memcmp(again, text, bytes) != 0)
            return (mg_judgement){MG_UNPARSABLE, 0.0, "not in the reversed layout"};
        at = straight;
        end = straight + bytes;
    }
    size_t length = (size_t)(end - at);
    if (family->judge) {
        if (!mg_verify_unwrap(at, length, &at, &length))
            return (mg_judgement){MG_UNPARSABLE, 0.0, "more than one answer, or text behind it"};
        return family->judge(problem, at, length);
    }
    const mg_gold gold = {family->answer_kind, family->form, problem->answer_detail,
                          problem->answer, problem->answer_bytes};
    return mg_verify(&gold, at, length);
}
