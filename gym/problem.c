#include "gym/problem.h"

#include <inttypes.h>
#include <string.h>

#include "gym/family.h"

enum { CANONICAL_BYTES = 128 };

bool mg_problem_key(const mg_family *family, int level, const int64_t *operands, mg_key *key) {
    char buffer[CANONICAL_BYTES];
    mg_text text = mg_text_over(buffer, sizeof buffer);
    if (!family->canonical(&family->levels[level - 1], operands, &text)) return false;
    *key = mg_key_of(buffer, mg_text_end(&text));
    return true;
}

static void write_answer(const mg_problem *problem, mg_text *out) {
    if (problem->answer_kind == MG_ANSWER_RELATION) {
        mg_text_char(out, (char)problem->value[0]);
        return;
    }
    mg_text_int(out, problem->value[0]);
    if (problem->answer_kind == MG_ANSWER_QUOTIENT) {
        mg_text_char(out, 'r');
        mg_text_int(out, problem->value[1]);
    }
}

/* Everything that follows from family, level, operands and key. */
static void fill(const mg_item *item, const int64_t *operands, mg_key key, int draws,
                 mg_problem *problem) {
    const mg_family *family = item->family;
    problem->item = *item;
    problem->key = key;
    memcpy(problem->operand, operands, sizeof problem->operand);
    problem->answer_kind = family->answer_kind;
    problem->value[0] = problem->value[1] = 0;
    problem->draws = draws;
    problem->digits = problem->carries = problem->operations = problem->difficulty = 0;
    mg_text question = mg_text_over(problem->question, sizeof problem->question);
    family->pose(&family->levels[item->level - 1], operands, &question, problem);
    problem->question_bytes = (uint16_t)mg_text_end(&question);
    mg_text answer = mg_text_over(problem->answer, sizeof problem->answer);
    write_answer(problem, &answer);
    problem->answer_bytes = (uint16_t)mg_text_end(&answer);
}

bool mg_problem_build(const mg_family *family, int level, const int64_t *operands,
                      mg_problem *problem) {
    mg_key key;
    if (!mg_problem_key(family, level, operands, &key)) return false;
    const mg_item item = {.family = family, .level = level, .split = mg_key_split(key)};
    int64_t padded[MG_MAX_OPERANDS] = {0};
    mg_box box;
    family->box(&family->levels[level - 1], &box);
    memcpy(padded, operands, sizeof padded[0] * (size_t)box.count);
    fill(&item, padded, key, 1, problem);
    return true;
}

static uint32_t stream_of(const mg_item *item) {
    return (uint32_t)MG_GYM_VERSION << 26 | (uint32_t)item->family->id << 14 |
           (uint32_t)item->level << 2 | (uint32_t)item->split;
}

mg_status mg_problem_generate(const mg_item *item, mg_problem *problem) {
    const mg_family *family = item->family;
    if (item->level < 1 || item->level > family->level_count)
        return mg_fail(MG_ERR_ARG, "%s has levels 1 to %d, not %d", family->name,
                       family->level_count, item->level);
    const mg_level *level = &family->levels[item->level - 1];
    mg_rng rng = mg_rng_at(item->seed, item->index, stream_of(item));
    int64_t operands[MG_MAX_OPERANDS] = {0};
    for (int draws = 1; draws <= MG_MAX_DRAWS; draws++) {
        mg_key key;
        family->draw(level, &rng, operands);
        if (!mg_problem_key(family, item->level, operands, &key)) continue;
        if (mg_key_split(key) != item->split) continue;
        fill(item, operands, key, draws, problem);
        return MG_OK;
    }
    return mg_fail(MG_ERR_NOT_FOUND,
                   "%s level %d has no problem in the %s split that %d draws could find; "
                   "use a higher level",
                   family->name, item->level, mg_split_name((int)item->split), MG_MAX_DRAWS);
}

/* -- layouts --------------------------------------------------------------------------------- */

const char *mg_layout_name(int layout) {
    static const char *const NAMES[] = {"plain", "reversed", "scratchpad"};
    return layout >= 0 && layout < MG_LAYOUT_COUNT ? NAMES[layout] : NULL;
}

/* Reverses each part between the 'r's; a sign comes to stand behind its digits. */
static size_t reverse_parts(const char *text, size_t bytes, char *out) {
    size_t start = 0;
    for (size_t i = 0; i <= bytes; i++) {
        if (i < bytes && text[i] != 'r') continue;
        for (size_t j = start; j < i; j++) out[j] = text[start + i - 1 - j];
        if (i < bytes) out[i] = 'r';
        start = i + 1;
    }
    out[bytes] = '\0';
    return bytes;
}

size_t mg_problem_render(const mg_problem *problem, mg_layout layout, char *out) {
    if (layout == MG_LAYOUT_REVERSED)
        return reverse_parts(problem->answer, problem->answer_bytes, out);
    mg_text text = mg_text_over(out, MG_RESPONSE_BYTES);
    if (layout == MG_LAYOUT_SCRATCHPAD) {
        problem->item.family->work(problem, &text);
        mg_text_char(&text, '#');
    }
    mg_text_bytes(&text, problem->answer, problem->answer_bytes);
    return mg_text_end(&text);
}

mg_text_bounds mg_level_bounds(const mg_family *family, int level) {
    return family->bounds(&family->levels[level - 1]);
}

int mg_level_response_bound(const mg_family *family, int level, mg_layout layout) {
    mg_text_bounds bounds = mg_level_bounds(family, level);
    return layout == MG_LAYOUT_SCRATCHPAD ? bounds.work + 1 + bounds.answer : bounds.answer;
}
