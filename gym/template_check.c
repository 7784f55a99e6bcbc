/* What can be known of a template only by making problems of it. */
#include <string.h>

#include "gym/exact/work.h"
#include "gym/template_parts.h"

enum { DRAWS = 2000, CORNERS = 2, MIN_PERCENT = 5, WORKED = 100, SEED = 5 };

/* The low and the high corner of the box, then drawn points. */
static void pick_point(const mg_family *family, int level, int n, mg_rng *rng, int64_t *operand) {
    mg_box box = mg_level_box(family, level);
    if (n >= CORNERS) {
        family->draw(&family->levels[level - 1], rng, operand);
        return;
    }
    memcpy(operand, n == 0 ? box.low : box.high, sizeof box.low);
}

/* Finds the longest value that problems print, by raising the limit until it shuts out none of the
 * drawn problems; one byte more than that for what was not drawn. */
static int count_problems(mg_template *t, int level, int limit) {
    int problems = 0;
    mg_rng rng = mg_rng_at(SEED, 0, (uint32_t)level);
    t->level[level - 1].hole_bytes = limit;
    for (int n = 0; n < DRAWS; n++) {
        int64_t operand[MG_MAX_OPERANDS] = {0};
        mg_key key;
        pick_point(&t->family, level, n, &rng, operand);
        problems += mg_problem_key(&t->family, level, operand, &key);
    }
    return problems;
}

static mg_status measure_level(mg_template *t, int level, const char *name) {
    int all = count_problems(t, level, MG_TEMPLATE_HOLE_BYTES), low = 1;
    int high = MG_TEMPLATE_HOLE_BYTES;
    if (all * 100 < DRAWS * MIN_PERCENT)
        return mg_fail(MG_ERR_FORMAT,
                       "%s: of %d drawn problems of level %d only %d meet the requirements and "
                       "have values that can be printed; narrow the ranges",
                       name, DRAWS, level, all);
    while (low < high) {
        int middle = (low + high) / 2;
        if (count_problems(t, level, middle) == all)
            high = middle;
        else
            low = middle + 1;
    }
    t->level[level - 1].hole_bytes = low < MG_TEMPLATE_HOLE_BYTES ? low + 1 : low;
    return MG_OK;
}

static mg_status check_bounds(const mg_template *t, int level, const char *name) {
    mg_text_bounds bounds = mg_level_bounds(&t->family, level);
    if (bounds.question < MG_QUESTION_BYTES - 1 && bounds.answer < MG_ANSWER_BYTES - 1 &&
        bounds.work + bounds.answer < MG_RESPONSE_BYTES - 8)
        return MG_OK;
    return mg_fail(MG_ERR_FORMAT,
                   "%s: level %d: questions of %d, answers of %d or steps of %d bytes are longer "
                   "than the gym's problems; shorten the texts",
                   name, level, bounds.question, bounds.answer, bounds.work);
}

static mg_status check_steps(const mg_problem *p, const char *name) {
    char text[MG_RESPONSE_BYTES];
    mg_work_count count;
    size_t bytes = mg_problem_render(p, MG_LAYOUT_SCRATCHPAD, text);
    mg_response_check(p, MG_LAYOUT_SCRATCHPAD, text, bytes, &count);
    if (count.false_lines == 0) return MG_OK;
    return mg_fail(MG_ERR_FORMAT, "%s: level %d: the step '%.*s' is false (question: %.200s)", name,
                   p->item.level, (int)count.first_false_bytes, count.first_false, p->question);
}

/* The gold as LaTeX is read by the verifier where the gold itself would be compared byte by byte.
 */
static mg_status check_answer(const mg_problem *p, const char *name) {
    const mg_family *family = p->item.family;
    char text[MG_RESPONSE_BYTES];
    const mg_gold gold = {family->answer_kind, family->form, 0, p->answer, p->answer_bytes};
    size_t bytes = mg_problem_render(p, MG_LAYOUT_LATEX, text);
    if (mg_verify(&gold, text, bytes).reward == 1.0) return MG_OK;
    return mg_fail(MG_ERR_FORMAT, "%s: level %d: '%s' is no answer of kind %s (question: %.200s)",
                   name, p->item.level, p->answer, mg_answer_kind_name((int)family->answer_kind),
                   p->question);
}

static mg_status check_problems(const mg_template *t, int level, const char *name) {
    mg_problem problem;
    for (uint64_t i = 0; i < WORKED; i++) {
        const mg_item item = {.family = &t->family, .level = level, .seed = SEED, .index = i};
        MG_TRY(mg_problem_generate(&item, &problem));
        MG_TRY(check_answer(&problem, name));
        MG_TRY(check_steps(&problem, name));
    }
    return MG_OK;
}

mg_status mg_template_check(mg_template *t, const char *name) {
    for (int level = 1; level <= t->family.level_count; level++) {
        MG_TRY(measure_level(t, level, name));
        MG_TRY(check_bounds(t, level, name));
        MG_TRY(check_problems(t, level, name));
    }
    return MG_OK;
}
