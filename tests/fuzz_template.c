/* libFuzzer: any bytes as a template; what loads makes problems within its bounds. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gym/family.h"
#include "gym/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void probe(const mg_family *family, int level) {
    mg_text_bounds bounds = mg_level_bounds(family, level);
    for (uint64_t i = 0; i < 20; i++) {
        mg_problem p;
        const mg_item item = {.family = family, .level = level, .seed = 1, .index = i};
        char text[MG_RESPONSE_BYTES], prompt[MG_PROMPT_BYTES];
        if (mg_problem_generate(&item, &p) != MG_OK) continue;
        if (p.question_bytes > bounds.question || p.answer_bytes > bounds.answer) abort();
        mg_problem_prompt(&p, MG_LAYOUT_LATEX, prompt);
        for (int layout = 0; layout < MG_LAYOUT_COUNT; layout++) {
            size_t bytes = mg_problem_render(&p, (mg_layout)layout, text);
            if ((int)bytes > mg_level_response_bound(family, level, (mg_layout)layout)) abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mg_template *t;
    if (mg_template_parse("t.gym", (const char *)data, size, &t) != MG_OK) {
        if (strchr(mg_error_text(), '\n')) abort(); /* messages are one line */
        return 0;
    }
    const mg_family *family = mg_template_family(t);
    for (int level = 1; level <= family->level_count; level++) probe(family, level);
    mg_template_free(t);
    return 0;
}
